"""Intervals for counts, and the control of many tests at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtri

from plateia.measures.checks import Floats, check_counts, check_dispersion, check_level


@dataclass(frozen=True)
class Interval:
    """Lower and upper limits, shaped like what they were computed from."""

    low: Floats
    high: Floats


def poisson_interval(counts: ArrayLike, *, dispersion: ArrayLike = 1.0, level: float = 0.95) -> Interval:
    """Return the exact interval of the expected count, widened for over-dispersion.

    Parameters
    ----------
    counts : array-like of int
        Recorded events; NaN gives NaN.
    dispersion : float or array-like, at least 1
        Variance over mean. At 1 the limits are the exact Poisson ones.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.invalid``: a count is negative.
    MethodError
        ``dispersion.below-one``, ``interval.level-invalid``.

    Notes
    -----
    lower = phi chi2(alpha/2; 2 O/phi)/2, upper = phi chi2(1 - alpha/2; 2 (O/phi + 1))/2. Dividing by phi turns the
    count into the number of independent events that would carry as much information: the *effective count*.

    References
    ----------
    Garwood (1936), Biometrika 28, 437-442, doi:10.1093/biomet/28.3-4.437. The scaling by phi is our own choice.

    Examples
    --------
    >>> limits = poisson_interval(7)
    >>> round(float(limits.low) / 2.5, 4), round(float(limits.high) / 2.5, 4)
    (1.1257, 5.7691)
    """
    numbers = check_counts(counts)
    phi = check_dispersion(dispersion)
    check_level(level)
    tail = (1 - level) / 2
    effective = numbers / phi
    with np.errstate(invalid="ignore"):
        low = np.where(effective > 0, phi * gammaincinv(np.where(effective > 0, effective, 1.0), tail), effective)
        high = phi * gammaincinv(effective + 1, 1 - tail)
    return Interval(low=low, high=high)


def byar_interval(counts: ArrayLike, *, level: float = 0.95) -> Interval:
    """Return Byar's approximation of the exact Poisson interval: for checking printed tables that used it.

    References
    ----------
    Breslow and Day (1987), Statistical Methods in Cancer Research II, IARC, section 2.3.

    Examples
    --------
    >>> limits = byar_interval(7)
    >>> round(float(limits.low) / 2.5, 4), round(float(limits.high) / 2.5, 4)
    (1.1218, 5.7693)
    """
    numbers = check_counts(counts)
    check_level(level)
    z = float(ndtri(0.5 + level / 2))
    above_zero = np.where(numbers > 0, numbers, 1.0)
    low = above_zero * (1 - 1 / (9 * above_zero) - z / (3 * np.sqrt(above_zero))) ** 3
    following = numbers + 1
    high = following * (1 - 1 / (9 * following) + z / (3 * np.sqrt(following))) ** 3
    # At a count of 1 and high levels the cube turns negative; no expected count is.
    low = np.where(numbers > 0, np.maximum(low, 0.0), numbers)
    return Interval(low=low, high=high)


def false_discovery_q_values(p_values: ArrayLike) -> Floats:
    """Return the smallest false-discovery rate at which each test would still be declared (Benjamini-Hochberg).

    Parameters
    ----------
    p_values : array-like of any shape, in [0, 1]
        All tests that belong to one claim: every area and category of a report together. NaN (not tested) stays NaN
        and is not counted.

    References
    ----------
    Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300, doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> false_discovery_q_values([0.01, 0.04, 0.03, float("nan")]).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    p = np.asarray(p_values, dtype=np.float64)
    q = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    known = p[tested]
    order = np.argsort(known, kind="stable")[::-1]
    ranks = np.arange(known.size, 0, -1)
    falling = np.minimum.accumulate(known[order] * known.size / ranks) if known.size else known
    adjusted = np.empty_like(known)
    adjusted[order] = np.minimum(falling, 1.0)
    q[tested] = adjusted
    return q
