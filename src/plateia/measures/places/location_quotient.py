"""What an area is known for: its share of one kind of offence against the city's share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.checks import check_dispersion, check_level

FEWEST_EVENTS: Final = 10
"""A quotient of fewer incidents than this is flagged: one incident more or less would change the story."""


@dataclass(frozen=True, eq=False)
class LocationQuotient:
    """Location quotients of areas, with intervals.

    Attributes
    ----------
    quotient : ndarray of float, shape (n_areas,)
        1: as in the city; 2: twice its share. NaN where the area's total is 0.
    low, high : ndarray of float, shape (n_areas,)
        Interval of the given level; ``high`` is meaningful where the quotient is 0.
    few_events : ndarray of bool, shape (n_areas,)
        Fewer than ten incidents in the area: do not print the quotient alone.
    level : float
    """

    quotient: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    few_events: NDArray[np.bool_]
    level: float


def location_quotient(
    area_counts: ArrayLike,
    area_totals: ArrayLike,
    city_count: float,
    city_total: float,
    *,
    totals: Literal["offences", "exposure"] = "offences",
    dispersion: float = 1.0,
    level: float = 0.95,
) -> LocationQuotient:
    """Return how much more of the city's offences of one kind an area holds than of the city's total.

    Parameters
    ----------
    area_counts : array-like of int, shape (n_areas,)
        Offences of the kind in each area.
    area_totals : array-like of float, shape (n_areas,)
        All offences of the area (``totals="offences"``), or dwellings, residents, hectares (``totals="exposure"``).
    city_count, city_total : float
        The same for the whole city, the areas included.
    totals : {"offences", "exposure"}
        What the totals count. All offences contain the kind itself, which makes the quotient steadier.
    dispersion : float, at least 1
        Variance over mean of the counts, from the city's own past.
    level : float, in (0, 1)

    Returns
    -------
    LocationQuotient

    Raises
    ------
    InputError
        ``location_quotient.counts-invalid``: missing or negative numbers, or a part above its whole.
    MethodError
        ``location_quotient.city-empty``: no offence of the kind, or no total, in the city.
        ``dispersion.below-one``, ``interval.level-invalid``.

    Notes
    -----
    LQ = (a / A) / (c / C) = (a / c) / (A / C): the area's share of the kind over its share of the total. Given the
    shares A / C, the a of c offences are binomial, and the interval is Clopper and Pearson's with counts divided by
    the dispersion; with ``totals="offences"`` the dispersion is multiplied by 1 - c / C, since the area's total varies
    with the kind.

    The quotient compares the mix, not the amount: a quiet area with nothing but bicycle theft has a high one.

    References
    ----------
    Brantingham and Brantingham (1997), in Weisburd and McEwen (eds), Crime Mapping and Crime Prevention, Crime
    Prevention Studies 8 (the quotient in criminology)
    Clopper and Pearson (1934), Biometrika 26(4), doi:10.1093/biomet/26.4.404

    Examples
    --------
    40 burglaries among 200 offences, 600 among 6,000 in the city.

    >>> result = location_quotient([40], [200], 600, 6000)
    >>> float(result.quotient[0]), result.low.round(2).tolist(), result.high.round(2).tolist()
    (2.0, [1.47], [2.65])

    12 burglaries in 1,500 dwellings, 600 in 120,000.

    >>> location_quotient([12], [1500], 600, 120_000, totals="exposure").quotient.round(3).tolist()
    [1.6]
    """
    count, total = np.asarray(area_counts, dtype=np.float64), np.asarray(area_totals, dtype=np.float64)
    _check(count, total, city_count, city_total, share=totals == "offences")
    check_dispersion(dispersion)
    check_level(level)
    spread = dispersion * (1.0 - city_count / city_total) if totals == "offences" else dispersion
    # All offences of the city are of this kind: every quotient is 1, without doubt.
    spread = max(spread, 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        city_share = np.where(total > 0.0, total / city_total, np.nan)
        quotient = count / city_count / city_share
        low, high = _binomial_interval(count / spread, city_count / spread, level)
        return LocationQuotient(
            quotient=quotient,
            low=low / city_share,
            high=high / city_share,
            few_events=count < FEWEST_EVENTS,
            level=level,
        )


def _binomial_interval(
    n_in: NDArray[np.float64], n_all: float, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Clopper and Pearson's interval of a share; the numbers need not be whole."""
    from scipy.special import betaincinv

    tail = (1.0 - level) / 2.0
    n_out = np.maximum(n_all - n_in, 0.0)
    low = np.where(n_in > 0.0, betaincinv(np.maximum(n_in, 1e-300), n_out + 1.0, tail), 0.0)
    high = np.where(n_out > 0.0, betaincinv(n_in + 1.0, np.maximum(n_out, 1e-300), 1.0 - tail), 1.0)
    return low, high


def _check(
    count: NDArray[np.float64],
    total: NDArray[np.float64],
    city_count: float,
    city_total: float,
    *,
    share: bool,
) -> None:
    sound = count.ndim == 1 and count.shape == total.shape
    sound = sound and bool(np.all(np.isfinite(count) & np.isfinite(total) & (count >= 0.0) & (total >= 0.0)))
    sound = sound and bool(np.all(count <= city_count) and np.all(total <= city_total))
    if share:
        sound = sound and bool(np.all(count <= total)) and city_count <= city_total
    if not sound:
        raise InputError(
            "location_quotient.counts-invalid",
            expected="Counts and totals of 0 or more, no part above its whole.",
            seen=f"{count.size} areas, some of which break this.",
            remedy='take counts and totals from the same records; for dwellings or residents totals="exposure".',
        )
    if not (city_count > 0.0 and city_total > 0.0):
        raise MethodError(
            "location_quotient.city-empty",
            expected="At least one offence of the kind and a total above 0 in the city.",
            seen=f"{city_count:g} of {city_total:g}.",
            remedy="leave the category out, or choose a longer period.",
        )
