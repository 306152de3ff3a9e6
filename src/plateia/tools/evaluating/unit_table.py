"""A table of counts, one row per unit and period, as a panel."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.errors import InputError, SettingsError
from plateia.findings.evaluation import DISPLACEMENT, DISPLACEMENT_COMPARISON, GROUPS, TREATED
from plateia.settings.city import TableFile
from plateia.sources.denominators import number_of
from plateia.sources.personal import check_no_person_units, check_no_person_values
from plateia.sources.supplied import SuppliedTable, read_supplied
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.table_periods import (
    ROWS_SHOWN,
    listed,
    period_number,
    period_numbers,
    period_text,
)
from plateia.vocabulary import ALL


@dataclass(frozen=True)
class TableColumns:
    """Names of the columns, and how decimal fractions are written."""

    unit: str
    period: str
    count: str
    exposure: str | None = None
    decimal: str = "."


@dataclass(frozen=True)
class Cells:
    """Where each row of a table stands in a panel: its unit and its period by number."""

    ids: tuple[str, ...]
    periods: NDArray[np.int64]
    per_year: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        """Units and periods."""
        return len(self.ids), len(self.periods)


def panel_of_table(
    path: Path,
    *,
    columns: TableColumns,
    treated: Sequence[str],
    start: str,
    displacement: Sequence[str] = (),
    displacement_comparison: Sequence[str] = (),
) -> Panel:
    """Return the panel of a table with one row per unit and period: months, quarters or years without a gap.

    Units in no list are those that the treated ones are compared with.

    Raises
    ------
    InputError
        ``effect.table-missing``, ``effect.column-missing``, ``effect.number-unreadable``, ``effect.unit-blank``,
        ``effect.period-unreadable``, ``effect.periods-missing``, ``effect.cells-missing``, ``effect.cells-twice``,
        ``effect.count-invalid``, ``effect.exposure-invalid``, ``effect.exposure-varies``.
    SettingsError
        ``effect.treated-unknown``, ``effect.unit-in-two-groups``, ``effect.surroundings-missing``,
        ``effect.start-outside``.
    AccessError
        ``units.personal``, ``units.personal-values``: a unit is a place.
    """
    table = _read(path, columns)
    check_no_person_values(table.texts[columns.unit], column=columns.unit, table="the table")
    cells = _cells(table.texts[columns.unit], table.texts[columns.period], columns)
    named = {TREATED: treated, DISPLACEMENT: displacement, DISPLACEMENT_COMPARISON: displacement_comparison}
    _check_named(named, cells.ids)
    first = _first_after(start, cells)
    _check_once(cells)
    numbers = _counts(table.numbers[columns.count])
    counts = np.zeros(cells.shape, np.int64)
    counts[cells.row, cells.column] = numbers
    groups = {group: np.isin(cells.ids, list(units)) for group, units in named.items()}
    rest = ~np.logical_or.reduce(list(groups.values()))
    return Panel(
        category=ALL,
        counts=counts,
        covered=np.ones(counts.shape, bool),
        months=cells.periods,
        ids=cells.ids,
        names=cells.ids,
        groups={group: groups.get(group, rest) for group in GROUPS},
        before=cells.periods < first,
        after=cells.periods >= first,
        exposure=_exposures(table, cells, columns),
        complete=True,
        per_year=cells.per_year,
    )


def _read(path: Path, columns: TableColumns) -> SuppliedTable:
    """Return the columns of the table; there are no settings of a city to send its reader to."""
    if not path.is_file():
        raise InputError(
            "effect.table-missing",
            expected=f"A table at {str(path)!r}.",
            seen="no such file.",
            remedy="check the path; CSV, Excel and Parquet are read.",
        )
    counted = [columns.count, *([columns.exposure] if columns.exposure else [])]
    check_no_person_units(columns.unit, counted=counted, table="the table")
    named = [columns.unit, columns.period, *counted]
    layout = TableFile.model_validate({"path": (glob.escape(path.name),), "decimal": columns.decimal})
    try:
        return read_supplied(layout, named, numbers=(columns.count,), folder=path.parent)
    except InputError as fault:
        if fault.code == "table.column-missing":
            raise InputError(
                "effect.column-missing",
                expected=fault.expected,
                seen=fault.seen,
                remedy="name the columns as the table does: --unit, --period, --count and --exposure.",
            ) from None
        if fault.code == "supplied.number-unreadable":
            raise InputError(
                "effect.number-unreadable",
                expected=fault.expected,
                seen=fault.seen,
                remedy="write 0 where nothing was recorded, leave out units whose numbers are not known, "
                "and say --decimal , where the table writes 2,5.",
            ) from None
        raise


def _cells(units: Sequence[str], texts: Sequence[str], columns: TableColumns) -> Cells:
    blank = [number for number, unit in enumerate(units, start=2) if not unit]
    if blank:
        raise InputError(
            "effect.unit-blank",
            expected=f"A unit in every row of the column {columns.unit!r}.",
            seen=f"{len(blank)} rows without one (first rows: {listed(blank)}).",
            remedy="fill the column in every row, also where cells were merged, and leave out rows of totals.",
        )
    per_year, numbers = period_numbers(texts, column=columns.period)
    ids, row = np.unique(np.array(units), return_inverse=True)
    periods, column = np.unique(np.array(numbers, np.int64), return_inverse=True)
    absent = np.setdiff1d(np.arange(periods[0], periods[-1] + 1), periods)
    if len(absent):
        raise InputError(
            "effect.periods-missing",
            expected="Every period from the first of the table to the last.",
            seen=f"{len(absent)} that no unit has: {listed([period_text(int(one), per_year) for one in absent])}.",
            remedy="add the rows, 0 only where a unit recorded nothing: a month nobody published is no zero; or begin "
            "after the gap. Write quarters as 2024-Q1 and years as 2024. `plateia evaluate` takes lists of months.",
        )
    return Cells(tuple(str(one) for one in ids), periods, per_year, row, column)


def _check_named(named: Mapping[str, Sequence[str]], ids: Sequence[str]) -> None:
    unknown = sorted(set().union(*named.values()) - set(ids))
    if unknown or not named[TREATED]:
        raise SettingsError(
            "effect.treated-unknown",
            expected="Treated units, and units around them, that stand in the table.",
            seen=f"{len(unknown)} that do not: {', '.join(unknown[:ROWS_SHOWN])}." if unknown else "none named.",
            remedy="copy ids from the column of units, separated by commas (semicolons where an id holds one).",
        )
    twice = sorted(unit for unit in set().union(*named.values()) if sum(unit in units for units in named.values()) > 1)
    if twice:
        raise SettingsError(
            "effect.unit-in-two-groups",
            expected="Each unit either treated, around a treated one, or what the units around are compared with.",
            seen=f"{len(twice)} named twice: {', '.join(twice[:ROWS_SHOWN])}.",
            remedy="leave treated units out of --displacement and --displacement-comparison.",
        )
    if named[DISPLACEMENT_COMPARISON] and not named[DISPLACEMENT]:
        raise SettingsError(
            "effect.surroundings-missing",
            expected="Units around the treated ones beside those that they are compared with.",
            seen="a comparison for the surroundings without them.",
            remedy="name them with --displacement, or leave --displacement-comparison out.",
        )


def _first_after(start: str, cells: Cells) -> int:
    """Return the first period with the action."""
    first = period_number(start, cells.per_year)
    if not cells.periods[0] < first <= cells.periods[-1]:
        ends = [period_text(int(period), cells.per_year) for period in cells.periods[[0, -1]]]
        raise SettingsError(
            "effect.start-outside",
            expected=f"A first period with the action after {ends[0]} and not after {ends[1]}.",
            seen=f"{start}.",
            remedy="name a period of the table with at least one before it.",
        )
    return first


def _check_once(cells: Cells) -> None:
    """Refuse pairs of unit and period that stand more than once, or not at all."""
    n_rows = np.zeros(cells.shape, np.int64)
    np.add.at(n_rows, (cells.row, cells.column), 1)
    if (n_rows > 1).any():
        by = {12: "month", 4: "quarter", 1: "year"}[cells.per_year]
        raise InputError(
            "effect.cells-twice",
            expected=f"One row for each unit and {by}.",
            seen=f"{int((n_rows > 1).sum())} pairs in more than one row.",
            remedy=f"add the counts up by {by} first, also those of days and weeks, and leave out totals.",
        )
    if (n_rows == 0).any():
        raise InputError(
            "effect.cells-missing",
            expected="Every unit with every period: a missing row is no zero.",
            seen=f"{int((n_rows == 0).sum())} pairs of unit and period missing, "
            f"in {int((n_rows == 0).any(axis=1).sum())} of {len(cells.ids)} units.",
            remedy="write 0 where nothing was recorded; leave out units that were not covered throughout.",
        )


def _counts(numbers: Any) -> NDArray[np.int64]:
    wrong = (numbers < 0) | (numbers != np.floor(numbers)) | np.isinf(numbers)
    if wrong.any():
        raise InputError(
            "effect.count-invalid",
            expected="Whole counts of zero or more.",
            seen=f"{int(wrong.sum())} of {len(numbers)} rows with something else.",
            remedy="give the recorded counts a rate was made from, and its denominator with --exposure; means, money "
            "and other measurements are for synthetic_control of plateia.measures.interventions.",
        )
    return np.asarray(numbers, dtype=np.int64)


def _exposures(table: SuppliedTable, cells: Cells, columns: TableColumns) -> NDArray[np.float64]:
    """Return one exposure for each unit; 1 for all where none is named."""
    if columns.exposure is None:
        return np.full(len(cells.ids), 1.0)
    numbers = np.array([number_of(text, decimal=columns.decimal) for text in table.texts[columns.exposure]], float)
    wrong = ~((numbers > 0) & np.isfinite(numbers))
    if wrong.any():
        raise InputError(
            "effect.exposure-invalid",
            expected=f"Numbers above zero in the column {columns.exposure!r}.",
            seen=f"{int(wrong.sum())} of {len(numbers)} rows with something else "
            f"(first rows: {listed([int(row) + 2 for row in np.flatnonzero(wrong)])}).",
            remedy="leave out units without a denominator, or leave out --exposure; "
            "say --decimal , where the table writes 2,5.",
        )
    size = np.zeros(len(cells.ids))
    size[cells.row] = numbers
    varying = np.zeros(len(cells.ids), bool)
    varying[cells.row[numbers != size[cells.row]]] = True
    if varying.any():
        raise InputError(
            "effect.exposure-varies",
            expected=f"One number for each unit in the column {columns.exposure!r}, the same in all its periods.",
            seen=f"several in {int(varying.sum())} of {len(cells.ids)} units.",
            remedy="write the last value before the action in all periods of a unit: the methods take off what changes "
            "alike everywhere, and an exposure the action itself can change would hide its effect.",
        )
    return size
