"""audit.xlsx: opens, holds real numbers, runs no formulas, says what is hidden, and has the same bytes each time."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plateia.reports import spreadsheet
from plateia.reports.spreadsheet import Sheet, SheetColumn, write_spreadsheet
from plateia.reports.workbook import SHEETS, write_workbook
from plateia.wording import languages, load
from tests.sample_edition import sample_edition, sample_published


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "audit.xlsx"
    write_workbook(sample_published(), path, wording=load("en"))
    return openpyxl.load_workbook(path)


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_sheets_in_order_notes_first(book: Any) -> None:
    assert book.sheetnames == [
        "Read me", "Findings", "Practices", "What changed", "Areas", "Months", "Concentration", "Intake account",
    ]  # fmt: skip
    notes = "\n".join(str(cell) for row in book["Read me"].iter_rows(values_only=True) for cell in row)
    assert "Exampleton: what the records show" in notes
    assert "Protected version" in notes
    assert "OGL-UK-3.0" in notes
    for declared in SHEETS:
        assert all(f": {column.name}" in notes for column in declared.columns)


def test_numbers_are_numbers(book: Any) -> None:
    areas = rows_of(book["Areas"])
    table = sample_published().edition.tables["areas"]
    assert len(areas) == len(table)
    for row, n, rate in zip(areas, table["n"].tolist(), table["rate"].tolist(), strict=True):
        if row["reason"] is None:
            assert (row["n"], type(row["n"])) == (n, int)
            assert row["rate"] == pytest.approx(rate, rel=1e-9)


def test_hidden_cells_are_empty_with_their_reason(book: Any) -> None:
    hidden = [row for row in rows_of(book["Areas"]) if row["reason"] == "suppressed"]
    assert hidden
    for row in hidden:
        assert row["n"] is None
        assert row["rate"] is None
        assert row["rate_eb"] is None


def test_header_stays_in_sight_and_filters(book: Any) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}"


def test_findings_with_their_sentences(book: Any) -> None:
    rows = rows_of(book["Findings"])
    findings = sample_published().edition.findings
    assert [row["Statement"] for row in rows] == [load("en").statement(finding) for finding in findings]
    hidden = [row for row, finding in zip(rows, findings, strict=True) if finding.hidden]
    assert hidden
    assert all(row["Figure"] is None and row["Incidents it rests on"] is None for row in hidden)


def test_texts_are_never_formulas(tmp_path: Path) -> None:
    edition = sample_edition(city="=cmd|' /C calc'!A0")
    areas = edition.tables["areas"].assign(name="=1+1")
    edition = dataclasses.replace(edition, tables={**edition.tables, "areas": areas})
    path = tmp_path / "audit.xlsx"
    write_workbook(sample_published(edition), path, wording=load("en"))
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "b", "inlineStr"}
    assert book["Areas"]["B2"].value == "=1+1"


@pytest.mark.parametrize("language", languages())
def test_bytes_are_the_same(language: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(sample_published(), tmp_path / name, wording=load(language))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_internal_version_says_for_whom(tmp_path: Path) -> None:
    write_workbook(sample_published(internal_for="Carmen"), tmp_path / "a.xlsx", wording=load("en"))
    notes = openpyxl.load_workbook(tmp_path / "a.xlsx")["Read me"]
    assert any("Carmen" in str(cell) for row in notes.iter_rows(values_only=True) for cell in row)


def test_odd_texts_and_numbers(tmp_path: Path) -> None:
    markup = "<r><t>1</t></r></is></c><c><f>1+1</f></c><r></r>"
    numbers = [None, float("nan"), float("inf"), True, 7, 0.1 + 0.2]
    cells = [*numbers, "\x07a & <b>\ud800", "", markup, "x" * 40_000]
    sheets = [
        Sheet("Odd", [SheetColumn("<h> & \x00", cells)]),
        Sheet("Notes", [SheetColumn("", ["note"])], table=False),
    ]
    write_spreadsheet(tmp_path / "odd.xlsx", sheets, title="<&>\x07", language="en")
    book = openpyxl.load_workbook(tmp_path / "odd.xlsx")
    found = [row[0] for row in book["Odd"].iter_rows(values_only=True)]
    assert found[:-1] == ["<h> & ", None, None, None, True, 7, 0.3, "a & <b>", None, f"'{markup}"]
    assert len(found[-1]) == 32_767
    assert list(book["Notes"].iter_rows(values_only=True)) == [("note",)]
    assert book.properties.title == "<&>"
    assert book.custom_doc_props["Language"].value == "en"
    assert [path.name for path in tmp_path.iterdir()] == ["odd.xlsx"]


def test_no_clock_in_the_file(tmp_path: Path) -> None:
    write_spreadsheet(tmp_path / "a.xlsx", [Sheet("A", [SheetColumn("n", [1])])], title="A", language="en")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
    properties = openpyxl.load_workbook(tmp_path / "a.xlsx").properties
    assert (properties.created.year, properties.modified.year) == (1980, 1980)


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_ROWS", 4)
    write_spreadsheet(tmp_path / "a.xlsx", [Sheet("Areas", [SheetColumn("n", range(7))])], title="A", language="en")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Areas", "Areas 2", "Areas 3"]
    assert [row["n"] for sheet in book for row in rows_of(sheet)] == list(range(7))


def test_a_folder_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_spreadsheet(tmp_path / "gone" / "a.xlsx", [Sheet("A", [SheetColumn("n", [1])])], title="A", language="en")
