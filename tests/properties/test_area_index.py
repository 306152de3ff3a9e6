"""Whatever the areas: the index and Shapely say the same, and a partition leaves no point twice or nowhere."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from plateia.tables.area_index import AreaIndex

SEEDS = st.integers(0, 2**32 - 1)


def first_cover(areas: NDArray, x: NDArray, y: NDArray) -> NDArray:
    point, area = shapely.STRtree(areas).query(shapely.points(x, y), predicate="intersects")
    wanted = np.full(x.size, areas.size)
    np.minimum.at(wanted, point, area)
    wanted[wanted == areas.size] = -1
    return wanted


def star(rng: np.random.Generator, x: float, y: float, radius: float) -> shapely.Polygon:
    n = int(rng.integers(3, 30))
    angle = np.sort(rng.uniform(0, 2 * np.pi, n))
    reach = radius * rng.uniform(0.2, 1.0, n)
    # A wide gap between two angles may make the outline cross itself.
    return shapely.make_valid(shapely.Polygon(np.c_[x + reach * np.cos(angle), y + reach * np.sin(angle)]))


def random_areas(rng: np.random.Generator, lattice: float) -> NDArray:
    """Overlapping areas with holes and several parts, some with corners on a lattice."""
    areas = []
    for _ in range(int(rng.integers(1, 12))):
        x, y = rng.uniform(0, 1000, 2)
        shape = star(rng, x, y, rng.uniform(5, 500))
        if rng.random() < 0.5:
            shape = shape.difference(star(rng, x, y, rng.uniform(5, 100)))
        if rng.random() < 0.3:
            shape = shape.union(star(rng, *rng.uniform(0, 1000, 2), 50))
        if rng.random() < 0.5:
            shape = shapely.set_precision(shape, lattice)
        shape = shapely.make_valid(shape)
        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        areas.append(shapely.MultiPolygon(parts))
    return np.array(areas, dtype=object)


@given(seed=SEEDS, lattice=st.sampled_from([1.0, 5.0, 25.0]), east=st.sampled_from([0.0, 430_000.0, 6_000_000.0]))
def test_the_index_agrees_with_shapely(seed: int, lattice: float, east: float) -> None:
    rng = np.random.default_rng(seed)
    areas = shapely.transform(random_areas(rng, lattice), lambda xy: xy + east)
    corners = shapely.get_coordinates(areas)
    if corners.size == 0:
        return
    along = rng.random((corners.shape[0] - 1, 1))
    on_edges = corners[:-1] + along * (corners[1:] - corners[:-1])
    middles = (corners[:-1] + corners[1:]) / 2
    anywhere = rng.uniform(corners.min() - 20, corners.max() + 20, (300, 2))
    on_lattice = np.round(anywhere / lattice) * lattice
    points = np.concatenate((corners, on_edges, middles, anywhere, on_lattice))
    found = AreaIndex.build(areas).area_of(points[:, 0], points[:, 1])
    assert np.array_equal(found, first_cover(areas, points[:, 0], points[:, 1]))


@given(seed=SEEDS, n=st.integers(3, 60))
def test_a_partition_gives_every_point_to_exactly_one_area(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    sites = shapely.MultiPoint(rng.integers(0, 200, (n, 2)) * 7.3 + 500_000)
    cells = shapely.get_parts(shapely.voronoi_polygons(sites))
    x0, y0, x1, y1 = shapely.total_bounds(cells)
    corners = shapely.get_coordinates(cells)
    inside = rng.uniform((x0, y0), (x1, y1), (500, 2))
    points = np.concatenate((inside, corners, (corners[:-1] + corners[1:]) / 2))
    within = (points >= (x0, y0)).all(axis=1) & (points <= (x1, y1)).all(axis=1)
    found = AreaIndex.build(cells).area_of(points[:, 0], points[:, 1])
    assert np.all(found[within] >= 0)
    order = rng.permutation(cells.size)
    again = AreaIndex.build(cells[order]).area_of(inside[:, 0], inside[:, 1])
    # Random points lie on no edge: who comes first does not matter.
    assert np.array_equal(order[again], found[: len(inside)])


@given(seed=SEEDS)
def test_a_tall_or_flat_study_area_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = random_areas(rng, 1.0)
    if shapely.is_empty(areas).all():
        return
    flat = shapely.transform(areas, lambda xy: xy * (2.0**10, 2.0**-10))
    points = rng.uniform(-20, 1020, (300, 2))
    straight = AreaIndex.build(areas).area_of(points[:, 0], points[:, 1])
    # Powers of two scale without rounding.
    assert np.array_equal(AreaIndex.build(flat).area_of(points[:, 0] * 2.0**10, points[:, 1] * 2.0**-10), straight)
