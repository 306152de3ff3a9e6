from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.places.concentration import (
    concentration_share,
    generalised_gini,
    gini,
    incident_share_of_busiest,
)


def test_an_even_spread_has_a_gini_of_zero() -> None:
    assert gini([3] * 7) == pytest.approx(0.0)
    assert concentration_share([3] * 8) == 0.5
    assert incident_share_of_busiest([3] * 8, place_share=0.25) == 0.25


def test_sparse_incidents_never_twice_at_one_place_are_not_concentrated() -> None:
    counts = [1] * 8 + [0] * 12
    assert gini(counts) == pytest.approx(0.6)
    assert generalised_gini(counts) == pytest.approx(0.0)


def test_everything_at_one_place() -> None:
    counts = [30] + [0] * 9
    assert gini(counts) == pytest.approx(0.9)
    assert gini(counts, corrected=True) == pytest.approx(1.0)
    assert concentration_share(counts) == 0.1


def test_rounding_does_not_add_a_place() -> None:
    counts = [1] * 100
    assert concentration_share(counts, incident_share=0.55) == 0.55
    assert concentration_share(counts, incident_share=0.07) == 0.07


def test_all_incidents_need_all_places_hit() -> None:
    assert concentration_share([5, 1, 1, 0], incident_share=1.0) == 0.75


def test_with_as_many_incidents_as_places_the_two_ginis_are_one() -> None:
    counts = np.random.default_rng(1).poisson(2, size=300)
    assert generalised_gini(counts) == pytest.approx(gini(counts))


def test_one_incident_cannot_be_corrected() -> None:
    assert generalised_gini([1, 0, 0]) == pytest.approx(0.0)
    with pytest.raises(MethodError) as caught:
        generalised_gini([1, 0, 0], corrected=True)
    assert caught.value.code == "concentration.correction-undefined"


@pytest.mark.parametrize("measure", [concentration_share, gini, generalised_gini])
def test_without_incidents_nothing_is_concentrated(measure) -> None:
    with pytest.raises(MethodError) as caught:
        measure([0, 0, 0])
    assert caught.value.code == "concentration.no-incidents"


@pytest.mark.parametrize("counts", [[-1, 2], [np.nan, 2], [0.5, 2], [[1, 2]], ["a"]])
def test_what_is_no_count_is_refused(counts) -> None:
    with pytest.raises(InputError) as caught:
        gini(counts)
    assert caught.value.code == "places.counts-invalid"


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, np.nan])
def test_a_share_lies_within_zero_and_one(share: float) -> None:
    with pytest.raises(MethodError) as caught:
        concentration_share([1, 2], incident_share=share)
    assert caught.value.code == "concentration.share-invalid"
