from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.places.repeats import repeat_places


def test_shares_refer_to_places_hit_and_to_all_incidents() -> None:
    result = repeat_places([4, 2, 1, 1, 0, 0], rng=np.random.default_rng(1), n_places=100)
    assert (result.n_incidents, result.n_places_hit, result.n_places_with_repeats) == (8, 4, 2)
    assert result.share_of_places_with_repeats == 0.5
    assert result.share_of_incidents_at_repeats == 0.75


def test_without_the_number_of_places_nothing_is_said_about_chance() -> None:
    result = repeat_places([4, 2, 1, 1], rng=np.random.default_rng(1))
    assert result.n_places is None
    assert np.isnan([result.expected_places_mean, result.expected_incidents_low, result.expected_incidents_high]).all()


def test_chance_agrees_with_the_birthday_problem() -> None:
    # 23 incidents at 365 places: each is alone with probability (364/365)**22.
    result = repeat_places([1] * 21 + [2], rng=np.random.default_rng(2), n_places=365, n_simulations=4000)
    assert result.expected_incidents_mean == pytest.approx(1 - (364 / 365) ** 22, abs=0.005)


def test_incidents_dealt_at_random_lie_within_the_band() -> None:
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(60):
        counts = rng.multinomial(400, np.full(1000, 0.001))
        result = repeat_places(counts, rng=rng, n_places=1000, n_simulations=199)
        inside += (
            result.expected_incidents_low <= result.share_of_incidents_at_repeats <= result.expected_incidents_high
        )
    assert inside >= 51


def test_one_incident_cannot_repeat() -> None:
    result = repeat_places([1], rng=np.random.default_rng(4), n_places=10)
    assert result.share_of_places_with_repeats == 0.0
    assert result.expected_incidents_high == 0.0


def test_fewer_places_than_were_hit_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        repeat_places([1, 1, 1], rng=np.random.default_rng(5), n_places=2)
    assert caught.value.code == "places.fewer-than-hit"


def test_no_incidents_have_no_repeats() -> None:
    with pytest.raises(MethodError) as caught:
        repeat_places([0, 0], rng=np.random.default_rng(6), n_places=2)
    assert caught.value.code == "concentration.no-incidents"
