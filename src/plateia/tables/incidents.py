"""The tidy table of incidents: its columns, and the compact form in which measures use it.

A million incidents of a city stand on some 20,000 to 100,000 places, so a row holds small integers that point into
lists: places, areas, categories, sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from plateia.tables.columns import Column, TableDeclaration

Integers: TypeAlias = NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]

RESOLUTIONS = ("minute", "hour", "day", "month", "year")
MINUTES_PER_DAY = 1440
NO_TIME = np.iinfo(np.int32).min
NOWHERE = -1

INCIDENTS = TableDeclaration(
    "incidents",
    "One row per recorded incident that was kept.",
    (
        Column("incident_id", "string", "salted hash of the source's number", missing="the source gives none"),
        Column("source_id", "string", "the source in city.toml it came from"),
        Column("offence_category", "string", "category of the shared vocabulary"),
        Column("source_category", "string", "the source's own category"),
        Column("earliest", "datetime", "start of the interval it happened in, local time"),
        Column("latest", "datetime", "end of that interval, not included"),
        Column("time_resolution", "string", "minute, hour, day, month or year"),
        Column("recorded_on", "date", "day of recording", missing="the source does not say"),
        Column("extract_id", "string", "delivery it came with", missing="the source does not say"),
        Column("x_m", "number", "east", "m", "no coordinates"),
        Column("y_m", "number", "north", "m", "no coordinates"),
        Column("location_id", "integer", "number of the distinct place", missing="no coordinates"),
        Column("location_precision", "string", "exact, anchor, area or none"),
        Column("setting", "string", "public, private or unknown"),
        Column("area_id", "string", "area it counts in", missing="counts for the city only"),
    ),
)


@dataclass(frozen=True)
class Incidents:
    """Incidents as columns of equal length.

    Attributes
    ----------
    incident_id : uint64, 0 where the source gives none
    source, category, source_category : small integers into the lists of ``IncidentTable``
    earliest, latest : int32, minutes since 1970-01-01 in local time, [earliest, latest)
    resolution : int8 into ``RESOLUTIONS``
    recorded_on : int32, days since 1970-01-01, ``NO_TIME`` where unknown
    extract : int16 into the list of extracts, -1 where unknown
    location : int32 into the places, -1 without coordinates
    area : int32 into the areas, -1 without an area
    setting : int8, 0 unknown, 1 public, 2 private
    """

    incident_id: Integers
    source: Integers
    category: Integers
    source_category: Integers
    earliest: Integers
    latest: Integers
    resolution: Integers
    recorded_on: Integers
    extract: Integers
    location: Integers
    area: Integers
    setting: Integers

    def __len__(self) -> int:
        return len(self.source)

    def rows(self, start: int, end: int) -> Incidents:
        """Return the rows from ``start`` to before ``end``, without copying them."""
        return Incidents(**{field.name: getattr(self, field.name)[start:end] for field in fields(self)})

    @staticmethod
    def concatenate(parts: Sequence[Incidents]) -> Incidents:
        """Return the parts one after the other; ``parts`` must not be empty."""
        if len(parts) == 1:
            return parts[0]
        names = [field.name for field in fields(Incidents)]
        return Incidents(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})

    @property
    def month(self) -> Integers:
        """Month of the start of the interval, year * 12 + month - 1, int32."""
        return month_of_minutes(self.earliest)


@dataclass(frozen=True)
class Places:
    """Distinct places of incidents, in metres.

    Attributes
    ----------
    x_m, y_m : float64, shape (n_places,)
    area : int32, the area each lies in, -1 outside
    """

    x_m: Floats
    y_m: Floats
    area: Integers

    def __len__(self) -> int:
        return len(self.x_m)


@dataclass(frozen=True)
class IncidentTable:
    """Incidents with the lists their integers point into."""

    rows: Incidents
    places: Places
    sources: tuple[str, ...]
    categories: tuple[str, ...]
    source_categories: tuple[str, ...]
    extracts: tuple[str, ...]
    anchored_sources: frozenset[int]


def month_of_minutes(minutes: Integers) -> Integers:
    """Return year * 12 + month - 1 of minutes since 1970-01-01.

    >>> month_of_minutes(np.array([0, 31 * 1440])).tolist()
    [23640, 23641]
    """
    lowest, highest = (int(minutes.min()), int(minutes.max())) if len(minutes) else (0, 0)
    first = np.datetime64(lowest, "m").astype("M8[M]").astype(np.int64)
    last = np.datetime64(highest, "m").astype("M8[M]").astype(np.int64)
    starts = np.arange(first, last + 2).astype("M8[M]").astype("M8[m]").astype(np.int64)
    # In place and in 32 bits where the minutes are: there may be twenty million of them.
    number = np.searchsorted(starts.astype(minutes.dtype), minutes, side="right")
    number += first + 1970 * 12 - 1
    return number.astype(np.int32)


def month_text(month: int) -> str:
    """Return ``2018-07`` for year * 12 + month - 1.

    >>> month_text(2018 * 12 + 6)
    '2018-07'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_number(text: str) -> int:
    """Return year * 12 + month - 1 of ``2018-07`` or ``2018-07-31``."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_start_minute(month: int) -> int:
    """Return the first minute of a month, since 1970-01-01."""
    return int(np.datetime64(month - 1970 * 12, "M").astype("M8[m]").astype(np.int64))
