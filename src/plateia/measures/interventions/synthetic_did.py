"""Synthetic difference-in-differences: weights for units and periods under which the comparison runs parallel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_level
from plateia.measures.interventions.control_panels import ControlPanel, check_varies, control_panel
from plateia.measures.interventions.panels import (
    REPLICATIONS,
    EffectInterval,
    NoInterval,
    check_panel,
    check_units,
    placebo_groups,
)
from plateia.measures.interventions.simplex import ridge_simplex_weights, simplex_weights
from plateia.measures.interventions.synthetic_control import DOMINANT_WEIGHT

ErrorMethod = Literal["placebo", "jackknife"]
# With fewer placebo effects their spread says nothing.
MINIMUM_PLACEBOS = 5
_TRACE_PENALTY = 1e-6


@dataclass(frozen=True)
class SyntheticDifferenceInDifferences:
    """Effect by weighted difference-in-differences.

    Parameters
    ----------
    effect : float
        Mean effect per treated unit and period, on the scale of the outcomes. Negative: less than expected.
    relative_effect : float
        ``effect`` over the mean expected without the measure; NaN where that is not above zero.
    standard_error : float or None
    interval : EffectInterval or None
        None with the reason in ``no_interval``.
    no_interval : str or None
        ``too_few_donors`` (placebo), ``too_few_units`` (jackknife with one treated unit).
    p, smallest_p : float or None
        Rank of the effect's size among the placebo effects; None with the jackknife.
    plain_difference_in_differences, plain_synthetic_control : float
        The same panel with equal weights, and with unit weights alone.
    effects : ndarray, shape (n_after,)
        Per period from the start.
    donors : ndarray of int, shape (n_donors,)
        Rows of the panel.
    unit_weights, period_weights : ndarray, shapes (n_donors,) and (n_before,)
        At least 0, sum 1.
    penalty : float
        zeta, on the scale of the outcomes.
    n_treated, n_before, n_after, n_placebos : int
    caveats : tuple of str
        ``one_donor_dominates`` (a unit weight above 0.9), ``one_period_dominates``, ``few_placebos`` (under 20).
    """

    effect: float
    relative_effect: float
    standard_error: float | None
    interval: EffectInterval | None
    no_interval: NoInterval | None
    p: float | None
    smallest_p: float | None
    plain_difference_in_differences: float
    plain_synthetic_control: float
    effects: Floats
    donors: NDArray[np.int64]
    unit_weights: Floats
    period_weights: Floats
    penalty: float
    n_treated: int
    n_before: int
    n_after: int
    n_placebos: int
    caveats: tuple[str, ...]


@dataclass(frozen=True)
class _Weighted:
    """One estimate: effects by period, weights of units and periods, and the penalty."""

    effects: Floats
    units: Floats
    periods: Floats
    penalty: float

    @property
    def effect(self) -> float:
        return float(self.effects.mean())


def synthetic_difference_in_differences(
    outcomes: ArrayLike,
    *,
    treated: int | ArrayLike,
    first_period_after: int,
    rng: np.random.Generator,
    donors: ArrayLike | None = None,
    noise: ArrayLike | None = None,
    error: ErrorMethod = "placebo",
    replications: int = REPLICATIONS,
    level: float = 0.95,
) -> SyntheticDifferenceInDifferences:
    """Return the effect of a measure by synthetic difference-in-differences.

    Parameters
    ----------
    outcomes : array-like, shape (n_units, n_periods)
        Rates or means.
    treated : int, or array-like of positions or of bool
    first_period_after : int
    rng : numpy.random.Generator
        Draws the placebo groups where there are more than ``replications`` of them.
    donors : array-like of positions or of bool, optional
        Untreated units that may lend weight; all by default.
    noise : array-like, shape (n_units,), optional
        How much each unit swings by chance, as a standard deviation on any scale: placebo effects are stretched to what
        the treated units swing. Without it all are taken to swing alike.
    error : "placebo" or "jackknife"
        Placebo: the spread of effects that donors show as if treated. Jackknife: leaves out one unit at a time, needs
        two treated units.
    replications : int
        Placebo groups at most, where several units are treated; with one, each donor is taken once.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        As ``synthetic_control``; ``synthetic_did.error-unknown``.
    InputError
        As ``synthetic_control``.

    Notes
    -----
    Unit weights minimise the squared gap of differences before the start plus zeta^2 T_before times their squares,
    zeta = (N_treated T_after)^(1/4) times the standard deviation of the donors' period-to-period changes; period
    weights make the weighted periods before look like the mean after, over donors. Limits: the estimate and t
    times the standard error, with as many degrees of freedom, less one, as groups of donors fit side by side, or units.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), American Economic Review 111, 4088-4118,
    doi:10.1257/aer.20190159

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> panel = 20 + rng.normal(0, 0.1, (12, 1)) + np.sin(np.arange(20)) + rng.normal(0, 0.1, (12, 20))
    >>> panel[0, 14:] -= 3
    >>> effect = synthetic_difference_in_differences(panel, treated=0, first_period_after=14, rng=rng)
    >>> round(effect.effect, 1), effect.interval.high < 0
    (-3.0, True)
    """
    check_level(level)
    if error not in ("placebo", "jackknife"):
        raise MethodError(
            "synthetic_did.error-unknown",
            expected="A standard error by placebo or by jackknife.",
            seen=f"{error!r}.",
            remedy="take placebo; jackknife needs several treated units.",
        )
    panel = control_panel(outcomes, treated=treated, first_period_after=first_period_after, donors=donors)
    start = panel.start
    estimate = _estimate(panel.treated, panel.donors, start=start, n_treated=panel.n_treated)
    placebos = np.empty(0)
    if error == "placebo":
        placebos = _placebo_effects(panel, swings=_swings(outcomes, treated, noise), replications=replications, rng=rng)
        # Groups share members: there are no more independent ones than fit side by side.
        n_effects = min(placebos.size, len(panel.donors) // panel.n_treated)
        spread = float(placebos.std()) if placebos.size >= MINIMUM_PLACEBOS and n_effects > 1 else None
    else:
        own = _treated_rows(outcomes, treated)
        n_effects, spread = len(own) + len(panel.donors), _jackknife_error(own, panel.donors, start, estimate)
    interval = _interval(estimate.effect, spread, n_effects=n_effects, level=level, error=error)
    if interval is not None:
        check_varies((interval.high - interval.low) / 2, panel)
    ranked = error == "placebo" and spread is not None
    larger = int((np.abs(placebos) >= abs(estimate.effect) * (1 - 1e-9)).sum())
    lacking: NoInterval = "too_few_donors" if error == "placebo" else "too_few_units"
    expected = float(panel.treated[start:].mean()) - estimate.effect
    return SyntheticDifferenceInDifferences(
        effect=estimate.effect,
        relative_effect=estimate.effect / expected if expected > 0 else float("nan"),
        standard_error=spread,
        interval=interval,
        no_interval=lacking if interval is None else None,
        p=(1 + larger) / (1 + placebos.size) if ranked else None,
        smallest_p=1 / (1 + placebos.size) if ranked else None,
        plain_difference_in_differences=_plain_difference(panel.treated, panel.donors, start),
        plain_synthetic_control=_plain_control(panel.treated, panel.donors, start),
        effects=estimate.effects,
        donors=panel.donor_rows,
        unit_weights=estimate.units,
        period_weights=estimate.periods,
        penalty=estimate.penalty,
        n_treated=panel.n_treated,
        n_before=start,
        n_after=panel.treated.size - start,
        n_placebos=int(placebos.size),
        caveats=_caveats(estimate, n_placebos=placebos.size if error == "placebo" else None),
    )


def _interval(
    effect: float, spread: float | None, *, n_effects: int, level: float, error: ErrorMethod
) -> EffectInterval | None:
    if spread is None:
        return None
    width = float(stdtrit(n_effects - 1, 0.5 + level / 2)) * spread
    return EffectInterval(effect - width, effect + width, level, error)


def _caveats(estimate: _Weighted, *, n_placebos: int | None) -> tuple[str, ...]:
    found = {
        "one_donor_dominates": float(estimate.units.max()) > DOMINANT_WEIGHT,
        "one_period_dominates": float(estimate.periods.max()) > DOMINANT_WEIGHT,
        "few_placebos": n_placebos is not None and n_placebos < 20,
    }
    return tuple(code for code, holds in found.items() if holds)


def _estimate(own: Floats, pool: Floats, *, start: int, n_treated: int) -> _Weighted:
    noise = float(np.diff(pool[:, :start], axis=1).std(ddof=1)) or 1e-12
    penalty = (n_treated * (own.size - start)) ** 0.25 * noise
    before = pool[:, :start]
    # Centring stands for the intercepts.
    units = ridge_simplex_weights(
        (before - before.mean(axis=1, keepdims=True)).T,
        target=own[:start] - own[:start].mean(),
        penalty=penalty**2 * start,
    )
    after = pool[:, start:].mean(axis=1)
    periods = simplex_weights(
        before - before.mean(axis=0), target=after - after.mean(), penalty=(_TRACE_PENALTY * noise) ** 2 * len(pool)
    )
    gaps = own - units @ pool
    return _Weighted(gaps[start:] - periods @ gaps[:start], units, periods, penalty)


def _plain_difference(own: Floats, pool: Floats, start: int) -> float:
    gaps = own - pool.mean(axis=0)
    return float(gaps[start:].mean() - gaps[:start].mean())


def _plain_control(own: Floats, pool: Floats, start: int) -> float:
    weights = simplex_weights(pool[:, :start].T, target=own[:start])
    return float((own - weights @ pool)[start:].mean())


def _swings(outcomes: ArrayLike, treated: int | ArrayLike, noise: ArrayLike | None) -> Floats:
    """Return how much each unit swings by chance over what the mean treated one does."""
    n_units = len(check_panel(outcomes, name="outcomes"))
    own = check_units(treated, n_units=n_units, name="treated")
    swings = np.ones(n_units) if noise is None else np.asarray(noise, dtype=np.float64)
    return swings / (float(np.sqrt((swings[own] ** 2).sum())) / int(own.sum()))


def _placebo_effects(panel: ControlPanel, *, swings: Floats, replications: int, rng: np.random.Generator) -> Floats:
    """Return the effects of groups of donors, as many as were treated, against the remaining donors."""
    n = len(panel.donors)
    if n - panel.n_treated < 2:
        return np.empty(0)
    groups = placebo_groups(n, n_treated=panel.n_treated, replications=replications, rng=rng)
    effects = np.empty(len(groups))
    for position, group in enumerate(groups):
        rest = np.ones(n, dtype=np.bool_)
        rest[group] = False
        own = panel.donors[group].mean(axis=0)
        found = _estimate(own, panel.donors[rest], start=panel.start, n_treated=panel.n_treated)
        swing = float(np.sqrt((swings[panel.donor_rows[group]] ** 2).sum())) / group.size
        effects[position] = found.effect / swing
    return effects


def _treated_rows(outcomes: ArrayLike, treated: int | ArrayLike) -> Floats:
    cells = check_panel(outcomes, name="outcomes")
    return cells[check_units(treated, n_units=len(cells), name="treated")]


def _jackknife_error(own: Floats, pool: Floats, start: int, estimate: _Weighted) -> float | None:
    """Return the standard error with one unit left out at a time, weights kept."""
    if len(own) < 2 or (estimate.units >= 1 - 1e-9).any():
        return None

    def contrast(rows: Floats) -> Floats:
        return np.asarray(rows[:, start:].mean(axis=1) - rows[:, :start] @ estimate.periods)

    treated, donors = contrast(own), contrast(pool)
    without_own = (treated.sum() - treated) / (len(own) - 1) - estimate.units @ donors
    rest = (estimate.units @ donors - estimate.units * donors) / (1 - estimate.units)
    effects = np.concatenate([without_own, treated.mean() - rest])
    n = effects.size
    return float(np.sqrt((n - 1) / n * ((effects - effects.mean()) ** 2).sum()))
