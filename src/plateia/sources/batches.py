"""Any table file as a stream of Arrow batches whose columns are text: one reader for every kind of file.

Only the columns asked for are read. What cannot be read is counted, or is an error that names rows by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plateia.errors import InputError
from plateia.sources.files import SourceFile, unchanged
from plateia.sources.personal import check_no_person_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from plateia.settings.city import TableFile

MALFORMED_SHARE = 0.01
WHOLE = 2.0**53
"""Beyond it a fraction is no longer told from a whole number."""
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
        ``table.column-missing``, ``table.column-twice``, ``table.column-type``, ``table.header-missing``,
        ``table.unreadable``, ``table.truncated``, ``table.encoding``, ``table.line-too-long``, ``table.quote-open``,
        ``table.malformed-rows``, ``table.no-rows`` and those of ``unchanged``.
    """
    with unchanged(source):
        for batch in _reader(source)(source, layout, columns, optional, account):
            yield batch
            account.rows += batch.num_rows  # only now: who counts rows needs the number of those before this batch
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
    from plateia.sources.delimited import read_delimited

    return read_delimited


def has_many_malformed(account: FileAccount) -> bool:
    """Whether so many rows are none that the file is not what its settings say."""
    return account.malformed > max(1, MALFORMED_SHARE * (account.rows + account.malformed))


def _check_rows(account: FileAccount) -> None:
    if account.rows + account.malformed == 0:
        raise InputError(
            "table.no-rows",
            expected=f"Rows in {account.shown!r}.",
            seen="a header without rows.",
            remedy="check that the export held data for the period.",
        )
    if has_many_malformed(account):
        numbers = ", ".join(str(number) for number in account.first_malformed)
        raise InputError(
            "table.malformed-rows",
            expected=f"Rows in {account.shown!r} with as many fields as the header.",
            seen=f"{account.malformed} of {account.rows + account.malformed} rows with more or fewer"
            + (f" (first: {numbers})." if numbers else "."),
            remedy="check separator and quotes; `separator` and `encoding` can be set in city.toml.",
        )


def column_names(header: Sequence[str], layout: TableFile, columns: Sequence[str], *, shown: str) -> list[str]:
    """Return the names of the columns: those of the header, or their positions where the settings use these."""
    if not layout.columns_by_position and layout.header_row:
        return list(header)
    if layout.header_row:  # a person's column is one under its number, too
        named = [header[int(place) - 1] for place in columns if place.isdigit() and 0 < int(place) <= len(header)]
        check_no_person_columns(named, table=repr(shown))
    return [str(number) for number in range(1, len(header) + 1)]


def check_columns(columns: Sequence[str], found: Sequence[str], *, shown: str) -> None:
    """Raise ``table.column-missing`` or ``table.column-twice``, naming what was found."""
    missing = [column for column in columns if column not in found]
    if missing and (len(found) == 1 or _is_row_of_data(found)):
        raise InputError(
            "table.header-missing",
            expected=f"Columns {', '.join(repr(name) for name in missing)} in {shown!r}.",
            seen="one field only." if len(found) == 1 else f"{len(found)} fields that look like data, not like names.",
            remedy="check `separator`, give the number of the line with the names as `header_row`, "
            "or set columns_by_position = true where there is none.",
        )
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


# A date, a clock time, a decimal number, or more digits than a year: what stands in rows, not in headers.
_DATA = re.compile(r"\d{1,4}[-/.]\d{1,2}|\d:\d\d|\d[.,]\d|\d{5}|.{61}", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+")


def _is_row_of_data(found: Sequence[str]) -> bool:
    """Whether names of columns look like a row: its content must then not be quoted."""
    if list(found) == [str(number) for number in range(1, len(found) + 1)]:
        return False  # columns by position
    return any(_DATA.search(name) or (_NUMBER.fullmatch(name) and len(name) != 4) for name in found)


def _read_parquet(
    source: SourceFile, layout: TableFile, columns: Sequence[str], optional: Sequence[str], account: FileAccount
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(source.path)
        if b"geo" in (parquet.schema_arrow.metadata or {}) and "@x" in optional:
            from plateia.sources.vector import read_vector

            yield from read_vector(source, layout, columns, optional, account)
            return
        names = parquet.schema_arrow.names
        check_columns(columns, names, shown=source.shown)
        wanted = [*columns, *(name for name in optional if name in names)]
        for batch in parquet.iter_batches(batch_size=1 << 20, columns=wanted):
            texts = [as_text(batch.column(name), name=name, shown=source.shown) for name in wanted]
            yield pa.record_batch(texts, names=wanted)
    except PermissionError:
        raise
    except (pa.ArrowException, ValueError, OSError):
        raise InputError(
            "table.unreadable",
            expected=f"A Parquet file {source.shown!r}.",
            seen="a file that is none, or a damaged one.",
            remedy="fetch or export the file again.",
        ) from None


def as_text(column: pa.Array, *, name: str, shown: str) -> pa.Array:
    """Return fractions as they are and everything else as a dictionary of text; dates become ISO text.

    Raises
    ------
    InputError
        ``table.column-type``: lists, records or bytes that are no text.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.dictionary(pa.int32(), pa.string()))
            column.dictionary.validate(full=True)
            return column
        if pa.types.is_floating(column.type):
            whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), WHOLE))
            if not pc.all(whole, min_count=1).as_py():
                return column
            column = column.cast(pa.int64())  # 1010001.0 is an id that passed through a program without whole numbers
        column = column.cast(pa.string())
        column.validate(full=True)
        return column.dictionary_encode()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError(
            "table.column-type",
            expected=f"Text, numbers or dates in the column {name!r} of {shown!r}.",
            seen=f"{column.type}.",
            remedy="export the column as text.",
        ) from None
