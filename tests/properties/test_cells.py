"""Every point lies in exactly one cell, on any lattice, and shifting the map by whole cells shifts the cells."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plateia.tables.cells import cell_corners, cell_of, queen_neighbours

COORDINATES = st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=50)
SIZES = st.sampled_from([0.1, 1 / 3, 25.0, 100.0, 250.0, 333.3, 1000.0])


@given(x=COORDINATES, size=SIZES)
def test_a_point_lies_in_its_half_open_cell(x: list[float], size: float) -> None:
    corner, _ = cell_corners(cell_of(x, x, cell_m=size), cell_m=size)
    number = np.round(corner / size)
    assert np.all(number * size <= x)
    assert np.all((number + 1) * size > x)


@given(seed=st.integers(0, 2**32 - 1), size=st.sampled_from([50.0, 100.0, 250.0]))
def test_bins_of_lattice_points_add_up(seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(-30, 30, (2, 500)) * (size / 2)
    keys, counts = np.unique(cell_of(x, y, cell_m=size), return_counts=True)
    assert counts.sum() == 500
    left, low = cell_corners(keys, cell_m=size)
    counted = [np.sum((x >= a) & (x < a + size) & (y >= b) & (y < b + size)) for a, b in zip(left, low, strict=True)]
    assert counted == counts.tolist()


@given(seed=st.integers(0, 2**32 - 1))
def test_neighbours_are_those_one_step_away(seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = np.unique(cell_of(*rng.uniform(-500, 500, (2, 40)), cell_m=100))
    x, y = cell_corners(keys, cell_m=100)
    step = np.maximum(abs(x[:, None] - x), abs(y[:, None] - y))
    found = queen_neighbours(keys)
    for cell in range(keys.size):
        listed = found.indices[found.indptr[cell] : found.indptr[cell + 1]]
        assert listed.tolist() == np.flatnonzero(step[cell] == 100).tolist()
    shifted = queen_neighbours(np.unique(cell_of(x + 700, y - 1300, cell_m=100)))
    assert np.array_equal(shifted.indices, found.indices)
