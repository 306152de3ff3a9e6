from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.cost_benefit import BenefitStream, CostBenefit, CostStream, cost_benefit
from plateia.measures.interventions.effects import Averted

COST = CostStream((1000.0, 100.0), "one_off", "city", low_factor=0.9, high_factor=1.4)


def benefit(low: float, estimate: float, high: float) -> BenefitStream:
    return BenefitStream(
        "robbery", Averted(estimate, low, high), 200.0, first_year=1, n_years=3, unit_cost_low=100, unit_cost_high=300
    )


def found(low: float, estimate: float, high: float, seed: int | None = 3) -> CostBenefit:
    rng = None if seed is None else np.random.default_rng(seed)
    return cost_benefit([COST], [benefit(low, estimate, high)], rng=rng, n_samples=2000)


def test_an_effect_that_may_be_nothing_is_not_established() -> None:
    assert not found(-1, 3, 7).established
    assert found(1, 3, 5).established
    assert found(-5, -3, -1).break_even_share is None


def test_draws_follow_the_interval_and_the_seed() -> None:
    one, same, other = found(1, 3, 5), found(1, 3, 5), found(1, 3, 5, seed=4)
    assert one == same
    assert one.simulated != other.simulated
    assert one.simulated is not None
    assert one.simulated.npv_low < one.net_present_value < one.simulated.npv_high
    assert found(1, 3, 5, seed=None).simulated is None


def test_certain_money_and_effect_have_no_spread() -> None:
    certain = cost_benefit(
        [CostStream((1000.0,), "running", "city")],
        [BenefitStream("robbery", Averted(3, 3, 3), 200.0, first_year=1, n_years=3)],
        rng=np.random.default_rng(1),
    )
    assert certain.simulated is not None
    assert certain.simulated.npv_low == pytest.approx(certain.net_present_value)
    assert certain.simulated.npv_high == pytest.approx(certain.net_present_value)


def test_nothing_is_gained_at_the_internal_rate() -> None:
    rate = found(1, 3, 5).internal_rate
    assert rate is not None
    again = cost_benefit([COST], [benefit(1, 3, 5)], discount_rate=rate)
    assert again.net_present_value == pytest.approx(0, abs=1e-5)
    assert found(-7, -3, -1).internal_rate is None


def test_bearers_and_kinds_add_up() -> None:
    both = cost_benefit([COST, CostStream((50.0,), "in_kind", "volunteers")], [benefit(1, 3, 5)])
    assert sum(both.costs_by_bearer.values()) == pytest.approx(both.costs)
    assert set(both.costs_by_kind) == {"one_off", "in_kind"}
    assert both.benefits_by_bearer == {"victims": pytest.approx(both.benefits)}
    assert "benefits_to_victims_not_cash" in both.assumptions
    assert (both.n, both.n_years) == (3, 4)


def test_more_offences_than_recorded_multiply_the_benefit() -> None:
    stream = benefit(1, 3, 5)
    twice = BenefitStream(**{**vars(stream), "multiplier": 2.0})
    assert cost_benefit([COST], [twice]).benefits == pytest.approx(2 * cost_benefit([COST], [stream]).benefits)


@pytest.mark.parametrize(("low", "estimate", "high"), [(2, 1, 3), (float("nan"), 1, 2), (1, 2, float("inf"))])
def test_an_effect_without_limits_is_no_money(low: float, estimate: float, high: float) -> None:
    with pytest.raises(InputError, match=r"cost_benefit\.stream-invalid"):
        found(low, estimate, high)


def test_costs_rates_and_draws_are_checked() -> None:
    with pytest.raises(MethodError, match=r"cost_benefit\.no-costs"):
        cost_benefit([CostStream((0.0,), "running", "city")], [benefit(1, 3, 5)])
    with pytest.raises(MethodError, match=r"cost_benefit\.no-costs"):
        cost_benefit([], [benefit(1, 3, 5)])
    with pytest.raises(MethodError, match=r"cost_benefit\.rate-invalid"):
        cost_benefit([COST], [benefit(1, 3, 5)], discount_rate=-1.0)
    with pytest.raises(MethodError, match=r"cost_benefit\.samples-too-few"):
        cost_benefit([COST], [benefit(1, 3, 5)], rng=np.random.default_rng(1), n_samples=5)
    with pytest.raises(InputError, match=r"cost_benefit\.stream-invalid"):
        cost_benefit([CostStream((-5.0,), "running", "city")], [benefit(1, 3, 5)])


def test_a_rate_beyond_the_search_is_none() -> None:
    """One of a million back after a year: -99.9999 %; a thousand for one: 99,900 %."""
    back = BenefitStream("robbery", Averted(1, 1, 1), 1.0, first_year=1, n_years=1)
    assert cost_benefit([CostStream((1e6,), "one_off", "city")], [back]).internal_rate is None
    much = BenefitStream("robbery", Averted(1, 1, 1), 1000.0, first_year=1, n_years=1)
    assert cost_benefit([CostStream((1.0,), "one_off", "city")], [much]).internal_rate is None


def test_years_are_whole() -> None:
    with pytest.raises(InputError, match=r"cost_benefit\.stream-invalid"):
        cost_benefit([COST], [BenefitStream("robbery", Averted(1, 1, 1), 5.0, first_year=1, n_years=2.5)])  # type: ignore[arg-type]
