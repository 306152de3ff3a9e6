from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError
from plateia.measures.cells.exposure import neighbourhood_excess
from plateia.measures.cells.gi_star import getis_ord_gi_star
from plateia.measures.intervals import false_discovery_q_values
from plateia.tables.cells import cell_of, queen_neighbours

SIDE = 20
COLUMN, ROW = np.divmod(np.arange(SIDE * SIDE), SIDE)
NEAR = queen_neighbours(cell_of(COLUMN * 500.0, ROW * 500.0, cell_m=500))
CROWDED = (COLUMN >= 8) & (COLUMN < 12) & (ROW >= 8) & (ROW < 12)
PEOPLE = np.where(CROWDED, 600.0, 200.0)


def test_sums_and_expectations_are_those_of_cell_and_neighbours() -> None:
    row = queen_neighbours(cell_of(np.arange(30) * 100.0, np.zeros(30), cell_m=100))
    counts = np.arange(30)
    found = neighbourhood_excess(counts, np.ones(30), *row)
    assert found.n[:3].tolist() == [1, 3, 6]
    assert found.expected[:2].tolist() == pytest.approx([2 * counts.mean(), 3 * counts.mean()])


def test_where_people_live_is_hot_to_gi_star_but_no_excess() -> None:
    counts = np.random.default_rng(1).poisson(PEOPLE / 20)
    hot = false_discovery_q_values(getis_ord_gi_star(counts, *NEAR).p) <= 0.05
    assert hot[CROWDED].any()
    assert not (false_discovery_q_values(neighbourhood_excess(counts, PEOPLE, *NEAR).p) <= 0.05).any()


def test_more_than_people_explain_is_found() -> None:
    risk = np.where((COLUMN < 3) & (ROW < 3), 2.5, 1.0)
    found = neighbourhood_excess(np.random.default_rng(2).poisson(PEOPLE / 20 * risk), PEOPLE, *NEAR)
    high = false_discovery_q_values(found.p) <= 0.05
    assert high[0]
    assert not high[(COLUMN > 4) | (ROW > 4)].any()


def test_a_city_of_chance_is_seldom_flagged() -> None:
    rng = np.random.default_rng(3)
    flagged = 0
    for _ in range(60):
        p = neighbourhood_excess(rng.poisson(PEOPLE / 40), PEOPLE, *NEAR).p
        flagged += bool((false_discovery_q_values(p) <= 0.05).any())
    assert flagged <= 7


def test_lasting_differences_widen_the_limits() -> None:
    rng = np.random.default_rng(4)
    blocks = rng.gamma(10, 0.1, (5, 5))[COLUMN // 4, ROW // 4]
    found = neighbourhood_excess(rng.poisson(PEOPLE / 5 * blocks), PEOPLE, *NEAR)
    assert found.tau2 > 0.02


def test_a_neighbourhood_without_exposure_is_not_judged() -> None:
    exposure = np.where(COLUMN < 3, 0.0, 100.0)
    found = neighbourhood_excess(np.full(SIDE * SIDE, 3), exposure, *NEAR)
    assert np.isnan(found.p[COLUMN < 2]).all()
    assert np.isfinite(found.p[COLUMN > 2]).all()


@pytest.mark.parametrize("wrong", [np.nan, -1.0])
def test_exposure_must_be_known(wrong: float) -> None:
    with pytest.raises(InputError, match=r"cells\.exposure-invalid"):
        neighbourhood_excess([1, 2], [1.0, wrong], *queen_neighbours(cell_of([50.0, 150.0], [50.0, 50.0], cell_m=100)))
