"""How much more counts vary than chance would have it: estimated from the city's own past.

Recorded offences of small areas vary from one period to the next more than a Poisson count does, because an area's own
rate moves: a repeat offender, a new bar, a recording habit. *Dispersion* phi is the variance divided by the mean. An
*area pair* is one area in two like periods (the same months of two years).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_counts, check_same_shape

ASSUMED_PHI = 2.0
MINIMUM_PAIRS = 24
MINIMUM_MONTHS = 24
Pair = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean, with what it rests on.

    Parameters
    ----------
    phi : float, at least 1
    n : int
        Area pairs or months it was estimated from.
    assumed : bool
        True where the past was too short and the documented default stands in: a caveat of every result.
    """

    phi: float
    n: int
    assumed: bool = False


@dataclass(frozen=True)
class CrossSectionalDispersion:
    """How areas differ from their expectation at one time, in two forms.

    Parameters
    ----------
    phi : float, at least 1
        Multiplicative: variance = phi * expected.
    tau2 : float, at least 0
        Additive: variance = expected + tau2 * expected^2.
    n : int
        Areas it was estimated from.
    assumed : bool
        True where there were too few areas.
    """

    phi: float
    tau2: float
    n: int
    assumed: bool = False


@dataclass(frozen=True)
class Residuals:
    """Squared residuals of area pairs about the city's trend, for those areas with events."""

    later: Floats
    total: Floats
    share: Floats
    squared: Floats


def trend_residuals(past_pairs: Sequence[Pair], *, minimum_events: int) -> Residuals:
    """Return squared standardised residuals of all area pairs after removing each pair's city trend.

    Given the n events of an area in both periods, the later period holds n p of them if the area followed the city,
    where p is the city's own share; the residual is (later - n p)^2 / (n p (1 - p)).
    """
    parts = [_one_pair(before, after, minimum_events) for before, after in past_pairs]
    if not parts:
        empty = np.empty(0)
        return Residuals(empty, empty, empty, empty)
    later, total, share, squared = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Residuals(later, total, share, squared)


def _one_pair(before: ArrayLike, after: ArrayLike, minimum_events: int) -> tuple[Floats, Floats, Floats, Floats]:
    earlier, later = check_counts(before, name="before"), check_counts(after, name="after")
    check_same_shape(before=earlier, after=later)
    total = earlier + later
    known = ~np.isnan(total)
    if not (later[known].sum() > 0 and earlier[known].sum() > 0):
        return (np.empty(0),) * 4
    p = later[known].sum() / total[known].sum()
    kept = known & (total >= max(minimum_events, 1))
    later, total = later[kept], total[kept]
    share = np.full(total.shape, p)
    return later, total, share, (later - total * p) ** 2 / (total * p * (1 - p))


def comparison_dispersion(
    before: ArrayLike,
    after: ArrayLike,
    *,
    winsorise: float = 0.98,
    minimum_pairs: int = MINIMUM_PAIRS,
    minimum_events: int = 10,
) -> Dispersion:
    """Return the dispersion of areas' counts between two like periods of the past.

    Parameters
    ----------
    before, after : array-like of int, shape (n_areas,)
        Counts of the same months in two years; NaN where an area was not covered.
    winsorise : float, in (0, 1]
        Squared residuals above this quantile are set to it: one closed car park must not widen every interval.
    minimum_pairs : int
        Fewer area pairs give the default of 2, marked as assumed.
    minimum_events : int
        Areas with fewer events in both periods together say little about dispersion and are left out.

    Notes
    -----
    phi = sum of winsorised squared residuals / (n - 1), never below 1. Do not estimate it on the very periods that are
    compared afterwards: a true change would hide itself.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 4.5; winsorising after Spiegelhalter (2005).

    Examples
    --------
    >>> before = [12, 30, 8, 25, 18, 40] * 5
    >>> after = [20, 22, 15, 24, 9, 44] * 5
    >>> comparison_dispersion(before, after)
    Dispersion(phi=1.47..., n=30, assumed=False)
    """
    return pooled_comparison_dispersion(
        [(before, after)], winsorise=winsorise, minimum_pairs=minimum_pairs, minimum_events=minimum_events
    )


def pooled_comparison_dispersion(
    past_pairs: Sequence[Pair],
    *,
    winsorise: float = 0.98,
    minimum_pairs: int = MINIMUM_PAIRS,
    minimum_events: int = 10,
) -> Dispersion:
    """Return one dispersion from several pairs of past periods; each pair loses its own city trend.

    Parameters are those of ``comparison_dispersion``; ``past_pairs`` lists (before, after).
    """
    squared = trend_residuals(past_pairs, minimum_events=minimum_events).squared
    trends = sum(1 for _ in past_pairs)
    if squared.size < max(minimum_pairs, trends + 1):
        return Dispersion(phi=ASSUMED_PHI, n=int(squared.size), assumed=True)
    capped = np.minimum(squared, np.quantile(squared, winsorise))
    return Dispersion(phi=max(1.0, float(capped.sum() / (squared.size - trends))), n=int(squared.size))


def series_dispersion(counts: ArrayLike, *, years: ArrayLike, months: ArrayLike) -> Dispersion:
    """Return the dispersion of a city's monthly series about its month-of-year pattern and its yearly level.

    Parameters
    ----------
    counts : array-like of int, shape (n_months,)
        NaN where a month is not covered: it takes no part.
    years, months : array-like of int, shape (n_months,)
        Calendar year and month of year.

    Notes
    -----
    Quasi-Poisson with one factor for each year and each month of year, fitted by proportional scaling; phi = Pearson's
    chi-square / (n - parameters), never below 1. Fewer than 24 covered months, or no degree of freedom left, give the
    default of 2, marked as assumed.

    Examples
    --------
    >>> import numpy as np
    >>> years, months = np.repeat([2018, 2019, 2020], 12), np.tile(range(1, 13), 3)
    >>> series_dispersion(100 + 10 * months + 5 * (-1) ** (years + months), years=years, months=months).phi
    1.0
    """
    numbers = check_counts(counts)
    covered = ~np.isnan(numbers)
    year_index = np.unique(np.asarray(years)[covered], return_inverse=True)[1]
    month_index = np.unique(np.asarray(months)[covered], return_inverse=True)[1]
    observed = numbers[covered]
    n = int(observed.size)
    if n < MINIMUM_MONTHS or observed.sum() == 0:
        return Dispersion(phi=ASSUMED_PHI, n=n, assumed=True)
    fitted = _two_way_fit(observed, year_index, month_index)
    positive = fitted > 0
    parameters = int(year_index.max() + 1 + month_index.max())
    if positive.sum() <= parameters:
        return Dispersion(phi=ASSUMED_PHI, n=n, assumed=True)
    chi_square = ((observed - fitted)[positive] ** 2 / fitted[positive]).sum()
    return Dispersion(phi=max(1.0, float(chi_square / (positive.sum() - parameters))), n=n)


def _two_way_fit(observed: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """Scale rows and columns in turn until their sums agree: the Poisson maximum likelihood fit, gaps allowed."""
    fitted = np.ones_like(observed)
    for _ in range(1000):
        before = fitted
        for index in (rows, columns):
            wanted = np.bincount(index, weights=observed)
            held = np.bincount(index, weights=fitted)
            fitted = fitted * np.divide(wanted, held, out=np.zeros_like(held), where=held > 0)[index]
        if np.allclose(fitted, before, rtol=1e-10, atol=1e-12):
            break
    return fitted


def cross_sectional_dispersion(
    observed: ArrayLike, expected: ArrayLike, *, winsorise: float = 0.9, minimum_areas: int = MINIMUM_PAIRS
) -> CrossSectionalDispersion:
    """Return how much areas differ from their expectation at one time, for funnels.

    Parameters
    ----------
    observed, expected : array-like, shape (n_areas,)
        Areas with an expectation of zero or missing are left out.
    winsorise : float, in (0.5, 1]
        z-scores beyond this quantile, and below its mirror, are set to it: the areas to be found must not hide
        themselves. The result is scaled so that a population with chance alone keeps phi = 1.

    Raises
    ------
    MethodError
        ``dispersion.winsorise-invalid``.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, doi:10.1002/sim.1970, section 5: winsorised
    multiplicative phi, and the additive variance between areas by the method of moments (DerSimonian and Laird 1986).
    The scaling for the winsorising is our own.

    Examples
    --------
    >>> cross_sectional_dispersion([20, 5, 30, 8] * 8, [15, 15, 15, 15] * 8)
    CrossSectionalDispersion(phi=9.7..., tau2=0.60..., n=32, assumed=False)
    """
    if not 0.5 < winsorise <= 1:
        raise MethodError(
            "dispersion.winsorise-invalid",
            expected="A quantile above 0.5 and at most 1, such as 0.9.",
            seen=f"{winsorise}.",
            remedy="leave it at its default.",
        )
    counts, expectations = check_counts(observed, name="observed"), check_counts(expected, name="expected")
    check_same_shape(observed=counts, expected=expectations)
    usable = (expectations > 0) & ~np.isnan(counts)
    counts, expectations = counts[usable], expectations[usable]
    n = int(counts.size)
    if n < minimum_areas:
        return CrossSectionalDispersion(phi=ASSUMED_PHI, tau2=0.0, n=n, assumed=True)
    z = (counts - expectations) / np.sqrt(expectations)
    capped = np.clip(z, np.quantile(z, 1 - winsorise), np.quantile(z, winsorise))
    phi = max(1.0, float((capped**2).mean()) / _winsorised_normal_square(winsorise))
    # With s2 = 1 / expected as the variance of the ratio observed / expected, the weights are the expectations.
    weight_sum = float(expectations.sum())
    spread = weight_sum - float((expectations**2).sum()) / weight_sum
    tau2 = max(0.0, (n * phi - (n - 1)) / spread) if phi > 1 else 0.0
    return CrossSectionalDispersion(phi=phi, tau2=tau2, n=n)


def _winsorised_normal_square(quantile: float) -> float:
    """Return the mean square of a standard normal variable winsorised at both ends."""
    if quantile == 1:
        return 1.0
    edge = float(ndtri(quantile))
    density = np.exp(-(edge**2) / 2) / np.sqrt(2 * np.pi)
    return float((2 * ndtr(edge) - 1) - 2 * edge * density + 2 * (1 - quantile) * edge**2)
