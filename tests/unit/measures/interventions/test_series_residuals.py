from __future__ import annotations

import numpy as np
import pytest

from plateia.measures.interventions.poisson_regression import LogLinearFit, fit_log_linear
from plateia.measures.interventions.series_residuals import newey_west_covariance, residual_check


def _fit(residuals: np.ndarray) -> LogLinearFit:
    n = residuals.size
    return LogLinearFit(np.zeros(1), np.full((1, 1), 1 / n), np.ones(n), np.ones((n, 1)), residuals)


def test_residuals_that_take_turns() -> None:
    check = residual_check(_fit(np.tile([1.0, -1.0], 30)))
    assert check.durbin_watson == pytest.approx(4 * 59 / 60)
    assert check.autocorrelation[:2] == pytest.approx([-59 / 60, 58 / 60])
    assert check.ljung_box_p < 1e-6
    assert check.phi == pytest.approx(60 / 59)


def test_newey_west_without_lags_is_the_robust_covariance() -> None:
    """For a mean of n residuals r with weight one: sum r^2 / n^2; with one lag, half of the products of neighbours."""
    residuals = np.random.default_rng(1).normal(size=50)
    fit = _fit(residuals)
    assert newey_west_covariance(fit, lag=0)[0, 0] == pytest.approx((residuals**2).sum() / 2500)
    neighbours = (residuals[1:] * residuals[:-1]).sum()
    assert newey_west_covariance(fit, lag=1)[0, 0] == pytest.approx(((residuals**2).sum() + neighbours) / 2500)


def test_unrelated_months_are_seldom_called_alike() -> None:
    rng = np.random.default_rng(5)
    flagged = [
        residual_check(
            fit_log_linear(rng.poisson(50, 60).astype(float), design=np.ones((60, 1)), offset=np.zeros(60))
        ).ljung_box_p
        < 0.05
        for _ in range(100)
    ]
    assert sum(flagged) <= 12
