from __future__ import annotations

import numpy as np
import pytest

from plateia.measures.interventions.poisson_regression import fit_log_linear
from plateia.measures.interventions.two_way import fit_two_way


def _panel(seed: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    exposure = rng.uniform(1, 3, (8, 6))
    treatment = np.zeros((8, 6))
    treatment[:3, 3:] = 1
    return rng.poisson(10 * exposure).astype(float), exposure, treatment


def test_it_agrees_with_the_regression_that_has_a_column_for_each_unit_and_period() -> None:
    counts, exposure, treatment = _panel()
    fit = fit_two_way(counts, exposure=exposure, treatment=treatment)
    units, periods = np.repeat(np.eye(8), 6, axis=0), np.tile(np.eye(6), (8, 1))[:, 1:]
    plain = fit_log_linear(
        counts.ravel(), design=np.column_stack([units, periods, treatment.ravel()]), offset=np.log(exposure).ravel()
    )
    assert fit.beta == pytest.approx(plain.coefficients[-1], abs=1e-8)
    assert fit.model_standard_error == pytest.approx(plain.covariance[-1, -1] ** 0.5, rel=1e-6)
    assert fit.fitted.ravel() == pytest.approx(plain.mean, rel=1e-6)
    assert fit.degrees_of_freedom == plain.degrees_of_freedom
    assert fit.pearson / fit.degrees_of_freedom == pytest.approx(plain.phi, rel=1e-6)


def test_empty_units_and_periods_take_no_part() -> None:
    counts, exposure, treatment = _panel()
    counts[7], counts[:, 1] = 0, 0
    whole = fit_two_way(counts, exposure=exposure, treatment=treatment)
    kept = np.ix_(np.arange(7), [0, 2, 3, 4, 5])
    part = fit_two_way(counts[kept], exposure=exposure[kept], treatment=treatment[kept])
    assert whole.beta == pytest.approx(part.beta)
    assert whole.fitted[7].sum() == whole.fitted[:, 1].sum() == 0
    assert whole.period_levels[1] == 0


def test_margins_are_fitted_exactly() -> None:
    counts, exposure, treatment = _panel()
    fit = fit_two_way(counts, exposure=exposure, treatment=treatment)
    for axis in (0, 1):
        assert fit.fitted.sum(axis=axis) == pytest.approx(counts.sum(axis=axis), rel=1e-8)
    assert (treatment * fit.fitted).sum() == pytest.approx((treatment * counts).sum(), rel=1e-8)
