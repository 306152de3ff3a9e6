from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.tables.cells import NO_CELL, cell_corners, cell_ids, cell_of, queen_neighbours


def test_a_point_on_an_edge_belongs_right_and_above() -> None:
    keys = cell_of([0.0, 250.0, 249.999], [250.0, 0.0, 0.0], cell_m=250)
    assert cell_ids(keys, cell_m=250).tolist() == ["250mE0N250", "250mE250N0", "250mE0N0"]


def test_negative_coordinates_round_down() -> None:
    assert cell_ids(cell_of([-0.001], [-250.0], cell_m=250), cell_m=250).tolist() == ["250mE-250N-250"]


def test_points_without_coordinates_have_no_cell() -> None:
    keys = cell_of([np.nan, 1.0, np.inf, 1.0], [1.0, np.nan, 1.0, 1.0], cell_m=100)
    assert (keys == NO_CELL).tolist() == [True, True, True, False]
    assert cell_ids(keys, cell_m=100).tolist() == ["", "", "", "100mE0N0"]
    assert np.isnan(cell_corners(keys, cell_m=100)[0][:3]).all()


def test_just_below_an_edge_stays_below_where_the_quotient_rounds_up() -> None:
    size = 0.1
    edges = np.arange(1, 2000) * size
    below = np.nextafter(edges, -np.inf)
    x, _ = cell_corners(cell_of(below, below, cell_m=size), cell_m=size)
    assert np.all(x <= below)
    assert np.all(cell_corners(cell_of(edges, edges, cell_m=size), cell_m=size)[0] == edges)


def test_points_beyond_the_earth_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        cell_of([1e13], [0.0], cell_m=100)
    assert caught.value.code == "cells.coordinates-too-far"


@pytest.mark.parametrize("size", [0.0, -5.0, np.nan, np.inf])
def test_a_cell_needs_a_size(size: float) -> None:
    with pytest.raises(MethodError) as caught:
        cell_of([1.0], [1.0], cell_m=size)
    assert caught.value.code == "cells.size-invalid"


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        cell_of([1.0, 2.0], [1.0], cell_m=100)
    assert caught.value.code == "cells.coordinates-mismatched"


def test_queen_neighbours_of_a_full_grid() -> None:
    column, row = np.divmod(np.arange(9), 3)
    found = queen_neighbours(cell_of(column * 100.0 - 150, row * 100.0 - 150, cell_m=100))
    assert found.n_neighbours.tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert found.indices[found.indptr[4] : found.indptr[5]].tolist() == [0, 1, 2, 3, 5, 6, 7, 8]


def test_the_last_row_of_a_column_is_no_neighbour_of_the_first_row_of_the_next() -> None:
    far = 100.0 * (2**31 - 1)
    keys = cell_of([50, 150], [far, -far], cell_m=100)
    assert queen_neighbours(keys).n_neighbours.tolist() == [0, 0]


def test_cells_out_of_order_or_repeated_are_refused() -> None:
    for keys in ([3, 1], [1, 1], [NO_CELL, 1]):
        with pytest.raises(InputError) as caught:
            queen_neighbours(keys)
        assert caught.value.code == "cells.keys-not-sorted"


def test_no_cells_have_no_neighbours() -> None:
    assert queen_neighbours([]).indptr.tolist() == [0]
