from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.dispersion import Dispersion
from plateia.measures.interventions.difference_in_differences import (
    DifferenceInDifferences,
    count_difference_in_differences,
)


def _panel(n_units: int, n_periods: int = 12, *, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.uniform(5, 40, (n_units, 1)), (n_units, n_periods))


def _effect(counts: object, **options: object) -> DifferenceInDifferences:
    return count_difference_in_differences(
        counts, **{"treated": [0, 1], "first_period_after": 6, "rng": np.random.default_rng(1), **options}
    )


def test_many_units_give_a_permutation_interval() -> None:
    counts = _panel(24)
    counts[:2, 6:] = counts[:2, 6:] // 2
    effect = _effect(counts)
    assert effect.interval.basis == "permutation"
    assert effect.interval.low < effect.rate_ratio < effect.interval.high < 1
    assert effect.averted_low > 0
    assert effect.averted_low < effect.averted < effect.averted_high


def test_averted_leaves_out_zero_when_the_ratio_leaves_out_one() -> None:
    for seed in range(8):
        effect = _effect(_panel(24, seed=seed))
        assert (effect.averted_low > 0) == (effect.interval.high < 1)
        assert (effect.averted_high < 0) == (effect.interval.low > 1)


def test_the_dispersion_of_the_past_takes_the_place_of_too_few_units() -> None:
    counts = _panel(4)
    plain, stated = _effect(counts, dispersion=1.0), _effect(counts, dispersion=Dispersion(phi=4.0, n=50))
    assert stated.interval.basis == "stated_dispersion"
    assert np.log(stated.interval.high / stated.interval.low) == pytest.approx(
        2 * np.log(plain.interval.high / plain.interval.low)
    )


def test_two_units_need_a_dispersion_and_say_so() -> None:
    effect = _effect(_panel(2), treated=[0])
    assert "dispersion_assumed" in effect.caveats
    assert "dispersion_assumed" not in _effect(_panel(2), treated=[0], dispersion=1.5).caveats


def test_a_zero_cell_is_said() -> None:
    counts = _panel(5)
    counts[:2, 6:] = 0
    effect = _effect(counts)
    assert effect.zero_cells
    assert effect.observed_after == 0
    assert 0 < effect.rate_ratio < 0.05
    assert np.isfinite(effect.interval.high)


def test_growing_exposure_is_no_effect() -> None:
    """Residents double in the treated areas and so do the incidents."""
    counts = np.full((6, 12), 30.0)
    exposure = np.ones((6, 12))
    counts[:2, 6:], exposure[:2, 6:] = 60, 2
    assert _effect(counts, exposure=exposure).rate_ratio == pytest.approx(1.0)


def test_uncovered_cells_are_left_out() -> None:
    counts = np.outer([220.0, 440, 660, 880], np.linspace(1, 2, 12)).round()
    counts[:2, 6:] *= 0.5
    counts[0, 2] = counts[3, 8] = np.nan
    assert _effect(counts).rate_ratio == pytest.approx(0.5)


def test_areas_already_moving_apart_are_a_caveat() -> None:
    counts = np.full((24, 12), 50.0)
    counts[:2] = np.linspace(120, 20, 12).round()
    effect = _effect(counts)
    assert "trends_differ_before" in effect.caveats


def test_one_period_before_has_no_lead() -> None:
    effect = _effect(_panel(5, 3), first_period_after=1)
    assert effect.placebo_lead is None
    assert "no_placebo_lead" in effect.caveats


def test_refusals() -> None:
    with pytest.raises(MethodError, match=r"panel\.staggered-start"):
        _effect(_panel(5), first_period_after=[4, 6, 0, 0, 0])
    with pytest.raises(InputError, match=r"panel\.exposure-invalid"):
        _effect(_panel(5), exposure=[1, 2, 3, 4, 0])
    with pytest.raises(InputError, match=r"counts\.invalid"):
        _effect(-_panel(5))
    with pytest.raises(MethodError, match=r"interval\.level-invalid"):
        _effect(_panel(5), level=95)


def test_a_panel_without_events_is_refused() -> None:
    for empty in (np.zeros((5, 6)), np.full((5, 6), np.nan)):
        with pytest.raises(MethodError, match=r"permutation\.no-events"):
            count_difference_in_differences(empty, treated=[0], first_period_after=3, rng=np.random.default_rng(1))


def test_rates_are_no_counts() -> None:
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        count_difference_in_differences(
            np.full((5, 6), 2.5), treated=[0], first_period_after=3, rng=np.random.default_rng(1)
        )


@pytest.mark.parametrize("after", [5, 3])
def test_units_that_all_moved_alike_measure_no_chance(after: int) -> None:
    """Reassignment finds nothing to tell units apart by: its interval would have no width at all."""
    counts = np.full((25, 24), 5)
    counts[:2, 12:] = after
    effect = _effect(counts, first_period_after=12)
    assert effect.interval.basis == "between_units"
    assert np.log(effect.interval.high / effect.interval.low) > 2 * 1.96 * effect.model_standard_error
    assert effect.averted_low < effect.averted < effect.averted_high
