from __future__ import annotations

import numpy as np
import pytest
import shapely

from plateia.example_cities.synthetic_map import draw_map
from plateia.tables.cell_shares import cell_shares
from plateia.tables.cells import cell_of


def test_an_area_divides_by_its_ground() -> None:
    keys = np.unique(cell_of([50.0, 150.0], [50.0, 50.0], cell_m=100))
    pieces = cell_shares(np.array([shapely.box(0, 0, 125, 100)]), keys, cell_m=100)
    assert pieces.spread([1000], n_cells=2).tolist() == pytest.approx([800, 200])


def test_areas_that_only_touch_a_cell_give_it_nothing() -> None:
    keys = cell_of([50.0], [50.0], cell_m=100)
    pieces = cell_shares(np.array([shapely.box(100, 0, 200, 100), shapely.box(100, 100, 200, 200)]), keys, cell_m=100)
    assert len(pieces.share) == 0
    assert pieces.spread([5, 5], n_cells=1).tolist() == [0]


@pytest.mark.parametrize("cell_m", [130.0, 500.0, 2000.0])
def test_all_cells_together_hold_all_that_areas_hold(cell_m: float) -> None:
    town = draw_map(5, np.random.default_rng(1))
    shapes = shapely.polygons(town.rings)
    west, south, east, north = shapely.total_bounds(shapes)
    x, y = np.meshgrid(np.arange(west, east + cell_m, cell_m), np.arange(south, north + cell_m, cell_m))
    keys = np.unique(cell_of(x.ravel(), y.ravel(), cell_m=cell_m))
    pieces = cell_shares(shapes, keys, cell_m=cell_m)
    assert pieces.spread(town.residents, n_cells=len(keys)).sum() == pytest.approx(town.residents.sum())
    assert pieces.spread(town.hectares, n_cells=len(keys)).max() <= cell_m**2 / 10_000 * (1 + 1e-9)
