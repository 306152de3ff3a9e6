"""Comma, tab or semicolon separated text, plain or gzip, as batches of text columns."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from plateia.errors import InputError
from plateia.sources.batches import FileAccount, check_columns, column_names, has_many_malformed
from plateia.sources.files import SourceFile

if TYPE_CHECKING:
    import pyarrow as pa

    from plateia.settings.city import TableFile

BLOCK_BYTES = 8 << 20
LONGEST_VALUE = 10_000
LONGEST_LINE_BYTES = 100_000
HEAD_BYTES = 1 << 16

_AFTER_THE_END = "after the end"
_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


def read_delimited(
    source: SourceFile, layout: TableFile, columns: Sequence[str], optional: Sequence[str], account: FileAccount
) -> Iterator[pa.RecordBatch]:
    """Yield batches with the named columns as dictionary-encoded text."""
    import pyarrow as pa

    try:
        separator, header = _header(source, layout)
        names = column_names(header, layout, columns, shown=source.shown)
        check_columns(columns, names, shown=source.shown)
        wanted = [*columns, *(name for name in optional if names.count(name) == 1)]
        yield from _batches(source, layout, separator, names, wanted, account)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _truncated(source) from None
    except pa.ArrowInvalid as fault:
        raise _text_fault(source, str(fault)) from None
    except UnicodeError:
        raise _encoding_fault(source) from None
    except _LineTooLong as fault:
        raise _line_too_long(source, _line_at(source, layout, fault.byte)) from None


def _batches(
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
        # A quote that is not closed swallows lines: all of them are rows that could not be read.
        account.malformed += 1 + row.text.count("\n")
        return "skip"

    positions = [str(number) for number in range(len(names))]
    text = pa.dictionary(pa.int32(), pa.string())
    chosen = [positions[names.index(name)] for name in wanted]
    with _opened(source) as raw:
        stream = Utf8Stream(raw, layout.encoding)
        reader = arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(
                block_size=BLOCK_BYTES, column_names=positions, skip_rows=layout.header_row
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
    if stream.quotes % 2:
        _check_last_quote(source, layout, separator)
    if has_many_malformed(account):
        account.first_malformed = _first_malformed(source, layout, separator, len(names))


class Utf8Stream(io.RawIOBase):
    """Bytes of any encoding as UTF-8, watched for bytes that are no text and for lines without an end.

    Raises ``UnicodeError``, or ``_LineTooLong`` with the byte at which the line begins.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._is_utf8 = codecs.lookup(encoding).name in {"utf-8", "ascii"}
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._passed = self._line_start = 0
        self.quotes = 0

    def readable(self) -> bool:
        """It can."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, none at the end only."""
        # A byte of another encoding becomes at most four of UTF-8.
        wanted = size if self._is_utf8 or size < 0 else max(size // 4 - 4, 1)
        block, ended = b"", False
        while not block and not ended:
            raw = self._stream.read(wanted)
            ended = not raw
            text = self._decoder.decode(raw, final=ended)
            block = raw if self._is_utf8 else text.encode()
        self._watch(block)
        return block

    def _watch(self, block: bytes) -> None:
        """Count quotes and follow the lines; most are short, so this looks at few bytes."""
        self.quotes += block.count(b'"')
        end = self._passed + len(block)
        while end - self._line_start > LONGEST_LINE_BYTES:
            first = max(self._line_start - self._passed, 0)
            last = _last_line_end(block, first, self._line_start + LONGEST_LINE_BYTES - self._passed)
            if last < 0:
                raise _LineTooLong(self._line_start)
            self._line_start = self._passed + last + 1
        last = _last_line_end(block, max(self._line_start - self._passed, 0), len(block))
        if last >= 0:
            self._line_start = self._passed + last + 1
        self._passed = end


def _last_line_end(block: bytes, first: int, end: int) -> int:
    found = block.rfind(b"\n", first, end)
    return found if found >= 0 else block.rfind(b"\r", first, end)


class _LineTooLong(Exception):
    def __init__(self, byte: int) -> None:
        super().__init__(byte)
        self.byte = byte


def _line_at(source: SourceFile, layout: TableFile, byte: int) -> int:
    """Return the number of the line that begins at a byte of the text as UTF-8."""
    lines, passed = 1, 0
    with _opened(source) as raw:
        stream = Utf8Stream(raw, layout.encoding)
        while passed < byte:
            block = stream.read(LONGEST_LINE_BYTES)
            lines += block[: byte - passed].count(b"\n")
            passed += len(block)
    return lines


def _first_malformed(source: SourceFile, layout: TableFile, separator: str, width: int) -> list[int]:
    """Return the numbers of the first five rows with more or fewer fields; Arrow, reading in parallel, has none."""
    found: list[int] = []
    with _opened(source) as raw, io.TextIOWrapper(raw, encoding=layout.encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=separator)
        begins = 1
        with suppress(csv.Error):
            for row in reader:
                if row and len(row) != width and begins > layout.header_row:
                    found.append(begins)
                if len(found) == 5:
                    break
                begins = reader.line_num + 1
    return found


def _check_last_quote(source: SourceFile, layout: TableFile, separator: str) -> None:
    """Raise where the file ends within quotes: the lines behind that quote would be lost without a word."""
    with _opened(source) as raw, io.TextIOWrapper(raw, encoding=layout.encoding, newline="") as lines:
        reader = csv.reader(chain(lines, [_AFTER_THE_END]), delimiter=separator)
        begins, row = 1, [_AFTER_THE_END]
        try:
            while True:
                before = reader.line_num + 1
                row, begins = next(reader), before
        except StopIteration:
            is_closed = row == [_AFTER_THE_END]
        except csv.Error:  # the swallowed lines are longer than a field may be
            is_closed, begins = False, before
    if not is_closed:
        raise InputError(
            "table.quote-open",
            expected=f"Every quote in {source.shown!r} closed.",
            seen=f"one that opens in row {begins} and is not closed until the end of the file.",
            remedy="close or remove it; a quote within a value is written twice.",
        )


def _check_lengths(batch: pa.RecordBatch, source: SourceFile) -> None:
    import pyarrow.compute as pc

    for column in batch.columns:
        if len(column.dictionary) and (pc.max(pc.binary_length(column.dictionary)).as_py() or 0) > LONGEST_VALUE:
            raise _line_too_long(source, None)


def _opened(source: SourceFile) -> BinaryIO:
    if source.path.name.lower().endswith(".gz"):
        return cast("BinaryIO", gzip.open(source.path, "rb"))
    return source.path.open("rb")


def _header(source: SourceFile, layout: TableFile) -> tuple[str, list[str]]:
    """Return separator and the fields of the header line; the separator is read off the header where it is not set."""
    with _opened(source) as raw:
        head = raw.read(HEAD_BYTES)
    for mark, encoding in _MARKS:
        if head.startswith(mark) and not codecs.lookup(layout.encoding).name.startswith(encoding):
            raise _encoding_fault(source, encoding)
    text = io.StringIO(head.decode(layout.encoding, errors="replace").lstrip("\ufeff"), newline="")
    lines = [line for _, line in zip(range(max(layout.header_row, 1)), text, strict=False)]
    line = lines[-1] if len(lines) == max(layout.header_row, 1) else ""
    if len(line) >= HEAD_BYTES // 2:
        raise _line_too_long(source, layout.header_row)
    if not line.strip() or any(ord(character) < 32 and character not in "\t\r\n" for character in line):
        raise InputError(
            "table.unreadable",
            expected=f"A table with a header in {source.shown!r}.",
            seen="no readable header line.",
            remedy="check that the file is what its name says, and `header_row` and `encoding` in city.toml.",
        )
    if "\ufffd" in line:
        raise _encoding_fault(source)
    separator = layout.separator or max(",;\t|", key=line.count)
    return separator, [name.strip() for name in next(csv.reader([line], delimiter=separator))]


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
        seen="its end is missing or damaged, or it is not compressed at all.",
        remedy="fetch the file again; where it is plain text, take .gz off its name.",
    )


def _encoding_fault(source: SourceFile, encoding: str = "latin-1") -> InputError:
    return InputError(
        "table.encoding",
        expected=f"{source.shown!r} in the encoding of its settings.",
        seen="bytes that are not.",
        remedy=f'set `encoding`, for example "{encoding}"' + (' or "cp1252".' if encoding == "latin-1" else "."),
    )


def _text_fault(source: SourceFile, fault: str) -> InputError:
    """Turn Arrow's message, which quotes the row, into ours, which does not."""
    if "straddling" in fault:
        return _line_too_long(source, None)
    return InputError(
        "table.unreadable",
        expected=f"A table in {source.shown!r}.",
        seen="rows that cannot be told apart.",
        remedy="check `separator`, `encoding`, `header_row` and unclosed quotes.",
    )
