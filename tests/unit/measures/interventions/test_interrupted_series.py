from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.interrupted_series import InterruptedSeries, interrupted_time_series

START = 2019 * 12


def _months(n: int, *, before: int = 36) -> np.ndarray:
    return START - before + np.arange(n)


def _wavy(months: np.ndarray, *, mean: float = 400) -> np.ndarray:
    return mean * (1 + 0.2 * np.sin(2 * np.pi * months / 12))


def _effect(counts: object, months: np.ndarray, **options: object) -> InterruptedSeries:
    return interrupted_time_series(np.round(counts), **{"year_month": months, "start": START, **options})


def test_a_change_of_level_is_found_and_its_size_held() -> None:
    months = _months(60)
    expected = _wavy(months) * np.where(months < START, 1, 0.75)
    effect = _effect(np.random.default_rng(1).poisson(expected), months)
    assert effect.interval.low < 0.75 < effect.interval.high < 1
    assert effect.rate_ratio == pytest.approx(0.75, abs=0.05)
    assert effect.p < 0.001
    assert effect.averted_low < 24 * 100 < effect.averted_high
    assert effect.caveats == ()


def test_a_slope_grows_after_the_start() -> None:
    months = _months(60)
    growing = _wavy(months) * 0.98 ** np.maximum(months - START, 0)
    effect = _effect(growing, months, shape="slope")
    assert [term.name for term in effect.terms] == ["trend", "slope"]
    assert effect.terms[1].ratio == pytest.approx(0.98, abs=0.002)
    assert effect.counterfactual[36] == pytest.approx(effect.fitted[36])
    assert effect.counterfactual[-1] > effect.fitted[-1]


def test_level_and_slope_together() -> None:
    months = _months(72)
    changed = _wavy(months) * np.where(months < START, 1, 0.8 * 1.01 ** np.maximum(months - START, 0))
    effect = _effect(changed, months, shape="both")
    assert {term.name: round(term.ratio, 2) for term in effect.terms} == {"trend": 1.0, "level": 0.8, "slope": 1.01}


def test_where_nothing_but_chance_moves_the_months_the_poisson_regression_is_met() -> None:
    months = _months(60)
    effect = _effect(np.random.default_rng(4).poisson(_wavy(months)), months)
    assert effect.rate_ratio == pytest.approx(effect.poisson_rate_ratio, abs=0.3 * effect.poisson_standard_error)
    assert effect.terms[1].ratio == pytest.approx(effect.rate_ratio)


def test_alike_months_move_the_estimate_towards_the_jump_at_the_start() -> None:
    """A series that wanders off long after the start: the months next to the start say what the measure did."""
    months = _months(84)
    wandering = 0.9 * np.exp(np.where(months >= START + 24, -0.3, 0))
    effect = _effect(_wavy(months) * np.where(months < START, 1, wandering), months)
    assert abs(effect.rate_ratio - 0.9) < abs(effect.poisson_rate_ratio - 0.9)


def test_a_handful_of_incidents_gives_limits() -> None:
    months = _months(60)
    for seed in range(20):
        counts = np.random.default_rng(seed).poisson(0.1, 60)
        counts[[0, 59]] = 1
        effect = _effect(counts, months)
        assert effect.interval.low <= effect.rate_ratio <= effect.interval.high
        assert 0 <= effect.p <= 1
        assert "few_events_a_month" in effect.caveats


def test_before_the_start_nothing_is_thought_away() -> None:
    months = _months(60)
    effect = _effect(np.random.default_rng(2).poisson(_wavy(months)), months)
    assert effect.counterfactual[:36] == pytest.approx(effect.fitted[:36])
    assert (effect.counterfactual_low < effect.counterfactual).all()
    assert (effect.counterfactual < effect.counterfactual_high).all()


def test_months_not_covered_take_no_part() -> None:
    months = _months(60)
    counts = _wavy(months) * np.where(months < START, 1, 0.75)
    gappy = counts.copy()
    gappy[[5, 40]] = np.nan
    effect = _effect(gappy, months)
    assert (effect.n_before, effect.n_after) == (35, 23)
    assert effect.rate_ratio == pytest.approx(0.75, abs=0.01)
    dropped = _effect(np.delete(counts, [5, 40]), np.delete(months, [5, 40]))
    assert dropped.interval.low == pytest.approx(effect.interval.low)


def test_alike_months_widen_the_interval_beyond_newey_west() -> None:
    rng = np.random.default_rng(5)
    moves = np.zeros(60)
    for month in range(1, 60):
        moves[month] = 0.7 * moves[month - 1] + rng.normal(0, 0.12)
    months = _months(60)
    effect = _effect(rng.poisson(_wavy(months) * np.exp(moves)), months)
    assert "autocorrelated" in effect.caveats
    assert effect.residuals.durbin_watson < 1.5
    assert effect.carried_autocorrelation > 0.3
    width = np.log(effect.interval.high / effect.interval.low) / 2
    assert width > 1.96 * effect.newey_west_standard_error > 0
    assert effect.quasi_standard_error > effect.poisson_standard_error


def test_too_short_for_what_is_asked() -> None:
    months = _months(43)
    with pytest.raises(MethodError, match=r"interrupted_series\.too-short"):
        _effect(_wavy(months), months)
    short = _months(20, before=10)
    with pytest.raises(MethodError, match=r"interrupted_series\.season-too-short"):
        _effect(_wavy(short), short)
    assert "no_season" in _effect(_wavy(short), short, season=False).caveats


def test_refusals() -> None:
    months = _months(60)
    with pytest.raises(MethodError, match=r"interrupted_series\.no-events"):
        _effect(np.where(months < START, 5, 0), months)
    with pytest.raises(MethodError, match=r"interrupted_series\.shape-unknown"):
        _effect(_wavy(months), months, shape="step")
    with pytest.raises(InputError, match=r"series\.months-invalid"):
        _effect(_wavy(months), months[::-1])
    with pytest.raises(InputError, match=r"series\.exposure-invalid"):
        _effect(_wavy(months), months, exposure=np.zeros(60))
    with pytest.raises(InputError, match=r"counts\.invalid"):
        _effect(-_wavy(months), months)


def test_rates_are_no_counts() -> None:
    months = _months(60)
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        interrupted_time_series(np.round(_wavy(months)) + 0.5, year_month=months, start=START)


@pytest.mark.parametrize("seed", range(6))
def test_averted_leaves_out_none_as_the_ratio_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    months = np.arange(2016 * 12, 2020 * 12)
    counts = rng.poisson(60 * np.where(months < 2019 * 12, 1.0, 0.85))
    effect = interrupted_time_series(counts, year_month=months, start=2019 * 12)
    assert (effect.averted_low > 0) == (effect.interval.high < 1)
    assert (effect.averted_high < 0) == (effect.interval.low > 1)
    assert effect.averted_low <= effect.averted <= effect.averted_high
