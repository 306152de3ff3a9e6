"""How a column is declared: once, with name, type, unit, missing values, meaning, and whether it is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DType = Literal["string", "integer", "number", "boolean", "datetime", "date", "geometry"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tidy or published table."""

    name: str
    dtype: DType
    meaning: str
    unit: str = ""
    missing: str = "never"
    personal: bool = False


@dataclass(frozen=True, slots=True)
class TableDeclaration:
    """A table and its columns, in order; the data dictionary and the checks are made from it."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """Names in the order in which they are written."""
        return [column.name for column in self.columns]
