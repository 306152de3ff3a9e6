"""Rates of areas: crude, with interval, and smoothed towards the city's rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_counts, check_dispersion, check_level, check_same_shape
from plateia.measures.intervals import Interval, poisson_interval


@dataclass(frozen=True)
class SmoothedRates:
    """Empirical Bayes rates; arrays of shape (n_areas,), in events per ``per`` of the denominator and year.

    ``weight`` is the share of the area's own rate in its smoothed one; ``mean_rate`` the rate of all areas together;
    ``between_variance`` the variance of true rates between areas, in squared units of the rate.
    """

    rate: Floats
    low: Floats
    high: Floats
    weight: Floats
    mean_rate: float
    between_variance: float


def crude_rate(counts: ArrayLike, denominators: ArrayLike, *, per: float = 1000.0, years: float = 1.0) -> Floats:
    """Return events per ``per`` of the denominator and year.

    Parameters
    ----------
    counts : array-like of int, shape (n_areas,)
    denominators : array-like, shape (n_areas,)
        Residents, dwellings, hectares or what the offence can happen to. Zero or missing gives NaN, never infinity.
    per : float
        Unit of the denominator: 1,000 residents, 100 dwellings, 1 hectare.
    years : float
        Covered months divided by 12.

    Raises
    ------
    InputError
        ``counts.invalid``, ``counts.shapes-differ``.
    MethodError
        ``rates.unit-invalid``: ``per`` or ``years`` is not above zero.

    Examples
    --------
    >>> crude_rate([7, 4], [2500, 0]).tolist()
    [2.8, nan]
    """
    numbers, exposure = _checked(counts, denominators, per=per, years=years)
    return np.asarray(numbers / exposure * per)


def rate_interval(
    counts: ArrayLike,
    denominators: ArrayLike,
    *,
    per: float = 1000.0,
    years: float = 1.0,
    dispersion: ArrayLike = 1.0,
    level: float = 0.95,
) -> Interval:
    """Return the interval of ``crude_rate``, widened by the dispersion (``poisson_interval``).

    ``dispersion`` is one number or one per area: ``DispersionModel.factor(counts)``.

    Examples
    --------
    >>> limits = rate_interval([7], [2500], dispersion=2.0)
    >>> limits.low.round(2).tolist(), limits.high.round(2).tolist()
    ([0.68], [7.61])
    """
    numbers, exposure = _checked(counts, denominators, per=per, years=years)
    limits = poisson_interval(numbers, dispersion=dispersion, level=level)
    return Interval(low=limits.low / exposure * per, high=limits.high / exposure * per)


def smoothed_rate(
    counts: ArrayLike,
    denominators: ArrayLike,
    *,
    per: float = 1000.0,
    years: float = 1.0,
    dispersion: ArrayLike = 1.0,
    level: float = 0.95,
) -> SmoothedRates:
    """Return rates drawn towards the city's rate, the more the less an area's own count can say.

    Parameters
    ----------
    counts, denominators : array-like, shape (n_areas,)
        A denominator of zero or a missing number gives NaN and takes no part in the city's rate.
    per, years : float
        As in ``crude_rate``.
    dispersion : float or array-like of shape (n_areas,), at least 1
        Counts and denominators are divided by it, so that over-dispersed counts weigh less: an area with 40 events
        at dispersion 2 is trusted like one with 20.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        ``rates.no-denominator``: no area has a denominator.

    Notes
    -----
    Marshall's global empirical Bayes. With O events, P exposure, r = O / P: m = sum(O) / sum(P);
    s2 = sum(P (r - m)^2) / sum(P); A = max(0, s2 - m mean(phi) / mean(P)); w = A / (A + m phi / P);
    smoothed rate = w r + (1 - w) m. Limits are quantiles of the gamma distribution that follows from a gamma prior
    with mean m and variance A. Where A = 0 the areas do not differ beyond chance: all get m, with the interval of m.

    References
    ----------
    Marshall (1991), Applied Statistics 40, 283-294, doi:10.2307/2347593. Dispersion and gamma limits are our choice.

    Examples
    --------
    >>> smoothed = smoothed_rate([3, 18, 40, 7, 26], [400, 2100, 3800, 1500, 1700])
    >>> smoothed.rate.round(4).tolist()
    [9.4845, 9.2061, 10.3132, 7.6119, 12.4197]
    """
    check_level(level)
    numbers, exposure = _checked(counts, denominators, per=per, years=years)
    phi = np.broadcast_to(check_dispersion(dispersion), numbers.shape)
    known = ~(np.isnan(numbers) | np.isnan(exposure))
    if not known.any():
        raise MethodError(
            "rates.no-denominator",
            expected="At least one area with a count and a denominator above zero.",
            seen=f"none among {numbers.size}.",
            remedy="join the denominators on area_id, or show counts instead of rates.",
        )
    mean = float(numbers[known].sum() / exposure[known].sum())
    raw = numbers / exposure
    spread = float((exposure[known] * (raw[known] - mean) ** 2).sum() / exposure[known].sum())
    between = max(0.0, spread - mean * float(phi[known].mean()) / float(exposure[known].mean()))
    weight = between / (between + mean * phi / exposure) if between > 0 else np.where(known, 0.0, np.nan)
    limits = _gamma_limits(numbers, exposure, phi, mean=mean, between=between, level=level)
    return SmoothedRates(
        rate=(np.where(known, weight * raw + (1 - weight) * mean, np.nan)) * per,
        low=np.where(known, limits.low, np.nan) * per,
        high=np.where(known, limits.high, np.nan) * per,
        weight=np.where(known, weight, np.nan),
        mean_rate=mean * per,
        between_variance=between * per**2,
    )


def _gamma_limits(
    numbers: Floats, exposure: Floats, phi: Floats, *, mean: float, between: float, level: float
) -> Interval:
    tail = (1 - level) / 2
    if between == 0:
        known = ~(np.isnan(numbers) | np.isnan(exposure))
        city = poisson_interval(numbers[known].sum(), dispersion=float(phi[known].mean()), level=level)
        whole = exposure[known].sum()
        return Interval(low=np.full(numbers.shape, city.low / whole), high=np.full(numbers.shape, city.high / whole))
    shape = mean**2 / between + numbers / phi
    scale = mean / between + exposure / phi
    return Interval(low=gammaincinv(shape, tail) / scale, high=gammaincinv(shape, 1 - tail) / scale)


def _checked(counts: ArrayLike, denominators: ArrayLike, *, per: float, years: float) -> tuple[Floats, Floats]:
    """Return counts and exposure (denominator times years), with NaN where there is no exposure."""
    numbers, base = check_counts(counts), check_counts(denominators, name="denominators")
    check_same_shape(counts=numbers, denominators=base)
    if not (per > 0 and years > 0):
        raise MethodError(
            "rates.unit-invalid",
            expected="A unit of the denominator and a number of years above zero.",
            seen=f"per {per:g}, years {years:g}.",
            remedy="years is the number of covered months divided by 12.",
        )
    return numbers, np.where(base > 0, base, np.nan) * years
