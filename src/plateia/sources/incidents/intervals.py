"""From the two ends a source gives to the interval [earliest, latest) in which an incident happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from plateia.sources.incidents.times import DAY, Moments, end_of_unit
from plateia.tables.incidents import MINUTES_PER_DAY, NO_TIME, Integers

FEWEST_MIDNIGHTS = 20


@dataclass(frozen=True)
class Intervals:
    """Row by row: minutes since 1970-01-01 in local time, the resolution, and what was doubtful."""

    earliest: Integers
    latest: Integers
    resolution: Integers
    defects: Counter[str]


def intervals(first: Moments, last: Moments | None, *, timezone: str) -> Intervals:
    """Return the interval of every row of a source.

    Parameters
    ----------
    first, last : Moments
        Both ends as they are written; an end that is missing or lies before the start is taken as the end of the unit
        of the start.

    Notes
    -----
    All rows of a source are judged together: whether timestamps are dates in disguise must not depend on how the rows
    were split into files.

    Examples
    --------
    From day 0 at 22:00 until day 2, given as 03 hours: the whole of that hour is inside.

    >>> hour = np.array([1], np.int8)
    >>> both = [Moments(np.array([minutes], np.int32), hour) for minutes in (22 * 60, 2 * 1440 + 3 * 60)]
    >>> found = intervals(*both, timezone="Europe/Berlin")
    >>> found.earliest.tolist(), found.latest.tolist()
    ([1320], [3120])
    """
    defects: Counter[str] = Counter()
    start = _as_days(first, timezone, defects)
    end, resolution = end_of_unit(start), start.resolution
    if last is not None:
        stated_end = end_of_unit(last)
        known = (last.minutes != NO_TIME) & (start.minutes != NO_TIME)
        before = known & (stated_end <= start.minutes)
        usable = known & ~before
        defects["reversed_intervals"] = int(before.sum())
        defects["long_intervals"] = int((usable & (stated_end - start.minutes > MINUTES_PER_DAY)).sum())
        end = np.where(usable, stated_end, end).astype(np.int32)
        resolution = np.where(usable, np.maximum(resolution, last.resolution), resolution).astype(np.int8)
    return Intervals(start.minutes, end, resolution, defects)


def _as_days(moments: Moments, timezone: str, defects: Counter[str]) -> Moments:
    """Read times as days where all are midnight, or all are the UTC of local midnight, which is counted."""
    known = (moments.minutes != NO_TIME) & (moments.resolution < DAY)
    times = moments.minutes[known]
    if not len(times):
        return moments
    shift = -times % MINUTES_PER_DAY
    if shift.any():
        if len(times) < FEWEST_MIDNIGHTS or not np.array_equal(shift, _utc_offsets(times, timezone)):
            return moments
        defects["utc_midnight"] = len(times)
    minutes = moments.minutes.copy()
    minutes[known] = times + shift
    return Moments(minutes, np.where(known, DAY, moments.resolution).astype(np.int8))


def _utc_offsets(times: Integers, timezone: str) -> Integers:
    """Return minutes the local clock was ahead of UTC at these times of UTC."""
    import pandas as pd

    moments = pd.to_datetime(times.astype("i8"), unit="m", utc=True).tz_convert(timezone).tz_localize(None)
    return moments.to_numpy(dtype="M8[m]").astype(np.int64) - times
