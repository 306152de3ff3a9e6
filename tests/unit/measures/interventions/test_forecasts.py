from __future__ import annotations

import pytest

from plateia.errors import InputError
from plateia.measures.interventions.forecasts import brier_score


def test_always_one_half_gets_a_quarter() -> None:
    found = brier_score([0.5] * 8, [1, 0] * 4)
    assert (found.score, found.skill, found.n_groups) == (0.25, 0, 1)


def test_perfect_and_opposite() -> None:
    assert brier_score([1, 0, 1], [True, False, True]).skill == 1
    assert brier_score([0, 1], [1, 0]).score == 1


def test_a_single_expectation_has_no_interval() -> None:
    found = brier_score([0.7], [1])
    assert found.score == pytest.approx(0.09)
    assert (found.low, found.high, found.skill) == (None, None, None)


def test_limits_are_those_of_students_t() -> None:
    found = brier_score([0.9, 0.6, 0.2, 0.4], [1, 1, 0, 1])
    # Squared distances 0.01, 0.16, 0.04, 0.36; t(3) = 3.1824.
    assert found.score == pytest.approx(0.1425)
    assert found.high == pytest.approx(0.1425 + 3.1824 * 0.1586 / 2, abs=1e-3)
    assert found.low == 0


@pytest.mark.parametrize(("stated", "came"), [([], []), ([1.2], [1]), ([0.5], [0.5]), ([float("nan")], [1])])
def test_values_are_checked(stated: list[float], came: list[float]) -> None:
    with pytest.raises(InputError, match=r"forecasts\.values-invalid"):
        brier_score(stated, came)
