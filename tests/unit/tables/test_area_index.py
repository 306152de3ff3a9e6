from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from plateia.errors import InputError
from plateia.tables.area_index import AreaIndex, neighbours, overlaps


def test_a_hole_is_outside_and_its_edge_inside() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 30, 30).exterior, [shapely.box(10, 10, 20, 20).exterior])
    index = AreaIndex.build([ring])
    assert index.area_of([15, 10, 5, 10], [15, 15, 5, 10]).tolist() == [-1, 0, 0, 0]


def test_an_area_in_the_hole_of_another_gets_its_points() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 30, 30).exterior, [shapely.box(10, 10, 20, 20).exterior])
    index = AreaIndex.build([ring, shapely.box(10, 10, 20, 20)])
    assert index.area_of([15, 10, 5], [15, 15, 5]).tolist() == [1, 0, 0]


def test_parts_belong_to_one_area() -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(100, 100, 101, 101)])
    index = AreaIndex.build([shapely.box(50, 50, 51, 51), islands])
    assert index.area_of([0.5, 100.5, 50.5, 20], [0.5, 100.5, 50.5, 20]).tolist() == [1, 1, 0, -1]


def test_in_an_overlap_the_lower_index_wins_even_where_it_covers_whole_raster_cells() -> None:
    small, large = shapely.box(400, 400, 401, 401), shapely.box(0, 0, 1000, 1000)
    assert AreaIndex.build([small, large]).area_of([400.5, 402.0], [400.5, 400.5]).tolist() == [0, 1]
    assert AreaIndex.build([large, small]).area_of([400.5, 402.0], [400.5, 400.5]).tolist() == [0, 0]


def test_missing_and_infinite_coordinates_lie_nowhere() -> None:
    index = AreaIndex.build([shapely.box(0, 0, 10, 10)])
    x = [np.nan, 5, np.inf, -np.inf, 5, 5]
    y = [5, np.nan, 5, 5, np.inf, 5]
    assert index.area_of(x, y).tolist() == [-1, -1, -1, -1, -1, 0]


def test_missing_and_empty_areas_cover_nothing_and_keep_their_place() -> None:
    index = AreaIndex.build([None, shapely.Polygon(), shapely.box(0, 0, 10, 10)])
    assert index.n_areas == 3
    assert index.area_of([5.0], [5.0]).tolist() == [2]
    assert AreaIndex.build([shapely.Polygon()]).area_of([0.0], [0.0]).tolist() == [-1]
    assert AreaIndex.build([]).area_of([0.0], [0.0]).tolist() == [-1]


def test_points_may_come_from_a_read_only_column() -> None:
    points = pd.DataFrame({"x_m": [5.0, 15.0], "y_m": [5.0, 5.0]})
    found = AreaIndex.build([shapely.box(0, 0, 10, 10)]).area_of(points["x_m"], points["y_m"])
    assert found.tolist() == [0, -1]
    assert found.dtype == np.int32


def test_no_points_give_no_areas() -> None:
    assert AreaIndex.build([shapely.box(0, 0, 1, 1)]).area_of([], []).size == 0


def test_side_of_an_edge_is_exact_where_rounding_would_decide() -> None:
    # The long edge runs through (0.1 * k, 0.1 * k) only in exact arithmetic; its neighbours by one ulp lie beside it.
    triangle = shapely.Polygon([(0, 0), (1e7, 1e7), (0, 1e7)])
    index = AreaIndex.build([triangle])
    at = np.arange(1, 500) * 0.1
    assert np.all(index.area_of(at, at) == 0)
    assert np.all(index.area_of(np.nextafter(at, np.inf), at) == -1)
    assert np.all(index.area_of(np.nextafter(at, -np.inf), at) == 0)


def test_lines_are_refused_by_row() -> None:
    with pytest.raises(InputError, match="first rows 1") as caught:
        AreaIndex.build([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])])
    assert caught.value.code == "areas.geometry-not-polygon"


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_corners_that_are_no_numbers_are_refused() -> None:
    faulty = shapely.Polygon([(0, 0), (1, 0), (np.nan, 1), (0, 0)])
    with pytest.raises(InputError) as caught:
        AreaIndex.build([faulty])
    assert caught.value.code == "areas.coordinates-not-finite"


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        AreaIndex.build([shapely.box(0, 0, 1, 1)]).area_of([1.0, 2.0], [1.0])
    assert caught.value.code == "areas.coordinates-mismatched"


def test_areas_that_only_touch_do_not_overlap() -> None:
    found = overlaps([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(20, 10, 30, 20)])
    assert found.first.size == 0


def test_share_of_an_overlap_refers_to_the_smaller_area() -> None:
    found = overlaps([shapely.box(0, 0, 100, 100), None, shapely.box(90, 0, 110, 10)])
    assert (found.first.tolist(), found.second.tolist()) == ([0], [2])
    assert found.overlap_m2.tolist() == [100.0]
    assert found.share_of_smaller.tolist() == [0.5]


def test_neighbours_are_mutual_and_include_corners() -> None:
    boxes = [shapely.box(x, y, x + 10, y + 10) for x in (0, 10) for y in (0, 10)]
    found = neighbours([*boxes, shapely.box(500, 500, 510, 510)])
    assert found.n_neighbours.tolist() == [3, 3, 3, 3, 0]
    assert found.indices[:3].tolist() == [1, 2, 3]


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        neighbours([shapely.box(0, 0, 1, 1)], tolerance_m=-1.0)
    assert caught.value.code == "areas.tolerance-invalid"
