"""Costs and benefits drawn at random over the ranges of the effect, of what is paid, and of what an event costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from plateia.errors import MethodError
from plateia.measures.checks import Floats
from plateia.measures.interventions.effects import Averted

FEWEST_SAMPLES = 100


@dataclass(frozen=True)
class Uncertain:
    """A value with the factors between which it may lie."""

    value: float
    low_factor: float
    high_factor: float

    def draws(self, rng: np.random.Generator, size: int) -> Floats:
        """Return triangular draws with the value itself the most probable."""
        if not self.low_factor < self.high_factor:
            return np.full(size, self.value)
        return self.value * rng.triangular(self.low_factor, 1.0, self.high_factor, size)


@dataclass(frozen=True)
class Simulated:
    """Limits over random draws of effects, costs and unit costs, and the share of draws with a gain."""

    npv_low: float
    npv_high: float
    ratio_low: float
    ratio_high: float
    share_positive: float
    n_samples: int
    level: float


def simulate_balance(
    costs: Sequence[Uncertain],
    benefits: Sequence[tuple[Averted, Uncertain]],
    *,
    rng: np.random.Generator,
    n_samples: int,
    level: float,
) -> Simulated:
    """Return the limits of net present value and ratio over random draws.

    Parameters
    ----------
    costs : sequence of Uncertain
        Present values.
    benefits : sequence of (Averted, Uncertain)
        Averted events per year, and the present value of one event less in every year.
    rng : numpy.random.Generator
    n_samples : int, at least 100
    level : float, in (0, 1)
        Of the effects' limits and of those returned.

    Raises
    ------
    MethodError
        ``cost_benefit.samples-too-few``.

    Notes
    -----
    One normal variable moves the effects of all offences together, with a spread of its own to either side, so that
    their limits are the quantiles of the level.
    """
    if n_samples < FEWEST_SAMPLES:
        raise MethodError(
            "cost_benefit.samples-too-few",
            expected=f"At least {FEWEST_SAMPLES} draws.",
            seen=f"{n_samples}.",
            remedy="leave it at its default.",
        )
    draw = rng.standard_normal(n_samples) / float(ndtri(0.5 + level / 2))
    worth, paid = np.zeros(n_samples), np.zeros(n_samples)
    for effect, value in benefits:
        spread = np.where(draw > 0, effect.high - effect.estimate, effect.estimate - effect.low)
        worth += (effect.estimate + draw * spread) * value.draws(rng, n_samples)
    for cost in costs:
        paid += cost.draws(rng, n_samples)
    tails = [(1 - level) / 2, (1 + level) / 2]
    net, ratio = np.quantile(worth - paid, tails), np.quantile(worth / paid, tails)
    return Simulated(
        npv_low=float(net[0]),
        npv_high=float(net[1]),
        ratio_low=float(ratio[0]),
        ratio_high=float(ratio[1]),
        share_positive=float((worth > paid).mean()),
        n_samples=n_samples,
        level=level,
    )
