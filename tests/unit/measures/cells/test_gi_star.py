from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.cells.gi_star import P_FLOOR, getis_ord_gi_star
from plateia.tables.cells import cell_of, queen_neighbours
from plateia.tables.neighbours import Neighbours


def grid(n_x: int, n_y: int) -> Neighbours:
    column, row = np.divmod(np.arange(n_x * n_y), n_y)
    return queen_neighbours(cell_of(column * 100.0, row * 100.0, cell_m=100))


def enumerated_p(counts: NDArray[np.int64], neighbours: Neighbours, cell: int) -> float:
    """Count out every way to draw the neighbours."""
    near = neighbours.indices[neighbours.indptr[cell] : neighbours.indptr[cell + 1]]
    others = np.delete(counts, cell).tolist()
    observed = int(counts[near].sum())
    return float(np.mean([sum(drawn) >= observed for drawn in combinations(others, near.size)]))


@pytest.mark.parametrize("seed", range(8))
def test_p_is_that_of_every_possible_draw(seed: int) -> None:
    rng = np.random.default_rng(seed)
    neighbours = grid(3, 4)
    counts = rng.choice([0, 0, 0, 1, 1, 2, 3, 7, 40], size=12)
    counts[0] = 5
    result = getis_ord_gi_star(counts, *neighbours)
    wanted = [enumerated_p(counts, neighbours, cell) for cell in range(12)]
    np.testing.assert_allclose(result.p, wanted, rtol=0, atol=1e-13)


def test_p_agrees_with_99999_permutations() -> None:
    rng = np.random.default_rng(11)
    neighbours = grid(12, 12)
    counts = rng.negative_binomial(0.4, 0.1, size=144)
    result = getis_ord_gi_star(counts, *neighbours)
    for cell in (0, 13, 70, int(np.argmin(result.p)), int(np.argmax(counts))):
        near = neighbours.indices[neighbours.indptr[cell] : neighbours.indptr[cell + 1]]
        others = np.delete(counts, cell)
        draws = rng.random((99_999, others.size), dtype=np.float32)
        drawn = others[np.argpartition(draws, near.size, axis=1)[:, : near.size]].sum(axis=1)
        reached = float(np.mean(drawn >= counts[near].sum()))
        error = np.sqrt(max(reached * (1 - reached), 1e-4) / 99_999)
        assert abs(reached - result.p[cell]) < 4.5 * error


def test_a_cell_alone_is_not_hot_by_its_own_count() -> None:
    keys = np.unique(cell_of([0, 1000, 1100], [0, 0, 0], cell_m=100))
    result = getis_ord_gi_star([100, 1, 2], *queen_neighbours(keys))
    assert result.p[0] == 1.0
    assert result.z[0] > 1.0


def test_where_the_neighbourhood_is_the_whole_map_z_is_undefined_and_p_one() -> None:
    result = getis_ord_gi_star([1, 2, 3, 4], *grid(2, 2))
    assert np.isnan(result.z).all()
    assert result.p.tolist() == [1.0] * 4


def test_a_heavy_cell_does_not_swamp_the_others() -> None:
    counts = np.zeros(400, dtype=np.int64)
    counts[:200] = np.arange(200) % 4
    with_heavy = counts.copy()
    with_heavy[399] = 20_000
    neighbours = grid(20, 20)
    result = getis_ord_gi_star(with_heavy, *neighbours)
    assert result.p.min() >= P_FLOOR
    # Only draws that hold the heavy cell reach the sum beside it: k of 399.
    k = int(neighbours.n_neighbours[398])
    assert result.p[398] == pytest.approx(k / 399, rel=1e-9)


def test_fifteen_categories_over_three_thousand_cells_take_about_a_second() -> None:
    rng = np.random.default_rng(3)
    neighbours = grid(55, 55)
    started = time.perf_counter()
    for mean in np.geomspace(0.5, 60, 15):
        getis_ord_gi_star(rng.negative_binomial(0.4, 0.4 / (0.4 + mean), size=3025), *neighbours)
    assert time.perf_counter() - started < 5.0


def test_equal_counts_have_no_hot_cells() -> None:
    with pytest.raises(MethodError) as caught:
        getis_ord_gi_star([2] * 9, *grid(3, 3))
    assert caught.value.code == "gi_star.no-variation"


@pytest.mark.parametrize("counts", [[1.5] * 9, [-1] + [1] * 8, [np.nan] + [1] * 8, [], ["1"] * 9])
def test_what_is_no_count_is_refused(counts: list[float]) -> None:
    with pytest.raises(InputError) as caught:
        getis_ord_gi_star(counts, *grid(3, 3))
    assert caught.value.code == "cells.counts-invalid"


@pytest.mark.parametrize(
    ("indptr", "indices"),
    [([0, 1, 2], [1, 0]), ([0, 1, 2, 2], [0, 0]), ([0, 2, 2, 2], [1, 1]), ([0, 1, 1, 1], [3])],
    ids=["too few cells", "itself", "twice", "unknown cell"],
)
def test_neighbours_that_do_not_fit_are_refused(indptr: list[int], indices: list[int]) -> None:
    with pytest.raises(InputError) as caught:
        getis_ord_gi_star([1, 2, 3], indptr, indices)
    assert caught.value.code == "cells.neighbours-invalid"


def test_counts_beyond_memory_are_refused() -> None:
    counts = np.full(9, 10**8)
    counts[0] = 0
    with pytest.raises(MethodError) as caught:
        getis_ord_gi_star(counts, *grid(3, 3))
    assert caught.value.code == "gi_star.table-too-large"
