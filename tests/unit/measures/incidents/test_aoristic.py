from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.incidents.aoristic import aoristic_weights

DAY = 1440


def minutes(*times: str) -> np.ndarray:
    return np.array(times, dtype="datetime64[m]").astype(np.int64)


def test_a_known_moment_counts_in_its_hour() -> None:
    # 29 February 2016 was a Monday.
    result = aoristic_weights(minutes("2016-02-29T23:59"), minutes("2016-02-29T23:59"))
    assert result.weights[0, 23] == 1.0
    assert result.weights.sum() == 1.0


def test_an_interval_ends_before_its_end() -> None:
    result = aoristic_weights(minutes("2016-02-29T08:00"), minutes("2016-02-29T12:00"))
    np.testing.assert_allclose(result.weights[0, 8:12], 0.25)
    assert result.weights[0, 12] == pytest.approx(0.0, abs=1e-12)


def test_the_week_turns_from_sunday_to_monday() -> None:
    result = aoristic_weights(minutes("2016-03-06T23:00"), minutes("2016-03-07T01:00"))
    assert result.weights[6, 23] == pytest.approx(0.5)
    assert result.weights[0, 0] == pytest.approx(0.5)


def test_an_interval_that_ends_with_the_week() -> None:
    result = aoristic_weights(minutes("2016-03-06T22:00"), minutes("2016-03-07T00:00"))
    np.testing.assert_allclose(result.weights[6, 22:], 0.5)


def test_a_whole_week_is_flat_and_more_is_left_out() -> None:
    start = minutes("2016-03-02T13:37", "2016-03-02T13:37")
    result = aoristic_weights(start, start + np.array([7 * DAY, 7 * DAY + 1]))
    assert (result.n_used, result.n_too_long) == (1, 1)
    np.testing.assert_allclose(result.weights, 1 / 168)


def test_longer_intervals_may_be_let_in() -> None:
    start = minutes("2016-03-02T13:00")
    result = aoristic_weights(start, start + 7 * DAY + 60, max_days=10)
    assert result.weights.sum() == pytest.approx(1.0)
    assert result.weights[2, 13] == pytest.approx(2 / 169)


def test_times_before_1970_keep_their_weekday() -> None:
    # 31 December 1969 was a Wednesday.
    assert aoristic_weights([-1], [-1]).weights[2, 23] == 1.0


def test_no_incidents_give_an_empty_table() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert aoristic_weights(nothing, nothing).weights.sum() == 0.0


def test_an_interval_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InputError, match="1 of 2") as caught:
        aoristic_weights([10, 20], [20, 10])
    assert caught.value.code == "aoristic.interval-reversed"


@pytest.mark.parametrize("latest", [[1.5, 2.5], [1], pd.array([1, None], dtype="Int64")])
def test_times_that_are_no_whole_minutes_are_refused(latest) -> None:
    with pytest.raises(InputError) as caught:
        aoristic_weights([1, 2], latest)
    assert caught.value.code == "aoristic.minutes-invalid"


def test_some_length_must_be_allowed() -> None:
    with pytest.raises(MethodError) as caught:
        aoristic_weights([1], [2], max_days=0)
    assert caught.value.code == "aoristic.max-days-invalid"
