from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, false_discovery_control

from plateia.errors import InputError, MethodError
from plateia.measures.intervals import byar_interval, false_discovery_q_values, poisson_interval


def test_limits_equal_the_chi_square_form() -> None:
    counts = np.array([1, 2, 10, 250])
    limits = poisson_interval(counts, level=0.9)
    assert limits.low == pytest.approx(chi2.ppf(0.05, 2 * counts) / 2)
    assert limits.high == pytest.approx(chi2.ppf(0.95, 2 * (counts + 1)) / 2)


def test_missing_counts_stay_missing_and_zero_has_no_lower_limit() -> None:
    limits = poisson_interval([np.nan, 0, 4], dispersion=[2.0, 2.0, 1.0])
    assert np.isnan(limits.low[0])
    assert np.isnan(limits.high[0])
    assert limits.low[1] == 0
    assert limits.high[1] == pytest.approx(2 * 3.6889, abs=1e-3)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(InputError, match=r"counts\.invalid"):
        poisson_interval([-1])
    with pytest.raises(MethodError, match=r"dispersion\.below-one"):
        poisson_interval([1], dispersion=0.9)
    with pytest.raises(MethodError, match=r"interval\.level-invalid"):
        byar_interval([1], level=95)


def test_byar_is_close_to_exact_and_never_negative() -> None:
    counts = np.arange(5, 60)
    assert byar_interval(counts).low == pytest.approx(poisson_interval(counts).low, rel=0.02)
    assert byar_interval([1], level=0.999).low >= 0


def test_q_values_equal_scipy_and_skip_what_was_not_tested() -> None:
    p = np.random.default_rng(5).uniform(size=(20, 15)) ** 2
    assert false_discovery_q_values(p).ravel() == pytest.approx(false_discovery_control(p.ravel()))
    with_gaps = p.copy()
    with_gaps[3] = np.nan
    q = false_discovery_q_values(with_gaps)
    assert np.isnan(q[3]).all()
    tested = ~np.isnan(with_gaps)
    assert q[tested] == pytest.approx(false_discovery_control(with_gaps[tested]))
    assert np.isnan(false_discovery_q_values([np.nan])).all()
