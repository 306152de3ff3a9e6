"""Any table file as a stream of Arrow batches whose columns are text: one reader for every kind of file.

Only the columns asked for are read. What cannot be read is counted, or is an error that names rows by number.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from plateia.errors import InputError
from plateia.sources.files import SourceFile, unchanged

if TYPE_CHECKING:
    import pyarrow as pa

    from plateia.settings.city import TableFile

BLOCK_BYTES = 8 << 20
LONGEST_VALUE = 10_000
MALFORMED_SHARE = 0.01
VECTOR_SUFFIXES = (".gpkg", ".geojson", ".json", ".shp", ".fgb", ".kml")


@dataclass
class FileAccount:
    """What one file held: rows seen, rows that are no rows, first bad row numbers, coordinate system of geometries."""

    shown: str
    rows: int = 0
    malformed: int = 0
    first_malformed: list[int] = field(default_factory=list)
    geometry_crs: str | None = None


def read_batches(
    source: SourceFile, *, layout: TableFile, columns: Sequence[str], optional: Sequence[str], account: FileAccount
) -> Iterator[pa.RecordBatch]:
    """Yield batches with the named columns; text columns are dictionary-encoded or plain strings.

    Geometries, where the file has them and coordinates are asked for, arrive as columns ``@x`` and ``@y``.

    Raises
    ------
    InputError
        ``table.column-missing``, ``table.unreadable``, ``table.truncated``, ``table.encoding``, ``table.line-too-long``,
        ``table.malformed-rows``, ``table.no-rows`` and those of ``unchanged``.
    """
    with unchanged(source):
        for batch in _reader(source)(source, layout, columns, optional, account):
            account.rows += batch.num_rows
            yield batch
        _check_rows(account)


def _reader(source: SourceFile) -> Any:
    name = source.path.name.lower()
    if name.endswith((".xlsx", ".xlsm")):
        from plateia.sources.excel import read_excel

        return read_excel
    if name.endswith((".parquet", ".geoparquet")):
        return _read_parquet
    if name.endswith(VECTOR_SUFFIXES):
        from plateia.sources.vector import read_vector

        return read_vector
    return _read_text


def _check_rows(account: FileAccount) -> None:
    if account.rows + account.malformed == 0:
        raise InputError(
            "table.no-rows",
            expected=f"Rows in {account.shown!r}.",
            seen="a header without rows.",
            remedy="check that the export held data for the period.",
        )
    if account.malformed > max(1, MALFORMED_SHARE * (account.rows + account.malformed)):
        numbers = ", ".join(str(number) for number in account.first_malformed)
        raise InputError(
            "table.malformed-rows",
            expected=f"Rows in {account.shown!r} with as many fields as the header.",
            seen=f"{account.malformed} of {account.rows + account.malformed} rows with more or fewer"
            + (f" (first: {numbers})." if numbers else "."),
            remedy="check separator and quotes; `separator` and `encoding` can be set in city.toml.",
        )


def check_columns(columns: Sequence[str], found: Sequence[str], *, shown: str) -> None:
    """Raise ``table.column-missing`` or ``table.column-twice``, naming what was found."""
    missing = [column for column in columns if column not in found]
    if missing:
        listed = ", ".join(repr(name) for name in list(found)[:40])
        raise InputError(
            "table.column-missing",
            expected=f"Columns {', '.join(repr(name) for name in missing)} in {shown!r}.",
            seen=f"columns {listed}.",
            remedy="correct the column names in city.toml, or `separator` and `header_row` where these look wrong.",
        )
    twice = [column for column in columns if list(found).count(column) > 1]
    if twice:
        raise InputError(
            "table.column-twice",
            expected=f"Each named column once in {shown!r}.",
            seen=f"{twice[0]!r} more than once.",
            remedy="use columns_by_position = true and give the column's number.",
        )


def _read_text(
    source: SourceFile, layout: TableFile, columns: Sequence[str], optional: Sequence[str], account: FileAccount
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    separator, names = _header(source, layout)
    check_columns(columns, names, shown=source.shown)
    wanted = [*columns, *(name for name in optional if names.count(name) == 1)]
    try:
        yield from _text_batches(source, layout, separator, names, wanted, account)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _truncated(source) from None
    except pa.ArrowInvalid as fault:
        raise _text_fault(source, str(fault)) from None
    except UnicodeError:
        raise _encoding_fault(source) from None


def _text_batches(
    source: SourceFile,
    layout: TableFile,
    separator: str,
    names: list[str],
    wanted: list[str],
    account: FileAccount,
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    def note_malformed(row: Any) -> str:
        if row.text is not None and len(row.text) > LONGEST_VALUE * 10:
            raise _line_too_long(source, row.number)
        account.malformed += 1
        if row.number is not None and len(account.first_malformed) < 5:
            account.first_malformed.append(int(row.number))
        return "skip"

    positions = [str(number) for number in range(len(names))]
    text = pa.dictionary(pa.int32(), pa.string())
    chosen = [positions[names.index(name)] for name in wanted]
    with _opened(source) as stream:
        reader = arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(
                block_size=BLOCK_BYTES, column_names=positions, skip_rows=layout.header_row, encoding=layout.encoding
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=note_malformed
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(chosen, text),
                include_columns=chosen,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        for batch in reader:
            _check_lengths(batch, source)
            yield batch.rename_columns(wanted)


def _check_lengths(batch: pa.RecordBatch, source: SourceFile) -> None:
    import pyarrow.compute as pc

    for column in batch.columns:
        if len(column.dictionary) and (pc.max(pc.binary_length(column.dictionary)).as_py() or 0) > LONGEST_VALUE:
            raise _line_too_long(source, None)


def _opened(source: SourceFile) -> BinaryIO | gzip.GzipFile:
    if source.path.name.lower().endswith(".gz"):
        return gzip.open(source.path, "rb")
    return source.path.open("rb")


def _header(source: SourceFile, layout: TableFile) -> tuple[str, list[str]]:
    """Return separator and column names; the separator is read off the header where it is not set."""
    try:
        with _opened(source) as raw:
            head = raw.read(1 << 16)
        text = io.StringIO(head.decode(layout.encoding, errors="replace").lstrip("\ufeff"), newline="")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _truncated(source) from None
    lines = [line for _, line in zip(range(max(layout.header_row, 1)), text, strict=False)]
    line = lines[-1] if lines else ""
    if not line.strip() or "\0" in line and "16" not in layout.encoding:
        raise InputError(
            "table.unreadable",
            expected=f"A table with a header in {source.shown!r}.",
            seen="no readable header line.",
            remedy="check that the file is what its name says, and `header_row` and `encoding` in city.toml.",
        )
    if len(line) >= 1 << 15:
        raise _line_too_long(source, layout.header_row)
    separator = layout.separator or max(",;\t|", key=line.count)
    names = [name.strip() for name in next(csv.reader([line], delimiter=separator))]
    if layout.columns_by_position or layout.header_row == 0:
        names = [str(number) for number in range(1, len(names) + 1)]
    return separator, names


def _line_too_long(source: SourceFile, row: int | None) -> InputError:
    return InputError(
        "table.line-too-long",
        expected=f"Values of at most {LONGEST_VALUE} characters in {source.shown!r}.",
        seen="a longer one" + (f" in row {row}." if row else "."),
        remedy="check for a quote that is not closed, or a file that is no table.",
    )


def _truncated(source: SourceFile) -> InputError:
    return InputError(
        "table.truncated",
        expected=f"A whole compressed file {source.shown!r}.",
        seen="its end is missing or damaged.",
        remedy="fetch the file again.",
    )


def _encoding_fault(source: SourceFile) -> InputError:
    return InputError(
        "table.encoding",
        expected=f"{source.shown!r} in the encoding of its settings.",
        seen="bytes that are not.",
        remedy='set `encoding`, for example "latin-1" or "cp1252".',
    )


def _text_fault(source: SourceFile, fault: str) -> InputError:
    """Turn Arrow's message, which quotes the row, into ours, which does not."""
    if "UTF8" in fault or "utf8" in fault:
        return _encoding_fault(source)
    if "straddling" in fault:
        return _line_too_long(source, None)
    return InputError(
        "table.unreadable",
        expected=f"A table in {source.shown!r}.",
        seen="rows that cannot be told apart.",
        remedy="check `separator`, `encoding`, `header_row` and unclosed quotes.",
    )


def _read_parquet(
    source: SourceFile, layout: TableFile, columns: Sequence[str], optional: Sequence[str], account: FileAccount
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(source.path)
        names = parquet.schema_arrow.names
        check_columns(columns, names, shown=source.shown)
        wanted = [*columns, *(name for name in optional if name in names)]
        for batch in parquet.iter_batches(batch_size=1 << 20, columns=wanted):
            yield pa.record_batch([_as_text(batch.column(name)) for name in wanted], names=wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as fault:
        if isinstance(fault, PermissionError):
            raise
        raise InputError(
            "table.unreadable",
            expected=f"A Parquet file {source.shown!r}.",
            seen="a file that is none, or a damaged one.",
            remedy="fetch or export the file again.",
        ) from None


def _as_text(column: pa.Array) -> pa.Array:
    """Return text as a dictionary and numbers as they are; dates become ISO text."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        if not pa.types.is_string(kind.value_type) or kind.index_type != pa.int32():
            return column.cast(pa.dictionary(pa.int32(), pa.string()))
        return column
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return column
    if not pa.types.is_string(kind):
        column = column.cast(pa.string())
    return column.dictionary_encode()
