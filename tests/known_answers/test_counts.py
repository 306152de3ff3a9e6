"""Published and independently computed figures for the statistics of counts."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from plateia.measures.areas.comparison import compare_two_counts
from plateia.measures.areas.funnel import funnel
from plateia.measures.areas.rates import crude_rate, rate_interval, smoothed_rate
from plateia.measures.areas.standardisation import expected_counts, standardised_ratio
from plateia.measures.incidents.harm import crime_harm
from plateia.measures.intervals import byar_interval, false_discovery_q_values, poisson_interval

COUNTS = [3, 18, 40, 7, 26]
RESIDENTS = [400, 2100, 3800, 1500, 1700]


def test_exact_comparison_of_two_counts() -> None:
    """38 against 52, R: binom.test(52, 90), with the limits turned into a ratio."""
    change = compare_two_counts(38, 52)
    assert change.ratio == pytest.approx(1.3684, abs=5e-5)
    assert (change.low, change.high) == pytest.approx((0.8835, 2.1370), abs=5e-5)
    assert change.p == pytest.approx(0.1702, abs=5e-5)


def test_exact_comparison_with_unequal_exposures() -> None:
    """The same counts in 20,000 and 24,000 residents, R: binom.test(52, 90, 24/44)."""
    change = compare_two_counts(38, 52, exposure_before=20_000, exposure_after=24_000)
    assert change.ratio == pytest.approx(1.1404, abs=5e-5)
    assert change.p == pytest.approx(0.5970, abs=5e-5)


def test_exact_poisson_interval() -> None:
    """Seven events, Garwood's chi-square form; none gives an upper limit of 3.6889."""
    limits = rate_interval([7], [2500])
    assert crude_rate([7], [2500])[0] == pytest.approx(2.8)
    assert (limits.low[0], limits.high[0]) == pytest.approx((1.1257, 5.7691), abs=5e-5)
    nothing = poisson_interval(0)
    assert (float(nothing.low), float(nothing.high)) == pytest.approx((0.0, 3.6889), abs=5e-5)


def test_byar_interval() -> None:
    limits = byar_interval(7)
    assert (float(limits.low) / 2.5, float(limits.high) / 2.5) == pytest.approx((1.1218, 5.7693), abs=5e-5)


def test_marshall_empirical_bayes() -> None:
    """Five areas by hand after Marshall (1991)."""
    smoothed = smoothed_rate(COUNTS, RESIDENTS)
    assert smoothed.mean_rate == pytest.approx(9.8947, abs=5e-5)
    assert smoothed.between_variance / 1000**2 == pytest.approx(5.11296e-06, rel=1e-5)
    assert smoothed.weight == pytest.approx([0.1713, 0.5204, 0.6626, 0.4367, 0.4676], abs=5e-5)
    assert smoothed.rate == pytest.approx([9.4845, 9.2061, 10.3132, 7.6119, 12.4197], abs=5e-5)


def test_standardised_ratios_and_poisson_funnel() -> None:
    expected = expected_counts(COUNTS, RESIDENTS)
    assert expected == pytest.approx([3.9579, 20.7789, 37.6, 14.8421, 16.8211], abs=5e-5)
    ratios = standardised_ratio(COUNTS, expected).ratio
    assert ratios == pytest.approx([75.80, 86.63, 106.38, 47.16, 154.57], abs=5e-3)
    position = funnel(COUNTS, expected, model="poisson")
    assert position.limit_low.tolist() == [1, 12, 26, 8, 9]
    assert position.limit_high.tolist() == [8, 30, 50, 23, 25]


def test_benjamini_hochberg_printed_example() -> None:
    """Benjamini and Hochberg (1995), section 3.1: of 15 p-values the first four are declared at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert int((false_discovery_q_values(p) <= 0.05).sum()) == 4


def test_crime_harm_of_two_districts() -> None:
    """435 offences weigh 8,335 days, 956 offences 3,265; one homicide moves 5,475."""
    weights = {"homicide": 5475, "robbery": 365, "burglary": 20, "shoplifting": 2}
    districts = {"homicide": [1, 0], "robbery": [4, 1], "burglary": [30, 55], "shoplifting": [400, 900]}
    harm = crime_harm(districts, weights)
    assert harm.harm.tolist() == [8335, 3265]
    assert harm.n.tolist() == [435, 956]
    assert harm.rarest == "homicide"
    assert harm.harm_without_rarest.tolist() == [8335 - 5475, 3265]


@pytest.mark.realdata
def test_empirical_bayes_of_st_louis_homicides(realdata: Path) -> None:
    """The first rates of esda.smoothing.Empirical_Bayes on the PySAL example of 78 counties."""
    archive = zipfile.ZipFile(realdata / "libpysal-examples" / "libpysal_examples_subset.zip")
    rows = list(csv.reader(io.StringIO(archive.read("stl/stl_hom.csv").decode())))[1:]
    homicides = np.array([float(row[10]) for row in rows])
    population = np.array([float(row[13]) for row in rows])
    rates = smoothed_rate(homicides, population, per=1.0).rate[:5]
    assert rates == pytest.approx([2.36719e-05, 4.54539e-05, 4.78114e-05, 2.76907e-05, 6.58989e-05], rel=1e-5)
