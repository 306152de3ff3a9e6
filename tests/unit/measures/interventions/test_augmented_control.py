from __future__ import annotations

import numpy as np
import pytest

from plateia.measures.interventions.augmented_control import augmented_control
from plateia.measures.interventions.simplex import simplex_weights


def test_a_perfect_fit_leaves_nothing_to_correct() -> None:
    donors = np.random.default_rng(1).normal(20, 3, (6, 18))
    weights = np.array([0.5, 0.5, 0, 0, 0, 0])
    augmented = augmented_control(weights @ donors, donors, start=12, weights=weights)
    assert augmented.weights == pytest.approx(weights, abs=1e-8)
    assert augmented.effects == pytest.approx(np.zeros(6), abs=1e-8)


def test_it_reaches_beyond_the_donors() -> None:
    """A treated unit twice as swinging as any donor lies outside their mix; the correction comes nearer."""
    rng = np.random.default_rng(3)
    current = np.sin(np.arange(40))
    donors = 20 + rng.uniform(0.5, 1, (15, 1)) * current + rng.normal(0, 0.02, (15, 40))
    treated = 20 + 2 * current
    weights = simplex_weights(donors[:, :30].T, target=treated[:30])
    plain = np.abs(treated - weights @ donors)[30:].mean()
    augmented = augmented_control(treated, donors, start=30, weights=weights)
    assert np.abs(augmented.effects).mean() < plain / 2
    assert augmented.weights.sum() == pytest.approx(1)
    assert augmented.weights.min() < 0
