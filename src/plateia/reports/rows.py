"""Rows of the published tables, as reports read them: empty is None, and a hidden count is the one mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from plateia.findings.edition import Published
from plateia.wording import Wording

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]


def known(value: Any) -> Any:
    """Return a value of a table, None where it is empty."""
    is_empty = value is None or type(value).__name__ == "NAType" or value != value
    return None if is_empty else value


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table with None where a value is empty."""
    columns = [[known(value) for value in table[name].tolist()] for name in table.columns]
    return [dict(zip(table.columns, cells, strict=True)) for cells in zip(*columns, strict=True)]


def count_cell(row: Row, name: str, wording: Wording) -> str:
    """Return a count as text: a number, the mark of a hidden one, or a dash where there is none."""
    value = row[name]
    if value is not None:
        return wording.number(value)
    is_hidden = row.get("reason") == "suppressed" or row.get("status") == "suppressed"
    return wording.text("mark.hidden") if is_hidden else wording.text("mark.not_available")


def count_or_mark(n: Any, wording: Wording) -> str:
    """Return a count as text, or the mark of one that disclosure control has emptied."""
    return wording.text("mark.hidden") if n is None else wording.number(n)


def source_note(published: Published, wording: Wording) -> str:
    """Return the source and the sentence on what recorded data cannot show; it stands under every figure."""
    sources = published.edition.sources
    named = wording.listed([f"{source.name} ({source.licence})" for source in sources])
    note = wording.text("figure.source", sources=named)
    single = [wording.caveat("single_source")] if len(sources) == 1 else []
    return " ".join([note, wording.caveat("recorded_only"), *single])
