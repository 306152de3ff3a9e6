"""Valid cities damaged by seeded chance: reading them ends in an account or in an error a person can act on.

Never in a traceback, a hang or a quoted row. Every mutation has a number; ``replay`` makes that one again.
"""

from __future__ import annotations

import faulthandler
import gzip
import json
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from plateia.errors import PlateiaError
from plateia.tools.intake_check import describe
from plateia.tools.intake_check import run as check
from tests.city_builder import Columns, build_city, incident_rows, write_table

MARKER = "Zoltan-Quarrelsome"
N_ROWS = 60
LIMIT_S = 10.0
TEXT_FORMATS = ("csv", "tsv", "csv.gz", "geojson", "city.toml", "areas.geojson", "population.csv", "offences.csv")
TABLE_FORMATS = ("csv", "tsv", "csv.gz", "xlsx", "parquet", "gpkg", "geojson", "shp")
FORMATS = (
    *TABLE_FORMATS,
    "city.toml",
    "areas.geojson",
    "areas.parquet",
    "areas.gpkg",
    "population.csv",
    "offences.csv",
)
TOKENS = (
    b'"', b"'", b'\n', b'\r', b'\r\n', b'\x00', b'\xff\xfe', b'\xef\xbb\xbf', b',', b';', b'\t', b'\\', b'{', b'}',
    b'[', b']', b'=', b'#', b'-', b'NaN', b'inf', b'1e999', b'-1', b'0', b'null', b'true', b'\xf0\x9f\x9a\xb2',
    b'\xc3', b"A" * 5000, b'0000-00-00', b'9999-99-99', b'**', b'../', b'%s%n', b'<script>', b'=1+1', b"9" * 40,
    b'"' * 7,
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What one mutation led to: an account (``code`` is None), an error, or a fault of ours."""

    code: str | None
    seconds: float
    fault: str | None = None


def run(n: int = 5000, *, seed: int = 1, formats: Sequence[str] = FORMATS) -> list[dict[str, Any]]:
    """Damage each format ``n`` times; return one row per format with its outcomes and faults."""
    rows = []
    for name in formats:
        with tempfile.TemporaryDirectory() as place:
            trial = Trial(Path(place), name)
            outcomes = {number: trial.outcome(seed, number) for number in range(n)}
        codes = Counter(outcome.code or "read" for outcome in outcomes.values() if outcome.fault is None)
        rows.append(
            {
                "format": name,
                "n": n,
                "read": codes.pop("read", 0),
                "errors": dict(codes.most_common()),
                "slowest_s": round(max(outcome.seconds for outcome in outcomes.values()), 2),
                "faults": {number: outcome.fault for number, outcome in outcomes.items() if outcome.fault is not None},
            }
        )
    return rows


def replay(name: str, number: int, *, place: Path, seed: int = 1) -> Path:
    """Write the city of one mutation into ``place`` and return it, for a look at what happened."""
    trial = Trial(place, name)
    trial.damage(seed, number)
    return trial.folder


class Trial:
    """One small valid city and the file of it that is damaged again and again."""

    def __init__(self, place: Path, name: str) -> None:
        self.name = name
        suffix = f".{name}" if name in TABLE_FORMATS else ".csv"
        areas = f".{name.removeprefix('areas.')}" if name.startswith("areas.") else ".geojson"
        self.folder = build_city(place / "city", n_rows=N_ROWS, months=3, suffix=suffix, areas=areas, marker=MARKER)  # type: ignore[arg-type]
        table = name in TABLE_FORMATS
        file_names = {"city.toml": "city.toml"}
        self.target = self.folder / file_names.get(name, f"data/incidents.{name}" if table else f"data/{name}")
        self.original = {path: path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}
        self.columns = incident_rows(n_rows=N_ROWS, months=3, marker=MARKER) if table else None

    def outcome(self, seed: int, number: int) -> Outcome:
        """Damage the file, read the city, put the file back."""
        self.damage(seed, number)
        faulthandler.dump_traceback_later(10 * LIMIT_S, exit=True, file=sys.__stderr__)
        started = time.perf_counter()
        code, said, fault = _reading_of(self.folder)
        seconds = time.perf_counter() - started
        faulthandler.cancel_dump_traceback_later()
        if fault is None and seconds > LIMIT_S:
            fault = f"{seconds:.0f} s"
        if fault is None and MARKER.lower() in said.lower():
            fault = f"a row is quoted: {code}"
        self.restore()
        return Outcome(code, seconds, fault)

    def damage(self, seed: int, number: int) -> None:
        rng = np.random.default_rng([seed, FORMATS.index(self.name), number])
        if self.columns is not None and rng.random() < 0.4:
            try:
                columns = _pick(rng, COLUMN_MUTATIONS)(dict(self.columns), rng)
                if self.target.suffix in {".gpkg", ".geojson"}:
                    self.target.unlink()
                write_table(self.target, columns)
                return
            except (
                Exception
            ):  # what this format cannot hold, a number in a column of dates, is damaged as bytes instead
                self.restore()
        target = self.target
        if self.name == "shp":
            target = target.with_suffix(_pick(rng, (".shp", ".shx", ".dbf", ".prj", ".cpg")))
        raw = self.original[target]
        inner = gzip.decompress(raw) if self.name.endswith(".gz") and rng.random() < 0.7 else None
        choices = [*BYTE_MUTATIONS, *(TEXT_MUTATIONS if self.name in TEXT_FORMATS else ())]
        if self.name == "city.toml" and rng.random() < 0.6:
            choices = [setting_replaced]
        damaged = raw if inner is None else inner
        for _ in range(int(rng.integers(1, 4))):
            damaged = _pick(rng, choices)(damaged, rng)
        target.write_bytes(damaged if inner is None else gzip.compress(damaged, mtime=0))

    def restore(self) -> None:
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.original:
                path.unlink()
        for path, raw in self.original.items():
            if not path.is_file() or path.read_bytes() != raw:
                path.write_bytes(raw)


def _reading_of(folder: Path) -> tuple[str | None, str, str | None]:
    """Return the code of the error, everything a person would see, and the fault where it is no error of ours."""
    swallowed: list[Any] = []
    before, sys.unraisablehook = sys.unraisablehook, swallowed.append
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            account = check(folder)
        _check_account(account)
        shown = {**account, "sources": [{**source, "categories": {}} for source in account["sources"]]}
        code, said, fault = None, json.dumps(shown, allow_nan=False) + describe(account), None
    except PlateiaError as error:
        code, said, fault = error.code, str(error), None
    except Exception as error:
        code, said, fault = None, "", f"{type(error).__name__} at {_where(error)}: {str(error)[:200]}"
    finally:
        sys.unraisablehook = before
    if swallowed and fault is None:
        fault = f"printed past us: {type(swallowed[0].exc_value).__name__}"
    return code, said, fault


def _where(fault: Exception) -> str:
    trace, place = fault.__traceback__, "?"
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "plateia" in path.parts:
            place = f"{path.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _check_account(account: dict[str, Any]) -> None:
    for source in account["sources"]:
        assert source["read"] == source["kept"] + sum(source["dropped"].values()), "read = kept + dropped"
        assert source["kept"] == source["with_area"] + source["without_area"], "kept = with_area + without_area"


# Mutations of bytes

Bytes = Callable[[bytes, np.random.Generator], bytes]


def _pick(rng: np.random.Generator, choices: Sequence[Any]) -> Any:
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
        raw = raw[:at] + _pick(rng, TOKENS) + raw[at:]
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
        _pick(rng, ("utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig", "utf-32", "cp437")), "replace"
    )


def other_line_ends(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw.replace(b"\n", _pick(rng, (b"\r\n", b"\r", b"\n\n", b"\n\r", b" ", b"\n \n")))


def huge_numbers(raw: bytes, rng: np.random.Generator) -> bytes:
    digit = str(int(rng.integers(10))).encode()
    return raw.replace(digit, digit * int(rng.integers(2, 30)), int(rng.integers(1, 50)))


def other_separator(raw: bytes, rng: np.random.Generator) -> bytes:
    return raw.replace(_pick(rng, (b",", b"\t", b'"', b":", b"=")), _pick(rng, (b";", b",", b"\t", b"|", b" ", b"")))


def lines_moved(raw: bytes, rng: np.random.Generator) -> bytes:
    lines = raw.split(b"\n")
    order = rng.permutation(len(lines)) if rng.random() < 0.5 else rng.integers(0, len(lines), len(lines))
    return b"\n".join(lines[int(number)] for number in order)


def one_long_line(raw: bytes, rng: np.random.Generator) -> bytes:
    at = _place_in(raw, rng)
    return raw[:at] + _pick(rng, (b"x", b"1", b"a,", b'"')) * (1 << 18) + raw[at:]


def word_replaced(raw: bytes, rng: np.random.Generator) -> bytes:
    """Put one word of the file, or a token, in the place of another."""
    words = raw.replace(b",", b" ").replace(b"=", b" ").replace(b"\n", b" ").split()
    if not words:
        return raw
    new = _pick(rng, words) if rng.random() < 0.6 else _pick(rng, TOKENS)
    return raw.replace(_pick(rng, words), new, int(rng.integers(1, 3)))


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
    at, draw = int(_pick(rng, keyed)), rng.random()
    if draw < 0.6:
        lines[at] = f"{lines[at].partition('=')[0]}= {_pick(rng, VALUES)}"
    elif draw < 0.7:
        del lines[at]
    else:
        lines.insert(at, f"{_pick(rng, KEYS)} = {_pick(rng, VALUES)}")
    return "\n".join(lines).encode()


# Mutations of columns

NUMBERS = (0, 10**17, 1e308, -1e308, float("nan"))
CELLS = ("", None, "?", *NUMBERS, "1e400", "31.02.2022", "2022-02-30", "  ", "\u03a9\u202e")


def column_gone(columns: Columns, rng: np.random.Generator) -> Columns:
    columns.pop(_pick(rng, list(columns)))
    return columns


def columns_swapped(columns: Columns, rng: np.random.Generator) -> Columns:
    first, second = _pick(rng, list(columns)), _pick(rng, list(columns))
    return {**columns, first: columns[second], second: columns[first]}


def cells_replaced(columns: Columns, rng: np.random.Generator) -> Columns:
    name = _pick(rng, list(columns))
    values = list(columns[name])
    new, share = _pick(rng, CELLS), _pick(rng, (0.02, 0.3, 1.0))
    columns[name] = [new if rng.random() < share else value for value in values]
    return columns


def rows_repeated(columns: Columns, rng: np.random.Generator) -> Columns:
    chosen = rng.integers(0, N_ROWS, int(rng.integers(1, 3 * N_ROWS)))
    return {name: [values[int(row)] for row in chosen] for name, values in columns.items()}


def no_rows(columns: Columns, _: np.random.Generator) -> Columns:
    return {name: [] for name in columns}


def renamed(columns: Columns, rng: np.random.Generator) -> Columns:
    name = _pick(rng, list(columns))
    new = _pick(rng, (name.upper(), f" {name} ", "", f"\ufeff{name}", "x" * 300, _pick(rng, list(columns))))
    return {(new if key == name else key): values for key, values in columns.items()}


def numbers_huge(columns: Columns, rng: np.random.Generator) -> Columns:
    name = _pick(rng, ("lon", "lat", "hour"))
    factor = float(10.0 ** rng.integers(1, 300))
    columns[name] = [value * factor for value in columns[name]]
    return columns


COLUMN_MUTATIONS = (
    column_gone, columns_swapped, cells_replaced, cells_replaced, rows_repeated, no_rows, renamed, numbers_huge,
)  # fmt: skip


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, formats=sys.argv[2:] or FORMATS):
        counts = f"n {row['n']}  read {row['read']}  faults {len(row['faults'])}  slowest {row['slowest_s']} s"
        print(f"{row['format']:16} {counts}\n    {row['errors']}")
        for number, fault in list(row["faults"].items())[:20]:
            print(f"    {number}: {fault}")
