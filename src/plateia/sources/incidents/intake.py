"""All sources of incidents become one tidy table, with an account in which every row read is kept or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plateia.errors import InputError
from plateia.settings.city import Period
from plateia.sources.incidents.covering import MonthCoverage, area_coverage, dense_span, month_coverage
from plateia.sources.incidents.joining import joined, shared_names, tidy_rows
from plateia.sources.incidents.placing import Placed, place_rows
from plateia.sources.incidents.tidy import SourceRows
from plateia.sources.incidents.times import DAY
from plateia.tables.incidents import (
    MINUTES_PER_DAY,
    NO_TIME,
    NOWHERE,
    IncidentTable,
    Integers,
    Places,
    month_number,
    month_of_minutes,
    month_start_minute,
)

if TYPE_CHECKING:
    from plateia.tables.area_index import AreaIndex
    from plateia.tables.areas import Areas

ANCHORED_BELOW = 1 / 3
"""Undeclared points with fewer than one distinct place per three records are treated as anchored."""


@dataclass(frozen=True)
class SourceIntake:
    """The account of one source and what it covers.

    ``repeated_ids`` counts ids that stand in more than one row; ``sharing_id`` the rows left of them that differ.
    """

    source: SourceRows
    read: int
    kept: int
    with_area: int
    dropped: dict[str, int]
    without_coordinates: int
    repeated_ids: int
    sharing_id: int
    without_id: int
    distinct_locations: int
    anchored: bool
    resolution: int
    first_minute: int | None
    last_minute: int | None
    area_disagreement: float | None
    defects: dict[str, int]
    kept_by_source_category: dict[str, tuple[str, int]]
    months: MonthCoverage
    areas_covered: Integers


@dataclass(frozen=True)
class Intake:
    """The tidy table, the months of the study and the account of every source."""

    table: IncidentTable
    months: Integers
    sources: tuple[SourceIntake, ...]


def take_in(
    sources: Sequence[SourceRows], *, areas: Areas, index: AreaIndex, period: Period, point_first: bool
) -> Intake:
    """Join the sources; see DESIGN section 5 for the rules.

    Raises
    ------
    InputError
        ``incidents.none-left``: no row of any source lies in the study area and period.
    """
    months = _study_months(sources, period)
    names = shared_names(sources)
    parts, points, intakes, offset = [], [], [], 0
    for number, rows in enumerate(sources):
        where = place_rows(rows, areas=areas, index=index)
        intake, kept, area = _account(rows, where, areas=areas, months=months, period=period, point_first=point_first)
        parts.append(tidy_rows(rows, where, kept=kept, area=area, number=number, offset=offset, names=names))
        points.append(Places(where.x_m, where.y_m, where.place_area))
        intakes.append(intake)
        offset += len(where.x_m)
        del where, kept, area
    anchored = frozenset(number for number, intake in enumerate(intakes) if intake.anchored)
    table = joined(parts, points, names=names, anchored_sources=anchored)
    if not len(table.rows):
        raise _none_left(intakes)
    return Intake(table, months, tuple(intakes))


def _study_months(sources: Sequence[SourceRows], period: Period) -> Integers:
    """Return the months of the study: as declared, or from the first to the last a source holds in number."""
    if period.months:
        return np.array([month_number(month) for month in period.months], np.int32)
    found = [rows.earliest[rows.earliest != NO_TIME] for rows in sources]
    spans = [dense_span(month_of_minutes(times)) for times in found if len(times)]
    first = month_number(period.from_) if period.from_ else min((span[0] for span in spans), default=0)
    last = month_number(period.to) if period.to else max((span[1] for span in spans), default=-1)
    return np.arange(first, max(first, last) + 1, dtype=np.int32)


def _in_period(rows: SourceRows, month: Integers, months: Integers, period: Period) -> Integers:
    inside = np.isin(month, months) & (rows.earliest != NO_TIME)
    if period.from_:
        inside &= rows.earliest >= _day_minute(period.from_)
    if period.to:
        inside &= rows.earliest < _day_minute(period.to) + MINUTES_PER_DAY
    return inside


def _day_minute(day: str) -> int:
    return int(np.datetime64(day, "D").astype("M8[m]").astype(np.int64))


def _account(
    rows: SourceRows, where: Placed, *, areas: Areas, months: Integers, period: Period, point_first: bool
) -> tuple[SourceIntake, Integers, Integers]:
    """Decide row by row what is kept, and count the rest by its first reason."""
    timed = rows.earliest != NO_TIME
    month = np.full(len(timed), -1, np.int32)
    month[timed] = month_of_minutes(rows.earliest[timed])
    area = _assigned(where, point_first=point_first)
    identical, repeated, sharing = _identical_rows(rows)
    reasons = {
        "unreadable_times": ~timed,
        "outside_period": timed & ~_in_period(rows, month, months, period),
        "identical_rows": identical,
        **_misplaced(rows, where, area),
    }
    kept = np.ones(len(timed), bool)
    dropped = {name: int(number) for name, number in rows.not_rows.items()}
    for reason, mask in reasons.items():
        number = int(np.count_nonzero(mask & kept))
        if number:
            dropped[reason] = number
        kept &= ~mask
    resolution = _common_resolution(rows.resolution[timed])
    coverage = (
        month_coverage(rows.earliest[timed], month[timed], months=months, daily=resolution <= DAY)
        if timed.any()
        else MonthCoverage(np.ones(len(months), bool), np.zeros(len(months), bool))
    )
    coverage = _cut_by_period(coverage, months, period)
    intake = SourceIntake(
        source=rows,
        read=rows.read,
        kept=int(kept.sum()),
        with_area=int((area[kept] != NOWHERE).sum()),
        dropped=dropped,
        without_coordinates=int((where.place < 0).sum()),
        repeated_ids=repeated,
        sharing_id=sharing,
        without_id=int((rows.identifier == 0).sum()),
        distinct_locations=_distinct(where, kept & (where.place >= 0)),
        anchored=_anchored(rows, where, where.place >= 0),
        resolution=resolution,
        first_minute=int(rows.earliest[timed].min()) if timed.any() else None,
        last_minute=int(rows.earliest[timed].max()) if timed.any() else None,
        area_disagreement=_disagreement(where, kept),
        defects={name: n for name, n in sorted((rows.defects + where.defects).items()) if n},
        kept_by_source_category=_by_source_category(rows, kept),
        months=coverage,
        areas_covered=area_coverage(area[kept], n_areas=len(areas), wider=rows.settings.territory == "wider"),
    )
    return intake, kept, area


def _misplaced(rows: SourceRows, where: Placed, area: Integers) -> dict[str, Integers]:
    """Return the rows outside the study area, and those whose place is not known where that drops them."""
    located = where.place >= 0
    outside = (area == NOWHERE) & (located | where.stated_elsewhere)
    if rows.settings.territory == "wider":
        return {"outside_study_area": outside, "unlocated": (area == NOWHERE) & ~outside}
    # A stated id that is no area of the study, without a point, says nothing about where.
    return {"outside_study_area": outside & located}


def _assigned(where: Placed, *, point_first: bool) -> Integers:
    by_point = np.append(where.place_area, np.int32(NOWHERE))[where.place]
    first, second = (by_point, where.stated_area) if point_first else (where.stated_area, by_point)
    return np.where(first != NOWHERE, first, second).astype(np.int32)


def _identical_rows(rows: SourceRows) -> tuple[Integers, int, int]:
    """Return which rows repeat an earlier one in all columns read, and count repeated ids.

    The counts: ids that stand in more than one row, and rows that share their id with a row that differs.
    """
    drop = np.zeros(len(rows.identifier), bool)
    ids = np.sort(rows.identifier[rows.identifier != 0])
    repeated = np.unique(ids[1:][ids[1:] == ids[:-1]])
    if not len(repeated):
        return drop, 0, 0
    place = np.minimum(np.searchsorted(repeated, rows.identifier), len(repeated) - 1)
    runs = np.flatnonzero(repeated[place] == rows.identifier)
    runs = runs[np.lexsort((runs, rows.identity[runs], rows.identifier[runs]))]
    identifier, identity = rows.identifier[runs], rows.identity[runs]
    twin = np.append(False, (identifier[1:] == identifier[:-1]) & (identity[1:] == identity[:-1]))
    drop[runs[twin]] = True
    _, differing = np.unique(identifier[~twin], return_counts=True)
    return drop, len(repeated), int(differing[differing > 1].sum())


def _common_resolution(resolution: Integers) -> int:
    return int(np.bincount(resolution).argmax()) if len(resolution) else DAY


def _cut_by_period(coverage: MonthCoverage, months: Integers, period: Period) -> MonthCoverage:
    """A month that the declared period cuts is partial."""
    partial = coverage.partial.copy()
    if period.from_ and _day_minute(period.from_) > month_start_minute(int(months[0])):
        partial[0] = True
    if period.to and _day_minute(period.to) + MINUTES_PER_DAY < month_start_minute(int(months[-1]) + 1):
        partial[-1] = True
    return MonthCoverage(coverage.missing, partial & ~coverage.missing)


def _anchored(rows: SourceRows, where: Placed, located: Integers) -> bool:
    if rows.settings.points is not None:
        return rows.settings.points == "anchored"
    number = int(located.sum())
    return number > 0 and _distinct(where, located) < ANCHORED_BELOW * number


def _distinct(where: Placed, chosen: Integers) -> int:
    used = np.zeros(len(where.x_m), bool)
    used[where.place[chosen]] = True
    return int(used.sum())


def _disagreement(where: Placed, kept: Integers) -> float | None:
    both = kept & (where.stated_area != NOWHERE) & (where.place >= 0)
    if not both.any():
        return None
    return float(np.mean(where.place_area[where.place[both]] != where.stated_area[both]))


def _by_source_category(rows: SourceRows, kept: Integers) -> dict[str, tuple[str, int]]:
    width = max(len(rows.categories), 1)
    counts = np.bincount(rows.source_category[kept].astype(np.int64) * width + rows.category[kept])
    found = {
        rows.source_categories[int(pair) // width]: (rows.categories[int(pair) % width], int(counts[pair]))
        for pair in np.flatnonzero(counts)
    }
    return dict(sorted(found.items()))


def _none_left(intakes: list[SourceIntake]) -> InputError:
    reasons: Counter[str] = Counter()
    for intake in intakes:
        reasons.update(intake.dropped)
    counted = ", ".join(f"{reason} {number}" for reason, number in reasons.most_common())
    return InputError(
        "incidents.none-left",
        expected="Incidents in the study area and period.",
        seen=f"none of {sum(intake.read for intake in intakes)} rows left ({counted}).",
        remedy="check [period], [areas.where], the area ids and the coordinate system.",
    )
