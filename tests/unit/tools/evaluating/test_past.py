"""How much counts vary when nothing is done: measured where there is something to measure it on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plateia.tools.evaluating.past import FEWEST_UNITS, usual_variation
from tests.made_up_panel import made_up_panel


def swinging(n_units: int, n_years: int = 30) -> np.ndarray:
    """Yearly counts of 50 on average whose variance is about five times the mean."""
    rng = np.random.default_rng(7)
    return rng.poisson(50 * rng.gamma(12.5, 1 / 12.5, (n_units, n_years)))


@pytest.mark.parametrize("n_units", [1, 2, FEWEST_UNITS - 1])
def test_few_units_do_not_tell_how_much_they_swing(n_units: int) -> None:
    """Alone, a unit is the common change: nothing is left of its swings, and the past would call them chance."""
    comparison = range(1, n_units)
    panel = replace(made_up_panel(swinging(n_units), [0], comparison, n_before=20, n_after=10), per_year=1)
    usual = usual_variation(panel)
    assert usual.basis == "assumed"
    assert usual.factor_at(np.array([50.0])) == 2


def test_enough_units_do() -> None:
    panel = replace(made_up_panel(swinging(20), [0], range(1, 20), n_before=20, n_after=10), per_year=1)
    usual = usual_variation(panel)
    assert usual.basis == "past"
    assert usual.factor_at(np.array([50.0])) == pytest.approx(5, rel=0.3)
