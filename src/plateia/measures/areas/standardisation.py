"""Indirect standardisation: what an area would have recorded at the city's rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats, check_counts, check_same_shape
from plateia.measures.intervals import poisson_interval


@dataclass(frozen=True)
class StandardisedRatios:
    """Observed over expected events times ``base``, with limits; arrays of shape (n_areas,)."""

    ratio: Floats
    low: Floats
    high: Floats


def expected_counts(counts: ArrayLike, denominators: ArrayLike) -> Floats:
    """Return each area's expectation at the rate of all areas together.

    Parameters
    ----------
    counts, denominators : array-like, shape (n_areas,)
        Areas with a missing number get NaN and take no part in the city's rate; a denominator of zero expects zero.

    Raises
    ------
    MethodError
        ``standardisation.no-denominator``: the denominators add up to zero.

    Examples
    --------
    >>> expected_counts([3, 18, 40, 7, 26], [400, 2100, 3800, 1500, 1700]).round(4).tolist()
    [3.9579, 20.7789, 37.6, 14.8421, 16.8211]
    """
    numbers, base = check_counts(counts), check_counts(denominators, name="denominators")
    check_same_shape(counts=numbers, denominators=base)
    return expected_counts_by_stratum(numbers[:, np.newaxis], base[:, np.newaxis])


def expected_counts_by_stratum(counts: ArrayLike, denominators: ArrayLike) -> Floats:
    """Return each area's expectation when every stratum has the city's rate of that stratum.

    Parameters
    ----------
    counts, denominators : array-like, shape (n_areas, n_strata)
        Strata are age bands, kinds of dwelling or months, whichever explain level without being the question.

    Returns
    -------
    array, shape (n_areas,)
        Sum over strata of denominator times city-wide rate; NaN where any number of the area is missing.

    Raises
    ------
    InputError
        ``standardisation.strata-shape``: the tables do not have two dimensions.
    MethodError
        ``standardisation.no-denominator``: a stratum with events has nothing to happen to.

    Examples
    --------
    Two age bands: the second area is older, and expects less.

    >>> expected_counts_by_stratum([[30, 5], [10, 15]], [[1000, 1000], [500, 3000]]).round(2).tolist()
    [31.67, 28.33]
    """
    numbers, base = check_counts(counts), check_counts(denominators, name="denominators")
    check_same_shape(counts=numbers, denominators=base)
    if numbers.ndim != 2:
        raise InputError(
            "standardisation.strata-shape",
            expected="Tables of areas by strata.",
            seen=f"{numbers.ndim} dimensions.",
            remedy="use expected_counts where there are no strata.",
        )
    known = np.asarray(~np.isnan(numbers + base).any(axis=1))
    events, whole = numbers[known].sum(axis=0), base[known].sum(axis=0)
    if ((whole == 0) & (events > 0)).any() or not whole.sum() > 0:
        raise MethodError(
            "standardisation.no-denominator",
            expected="A denominator above zero in every stratum that has events.",
            seen=f"{int(((whole == 0) & (events > 0)).sum())} of {whole.size} strata have events and none.",
            remedy="merge strata, or choose the denominator that the offence can happen to.",
        )
    city_rate = np.divide(events, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.where(known, np.where(known[:, np.newaxis], base, 0.0) @ city_rate, np.nan)


def standardised_ratio(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    dispersion: ArrayLike = 1.0,
    level: float = 0.95,
    base: float = 100.0,
) -> StandardisedRatios:
    """Return observed over expected events, 100 being the city, with limits widened by the dispersion.

    Parameters
    ----------
    observed, expected : array-like, shape (n_areas,)
        An expectation of zero or missing gives NaN.
    dispersion : float or array-like, at least 1
    level : float, in (0, 1)
    base : float
        What the city as a whole gets.

    Notes
    -----
    The expectation is taken as known: the limits say how far chance moves the observed count alone. Ratios of two
    areas are not comparable with each other when their strata differ, only with the city.

    Examples
    --------
    >>> ratios = standardised_ratio([26], [16.8211])
    >>> ratios.ratio.round(2).tolist(), ratios.low.round(2).tolist(), ratios.high.round(2).tolist()
    ([154.57], [100.97], [226.48])
    """
    numbers, expectation = check_counts(observed, name="observed"), check_counts(expected, name="expected")
    check_same_shape(observed=numbers, expected=expectation)
    usable = np.where(expectation > 0, expectation, np.nan)
    limits = poisson_interval(numbers, dispersion=dispersion, level=level)
    return StandardisedRatios(
        ratio=numbers / usable * base, low=limits.low / usable * base, high=limits.high / usable * base
    )
