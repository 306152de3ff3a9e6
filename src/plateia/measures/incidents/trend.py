"""How a series moves from year to year, months of the year and over-dispersion allowed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_counts, check_level

MINIMUM_TREND_MONTHS = 24
_HIGHEST_AUTOCORRELATION = 0.9


@dataclass(frozen=True)
class YearlyTrend:
    """Ratio of a month to the same month a year before, on average, with its interval.

    ``phi`` is the dispersion about season and trend, ``autocorrelation`` how alike the residuals of months that follow
    each other are: both widen the interval.
    """

    ratio: float
    low: float
    high: float
    phi: float
    autocorrelation: float
    n_months: int


@dataclass(frozen=True)
class _Fit:
    slope: float
    error: float
    phi: float
    residuals: Floats
    n_parameters: int


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
    Quasi-Poisson regression, log E(n) = month of year + b * years, phi = Pearson chi-square / (n - p), never below 1.
    Months of the year without any incident take no part. Months that follow each other are alike (in two English
    forces, residuals at lag 1 correlate by 0.58 in the median of 30 series): with r that correlation, raised by p / 2n
    for its shortfall in short series and kept within 0 to 0.9, the variance is multiplied by (1 + r) / (1 - r); limits
    are those of t with n - p degrees of freedom. In simulations with true correlations of 0, 0.3 and 0.6 over 24 to 60
    months the 95 % interval held the truth in 91 to 98 %; without r in 74 to 95 %. A straight line through a jump says
    little: look at the months.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, sections 4.5 and 6.2; Bayley and Hammersley (1946), Journal
    of the Royal Statistical Society B 8, 184-197, doi:10.2307/2983560 (effective number of autocorrelated
    observations). The raising by p / 2n is our own choice.

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
    # A month of the year in which nothing ever happened says nothing about the trend, and is no degree of freedom.
    speaking = np.isin(months % 12, months[observed > 0] % 12)
    months_used = months[speaking]
    fit = _fitted(observed[speaking], _design(months_used))
    alike = _autocorrelation(fit, months_used)
    widened = (1 + alike) / (1 - alike)
    freedom = max(months_used.size - fit.n_parameters, 1)
    width = float(stdtrit(freedom, (1 + level) / 2)) * fit.error * widened**0.5
    ratio, low, high = (float(np.exp(value)) for value in (fit.slope, fit.slope - width, fit.slope + width))
    return YearlyTrend(ratio, low, high, fit.phi, alike, int(observed.size))


def _autocorrelation(fit: _Fit, months: np.ndarray) -> float:
    """Return how alike the residuals of consecutive months are; months either side of a gap are not consecutive."""
    order = np.argsort(months)
    residuals, months = fit.residuals[order], months[order]
    following = np.diff(months) == 1
    power = float((residuals**2).mean())
    if not following.any() or power == 0:
        return 0.0
    product = float((residuals[1:] * residuals[:-1])[following].mean())
    raised = product / power + fit.n_parameters / (2 * residuals.size)
    return min(max(raised, 0.0), _HIGHEST_AUTOCORRELATION)


def _design(months: np.ndarray) -> Floats:
    """Return one column per month of year that occurs, and the years, centred."""
    month_of_year = months % 12
    factors = (month_of_year[:, None] == np.unique(month_of_year)[None, :]).astype(np.float64)
    years = (months - months.mean()) / 12
    return np.column_stack([factors, years])


def _fitted(observed: Floats, design: Floats) -> _Fit:
    """Fit by iteratively reweighted least squares."""
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
    n_parameters = int(np.linalg.matrix_rank(design))
    residuals = (observed - mean) / np.sqrt(mean)
    phi = max(1.0, float((residuals**2).sum() / max(observed.size - n_parameters, 1)))
    covariance = np.linalg.pinv((design * mean[:, None]).T @ design) * phi
    return _Fit(float(beta[-1]), float(np.sqrt(covariance[-1, -1])), phi, residuals, n_parameters)
