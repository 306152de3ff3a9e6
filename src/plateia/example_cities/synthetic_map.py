"""The map of a synthetic city: irregular areas without gaps, people, homes and addresses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

CRS: Final = "EPSG:25832"
WEST_M, SOUTH_M, AREA_SIDE_M = 456_130.0, 5_428_270.0, 1_000.0
FEWEST_RESIDENTS, MOST_RESIDENTS = 500, 3_000
DISTRICTS_PER_SIDE: Final = 3

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Map:
    """Areas of a synthetic city.

    Attributes
    ----------
    ids, names, districts : tuple of str
    rings : float array, shape (n_areas, 8, 2)
        Corners and bent middles of the sides, counter-clockwise, in metres; neighbours share them exactly.
    hectares, residents, dwellings : arrays, shape (n_areas,)
    addresses : float array, shape (n_addresses, 2), metres
        One per dwelling, spread evenly over its area.
    first_address : int array, shape (n_areas + 1,)
        Where each area's addresses start.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    districts: tuple[str, ...]
    rings: Floats
    hectares: Floats
    residents: Integers
    dwellings: Integers
    addresses: Floats
    first_address: Integers

    def __len__(self) -> int:
        return len(self.ids)


def draw_map(n_side: int, rng: np.random.Generator) -> Map:
    """Return ``n_side`` times ``n_side`` areas of about a square kilometre."""
    rings = _rings(n_side, rng)
    n = len(rings)
    row, column = np.divmod(np.arange(n), n_side)
    district = row * DISTRICTS_PER_SIDE // n_side * DISTRICTS_PER_SIDE + column * DISTRICTS_PER_SIDE // n_side
    residents = np.rint(np.exp(rng.uniform(np.log(FEWEST_RESIDENTS), np.log(MOST_RESIDENTS), n))).astype(np.int64)
    dwellings = np.rint(residents / rng.uniform(1.5, 2.6, n)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(dwellings)])
    return Map(
        ids=tuple(f"a{number:04d}" for number in range(1, n + 1)),
        names=tuple(f"Area {r + 1}-{c + 1}" for r, c in zip(row.tolist(), column.tolist(), strict=True)),
        districts=tuple(f"District {number + 1}" for number in district.tolist()),
        rings=rings,
        hectares=_triangles(rings)[2].sum(axis=1) / 10_000,
        residents=residents,
        dwellings=dwellings,
        addresses=_spread(rings, np.repeat(np.arange(n), dwellings), rng),
        first_address=first,
    )


def _rings(n_side: int, rng: np.random.Generator) -> Floats:
    """Move the nodes of a square lattice and bend its sides, each once: the areas fill the city without gaps."""
    corner = np.stack(np.meshgrid(np.arange(n_side + 1.0), np.arange(n_side + 1.0)), axis=-1)
    corner += rng.uniform(-0.22, 0.22, corner.shape)
    across = (corner[:, :-1] + corner[:, 1:]) / 2
    upwards = (corner[:-1] + corner[1:]) / 2
    across += rng.uniform(-0.1, 0.1, across.shape)
    upwards += rng.uniform(-0.1, 0.1, upwards.shape)
    ring = np.stack(
        [
            corner[:-1, :-1], across[:-1], corner[:-1, 1:], upwards[:, 1:],
            corner[1:, 1:], across[1:], corner[1:, :-1], upwards[:, :-1],
        ],
        axis=2,
    )  # fmt: skip
    metres = ring.reshape(-1, 8, 2) * AREA_SIDE_M + (WEST_M, SOUTH_M)
    return np.asarray(np.round(metres, 2))


def _triangles(rings: Floats) -> tuple[Floats, Floats, Floats]:
    """Return two sides and the size of the eight triangles from each area's middle, which sees its whole outline."""
    middle = rings.mean(axis=1, keepdims=True)
    one, two = rings - middle, np.roll(rings, -1, axis=1) - middle
    return one, two, (one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0]) / 2


def _spread(rings: Floats, area: Integers, rng: np.random.Generator) -> Floats:
    """Return a point in each of the areas, evenly, to the centimetre."""
    one, two, size = _triangles(rings)
    reached = np.cumsum(size, axis=1) / size.sum(axis=1, keepdims=True)
    triangle = (rng.random(len(area))[:, None] > reached[area]).sum(axis=1).clip(max=7)
    u, v = rng.random((2, len(area)))
    beyond = u + v > 1
    u, v = np.where(beyond, 1 - u, u), np.where(beyond, 1 - v, v)
    points = rings.mean(axis=1)[area] + u[:, None] * one[area, triangle] + v[:, None] * two[area, triangle]
    return np.asarray(np.round(points, 2))


def points_in_areas(town: Map, area: Integers, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return east and north of an address of each of the areas, every address as likely as the next."""
    number = town.first_address[area] + rng.integers(0, town.dwellings[area])
    return town.addresses[number, 0], town.addresses[number, 1]


def write_areas(town: Map, path: Path) -> None:
    """Write the areas as GeoParquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyproj
    import shapely

    shapes = shapely.polygons(np.concatenate([town.rings, town.rings[:, :1]], axis=1))
    columns = {
        "area_id": list(town.ids),
        "name": list(town.names),
        "district": list(town.districts),
        "geometry": pa.array(shapely.to_wkb(shapes), pa.binary()),
    }
    column = {"encoding": "WKB", "geometry_types": ["Polygon"], "crs": json.loads(pyproj.CRS(CRS).to_json())}
    geo = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})
    pq.write_table(pa.table(columns).replace_schema_metadata({b"geo": geo.encode()}), path, compression="zstd")
