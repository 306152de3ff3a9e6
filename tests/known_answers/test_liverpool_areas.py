"""Real boundaries share borders only up to rounding: the 298 small areas of Liverpool."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from plateia.tables.area_index import AreaIndex, neighbours, overlaps


@pytest.fixture(scope="module")
def liverpool(realdata: Path) -> np.ndarray:
    areas = gpd.read_parquet(realdata / "uk-boundaries-dev" / "lsoa2011.parquet")
    return areas[areas["lad"] == "E08000012"].to_crs("EPSG:27700").geometry.to_numpy()


@pytest.mark.realdata
def test_strictly_nobody_has_a_neighbour_within_two_metres_everybody_has(liverpool: np.ndarray) -> None:
    assert liverpool.size == 298
    first, second = shapely.STRtree(liverpool).query(liverpool, predicate="touches")
    assert np.count_nonzero(first < second) == 0
    found = neighbours(liverpool, tolerance_m=2.0)
    assert found.indices.size == 2 * 840
    assert found.n_neighbours.min() >= 1


@pytest.mark.realdata
def test_slivers_are_found_and_are_tiny(liverpool: np.ndarray) -> None:
    found = overlaps(liverpool)
    assert found.first.size == 771
    assert found.overlap_m2.max() < 0.001


@pytest.mark.realdata
def test_points_fall_where_shapely_puts_them(liverpool: np.ndarray) -> None:
    rng = np.random.default_rng(1)
    x0, y0, x1, y1 = shapely.total_bounds(liverpool)
    corners = shapely.get_coordinates(liverpool)[::7]
    x = np.concatenate((rng.uniform(x0, x1, 20_000), corners[:, 0]))
    y = np.concatenate((rng.uniform(y0, y1, 20_000), corners[:, 1]))
    point, area = shapely.STRtree(liverpool).query(shapely.points(x, y), predicate="intersects")
    wanted = np.full(x.size, liverpool.size)
    np.minimum.at(wanted, point, area)
    wanted[wanted == liverpool.size] = -1
    assert np.array_equal(AreaIndex.build(liverpool).area_of(x, y), wanted)
