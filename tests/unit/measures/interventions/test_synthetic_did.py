from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import MethodError
from plateia.measures.interventions.synthetic_did import (
    SyntheticDifferenceInDifferences,
    synthetic_difference_in_differences,
)


def _rates(n_units: int = 25, *, n_treated: int = 1, seed: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    currents = np.cumsum(rng.normal(0, 0.3, (2, 36)), axis=1)
    levels = rng.normal(0, 5, (n_units, 1))
    rates = 50 + levels + rng.uniform(0, 1, (n_units, 2)) @ currents + rng.normal(0, 0.3, (n_units, 36))
    rates[:n_treated, 24:] -= 4
    return rates


def _effect(rates: np.ndarray, **options: object) -> SyntheticDifferenceInDifferences:
    return synthetic_difference_in_differences(
        rates, **{"treated": 0, "first_period_after": 24, "rng": np.random.default_rng(1), **options}
    )


def test_a_planted_effect_is_found() -> None:
    effect = _effect(_rates())
    assert effect.interval is not None
    assert effect.interval.low < -4 < effect.interval.high < 0
    assert effect.p == effect.smallest_p == 1 / 25
    assert effect.unit_weights.sum() == pytest.approx(1)
    assert effect.period_weights.sum() == pytest.approx(1)
    assert min(effect.unit_weights.min(), effect.period_weights.min()) >= 0
    assert effect.effects.mean() == pytest.approx(effect.effect)


def test_a_constant_distance_in_level_changes_nothing() -> None:
    rates = _rates()
    raised = rates.copy()
    raised[0] += 100
    assert _effect(raised).effect == pytest.approx(_effect(rates).effect)


def test_several_treated_by_placebo_groups_and_by_jackknife() -> None:
    rates = _rates(n_treated=4)
    placebo = _effect(rates, treated=[0, 1, 2, 3], replications=60)
    assert placebo.n_placebos == 60
    jackknife = _effect(rates, treated=[0, 1, 2, 3], error="jackknife")
    assert jackknife.interval is not None
    assert jackknife.interval.basis == "jackknife"
    assert jackknife.p is None
    assert placebo.effect == jackknife.effect
    assert 0.2 < jackknife.standard_error / placebo.standard_error < 5


def test_no_error_where_none_can_be_had() -> None:
    assert _effect(_rates(4)).no_interval == "too_few_donors"
    assert _effect(_rates(), error="jackknife").no_interval == "too_few_units"


def test_seeds_repeat() -> None:
    rates = _rates(n_treated=4)
    one, other = (_effect(rates, treated=[0, 1, 2, 3], replications=20) for _ in range(2))
    assert one.standard_error == other.standard_error


def test_unknown_error_method() -> None:
    with pytest.raises(MethodError, match=r"synthetic_did\.error-unknown"):
        _effect(_rates(), error="bootstrap")


@pytest.mark.parametrize("level", [0.0, 7.0])
@pytest.mark.parametrize("drop", [0.0, 4.0])
@pytest.mark.parametrize("error", ["placebo", "jackknife"])
def test_where_nothing_varies_no_effect_is_certain(level: float, drop: float, error: str) -> None:
    rates = np.full((30, 36), level)
    rates[:2, 24:] -= drop
    with pytest.raises(MethodError, match=r"synthetic_control\.nothing-varies"):
        _effect(rates, treated=[0, 1], error=error)


def test_placebo_effects_are_stretched_to_what_the_treated_unit_swings() -> None:
    rates = _rates()
    plain, alike = _effect(rates), _effect(rates, noise=np.full(25, 7.0))
    assert alike.standard_error == pytest.approx(plain.standard_error)
    wilder = _effect(rates, noise=np.r_[3.0, np.ones(24)])
    assert wilder.effect == plain.effect
    assert wilder.standard_error == pytest.approx(3 * plain.standard_error)
    assert wilder.p >= plain.p
    two = _effect(_rates(n_treated=2), treated=[0, 1], noise=np.r_[2.0, 2.0, np.ones(23)])
    assert two.standard_error == pytest.approx(2 * _effect(_rates(n_treated=2), treated=[0, 1]).standard_error)
