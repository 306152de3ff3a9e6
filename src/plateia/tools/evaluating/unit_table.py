"""A table of counts, one row per unit and period, as a panel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plateia.errors import InputError, SettingsError
from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON, TREATED
from plateia.settings.city import TableFile
from plateia.sources.supplied import read_supplied
from plateia.tools.evaluating.panel import Panel
from plateia.vocabulary import ALL

PERIODS = {
    12: re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-\d{2})?$"),
    4: re.compile(r"(\d{4})-?Q([1-4])$"),
    1: re.compile(r"(\d{4})()$"),
}
"""Periods in a year -> how they are written; days are added up to months."""


def panel_of_table(
    path: Path, *, unit: str, period: str, count: str, treated: Sequence[str], start: str, exposure: str | None
) -> Panel:
    """Return the panel of a table with one row per unit and period; months, quarters, years, or days added up.

    Raises
    ------
    InputError
        ``effect.period-unreadable``, ``effect.cells-missing``, ``effect.cells-twice``, ``effect.count-invalid``.
    SettingsError
        ``effect.treated-unknown``, ``effect.start-outside``.
    """
    numbers = (count,) if exposure is None else (count, exposure)
    table = read_supplied(TableFile(path=(path.name,)), [unit, period, *numbers], numbers=numbers, folder=path.parent)
    units = table.texts[unit]
    per_year, months = _periods(table.texts[period], column=period)
    ids, periods = sorted(set(units)), sorted(set(months))
    _check_named(treated, start, ids, periods, per_year)
    row = {one: number for number, one in enumerate(ids)}
    column = {one: number for number, one in enumerate(periods)}
    at = np.array([row[one] for one in units]), np.array([column[one] for one in months])
    counts = _counts(table.numbers[count], at, (len(ids), len(periods)), by_day=_by_day(table.texts[period]))
    size = np.full(len(ids), 1.0)
    if exposure is not None:
        size[at[0]] = table.numbers[exposure]
    mask = np.isin(ids, list(treated))
    months_at = np.array(periods)
    first = _number_of(start, per_year)
    nobody = np.zeros(len(ids), bool)
    return Panel(
        category=ALL,
        counts=counts,
        covered=np.ones(counts.shape, bool),
        months=months_at,
        ids=tuple(ids),
        names=tuple(ids),
        groups={TREATED: mask, COMPARISON: ~mask, DISPLACEMENT: nobody, DISPLACEMENT_COMPARISON: nobody},
        before=months_at < first,
        after=months_at >= first,
        exposure=size,
        complete=True,
        per_year=per_year,
    )


def _by_day(texts: Sequence[str]) -> bool:
    return any(len(text) == len("2024-01-31") for text in texts)


def _periods(texts: Sequence[str], *, column: str) -> tuple[int, list[int]]:
    """Return how many periods a year has, and each row's period as a number."""
    for per_year, pattern in PERIODS.items():
        if texts and all(pattern.match(text) for text in texts):
            return per_year, [_number_of(text, per_year) for text in texts]
    raise InputError(
        "effect.period-unreadable",
        expected=f"Periods of one kind in the column {column!r}: 2024-03, 2024-Q1, 2024, or days like 2024-03-31.",
        seen="something else, or several kinds.",
        remedy="write all periods alike.",
    )


def _number_of(text: str, per_year: int) -> int:
    found = PERIODS[per_year].match(text.strip())
    if found is None:
        raise SettingsError(
            "effect.start-outside",
            expected="The first period with the action, written as in the table.",
            seen="another kind of period.",
            remedy="write it as the table does, for example 2024-03.",
        )
    return int(found[1]) * per_year + (int(found[2]) - 1 if found[2] else 0)


def _check_named(treated: Sequence[str], start: str, ids: list[str], periods: list[int], per_year: int) -> None:
    unknown = sorted(set(treated) - set(ids))
    if unknown or not treated:
        raise SettingsError(
            "effect.treated-unknown",
            expected="Treated units that stand in the table.",
            seen=f"{len(unknown)} that do not: {', '.join(unknown[:5])}." if treated else "none named.",
            remedy="copy their ids from the column of the units, separated by commas.",
        )
    if not periods[0] < _number_of(start, per_year) <= periods[-1]:
        raise SettingsError(
            "effect.start-outside",
            expected="A first period with the action, after the first and not after the last of the table.",
            seen="one outside.",
            remedy="name a period of the table with at least one before it.",
        )


def _counts(numbers: Any, at: tuple[Any, Any], shape: tuple[int, int], *, by_day: bool) -> Any:
    """Return counts by unit and period; days are added up, anything else stands once."""
    if (numbers < 0).any() or (numbers != np.floor(numbers)).any():
        raise InputError(
            "effect.count-invalid",
            expected="Whole counts of zero or more.",
            seen=f"{int(((numbers < 0) | (numbers != np.floor(numbers))).sum())} rows with something else.",
            remedy="give recorded counts, not rates.",
        )
    rows = np.zeros(shape, np.int64)
    np.add.at(rows, at, 1)
    if (rows > 1).any() and not by_day:
        raise InputError(
            "effect.cells-twice",
            expected="Each unit with each period once.",
            seen=f"{int((rows > 1).sum())} pairs more than once.",
            remedy="add the rows up first, or leave out totals.",
        )
    if (rows == 0).any():
        raise InputError(
            "effect.cells-missing",
            expected="Every unit with every period: a missing row is no zero.",
            seen=f"{int((rows == 0).sum())} pairs of unit and period missing.",
            remedy="write 0 where nothing was recorded; leave out units that were not covered throughout.",
        )
    counts = np.zeros(shape, np.int64)
    np.add.at(counts, at, numbers.astype(np.int64))
    return counts
