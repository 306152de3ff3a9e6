"""Regression to the mean: what a place chosen because it was high would have had anyway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from plateia.errors import MethodError
from plateia.measures.checks import check_dispersion, check_level
from plateia.measures.distributions import negative_binomial_tails
from plateia.measures.interventions.effects import Assumption, Averted, single_count

_LARGEST_RATIO = 1e6


@dataclass(frozen=True)
class HauerEffect:
    """Effect at a place chosen for its high count, against what it would have had anyway.

    Parameters
    ----------
    ratio, se : float
        Hauer's index of effectiveness (below 1: fewer) and its standard error.
    low, high, p : float
        Of the predictive distribution: all ratios under which the count after is not improbable; p of a ratio of 1.
    averted : Averted
        Expected after without the measure minus observed; its limits are those of the ratio.
    naive_ratio : float
        Rate after over rate before, regression to the mean left in; infinite where nothing was recorded before.
    weight : float, in [0, 1]
        Given to the comparison areas.
    true_before : float
        Estimate of the place's usual level before.
    expected_after, expected_after_variance : float
        Without the measure.
    n : int
        Events before and after.
    level, dispersion : float
    assumptions : tuple of str
    """

    ratio: float
    se: float
    low: float
    high: float
    p: float
    averted: Averted
    naive_ratio: float
    weight: float
    true_before: float
    expected_after: float
    expected_after_variance: float
    n: int
    level: float
    dispersion: float
    assumptions: tuple[Assumption, ...]


def hauer_effect(
    *,
    expected_before: float,
    k: float,
    observed_before: int,
    observed_after: int,
    exposure_ratio: float = 1.0,
    dispersion: float = 1.0,
    level: float = 0.95,
) -> HauerEffect:
    """Return the effect at a place that was chosen because its count was high.

    Parameters
    ----------
    expected_before : float, above 0
        What a like area has in the period before: rate of the prior times exposure.
    k : float, at least 0
        From ``fit_count_prior``; over-dispersed counts take ``lasting_k``.
    observed_before, observed_after : int
    exposure_ratio : float, above 0
        What the period after is expected to have over the one before, measure or not: lengths, and the trend of the
        comparison areas.
    dispersion : float, at least 1
        Of the counts before and after, from the city's own past.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``.
    MethodError
        ``regression_to_mean.prior-invalid``, ``dispersion.below-one``.

    Notes
    -----
    w = 1 / (1 + k mu); m = w mu + (1 - w) x; pi = m r; Var pi = phi m (1 - w) r^2; theta = (L / pi) / (1 + Var pi /
    pi^2). With phi = 1 these are Hauer's.
    Limits: under the ratio theta, L is negative binomial with mean theta pi and variance phi theta pi + theta^2 Var pi,
    and those theta are kept under which neither tail of L is smaller than (1 - level) / 2. With small counts they
    serve better than theta plus or minus two standard errors.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, Pergamon, chapters 6, 11 and 12. Limits, phi: our
    own.

    Examples
    --------
    >>> effect = hauer_effect(
    ...     expected_before=12, k=0.5, observed_before=21, observed_after=7, exposure_ratio=2 / 3
    ... )
    >>> round(effect.ratio, 3), round(effect.se, 3), round(effect.averted.estimate, 1), round(effect.naive_ratio, 3)
    (0.51, 0.211, 6.1, 0.5)
    """
    check_level(level)
    phi = float(check_dispersion(dispersion))
    before = single_count(observed_before, name="observed_before")
    after = single_count(observed_after, name="observed_after")
    _check_prior(expected_before, k, exposure_ratio)
    weight = 1 / (1 + k * expected_before)
    usual = weight * expected_before + (1 - weight) * before
    expected, variance = usual * exposure_ratio, phi * usual * (1 - weight) * exposure_ratio**2
    relative = variance / expected**2
    ratio = after / expected / (1 + relative)

    def tails(theta: float) -> tuple[float, float]:
        mean = theta * expected
        found = negative_binomial_tails(after, mean=mean, variance=phi * mean + theta**2 * variance)
        return float(found.at_most), float(found.at_least)

    tail = (1 - level) / 2
    low = _rising_root(lambda theta: tails(theta)[1] - tail) if after else 0.0
    high = _rising_root(lambda theta: tail - tails(theta)[0])
    se = float(np.sqrt(phi * after / expected**2 + (after / expected) ** 2 * relative) / (1 + relative) ** 2)
    return HauerEffect(
        ratio=ratio,
        se=se,
        low=low,
        high=high,
        p=min(1.0, 2 * min(tails(1.0))),
        averted=Averted(estimate=expected - after, low=expected * (1 - high), high=expected * (1 - low)),
        naive_ratio=after / before / exposure_ratio if before else float("inf"),
        weight=weight,
        true_before=usual,
        expected_after=expected,
        expected_after_variance=variance,
        n=before + after,
        level=level,
        dispersion=phi,
        assumptions=("poisson_counts" if phi == 1 else "dispersion_from_past", "prior_from_comparison_areas",
                     "same_recording", "no_other_change"),
    )  # fmt: skip


def _check_prior(expected_before: float, k: float, exposure_ratio: float) -> None:
    if not (0 < expected_before < np.inf and 0 <= k < np.inf and 0 < exposure_ratio < np.inf):
        raise MethodError(
            "regression_to_mean.prior-invalid",
            expected="An expectation and an exposure ratio above zero, and k of zero or more.",
            seen=f"{expected_before:g}, {exposure_ratio:g} and {k:g}.",
            remedy="fit the prior from comparison areas with fit_count_prior.",
        )


def _rising_root(distance: Callable[[float], float]) -> float:
    """Return the ratio at which a rising function crosses zero."""
    low, high = 0.0, 1.0
    while distance(high) <= 0 and high < _LARGEST_RATIO:
        low, high = high, 2 * high
    while high - low > 1e-10 * max(high, 1.0):
        middle = (low + high) / 2
        low, high = (low, middle) if distance(middle) > 0 else (middle, high)
    return high
