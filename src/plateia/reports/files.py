"""The tables as CSV files that a spreadsheet, a script and a careful reader can all open.

UTF-8, LF, a header, one row per line; 10 significant digits; empty where missing; booleans ``true`` and ``false``. The
same table gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plateia.findings.edition import Published
from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.numbers import SIGNIFICANT_DIGITS
from plateia.tables.columns import Column, TableDeclaration
from plateia.tables.evaluated import EVALUATED_TABLES
from plateia.tables.published import PLACES, PUBLISHED_TABLES
from plateia.tables.spreadsheets import safe_text

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = f"%.{SIGNIFICANT_DIGITS}g"
_NEEDS_QUOTES = (",", '"', "\n", "\r")


def published_tables(published: Published) -> list[tuple[TableDeclaration, pd.DataFrame]]:
    """Return the tables that leave the house in this version, with their declarations.

    Places with repeated incidents are never part of the protected version.
    """
    tables = published.edition.tables
    return [
        (declared, tables[declared.name])
        for declared in PUBLISHED_TABLES
        if declared.name in tables and (declared is not PLACES or published.internal_for is not None)
    ]


def write_tables(published: Published, folder: Path) -> list[Path]:
    """Write ``areas.csv``, ``months.csv`` and the other published tables into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for declared, table in published_tables(published):
        path = folder / f"{declared.name}.csv"
        path.write_text(csv_text(table, declared=declared), encoding="utf-8", newline="")
        paths.append(path)
    return paths


def write_evaluated_tables(published: PublishedEvaluation, folder: Path) -> None:
    """Write ``groups.csv``, ``series.csv`` and ``effects.csv`` of an evaluation into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for declared in EVALUATED_TABLES:
        text = csv_text(published.evaluation.tables[declared.name], declared=declared)
        (folder / f"{declared.name}.csv").write_text(text, encoding="utf-8", newline="")


def csv_text(table: pd.DataFrame, *, declared: TableDeclaration) -> str:
    """Return a published table as CSV, declared columns in declared order.

    Examples
    --------
    A name that a spreadsheet would run as a formula is made text; a hidden count is empty.

    >>> import pandas as pd
    >>> from plateia.tables.columns import Column, TableDeclaration
    >>> declared = TableDeclaration("t", "", (Column("name", "string", ""), Column("n", "integer", "")))
    >>> print(csv_text(pd.DataFrame({"name": ["=A1", "a,b"], "n": [None, 7]}), declared=declared), end="")
    name,n
    '=A1,
    "a,b",7
    """
    columns = [_cells(table[column.name], column) for column in declared.columns]
    lines = [",".join(declared.column_names)]
    lines.extend(map(",".join, zip(*columns, strict=True)))
    return "\n".join(lines) + "\n"


def _cells(values: pd.Series, column: Column) -> list[str]:
    missing = values.isna().to_numpy()
    if column.dtype in ("integer", "number"):
        spelt = _spelt_numbers(values, missing=missing, whole=column.dtype == "integer")
    elif column.dtype == "boolean":
        spelt = ["true" if value else "false" for value in values.fillna(value=False).tolist()]
    else:
        spelt = _spelt_texts(values)
    if missing.any():
        return ["" if gone else cell for cell, gone in zip(spelt, missing.tolist(), strict=True)]
    return spelt


def _spelt_numbers(values: pd.Series, *, missing: object, whole: bool) -> list[str]:
    if whole:
        return list(map(str, values.where(~missing, 0).astype("int64").tolist()))  # type: ignore[operator]
    # Adding zero turns -0.0 into 0.0.
    return list(map(_NUMBER.__mod__, (values.astype("float64") + 0.0).tolist()))


def _spelt_texts(values: pd.Series) -> list[str]:
    spelt = {text: _quoted(safe_text(str(text))) for text in values.unique().tolist()}
    return [spelt[text] for text in values.tolist()]


def _quoted(text: str) -> str:
    if any(mark in text for mark in _NEEDS_QUOTES):
        return '"' + text.replace('"', '""') + '"'
    return text
