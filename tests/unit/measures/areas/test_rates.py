from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.rates import crude_rate, rate_interval, smoothed_rate


def test_no_denominator_is_missing_not_infinite() -> None:
    assert np.isnan(crude_rate([3, 0], [0, np.nan])).all()
    smoothed = smoothed_rate([3, 5, np.nan], [0, 100, 100])
    assert np.isnan(smoothed.rate[[0, 2]]).all()
    assert np.isnan(smoothed.low[[0, 2]]).all()
    assert smoothed.mean_rate == pytest.approx(50)
    with pytest.raises(MethodError, match=r"rates\.no-denominator"):
        smoothed_rate([3], [0])


def test_areas_that_differ_no_more_than_chance_all_get_the_mean() -> None:
    smoothed = smoothed_rate([10, 11, 9, 10], [1000] * 4)
    assert smoothed.between_variance == 0
    assert smoothed.rate.tolist() == [10] * 4
    assert (smoothed.low < 10).all()
    assert (smoothed.high > 10).all()


def test_overdispersed_counts_are_drawn_in_further() -> None:
    counts, residents = np.array([5, 20, 60, 33, 12]), np.array([1000, 1500, 2000, 1800, 900])
    exact, widened = (smoothed_rate(counts, residents, dispersion=phi) for phi in (1.0, 3.0))
    assert (widened.weight < exact.weight).all()
    assert ((widened.rate > widened.low) & (widened.rate < widened.high)).all()


def test_gamma_limits_cover_the_true_rates() -> None:
    rng = np.random.default_rng(3)
    residents = rng.uniform(300, 3000, 2000)
    true = rng.gamma(8.0, 0.01 / 8.0, 2000)
    counts = rng.poisson(true * residents)
    smoothed = smoothed_rate(counts, residents, per=1.0)
    assert ((smoothed.low <= true) & (true <= smoothed.high)).mean() == pytest.approx(0.95, abs=0.015)


def test_wrong_units_are_refused() -> None:
    with pytest.raises(MethodError, match=r"rates\.unit-invalid"):
        crude_rate([1], [10], years=0)
    with pytest.raises(InputError, match=r"counts\.shapes-differ"):
        rate_interval([1, 2], [10])
