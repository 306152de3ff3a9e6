"""Plain sheets of numbers and texts as an .xlsx file, by XlsxWriter: the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plateia.findings.numbers import written_number

Style = Literal["text", "wrapped", "heading", "whole", "decimal", "share", "number"]
Cell = str | int | float | bool | None

_STYLES: Final[Mapping[Style, Mapping[str, object]]] = {
    "text": {"valign": "top"},
    "wrapped": {"valign": "top", "text_wrap": True},
    "heading": {"valign": "top", "text_wrap": True, "bold": True, "bg_color": "#E6E9EC"},
    "whole": {"valign": "top", "num_format": "#,##0"},
    "decimal": {"valign": "top", "num_format": "#,##0.00"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "number": {"valign": "top", "align": "right"},
}
_MOST_ROWS: Final = 1_048_576
_CREATED: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""Stands for the time of writing, which would make every file another one."""
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Control characters and half characters, which no cell can show."""
_MARKUP: Final = "<r>"
"""XlsxWriter writes a text that begins so as markup: it gets an apostrophe in front, as formulas do in CSV files."""


@dataclass(frozen=True)
class SheetColumn:
    """One column: its heading, its cells from top to bottom, how they look, and its width in characters."""

    heading: str
    cells: Sequence[Cell]
    style: Style = "text"
    width: float = 14.0


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``table`` gives it a heading row that stays in sight, and a filter; notes have neither."""

    title: str
    columns: Sequence[SheetColumn]
    table: bool = True


def write_spreadsheet(path: Path, sheets: Sequence[Sheet], *, title: str, language: str) -> None:
    """Write an .xlsx file.

    Parameters
    ----------
    path : Path
        Unfinished parts lie beside it while it is written.
    sheets : sequence of Sheet
        In order, with titles that Excel accepts; columns of one sheet are equally long. A table longer than Excel's
        rows goes on in a further sheet. Texts are always stored as texts: one that begins with ``=`` is no formula.
        Numbers have 10 significant digits; ``None``, empty texts, NaN and infinite numbers are empty cells.
    title, language : str
        Of the document, for assistive technology and for whoever finds the file again.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    book = Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": _UNSEEN.sub("", title), "created": _CREATED})
    book.set_custom_property("Language", language, "text")
    formats = {style: book.add_format(dict(properties)) for style, properties in _STYLES.items()}
    for sheet in chain.from_iterable(map(_parts, sheets)):
        _write_sheet(book.add_worksheet(sheet.title), sheet, formats=formats)
    try:
        book.close()
    except FileCreateError as failed:
        # The error of the system, by which the run knows a full disk.
        raise failed.args[0] from None


def _parts(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the sheet, or where Excel has too few rows for it, the sheets that take its rows in turn."""
    most = _MOST_ROWS - sheet.table
    starts = range(0, max(len(sheet.columns[0].cells), 1), most)
    for number, start in enumerate(starts, start=1):
        columns = [replace(column, cells=column.cells[start : start + most]) for column in sheet.columns]
        yield Sheet(sheet.title if number == 1 else f"{sheet.title} {number}", columns, sheet.table)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, *, formats: Mapping[Style, Format]) -> None:
    for position, column in enumerate(sheet.columns):
        worksheet.set_column(position, position, column.width, formats[column.style])
    if sheet.table:
        worksheet.write_row(0, 0, _writable([column.heading for column in sheet.columns]), formats["heading"])
        worksheet.freeze_panes(1, 0)
        worksheet.autofilter(0, 0, len(sheet.columns[0].cells), len(sheet.columns) - 1)
    rows = zip(*(_writable(column.cells) for column in sheet.columns), strict=True)
    for row, cells in enumerate(rows, start=int(sheet.table)):
        worksheet.write_row(row, 0, cells)


def _writable(cells: Sequence[Cell]) -> list[Cell]:
    """Return texts that can be shown, numbers as our files carry them, and None for what is empty."""
    texts = {cell: _plain(cell) for cell in cells if isinstance(cell, str)}
    return [
        texts[cell] if isinstance(cell, str) else cell if isinstance(cell, int) else written_number(cell)
        for cell in cells
    ]


def _plain(text: str) -> str:
    seen = _UNSEEN.sub("", text)
    return f"'{seen}" if seen.startswith(_MARKUP) else seen
