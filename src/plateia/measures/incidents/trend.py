"""How a series moves from year to year, months of the year and over-dispersion allowed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_counts, check_level

MINIMUM_TREND_MONTHS = 24


@dataclass(frozen=True)
class YearlyTrend:
    """Ratio of a month to the same month a year before, on average, with its interval."""

    ratio: float
    low: float
    high: float
    phi: float
    n_months: int


def yearly_trend(counts: ArrayLike, *, year_month: ArrayLike, level: float = 0.95) -> YearlyTrend:
    """Return the yearly trend of monthly counts.

    Parameters
    ----------
    counts : array-like of int, shape (n_months,)
        Covered months only; gaps are left out, not filled.
    year_month : array-like of int, shape (n_months,)
        year * 12 + month - 1.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        ``trend.too-short``: fewer than 24 months. ``trend.no-incidents``: all counts are zero.

    Notes
    -----
    Quasi-Poisson regression, log E(n) = month of year + b * years; interval from t with n - p degrees of freedom and
    phi = Pearson chi-square / (n - p), never below 1. A straight line through a jump says little: look at the months.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, sections 4.5 and 6.2.

    Examples
    --------
    Ten per cent more every year.

    >>> months = np.arange(2018 * 12, 2021 * 12)
    >>> round(yearly_trend(np.round(1000 * 1.1 ** ((months - months[0]) / 12)), year_month=months).ratio, 3)
    1.1
    """
    check_level(level)
    observed = check_counts(counts)
    months = np.asarray(year_month, dtype=np.int64)
    if observed.size < MINIMUM_TREND_MONTHS:
        raise MethodError(
            "trend.too-short",
            expected=f"At least {MINIMUM_TREND_MONTHS} covered months.",
            seen=f"{observed.size}.",
            remedy="compare like months instead.",
        )
    if not observed.sum():
        raise MethodError("trend.no-incidents", expected="Incidents.", seen="none.", remedy="leave this category out.")
    design = _design(months)
    slope, error, phi, freedom = _fitted(observed, design)
    width = float(stdtrit(freedom, (1 + level) / 2)) * error
    ratio, low, high = (float(np.exp(value)) for value in (slope, slope - width, slope + width))
    return YearlyTrend(ratio, low, high, phi, int(observed.size))


def _design(months: np.ndarray) -> Floats:
    """Return one column per month of year that occurs, and the years, centred."""
    month_of_year = months % 12
    factors = (month_of_year[:, None] == np.unique(month_of_year)[None, :]).astype(np.float64)
    years = (months - months.mean()) / 12
    return np.column_stack([factors, years])


def _fitted(observed: Floats, design: Floats) -> tuple[float, float, float, int]:
    """Return slope, standard error, phi and degrees of freedom by iteratively reweighted least squares."""
    # Half an event keeps the logarithm of an empty month finite at the start.
    linear = np.log(observed + 0.5)
    for _ in range(50):
        mean = np.exp(linear)
        working = linear + (observed - mean) / mean
        weighted = design * mean[:, None]
        beta, *_ = np.linalg.lstsq(weighted.T @ design, weighted.T @ working, rcond=None)
        updated = np.clip(design @ beta, -20, 25)
        if np.allclose(updated, linear, rtol=0, atol=1e-10):
            linear = updated
            break
        linear = updated
    mean = np.exp(linear)
    freedom = max(int(observed.size - np.linalg.matrix_rank(design)), 1)
    phi = max(1.0, float((((observed - mean) ** 2) / mean).sum() / freedom))
    covariance = np.linalg.pinv((design * mean[:, None]).T @ design) * phi
    return float(beta[-1]), float(np.sqrt(covariance[-1, -1])), phi, freedom
