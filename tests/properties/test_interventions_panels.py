"""What no change of order, unit or scale may alter in the effects of panels and series."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateia.measures.interventions.difference_in_differences import count_difference_in_differences
from plateia.measures.interventions.interrupted_series import interrupted_time_series
from plateia.measures.interventions.permutation import permutation_test
from plateia.measures.interventions.simplex import simplex_weights
from plateia.measures.interventions.synthetic_control import synthetic_control
from plateia.measures.interventions.synthetic_did import synthetic_difference_in_differences

SEED = st.integers(0, 10_000)
FEW = settings(max_examples=15)


def _counts(seed: int, *, n_units: int = 9, n_periods: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 1 + rng.poisson(rng.uniform(2, 30, (n_units, 1)), (n_units, n_periods))


def _rates(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 20 + rng.normal(0, 2, (22, 1)) + np.cumsum(rng.normal(0, 0.4, (22, 20)), axis=1)


@FEW
@given(SEED)
def test_difference_in_differences_does_not_depend_on_row_order(seed: int) -> None:
    counts, order = _counts(seed), np.random.default_rng(seed).permutation(9)
    treated = np.arange(9) < 3
    one, other = (
        count_difference_in_differences(
            counts[rows], treated=treated[rows], first_period_after=6, rng=np.random.default_rng(1)
        )
        for rows in (np.arange(9), order)
    )
    assert one.rate_ratio == pytest.approx(other.rate_ratio, rel=1e-9)
    assert one.permutation.p == other.permutation.p
    assert one.interval.low == pytest.approx(other.interval.low, rel=1e-6)


@FEW
@given(SEED, st.floats(0.01, 1000))
def test_constant_exposure_and_its_unit_change_nothing(seed: int, unit: float) -> None:
    counts = _counts(seed)
    residents = np.random.default_rng(seed).uniform(500, 5000, 9)
    plain, per_unit = (
        count_difference_in_differences(
            counts, treated=[0, 1, 2], first_period_after=6, exposure=exposure, rng=np.random.default_rng(1)
        )
        for exposure in (None, residents * unit)
    )
    assert plain.rate_ratio == pytest.approx(per_unit.rate_ratio, rel=1e-8)
    assert plain.permutation.p == per_unit.permutation.p


@FEW
@given(SEED)
def test_the_ratio_is_that_of_the_sums(seed: int) -> None:
    """With one start and no exposure the regression has a closed form."""
    counts = _counts(seed)
    effect = count_difference_in_differences(
        counts, treated=[0, 1, 2], first_period_after=5, rng=np.random.default_rng(1)
    )
    before, after = counts[:, :5].sum(axis=1), counts[:, 5:].sum(axis=1)
    closed = (after[:3].sum() / before[:3].sum()) / (after[3:].sum() / before[3:].sum())
    assert effect.rate_ratio == pytest.approx(closed, rel=1e-8)


@FEW
@given(SEED)
def test_a_permutation_p_is_one_of_the_shares_there_are(seed: int) -> None:
    counts = _counts(seed)
    test = permutation_test(
        counts[:, :6].sum(axis=1), counts[:, 6:].sum(axis=1), treated=[0, 1], rng=np.random.default_rng(1)
    )
    assert test.smallest_p <= test.p <= 1
    assert (test.p * test.n_assignments) == pytest.approx(round(test.p * test.n_assignments))


@FEW
@given(SEED)
def test_trading_treated_and_comparison_turns_the_ratio_round(seed: int) -> None:
    counts = _counts(seed)
    treated = np.arange(9) < 4
    one, other = (
        count_difference_in_differences(counts, treated=rows, first_period_after=6, rng=np.random.default_rng(1))
        for rows in (treated, ~treated)
    )
    assert one.rate_ratio * other.rate_ratio == pytest.approx(1, rel=1e-8)
    assert one.permutation.p == other.permutation.p


@FEW
@given(SEED, st.integers(1, 50))
def test_interrupted_series_does_not_depend_on_the_unit_of_exposure_or_the_year(seed: int, years: int) -> None:
    months = 2010 * 12 + np.arange(48)
    counts = 1 + np.random.default_rng(seed).poisson(30, 48)
    one = interrupted_time_series(counts, year_month=months, start=months[30], exposure=np.full(48, 7.0))
    other = interrupted_time_series(
        counts, year_month=months + 12 * years, start=months[30] + 12 * years, exposure=np.full(48, 7000.0)
    )
    assert one.rate_ratio == pytest.approx(other.rate_ratio, rel=1e-7)
    assert one.interval.high == pytest.approx(other.interval.high, rel=1e-6)
    assert (one.averted_low > 0) == (one.interval.high < 1)


@FEW
@given(SEED)
def test_weights_lie_on_the_simplex_and_cannot_be_bettered(seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns, target = rng.normal(10, 2, (12, 20)), rng.normal(10, 2, 12)
    weights = simplex_weights(columns, target=target)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    slope = columns.T @ (columns @ weights - target)
    # The optimality condition: no donor's slope lies below that of the mix.
    assert slope.min() >= weights @ slope - 1e-5


@FEW
@given(SEED, st.floats(0.01, 100), st.floats(-50, 50))
def test_scale_order_and_level_of_rates(seed: int, scale: float, shift: float) -> None:
    rates, order = _rates(seed), np.r_[0, 1 + np.random.default_rng(seed).permutation(21)]
    one = synthetic_control(rates, treated=0, first_period_after=14)
    other = synthetic_control(scale * rates[order] + shift, treated=0, first_period_after=14)
    assert other.mean_effect == pytest.approx(scale * one.mean_effect, rel=1e-4, abs=1e-4 * scale)
    assert other.p == one.p
    first, second = (
        synthetic_difference_in_differences(panel, treated=0, first_period_after=14, rng=np.random.default_rng(1))
        for panel in (rates, scale * rates[order] + shift)
    )
    assert second.effect == pytest.approx(scale * first.effect, rel=1e-4, abs=1e-4 * scale)
    assert second.standard_error == pytest.approx(scale * first.standard_error, rel=1e-4)
