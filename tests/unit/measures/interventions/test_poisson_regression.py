from __future__ import annotations

import numpy as np
import pytest

from plateia.measures.interventions.poisson_regression import fit_log_linear


def test_two_groups_have_a_closed_form() -> None:
    design = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    fit = fit_log_linear(np.array([4.0, 6, 5, 9, 11, 10]), design=design, offset=np.zeros(6))
    assert np.exp(fit.coefficients) == pytest.approx([5, 2])
    assert fit.covariance[1, 1] == pytest.approx(1 / 15 + 1 / 30)
    assert fit.phi == pytest.approx((2 / 5 + 2 / 10) / 4)


def test_an_offset_is_taken_off() -> None:
    residents = np.array([100.0, 200, 400])
    fit = fit_log_linear(0.1 * residents, design=np.ones((3, 1)), offset=np.log(residents))
    assert np.exp(fit.coefficients[0]) == pytest.approx(0.1)


def test_empty_months_do_not_stop_it() -> None:
    fit = fit_log_linear(np.array([0.0, 0, 3, 1]), design=np.ones((4, 1)), offset=np.zeros(4))
    assert fit.mean == pytest.approx([1.0] * 4)
