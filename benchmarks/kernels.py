"""Our kernels beside the best Python peer, in one process and on the same seeded data.

Both sides run once before they are timed: what is compared is warm. What compiling ours costs on a cold machine stands
in a row of its own, measured in a fresh process without a cache. Each row says whether the answers agree.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from plateia.measures.cells.gi_star import getis_ord_gi_star
from plateia.measures.incidents.aoristic import aoristic_weights
from plateia.measures.places.concentration import concentration_expected_by_chance, generalised_gini
from plateia.tables.area_index import AreaIndex
from plateia.tables.cells import cell_of, queen_neighbours

REPEATS = 3


def run() -> list[dict[str, Any]]:
    """Return one row per kernel: task, ours_s, peer, peer_s, ratio, agreement."""
    return [
        points_in_areas(n_points=1_000_000, n_areas=500),
        gi_star(side=100),
        gi_star_of_categories(side=55, n_categories=15),
        cells(n_points=1_000_000),
        aoristic(n_incidents=1_000_000),
        chance_concentration(n_incidents=60_000, n_places=20_000),
        compiling(),
    ]


def points_in_areas(*, n_points: int, n_areas: int) -> dict[str, Any]:
    """Look points up in areas with crooked borders; the peer is a GeoPandas spatial join."""
    import geopandas as gpd

    rng = np.random.default_rng(1)
    areas = crooked_partition(n_areas, rng)
    x, y = rng.uniform(0, 20_000, (2, n_points))
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs="EPSG:27700")
    frame = gpd.GeoDataFrame(geometry=areas, crs="EPSG:27700")

    def peer() -> np.ndarray:
        joined = gpd.sjoin(points, frame, how="left", predicate="intersects")["index_right"]
        return joined.groupby(level=0).min().fillna(-1).to_numpy().astype(int)

    ours_s, found = timed(lambda: AreaIndex.build(areas).area_of(x, y))
    peer_s, theirs = timed(peer, repeats=1)
    agreement = f"{np.mean(found == theirs):.4%} the same area"
    return row(f"{n_points:,} points in {n_areas} areas, index included", ours_s, "geopandas.sjoin", peer_s, agreement)


def gi_star(*, side: int) -> dict[str, Any]:
    """Gi* with its chance on a square grid; the peer draws 999 permutations."""
    import esda
    import libpysal

    rng = np.random.default_rng(2)
    counts = rng.negative_binomial(0.5, 0.05, size=side * side)
    column, line = np.divmod(np.arange(side * side), side)
    neighbours = queen_neighbours(cell_of(column * 100.0, line * 100.0, cell_m=100))
    weights = libpysal.weights.lat2W(side, side, rook=False)

    def peer() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return esda.G_Local(
                counts.astype(float), weights, transform="B", star=True, permutations=999, seed=1, n_jobs=1
            )

    ours_s, result = timed(lambda: getis_ord_gi_star(counts, *neighbours))
    peer()
    peer_s, theirs = timed(peer, repeats=1)
    folded = np.minimum(result.p, 1 - result.p)
    agreement = (
        f"z within {np.max(np.abs(result.z - theirs.Zs)):.0e}; p exact, theirs within "
        f"{np.quantile(np.abs(folded - theirs.p_sim), 0.99):.3f} for 99 % of cells"
    )
    return row(f"Gi* and chance, {side * side:,} cells", ours_s, "esda.G_Local, 999 draws", peer_s, agreement)


def gi_star_of_categories(*, side: int, n_categories: int) -> dict[str, Any]:
    """A city's categories one after the other, from rare to frequent: no peer gives exact p-values."""
    rng = np.random.default_rng(3)
    column, line = np.divmod(np.arange(side * side), side)
    neighbours = queen_neighbours(cell_of(column * 100.0, line * 100.0, cell_m=100))
    means = np.geomspace(0.5, 60, n_categories)
    categories = [rng.negative_binomial(0.4, 0.4 / (0.4 + mean), size=side * side) for mean in means]
    ours_s, _ = timed(lambda: [getis_ord_gi_star(counts, *neighbours) for counts in categories])
    return row(f"exact Gi*, {n_categories} categories of {side * side:,} cells", ours_s, "", None, "")


def cells(*, n_points: int) -> dict[str, Any]:
    """Bin points to 100 m cells and count them; the peer is numpy.histogram2d."""
    x, y = np.random.default_rng(4).uniform(400_000, 430_000, (2, n_points))
    edges = np.arange(400_000, 430_001, 100.0)
    ours_s, (_, counts) = timed(lambda: np.unique(cell_of(x, y, cell_m=100), return_counts=True))
    peer_s, (table, *_) = timed(lambda: np.histogram2d(x, y, bins=(edges, edges)))
    agreement = "same counts" if np.array_equal(counts, table[table > 0].astype(int)) else "COUNTS DIFFER"
    return row(f"{n_points:,} points to cells of 100 m, counted", ours_s, "numpy.histogram2d", peer_s, agreement)


def aoristic(*, n_incidents: int) -> dict[str, Any]:
    """Spread intervals of up to two days over the week: no maintained Python peer."""
    rng = np.random.default_rng(5)
    earliest = rng.integers(24_000_000, 26_000_000, n_incidents)
    latest = earliest + rng.integers(0, 2880, n_incidents)
    ours_s, result = timed(lambda: aoristic_weights(earliest, latest))
    error = abs(result.weights.sum() - n_incidents)
    return row(f"aoristic weights of {n_incidents:,} intervals", ours_s, "", None, f"total off by {error:.0e}")


def chance_concentration(*, n_incidents: int, n_places: int) -> dict[str, Any]:
    """Concentration by chance, 999 simulations; the plain way deals every incident out."""

    def peer(n_simulations: int = 99) -> float:
        rng = np.random.default_rng(6)
        dealt = (np.bincount(rng.integers(0, n_places, n_incidents), minlength=n_places) for _ in range(n_simulations))
        return float(np.mean([generalised_gini(counts) for counts in dealt]))

    ours_s, ours = timed(lambda: concentration_expected_by_chance(n_incidents, n_places, rng=np.random.default_rng(6)))
    peer_s, theirs = timed(peer, repeats=1)
    agreement = f"mean Gini {ours.gini_mean:.4f} and {theirs:.4f}"
    task = f"chance concentration, {n_incidents:,} incidents, {n_places:,} places, 999 simulations"
    return row(task, ours_s, "deal all out (99 timed, times 999/99)", peer_s * 999 / 99, agreement)


def compiling() -> dict[str, Any]:
    """Load the compiled kernels in a fresh process: without a cache, then with one."""
    program = (
        "import time; t = time.perf_counter(); import plateia.tables.area_index_kernels; print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        cold, warm = (
            float(subprocess.check_output([sys.executable, "-c", program], env=environment, text=True))
            for _ in range(2)
        )
    return row("kernels compiled, Numba's import included", cold, "the same from the cache", warm, "")


def crooked_partition(n_areas: int, rng: np.random.Generator) -> np.ndarray:
    """Return areas that fill a square of 20 km without gaps, their shared borders broken every 25 metres."""
    sites = shapely.MultiPoint(rng.uniform(0, 20_000, (n_areas, 2)))
    square = shapely.box(0, 0, 20_000, 20_000)
    lines = shapely.intersection(shapely.voronoi_polygons(sites, only_edges=True, extend_to=square), square)
    dense = shapely.segmentize(lines, 25.0)
    # One wave for all keeps shared borders shared; the frame stands still.
    waved = shapely.transform(dense, lambda xy: xy + 15 * np.sin(xy[:, ::-1] / 40) * np.sin(np.pi * xy / 20_000))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([waved, square.exterior])]))
    return faces[shapely.area(faces) > 1.0]


def timed(task: Callable[[], Any], *, repeats: int = REPEATS) -> tuple[float, Any]:
    """Return the median wall time in seconds (after one run that is not timed, when repeated) and the last result."""
    if repeats > 1:
        task()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = task()
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds)), result


def row(task: str, ours_s: float, peer: str, peer_s: float | None, agreement: str) -> dict[str, Any]:
    ratio = None if peer_s is None else round(peer_s / ours_s, 1)
    return {
        "task": task,
        "ours_s": round(ours_s, 4),
        "peer": peer,
        "peer_s": None if peer_s is None else round(peer_s, 3),
        "ratio": ratio,
        "agreement": agreement,
    }


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows as columns of equal width."""
    cells_of_rows = [[str("" if cell is None else cell) for cell in entry.values()] for entry in rows]
    table = [list(rows[0]), *cells_of_rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    print_table(run())
