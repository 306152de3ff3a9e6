from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import MethodError
from plateia.measures.areas.dispersion import Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model, choose_dispersion_model


def pair_with_moving_rates(rng: np.random.Generator, mean: np.ndarray, theta: float) -> tuple[np.ndarray, np.ndarray]:
    """Two periods in which each area's own rate moves with a coefficient of variation of 1 / sqrt(theta)."""
    before, after = (rng.poisson(mean * rng.gamma(theta, 1 / theta, mean.size)) for _ in range(2))
    return before, after


@pytest.mark.parametrize("theta", [7.0, 20.0, 60.0])
def test_moving_rates_are_recognised_and_measured(theta: float) -> None:
    rng = np.random.default_rng(13)
    mean = rng.gamma(1.0, 40.0, 900)
    chosen = choose_dispersion_model([pair_with_moving_rates(rng, mean, theta)], winsorise=1.0)
    assert chosen.form == "negative_binomial"
    assert chosen.theta == pytest.approx(theta, rel=0.2)


def test_one_phi_for_all_sizes_is_recognised() -> None:
    rng = np.random.default_rng(17)
    mean = np.exp(rng.uniform(np.log(6), np.log(2000), 3000))
    before, after = (rng.negative_binomial(mean / 3, 0.25) for _ in range(2))
    chosen = choose_dispersion_model([(before, after)])
    assert chosen.form == "quasi_poisson"
    assert chosen.phi == pytest.approx(4.0, rel=0.1)


def test_few_areas_are_drawn_to_the_typical_and_too_few_get_the_default() -> None:
    rng = np.random.default_rng(19)
    pair = pair_with_moving_rates(rng, np.full(30, 12.0), 1e6)
    assert 1 / (2 * choose_dispersion_model([pair]).theta + 1) < 0.027
    default = choose_dispersion_model([(pair[0][:20], pair[1][:20])])
    assert default == DispersionModel(form="quasi_poisson", phi=2.0, n=20, assumed=True)
    assert choose_dispersion_model([]).assumed


def test_forms_give_their_variances() -> None:
    mean = np.array([0.0, 10.0])
    growing = DispersionModel(form="negative_binomial", theta=20.0)
    assert growing.variance(mean).tolist() == [0, 15]
    assert growing.factor(mean).tolist() == [1, 1.5]
    assert growing.pair_factor([1, 42]).tolist() == [1, 2]
    constant = as_dispersion_model(Dispersion(phi=3.0, n=50))
    assert constant.variance(mean).tolist() == [0, 30]
    assert constant.pair_factor(11.0) == pytest.approx(3.0)
    assert constant.pair_factor(2.0) == pytest.approx(1.99)
    assert as_dispersion_model(1.0).pair_factor([5.0]).tolist() == [1]


def test_wrong_numbers_are_refused() -> None:
    with pytest.raises(MethodError, match=r"dispersion\.below-one"):
        as_dispersion_model(0.5)
    with pytest.raises(MethodError, match=r"dispersion\.winsorise-invalid"):
        choose_dispersion_model([], winsorise=0.0)
