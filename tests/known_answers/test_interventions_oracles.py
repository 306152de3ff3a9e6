"""Measures of interventions against published rows and against plain regressions written out in full."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson_means_test

from plateia.measures.interventions.before_after import e_test
from plateia.measures.interventions.difference_in_differences import count_difference_in_differences
from plateia.measures.interventions.interrupted_series import interrupted_time_series
from plateia.measures.interventions.rate_ratio import relative_incidence_rate_ratio
from plateia.measures.interventions.ratings import cohens_kappa
from tests.known_answers.test_interventions_panels import BAN, SICILY_EVENTS, SICILY_POPULATION

pytestmark = pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")


def plain_poisson(y: np.ndarray, design: np.ndarray, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return coefficients, their covariance and the fitted counts of a Poisson regression by Newton's method."""
    beta = np.linalg.lstsq(design, np.log(y + 0.5) - offset, rcond=None)[0]
    for _ in range(100):
        mean = np.exp(offset + design @ beta)
        beta = beta + np.linalg.solve(design.T @ (mean[:, None] * design), design.T @ (y - mean))
    mean = np.exp(offset + design @ beta)
    return beta, np.linalg.inv(design.T @ (mean[:, None] * design)), mean


def test_burnley_by_the_relative_effect_size_of_older_reviews() -> None:
    """Welsh and Farrington (2002), CCTV in Burnley: 1,805 to 1,410 against 6,242 to 6,180, effect size 1.27."""
    found = relative_incidence_rate_ratio(treated=(1805, 1410), comparison=(6242, 6180))
    assert found.se is not None
    assert 1 / found.ratio == pytest.approx(1.27, abs=0.005)
    assert found.se**2 == pytest.approx(1 / 1805 + 1 / 1410 + 1 / 6242 + 1 / 6180)


@pytest.mark.parametrize("counts", [(0, 100, 3, 100), (2, 100, 6, 100), (14, 10, 3, 5), (1, 1, 30, 7), (9, 4, 2, 3)])
def test_e_test_equals_scipy(counts: tuple[int, int, int, int]) -> None:
    one, size_1, other, size_2 = counts
    found = e_test(one, other, exposure_1=size_1, exposure_2=size_2)
    assert found.p == pytest.approx(poisson_means_test(one, size_1, other, size_2).pvalue, abs=1e-9)


def test_kappa_of_three_diagnoses() -> None:
    """Fleiss, Cohen and Everitt (1969): 200 subjects, kappa 0.429, variance 0.002885."""
    table = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
    pairs = [(str(i), str(j)) for i in range(3) for j in range(3) for _ in range(table[i][j])]
    found = cohens_kappa([one for one, _ in pairs], [other for _, other in pairs])
    assert found.kappa == pytest.approx(0.429, abs=5e-4)
    assert found.se is not None
    assert found.se**2 == pytest.approx(0.002885, abs=5e-7)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_differences_equal_the_regression_with_a_column_for_each_unit_and_period(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_units, n_periods, start, treated = 7, 9, 5, [0, 1, 2]
    exposure = rng.uniform(1, 3, (n_units, n_periods))
    counts = rng.negative_binomial(5, 5 / (5 + rng.uniform(3, 30, (n_units, 1)) * np.ones((n_units, n_periods))))
    unit, period = (axis.ravel() for axis in np.indices(counts.shape))
    acted = np.isin(unit, treated) & (period >= start)
    design = np.column_stack([unit[:, None] == np.arange(n_units), period[:, None] == np.arange(1, n_periods), acted])
    y = counts.ravel().astype(float)
    beta, covariance, mean = plain_poisson(y, design.astype(float), np.log(exposure.ravel()))
    freedom = y.size - design.shape[1]
    by_unit = np.array([((y - mean)[:, None] * design)[unit == one].sum(axis=0) for one in range(n_units)])
    scale = n_units / (n_units - 1) * (y.size - 1) / freedom
    clustered = covariance @ (by_unit.T @ by_unit) @ covariance * scale
    found = count_difference_in_differences(
        counts, treated=treated, first_period_after=start, exposure=exposure, rng=np.random.default_rng(1)
    )
    assert found.log_rate_ratio == pytest.approx(beta[-1], abs=1e-8)
    assert found.model_standard_error == pytest.approx(covariance[-1, -1] ** 0.5, rel=1e-7)
    assert found.cluster_standard_error == pytest.approx(clustered[-1, -1] ** 0.5, rel=1e-6)
    assert found.phi == pytest.approx(((y - mean) ** 2 / mean).sum() / freedom, rel=1e-7)


def test_sicily_with_season_equals_the_regression_written_out() -> None:
    """Level, trend and two pairs of waves; Newey and West (1987) with three lags, Bartlett weights."""
    y = np.array([float(number) for number in SICILY_EVENTS.split()])
    offset = np.log([float(number) for number in SICILY_POPULATION.split()])
    month = 2002 * 12 + np.arange(y.size)
    waves = [wave(2 * np.pi * k * (month % 12) / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    design = np.column_stack([np.ones(y.size), month - BAN, month >= BAN, *waves])
    beta, covariance, mean = plain_poisson(y, design, offset)
    scores = (y - mean)[:, None] * design
    inner = scores.T @ scores
    for lag in range(1, 4):
        products = scores[lag:].T @ scores[:-lag]
        inner += (1 - lag / 4) * (products + products.T)
    found = interrupted_time_series(
        y.astype(int), year_month=month, start=BAN, exposure=np.exp(offset), season=True, shape="level"
    )
    assert found.poisson_rate_ratio == pytest.approx(np.exp(beta[2]), rel=1e-9)
    assert found.poisson_standard_error == pytest.approx(covariance[2, 2] ** 0.5, rel=1e-7)
    assert found.newey_west_lag == 3
    newey_west = (covariance @ inner @ covariance)[2, 2] ** 0.5
    assert found.newey_west_standard_error == pytest.approx(newey_west, rel=1e-6)
    assert found.residuals.phi == pytest.approx(((y - mean) ** 2 / mean).sum() / (y.size - 7), rel=1e-7)


@pytest.mark.realdata
def test_van_drivers_killed_after_the_seat_belt_law(realdata: Path) -> None:
    """Counts of a few a month: a Poisson regression on the whole series, level and trend, with season, written out."""
    table = pd.read_csv(realdata / "method-oracles" / "datasets__Seatbelts.csv.gz")
    y = table["VanKilled"].to_numpy().astype(float)
    month = 1969 * 12 + np.arange(y.size)
    law = 1983 * 12 + 1
    waves = [wave(2 * np.pi * k * month / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    design = np.column_stack([np.ones(y.size), (month - law) / 12, month >= law, *waves])
    beta, covariance, _ = plain_poisson(y, design, np.zeros(y.size))
    found = interrupted_time_series(y.astype(int), year_month=month, start=law)
    assert found.poisson_rate_ratio == pytest.approx(np.exp(beta[2]), rel=1e-8)
    assert found.poisson_standard_error == pytest.approx(covariance[2, 2] ** 0.5, rel=1e-6)
    assert found.interval.low < found.poisson_rate_ratio < found.interval.high
