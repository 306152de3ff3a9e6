"""Which months and which areas a source covers: a missing month is not a month without incidents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plateia.tables.incidents import MINUTES_PER_DAY, Integers, month_start_minute

SURE_MEAN = 10.0
"""A source of fewer incidents a month may well have had a month without any."""
HALF_FILLED = 0.6
THIN = 0.1
GAP_DAYS = 3
YEAR = 12
WIDER_SHARE = 0.02


@dataclass(frozen=True)
class MonthCoverage:
    """Per month of the study period (year * 12 + month - 1): complete, missing or partial in one source."""

    missing: Integers
    partial: Integers


def month_coverage(earliest: Integers, month: Integers, *, months: Integers, daily: bool) -> MonthCoverage:
    """Judge the months of one source.

    Parameters
    ----------
    earliest, month : arrays of int, shape (n_rows,)
        Start in minutes and month number of all rows with a readable time.
    months : array of int
        The study period.
    daily : bool
        Whether the source knows the day.

    Notes
    -----
    Our decision: a month without a row is missing where the source's other months hold at least 10 on average. With
    days, a month is partial when more than 3 days in a row are empty that would have held 10 rows at the rate of its
    other days. Without days, it is partial when it holds less than six tenths of the months beside it and of the same
    month a year before and after, of which at least two are known.
    """
    counts = _counts(month, months)
    filled = counts[counts > 0]
    mean = float(filled.mean()) if len(filled) else 0.0
    missing = (counts == 0) & (mean >= SURE_MEAN)
    if not len(filled):
        missing[:] = True
    if mean < SURE_MEAN:
        return MonthCoverage(missing, np.zeros(len(months), bool))
    partial = _with_empty_days(earliest, months) if daily else _half_filled(counts, months)
    return MonthCoverage(missing, partial & ~missing)


def dense_span(month: Integers) -> tuple[int, int]:
    """Return first and last month of a source, without the few rows that lie long before or after the rest.

    Our decision: months at either end that hold less than a tenth of the usual month are left out, but for the month
    right after the others, which may be filling up. The usual month is that of the median row.

    Examples
    --------
    >>> dense_span(np.repeat([1200, 24000, 24001, 24002], [1, 50, 50, 4])), dense_span(np.repeat([1, 7], [2, 9]))
    ((24000, 24002), (1, 7))
    """
    distinct, counts = np.unique(month, return_counts=True)
    in_order = np.sort(counts)
    usual = int(in_order[np.searchsorted(np.cumsum(in_order), in_order.sum() / 2)])
    if usual < SURE_MEAN:
        return int(distinct[0]), int(distinct[-1])
    dense = distinct[counts >= THIN * usual]
    last = int(dense[-1])
    return int(dense[0]), last + int(last + 1 in distinct)


def _counts(month: Integers, months: Integers) -> Integers:
    first, last = int(months.min()), int(months.max())
    inside = month[(month >= first) & (month <= last)] - first
    return np.bincount(inside, minlength=last - first + 1)[months - first]


def _with_empty_days(earliest: Integers, months: Integers) -> Integers:
    """Return the months that lack days in a row."""
    starts = np.array([[month_start_minute(int(number)), month_start_minute(int(number) + 1)] for number in months])
    starts = starts // MINUTES_PER_DAY
    first, last = int(starts.min()), int(starts.max())
    day = earliest // MINUTES_PER_DAY
    per_day = np.bincount(day[(day >= first) & (day < last)] - first, minlength=last - first)
    partial = np.zeros(len(months), bool)
    for place, (start, end) in enumerate(starts - first):
        held = per_day[start:end]
        filled = np.concatenate(([-1], np.flatnonzero(held), [len(held)]))
        gap = int(np.diff(filled).max()) - 1
        partial[place] = gap > GAP_DAYS and gap * held.sum() >= SURE_MEAN * max(len(held) - gap, 1)
    return partial


def _half_filled(counts: Integers, months: Integers) -> Integers:
    """Return the months that hold about half of what the months beside them and a year away do."""
    held = dict(zip(months.tolist(), counts.tolist(), strict=True))
    partial = np.zeros(len(months), bool)
    for place, number in enumerate(months.tolist()):
        alike = [held[other] for other in (number - YEAR, number - 1, number + 1, number + YEAR) if held.get(other)]
        partial[place] = len(alike) >= 2 and counts[place] < HALF_FILLED * min(alike)
    return partial


def area_coverage(area: Integers, *, n_areas: int, wider: bool) -> Integers:
    """Return which areas of the study a source covers.

    A source whose territory is the study area covers all of it. One with a wider territory (a police force) covers
    the areas where it holds at least 2 % of what it holds in its median area: the rest is spill-over from outside its
    borders. Our decision.
    """
    if not wider:
        return np.ones(n_areas, bool)
    counts = np.bincount(area[area >= 0], minlength=n_areas)
    if not counts.any():
        return np.zeros(n_areas, bool)
    return counts >= max(1.0, WIDER_SHARE * float(np.median(counts[counts > 0])))
