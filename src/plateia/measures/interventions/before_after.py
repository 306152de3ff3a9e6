"""One place before and after a measure: the exact test of two Poisson counts, and the ratio with what was averted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, pdtr, pdtrc, xlogy

from plateia.errors import MethodError
from plateia.measures.areas.comparison import PeriodComparison, compare_two_counts
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.checks import Floats, check_comparable, check_level
from plateia.measures.intervals import poisson_interval
from plateia.measures.interventions.effects import (
    AnyDispersion,
    Assumption,
    Averted,
    carrying_total,
    dispersion_assumption,
    single_count,
)

# Outcomes less probable than this, in each tail of each count, are left out of the sum.
NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class ETest:
    """The E-test of two Poisson rates.

    Parameters
    ----------
    count_1, count_2 : int
    exposure_1, exposure_2 : float
        Months, residents or whatever the counts are divided by.
    n : int
        Events in both.
    difference : float
        Rate 1 minus rate 2; ``low`` and ``high`` are all differences that the test does not reject.
    hypothesised : float
        The difference that was tested.
    statistic : float
    p : float
        Two-sided.
    level : float
    dispersion : float
        Always 1: the test is exact for Poisson counts only.
    assumptions : tuple of str
    """

    count_1: int
    count_2: int
    exposure_1: float
    exposure_2: float
    n: int
    difference: float
    low: float
    high: float
    hypothesised: float
    statistic: float
    p: float
    level: float
    dispersion: float
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class BeforeAfterEffect:
    """Rate after over rate before, with the events averted.

    ``ratio``, ``low`` and ``high`` are those of ``compare_two_counts``, ``p`` is its ``central_p``: at most 1 - level
    exactly when they leave out 1, as those of ``averted`` then do zero. ``ratio`` is infinite where nothing was before.
    """

    before: int
    after: int
    n: int
    ratio: float
    low: float
    high: float
    p: float
    averted: Averted
    level: float
    dispersion: DispersionModel
    assumptions: tuple[Assumption, ...]


def e_test(
    count_1: int,
    count_2: int,
    *,
    exposure_1: float = 1.0,
    exposure_2: float = 1.0,
    difference: float = 0.0,
    level: float = 0.95,
) -> ETest:
    """Return the E-test of two Poisson rates and the interval of their difference.

    Parameters
    ----------
    count_1, count_2 : int
        Recorded events.
    exposure_1, exposure_2 : float, above 0
    difference : float
        Rate 1 minus rate 2 under the hypothesis.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``.
    MethodError
        ``comparison.no-incidents``: both counts are zero. ``comparison.exposure-invalid``: an exposure is not positive.
        ``comparison.difference-invalid``: the difference to test is not a finite number.

    Notes
    -----
    T = (x1/n1 - x2/n2 - d) / sqrt(x1/n1^2 + x2/n2^2); p adds the probabilities of all (x1, x2) whose T is at least as
    far from zero as observed, under independent Poisson counts with the rates estimated under the hypothesis. For each
    x1 these x2 are the two ends of a quadratic inequality: counts of 100,000 take milliseconds. Tails below 1e-12
    are left out. With more power than the conditional test (``compare_two_counts``) it holds its level only nearly
    where counts are small: the interval covers 92.8 % at expected counts of 4 and 2, 95.2 to 96 % from 8 and 4 on.

    References
    ----------
    Krishnamoorthy and Thomson (2004), Journal of Statistical Planning and Inference 119, 23-35,
    doi:10.1016/S0378-3758(02)00408-1. The interval by inversion is our own choice.

    Examples
    --------
    >>> test = e_test(20, 10)
    >>> round(test.p, 4), test.difference, round(test.low, 2), round(test.high, 2)
    (0.0688, 10.0, -0.77, 20.85)
    >>> round(e_test(18, 90, exposure_1=3, exposure_2=12).p, 3)
    0.36
    """
    check_level(level)
    first, second = single_count(count_1, name="count_1"), single_count(count_2, name="count_2")
    check_comparable(first + second, exposure_1, exposure_2)
    if not np.isfinite(difference):
        raise MethodError(
            "comparison.difference-invalid",
            expected="A known difference of the two rates to test.",
            seen=f"{difference:g}.",
            remedy="leave it at 0 to test for no difference.",
        )
    counts, exposures = (first, second), (exposure_1, exposure_2)
    observed = first / exposure_1 - second / exposure_2
    low, high = _e_test_limits(counts, exposures, level=level)
    p = e_test_p(counts, exposures, difference=difference)
    if p > 1 - level:
        # Counts are lattice points: a single difference may be kept although all those near it are rejected.
        low, high = min(low, difference), max(high, difference)
    return ETest(
        count_1=first,
        count_2=second,
        exposure_1=exposure_1,
        exposure_2=exposure_2,
        n=first + second,
        difference=observed,
        low=low,
        high=high,
        hypothesised=difference,
        statistic=_statistic(counts, exposures, difference),
        p=p,
        level=level,
        dispersion=1.0,
        assumptions=("poisson_counts", "independent_periods", "same_recording", "no_other_change"),
    )


def e_test_p(counts: tuple[int, int], exposures: tuple[float, float], *, difference: float = 0.0) -> float:
    """Return the two-sided p-value of the E-test; counts and exposures are taken as checked."""
    n1, n2 = exposures
    pooled = (counts[0] + counts[1] - difference * n1) / (n1 + n2)
    # Rates cannot be negative: a hypothesis beyond what the counts allow puts the smaller rate at zero.
    pooled = max(pooled, 0.0, -difference)
    means = n1 * (pooled + difference), n2 * pooled
    # Slightly less than observed, so that outcomes that mirror the one seen count alike in spite of rounding.
    threshold = _statistic(counts, exposures, difference) ** 2 * (1 - 1e-9)
    x1 = _likely_counts(means[0])
    probability = np.exp(xlogy(x1, means[0]) - means[0] - gammaln(x1 + 1))
    rate, variance = x1 / n1 - difference, x1 / n1**2
    half_sum = rate + threshold / (2 * n2)
    inner = half_sum**2 - rate**2 + threshold * variance
    root = np.sqrt(np.maximum(inner, 0.0))
    at_most, at_least = np.floor(n2 * (half_sum - root)), np.ceil(n2 * (half_sum + root))
    at_least = np.maximum(at_least, at_most + 1)
    tails = np.where(at_most >= 0, pdtr(np.maximum(at_most, 0), means[1]), 0.0)
    tails = tails + np.where(at_least > 0, pdtrc(np.maximum(at_least - 1, 0), means[1]), 1 - tails)
    # Two empty periods carry no statistic and are left out.
    empty = float(np.exp(-means[0] - means[1]))
    return float(np.clip((probability * tails).sum() - empty, 0.0, 1.0))


def _statistic(counts: tuple[int, int], exposures: tuple[float, float], difference: float) -> float:
    rates = counts[0] / exposures[0], counts[1] / exposures[1]
    se = np.sqrt(rates[0] / exposures[0] + rates[1] / exposures[1])
    return float((rates[0] - rates[1] - difference) / se)


def _likely_counts(mean: float) -> Floats:
    """Return the counts outside of which less than ``NEGLIGIBLE`` lies in each tail (Bernstein's inequality)."""
    reach = np.log(1 / NEGLIGIBLE)
    spread = np.sqrt(2 * mean * reach)
    return np.arange(max(0.0, np.floor(mean - spread)), np.ceil(mean + spread + reach) + 1)


def _e_test_limits(counts: tuple[int, int], exposures: tuple[float, float], *, level: float) -> tuple[float, float]:
    """Return the smallest and largest difference of rates that the test does not reject."""
    estimate = counts[0] / exposures[0] - counts[1] / exposures[1]
    step = np.sqrt((counts[0] + 1) / exposures[0] ** 2 + (counts[1] + 1) / exposures[1] ** 2)
    limits = []
    for direction in (-1.0, 1.0):
        near, far = 0.0, 3.0 * step
        while e_test_p(counts, exposures, difference=estimate + direction * far) > 1 - level:
            near, far = far, 2 * far
        while far - near > 1e-7 * step:
            middle = (near + far) / 2
            kept = e_test_p(counts, exposures, difference=estimate + direction * middle) > 1 - level
            near, far = (middle, far) if kept else (near, middle)
        limits.append(float(estimate + direction * near))
    return limits[0], limits[1]


def before_after_effect(
    before: int,
    after: int,
    *,
    exposure_before: float = 1.0,
    exposure_after: float = 1.0,
    dispersion: AnyDispersion = 1.0,
    level: float = 0.95,
) -> BeforeAfterEffect:
    """Return the ratio of the rates and the events averted, for one area without a comparison.

    Parameters
    ----------
    before, after : int
        Recorded events in two like periods.
    exposure_before, exposure_after : float, above 0
    dispersion : float, Dispersion or DispersionModel
        1 gives the exact test; otherwise the estimate of the city's own past.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``.
    MethodError
        ``comparison.no-incidents``, ``comparison.exposure-invalid``.

    Notes
    -----
    averted = before e2 / e1 - after. Given n events in both periods it is n ((1 - s) e2 / e1 - s), where s is the later
    period's share of them: limits of s and of the expected total (``poisson_interval``), independent of each other, are
    joined on the logarithmic scale, so that ratio and averted events tell the same story.
    A comparison of two periods cannot exclude other causes: without comparison areas the design level is 2.

    Examples
    --------
    >>> effect = before_after_effect(120, 84)
    >>> round(effect.ratio, 2), round(effect.low, 3), round(effect.high, 3), round(effect.p, 4)
    (0.7, 0.523, 0.933, 0.0141)
    >>> [round(number, 1) for number in (effect.averted.estimate, effect.averted.low, effect.averted.high)]
    [36.0, 7.0, 64.9]
    """
    model = as_dispersion_model(dispersion)
    earlier, later = single_count(before, name="before"), single_count(after, name="after")
    compared = compare_two_counts(
        earlier, later, exposure_before=exposure_before, exposure_after=exposure_after, dispersion=model, level=level
    )
    return BeforeAfterEffect(
        before=earlier,
        after=later,
        n=earlier + later,
        ratio=compared.ratio,
        low=compared.low,
        high=compared.high,
        p=compared.central_p,
        averted=_averted(earlier + later, compared, longer=exposure_after / exposure_before, model=model, level=level),
        level=level,
        dispersion=model,
        assumptions=(dispersion_assumption(model), "independent_periods", "same_recording", "no_other_change"),
    )


def _averted(n: int, compared: PeriodComparison, *, longer: float, model: DispersionModel, level: float) -> Averted:
    """Return the events averted, with limits that lie on the same side of zero as those of the ratio lie of 1."""

    def per_event(ratio: float) -> float:
        share = ratio * longer / (1 + ratio * longer) if np.isfinite(ratio) else 1.0
        return (1 - share) * longer - share

    centre, low, high = (per_event(ratio) for ratio in (compared.ratio, compared.high, compared.low))
    total = poisson_interval(n, dispersion=float(model.factor(n / 2)), level=level)

    low, high = (carrying_total(n * end, centre=n * centre, n=n, total=total) for end in (low, high))
    return Averted(estimate=n * centre, low=low, high=high)
