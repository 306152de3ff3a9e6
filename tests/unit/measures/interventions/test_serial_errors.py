from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from plateia.measures.interventions import serial_errors as module
from plateia.measures.interventions.poisson_regression import LogLinearFit, fit_log_linear
from plateia.measures.interventions.serial_errors import SerialErrors, serial_errors

TIMES = np.arange(60.0)
LEVEL = np.array([[0.0, 0, 1]])


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


def _width(errors: SerialErrors) -> float:
    low, high = errors.limits(LEVEL, level=0.95)
    return float(high[0] - low[0])


def test_weights_are_a_distribution_and_covariances_are_covariances() -> None:
    errors = serial_errors(_fit(_alike(0.6)), times=TIMES)
    assert errors.weights.sum() == pytest.approx(1)
    assert (np.linalg.eigvalsh(errors.covariances) > 0).all()
    assert 0 <= errors.neighbours < 1


def test_alike_months_are_recognised() -> None:
    seeds = range(60)
    unlike = [serial_errors(_fit(np.zeros(60), seed=seed), times=TIMES).neighbours for seed in seeds]
    alike = [serial_errors(_fit(_alike(0.8, seed=seed)), times=TIMES).neighbours for seed in seeds]
    assert np.mean(np.array(unlike) > 0.3) < 0.1
    assert np.median(alike) > 0.4


def test_unrelated_months_leave_the_poisson_regression_as_it_is() -> None:
    """The first structure: its coefficients, its covariance times phi."""
    fit = _fit(_alike(0.5))
    errors = serial_errors(fit, times=TIMES)
    assert errors.coefficients[0] == pytest.approx(fit.coefficients)
    assert errors.covariances[0] == pytest.approx(fit.covariance * fit.phi)


def test_one_likeness_is_generalised_least_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """(X' V^-1 X)^-1 X' V^-1 r and its covariance, written out; V the identity plus movement times likeness."""
    monkeypatch.setattr(module, "UNRELATED", 0.0)
    monkeypatch.setattr(module, "LIKENESS", (0.6,))
    monkeypatch.setattr(module, "MOVEMENT", (4.0,))
    fit = _fit(_alike(0.6))
    root = np.sqrt(fit.mean)
    columns, moved = fit.design * root[:, None], root / np.sqrt(fit.mean.mean())
    structure = np.eye(60) + 4 * np.outer(moved, moved) * 0.6 ** np.abs(np.subtract.outer(TIMES, TIMES))
    inverse = np.linalg.inv(structure)
    unscaled = np.linalg.inv(columns.T @ inverse @ columns)
    step = unscaled @ columns.T @ inverse @ fit.residuals
    rest = fit.residuals - columns @ step
    errors = serial_errors(fit, times=TIMES)
    assert errors.estimate == pytest.approx(fit.coefficients + step)
    assert errors.weights @ errors.covariances[:, 2, 2] == pytest.approx(
        max(rest @ inverse @ rest / 57, 1 / 5) * unscaled[2, 2]
    )


def test_one_structure_gives_the_limits_and_the_p_of_t() -> None:
    estimate = 2 * stdtrit(10, 0.975)
    errors = SerialErrors(np.ones(1), np.array([[7.0, estimate]]), np.diag([1.0, 4.0])[None], 10, 0.0)
    low, high = errors.limits(np.array([[0.0, 1.0]]), level=0.95)
    assert (low[0], high[0]) == pytest.approx((0, 2 * estimate), abs=1e-9)
    assert errors.p(tested=[1]) == pytest.approx(0.05)


def test_limits_of_two_structures_leave_the_same_share_on_each_side() -> None:
    """Half the weight at 0, half far away: each limit is that of one structure at twice the share."""
    errors = SerialErrors(np.full(2, 0.5), np.array([[0.0], [1000.0]]), np.ones((2, 1, 1)), 10, 0.0)
    low, high = errors.limits(np.ones((1, 1)), level=0.95)
    assert (low[0], high[0] - 1000) == pytest.approx((stdtrit(10, 0.05), stdtrit(10, 0.95)))


def test_interval_and_p_agree() -> None:
    errors = serial_errors(_fit(_alike(0.5)), times=TIMES)
    limits = errors.limits(LEVEL, level=1 - errors.p(tested=[2]))
    assert min(abs(limit[0]) for limit in limits) == pytest.approx(0, abs=1e-9)


def test_p_of_two_coefficients_is_that_of_f() -> None:
    """With one of two at zero and no correlation, F is half the square of the other's t."""
    errors = SerialErrors(np.ones(1), np.array([[3.0, 0.0]]), np.eye(2)[None], 40, 0.0)
    # (1 + 2 F / 40)^(-20), the tail of F with 2 and 40 degrees of freedom.
    assert errors.p(tested=[0, 1]) == pytest.approx((1 + 2 * 4.5 / 40) ** -20)


def test_a_gap_in_the_months_is_a_gap() -> None:
    fit = _fit(_alike(0.8))
    near, far = (serial_errors(fit, times=times) for times in (TIMES, TIMES * 100))
    assert _width(far) < _width(near)
