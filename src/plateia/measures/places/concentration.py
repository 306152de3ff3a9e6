"""How unevenly incidents are spread over places, and how unevenly chance alone would spread them.

Which Gini is printed: the generalised one. With at least as many incidents as places it *is* the Gini; with fewer, the
plain Gini only says that there are not enough incidents to go round.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.places.chance import ChanceConcentration, concentration_expected_by_chance

__all__ = [
    "ChanceConcentration",
    "checked_counts",
    "concentration_expected_by_chance",
    "concentration_share",
    "generalised_gini",
    "gini",
    "incident_share_of_busiest",
]


def concentration_share(counts: ArrayLike, *, incident_share: float = 0.5) -> float:
    """Return the smallest share of places that hold a given share of incidents.

    Parameters
    ----------
    counts : array-like of int, shape (n_places,)
        Recorded incidents per place, zeros included: without the empty
        places, crime looks more evenly spread than it is.
    incident_share : float, in (0, 1]
        Share of all incidents to account for.

    Returns
    -------
    float, in (0, 1]
        Share of the ``n_places`` places, busiest first.

    Raises
    ------
    InputError
        ``places.counts-invalid``: a count is missing, negative or not whole.
    MethodError
        ``concentration.no-incidents``: all counts are zero.
        ``concentration.share-invalid``: the share is not in (0, 1].

    Notes
    -----
    Chance alone concentrates sparse incidents: read it only beside
    ``concentration_expected_by_chance``.

    References
    ----------
    Weisburd (2015), Criminology 53(2), doi:10.1111/1745-9125.12070

    Examples
    --------
    The busiest of ten streets alone holds half of the 20 burglaries.

    >>> concentration_share([10, 5, 3, 1, 1, 0, 0, 0, 0, 0])
    0.1
    """
    count = np.sort(_counts(counts))[::-1]
    _check_share(incident_share)
    # Rounding must not add a place: 0.55 * 100 is 55.00000000000001.
    wanted = math.ceil(round(incident_share * int(count.sum()), 9))
    return float(np.searchsorted(np.cumsum(count), wanted) + 1) / count.size


def incident_share_of_busiest(counts: ArrayLike, *, place_share: float) -> float:
    """Return the share of incidents at the busiest given share of places.

    A share that falls between two places takes the part of the next one (the Lorenz curve).

    Parameters
    ----------
    counts : array-like of int, shape (n_places,)
        Recorded incidents per place, zeros included.
    place_share : float, in (0, 1]
        Share of places, busiest first.

    Returns
    -------
    float, in (0, 1]

    Raises
    ------
    InputError, MethodError
        As ``concentration_share``.

    Examples
    --------
    >>> incident_share_of_busiest([14, 9, 6, 4, 3, 2, 1, 1, 0, 0], place_share=0.2)
    0.575
    """
    count = np.sort(_counts(counts))[::-1]
    _check_share(place_share)
    held = np.concatenate(([0], np.cumsum(count)))
    return float(np.interp(place_share * count.size, np.arange(held.size), held)) / float(held[-1])


def gini(counts: ArrayLike, *, corrected: bool = False) -> float:
    """Return the Gini coefficient of incidents over places.

    Parameters
    ----------
    counts : array-like of int, shape (n_places,)
        Recorded incidents per place, zeros included.
    corrected : bool
        Multiply by k / (k - 1), k the smaller of places and incidents, so that 1 can be reached.

    Returns
    -------
    float
        0 when all places have the same count; towards 1 the more unequal.

    Raises
    ------
    InputError
        ``places.counts-invalid``: a count is missing, negative or not whole.
    MethodError
        ``concentration.no-incidents``: all counts are zero.
        ``concentration.correction-undefined``: a single incident or place cannot be corrected.

    Notes
    -----
    G = 2 sum(i x_(i)) / (n sum(x)) - (n + 1) / n, x ascending. It depends on the kind of place: never compare streets
    with areas. With fewer incidents than places use ``generalised_gini``.

    Examples
    --------
    >>> counts = [14, 9, 6, 4, 3, 2, 1, 1, 0, 0]
    >>> round(gini(counts), 4), round(gini(counts, corrected=True), 4)
    (0.56, 0.6222)
    """
    count = np.sort(_counts(counts))
    n, total = count.size, int(count.sum())
    rank_sum = int(np.arange(1, n + 1) @ count)
    value = (2 * rank_sum - (n + 1) * total) / (n * total)
    return value * _correction(n, total) if corrected else value


def generalised_gini(counts: ArrayLike, *, corrected: bool = False) -> float:
    """Return the Gini coefficient measured from the most even spread that so many incidents allow.

    Parameters
    ----------
    counts : array-like of int, shape (n_places,)
        Recorded incidents per place, zeros included.
    corrected : bool
        Multiply by k / (k - 1), k the smaller of places and incidents.

    Returns
    -------
    float
        0 when no place could be relieved; equal to ``gini`` with at least as many incidents as places.

    Raises
    ------
    InputError, MethodError
        As ``gini``.

    Notes
    -----
    G' = max(1, n / c) (G - 1) + 1 for c incidents at n places.

    References
    ----------
    Bernasco and Steenbeek (2017), Journal of Quantitative Criminology 33, doi:10.1007/s10940-016-9324-7

    Examples
    --------
    Eight burglaries in twenty streets.

    >>> counts = [4, 2, 1, 1] + [0] * 16
    >>> gini(counts), round(generalised_gini(counts), 5), round(generalised_gini(counts, corrected=True), 4)
    (0.8625, 0.65625, 0.75)
    """
    count = _counts(counts)
    n, total = count.size, int(count.sum())
    value = max(1.0, n / total) * (gini(count) - 1.0) + 1.0
    return value * _correction(n, total) if corrected else value


def _correction(n_places: int, n_incidents: int) -> float:
    k = min(n_places, n_incidents)
    if k < 2:
        raise MethodError(
            "concentration.correction-undefined",
            expected="At least two incidents and two places.",
            seen=f"{n_incidents} incidents, {n_places} places.",
            remedy="print the uncorrected figure, or none.",
        )
    return k / (k - 1)


def _check_share(share: float) -> None:
    if not 0.0 < share <= 1.0:
        raise MethodError(
            "concentration.share-invalid",
            expected="A share above 0 and up to 1.",
            seen=f"{share}.",
            remedy="write 25 % as 0.25.",
        )


def _counts(counts: ArrayLike) -> NDArray[np.int64]:
    """Return the counts as whole numbers of which at least one is positive, or say what is wrong."""
    count = checked_counts(counts)
    if not count.any():
        raise MethodError(
            "concentration.no-incidents",
            expected="At least one incident.",
            seen=f"{count.size} places, all with 0 incidents.",
            remedy="choose a longer period or a broader category.",
        )
    return count


def checked_counts(counts: ArrayLike) -> NDArray[np.int64]:
    """Return counts per place as int64, or raise ``places.counts-invalid``."""
    given = np.asarray(counts)
    sound = given.ndim == 1 and given.dtype.kind in "iuf" and bool(np.all(np.isfinite(given) & (given >= 0)))
    if not sound or np.any(given != np.floor(given)):
        raise InputError(
            "places.counts-invalid",
            expected="Whole numbers of incidents, 0 or more, one per place.",
            seen="counts that are missing, negative or not whole.",
            remedy="count the incidents of each place; do not pass rates.",
        )
    return given.astype(np.int64)
