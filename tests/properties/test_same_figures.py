"""The same inputs and seed give the same bytes; the order of rows and the cut into files change no figure."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plateia.example_cities import copy_example_city

ENDINGS = ("findings.json", "tables/*.csv")


def run_with_threads(folder: Path, threads: int) -> Path:
    code = "import sys; from pathlib import Path; from plateia.tools.safety_audit import run; run(Path(sys.argv[1]))"
    environment = {**os.environ, "NUMBA_NUM_THREADS": str(threads)}
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=environment, capture_output=True)
    return folder / "out" / "audit-001"


def contents(place: Path) -> dict[str, bytes]:
    paths = [path for ending in ENDINGS for path in sorted(place.glob(ending))]
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}


def told(found: dict[str, bytes]) -> Any:
    """Return the findings without what names the input files."""
    findings = json.loads(found["findings.json"])
    del findings["edition"], findings["provenance"]["inputs"]
    return findings


@pytest.fixture(scope="module")
def one_thread(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(run_with_threads(copy_example_city("leeds", tmp_path_factory.mktemp("one") / "leeds"), 1))


def test_one_thread_or_two_in_another_folder_give_the_same_bytes(one_thread: dict[str, bytes], tmp_path: Path) -> None:
    two_threads = contents(run_with_threads(copy_example_city("leeds", tmp_path / "elsewhere"), 2))
    assert {"findings.json", "tables/areas.csv", "tables/months.csv", "tables/changes.csv"} <= set(one_thread)
    assert two_threads == one_thread


def test_shuffled_rows_in_other_files_give_the_same_figures(one_thread: dict[str, bytes], tmp_path: Path) -> None:
    folder = copy_example_city("leeds", tmp_path / "leeds")
    header, rows = "", []
    for path in sorted((folder / "data").glob("*.csv.gz")):
        header, *some = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        rows += some
        path.unlink()
    random.Random(7).shuffle(rows)
    for part in range(4):
        lines = "\n".join([header, *rows[part::4]]) + "\n"
        (folder / "data" / f"part-{part}-street.csv.gz").write_bytes(gzip.compress(lines.encode("utf-8")))
    shuffled = contents(run_with_threads(folder, 2))
    assert {name: text for name, text in shuffled.items() if name != "findings.json"} == {
        name: text for name, text in one_thread.items() if name != "findings.json"
    }
    assert told(shuffled) == told(one_thread)
