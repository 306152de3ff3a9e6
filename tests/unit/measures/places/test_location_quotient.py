from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.places.location_quotient import location_quotient


def test_few_events_are_flagged_and_empty_areas_undefined() -> None:
    result = location_quotient([9, 10, 0, 0], [50, 50, 40, 0], 100, 1000)
    assert result.few_events.tolist() == [True, False, True, True]
    assert np.isnan([result.quotient[3], result.low[3], result.high[3]]).all()
    assert result.quotient[2] == 0.0
    assert result.low[2] == 0.0
    assert 0.0 < result.high[2] < 1.5


def test_the_interval_holds_the_quotient_and_grows_with_dispersion() -> None:
    narrow = location_quotient([40, 12], [200, 300], 600, 6000)
    wide = location_quotient([40, 12], [200, 300], 600, 6000, dispersion=3.0)
    for result in (narrow, wide):
        assert np.all((result.low < result.quotient) & (result.quotient < result.high))
    assert np.all((wide.low < narrow.low) & (wide.high > narrow.high))


def test_exposure_is_no_steadier_for_containing_nothing() -> None:
    share = location_quotient([40], [200], 600, 1000)
    rate = location_quotient([40], [200], 600, 1000, totals="exposure")
    assert share.quotient[0] == rate.quotient[0]
    assert rate.high[0] - rate.low[0] > share.high[0] - share.low[0]


def test_a_city_with_one_kind_of_offence_only() -> None:
    result = location_quotient([5, 7], [5, 7], 12, 12)
    np.testing.assert_allclose([result.low, result.high], 1.0, atol=1e-4)


def test_the_whole_city_as_one_area() -> None:
    result = location_quotient([600], [6000], 600, 6000)
    assert result.quotient[0] == 1.0
    assert result.high[0] == 1.0


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_the_interval_covers_one_where_all_areas_are_alike(dispersion: float) -> None:
    rng = np.random.default_rng(4)
    covered = []
    for _ in range(300):
        means = np.array([[40.0], [160.0]]) * np.ones(20)
        if dispersion > 1:
            kind, others = rng.negative_binomial(means / (dispersion - 1), 1 / dispersion)
        else:
            kind, others = rng.poisson(means)
        totals = kind + others
        result = location_quotient(kind, totals, kind.sum(), totals.sum(), dispersion=dispersion)
        covered.append(np.mean((result.low <= 1.0) & (result.high >= 1.0)))
    assert 0.94 < np.mean(covered) < 0.98


@pytest.mark.parametrize(
    ("counts", "totals", "count", "total"),
    [([5], [4], 10, 20), ([11], [12], 10, 20), ([-1], [4], 10, 20), ([np.nan], [4], 10, 20), ([1, 2], [4], 10, 20)],
)
def test_numbers_that_do_not_add_up_are_refused(
    counts: list[float], totals: list[float], count: float, total: float
) -> None:
    with pytest.raises(InputError) as caught:
        location_quotient(counts, totals, count, total)
    assert caught.value.code == "location_quotient.counts-invalid"


def test_a_city_without_the_kind_has_no_quotients() -> None:
    with pytest.raises(MethodError) as caught:
        location_quotient([0], [4], 0, 20)
    assert caught.value.code == "location_quotient.city-empty"
