from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.count_prior import fit_count_prior, lasting_k
from plateia.measures.interventions.regression_to_mean import hauer_effect


def test_both_forms_find_the_truth() -> None:
    rng = np.random.default_rng(6)
    exposure = rng.uniform(1, 5, 1500)
    counts = rng.poisson(4.0 * exposure * rng.gamma(2.5, 1 / 2.5, 1500))
    for form in ("maximum_likelihood", "moments"):
        prior = fit_count_prior(counts, exposure=exposure, form=form)
        assert prior.rate == pytest.approx(4.0, rel=0.05)
        assert prior.k == pytest.approx(0.4, rel=0.12)
        assert prior.n == 1500


def test_areas_alike_but_for_chance_get_no_k() -> None:
    assert fit_count_prior([5, 6] * 10).k == 0
    assert fit_count_prior([5, 6] * 10, form="moments").k == 0


def test_without_spread_between_areas_the_own_count_says_nothing() -> None:
    found = hauer_effect(expected_before=10, k=0.0, observed_before=30, observed_after=10)
    assert (found.weight, found.true_before, found.ratio) == (1, 10, 1)


def test_interval_and_p_agree() -> None:
    for after in range(40):
        found = hauer_effect(expected_before=12, k=0.5, observed_before=21, observed_after=after, dispersion=1.5)
        assert (found.p <= 0.05) == (found.low > 1 or found.high < 1)
        assert found.averted.low <= found.averted.estimate <= found.averted.high
    gone = hauer_effect(expected_before=12, k=0.5, observed_before=21, observed_after=0)
    assert (gone.ratio, gone.low) == (0, 0)
    assert gone.high < 0.4
    assert hauer_effect(expected_before=2, k=0.5, observed_before=0, observed_after=1).naive_ratio == np.inf


def test_what_cannot_be_fitted_is_refused() -> None:
    with pytest.raises(MethodError, match=r"regression_to_mean\.too-few-areas"):
        fit_count_prior([3, 4])
    with pytest.raises(MethodError, match=r"regression_to_mean\.no-incidents"):
        fit_count_prior([0] * 12)
    with pytest.raises(InputError, match=r"regression_to_mean\.exposure-invalid"):
        fit_count_prior([1] * 12, exposure=[0.0] * 12)
    with pytest.raises(MethodError, match=r"regression_to_mean\.prior-invalid"):
        hauer_effect(expected_before=0, k=0.5, observed_before=2, observed_after=2)
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        hauer_effect(expected_before=3, k=0.5, observed_before=2.5, observed_after=2)  # type: ignore[arg-type]


def test_lasting_k_gives_the_best_linear_weight() -> None:
    """Buhlmann: the weight of the own count is the share of its variance that lasts; here by simulation."""
    rng = np.random.default_rng(3)
    phi, usual = 3.0, rng.gamma(2, 15, 60_000)
    before, after = (rng.negative_binomial(usual / (phi - 1), 1 / phi) for _ in range(2))
    slope = float(np.cov(before, after)[0, 1] / before.var())
    prior = fit_count_prior(before[:3000])
    k = lasting_k(prior, dispersion=phi)
    assert 1 - 1 / (1 + k * prior.rate) == pytest.approx(slope, abs=0.02)
    assert lasting_k(prior, dispersion=1.0) == prior.k
    assert lasting_k(prior, dispersion=1000.0) == 0
