"""Ways in which a file gets damaged: its bytes, text, columns, settings. Seeded, so that each comes again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tests.city_builder import Columns

TOKENS = (
    b'"', b"'", b'\n', b'\r', b'\r\n', b'\x00', b'\xff\xfe', b'\xef\xbb\xbf', b',', b';', b'\t', b'\\', b'{', b'}',
    b'[', b']', b'=', b'#', b'-', b'NaN', b'inf', b'1e999', b'-1', b'0', b'null', b'true', b'\xf0\x9f\x9a\xb2',
    b'\xc3', b"A" * 5000, b'0000-00-00', b'9999-99-99', b'**', b'../', b'%s%n', b'<script>', b'=1+1', b"9" * 40,
    b'"' * 7,
)  # fmt: skip


# Mutations of bytes

Bytes = Callable[[bytes, np.random.Generator], bytes]


def pick(rng: np.random.Generator, choices: Sequence[Any]) -> Any:
    return choices[int(rng.integers(len(choices)))]


def _place_in(raw: bytes, rng: np.random.Generator) -> int:
    return int(rng.integers(len(raw) + 1))


def flip_bytes(raw: bytes, rng: np.random.Generator) -> bytes:
    if not raw:
        return raw
    flipped = bytearray(raw)
    for _ in range(int(rng.integers(1, 9))):
        flipped[int(rng.integers(len(raw)))] = int(rng.integers(256))
    return bytes(flipped)


def truncate(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw[: _place_in(raw, rng)]


def insert_token(raw: bytes, rng: np.random.Generator) -> bytes:
    for _ in range(int(rng.integers(1, 6))):
        at = _place_in(raw, rng)
        raw = raw[:at] + pick(rng, TOKENS) + raw[at:]
    return raw


def cut_out(raw: bytes, rng: np.random.Generator) -> bytes:
    first, last = sorted((_place_in(raw, rng), _place_in(raw, rng)))
    return raw[:first] + raw[last:] if rng.random() < 0.3 else raw[:first] + raw[min(first + 40, last) :]


def repeat_piece(raw: bytes, rng: np.random.Generator) -> bytes:
    first, last = sorted((_place_in(raw, rng), _place_in(raw, rng)))
    return raw[:last] + raw[first:last] + raw[last:]


def blank_out(raw: bytes, rng: np.random.Generator) -> bytes:
    at = _place_in(raw, rng)
    length = int(rng.integers(1, 200))
    return raw[:at] + b"\0" * len(raw[at : at + length]) + raw[at + length :]


BYTE_MUTATIONS: tuple[Bytes, ...] = (flip_bytes, truncate, insert_token, cut_out, repeat_piece, blank_out)


# Mutations of text


def other_encoding(raw: bytes, rng: np.random.Generator) -> bytes:
    text = raw.decode("utf-8", errors="replace")
    return text.encode(
        pick(rng, ("utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig", "utf-32", "cp437")), "replace"
    )


def other_line_ends(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw.replace(b"\n", pick(rng, (b"\r\n", b"\r", b"\n\n", b"\n\r", b" ", b"\n \n")))


def huge_numbers(raw: bytes, rng: np.random.Generator) -> bytes:
    digit = str(int(rng.integers(10))).encode()
    return raw.replace(digit, digit * int(rng.integers(2, 30)), int(rng.integers(1, 50)))


def other_separator(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw.replace(pick(rng, (b",", b"\t", b'"', b":", b"=")), pick(rng, (b";", b",", b"\t", b"|", b" ", b"")))


def lines_moved(raw: bytes, rng: np.random.Generator) -> bytes:
    lines = raw.split(b"\n")
    order = rng.permutation(len(lines)) if rng.random() < 0.5 else rng.integers(0, len(lines), len(lines))
    return b"\n".join(lines[int(number)] for number in order)


def one_long_line(raw: bytes, rng: np.random.Generator) -> bytes:
    at = _place_in(raw, rng)
    return raw[:at] + pick(rng, (b"x", b"1", b"a,", b'"')) * (1 << 18) + raw[at:]


def word_replaced(raw: bytes, rng: np.random.Generator) -> bytes:
    """Put one word of the file, or a token, in the place of another; not in the header, where words are names."""
    header, end, body = raw.partition(b"\n")
    words = body.replace(b",", b" ").replace(b"=", b" ").replace(b"\n", b" ").split()
    if not words:
        return raw
    new = pick(rng, words) if rng.random() < 0.6 else pick(rng, TOKENS)
    return header + end + body.replace(pick(rng, words), new, int(rng.integers(1, 3)))


TEXT_MUTATIONS: tuple[Bytes, ...] = (
    other_encoding, other_line_ends, huge_numbers, other_separator, lines_moved, one_long_line, word_replaced,
)  # fmt: skip
VALUES = [
    value.strip()
    for value in r"""
0 | -1 | 7 | 1e9 | true | "" | "x" | "-" | [] | [1] | ["a", "b"] | {} | 2022-01-31 | inf | nan | "EPSG:4326" |
"EPSG:25833" | "EPSG:99999" | "utf-16" | "base64" | "data/**" | "data/**.csv" | "/" | "../.." | "data" | "*" |
"[a" | "\u0000" | "data/offences.csv" | "data/areas.geojson" | "day" | "lon" | "number" | "remark" | "hour" |
"%d.%m.%Y" | "%Q" | "%Y" | "%" | "Europe/Berlin" | "Mars/Base" | "P1D" | "P" | "gdpr-6-1-e" | "police.uk" | "de"
| "DE" | {column = "day", map = "berlin"} | {column = "offence", map = "."} | "2022-02" | ["2022-02"] |
"anchored" | "." | ","
""".split("|")
]
KEYS = """
crs layer sheet header_row encoding separator decimal thousands where id x y area recorded_on extract setting
latest earliest month year day hour minute time format month_names columns_by_position trim points territory
from to months assign characters names minimum_count path context name statute denominators
""".split()


def setting_replaced(raw: bytes, rng: np.random.Generator) -> bytes:
    """Give one key another value, take a line out, or add a key."""
    lines = raw.decode().split("\n")
    keyed = [number for number, line in enumerate(lines) if "=" in line]
    at, draw = int(pick(rng, keyed)), rng.random()
    if draw < 0.6:
        lines[at] = f"{lines[at].partition('=')[0]}= {pick(rng, VALUES)}"
    elif draw < 0.7:
        del lines[at]
    else:
        lines.insert(at, f"{pick(rng, KEYS)} = {pick(rng, VALUES)}")
    return "\n".join(lines).encode()


# Mutations of columns

NUMBERS = (0, 10**17, 1e308, -1e308, float("nan"))
CELLS = ("", None, "?", *NUMBERS, "1e400", "31.02.2022", "2022-02-30", "  ", "\u03a9\u202e")


def column_gone(columns: Columns, rng: np.random.Generator) -> Columns:
    columns.pop(pick(rng, list(columns)))
    return columns


def columns_swapped(columns: Columns, rng: np.random.Generator) -> Columns:
    first, second = pick(rng, list(columns)), pick(rng, list(columns))
    return {**columns, first: columns[second], second: columns[first]}


def cells_replaced(columns: Columns, rng: np.random.Generator) -> Columns:
    name = pick(rng, list(columns))
    values = list(columns[name])
    new, share = pick(rng, CELLS), pick(rng, (0.02, 0.3, 1.0))
    columns[name] = [new if rng.random() < share else value for value in values]
    return columns


def rows_repeated(columns: Columns, rng: np.random.Generator) -> Columns:
    n_rows = len(next(iter(columns.values())))
    chosen = rng.integers(0, n_rows, int(rng.integers(1, 3 * n_rows)))
    return {name: [values[int(row)] for row in chosen] for name, values in columns.items()}


def no_rows(columns: Columns, _: np.random.Generator) -> Columns:
    return {name: [] for name in columns}


def renamed(columns: Columns, rng: np.random.Generator) -> Columns:
    name = pick(rng, list(columns))
    new = pick(rng, (name.upper(), f" {name} ", "", f"\ufeff{name}", "x" * 300, pick(rng, list(columns))))
    return {(new if key == name else key): values for key, values in columns.items()}


def numbers_huge(columns: Columns, rng: np.random.Generator) -> Columns:
    name = pick(rng, ("lon", "lat", "hour"))
    factor = float(10.0 ** rng.integers(1, 300))
    columns[name] = [value * factor for value in columns[name]]
    return columns


COLUMN_MUTATIONS = (
    column_gone, columns_swapped, cells_replaced, cells_replaced, rows_repeated, no_rows, renamed, numbers_huge,
)  # fmt: skip
