"""Effects on counts, against the published worked examples and against other programs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson
from scipy.stats.contingency import odds_ratio

from plateia.measures.interventions.achievement import achievement
from plateia.measures.interventions.association import phi_coefficient
from plateia.measures.interventions.before_after import e_test
from plateia.measures.interventions.cost_benefit import BenefitStream, CostStream, cost_benefit
from plateia.measures.interventions.displacement import (
    Weights,
    displacement_quotient,
    weighted_displacement_difference,
)
from plateia.measures.interventions.displacement_rings import Ring, ring_displacement
from plateia.measures.interventions.effects import Averted
from plateia.measures.interventions.exact_power import e_test_power
from plateia.measures.interventions.harm_weighting import harm_weighted_difference
from plateia.measures.interventions.point_pattern import difference_of_shares, spatial_pattern_test
from plateia.measures.interventions.power import minimum_detectable_reduction, permutation_smallest_p, required_count
from plateia.measures.interventions.rate_ratio import conditional_rate_ratio, relative_incidence_rate_ratio
from plateia.measures.interventions.ratings import cohens_kappa
from plateia.measures.interventions.regression_to_mean import hauer_effect
from plateia.measures.interventions.survey_shares import difference_of_shares_interval
from plateia.vocabulary.costs import unit_costs


@pytest.mark.parametrize(
    ("counts", "exposures", "p", "digits"),
    [((20, 10), (1, 1), 0.0688, 4), ((12, 24), (1, 1), 0.0458, 4), ((18, 90), (3, 12), 0.360, 3)],
)
def test_e_test_worked_examples(counts: tuple[int, int], exposures: tuple[float, float], p: float, digits: int) -> None:
    assert round(e_test(*counts, exposure_1=exposures[0], exposure_2=exposures[1]).p, digits) == p


@pytest.mark.parametrize(
    ("counts", "exposures", "difference"),
    [((5, 9), (2, 3.3), 0.0), ((5, 9), (1, 1), -1.5), ((30, 12), (1, 2), 4.0), ((0, 3), (1, 1), 0.0)],
)
def test_e_test_is_the_double_sum_of_its_definition(
    counts: tuple[int, int], exposures: tuple[float, float], difference: float
) -> None:
    (k1, k2), (n1, n2) = counts, exposures
    rate = (k1 + k2) / (n1 + n2) - difference * n1 / (n1 + n2)
    x1, x2 = np.arange(300)[:, np.newaxis], np.arange(300)[np.newaxis, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.abs(x1 / n1 - x2 / n2 - difference) / np.sqrt(x1 / n1**2 + x2 / n2**2)
    statistic[0, 0] = -1
    observed = abs(k1 / n1 - k2 / n2 - difference) / np.sqrt(k1 / n1**2 + k2 / n2**2)
    chance = poisson.pmf(x1, n1 * (rate + difference)) * poisson.pmf(x2, n2 * rate)
    wanted = chance[statistic >= observed * (1 - 1e-10)].sum()
    found = e_test(k1, k2, exposure_1=n1, exposure_2=n2, difference=difference).p
    assert found == pytest.approx(wanted, abs=1e-11)


def test_displacement_difference_published() -> None:
    """Wheeler and Ratcliffe (2018)."""
    found = weighted_displacement_difference(
        treated=(207, 110), comparison=(308, 318), displacement=(178, 157), displacement_comparison=(150, 140)
    )
    assert found.displacement is not None
    assert (found.local.estimate, round(found.local.se, 2)) == (-107, 30.71)
    assert (found.displacement.estimate, round(found.displacement.se, 2)) == (-11, 25.00)
    assert (found.total.estimate, round(found.total.se, 2), round(found.total.z, 2)) == (-118, 39.60, -2.98)
    assert (round(found.total.low), round(found.total.high), found.n) == (-196, -40, 1568)


def test_displacement_difference_not_distinguishable_from_chance() -> None:
    found = weighted_displacement_difference(
        treated=(120, 84), comparison=(118, 112), displacement=(64, 60), displacement_comparison=(66, 63)
    )
    assert found.displacement is not None
    assert (found.local.estimate, round(found.local.se, 2)) == (-30, 20.83)
    assert (found.displacement.estimate, round(found.displacement.se, 2)) == (-1, 15.91)
    assert (found.total.estimate, round(found.total.se, 2)) == (-31, 26.21)
    assert (round(found.total.z, 3), round(found.total.p, 3)) == (-1.183, 0.237)
    assert (round(found.total.low, 1), round(found.total.high, 1)) == (-82.4, 20.4)


@pytest.mark.parametrize(
    ("after", "buffer", "quotient", "net"),
    [(60, -0.002105, 0.0267, 30.8), (70, 0.024211, -0.3067, 20.8), (100, 0.103158, -1.3067, -9.2)],
)
def test_displacement_quotient(after: int, buffer: float, quotient: float, net: float) -> None:
    found = displacement_quotient(treated=(120, 84), comparison=(400, 380), displacement=(64, after))
    assert found.quotient is not None
    assert round(found.success, 6) == -0.078947
    assert round(found.net_effect, 6) == 0.078947
    assert (round(found.buffer, 6), round(found.quotient, 4), round(found.total_net_effect, 1)) == (
        buffer, quotient, net
    )  # fmt: skip
    assert (found.gross_effect, found.gross_effect_share) == (36, 0.30)


def test_no_success_no_quotient() -> None:
    found = displacement_quotient(treated=(120, 130), comparison=(400, 380), displacement=(64, 60))
    assert (found.quotient, found.reading, found.reason) == (None, None, "no_success_to_displace")
    assert round(found.success, 4) == 0.0421


def test_rings() -> None:
    rings = [Ring(0, 150, 64, 60), Ring(150, 300, 80, 83), Ring(300, 450, 95, 91)]
    found = ring_displacement(rings, treated=(120, 84), comparison=(400, 380))
    quotients = [ring.quotient.quotient for ring in found.rings]
    assert [round(quotient, 4) for quotient in quotients if quotient is not None] == [0.0267, -0.2333, -0.0250]
    assert [round(ring.net.estimate, 2) for ring in found.rings] == [0.80, -7.00, -0.75]
    assert round(found.net.estimate, 2) == -6.95


def test_phi_coefficient() -> None:
    found = phi_coefficient(treated=(120, 84), comparison=(118, 112))
    assert (round(found.phi, 4), round(found.chi_square, 3), round(found.p, 3)) == (0.0754, 2.468, 0.116)


def test_rate_ratios() -> None:
    published = relative_incidence_rate_ratio(treated=(50, 30), comparison=(60, 55))
    assert (round(published.log_ratio, 4), round(published.ratio, 4)) == (-0.4238, 0.6545)
    assert published.se is not None
    assert (round(published.se, 4), round(published.low, 3), round(published.high, 3)) == (0.2970, 0.366, 1.171)
    own = relative_incidence_rate_ratio(treated=(120, 84), comparison=(118, 112))
    assert own.se is not None
    assert (round(own.ratio, 4), round(own.se, 4)) == (0.7375, 0.1940)
    assert (round(own.low, 3), round(own.high, 3)) == (0.504, 1.079)
    wider = relative_incidence_rate_ratio(treated=(120, 84), comparison=(118, 112), dispersion=2.0)
    assert (round(wider.low, 3), round(wider.high, 3)) == (0.431, 1.263)


@pytest.mark.parametrize("table", [(15, 2, 3, 10), (12, 3, 10, 9), (7, 1, 5, 8), (0, 4, 6, 3), (40, 22, 35, 37)])
def test_conditional_rate_ratio_equals_scipy(table: tuple[int, int, int, int]) -> None:
    before, after, other_before, other_after = table
    found = conditional_rate_ratio(treated=(before, after), comparison=(other_before, other_after))
    oracle = odds_ratio([[after, before], [other_after, other_before]], kind="conditional")
    limits = oracle.confidence_interval(0.95)
    assert found.ratio == pytest.approx(oracle.statistic, rel=1e-6)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-6)


def test_conditional_rate_ratio_tea_and_convictions() -> None:
    """Fisher's tea (p 0.4857) and convictions of twins (odds ratio 0.0469, p 0.00054), as printed by R's manual."""
    assert round(conditional_rate_ratio(treated=(1, 3), comparison=(3, 1)).p, 4) == 0.4857
    twins = conditional_rate_ratio(treated=(15, 2), comparison=(3, 10))
    assert (round(twins.ratio, 5), round(twins.p, 7)) == (0.04694, 0.0005367)


def test_pattern_toy_whatever_the_seed() -> None:
    for seed in range(5):
        found = spatial_pattern_test([2, 2, 2, 1, 0, 1], [2, 1, 2, 2, 1, 1], rng=np.random.default_rng(seed))
        assert found.index.tolist() == [0, 1, 0, 0, 0, 0]
        assert round(found.similarity, 4) == 0.8333


def test_pattern_without_simulation() -> None:
    found = difference_of_shares([50, 30, 20, 10, 40, 0, 25, 25], [40, 45, 15, 12, 20, 0, 30, 38])
    printed = [0.2318, 0.0550, 0.3769, 0.6613, 0.0052, np.nan, 0.4684, 0.0747]
    np.testing.assert_allclose(found.p, printed, atol=6e-5)
    np.testing.assert_allclose(found.adjusted_p, [1, 0.452, 1, 1, 0.0936, np.nan, 1, 0.452], atol=5e-4)
    assert found.n_changed == 0


def test_regression_to_the_mean() -> None:
    found = hauer_effect(expected_before=12, k=0.5, observed_before=21, observed_after=7, exposure_ratio=2 / 3)
    assert (round(found.weight, 4), round(found.true_before, 2)) == (0.1429, 19.71)
    assert (round(found.expected_after, 2), round(found.ratio, 3), round(found.se, 3)) == (13.14, 0.510, 0.211)
    assert round(found.averted.estimate, 1) == 6.1
    assert round(found.naive_ratio, 3) == 0.500


@pytest.mark.parametrize(("design", "wanted"), [("wdd", [3061, 746, 323, 110]), ("before_after", [1491, 353, 148, 47])])
def test_required_counts(design: str, wanted: list[int]) -> None:
    found = [required_count(share, design=design).count for share in (0.1, 0.2, 0.3, 0.5)]  # type: ignore[arg-type]
    assert found == wanted


def test_required_counts_of_the_rate_ratio() -> None:
    counts = [required_count(0.2, design="rate_ratio", n_comparison=pool).count for pool in (1, 5, float("inf"))]
    assert counts == [670, 418, 355]


def test_detectable_reductions() -> None:
    differences = [minimum_detectable_reduction(n, design="wdd").share or 0.0 for n in (50, 100, 200, 500)]
    assert [round(100 * share, 1) for share in differences] == [71.8, 52.2, 37.7, 24.3]
    assert minimum_detectable_reduction(20, design="wdd").share is None
    ratios = [minimum_detectable_reduction(n, design="rate_ratio").share or 0.0 for n in (50, 100, 200, 500)]
    # 60.65 is printed as 60.7.
    np.testing.assert_allclose([100 * share for share in ratios], [60.7, 46.1, 34.4, 22.9], atol=0.052)
    wider = minimum_detectable_reduction(200, design="rate_ratio", dispersion=2.0).share
    assert wider is not None
    assert round(100 * wider, 1) == 46.1


@pytest.mark.parametrize(
    ("means", "power"), [((20, 12), 0.289), ((20, 10), 0.445), ((30, 15), 0.615), ((10, 5), 0.239), ((10, 10), 0.046)]
)
def test_exact_power(means: tuple[float, float], power: float) -> None:
    assert round(e_test_power(*means), 3) == power


def test_two_treated_of_five_cannot_show_anything() -> None:
    found = permutation_smallest_p(2, 3)
    assert (found.n_assignments, found.smallest_p, found.can_show) == (10, 0.10, False)


def test_costs_and_benefits() -> None:
    price = {
        offence: unit_costs()[offence].cost for offence in ("robbery", "violence_with_injury", "theft_from_person")
    }
    numbers = {"robbery": 6, "violence_with_injury": 4, "theft_from_person": 25}
    assert sum(numbers[offence] * price[offence] for offence in numbers) == 158_620
    found = cost_benefit(
        [CostStream((180_000,), "one_off", "city"), CostStream((0, *(20_000,) * 5), "running", "city")],
        [
            BenefitStream(offence, Averted(number, number / 2, 2 * number), price[offence], first_year=1, n_years=5)
            for offence, number in numbers.items()
        ],
    )
    assert (round(found.costs), round(found.benefits)) == (271_594, 726_433)
    assert (round(found.net_present_value), round(found.ratio, 3)) == (454_839, 2.675)
    assert found.break_even_share is not None
    assert round(100 * found.break_even_share, 1) == 37.4
    assert round(found.low.ratio, 3) == 1.337


def test_kappa() -> None:
    one = ["yes"] * 9 + ["no"] * 6 + ["yes"] * 3 + ["no"] * 2
    other = ["yes"] * 9 + ["no"] * 6 + ["no"] * 3 + ["yes"] * 2
    found = cohens_kappa(one, other)
    assert found.kappa is not None
    assert (found.agreement, round(found.chance_agreement, 2), round(found.kappa, 3)) == (0.75, 0.51, 0.490)


def test_achievement_of_lighting_and_robberies() -> None:
    assert achievement(52, 60, 57).share == 0.625
    assert achievement(30, 24, 27).share == 0.5
    assert achievement(30, 30, 27).share is None


@pytest.mark.parametrize(("counts", "p"), [((0, 3), 0.0884), ((3, 0), 0.0884), ((6, 2), 0.1749), ((1, 5), 0.1295)])
def test_e_test_as_the_paper_and_other_programs_print_it(counts: tuple[int, int], p: float) -> None:
    """0.0884 and 0.1749 stand in Krishnamoorthy and Thomson (2004); 1 against 5 is as scipy gives it."""
    assert e_test(*counts).p == pytest.approx(p, abs=6e-5)


def test_displacement_difference_with_weights_of_time_and_area() -> None:
    """Wheeler's published examples (andrewpwheeler.com, 9 January and 23 February 2021)."""
    yearly = weighted_displacement_difference(treated=(80, 20), comparison=(100, 50), weights=Weights(before=2))
    assert (yearly.total.estimate, round(yearly.total.se**2, 9)) == (-20, 115)
    found = weighted_displacement_difference(
        treated=(207, 110),
        comparison=(308, 318),
        displacement=(178, 157),
        displacement_comparison=(150, 140),
        weights=Weights(comparison=0.9, treated=1.2, displacement_comparison=1.6, displacement=1.5),
    ).total
    assert (found.estimate, found.se) == pytest.approx((-99.69444444, 35.4280755), abs=1e-7)
    assert (found.z, found.low, found.high) == pytest.approx((-2.813995483, -169.1321965, -30.25669241), abs=1e-7)


def test_displacement_differences_weighted_by_harm() -> None:
    """Wheeler's published example (andrewpwheeler.com, 19 November 2020): five categories."""
    treated = {"mv": (130, 74), "th": (327, 202), "bu": (398, 190), "rob": (144, 92), "ass": (183, 96)}
    comparison = {"mv": (133, 91), "th": (388, 305), "bu": (148, 97), "rob": (86, 64), "ass": (94, 67)}
    effects = {
        offence: weighted_displacement_difference(treated=treated[offence], comparison=comparison[offence])
        for offence in treated
    }
    found = harm_weighted_difference(effects, harm={"mv": 3, "th": 2, "bu": 5, "rob": 7, "ass": 10}).total
    assert (found.estimate, found.se, found.z) == pytest.approx((-1721, 304.10360077, -5.65925558), rel=1e-8)
    assert (found.low, found.high) == pytest.approx((-2317.03210507, -1124.96789493), rel=1e-8)


def test_pattern_toy_shares_and_limits() -> None:
    """As the R package sppt prints them in its README, whatever the seed."""
    found = spatial_pattern_test([2, 2, 2, 1, 0, 1], [2, 1, 2, 2, 1, 1], rng=np.random.default_rng(93255))
    assert (100 * found.base_share).tolist() == [25, 25, 25, 12.5, 0, 12.5]
    assert (100 * found.low).tolist() == [12.5, 0, 12.5, 12.5, 0, 0]
    assert (100 * found.high).tolist() == [25, 12.5, 25, 25, 12.5, 12.5]
    assert found.robust_similarity == found.similarity


@pytest.mark.parametrize(
    ("after", "before", "limits"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_difference_of_survey_shares(
    after: tuple[int, int], before: tuple[int, int], limits: tuple[float, float]
) -> None:
    """Newcombe (1998), table II, method 10: all eight examples."""
    found = difference_of_shares_interval(before[0] / before[1], before[1], after[0] / after[1], after[1])
    assert found == pytest.approx(limits, abs=6e-5)


def test_standard_error_of_kappa() -> None:
    """The three categories of Fleiss, Levin and Paik: kappa 0.68, standard error 0.087."""
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    pairs = [(str(i), str(j)) for i in range(3) for j in range(3) for _ in range(table[i][j])]
    found = cohens_kappa([one for one, _ in pairs], [other for _, other in pairs])
    assert found.kappa is not None
    assert found.se is not None
    assert round(found.kappa, 2) == 0.68
    assert found.se == pytest.approx(0.087, abs=1e-3)


def test_internal_rate_of_a_textbook_annuity() -> None:
    """1,000 for five times 300: 15.24 %; net present value at 10 % 137.24."""
    found = cost_benefit(
        [CostStream((1000.0,), "one_off", "city")],
        [BenefitStream("robbery", Averted(1, 1, 1), 300.0, first_year=1, n_years=5)],
        discount_rate=0.1,
    )
    assert found.internal_rate == pytest.approx(0.1524, abs=5e-5)
    assert found.net_present_value == pytest.approx(137.24, abs=5e-3)
