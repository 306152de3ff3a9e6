from __future__ import annotations

import time

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.comparison import compare_two_counts
from plateia.measures.areas.dispersion import Dispersion
from plateia.measures.interventions.before_after import before_after_effect, e_test


def test_large_counts_are_quick_and_near_the_normal_test() -> None:
    started = time.process_time()
    found = e_test(100_000, 99_000)
    assert time.process_time() - started < 5
    assert found.p == pytest.approx(0.0250, abs=2e-4)
    assert (found.low, found.high) == pytest.approx((126, 1874), abs=3)


def test_an_empty_period_is_tested_and_two_are_refused() -> None:
    assert e_test(0, 8).p < 0.05
    assert e_test(0, 8).high < 0
    with pytest.raises(MethodError, match=r"comparison\.no-incidents"):
        e_test(0, 0)
    with pytest.raises(MethodError, match=r"comparison\.exposure-invalid"):
        e_test(1, 2, exposure_2=0)
    with pytest.raises(MethodError, match=r"comparison\.no-incidents"):
        before_after_effect(0, 0)


@pytest.mark.parametrize("wrong", [-1, 2.5, float("nan")])
def test_only_whole_counts_are_taken(wrong: float) -> None:
    with pytest.raises(InputError, match=r"counts\."):
        e_test(wrong, 3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"counts\."):
        before_after_effect(3, wrong)  # type: ignore[arg-type]


def test_several_numbers_are_no_count() -> None:
    with pytest.raises(InputError, match=r"counts\.not-single"):
        e_test([1, 2], 3)  # type: ignore[arg-type]


def test_a_hypothesis_beyond_the_counts_is_rejected() -> None:
    assert e_test(3, 4, difference=40.0).p < 1e-6
    assert e_test(3, 4, difference=-40.0).p < 1e-6


def test_ratio_is_that_of_the_period_comparison() -> None:
    past = Dispersion(phi=2.0, n=60)
    found = before_after_effect(38, 52, exposure_before=6, exposure_after=12, dispersion=past)
    compared = compare_two_counts(38, 52, exposure_before=6, exposure_after=12, dispersion=past)
    assert (found.ratio, found.low, found.high, found.p) == (compared.ratio, compared.low, compared.high, compared.p)
    assert found.dispersion.n == 60
    assert "dispersion_from_past" in found.assumptions
    assert found.averted.estimate == pytest.approx(24)


def test_p_and_interval_tell_one_story_over_unequal_periods() -> None:
    for before in range(0, 40, 3):
        for after in range(1, 30, 2):
            found = before_after_effect(before, after, exposure_before=12, exposure_after=5)
            clear = not found.low <= 1 <= found.high
            assert (found.p < 0.05) == clear, (before, after)
            assert (found.averted.low > 0 or found.averted.high < 0) == clear


def test_open_ends() -> None:
    assert before_after_effect(0, 6).ratio == np.inf
    averted = before_after_effect(0, 6).averted
    assert averted.low == pytest.approx(-13.06, abs=0.01)
    assert averted.estimate == -6
    gone = before_after_effect(9, 0).averted
    assert gone.estimate == 9
    assert 0 < gone.low < 9 < gone.high


def test_a_difference_to_test_is_a_number() -> None:
    for unknown in (float("nan"), float("inf")):
        with pytest.raises(MethodError, match=r"comparison\.difference-invalid"):
            e_test(3, 4, difference=unknown)


def test_the_interval_holds_the_difference_that_is_not_rejected() -> None:
    """6 against 15: p is 0.0503 at a difference of 0, and below 0.05 at those next to it."""
    for counts in ((6, 15), (15, 6)):
        found = e_test(*counts)
        assert found.p > 0.05
        assert found.low <= 0 <= found.high
