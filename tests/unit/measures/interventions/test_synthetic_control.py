from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.simplex import ridge_simplex_weights, simplex_weights
from plateia.measures.interventions.synthetic_control import synthetic_control


def _rates(n_units: int = 25, n_periods: int = 36, *, seed: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    currents = np.cumsum(rng.normal(0, 0.3, (2, n_periods)), axis=1)
    return 20 + rng.uniform(0, 1, (n_units, 2)) @ currents + rng.normal(0, 0.3, (n_units, n_periods))


@pytest.mark.parametrize("penalty", [0.0, 0.5, 20.0])
def test_weights_agree_with_a_general_solver(penalty: float) -> None:
    rng = np.random.default_rng(1)
    columns, target = rng.normal(5, 1, (12, 7)), rng.normal(5, 1, 12)

    def loss(weights: np.ndarray) -> float:
        return float(((columns @ weights - target) ** 2).sum() + penalty * (weights**2).sum())

    peer = minimize(
        loss,
        np.full(7, 1 / 7),
        bounds=[(0, 1)] * 7,
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    exact = simplex_weights(columns, target=target, penalty=penalty)
    assert exact == pytest.approx(peer.x, abs=1e-4)
    assert loss(exact) <= loss(peer.x) + 1e-9
    if penalty:
        assert ridge_simplex_weights(columns, target=target, penalty=penalty) == pytest.approx(exact, abs=1e-7)


def test_a_planted_effect_is_found() -> None:
    rates = _rates()
    rates[0, 24:] -= 4
    effect = synthetic_control(rates, treated=0, first_period_after=24)
    assert effect.mean_effect == pytest.approx(-4, abs=0.5)
    assert effect.p == effect.smallest_p == 1 / 25
    assert effect.interval is not None
    assert effect.interval.low < -4 < effect.interval.high < 0
    assert effect.augmented.weights.sum() == pytest.approx(1)
    assert effect.augmented.mean_effect == pytest.approx(-4, abs=0.6)


def test_few_donors_give_no_interval_and_the_reason() -> None:
    effect = synthetic_control(_rates(10), treated=0, first_period_after=24)
    assert effect.interval is None
    assert effect.no_interval == "too_few_donors"
    assert "smallest_p_above_level" in effect.caveats


def test_an_area_beyond_all_donors_fits_poorly() -> None:
    rates = _rates()
    rates[0] += 30
    assert "poor_fit_before" in synthetic_control(rates, treated=0, first_period_after=24).caveats


def test_a_twin_dominates() -> None:
    rates = _rates()
    rates[1] = rates[0] + 1e-3
    effect = synthetic_control(rates, treated=0, first_period_after=24)
    assert "one_donor_dominates" in effect.caveats


def test_named_donors_only() -> None:
    effect = synthetic_control(_rates(), treated=[0, 1], first_period_after=24, donors=[5, 6, 7])
    assert effect.donors.tolist() == [5, 6, 7]
    assert "several_treated" in effect.caveats


def test_gaps_outside_the_donors_do_not_matter() -> None:
    rates = _rates()
    rates[9, 3] = np.nan
    assert synthetic_control(rates, treated=0, first_period_after=24, donors=[1, 2, 3]).n_before == 24
    with pytest.raises(InputError, match=r"panel\.gaps"):
        synthetic_control(rates, treated=0, first_period_after=24)


def test_refusals() -> None:
    with pytest.raises(MethodError, match=r"synthetic_control\.too-few-periods"):
        synthetic_control(_rates(), treated=0, first_period_after=7)
    with pytest.raises(MethodError, match=r"synthetic_control\.too-few-donors"):
        synthetic_control(_rates(), treated=0, first_period_after=24, donors=[4])
    with pytest.raises(InputError, match=r"synthetic_control\.treated-donor"):
        synthetic_control(_rates(), treated=0, first_period_after=24, donors=[0, 4])


def test_a_mean_of_several_is_ranked_among_means_of_as_many() -> None:
    """Among single donors, which move more, a mean that fits better before stands out far too often."""
    alone, grouped = 0, 0
    for seed in range(30):
        rates = _rates(40, 24, seed=seed)
        treated = range(5)
        alone += synthetic_control(rates, treated=list(treated), first_period_after=12).p <= 0.05
        drawn = synthetic_control(rates, treated=list(treated), first_period_after=12, rng=np.random.default_rng(seed))
        grouped += drawn.p <= 0.05
        assert len(drawn.placebo_ratios) == 200
        assert "several_treated" not in drawn.caveats
    assert grouped <= 5 < alone


def test_rank_of_the_mean_effect_agrees_with_the_interval() -> None:
    for seed in range(40):
        effect = synthetic_control(_rates(30, 24, seed=seed), treated=0, first_period_after=12)
        assert effect.interval is not None
        assert (effect.mean_p <= 0.05) == (not effect.interval.low <= 0 <= effect.interval.high)


def test_rounding_is_no_misfit_to_stand_out_by() -> None:
    """Rare incidents, nothing done: the treated area and five donors had none before, and one had one after."""
    rates = np.random.default_rng(3).poisson(0.15, (40, 36)).astype(float)
    rates[:6, :24] = 0
    rates[0, 24:] = 0
    rates[0, 30] = 1
    effect = synthetic_control(rates, treated=0, first_period_after=24)
    assert effect.interval is not None
    assert effect.interval.low < 0 < effect.interval.high
    assert effect.mean_p > 0.05


def test_an_expectation_below_zero_has_no_share() -> None:
    effect = synthetic_control(_rates() - 100, treated=0, first_period_after=24)
    assert np.isnan(effect.relative_effect)
    assert np.isfinite(effect.mean_effect)


def _still(*, drop: float = 0.0, alike: bool = True) -> np.ndarray:
    """Units that never move, or all move alike."""
    rates = np.tile(20 + (np.sin(np.arange(24)) if alike else np.zeros(24)), (30, 1))
    rates[0, 12:] -= drop
    return rates


@pytest.mark.parametrize("rates", [np.zeros((30, 24)), _still(alike=False), _still(), _still(drop=4)])
def test_where_nothing_varies_no_effect_is_certain(rates: np.ndarray) -> None:
    with pytest.raises(MethodError, match=r"synthetic_control\.nothing-varies"):
        synthetic_control(rates, treated=0, first_period_after=12)


@pytest.mark.parametrize("drop", [0.0, 4.0])
def test_a_perfect_fit_gives_no_interval_and_says_why(drop: float) -> None:
    rates = np.random.default_rng(1).normal(20, 1, (30, 24))
    rates[0] = rates[1:5].mean(axis=0)
    rates[0, 12:] -= drop
    effect = synthetic_control(rates, treated=0, first_period_after=12)
    assert (effect.interval, effect.no_interval) == (None, "perfect_fit")
    assert "perfect_fit_before" in effect.caveats
    assert effect.mean_effect == pytest.approx(-drop, abs=1e-6)
