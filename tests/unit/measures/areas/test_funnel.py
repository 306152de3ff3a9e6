from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import MethodError
from plateia.measures.areas.dispersion import CrossSectionalDispersion, Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.areas.funnel import funnel
from plateia.measures.intervals import false_discovery_q_values


def test_in_a_city_of_chance_no_more_than_five_percent_lie_outside() -> None:
    rng = np.random.default_rng(21)
    expected = np.repeat(np.exp(np.linspace(np.log(0.5), np.log(500), 40)), 2000)
    position = funnel(rng.poisson(expected), expected)
    for tail in (position.p_high, position.p_low):
        for share in ((tail <= level).reshape(40, -1).mean(axis=1) / level for level in (0.05, 0.01)):
            assert share.max() <= 1 + 4 * np.sqrt(1 / (0.01 * 2000))
    assert (position.p_high <= 0.001).mean() <= 0.00115


def test_thousands_of_tests_flag_anything_in_at_most_one_city_of_twenty() -> None:
    rng = np.random.default_rng(23)
    expected = np.exp(rng.uniform(np.log(0.5), np.log(500), (500, 15)))
    seeds, alarms = 80, 0
    for _ in range(seeds):
        position = funnel(rng.poisson(expected), expected)
        q = false_discovery_q_values(np.stack([position.p_high, position.p_low]))
        alarms += bool((q <= 0.05).any())
    assert alarms <= seeds * 0.05 + 2 * np.sqrt(seeds * 0.05 * 0.95)


def test_overdispersed_chance_keeps_the_level_too() -> None:
    rng = np.random.default_rng(25)
    expected = rng.uniform(1, 200, 20_000)
    counts = rng.negative_binomial(expected / 2, 1 / 3)
    assert (funnel(counts, expected, dispersion=3.0).p_high <= 0.05).mean() <= 0.053
    counts = rng.poisson(expected * rng.gamma(20, 1 / 20, expected.size))
    assert (funnel(counts, expected, model="additive", dispersion=1 / 20).p_high <= 0.01).mean() <= 0.012


def test_forms_of_dispersion_agree() -> None:
    counts, expected = [30, 4], [20, 8]
    both = CrossSectionalDispersion(phi=2.0, tau2=0.05, n=100)
    same = [
        (funnel(counts, expected, dispersion=2.0), funnel(counts, expected, dispersion=both)),
        (funnel(counts, expected, dispersion=2.0), funnel(counts, expected, dispersion=Dispersion(2.0, 100))),
        (
            funnel(counts, expected, model="additive", dispersion=both),
            funnel(counts, expected, dispersion=DispersionModel(form="negative_binomial", theta=20.0)),
        ),
    ]
    for one, other in same:
        assert one.p_high == pytest.approx(other.p_high)
        assert one.limit_high.tolist() == other.limit_high.tolist()


def test_nothing_expected_is_missing_and_wrong_dispersion_refused() -> None:
    assert np.isnan(funnel([3], [0]).p_high[0])
    assert np.isnan(funnel([np.nan], [5]).limit_high[0])
    for wrong in (-0.1, Dispersion(2.0, 30)):
        with pytest.raises(MethodError, match=r"funnel\.dispersion-invalid"):
            funnel([3], [2], model="additive", dispersion=wrong)
