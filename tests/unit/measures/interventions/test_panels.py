from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.panels import check_complete, check_panel, check_start, check_units


@pytest.mark.parametrize("panel", [[1, 2, 3], [[1], [2]], [[1, 2]], np.ones((2, 2, 2))])
def test_a_panel_has_units_and_periods(panel: object) -> None:
    with pytest.raises(InputError, match=r"panel\.shape"):
        check_panel(panel, name="counts")


def test_infinite_and_missing_cells_are_refused() -> None:
    with pytest.raises(InputError, match=r"panel\.infinite"):
        check_panel([[1, np.inf], [2, 3]], name="rates")
    with pytest.raises(InputError, match=r"panel\.gaps"):
        check_complete(np.array([[1, np.nan], [2, 3]]), name="rates")


@pytest.mark.parametrize("units", [[True, False], [5], [-1], [0.5], [], [True] * 4, [False] * 4, [[0, 1]], ["a"]])
def test_units_that_do_not_exist_are_refused(units: object) -> None:
    with pytest.raises(InputError, match=r"panel\.units-invalid"):
        check_units(units, n_units=4, name="treated")


def test_one_position_is_enough() -> None:
    assert check_units(2, n_units=4, name="treated").tolist() == [False, False, True, False]


def test_staggered_starts_are_refused() -> None:
    with pytest.raises(MethodError, match=r"panel\.staggered-start"):
        check_start([2, 3, 0], treated=np.array([True, True, False]), n_periods=6)


@pytest.mark.parametrize("start", [0, 6, -1])
def test_a_start_leaves_periods_on_both_sides(start: int) -> None:
    with pytest.raises(MethodError, match=r"panel\.start-outside"):
        check_start(start, treated=np.array([True, False]), n_periods=6)
