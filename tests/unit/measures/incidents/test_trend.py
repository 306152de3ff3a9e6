from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.errors import MethodError
from plateia.measures.incidents.trend import yearly_trend

JANUARY_2018 = 2018 * 12
# Drawn once: Poisson with gamma-distributed rates, a summer peak, eight per cent more every year.
SERIES = np.array([
    99, 126, 90, 157, 154, 226, 209, 124, 155, 109, 68, 108, 50, 70, 65, 148, 121, 224, 173, 164, 168, 195, 103, 52,
    103, 145, 133, 186, 197, 108, 184, 160, 184, 165, 155, 152, 106, 162, 84, 157, 135, 132, 285, 152, 207, 286, 128,
    200,
])  # fmt: skip
MONTHS = np.arange(JANUARY_2018, JANUARY_2018 + 48)
FEW = np.array([1, 1, 0, 2, 1, 0, 0, 3, 1, 0, 1, 2, 0, 0, 1, 1, 0, 2, 1, 1, 0, 1, 2, 3])


def figures(counts: np.ndarray, months: np.ndarray, level: float = 0.95) -> tuple[float, ...]:
    trend = yearly_trend(counts, year_month=months, level=level)
    return trend.ratio, trend.low, trend.high, trend.phi, trend.autocorrelation


# Expected figures: statsmodels 0.15.0, GLM(counts, month-of-year dummies and years, family=Poisson()).fit(scale="X2");
# its standard error times the root of (1 + r) / (1 - r), with r from its Pearson residuals, and t of df_resid.


def test_agrees_with_a_quasi_poisson_regression_of_statsmodels() -> None:
    expected = (1.09294213, 0.99094527, 1.20543741, 10.76803209, 0.30961752)
    assert figures(SERIES, MONTHS) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(("level", "low", "high"), [(0.95, 1.00598813, 1.23233868), (0.9, 1.02332728, 1.21145806)])
def test_gaps_are_left_out_not_filled(level: float, low: float, high: float) -> None:
    kept = np.ones(48, dtype=bool)
    kept[[5, 18, 19]] = False
    expected = (1.11342628, low, high, 10.18661175, 0.32315361)
    assert figures(SERIES[kept], MONTHS[kept], level) == pytest.approx(expected, rel=1e-7)


def test_dispersion_below_one_does_not_narrow_the_interval() -> None:
    # statsmodels with its scale of 0.988 set to 1.
    expected = (1.0, 0.30314443, 3.2987576, 1.0, 0.27651382)
    assert figures(FEW, MONTHS[:24]) == pytest.approx(expected, rel=1e-7)


def test_months_of_the_year_without_incidents_take_no_part() -> None:
    silent = np.isin(MONTHS[:24] % 12, (2, 5))
    # statsmodels on the twenty months that are left.
    expected = (0.75, 0.10650498, 5.28144295, 1.0, 0.58582076)
    assert figures(np.where(silent, 0, FEW), MONTHS[:24]) == pytest.approx(expected, rel=1e-7)


@pytest.mark.realdata
def test_road_deaths_in_great_britain(realdata: Path) -> None:
    import pandas as pd

    # Harvey and Durbin (1986), in R as Seatbelts; expected figures from statsmodels 0.15.0 as above.
    deaths = pd.read_csv(realdata / "method-oracles" / "datasets__Seatbelts.csv.gz")["DriversKilled"].to_numpy()
    months = np.arange(1969 * 12, 1969 * 12 + 192)
    expected = (0.98376031, 0.97674269, 0.99082835, 2.33143427, 0.4762788)
    assert figures(deaths, months) == pytest.approx(expected, rel=1e-7)


@given(st.floats(0.7, 1.4), st.integers(24, 72))
def test_an_even_growth_is_found_whatever_the_season(growth: float, n: int) -> None:
    months = np.arange(JANUARY_2018, JANUARY_2018 + n)
    season = 1 + 0.4 * np.sin(2 * np.pi * (months % 12) / 12)
    trend = yearly_trend(1e6 * season * growth ** ((months - months[0]) / 12), year_month=months)
    assert trend.ratio == pytest.approx(growth, rel=1e-9)
    assert trend.phi == 1.0


@given(st.permutations(range(48)))
def test_the_order_of_the_months_changes_nothing(order: list[int]) -> None:
    assert figures(SERIES[order], MONTHS[order]) == pytest.approx(figures(SERIES, MONTHS), rel=1e-9)


@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_the_interval_holds_the_truth_as_often_as_it_says(alike: float) -> None:
    rng = np.random.default_rng(5)
    months = np.arange(JANUARY_2018, JANUARY_2018 + 36)
    mean = 300 * (1 + 0.3 * np.cos(2 * np.pi * (months % 12) / 12)) * 1.1 ** ((months - months[0]) / 12)
    held = 0
    for _ in range(400):
        swing = rng.normal(size=36)
        for month in range(1, 36):
            swing[month] = alike * swing[month - 1] + np.sqrt(1 - alike**2) * swing[month]
        trend = yearly_trend(rng.poisson(mean * np.exp(0.1 * swing)), year_month=months)
        held += trend.low <= 1.1 <= trend.high
    assert 0.92 <= held / 400 <= 0.99


@pytest.mark.parametrize(("counts", "code"), [([5] * 23, "trend.too-short"), ([0] * 24, "trend.no-incidents")])
def test_refuses_what_the_months_cannot_bear(counts: list[int], code: str) -> None:
    with pytest.raises(MethodError) as caught:
        yearly_trend(counts, year_month=np.arange(len(counts)))
    assert caught.value.code == code
