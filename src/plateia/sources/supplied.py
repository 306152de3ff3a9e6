"""Small tables a city supplies: named columns as text, some of them as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from plateia.errors import InputError
from plateia.settings.city import TableFile
from plateia.sources.batches import FileAccount, read_batches
from plateia.sources.denominators import number_of
from plateia.sources.files import SourceFile, find_files
from plateia.sources.personal import check_no_person_columns


@dataclass(frozen=True)
class SuppliedTable:
    """Columns of equal length, and the files they came from with their rows."""

    texts: dict[str, list[str]]
    numbers: dict[str, Any]
    files: list[tuple[SourceFile, int]]


def read_supplied(layout: TableFile, columns: Sequence[str], *, numbers: Sequence[str], folder: Path) -> SuppliedTable:
    """Return the named columns of all files of a small table.

    Raises
    ------
    InputError
        ``supplied.number-unreadable``; those of reading a table.
    """
    check_no_person_columns(columns, table="a supplied table")
    named = list(dict.fromkeys([*columns, *layout.where]))
    texts: dict[str, list[str]] = {name: [] for name in named}
    files = []
    for source in find_files(layout.path, folder=folder):
        account = FileAccount(source.shown)
        for batch in read_batches(source, layout=layout, columns=named, optional=(), account=account):
            for name in named:
                texts[name] += [
                    str(value).strip() if value is not None else "" for value in batch.column(name).to_pylist()
                ]
        files.append((source, account.rows))
    keep = np.ones(len(texts[named[0]]), bool)
    for column, wanted in layout.where.items():
        keep &= np.isin(texts[column], [str(value) for value in wanted])
    texts = {name: [text for text, kept in zip(column, keep, strict=True) if kept] for name, column in texts.items()}
    values = {name: _numbers(texts[name], name, layout, files) for name in numbers}
    return SuppliedTable(texts, values, files)


def _numbers(texts: list[str], name: str, layout: TableFile, files: list[tuple[SourceFile, int]]) -> Any:
    values = np.array([number_of(text, decimal=layout.decimal, thousands=layout.thousands) for text in texts], float)
    bad = np.flatnonzero(np.isnan(values))
    if len(bad):
        shown = ", ".join(str(int(row) + layout.header_row + 1) for row in bad[:5])
        raise InputError(
            "supplied.number-unreadable",
            expected=f"Numbers in the column {name!r} of {files[0][0].shown!r}.",
            seen=f"{len(bad)} rows without one (first rows: {shown}).",
            remedy="correct these rows, or `decimal` and `thousands` in city.toml.",
        )
    return values
