"""Published effects of panels and series, each with its source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plateia.measures.interventions.difference_in_differences import (
    DifferenceInDifferences,
    count_difference_in_differences,
)
from plateia.measures.interventions.interrupted_series import InterruptedSeries, interrupted_time_series
from plateia.measures.interventions.panels import check_start
from plateia.measures.interventions.simplex import simplex_weights
from plateia.measures.interventions.synthetic_control import synthetic_control
from plateia.measures.interventions.synthetic_did import synthetic_difference_in_differences

# Monthly acute coronary events of people under 70 in Sicily, January 2002 to November 2006, and the age-standardised
# population. Source: the data published with Lopez Bernal, Cummins and Gasparrini (2017), Interrupted time series
# regression for the evaluation of public health interventions, International Journal of Epidemiology 46, 348-355
# (open access), github.com/gasparrini/2017_lopezbernal_IJE_codedata, sicily.csv; no separate licence stated there.
SICILY_EVENTS = """
728 659 791 734 757 726 760 740 720 814 795 858 887 766 851 769 781 756 766 752 765 831 879 928 914 808 937 840 916 828
845 818 860 839 887 886 831 796 833 820 877 758 767 738 781 843 850 908 1021 859 976 888 962 838 810 876 843 936 912
"""
SICILY_POPULATION = """
379875.3 376495.5 377040.8 377116.4 377383.4 374113.1 379513.3 376295.5 374653.2 378485.6 375955.5 378349.7 376762.4
379032.3 379360.4 376162 377972.4 381830.7 379888.6 380872.2 380966.9 381240.4 382104.9 381802.7 381656.3 383680
383504.2 386462.9 383783.1 380836.8 383483 380906.2 382926.8 384052.4 384449.6 383428.4 388153.2 388373.2 386470.1
386033.2 383686.4 385509.3 385901.9 386516.6 388436.5 383255.2 390148.7 385874.9 391613.6 391750.4 394005.6 391364.9
391664.6 389022.3 391878.5 388575.3 392989 390018.8 390712.3
"""
BAN = 2005 * 12
FIVE_AREAS = [
    [40, 44, 38, 30, 28, 26],
    [22, 20, 25, 17, 15, 13],
    [35, 33, 37, 34, 36, 35],
    [18, 20, 19, 19, 17, 20],
    [52, 49, 50, 47, 51, 46],
]


@pytest.fixture(scope="module")
def five_areas() -> DifferenceInDifferences:
    return count_difference_in_differences(
        FIVE_AREAS,
        treated=[0, 1],
        first_period_after=3,
        exposure=[4000, 2500, 3800, 2200, 5200],
        rng=np.random.default_rng(1),
    )


def test_five_areas_six_periods(five_areas: DifferenceInDifferences) -> None:
    """The worked example of the method reference, computed there with another program."""
    effect = five_areas
    assert effect.log_rate_ratio == pytest.approx(-0.35604, abs=5e-6)
    assert effect.rate_ratio == pytest.approx(0.7004, abs=5e-5)
    assert effect.model_standard_error == pytest.approx(0.1397, abs=5e-5)
    assert effect.phi == pytest.approx(0.142, abs=5e-4)
    assert effect.cluster_standard_error == pytest.approx(0.0218, abs=5e-5)
    assert effect.cluster_error_misleading
    assert effect.averted == pytest.approx(55.2, abs=0.05)
    assert effect.observed_after == 129
    assert effect.negative_binomial_alpha == 0


def test_five_areas_can_show_nothing_below_a_tenth(five_areas: DifferenceInDifferences) -> None:
    test = five_areas.permutation
    assert (test.p, test.smallest_p, test.n_assignments, test.exhaustive) == (0.1, 0.1, 10, True)
    assert five_areas.interval.basis == "between_units"
    assert "smallest_p_above_level" in five_areas.caveats


def test_five_areas_moved_alike_before(five_areas: DifferenceInDifferences) -> None:
    lead = five_areas.placebo_lead
    assert lead is not None
    assert lead.rate_ratio == pytest.approx(0.976, abs=5e-4)
    assert lead.p == pytest.approx(0.90, abs=5e-3)


def _sicily(*, season: bool) -> InterruptedSeries:
    return interrupted_time_series(
        [int(number) for number in SICILY_EVENTS.split()],
        year_month=2002 * 12 + np.arange(59),
        start=BAN,
        exposure=[float(number) for number in SICILY_POPULATION.split()],
        season=season,
    )


def _limits(effect: InterruptedSeries, error: float) -> tuple[float, ...]:
    return tuple(np.exp(np.log(effect.poisson_rate_ratio) + 1.959964 * error * np.array([-1, 1])))


def test_smoking_ban_in_sicily() -> None:
    """Lopez Bernal, Cummins and Gasparrini (2017) with its correction: level and trend, no season."""
    effect = _sicily(season=False)
    assert effect.poisson_rate_ratio == pytest.approx(0.894, abs=5e-4)
    assert effect.interval.low < 0.894 < effect.interval.high
    assert _limits(effect, effect.poisson_standard_error) == pytest.approx((0.865, 0.925), abs=5e-4)
    assert _limits(effect, effect.quasi_standard_error) == pytest.approx((0.839, 0.953), abs=5e-4)
    assert effect.residuals.phi == pytest.approx(3.56, abs=5e-3)
    assert effect.terms[0].name == "trend"
    assert np.exp(effect.terms[0].poisson_log_ratio) == pytest.approx(1.00496, abs=5e-6)


def test_smoking_ban_in_sicily_with_season() -> None:
    """The paper's conclusion, a drop that season does not explain, holds with errors that carry the alike months."""
    effect, plain = _sicily(season=True), _sicily(season=False)
    assert effect.residuals.phi < plain.residuals.phi
    assert effect.rate_ratio == pytest.approx(plain.rate_ratio, abs=0.02)
    assert effect.interval.high < 1


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("seats", "published", "within"), [("drivers", 0.77, 0.06), ("front", 0.70, 0.02), ("rear", 1.03, 0.03)]
)
def test_seat_belt_law(realdata: Path, seats: str, published: float, within: float) -> None:
    """Harvey and Durbin (1986): killed or seriously injured -23 % car drivers, -30 % front, +3 % rear passengers.

    They fit a structural model with a moving level, traffic and the price of petrol to 1969-1984; here a straight trend
    and two waves, with traffic, on the ten years from 1975 (after the oil crisis, through which no straight line runs).
    Comparable is the change of level from February 1983: their figure lies inside our interval for each kind of
    seat, and the estimates differ by at most six points.
    """
    table = pd.read_csv(realdata / "method-oracles" / "datasets__Seatbelts.csv.gz")
    months = 1969 * 12 + np.arange(len(table))
    recent = months >= 1975 * 12
    effect = interrupted_time_series(
        table[seats].to_numpy()[recent],
        year_month=months[recent],
        start=1983 * 12 + 1,
        exposure=table["kms"].to_numpy()[recent],
    )
    assert effect.interval.low < published < effect.interval.high
    assert effect.poisson_rate_ratio == pytest.approx(published, abs=within)
    assert effect.rate_ratio == pytest.approx(published, abs=0.06)


def _wide(realdata: Path, name: str, *, unit: str, time: str, outcome: str) -> pd.DataFrame:
    table = pd.read_csv(realdata / "method-oracles" / f"{name}.csv.gz")
    return table.pivot(index=unit, columns=time, values=outcome)


@pytest.fixture(scope="module")
def cigarettes(realdata: Path) -> pd.DataFrame:
    return _wide(realdata, "smoking_data", unit="state", time="year", outcome="cigsale")


@pytest.mark.realdata
def test_tobacco_control_in_california(cigarettes: pd.DataFrame) -> None:
    """Arkhangelsky et al. (2021), table 1: -27.3, -19.6 and -15.6 (8.4) packs per head and year, 1989 to 2000.

    Their standard error is the spread of 200 random placebo draws; ours takes each donor once. With 38 donors that
    show the spread we find, 200 draws give 7.9 to 10.6 in 98 of 100 cases.
    """
    effect = synthetic_difference_in_differences(
        cigarettes.to_numpy(),
        treated=cigarettes.index.get_loc("California"),
        first_period_after=cigarettes.columns.get_loc(1989),
        rng=np.random.default_rng(1),
    )
    assert effect.plain_difference_in_differences == pytest.approx(-27.3, abs=0.05)
    assert effect.plain_synthetic_control == pytest.approx(-19.6, abs=0.15)
    assert effect.effect == pytest.approx(-15.6, abs=0.05)
    assert effect.standard_error == pytest.approx(8.4, abs=1.2)
    # As the authors' own program prints them for this panel.
    heaviest = np.argsort(-effect.unit_weights)[:5]
    names = ["Nevada", "New Hampshire", "Connecticut", "Delaware", "Colorado"]
    assert [cigarettes.index[effect.donors[row]] for row in heaviest] == names
    assert effect.unit_weights[heaviest] == pytest.approx([0.124, 0.105, 0.078, 0.070, 0.058], abs=1e-3)
    assert effect.period_weights[-3:] == pytest.approx([0.366, 0.206, 0.427], abs=1e-3)


@pytest.mark.realdata
def test_california_by_synthetic_control(cigarettes: pd.DataFrame) -> None:
    """The same table, -19.6 (outcomes only); the donors are those of Abadie et al. (2010)."""
    effect = synthetic_control(
        cigarettes.to_numpy(),
        treated=cigarettes.index.get_loc("California"),
        first_period_after=cigarettes.columns.get_loc(1989),
    )
    assert effect.mean_effect == pytest.approx(-19.6, abs=0.15)
    assert effect.smallest_p == pytest.approx(1 / 39)
    heaviest = {cigarettes.index[row] for row in effect.donors[np.argsort(-effect.weights)[:4]]}
    assert heaviest == {"Utah", "Montana", "Nevada", "Connecticut"}


@pytest.mark.realdata
def test_german_reunification(realdata: Path) -> None:
    """Abadie, Diamond and Hainmueller (2015): about 1,600 dollars per head and year less, 1990 to 2003.

    They match on growth, trade, schooling and investment too; outcomes alone give the same sign, the same largest
    donors (Austria, United States) and four fifths of the size. West Germany ranks first of 17, as there.
    """
    wealth = _wide(realdata, "german_reunification", unit="country", time="year", outcome="gdp")
    effect = synthetic_control(
        wealth.to_numpy(),
        treated=wealth.index.get_loc("West Germany"),
        first_period_after=wealth.columns.get_loc(1990),
    )
    assert effect.mean_effect == pytest.approx(-1600, rel=0.25)
    assert effect.p == pytest.approx(1 / 17)
    assert {wealth.index[row] for row in effect.donors[np.argsort(-effect.weights)[:2]]} == {"Austria", "USA"}


def test_weights_of_three_donors() -> None:
    """The worked example of the method reference: 0.6, 0.4, 0; synthetic 19, 19.2; gaps -5, -4.

    Four periods before are enough for the arithmetic, not for the measure, which refuses them.
    """
    donors = np.array([[10.0, 12, 14, 13], [20, 18, 22, 24], [50, 52, 49, 51]])
    treated = np.array([14, 14.4, 17.2, 17.4])
    weights = simplex_weights(donors.T, target=treated)
    assert weights == pytest.approx([0.6, 0.4, 0.0], abs=1e-6)
    assert weights @ donors == pytest.approx(treated, abs=1e-5)
    gaps = np.array([14, 15.2]) - weights @ np.array([[15, 16], [25, 24], [50, 49]])
    assert gaps == pytest.approx([-5, -4], abs=1e-5)


def test_one_start_for_all() -> None:
    """A start given for every unit is one start where the treated share it."""
    assert check_start([3, 3, 0], treated=np.array([True, True, False]), n_periods=6) == 3
