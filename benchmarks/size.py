"""What an audit costs: seconds and memory of the real command in a cold process, beside a plain way of counting.

    python -m benchmarks size [--quick]

Measured is ``plateia audit`` as a city runs it: protected version, all outputs, empty ``tables/``, kernels compiled
before. Memory is the largest sum of resident memory over the process and its children. CPU seconds are printed too: on
a shared machine wall seconds say how busy it was.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.many_rows import write_many_rows
from benchmarks.placebo import find_folder
from plateia.example_cities.synthetic import write_synthetic_city

GB = 1 << 30
SAMPLE_S = 0.03
FORCES = {
    "merseyside": ("ukpolice-merseyside-2018-2021/merseyside-street.parquet", "Merseyside Police"),
    "avon": (
        "ukpolice-avon-and-somerset-2018-2021/avon-and-somerset-street.parquet",
        "Avon and Somerset Constabulary",
    ),
    "london": ("ukpolice-city-of-london-2018-2021/city-of-london-street.parquet", "City of London Police"),
}
LADS = {
    "merseyside": ("E08000011", "E08000012", "E08000013", "E08000014", "E08000015"),
    "avon": ("E06000022", "E06000023", "E06000024", "E06000025"),
    "london": ("E09000001",),
}
STUDIES = {"Merseyside": ("merseyside",), "three forces": ("merseyside", "avon", "london")}
BOUNDS = {"Merseyside": (25.0, 1.5), "three forces": (40.0, 2.0), "20 million rows": (None, 3.0)}

HEAD = """\
[city]
name = "{name}"
country = "GB"
language = "en"
timezone = "Europe/London"
crs = "EPSG:27700"
synthetic = {synthetic}

[governance]
controller = "Benchmark"
contact = "bench@example.org"
dpia = "not needed: published open data only"

[areas]
path = {areas}
id = "LSOA11CD"
name = "LSOA11NM"
source = "ONS, LSOA 2011"
licence = "OGL-UK-3.0"
[areas.where]
lad = {lads}
"""
SOURCE = """
[[incidents]]
path = {path}
format = "police.uk"
source = "{source}"
licence = "OGL-UK-3.0"
controller = "{source}"
purpose = "benchmark"
legal_basis = "anonymous"
retention = "P99Y"
"""
# The least that anyone would do by hand: read, put points into areas, count by area, category and month.
PEER = """\
import sys
import geopandas, pandas
columns = ["Month", "Longitude", "Latitude", "Crime type"]
rows = pandas.concat([pandas.read_parquet(path, columns=columns) for path in sys.argv[3:]])
areas = geopandas.read_parquet(sys.argv[1]).to_crs("EPSG:27700")
areas = areas[areas["lad"].isin(sys.argv[2].split(","))]
points = geopandas.points_from_xy(rows.pop("Longitude"), rows.pop("Latitude"), crs="EPSG:4326")
points = geopandas.GeoDataFrame(rows, geometry=points).to_crs("EPSG:27700")
placed = points.sjoin(areas[["LSOA11CD", "geometry"]], predicate="within")
print(len(placed.groupby(["LSOA11CD", "Crime type", "Month"], observed=True).size()))
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: wall and CPU seconds, and the largest resident memory of the process and its children."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def measured(command: Sequence[str]) -> Cost:
    """Run a command to its end and return what it took; a failure stops the benchmark with its message."""
    import psutil

    def watch(root: psutil.Process) -> None:
        while not ended.wait(SAMPLE_S):
            try:
                tree = [root, *root.children(recursive=True)]
                resident = [process.memory_info().rss for process in tree]
                cpu[0] = max(cpu[0], sum(sum(process.cpu_times()[:2]) for process in tree))
            except psutil.Error:
                continue
            peak[0] = max(peak[0], sum(resident))

    ended, peak, cpu = threading.Event(), [0], [0.0]
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, text=True)
        watcher = threading.Thread(target=watch, args=(psutil.Process(process.pid),))
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - started
        ended.set()
        watcher.join()
        if code:
            said.seek(0)
            raise SystemExit(f"{' '.join(command[:5])} ended with {code}:\n{said.read()[-2000:]}")
    return Cost(seconds, cpu[0], peak[0])


def audit_cost(city: Path) -> tuple[Cost, dict[str, float]]:
    """Audit a city folder with the command and return its cost and the seconds of its stages."""
    cost = measured([sys.executable, "-m", "plateia", "audit", str(city)])
    run = json.loads((city / "out" / "audit-001" / "run.json").read_text(encoding="utf-8"))
    return cost, run["seconds"]


def write_police_city(city: Path, *, name: str, areas: Path, lads: Sequence[str], sources: Mapping[str, str]) -> None:
    """Write the settings of a study of police.uk files; ``sources`` maps each source to its path or pattern."""
    city.mkdir()
    synthetic = json.dumps("synthetic" in name)
    text = HEAD.format(name=name, synthetic=synthetic, areas=json.dumps(str(areas)), lads=json.dumps(list(lads)))
    text += "".join(SOURCE.format(path=json.dumps(path), source=source) for source, path in sources.items())
    (city / "city.toml").write_text(text, encoding="utf-8")


def warm_up(folder: Path) -> None:
    """Audit a small synthetic city, so that kernels are compiled before anything is measured."""
    write_synthetic_city(folder / "warm", seed=1)
    audit_cost(folder / "warm")


def study(name: str, data: Path, folder: Path) -> list[dict[str, Any]]:
    """Audit one study of the real police files, and count the same files the plain way."""
    forces = STUDIES[name]
    areas = data / "uk-boundaries-dev" / "lsoa2011.parquet"
    sources = {FORCES[force][1]: str(data / FORCES[force][0]) for force in forces}
    lads = [lad for force in forces for lad in LADS[force]]
    city = folder / name.replace(" ", "-")
    write_police_city(city, name=name, areas=areas, lads=lads, sources=sources)
    cost, stages = audit_cost(city)
    n_rows = sum(source["read"] for source in findings_of(city)["quality"]["incidents"]["sources"])
    plain = measured([sys.executable, "-c", PEER, str(areas), ",".join(lads), *sources.values()])
    task = f"{name}: pandas, sjoin and groupby, counting only"
    return [row(name, n_rows, cost, stages), row(task, n_rows, plain, {})]


def findings_of(city: Path) -> dict[str, Any]:
    path = city / "out" / "audit-001" / "findings.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def many_rows(millions: int, store: Path, folder: Path) -> dict[str, Any]:
    """Audit a synthetic study of so many million rows in monthly partitions."""
    areas, pattern = write_many_rows(store / f"rows-{millions}m", n_rows=millions * 1_000_000)
    city = folder / f"synthetic-{millions}m"
    write_police_city(city, name="synthetic study", areas=areas, lads=["S"], sources={"Synthetic": pattern})
    cost, stages = audit_cost(city)
    shutil.rmtree(city)
    return row(f"{millions} million rows", millions * 1_000_000, cost, stages)


def row(task: str, n_rows: int, cost: Cost, stages: Mapping[str, float]) -> dict[str, Any]:
    most_s, most_gb = BOUNDS.get(task, (None, None))
    peak_gb = cost.peak_bytes / GB
    held = (most_s is None or cost.seconds <= most_s) and (most_gb is None or peak_gb <= most_gb)
    return {
        "study": task,
        "rows": f"{n_rows:,}",
        "seconds": round(cost.seconds, 1),
        "cpu_s": round(cost.cpu_seconds, 1),
        "peak_gb": round(peak_gb, 2),
        "rows_per_s": f"{n_rows / cost.seconds:,.0f}",
        "bound": "" if task not in BOUNDS else f"{most_s or '-'} s, {most_gb} GB: {'held' if held else 'NOT HELD'}",
        "stages": " ".join(f"{stage} {seconds:.1f}" for stage, seconds in stages.items()),
    }


def run(*, quick: bool = False, millions: Sequence[int] = (5, 10, 20)) -> list[dict[str, Any]]:
    """Return one row per study; real studies are left out, saying so, where the data are absent.

    Parameters
    ----------
    quick : bool
        One study, and one million synthetic rows.
    millions : sequence of int
        Sizes of the synthetic study.
    """
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        warm_up(folder)
        data = real_data()
        for name in () if data is None else ("Merseyside",) if quick else STUDIES:
            rows += study(name, data, folder)
        # Made once: twenty million rows take a minute to write and a gigabyte to keep.
        store = Path(tempfile.gettempdir()) / "plateia-bench-rows"
        rows += [many_rows(number, store, folder) for number in ((1,) if quick else millions)]
    return rows


def real_data() -> Path | None:
    try:
        return find_folder()
    except SystemExit as absent:
        print(f"The studies of real data are left out. {absent}")
        return None
