"""How much a city's own series usually varies: from month to month, and from year to year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.measures.areas.dispersion import ASSUMED_PHI, MINIMUM_MONTHS, series_dispersion
from plateia.measures.checks import Floats

# Between like months of consecutive years the totals of a category moved, beyond what chance explains, with a
# logarithmic standard deviation of 0.11 to 0.18 in two English forces (14 categories, 2018-21); all offences together
# moved less, 0.03 to 0.06.
USUAL_SWING = 0.13
USUAL_SWING_ALL = 0.05
_MINIMUM_LIKE_MONTHS = 6


@dataclass(frozen=True)
class Variation:
    """Dispersion ``phi`` of the months and logarithmic standard deviation ``swing`` of yearly totals.

    ``assumed`` is True where the past was too short to estimate phi.
    """

    phi: float
    swing: float
    assumed: bool


def usual_variation(
    counts: ArrayLike,
    *,
    year_month: ArrayLike,
    before: int,
    usual_swing: float = USUAL_SWING,
    swing_weight: float = 3.0,
) -> Variation:
    """Return how a series varied before a month.

    Parameters
    ----------
    counts : array-like, shape (n_months,)
        NaN where a month is not covered.
    year_month : array-like of int, shape (n_months,), ascending
        year * 12 + month - 1.
    before : int
        Only months before this one are looked at: an unusual month cannot excuse itself.
    usual_swing : float
        What is ordinary elsewhere, for a city whose own past is short.
    swing_weight : float
        Of how many observed yearly changes it weighs.

    Notes
    -----
    The city's own yearly changes are log ratios of like months of consecutive years (at least six), less what the
    dispersion of the months explains; their mean square is mixed with the usual swing. Our own decision.
    """
    numbers = np.asarray(counts, dtype=np.float64)
    months = np.asarray(year_month, dtype=np.int64)
    numbers, months = numbers[months < before], months[months < before]
    covered = ~np.isnan(numbers)
    phi, assumed = ASSUMED_PHI, True
    if covered.sum() >= MINIMUM_MONTHS:
        estimate = series_dispersion(numbers, years=months // 12, months=months % 12)
        phi, assumed = estimate.phi, estimate.assumed
    squares, changes = swing_weight * usual_swing**2, swing_weight
    for later_start in range(before - 12, int(months.min(initial=before)), -12):
        block = np.arange(later_start, later_start + 12)
        later, earlier = counts_at(numbers, months, block), counts_at(numbers, months, block - 12)
        like = ~np.isnan(later + earlier)
        after, first = float(later[like].sum()), float(earlier[like].sum())
        if like.sum() >= _MINIMUM_LIKE_MONTHS and after > 0 and first > 0:
            squares += max(0.0, float(np.log(after / first)) ** 2 - phi * (1 / after + 1 / first))
            changes += 1
    return Variation(phi, float(np.sqrt(squares / changes)), assumed)


def counts_at(numbers: Floats, months: NDArray[np.int64], wanted: NDArray[np.int64]) -> Floats:
    """Return the count of each wanted month, NaN where it is absent; ``months`` ascend."""
    if not months.size:
        return np.full(wanted.shape, np.nan)
    place = np.minimum(np.searchsorted(months, wanted), months.size - 1)
    return np.where(months[place] == wanted, numbers[place], np.nan)
