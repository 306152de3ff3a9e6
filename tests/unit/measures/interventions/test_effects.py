from __future__ import annotations

import math

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.dispersion_model import as_dispersion_model
from plateia.measures.interventions.effects import averted_by_ratio, normal_difference, paired_counts, whole_counts
from plateia.measures.interventions.rate_ratio import relative_incidence_rate_ratio


def test_areas_without_events_have_no_say_in_the_dispersion() -> None:
    found = paired_counts(([0, 5], [0, 7]), name="treated", model=as_dispersion_model(2.0))
    assert (found.before, found.after, found.factor, found.variance) == (5, 7, 2, 24)
    assert paired_counts((0, 0), name="treated", model=as_dispersion_model(2.0)).factor == 2


@pytest.mark.parametrize("wrong", [-1, 0.5, float("nan"), float("inf")])
def test_counts_are_whole_and_known(wrong: float) -> None:
    with pytest.raises(InputError, match=r"counts\."):
        whole_counts([1, wrong], name="treated")


def test_nothing_happened_is_no_result() -> None:
    with pytest.raises(MethodError, match=r"interventions\.no-incidents"):
        normal_difference(0.0, variance=0.0, level=0.95)


@pytest.mark.parametrize("pair", [(1, 2, 3), (4,), ([], []), ()])
def test_a_pair_has_two_parts_with_numbers(pair: tuple[object, ...]) -> None:
    with pytest.raises(InputError, match=r"counts\.shapes-differ"):
        paired_counts(pair, name="treated", model=as_dispersion_model(1.0))  # type: ignore[arg-type]


def test_what_may_be_missing_is_whole_all_the_same() -> None:
    assert np.isnan(whole_counts([1, float("nan")], name="counts", may_be_missing=True)).tolist() == [False, True]
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        whole_counts([1.5, float("nan")], name="counts", may_be_missing=True)


@pytest.mark.parametrize(
    ("ratio", "low", "high"), [(0.7, 0.5, 0.98), (0.7, 0.49, 1.0), (0.8, 0.5, 1.28), (1.6, 1.28, 2.0)]
)
def test_averted_with_one_side_certain_has_limits_in_closed_form(ratio: float, low: float, high: float) -> None:
    only_expected = averted_by_ratio(100.0, ratio=ratio, low=low, high=high, share_of_expected=1.0)
    recorded = 100 * ratio
    assert (only_expected.low, only_expected.high) == pytest.approx(
        (recorded / high - recorded, recorded / low - recorded)
    )
    only_recorded = averted_by_ratio(100.0, ratio=ratio, low=low, high=high, share_of_expected=0.0)
    assert (only_recorded.low, only_recorded.high) == pytest.approx((100 * (1 - high), 100 * (1 - low)))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("reach", [0.1, 0.34, 0.36, 2.0, 7.0])
def test_averted_leaves_out_no_effect_when_the_ratio_does(share: float, reach: float) -> None:
    low, high = 0.7 * math.exp(-reach), 0.7 * math.exp(reach)
    found = averted_by_ratio(100.0, ratio=0.7, low=low, high=high, share_of_expected=share)
    assert found.low < found.estimate < found.high
    assert (found.low > 0) == (high < 1)
    assert math.isfinite(found.high)


def test_a_ratio_without_limits_leaves_averted_without_limits() -> None:
    found = averted_by_ratio(100.0, ratio=0.7, low=0.0, high=math.inf, share_of_expected=0.5)
    assert (found.low, found.high) == (-math.inf, math.inf)


@pytest.mark.parametrize(("before", "after", "other"), [(60, 36, 60), (60, 18, 300), (100, 100, 1000)])
def test_averted_holds_the_truth_as_often_as_promised(before: float, after: float, other: float) -> None:
    rng = np.random.default_rng(2)
    draws = rng.poisson([before, after, other, other], size=(1000, 4))
    averted = [
        relative_incidence_rate_ratio(treated=(row[0], row[1]), comparison=(row[2], row[3])).averted for row in draws
    ]
    held = np.mean([one.low <= before - after <= one.high for one in averted])
    assert 0.93 <= held <= 0.975
