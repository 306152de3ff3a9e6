"""Aoristic weights add up to the incidents, hour by hour as a slow count of minutes has it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plateia.measures.incidents.aoristic import aoristic_weights

INTERVALS = st.lists(
    st.tuples(st.integers(-5_000_000, 30_000_000), st.one_of(st.just(0), st.integers(0, 200), st.integers(0, 10_080))),
    min_size=1,
    max_size=20,
)


def minute_by_minute(start: int, length: int) -> np.ndarray:
    hours = np.zeros(168)
    minutes = np.arange(start, start + max(length, 1)) + 3 * 1440
    np.add.at(hours, (minutes // 60) % 168, 1.0 / minutes.size)
    return hours.reshape(7, 24)


@given(INTERVALS)
def test_weights_are_those_of_a_count_of_minutes(intervals: list[tuple[int, int]]) -> None:
    start, length = np.array(intervals, dtype=np.int64).T
    result = aoristic_weights(start, start + length)
    assert result.n_used == len(intervals)
    assert abs(result.weights.sum() - result.n_used) < 1e-9
    np.testing.assert_allclose(result.weights, sum(minute_by_minute(*pair) for pair in intervals), atol=1e-9)


@given(INTERVALS, st.integers(-50, 50))
def test_a_shift_by_weeks_changes_nothing_and_by_a_day_turns_the_table(
    intervals: list[tuple[int, int]], weeks: int
) -> None:
    start, length = np.array(intervals, dtype=np.int64).T
    weights = aoristic_weights(start, start + length).weights
    later = start + weeks * 10_080
    np.testing.assert_allclose(aoristic_weights(later, later + length).weights, weights, atol=1e-9)
    next_day = start + 1440
    np.testing.assert_allclose(
        aoristic_weights(next_day, next_day + length).weights, np.roll(weights, 1, axis=0), atol=1e-9
    )
