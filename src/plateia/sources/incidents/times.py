"""When it happened: text in a source's own style to minutes of local time, with the resolution it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.errors import SettingsError
from plateia.settings.city import TimeColumns
from plateia.tables.incidents import (
    MINUTES_PER_DAY,
    NO_TIME,
    RESOLUTIONS,
    Integers,
    month_of_minutes,
    month_start_minute,
)
from plateia.vocabulary import month_numbers

if TYPE_CHECKING:
    import pandas as pd

MINUTE, HOUR, DAY, MONTH, YEAR = range(len(RESOLUTIONS))
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199
_ISO_DAY = r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}.*)?"


@dataclass(frozen=True)
class Codes:
    """A text column as integers into its distinct values; -1 where empty."""

    codes: Integers
    values: Any

    def spread(self, per_value: Integers, *, empty: Any) -> Integers:
        """Return what was found out about each distinct value, row by row."""
        extended = np.append(per_value, np.array([empty], dtype=per_value.dtype))
        return extended[self.codes]


@dataclass(frozen=True)
class Moments:
    """Start of each row's unit of time and its resolution; ``NO_TIME`` where it could not be read."""

    minutes: Integers
    resolution: Integers


def read_moments(columns: dict[str, Codes], *, layout: TimeColumns, n_rows: int, timezone: str) -> Moments:
    """Return minutes of local time for one end of the interval.

    Parameters
    ----------
    columns : dict of str to Codes
        The text columns ``layout`` names.
    timezone : str
        Timestamps with an offset are converted to it; bare dates and times never shift.
    """
    if layout.date is not None:
        column = columns[layout.date]
        minutes, resolution = _parse_dates(column.values, layout.format, timezone)
        start = column.spread(minutes, empty=NO_TIME)
        unit = column.spread(resolution, empty=np.int8(DAY))
    else:
        start, unit = _from_parts(columns, layout, n_rows)
    return _add_hours(start, unit, columns, layout)


def _parse_dates(values: Any, style: str | None, timezone: str) -> tuple[Integers, Integers]:
    """Return minutes and resolution of each distinct text."""
    import pandas as pd

    texts = pd.Series(values, dtype="str").str.strip()
    if style is None:
        return _parse_iso(texts, timezone)
    # Weeks of the day that a format names add nothing to year, month and day.
    resolution = _resolution_of_format(style)
    zoned = "%z" in style
    try:
        parsed = pd.to_datetime(texts, format=style, errors="coerce", utc=zoned)
    except ValueError:
        raise SettingsError(
            "incidents.date-format",
            expected="A style of dates as `format`, such as %d.%m.%Y or %Y-%m-%d %H:%M.",
            seen=f"{style!r}, in which a sign behind % stands for nothing.",
            remedy="%d day, %m month, %Y year, %H hour, %M minute; leave it out for ISO dates.",
        ) from None
    minutes, units = _to_minutes(parsed, timezone if zoned else None), np.full(len(texts), resolution, np.int8)
    # Cells that are dates by type, in Excel or GeoPackage, arrive as ISO text whatever the style says.
    typed = (minutes == NO_TIME) & texts.str.fullmatch(_ISO_DAY, na=False).to_numpy(dtype=bool)
    if typed.any():
        minutes[typed], units[typed] = _parse_iso(texts[typed], timezone)
    return minutes, units


def _resolution_of_format(style: str) -> int:
    for resolution, directives in ((MINUTE, "MSTXcs"), (HOUR, "HIk"), (DAY, "djxDF"), (MONTH, "mbB")):
        if any(f"%{directive}" in style for directive in directives):
            return resolution
    return YEAR


def _parse_iso(texts: pd.Series, timezone: str) -> tuple[Integers, Integers]:
    import pandas as pd

    minutes = np.full(len(texts), NO_TIME, np.int32)
    lengths = texts.str.len().fillna(0).to_numpy(dtype=np.int64)
    resolution = np.select([lengths <= 4, lengths <= 7, lengths <= 10], [YEAR, MONTH, DAY], MINUTE).astype(np.int8)
    zoned = texts.str.contains(r"T?\d{2}:?\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$", regex=True, na=False).to_numpy(dtype=bool)
    for mask, zone in ((~zoned, None), (zoned, timezone)):
        if mask.any():
            parsed = pd.to_datetime(texts[mask], format="ISO8601", errors="coerce", utc=zone is not None)
            minutes[mask] = _to_minutes(parsed, zone)
    return minutes, resolution


def _to_minutes(parsed: pd.Series, timezone: str | None) -> Integers:
    if timezone is not None:
        parsed = parsed.dt.tz_convert(timezone).dt.tz_localize(None)
    missing = parsed.isna().to_numpy(copy=True)
    moments = parsed.to_numpy(dtype="M8[m]")
    years = moments.astype("M8[Y]").astype(np.int64) + 1970
    missing = missing | (years < _EARLIEST_YEAR) | (years > _LATEST_YEAR)
    return np.where(missing, NO_TIME, np.where(missing, 0, moments.astype(np.int64))).astype(np.int32)


def _from_parts(columns: dict[str, Codes], layout: TimeColumns, n_rows: int) -> tuple[Integers, Integers]:
    year = _part(columns, layout.year, n_rows, _EARLIEST_YEAR, _LATEST_YEAR)
    month = _part(columns, layout.month, n_rows, 1, 12, names=layout.month_names)
    day = _part(columns, layout.day, n_rows, 1, 31)
    assert year is not None  # the settings model demands it
    bad = year < 0
    months = np.zeros(n_rows, np.int64) if month is None else month - 1
    days = np.zeros(n_rows, np.int64) if day is None else day - 1
    bad |= (months < 0) | (days < 0)
    start = (np.where(bad, 0, (year - 1970) * 12 + months)).astype("M8[M]")
    moment = start.astype("M8[D]") + np.where(bad, 0, days)
    bad |= moment.astype("M8[M]") != start  # the 31st of a month of 30 days
    resolution = YEAR if month is None else MONTH if day is None else DAY
    minutes = np.where(bad, NO_TIME, np.where(bad, 0, moment.astype(np.int64) * MINUTES_PER_DAY)).astype(np.int32)
    return minutes, np.full(n_rows, resolution, np.int8)


def _part(
    columns: dict[str, Codes],
    part: str | int | None,
    n_rows: int,
    lowest: int,
    highest: int,
    *,
    names: str | None = None,
) -> Integers | None:
    """Return one part of the time row by row, -1 where it is empty or out of range; None where it is not named."""
    if part is None:
        return None
    if isinstance(part, int):
        return np.full(n_rows, part, np.int64)
    column = columns[part]
    known = month_numbers(names) if names else {}
    numbers = np.array([_whole(value, known, lowest, highest) for value in column.values], np.int64)
    return column.spread(numbers, empty=-1)


def _whole(value: Any, known: Any, lowest: int, highest: int) -> int:
    text = str(value).strip().lower()
    if len(text) >= 3:
        # "Sept." and "janv." are beginnings of one name only.
        begun = {number for name, number in known.items() if name.startswith(text.rstrip("."))}
        if len(begun) == 1:
            return int(begun.pop())
    if not re.fullmatch(r"\d{1,4}(\.0+)?", text):
        return -1
    number = int(float(text))
    return number if lowest <= number <= highest else -1


def _add_hours(start: Integers, unit: Integers, columns: dict[str, Codes], layout: TimeColumns) -> Moments:
    """Add hour, minute and clock-time columns to the day; a missing hour leaves the day."""
    n_rows = len(start)
    hour = _part(columns, layout.hour, n_rows, 0, 24)
    minute = _part(columns, layout.minute, n_rows, 0, 59)
    clock = None if layout.time is None else _clock(columns[layout.time])
    minutes, resolution = start.copy(), unit.copy()
    dated = start != NO_TIME
    if hour is not None:
        known = dated & (hour >= 0)
        minutes[known] += (hour[known] * 60).astype(np.int32)
        resolution[known] = HOUR
        if minute is not None:
            exact = known & (minute >= 0)
            minutes[exact] += minute[exact].astype(np.int32)
            resolution[exact] = MINUTE
    if clock is not None:
        known = dated & (clock >= 0)
        minutes[known] += clock[known]
        resolution[known] = MINUTE
    return Moments(minutes, resolution)


def _clock(column: Codes) -> Integers:
    def minutes(value: Any) -> int:
        match = re.fullmatch(r"\s*(\d{1,2})[:.h](\d{2})([:.]\d{2}(\.\d+)?)?\s*", str(value))
        if match is None or int(match[1]) > 24 or int(match[2]) > 59:
            return -1
        return int(match[1]) * 60 + int(match[2])

    return column.spread(np.array([minutes(value) for value in column.values], np.int32), empty=-1)


def end_of_unit(moments: Moments) -> Integers:
    """Return the end, not included, of the minute, hour, day, month or year each moment names.

    An end given as hour h thus means until h:59:59.
    """
    steps = np.array([1, 60, MINUTES_PER_DAY], np.int32)
    end = moments.minutes + steps[np.minimum(moments.resolution, DAY)]
    for resolution, months in ((MONTH, 1), (YEAR, 12)):
        mask = (moments.resolution == resolution) & (moments.minutes != NO_TIME)
        if mask.any():
            numbers = month_of_minutes(moments.minutes[mask])
            first, last = int(numbers.min()), int(numbers.max())
            ends = np.array([month_start_minute(number + months) for number in range(first, last + 1)], np.int32)
            end[mask] = ends[numbers - np.int32(first)]
    return np.where(moments.minutes == NO_TIME, NO_TIME, end).astype(np.int32)
