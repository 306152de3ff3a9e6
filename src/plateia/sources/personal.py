"""Guardrail G-16: a named column that looks like a person is refused before a row is read."""

from __future__ import annotations

from collections.abc import Iterable

from plateia.errors import AccessError
from plateia.vocabulary.persons import kind_of_person_column

__all__ = ["check_no_person_columns", "kind_of_person_column"]


def check_no_person_columns(columns: Iterable[str], *, table: str) -> None:
    """Raise ``AccessError`` ``columns.personal`` when a column that would be read looks like a person's."""
    for column in columns:
        kind = kind_of_person_column(column)
        if kind is not None:
            raise AccessError(
                "columns.personal",
                expected=f"Columns about places, times and offences in {table}.",
                seen=f"the column {column!r}, which looks like a person's {kind}.",
                remedy="take the column out of city.toml; Plateia reads places and aggregates, never persons (G-16).",
            )
