from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.interventions.rate_ratio import conditional_rate_ratio, relative_incidence_rate_ratio


def test_a_zero_adds_a_half_to_all_and_says_so() -> None:
    found = relative_incidence_rate_ratio(treated=(9, 0), comparison=(10, 11))
    assert found.zero_corrected
    assert found.assumptions[-1] == "half_added_to_each_count"
    assert found.ratio == pytest.approx((0.5 / 9.5) / (11.5 / 10.5))
    assert np.isfinite([found.low, found.high, found.averted.low, found.averted.high]).all()


def test_averted_events_are_those_the_comparison_lets_expect() -> None:
    found = relative_incidence_rate_ratio(treated=(120, 84), comparison=(118, 112))
    assert found.averted.estimate == pytest.approx(120 * 112 / 118 - 84)
    assert found.averted.low < 0 < found.averted.high


def test_growing_dispersion_counts_areas_apart() -> None:
    growing = DispersionModel(form="negative_binomial", theta=20.0)
    found = relative_incidence_rate_ratio(treated=(40, 40), comparison=([20, 20], [20, 20]), dispersion=growing)
    assert found.se is not None
    assert found.se**2 == pytest.approx(3 * 2 / 40 + 2 * 2 / 40)


def test_conditional_form_at_the_ends() -> None:
    gone = conditional_rate_ratio(treated=(9, 0), comparison=(10, 11))
    assert (gone.ratio, gone.low) == (0, 0)
    assert gone.averted.estimate == pytest.approx(9 * 11 / 10)
    only_after = conditional_rate_ratio(treated=(0, 9), comparison=(10, 11))
    assert (only_after.ratio, only_after.high) == (np.inf, np.inf)
    assert only_after.averted.estimate == pytest.approx(-9)


def test_what_has_no_events_is_refused() -> None:
    with pytest.raises(MethodError, match=r"rate_ratio\.no-incidents"):
        relative_incidence_rate_ratio(treated=(0, 0), comparison=(3, 4))
    with pytest.raises(MethodError, match=r"rate_ratio\.no-incidents"):
        conditional_rate_ratio(treated=(0, 4), comparison=(0, 4))
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        relative_incidence_rate_ratio(treated=(3, 4.5), comparison=(3, 4))


@pytest.mark.parametrize(("means", "at_least"), [((10, 3, 10, 10), 0.89), ((30, 15, 30, 30), 0.93)])
def test_averted_events_of_the_conditional_form_hold_the_truth(means: tuple[int, ...], at_least: float) -> None:
    rng = np.random.default_rng(1)
    truth = means[0] * means[3] / means[2] - means[1]
    held = []
    for _ in range(300):
        before, after, other_before, other_after = rng.poisson(means).tolist()
        found = conditional_rate_ratio(treated=(before, after), comparison=(other_before, other_after))
        assert found.averted.low <= found.averted.estimate <= found.averted.high
        assert (found.averted.low > 0) == (found.high < 1)
        assert (found.averted.high < 0) == (found.low > 1)
        held.append(found.averted.low <= truth <= found.averted.high)
    assert np.mean(held) >= at_least


def test_averted_events_of_the_conditional_form_are_expected_less_recorded() -> None:
    found = conditional_rate_ratio(treated=(12, 3), comparison=(10, 9))
    assert found.averted.estimate == pytest.approx(12 * 9 / 10 - 3)
