"""Text of any encoding becomes UTF-8 in blocks, and lines without an end are found wherever blocks are cut."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.sources.delimited import LONGEST_LINE_BYTES, Utf8Stream, _LineTooLong

SIZES = st.sampled_from([1, 7, 64, 1000, 1 << 16, 1 << 20])


def through(raw: bytes, encoding: str, size: int) -> bytes:
    stream, blocks = Utf8Stream(io.BytesIO(raw), encoding), []
    while block := stream.read(size):
        assert len(block) <= max(size, 4)
        blocks.append(block)
    return b"".join(blocks)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]), SIZES)
def test_text_comes_through_whole(text: str, encoding: str, size: int) -> None:
    encodable = text.encode("utf-8", "ignore").decode().lstrip("\ufeff")
    assert through(encodable.encode(encoding), encoding, size).decode() == encodable


@given(st.binary(max_size=300), SIZES)
def test_any_bytes_are_text_or_an_error_of_encoding(raw: bytes, size: int) -> None:
    assert through(raw, "latin-1", size).decode() == raw.decode("latin-1")
    try:
        expected = raw.decode()
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            through(raw, "utf-8", size)
    else:
        assert through(raw, "utf-8", size).decode() == expected


@given(
    st.lists(st.integers(0, 3 * LONGEST_LINE_BYTES), max_size=6),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.sampled_from([4096, 1 << 16, 1 << 20]),
)
def test_a_line_too_long_is_found_at_its_first_byte(lengths: list[int], newline: bytes, size: int) -> None:
    lines = [b"x" * length + newline for length in lengths]
    raw = b"".join(lines)
    too_long = [number for number, length in enumerate(lengths) if length >= LONGEST_LINE_BYTES]
    if not too_long:
        if max(lengths, default=0) < LONGEST_LINE_BYTES - len(newline):
            assert through(raw, "utf-8", size) == raw
        return
    with pytest.raises(_LineTooLong) as caught:
        through(raw, "utf-8", size)
    assert caught.value.byte == sum(len(line) for line in lines[: too_long[0]])


def test_quotes_are_counted() -> None:
    stream = Utf8Stream(io.BytesIO(b'a,"b"\n"c\n'), "utf-8")
    while stream.read(4):
        pass
    assert stream.quotes == 3
