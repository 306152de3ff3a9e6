"""Regression to the mean: what a place chosen because it was high would have had anyway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from plateia.errors import InputError, MethodError
from plateia.measures.areas.rates import smoothed_rate
from plateia.measures.checks import Floats, check_counts, check_dispersion, check_level, check_same_shape
from plateia.measures.distributions import negative_binomial_tails
from plateia.measures.interventions.effects import Assumption, Averted, single_count, whole_counts

PriorForm = Literal["maximum_likelihood", "moments"]
# Fewer comparison areas say too little about how areas differ.
MINIMUM_AREAS = 10
_LARGEST_RATIO = 1e6


@dataclass(frozen=True)
class CountPrior:
    """How the usual levels of like areas differ: a gamma distribution.

    Parameters
    ----------
    rate : float
        Mean events per unit of exposure.
    k : float, at least 0
        Squared coefficient of variation of the areas' own rates; 0 where they do not differ beyond chance.
    n : int
        Areas it rests on.
    form : "maximum_likelihood" or "moments"
    """

    rate: float
    k: float
    n: int
    form: PriorForm


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


def fit_count_prior(
    counts: ArrayLike, *, exposure: ArrayLike | None = None, form: PriorForm = "maximum_likelihood"
) -> CountPrior:
    """Return how the levels of comparison areas differ, from one past period.

    Parameters
    ----------
    counts : array-like of int, shape (n_areas,)
        Areas like the treated one, which were not chosen for their counts.
    exposure : array-like of float, shape (n_areas,), optional
        Streets, residents, months; all alike where it is left out.
    form : "maximum_likelihood" or "moments"
        Negative binomial likelihood, or Marshall's moments (``smoothed_rate``).

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``, ``regression_to_mean.exposure-invalid``.
    MethodError
        ``regression_to_mean.too-few-areas``: fewer than ten. ``regression_to_mean.no-incidents``: no event.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, chapter 11; Lawless (1987), doi:10.2307/3314912.

    Examples
    --------
    >>> prior = fit_count_prior([4, 9, 2, 14, 6, 3, 11, 5, 8, 21, 1, 7])
    >>> round(prior.rate, 3), round(prior.k, 2)
    (7.583, 0.36)
    """
    numbers = np.atleast_1d(whole_counts(counts, name="counts"))
    exposures = np.ones_like(numbers) if exposure is None else check_counts(exposure, name="exposure")
    check_same_shape(counts=numbers, exposure=exposures)
    if not (exposures > 0).all():
        raise InputError(
            "regression_to_mean.exposure-invalid",
            expected="An exposure above zero for every area.",
            seen=f"{int((~(exposures > 0)).sum())} of {exposures.size} zero or missing.",
            remedy="leave out areas in which the offence cannot happen.",
        )
    if numbers.size < MINIMUM_AREAS:
        raise MethodError(
            "regression_to_mean.too-few-areas",
            expected=f"At least {MINIMUM_AREAS} comparison areas.",
            seen=f"{numbers.size}.",
            remedy="take smaller areas, or all areas of the city that were not treated.",
        )
    if not numbers.sum() > 0:
        raise MethodError(
            "regression_to_mean.no-incidents",
            expected="Events in the comparison areas.",
            seen="none.",
            remedy="take a longer past period.",
        )
    if form == "moments":
        smoothed = smoothed_rate(numbers, exposures, per=1.0)
        rate, k = smoothed.mean_rate, smoothed.between_variance / smoothed.mean_rate**2
    else:
        rate, k = _likeliest(numbers, exposures)
    return CountPrior(rate=rate, k=k, n=int(numbers.size), form=form)


def _likeliest(counts: Floats, exposure: Floats) -> tuple[float, float]:
    """Return the rate and k of the greatest negative binomial likelihood; k = 0 where the areas look Poisson."""
    from scipy.optimize import minimize_scalar

    def rate_given(k: float) -> float:
        rate = float(counts.sum() / exposure.sum())
        for _ in range(100):
            weight = 1 / (1 + k * rate * exposure)
            previous, rate = rate, float((weight * counts).sum() / (weight * exposure).sum())
            if abs(rate - previous) <= 1e-12 * rate:
                break
        return rate

    def loss(log_k: float) -> float:
        k = float(np.exp(log_k))
        shape, mean = 1 / k, rate_given(k) * exposure
        terms = gammaln(counts + shape) - gammaln(shape) + counts * np.log(k * mean)
        return float(((counts + shape) * np.log1p(k * mean) - terms).sum())

    mean = counts.sum() / exposure.sum() * exposure
    # At k = 0 the likelihood rises with k only if the squared residuals exceed the counts.
    if not ((counts - mean) ** 2 - counts).sum() > 0:
        return float(counts.sum() / exposure.sum()), 0.0
    found = minimize_scalar(loss, bounds=(-12.0, 6.0), method="bounded", options={"xatol": 1e-8})
    k = float(np.exp(found.x))
    return rate_given(k), k


def lasting_k(prior: CountPrior, *, dispersion: float) -> float:
    """Return the k with which an over-dispersed count says as much of the usual level as it can.

    Parameters
    ----------
    prior : CountPrior
        From one period, in which usual levels and the period's own swing are mixed.
    dispersion : float, at least 1
        Variance over mean of an average area's count in such a period.

    Raises
    ------
    MethodError
        ``dispersion.below-one``.

    Notes
    -----
    Levels that last differ by k_l = k - (phi - 1) / mu, and the best linear weight of the comparison areas (Buhlmann)
    is phi / (phi + k_l mu): that of ``hauer_effect`` with k_l / phi. Hauer's own weight, with k, leaves part of the
    regression in.

    Examples
    --------
    Areas of 20 events on average differ by a variance of 200 beyond chance; 40 of it do not last.

    >>> round(lasting_k(CountPrior(rate=20, k=0.5, n=50, form="moments"), dispersion=3), 3)
    0.133
    """
    phi = float(check_dispersion(dispersion))
    return max(prior.k - (phi - 1) / prior.rate, 0.0) / phi


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
