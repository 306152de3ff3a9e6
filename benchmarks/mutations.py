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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.damage import BYTE_MUTATIONS, COLUMN_MUTATIONS, TEXT_MUTATIONS, pick, setting_replaced
from plateia.errors import PlateiaError
from plateia.tools.intake_check import describe
from plateia.tools.intake_check import run as check
from tests.city_builder import build_city, incident_rows, write_table

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
        check(self.folder)  # whole, it can be read; and what the first reading loads is not timed
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
        """Write one mutation in the place of the file."""
        rng = np.random.default_rng([seed, FORMATS.index(self.name), number])
        if rng.random() < 0.4 and self._columns_damaged(rng):
            return
        target = self.target
        if self.name == "shp":
            target = target.with_suffix(pick(rng, (".shp", ".shx", ".dbf", ".prj", ".cpg")))
        raw = self.original[target]
        inner = gzip.decompress(raw) if self.name.endswith(".gz") and rng.random() < 0.7 else None
        choices = [*BYTE_MUTATIONS, *(TEXT_MUTATIONS if self.name in TEXT_FORMATS else ())]
        if self.name == "city.toml" and rng.random() < 0.6:
            choices = [setting_replaced]
        damaged = raw if inner is None else inner
        for _ in range(int(rng.integers(1, 4))):
            damaged = pick(rng, choices)(damaged, rng)
        target.write_bytes(damaged if inner is None else gzip.compress(damaged, mtime=0))

    def _columns_damaged(self, rng: np.random.Generator) -> bool:
        """Write the table with other columns; some formats cannot hold, say, a number in a column of dates."""
        if self.columns is None:
            return False
        columns = pick(rng, COLUMN_MUTATIONS)(dict(self.columns), rng)
        if self.target.suffix in {".gpkg", ".geojson"}:
            self.target.unlink()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                write_table(self.target, columns)
        except Exception:
            self.restore()
            return False
        return True

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


if __name__ == "__main__":
    for row in run(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, formats=sys.argv[2:] or FORMATS):
        counts = f"n {row['n']}  read {row['read']}  faults {len(row['faults'])}  slowest {row['slowest_s']} s"
        print(f"{row['format']:16} {counts}\n    {row['errors']}")
        for number, fault in list(row["faults"].items())[:20]:
            print(f"    {number}: {fault}")
