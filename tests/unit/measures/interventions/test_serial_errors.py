from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from plateia.measures.interventions.poisson_regression import LogLinearFit, fit_log_linear
from plateia.measures.interventions.serial_errors import SerialErrors, serial_errors

TIMES = np.arange(60.0)
LEVEL = np.array([0.0, 0, 1])


def _fit(log_moves: np.ndarray, *, seed: int = 1) -> LogLinearFit:
    design = np.column_stack([np.ones(60), TIMES - 36, TIMES >= 36])
    counts = np.random.default_rng(seed).poisson(100 * np.exp(log_moves)).astype(float)
    return fit_log_linear(counts, design=design, offset=np.zeros(60))


def _alike(likeness: float, *, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    moves = np.zeros(60)
    for month in range(1, 60):
        moves[month] = likeness * moves[month - 1] + rng.normal(0, 0.15 * (1 - likeness**2) ** 0.5)
    return moves


def test_weights_are_a_distribution_and_covariances_are_covariances() -> None:
    errors = serial_errors(_fit(_alike(0.6)), times=TIMES)
    assert errors.weights.sum() == pytest.approx(1)
    assert (np.linalg.eigvalsh(errors.covariances) > 0).all()
    assert 0 <= errors.neighbours < 1


def test_alike_months_are_recognised() -> None:
    seeds = range(6)
    unlike = [serial_errors(_fit(np.zeros(60), seed=seed), times=TIMES).neighbours for seed in seeds]
    alike = [serial_errors(_fit(_alike(0.8, seed=seed)), times=TIMES).neighbours for seed in seeds]
    assert max(unlike) < 0.25 < np.median(alike)


def test_one_structure_gives_the_limits_and_the_p_of_t() -> None:
    errors = SerialErrors(np.ones(1), np.diag([1.0, 4.0])[None], 10, 0.0)
    contrast = np.array([0.0, 1.0])
    assert errors.half_width(contrast, level=0.95) == pytest.approx(2 * stdtrit(10, 0.975))
    assert errors.p(np.array([0.0, 2 * stdtrit(10, 0.975)]), tested=[1]) == pytest.approx(0.05)


def test_interval_and_p_agree() -> None:
    fit = _fit(_alike(0.5))
    errors = serial_errors(fit, times=TIMES)
    p = errors.p(fit.coefficients, tested=[2])
    assert errors.half_width(LEVEL, level=1 - p) == pytest.approx(abs(fit.coefficients[2]), rel=1e-6)


def test_a_gap_in_the_months_is_a_gap() -> None:
    fit = _fit(_alike(0.8))
    near, far = (serial_errors(fit, times=times) for times in (TIMES, TIMES * 100))
    assert far.half_width(LEVEL, level=0.95) < near.half_width(LEVEL, level=0.95)
