from __future__ import annotations

from math import comb

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.permutation import (
    DRAWS,
    changed_units,
    permutation_interval,
    permutation_test,
    treatment_assignments,
)


def _rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_all_assignments_while_there_are_few() -> None:
    few = treatment_assignments(12, 4, rng=_rng())
    assert few.exhaustive
    assert len({tuple(row) for row in few.chosen}) == comb(12, 4)


def test_draws_are_seeded_and_without_repetition_of_a_unit() -> None:
    one, other = (treatment_assignments(60, 10, rng=_rng()) for _ in range(2))
    assert not one.exhaustive
    assert one.smallest_p == 1 / (1 + DRAWS)
    assert (one.chosen == other.chosen).all()
    assert all(len(set(row)) == 10 for row in one.chosen[:200])


def test_half_against_half_has_a_mirror() -> None:
    """Three of six: the other three show the same size of change, so p cannot fall below 2 / 20."""
    test = permutation_test([50] * 6, [10, 11, 9, 50, 51, 49], treated=[0, 1, 2], rng=_rng())
    assert (test.p, test.smallest_p) == (0.1, 0.1)


def test_no_difference_is_no_finding() -> None:
    test = permutation_test([40] * 8, [30] * 8, treated=[0, 1], rng=_rng())
    assert test.p == 1.0


def test_a_small_units_large_swing_is_expected() -> None:
    """A fall by half is striking in a large area, and in a small one nothing out of the ordinary."""
    before, after = np.random.default_rng(2).poisson(800, (2, 24))
    large = permutation_test(np.r_[800, before], np.r_[400, after], treated=[0], rng=_rng())
    small = permutation_test(np.r_[8, before], np.r_[4, after], treated=[0], rng=_rng())
    assert large.p == pytest.approx(1 / 25)
    assert small.p > 0.1


def test_exposure_explains_a_doubling() -> None:
    exposure = np.array([2.0] * 3 + [1.0] * 9)
    after = np.array([81, 79, 82] + [40, 41, 39] * 3)
    test = permutation_test([40] * 12, after, treated=[0, 1, 2], exposure_ratio=exposure, rng=_rng())
    assert test.p > 0.2


def test_the_interval_is_where_the_test_does_not_reject() -> None:
    rng = _rng()
    before, after = rng.poisson(60, 30), rng.poisson(60, 30)
    after[:6] = rng.poisson(40, 6)
    units = changed_units(before, after, treated=np.arange(6))
    assignments = treatment_assignments(30, 6, rng=rng)
    interval = permutation_interval(units, assignments, log_ratio=np.log(2 / 3), level=0.95)
    assert interval is not None

    def p(ratio: float) -> float:
        return permutation_test(before, after, treated=np.arange(6), rate_ratio=ratio, rng=np.random.default_rng(3)).p

    assert p(interval.low * 0.97) < 0.05 < p(interval.low * 1.03)
    assert p(interval.high * 1.03) < 0.05 < p(interval.high * 0.97)


def test_no_interval_where_nothing_can_be_rejected() -> None:
    units = changed_units([40] * 5, [20, 40, 41, 39, 38], treated=[0])
    assignments = treatment_assignments(5, 1, rng=_rng())
    assert permutation_interval(units, assignments, log_ratio=-0.7, level=0.95) is None


def test_nothing_after_the_start_gives_zero_as_lower_limit() -> None:
    units = changed_units([10] * 40, [0] + [10, 9, 11] * 13, treated=[0])
    assignments = treatment_assignments(40, 1, rng=_rng())
    interval = permutation_interval(units, assignments, log_ratio=-3.0, level=0.95)
    assert interval is not None
    assert interval.low == 0.0


@pytest.mark.parametrize(("before", "after"), [([0, 5, 5], [0, 4, 4]), ([0, 0, 0], [1, 2, 3]), ([3, 0, 0], [1, 0, 0])])
def test_units_without_events_cannot_be_compared(before: list[int], after: list[int]) -> None:
    with pytest.raises(MethodError, match=r"permutation\.no-events"):
        permutation_test(before, after, treated=[0], rng=_rng())


@pytest.mark.parametrize("wrong", [2.5, float("nan")])
def test_only_whole_counts_are_reassigned(wrong: float) -> None:
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        permutation_test([3, wrong, 4], [2, 5, 6], treated=[0], rng=_rng())
