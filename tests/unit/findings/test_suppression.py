from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from plateia.findings.suppression import SumTable, hide_secondary, interval_widths, with_sums


def widths_by_linear_programme(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Return the exact width of every hidden cell: row and column sums known, nothing negative."""
    n_rows, n_columns = counts.shape
    signs = np.ones(counts.shape)
    signs[-1] *= -1
    signs[:, -1] *= -1
    rows = [(signs * (np.arange(n_rows) == row)[:, None]).ravel() for row in range(n_rows)]
    columns = [(signs * (np.arange(n_columns) == column)[None, :]).ravel() for column in range(n_columns)]
    bounds = [(0, None) if hide else (n, n) for n, hide in zip(counts.ravel(), hidden.ravel(), strict=True)]
    widths = np.zeros(counts.size)
    for cell in np.flatnonzero(hidden.ravel()):
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(counts.size)
            cost[cell] = sign
            result = linprog(cost, A_eq=np.array(rows + columns), b_eq=np.zeros(n_rows + n_columns), bounds=bounds)
            ends.append(-np.inf if result.status == 3 else result.fun)
        widths[cell] = -ends[1] - ends[0]
    return widths.reshape(counts.shape)


def test_worked_example_of_the_handbook():
    """k = 10; hiding 7, 9, 3 with 14, 12, 18 leaves every one of the six a width of exactly 10."""
    table = SumTable.of(np.array([[14, 7, 22], [31, 12, 9], [18, 25, 3]]), width=50)
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[[0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 0, 2]] = True
    assert interval_widths(table, hidden=hidden)[hidden].tolist() == [10] * 6


def test_the_handbook_without_partners_gives_the_count_away():
    table = SumTable.of(np.array([[14, 7, 22], [31, 12, 9], [18, 25, 3]]), width=10)
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[[0, 1, 2], [1, 2, 2]] = True
    assert interval_widths(table, hidden=hidden)[0, 1] == 0


@pytest.mark.parametrize("seed", range(40))
def test_widths_are_those_of_the_linear_programme(seed):
    rng = np.random.default_rng(seed)
    cells = rng.poisson(rng.gamma(0.7, 6, (int(rng.integers(1, 6)), int(rng.integers(1, 5)))))
    counts = with_sums(cells)
    hidden = rng.random(counts.shape) < rng.uniform(0.2, 0.9)
    found = interval_widths(SumTable.of(cells, width=40), hidden=hidden)
    np.testing.assert_allclose(found, np.minimum(widths_by_linear_programme(counts, hidden), 40), atol=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_hidden_is_wide_enough(seed):
    rng = np.random.default_rng(seed)
    cells = rng.poisson(rng.gamma(0.7, 8, (int(rng.integers(1, 8)), int(rng.integers(1, 6)))))
    counts = with_sums(cells)
    primary = (counts > 0) & (counts < 5)
    hidden, n_narrow = hide_secondary(SumTable.of(cells, width=10), hidden=primary)
    assert n_narrow == 0
    assert (hidden >= primary).all()
    assert (widths_by_linear_programme(counts, hidden)[hidden] >= 10 - 1e-6).all()


def test_a_zero_is_no_partner():
    cells = np.array([[3, 0, 40], [30, 0, 40], [20, 20, 20]])
    hidden = np.zeros((4, 4), dtype=bool)
    hidden[0, 0] = True
    result, _ = hide_secondary(SumTable.of(cells, width=10), hidden=hidden)
    assert not result[with_sums(cells) == 0].any()


def test_nothing_small_means_nothing_hidden():
    cells = np.full((6, 4), 50)
    result, n_narrow = hide_secondary(SumTable.of(cells, width=10), hidden=np.zeros((7, 5), dtype=bool))
    assert not result.any()
    assert n_narrow == 0


def test_the_smallest_sufficient_partner_is_taken():
    """Any of the other categories would cover the 8 of the first area; the smallest that reaches 10 with it goes."""
    cells = np.array([[8, 500, 30, 90], [200, 500, 300, 90]])
    hidden = np.zeros((3, 5), dtype=bool)
    hidden[:2, 0] = True
    result, _ = hide_secondary(SumTable.of(cells, width=10), hidden=hidden)
    assert set(map(tuple, np.argwhere(result).tolist())) == {(0, 0), (1, 0), (0, 2), (1, 2)} or result.sum() == 4


def test_lower_bounds_known_from_elsewhere_take_room_away():
    """A count of 30 of which 28 were shown before can fall by 2 only."""
    cells = np.array([[3, 30], [30, 30]])
    table = SumTable.of(cells, width=10)
    hidden = np.zeros((3, 3), dtype=bool)
    hidden[:2, :2] = True
    assert interval_widths(table, hidden=hidden)[0, 0] == 10
    table.low[0, 1] = table.low[1, 0] = 28
    assert interval_widths(table, hidden=hidden)[0, 0] == 5
