"""Denominators and names joined to areas from tables: residents, dwellings, premises; "1,563" is a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plateia.errors import InputError
from plateia.settings.city import Names, Population, TableFile
from plateia.sources.batches import FileAccount, read_batches
from plateia.sources.files import SourceFile, find_files
from plateia.tables.areas import DWELLINGS, RESIDENTS

_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,\u00a0\u202f ']\d{3})+(\.\d+)?")


def number_of(text: str | None, *, decimal: str = ".", thousands: str | None = None) -> float:
    """Return the number a text stands for, NaN where it stands for none.

    >>> number_of("1,563"), number_of("1.563,5", decimal=",", thousands="."), number_of("x")
    (1563.0, 1563.5, nan)
    """
    cleaned = (text or "").strip()
    if thousands is None and decimal == "." and _THOUSANDS.fullmatch(cleaned):
        cleaned = re.sub("[,\u00a0\u202f ']", "", cleaned)
    cleaned = cleaned.replace(thousands or "\u00a0", "").replace(decimal, ".")
    try:
        return float(cleaned)
    except ValueError:
        return float("nan")


def read_lookup(
    layout: Names | Population, columns: Sequence[str], *, folder: Path, ids: Iterable[str]
) -> tuple[dict[str, list[str]], list[tuple[SourceFile, int]]]:
    """Return the texts of some columns for each wanted id, and the files read.

    Raises
    ------
    InputError
        ``lookup.ids-repeated``: an id of the study stands in several rows; ``lookup.no-match``: none stands there.
    """
    wanted = set(ids)
    found: dict[str, list[str]] = {}
    files: list[tuple[SourceFile, int]] = []
    repeated: set[str] = set()
    for source in find_files(layout.path, folder=folder):
        rows = 0
        for written, *texts in _rows(source, layout, [*layout.id, *columns]):
            rows += 1
            key = _matching(written, wanted)
            if key is None:
                continue
            if key in found and found[key] != texts:
                repeated.add(key)
            found[key] = texts
        files.append((source, rows))
    if repeated:
        raise InputError(
            "lookup.ids-repeated",
            expected=f"One row per area in {files[0][0].shown!r}.",
            seen=f"several rows for {len(repeated)} areas.",
            remedy="select one year or group with `where`, for example [areas.population.where] Year = 2020.",
        )
    if not found:
        raise InputError(
            "lookup.no-match",
            expected=f"Area ids of the study in {files[0][0].shown!r}.",
            seen="none of them.",
            remedy="check `id`; several columns that make up the id are given as a list.",
        )
    return found, files


def _rows(source: SourceFile, layout: Names | Population, columns: list[str]) -> Iterable[list[str]]:
    """Yield joined id and further texts of every row that meets ``where``."""
    account = FileAccount(source.shown)
    named = list(dict.fromkeys([*columns, *layout.where]))
    for batch in read_batches(source, layout=layout, columns=named, optional=(), account=account):
        texts = {name: _strings(batch.column(name)) for name in named}
        keep = np.ones(batch.num_rows, bool)
        for column, values in layout.where.items():
            keep &= np.isin(np.array(texts[column], dtype=object), [str(value) for value in values])
        parts = [texts[name] for name in columns]
        for row in np.flatnonzero(keep):
            key = "".join(texts[name][row].strip() for name in layout.id)
            yield [key, *(part[row] for part in parts[len(layout.id) :])]


def _strings(column: Any) -> list[str]:
    return ["" if value is None else str(value) for value in column.to_pylist()]


def _matching(key: str, wanted: set[str]) -> str | None:
    """Return the area id a key stands for; ids that lost a leading zero are found again."""
    if key in wanted:
        return key
    padded = key.zfill(max((len(area) for area in wanted), default=0))
    return padded if key.isdigit() and padded in wanted else None


def join_denominators(
    ids: tuple[str, ...], tables: Sequence[Population], *, folder: Path
) -> tuple[dict[str, Any], list[tuple[SourceFile, int]]]:
    """Return denominators by name, aligned with ``ids``, NaN where an area has none."""
    joined: dict[str, Any] = {}
    files: list[tuple[SourceFile, int]] = []
    for table in tables:
        chosen = {RESIDENTS: table.residents, DWELLINGS: table.dwellings, **table.denominators}
        columns = {name: column for name, column in chosen.items() if column is not None}
        found, read = read_lookup(table, list(columns.values()), folder=folder, ids=ids)
        files += read
        for place, name in enumerate(columns):
            numbers = [_number_for(found.get(area), place, table) for area in ids]
            joined[name] = _checked(np.array(numbers, float), name, read[0][0])
    return joined, files


def _number_for(texts: list[str] | None, place: int, table: TableFile) -> float:
    if texts is None:
        return float("nan")
    return number_of(texts[place], decimal=table.decimal, thousands=table.thousands)


def _checked(numbers: Any, name: str, source: SourceFile) -> Any:
    if np.isnan(numbers).all():
        raise InputError(
            "denominators.unreadable",
            expected=f"Numbers of {name} in {source.shown!r}.",
            seen="none that can be read.",
            remedy="check the column, `decimal` and `thousands`.",
        )
    if (numbers < 0).any():
        raise InputError(
            "denominators.negative",
            expected=f"Numbers of {name} of at least 0 in {source.shown!r}.",
            seen=f"{int((numbers < 0).sum())} negative ones.",
            remedy="mend the table; a missing figure is an empty cell.",
        )
    return numbers
