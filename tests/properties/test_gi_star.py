"""The exact chance of Gi*: no simulation, and nothing that depends on how the map is written down."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plateia.measures.cells.gi_star import P_FLOOR, getis_ord_gi_star
from plateia.tables.cells import cell_of, queen_neighbours
from plateia.tables.neighbours import neighbours_from_pairs

COUNTS = st.lists(st.one_of(st.integers(0, 3), st.integers(0, 500)), min_size=3, max_size=10).filter(
    lambda counts: len(set(counts)) > 1
)


@given(counts=COUNTS, seed=st.integers(0, 2**32 - 1))
def test_p_on_any_small_graph_is_that_of_enumeration(counts: list[int], seed: int) -> None:
    n = len(counts)
    rng = np.random.default_rng(seed)
    first, second = np.nonzero((rng.random((n, n)) < rng.random()) & ~np.eye(n, dtype=bool))
    neighbours = neighbours_from_pairs(first, second, n=n)
    result = getis_ord_gi_star(counts, *neighbours)
    for cell in range(n):
        near = neighbours.indices[neighbours.indptr[cell] : neighbours.indptr[cell + 1]]
        others = counts[:cell] + counts[cell + 1 :]
        observed = sum(counts[i] for i in near)
        wanted = np.mean([sum(drawn) >= observed for drawn in combinations(others, near.size)])
        assert abs(result.p[cell] - wanted) < 1e-12


@given(seed=st.integers(0, 2**32 - 1))
def test_row_order_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = np.unique(cell_of(*rng.uniform(0, 1000, (2, 60)), cell_m=100))
    counts = rng.negative_binomial(0.5, 0.1, size=keys.size)
    counts[0] = counts[1] + 1
    neighbours = queen_neighbours(keys)
    result = getis_ord_gi_star(counts, *neighbours)
    order = rng.permutation(keys.size)
    place = np.argsort(order)
    first = np.repeat(np.arange(keys.size), neighbours.n_neighbours)
    shuffled = neighbours_from_pairs(place[first], place[neighbours.indices], n=keys.size)
    again = getis_ord_gi_star(counts[order], *shuffled)
    np.testing.assert_allclose(again.p, result.p[order], rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(again.z, result.z[order], rtol=1e-9, atol=1e-12)


def test_under_chance_p_is_never_too_small() -> None:
    """Counts dealt at random over the map: at most 5 % of cells, in the mean, have p of 0.05 or less."""
    rng = np.random.default_rng(7)
    column, row = np.divmod(np.arange(900), 30)
    neighbours = queen_neighbours(cell_of(column * 100.0, row * 100.0, cell_m=100))
    p = np.concatenate([getis_ord_gi_star(rng.negative_binomial(0.4, 0.1, size=900), *neighbours).p for _ in range(40)])
    for level in (0.001, 0.01, 0.05, 0.2):
        assert np.mean(p <= level) < level + 4 * np.sqrt(level / p.size) * 3
    assert p.min() >= P_FLOOR
