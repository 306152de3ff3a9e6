"""What no change of order, unit or scale may alter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.measures.areas.comparison import compare_areas, compare_two_counts
from plateia.measures.areas.dispersion import comparison_dispersion
from plateia.measures.areas.dispersion_model import DispersionModel, choose_dispersion_model
from plateia.measures.areas.funnel import funnel
from plateia.measures.areas.rates import smoothed_rate
from plateia.measures.areas.standardisation import expected_counts
from plateia.measures.intervals import false_discovery_q_values, poisson_interval

COUNT = st.integers(0, 3000)
PHI = st.floats(1, 8)


@given(COUNT, PHI, PHI)
def test_more_dispersion_never_narrows_an_interval(count: int, one: float, other: float) -> None:
    narrow, wide = (poisson_interval(count, dispersion=phi) for phi in sorted((one, other)))
    assert wide.low <= narrow.low + 1e-9
    assert wide.high >= narrow.high - 1e-9
    assert narrow.low <= count <= narrow.high


@given(COUNT, COUNT, st.floats(0.01, 100), st.sampled_from([1.0, 2.0]))
def test_scaling_both_exposures_changes_nothing(before: int, after: int, factor: float, phi: float) -> None:
    if before + after == 0:
        return
    one = compare_two_counts(before, after, exposure_before=2, exposure_after=3, dispersion=phi)
    other = compare_two_counts(before, after, exposure_before=2 * factor, exposure_after=3 * factor, dispersion=phi)
    assert other.p == pytest.approx(one.p, abs=1e-9)
    assert other.ratio == pytest.approx(one.ratio)
    assert other.high == pytest.approx(one.high)


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from([1.0, 1.5, 4.0]))
def test_exchanging_the_periods_inverts_the_ratio(before: int, after: int, phi: float) -> None:
    forth, back = compare_two_counts(before, after, dispersion=phi), compare_two_counts(after, before, dispersion=phi)
    assert back.ratio == pytest.approx(1 / forth.ratio)
    assert back.p == pytest.approx(forth.p, abs=1e-7)
    assert back.low == pytest.approx(1 / forth.high, rel=1e-5)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=30, max_size=60))
def test_order_of_areas_changes_nothing(rows: list[tuple[int, int]]) -> None:
    before, after = np.array(rows).T
    if not (before.sum() and after.sum()):
        return
    order = np.random.default_rng(len(rows)).permutation(len(rows))
    assert comparison_dispersion(before, after).phi == pytest.approx(
        comparison_dispersion(before[order], after[order]).phi
    )
    model = choose_dispersion_model([(before, after)])
    shuffled = choose_dispersion_model([(before[order], after[order])])
    assert shuffled.theta == pytest.approx(model.theta, rel=1e-4)
    straight, mixed = (compare_areas(b, a, dispersion=2.0) for b, a in ((before, after), (before[order], after[order])))
    np.testing.assert_allclose(mixed.p, straight.p[order], atol=1e-12)


@given(st.floats(0.001, 1000))
def test_the_unit_of_the_denominator_scales_rates_and_nothing_else(factor: float) -> None:
    counts, residents = np.array([3, 18, 40, 7, 26]), np.array([400.0, 2100, 3800, 1500, 1700])
    one, other = smoothed_rate(counts, residents), smoothed_rate(counts, residents * factor)
    assert other.rate * factor == pytest.approx(one.rate)
    assert other.high * factor == pytest.approx(one.high)
    assert other.weight == pytest.approx(one.weight)
    assert expected_counts(counts, residents * factor) == pytest.approx(expected_counts(counts, residents))


@given(st.floats(0.5, 400), st.sampled_from(["poisson", "multiplicative", "additive"]))
def test_more_events_are_never_more_ordinary(expected: float, form: str) -> None:
    counts = np.arange(0, 600)
    position = funnel(counts, np.full(600, expected), model=form, dispersion=1.5)  # type: ignore[arg-type]
    assert (np.diff(position.p_high) <= 1e-12).all()
    assert (np.diff(position.p_low) >= -1e-12).all()


@given(st.integers(1, 300), st.integers(1, 300))
def test_more_events_afterwards_never_lower_the_limits(before: int, after: int) -> None:
    model = DispersionModel(form="negative_binomial", theta=18.0)
    one = compare_two_counts(before, after, dispersion=model)
    more = compare_two_counts(before, after + 1, dispersion=model)
    assert more.low >= one.low - 1e-6
    assert more.high >= one.high - 1e-6


@given(st.lists(st.floats(0, 1), min_size=1, max_size=80))
def test_q_values_keep_the_order_and_never_fall_below_p(p_values: list[float]) -> None:
    p = np.array(p_values)
    q = false_discovery_q_values(p)
    assert (q >= p - 1e-12).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()
