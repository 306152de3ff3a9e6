"""Synthetic police.uk-like rows by the million, in monthly Parquet partitions: for the size benchmark only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from plateia.example_cities.synthetic_map import AREA_SIDE_M, CRS, SOUTH_M, WEST_M, Map, draw_map

SIDE = 32
N_AREAS = SIDE * SIDE
N_ANCHORS = 100_000
N_MONTHS = 60
CATEGORIES = {
    "Anti-social behaviour": 0.22, "Bicycle theft": 0.02, "Burglary": 0.06, "Criminal damage and arson": 0.09,
    "Drugs": 0.04, "Other crime": 0.02, "Other theft": 0.07, "Possession of weapons": 0.01, "Public order": 0.08,
    "Robbery": 0.01, "Shoplifting": 0.05, "Theft from the person": 0.01, "Vehicle crime": 0.06,
    "Violence and sexual offences": 0.26,
}  # fmt: skip
DONE = "complete.json"


def write_many_rows(folder: Path, *, n_rows: int, seed: int = 1) -> tuple[Path, str]:
    """Write areas and rows once and return the path of the areas and the pattern of the partitions."""
    import pyarrow.parquet as pq

    areas, pattern = folder / "areas.parquet", str(folder / "*-street.parquet")
    if (folder / DONE).is_file():
        return areas, pattern
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    town = draw_map(SIDE, rng)
    _write_areas(town, areas)
    anchors = _anchors(town, rng)
    for month in range(N_MONTHS):
        text = str(np.datetime64("2017-01", "M") + month)
        rows = n_rows * (month + 1) // N_MONTHS - n_rows * month // N_MONTHS
        table = _month(text, rows, anchors, rng)
        pq.write_table(table, folder / f"{text}-street.parquet", compression="zstd")
    (folder / DONE).write_text(json.dumps({"rows": n_rows, "seed": seed}), encoding="utf-8")
    return areas, pattern


def _write_areas(town: Map, path: Path) -> None:
    import geopandas
    import shapely

    shapes = shapely.polygons(np.concatenate([town.rings, town.rings[:, :1]], axis=1))
    columns = {"LSOA11CD": list(town.ids), "LSOA11NM": list(town.names), "lad": "S"}
    geopandas.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_crs("EPSG:4326").to_parquet(path, index=False)


def _anchors(town: Map, rng: np.random.Generator) -> dict[str, Any]:
    """Return anchors in degrees, the area of each, and how often each is used: a few of them very often."""
    from pyproj import Transformer

    number = np.sort(rng.choice(len(town.addresses), N_ANCHORS, replace=False))
    area = np.searchsorted(town.first_address, number, side="right") - 1
    east, north = town.addresses[number].T
    longitude, latitude = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(east, north)
    middle = np.array([WEST_M, SOUTH_M]) + SIDE * AREA_SIDE_M / 2
    nearness = np.exp(-np.hypot(east - middle[0], north - middle[1]) / 8_000)
    weight = np.cumsum(rng.gamma(0.4, 1.0, N_ANCHORS) * nearness)
    return {
        "longitude": np.round(longitude, 6),
        "latitude": np.round(latitude, 6),
        "area": np.array(town.ids, dtype=object)[area],
        "reached": weight / weight[-1],
    }


def _month(month: str, n_rows: int, anchors: dict[str, Any], rng: np.random.Generator) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    place = np.searchsorted(anchors["reached"], rng.random(n_rows))
    shares = np.array(list(CATEGORIES.values()))
    category = np.searchsorted(np.cumsum(shares / shares.sum()), rng.random(n_rows)).clip(max=len(shares) - 1)
    hexadecimal = rng.bytes(32 * n_rows).hex().encode()
    offsets = np.arange(0, 64 * n_rows + 1, 64, dtype=np.int32)
    numbers = pa.StringArray.from_buffers(n_rows, pa.py_buffer(offsets), pa.py_buffer(hexadecimal))
    # The police give no number to anti-social behaviour.
    numbers = pc.if_else(pa.array(category > 0), numbers, pa.scalar(None, pa.string()))
    constant = pa.array(["Synthetic"]).take(pa.array(np.zeros(n_rows, np.int32)))
    return pa.table(
        {
            "Crime ID": numbers,
            "Month": pa.array([month]).take(pa.array(np.zeros(n_rows, np.int32))),
            "Reported by": constant,
            "Falls within": constant,
            "Longitude": anchors["longitude"][place],
            "Latitude": anchors["latitude"][place],
            "LSOA code": pa.array(anchors["area"]).take(pa.array(place)),
            "Crime type": pa.array(list(CATEGORIES)).take(pa.array(category)),
        }
    )
