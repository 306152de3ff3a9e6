"""Excel sheets as batches of text."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from plateia.errors import InputError
from plateia.sources.batches import FileAccount, check_columns, column_names
from plateia.sources.files import SourceFile

if TYPE_CHECKING:
    import pyarrow as pa

    from plateia.settings.city import TableFile

# What openpyxl and the XML parser raise on a damaged workbook.
_DAMAGED = (LookupError, ValueError, TypeError, AttributeError, SyntaxError, EOFError, OSError, RuntimeError)


def read_excel(
    source: SourceFile,
    layout: TableFile,
    columns: Sequence[str],
    optional: Sequence[str],
    account: FileAccount,  # noqa: ARG001 (one form for all readers)
) -> Iterator[pa.RecordBatch]:
    """Yield one batch with the named columns of one sheet."""
    import pyarrow as pa

    rows = _sheet_rows(source, layout)
    header = rows[max(layout.header_row, 1) - 1] if len(rows) >= max(layout.header_row, 1) else ()
    names = column_names([(_text(value) or "").strip() for value in header], layout, columns, shown=source.shown)
    check_columns(columns, names, shown=source.shown)
    wanted = [*columns, *(name for name in optional if name in names)]
    places = [names.index(name) for name in wanted]
    body = [row for row in rows[layout.header_row :] if any(value is not None for value in row)]
    arrays = [
        pa.array([_text(row[place]) if place < len(row) else None for row in body], pa.string()).dictionary_encode()
        for place in places
    ]
    yield pa.record_batch(arrays, names=wanted)


def _sheet_rows(source: SourceFile, layout: TableFile) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with source.path.open("rb") as stream:
            return _rows_of_sheet(load_workbook(stream, read_only=True, data_only=True), source, layout)
    except PermissionError:
        raise
    except (InvalidFileException, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, *_DAMAGED):
        raise InputError(
            "table.unreadable",
            expected=f"An Excel workbook {source.shown!r}.",
            seen="a file that is none, or a damaged one.",
            remedy="open it in a spreadsheet program and save it again as .xlsx, without a password.",
        ) from None


def _rows_of_sheet(workbook: Any, source: SourceFile, layout: TableFile) -> list[tuple[Any, ...]]:
    if layout.sheet is not None and layout.sheet not in workbook.sheetnames:
        raise InputError(
            "table.sheet-missing",
            expected=f"A sheet {layout.sheet!r} in {source.shown!r}.",
            seen=f"sheets {', '.join(repr(name) for name in workbook.sheetnames)}.",
            remedy="correct `sheet` in city.toml.",
        )
    sheets = [workbook[layout.sheet]] if layout.sheet else workbook.worksheets
    return list(sheets[0].iter_rows(values_only=True))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
