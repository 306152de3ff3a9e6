from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import binomtest

from plateia.errors import MethodError
from plateia.measures.areas.comparison import compare_areas, compare_two_counts, placebo_share
from plateia.measures.areas.dispersion_model import DispersionModel


@pytest.mark.parametrize(("before", "after", "weight"), [(0, 6, 1.0), (9, 2, 1.0), (30, 41, 2.5), (4, 0, 0.3)])
def test_exact_p_equals_scipy(before: int, after: int, weight: float) -> None:
    found = compare_two_counts(before, after, exposure_after=weight)
    assert found.p == pytest.approx(binomtest(after, before + after, weight / (1 + weight)).pvalue)


@pytest.mark.parametrize("dispersion", [1.0, 1.6, 4.0])
@pytest.mark.parametrize("exposures", [(1, 1), (12, 5), (3, 20), (20_000, 24_000), (1, 0.03)])
def test_central_p_and_interval_agree_on_all_counts(exposures: tuple[float, float], dispersion: float) -> None:
    for before, after in itertools.product([*range(16), 22, 35, 60], repeat=2):
        if before + after == 0:
            continue
        found = compare_two_counts(
            before, after, exposure_before=exposures[0], exposure_after=exposures[1], dispersion=dispersion
        )
        assert (found.central_p < 0.05) == (not found.low <= 1 <= found.high), (before, after)
        if exposures == (1, 1) or dispersion > 1:
            assert found.central_p == pytest.approx(found.p, abs=1e-6)


def test_central_p_is_twice_the_smaller_tail() -> None:
    """One-sided p-values of scipy."""
    for before, after, weight in ((9, 2, 1.0), (30, 41, 2.5), (4, 0, 0.3), (3, 9, 0.8)):
        found = compare_two_counts(before, after, exposure_after=weight)
        share = weight / (1 + weight)
        tails = [binomtest(after, before + after, share, alternative=side).pvalue for side in ("less", "greater")]
        assert found.central_p == pytest.approx(min(1.0, 2 * min(tails)))


def test_where_exposures_differ_two_exact_tests_can_disagree() -> None:
    disagreeing = [
        (before, after)
        for before, after in itertools.product(range(30), range(1, 30))
        for found in [compare_two_counts(before, after, exposure_before=12, exposure_after=5)]
        if (found.p < 0.05) != (found.central_p < 0.05)
    ]
    assert disagreeing


def test_empty_periods_have_open_ends() -> None:
    assert compare_two_counts(0, 6).ratio == np.inf
    assert compare_two_counts(0, 6).high == np.inf
    assert compare_two_counts(4, 0, dispersion=2.0).low == 0
    assert compare_two_counts(0, 6, dispersion=2.0).high == np.inf


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(MethodError, match=r"comparison\.no-incidents"):
        compare_two_counts(0, 0)
    with pytest.raises(MethodError, match=r"comparison\.exposure-invalid"):
        compare_two_counts(1, 2, exposure_after=0)
    with pytest.raises(MethodError, match=r"comparison\.no-incidents"):
        compare_areas([0, 0], [3, 4], dispersion=1.0)


@pytest.mark.parametrize("model", [1.0, 2.0, DispersionModel(form="negative_binomial", theta=18.0)])
def test_p_and_interval_tell_the_same_story(model: float | DispersionModel) -> None:
    rng = np.random.default_rng(31)
    before, after = rng.poisson(20, 1500), rng.poisson(20, 1500) + rng.binomial(1, 0.3, 1500) * 15
    changes = compare_areas(before, after, dispersion=model)
    assert ((changes.p <= 0.05) == ((changes.low > 1) | (changes.high < 1))).mean() >= 0.999
    inside = (changes.low <= changes.ratio_to_city) & (changes.ratio_to_city <= changes.high)
    assert inside.all()


def test_the_citys_own_trend_is_no_news() -> None:
    before = np.array([20, 40, 60, 80] * 10)
    changes = compare_areas(before, 2 * before, dispersion=1.5)
    assert changes.city_ratio == 2
    assert changes.ratio_to_city == pytest.approx(np.ones(40))
    assert changes.z == pytest.approx(np.zeros(40))
    assert (changes.p > 0.9).all()


def test_areas_not_covered_or_empty_stay_missing() -> None:
    changes = compare_areas([10, np.nan, 0, 12], [12, 5, 0, 9], dispersion=2.0)
    for column in (changes.ratio_to_city, changes.low, changes.high, changes.p, changes.z):
        assert np.isnan(column).tolist() == [False, True, True, False]


def test_placebo_share_is_five_percent_where_the_model_is_right() -> None:
    rng = np.random.default_rng(33)
    mean = rng.gamma(2.0, 25.0, 4000)
    before, after = (rng.poisson(mean * rng.gamma(18.0, 1 / 18.0, 4000)) for _ in range(2))
    right = placebo_share(before, after, dispersion=DispersionModel(form="negative_binomial", theta=18.0))
    assert right.share == pytest.approx(0.05, abs=0.012)
    assert right.chance_low < 0.05 < right.chance_high
    assert placebo_share(before, after, dispersion=1.0).share > 0.15
    nothing = placebo_share([1, 2], [1, 1], dispersion=1.0)
    assert nothing.n_areas == 0
    assert np.isnan(nothing.share)
