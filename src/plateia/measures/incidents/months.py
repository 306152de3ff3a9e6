"""What a month usually brings, from the same month of earlier years: gaps stay gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats, check_counts, check_level, check_same_shape
from plateia.measures.distributions import negative_binomial_quantile
from plateia.measures.incidents.variation import USUAL_SWING, counts_at, usual_variation


@dataclass(frozen=True)
class MonthlyExpectation:
    """Expected count and prediction limits, aligned with the months asked for.

    NaN where a month is not covered itself or too few earlier years are. ``n_years`` is the number of earlier years
    the expectation rests on.
    """

    expected: Floats
    low: Floats
    high: Floats
    n_years: NDArray[np.int64]


def monthly_expectation(
    counts: ArrayLike,
    *,
    year_month: ArrayLike,
    covered: ArrayLike,
    minimum_years: int = 2,
    maximum_years: int = 5,
    level: float = 0.95,
    usual_swing: float = USUAL_SWING,
) -> MonthlyExpectation:
    """Return the mean of the same calendar month in the covered years before, with limits for the month itself.

    Parameters
    ----------
    counts : array-like of int, shape (n_months,)
        Recorded events of the whole city; what stands in months not covered is not read.
    year_month : array-like of int, shape (n_months,)
        ``year * 12 + month - 1``; any order, gaps allowed.
    covered : array-like of bool, shape (n_months,)
        True where all sources have the month completely.
    minimum_years, maximum_years : int
        Fewer covered years give no expectation; older ones are not looked at.
    level : float, in (0, 1)
    usual_swing : float, at least 0
        Logarithmic standard deviation of ordinary changes from year to year, for a city whose own past is short; it
        is mixed with the city's own changes, of which it weighs three.

    Raises
    ------
    InputError
        ``months.repeated``: a month occurs twice.
    MethodError
        ``months.years-invalid``: ``minimum_years`` below 1 or above ``maximum_years``, or a negative swing.

    Notes
    -----
    For k earlier years with mean m the month has variance (phi m + s^2 m^2)(1 + 1/k): phi is the dispersion of the
    series (``series_dispersion``), s the yearly swing, and 1/k the uncertainty of the mean. Both are estimated from the
    months before the one judged, so that an unusual month cannot excuse itself. Limits are negative-binomial
    quantiles. Where nothing was ever recorded, half an event in the k years stands for the unknown mean in the limits.

    Examples
    --------
    >>> months = range(2018 * 12, 2018 * 12 + 36)
    >>> result = monthly_expectation([100] * 24 + [150] * 12, year_month=months, covered=[True] * 36)
    >>> float(result.expected[24]), int(result.n_years[24]), bool(result.high[24] < 150)
    (100.0, 2, True)
    """
    numbers, months, known = _checked(counts, year_month, covered)
    _check_options(minimum_years, maximum_years, level, usual_swing)
    order = np.argsort(months, kind="stable")
    months, numbers, known = months[order], np.where(known, numbers, np.nan)[order], known[order]
    expected, n_years = _earlier_means(numbers, months, maximum_years)
    stands = known & (n_years >= minimum_years)
    expected = np.where(stands, expected, np.nan)
    k = np.maximum(n_years, 1)
    mean = np.maximum(expected, 0.5 / k)
    variance = np.full(mean.shape, np.nan)
    for place in np.flatnonzero(stands):
        before = months < months[place]
        past = usual_variation(
            numbers[before], year_month=months[before], before=int(months[place]), usual_swing=usual_swing
        )
        phi = 1.0 if past.assumed else past.phi
        variance[place] = (phi * mean[place] + (past.swing * mean[place]) ** 2) * (1 + 1 / k[place])
    low = negative_binomial_quantile((1 - level) / 2, mean=mean, variance=variance)
    high = negative_binomial_quantile((1 + level) / 2, mean=mean, variance=variance)
    back = np.argsort(order, kind="stable")
    return MonthlyExpectation(expected[back], low[back], high[back], np.where(known, n_years, 0)[back])


def _earlier_means(numbers: Floats, months: NDArray[np.int64], maximum_years: int) -> tuple[Floats, NDArray[np.int64]]:
    total, n_years = np.zeros(months.size), np.zeros(months.size, dtype=np.int64)
    for years_back in range(1, maximum_years + 1):
        earlier = counts_at(numbers, months, months - 12 * years_back)
        total += np.nan_to_num(earlier)
        n_years += ~np.isnan(earlier)
    return np.divide(total, n_years, out=np.full(months.size, np.nan), where=n_years > 0), n_years


def _checked(
    counts: ArrayLike, year_month: ArrayLike, covered: ArrayLike
) -> tuple[Floats, NDArray[np.int64], NDArray[np.bool_]]:
    numbers = check_counts(counts)
    months = np.asarray(year_month, dtype=np.int64)
    known = np.asarray(covered, dtype=bool) & ~np.isnan(numbers)
    check_same_shape(counts=numbers, year_month=months.astype(np.float64), covered=known.astype(np.float64))
    repeated = months.size - np.unique(months).size
    if repeated:
        raise InputError(
            "months.repeated",
            expected="Each month once.",
            seen=f"{repeated} of {months.size} months repeated.",
            remedy="add up the counts of a month first.",
        )
    return numbers, months, known


def _check_options(minimum_years: int, maximum_years: int, level: float, usual_swing: float) -> None:
    check_level(level)
    if not 1 <= minimum_years <= maximum_years or not usual_swing >= 0:
        raise MethodError(
            "months.years-invalid",
            expected="At least one earlier year, no more than the maximum, and a swing of zero or more.",
            seen=f"minimum {minimum_years}, maximum {maximum_years}, swing {usual_swing:g}.",
            remedy="leave them at 2, 5 and the documented swing.",
        )
