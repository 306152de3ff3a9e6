"""Which months and which areas a source covers: a missing month is not a month without incidents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plateia.tables.incidents import MINUTES_PER_DAY, Integers, month_start_minute

SURE_MEAN = 10.0
"""A source of fewer incidents a month may well have had a month without any."""
PARTIAL_SHARE = 0.5
EDGE_DAYS = 3
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
    days, the first or last month is partial when more than 3 days at its outer edge are empty although the source has
    at least one row a day; without days, when it holds less than half the median of the other months.
    """
    counts = (
        np.array([np.count_nonzero(month == number) for number in months])
        if len(months) < 4
        else _counts(month, months)
    )
    filled = counts[counts > 0]
    mean = float(filled.mean()) if len(filled) else 0.0
    missing = (counts == 0) & (mean >= SURE_MEAN)
    if not len(filled):
        missing[:] = True
    partial = np.zeros(len(months), bool)
    present = np.flatnonzero(counts > 0)
    if len(present):
        others = np.median(counts[present])
        for edge, outer in ((present[0], -1), (present[-1], 1)):
            if daily:
                partial[edge] |= _edge_is_empty(earliest, month, int(months[edge]), outer, float(counts[edge]))
            elif len(present) >= 4:
                partial[edge] |= mean >= SURE_MEAN and counts[edge] < PARTIAL_SHARE * others
    return MonthCoverage(missing, partial)


def _counts(month: Integers, months: Integers) -> Integers:
    offset = int(months.min())
    inside = month[(month >= offset) & (month <= months.max())] - offset
    return np.bincount(inside, minlength=int(months.max()) - offset + 1)[months - offset]


def _edge_is_empty(earliest: Integers, month: Integers, number: int, outer: int, count: float) -> bool:
    start, end = month_start_minute(number), month_start_minute(number + 1)
    times = earliest[month == number]
    empty = (times.min() - start) if outer < 0 else (end - times.max())
    empty_days = int(empty) // MINUTES_PER_DAY
    days = (end - start) // MINUTES_PER_DAY
    per_day = count / max(days - empty_days, 1)
    return empty_days > EDGE_DAYS and per_day * empty_days >= 10


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
