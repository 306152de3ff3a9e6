"""Effects on counts: what exchange, scale and order may not alter, and how often chance alone is called an effect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.interventions.before_after import before_after_effect, e_test, e_test_p
from plateia.measures.interventions.count_prior import fit_count_prior
from plateia.measures.interventions.displacement import Weights, displacement_quotient, weighted_displacement_difference
from plateia.measures.interventions.forecasts import brier_score
from plateia.measures.interventions.point_pattern import difference_of_shares, spatial_pattern_test
from plateia.measures.interventions.power import (
    attained_power,
    minimum_detectable_reduction,
    required_count,
)
from plateia.measures.interventions.rate_ratio import conditional_rate_ratio, relative_incidence_rate_ratio
from plateia.measures.interventions.ratings import cohens_kappa
from plateia.measures.interventions.regression_to_mean import hauer_effect

COUNT = st.integers(0, 400)
SOME = st.integers(1, 400)


@given(SOME, COUNT, st.sampled_from([0.5, 1.0, 3.0]))
@settings(max_examples=60, deadline=None)
def test_e_test_of_exchanged_periods_mirrors_itself(one: int, other: int, longer: float) -> None:
    forth, back = e_test(one, other, exposure_2=longer), e_test(other, one, exposure_1=longer)
    assert back.p == pytest.approx(forth.p, abs=1e-9)
    assert (back.low, back.high) == pytest.approx((-forth.high, -forth.low), abs=1e-4)
    assert forth.low <= forth.difference <= forth.high


@given(SOME, COUNT, st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_e_test_does_not_depend_on_the_unit_of_exposure(one: int, other: int, unit: float) -> None:
    plain, scaled = e_test(one, other), e_test(one, other, exposure_1=unit, exposure_2=unit)
    assert scaled.p == pytest.approx(plain.p, abs=1e-9)
    assert scaled.high * unit == pytest.approx(plain.high, abs=1e-4)


@given(COUNT, SOME, st.sampled_from([1.0, 2.0]), st.sampled_from([0.5, 1.0, 2.0]))
def test_averted_events_tell_the_story_of_the_ratio(before: int, after: int, phi: float, longer: float) -> None:
    found = before_after_effect(before, after, exposure_after=longer, dispersion=phi)
    assert found.averted.low <= found.averted.estimate <= found.averted.high
    assert found.averted.estimate == pytest.approx(before * longer - after, abs=1e-6)
    assert (found.averted.low > 0) == (found.high < 1)
    assert (found.averted.high < 0) == (found.low > 1)


@given(COUNT, COUNT, SOME, COUNT, COUNT, COUNT)
def test_exchange_of_periods_turns_the_difference_round(t0: int, t1: int, c0: int, c1: int, d0: int, d1: int) -> None:
    forth = weighted_displacement_difference(treated=(t0, t1), comparison=(c0, c1), displacement=(d0, d1))
    back = weighted_displacement_difference(treated=(t1, t0), comparison=(c1, c0), displacement=(d1, d0))
    assert back.total.estimate == -forth.total.estimate
    assert back.total.p == pytest.approx(forth.total.p)
    twice = Weights(before=2, after=2)
    halved = weighted_displacement_difference(
        treated=(t0, t1), comparison=(c0, c1), displacement=(d0, d1), weights=twice
    )
    assert halved.total.estimate == pytest.approx(forth.total.estimate / 2)
    assert halved.total.p == pytest.approx(forth.total.p)


@given(SOME, SOME, SOME, SOME)
@settings(max_examples=50, deadline=None)
def test_exchange_of_areas_inverts_the_rate_ratio(t0: int, t1: int, c0: int, c1: int) -> None:
    for measure in (relative_incidence_rate_ratio, conditional_rate_ratio):
        forth, back = measure(treated=(t0, t1), comparison=(c0, c1)), measure(treated=(c0, c1), comparison=(t0, t1))
        assert back.ratio == pytest.approx(1 / forth.ratio, rel=1e-6)
        assert back.low == pytest.approx(1 / forth.high, rel=1e-5)
        assert back.p == pytest.approx(forth.p, abs=1e-9)
        assert forth.averted.low <= forth.averted.estimate <= forth.averted.high


@given(st.lists(st.tuples(COUNT, COUNT), min_size=2, max_size=6), SOME, SOME)
def test_areas_given_apart_or_added_up_agree_at_one_dispersion(rows: list[tuple[int, int]], c0: int, c1: int) -> None:
    before, after = np.array(rows).T
    apart = weighted_displacement_difference(treated=(before, after), comparison=(c0, c1), dispersion=2.0)
    whole = weighted_displacement_difference(treated=(before.sum(), after.sum()), comparison=(c0, c1), dispersion=2.0)
    assert apart.total == whole.total
    growing = DispersionModel(form="negative_binomial", theta=20.0)
    apart = weighted_displacement_difference(treated=(before, after), comparison=(c0, c1), dispersion=growing)
    whole = weighted_displacement_difference(
        treated=(before.sum(), after.sum()), comparison=(c0, c1), dispersion=growing
    )
    assert apart.total.se <= whole.total.se + 1e-9


@given(st.integers(1, 300), st.integers(0, 300), SOME, SOME, SOME, SOME)
def test_the_quotient_exists_exactly_where_the_area_fell_against_its_comparison(
    t0: int, t1: int, c0: int, c1: int, d0: int, d1: int
) -> None:
    found = displacement_quotient(treated=(t0, t1), comparison=(c0, c1), displacement=(d0, d1))
    assert (found.quotient is None) == (found.success >= 0) == (found.reason is not None)


@given(st.floats(0.05, 0.9), st.sampled_from(["before_after", "wdd", "rate_ratio"]), st.integers(1, 6))
def test_power_figures_agree_with_each_other(reduction: float, design: str, treated: int) -> None:
    needed = required_count(reduction, design=design, n_treated=treated, dispersion=1.7)  # type: ignore[arg-type]
    assert needed.count is not None
    if needed.count < 40:
        return
    reached = attained_power(reduction, needed.count, design=design, n_treated=treated, dispersion=1.7)  # type: ignore[arg-type]
    assert reached == pytest.approx(0.8, abs=0.01)
    smallest = minimum_detectable_reduction(needed.count, design=design, n_treated=treated, dispersion=1.7)  # type: ignore[arg-type]
    assert smallest.share == pytest.approx(reduction, rel=0.02)


@given(st.permutations(range(12)))
def test_order_of_areas_changes_no_pattern(order: list[int]) -> None:
    rng = np.random.default_rng(5)
    base, test = rng.poisson(20, 12), rng.poisson(24, 12)
    straight, mixed = difference_of_shares(base, test), difference_of_shares(base[order], test[order])
    np.testing.assert_allclose(mixed.adjusted_p, straight.adjusted_p[order])


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.8, 1.0]), st.booleans()), min_size=1, max_size=40))
def test_brier_score_is_the_sum_of_its_parts(rows: list[tuple[float, bool]]) -> None:
    stated, came = zip(*rows, strict=True)
    found = brier_score(stated, came)
    assert found.reliability - found.resolution + found.uncertainty == pytest.approx(found.score)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=50))
def test_kappa_does_not_depend_on_who_is_first(rows: list[tuple[str, str]]) -> None:
    one, other = zip(*rows, strict=True)
    forth, back = cohens_kappa(one, other), cohens_kappa(other, one)
    assert forth.kappa == back.kappa or forth.kappa == pytest.approx(back.kappa)
    assert forth.kappa is None or forth.kappa <= 1


@pytest.mark.parametrize(("before", "after"), [(4.0, 2.0), (8.0, 8.0), (12.0, 3.0)])
def test_exact_intervals_cover(before: float, after: float) -> None:
    """Summed over all outcomes: at least 94 %, and 92 % for the E-test, which holds its level only nearly."""
    held, seen = np.zeros(3), 0.0
    for x in range(int(before + 6 * before**0.5 + 4)):
        for y in range(int(after + 6 * after**0.5 + 4)):
            chance = poisson.pmf(x, before) * poisson.pmf(y, after)
            if x + y == 0 or chance < 1e-6:
                continue
            found = before_after_effect(x, y)
            inside = [
                found.low <= after / before <= found.high,
                found.averted.low - 1e-9 <= before - after <= found.averted.high + 1e-9,
                e_test_p((x, y), (1.0, 1.0), difference=before - after) > 0.05,
            ]
            held += chance * np.array(inside)
            seen += chance
    ratio, averted, e_interval = held / seen
    assert min(ratio, averted) >= 0.94
    assert e_interval >= 0.92


@pytest.mark.parametrize("true_ratio", [1.0, 0.4])
def test_conditional_intervals_cover(true_ratio: float) -> None:
    rng = np.random.default_rng(3)
    held = 0
    for t0, c0, c1, t1 in rng.poisson([12, 15, 15, 12 * true_ratio], (300, 4)):
        found = conditional_rate_ratio(treated=(int(t0), int(t1)), comparison=(int(c0), int(c1)))
        held += found.low <= true_ratio <= found.high
    assert held / 300 >= 0.94


@pytest.mark.parametrize("mean", [30.0, 120.0])
def test_five_percent_are_called_an_effect_where_nothing_was_done(mean: float) -> None:
    """Counts whose own rates move (theta 20): the dispersion of the past keeps the level, Poisson does not."""
    rng = np.random.default_rng(11)
    theta, n = 20.0, 1500
    growing = DispersionModel(form="negative_binomial", theta=theta)
    # One treated area, five for comparison, two periods each.
    counts = rng.poisson(mean * rng.gamma(theta, 1 / theta, (n, 2, 6)))
    flagged = {"wdd": 0, "ratio": 0, "poisson": 0}
    for before, after in counts:
        treated, comparison = (before[0], after[0]), (before[1:], after[1:])
        weights = Weights(comparison=5.0)
        flagged["wdd"] += (
            weighted_displacement_difference(
                treated=treated, comparison=comparison, dispersion=growing, weights=weights
            ).total.p
            <= 0.05
        )
        flagged["ratio"] += (
            relative_incidence_rate_ratio(treated=treated, comparison=comparison, dispersion=growing).p <= 0.05
        )
        flagged["poisson"] += relative_incidence_rate_ratio(treated=treated, comparison=comparison).p <= 0.05
    assert 0.03 <= flagged["wdd"] / n <= 0.07, flagged
    assert 0.03 <= flagged["ratio"] / n <= 0.07, flagged
    assert flagged["poisson"] / n > 0.12


def test_hauer_interval_covers_where_areas_were_chosen_for_being_high() -> None:
    """The areas highest before fall by themselves: the naive ratio calls that an effect, Hauer's interval does not."""
    rng = np.random.default_rng(19)
    usual = rng.gamma(2.0, 6.0, 3000)
    before, after = rng.poisson(usual), rng.poisson(usual)
    prior = fit_count_prior(before)
    assert prior.rate == pytest.approx(12.0, rel=0.05)
    assert prior.k == pytest.approx(0.5, rel=0.1)
    chosen = np.argsort(before)[-300:]
    found = [
        hauer_effect(expected_before=prior.rate, k=prior.k, observed_before=int(x), observed_after=int(y))
        for x, y in zip(before[chosen], after[chosen], strict=True)
    ]
    covered = np.mean([effect.low <= 1 <= effect.high for effect in found])
    assert 0.93 <= covered <= 0.985
    assert np.mean([effect.naive_ratio for effect in found]) < 0.95
    assert np.mean([effect.ratio for effect in found]) == pytest.approx(1.0, abs=0.05)


def test_difference_of_shares_seldom_flags_the_same_pattern_and_the_sampling_test_often_does() -> None:
    rng = np.random.default_rng(23)
    shares = rng.dirichlet(np.full(30, 2.0))
    flagged, dissimilar = 0, []
    for _ in range(200):
        base, test = rng.multinomial(600, shares), rng.multinomial(600, shares)
        flagged += difference_of_shares(base, test).n_changed > 0
        dissimilar.append(1 - spatial_pattern_test(base, test, rng=rng).similarity)
    assert flagged / 200 <= 0.05
    assert np.mean(dissimilar) > 0.2
