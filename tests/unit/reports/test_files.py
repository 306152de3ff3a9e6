"""The CSV files: declared columns, numbers that read back, no formulas, the same bytes, fast."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plateia.reports.files import csv_text, published_tables, write_tables
from plateia.tables.columns import Column, TableDeclaration
from plateia.tables.published import AREAS, PUBLISHED_TABLES
from plateia.tables.spreadsheets import FORMULA_STARTS, safe_text
from tests.sample_edition import sample_edition, sample_published

PLAIN = TableDeclaration(
    "t",
    "",
    (
        Column("name", "string", ""),
        Column("n", "integer", ""),
        Column("rate", "number", ""),
        Column("high", "boolean", ""),
    ),
)


def test_tables_read_back_as_they_were(tmp_path: Path) -> None:
    published = sample_published()
    paths = write_tables(published, tmp_path / "tables")
    assert [path.name for path in paths] == [
        "areas.csv", "months.csv", "cells.csv", "concentration.csv", "changes.csv",
    ]  # fmt: skip
    for declared, table in published_tables(published):
        read = pd.read_csv(tmp_path / "tables" / f"{declared.name}.csv", keep_default_na=False, na_values=[""])
        assert list(read.columns) == declared.column_names
        assert len(read) == len(table)
        for column in declared.columns:
            if column.dtype in ("integer", "number"):
                wanted, found = table[column.name].astype("float64"), read[column.name].astype("float64")
                np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_places_are_for_internal_versions_only(tmp_path: Path) -> None:
    edition = sample_edition()
    whole = sample_published(edition, internal_for="Ana")
    assert "places.csv" in [path.name for path in write_tables(whole, tmp_path / "internal")]
    slipped = sample_published(edition)
    slipped.edition.tables["places"] = edition.tables["places"]  # type: ignore[index]
    assert "places.csv" not in [path.name for path in write_tables(slipped, tmp_path / "protected")]


def test_hidden_counts_are_empty_with_their_reason() -> None:
    published = sample_published()
    text = csv_text(published.edition.tables["areas"], declared=AREAS)
    read = pd.read_csv(io.StringIO(text))
    hidden = read[read["reason"] == "suppressed"]
    assert len(hidden) == published.hidden["areas"] > 0
    assert (
        hidden[["n", "rate", "rate_ci_low", "rate_ci_high", "rate_eb", "rate_eb_low", "rate_eb_high"]]
        .isna()
        .all(axis=None)
    )


def test_cells_as_written() -> None:
    table = pd.DataFrame(
        {
            "name": ["a,b", 'say "so"', "two\nlines", None],
            "n": pd.array([1, 1_000_000_000_000, None, 0], dtype="Int64"),
            "rate": [0.1 + 0.2, 1 / 3, np.nan, -0.0],
            "high": [True, False, True, None],
        }
    )
    assert csv_text(table, declared=PLAIN).split("\n", 1)[1] == (
        '"a,b",1,0.3,true\n"say ""so""",1000000000000,0.3333333333,false\n"two\nlines",,,true\n,0,0,\n'
    )


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_text_is_a_formula(start: str) -> None:
    table = pd.DataFrame({"name": [f"{start}cmd|' /C calc'!A0"], "n": [-5], "rate": [-0.5], "high": [True]})
    read = pd.read_csv(io.StringIO(csv_text(table, declared=PLAIN)), dtype=str)
    assert read.at[0, "name"].startswith("'")
    assert (read.at[0, "n"], read.at[0, "rate"]) == ("-5", "-0.5"), "numbers are left alone"
    assert safe_text("a=b") == "a=b"


def test_bytes_are_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_tables(sample_published(), tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        written = path.read_bytes()
        assert written == (tmp_path / "b" / path.name).read_bytes()
        assert b"\r" not in written
        assert written.endswith(b"\n")


def test_every_declared_table_has_a_file() -> None:
    internal = sample_published(internal_for="Ana")
    assert [declared for declared, _ in published_tables(internal)] == list(PUBLISHED_TABLES)
