from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, binom, nbinom, poisson

from plateia.measures.distributions import (
    beta_binomial_at_most,
    beta_binomial_share_limits,
    negative_binomial_quantile,
    negative_binomial_tails,
)

COUNTS = np.arange(0, 200)


@pytest.mark.parametrize(("mean", "phi"), [(0.5, 1.5), (40.0, 3.0), (40.0, 1.0001)])
def test_tails_equal_those_of_scipy_far_out(mean: float, phi: float) -> None:
    tails = negative_binomial_tails(COUNTS, mean=mean, variance=mean * phi)
    size, share = mean / (phi - 1), 1 / phi
    assert tails.at_most == pytest.approx(nbinom.cdf(COUNTS, size, share), rel=1e-6)
    upper = nbinom.sf(COUNTS - 1, size, share)
    visible = upper > 1e-250
    assert tails.at_least[visible] == pytest.approx(upper[visible], rel=1e-5)


def test_without_overdispersion_the_tails_are_poisson() -> None:
    tails = negative_binomial_tails(COUNTS, mean=12.0, variance=12.0)
    assert tails.at_most == pytest.approx(poisson.cdf(COUNTS, 12.0))
    assert tails.at_least == pytest.approx(poisson.sf(COUNTS - 1, 12.0))


def test_nothing_expected_and_missing() -> None:
    tails = negative_binomial_tails([0, 3, np.nan], mean=[0, 0, 2], variance=[0, 0, 2])
    assert tails.at_most[:2].tolist() == [1, 1]
    assert tails.at_least[:2].tolist() == [1, 0]
    assert np.isnan(tails.at_most[2])


@pytest.mark.parametrize("phi", [1.0, 1.7, 20.0])
def test_quantiles_are_the_smallest_counts_that_reach_the_probability(phi: float) -> None:
    mean = np.array([0.01, 0.5, 7.3, 480.0, np.nan])
    for probability in (0.001, 0.025, 0.975, 0.999):
        found = negative_binomial_quantile(probability, mean=mean, variance=phi * mean)
        assert np.isnan(found[-1])
        reached = negative_binomial_tails(found[:-1], mean=mean[:-1], variance=phi * mean[:-1]).at_most
        assert (reached >= probability).all()
        above = found[:-1] > 0
        short = negative_binomial_tails(found[:-1][above] - 1, mean=mean[:-1][above], variance=phi * mean[:-1][above])
        assert (short.at_most < probability).all()


@pytest.mark.parametrize("share", [0.5, 0.2])
@pytest.mark.parametrize("correlation", [0.0, 0.003, 0.1])
@pytest.mark.parametrize("n", [1, 15, 300])
def test_mid_p_equals_the_summed_distribution(n: int, share: float, correlation: float) -> None:
    outcomes = np.arange(n + 1)
    found = beta_binomial_at_most(outcomes, trials=n, share=share, correlation=correlation)
    precision = 1 / max(correlation, 1e-12) - 1
    exact = betabinom(n, share * precision, (1 - share) * precision) if correlation else binom(n, share)
    assert found == pytest.approx(exact.cdf(outcomes) - exact.pmf(outcomes) / 2, abs=1e-8)


def test_large_numbers_join_on_smoothly() -> None:
    at_edge = beta_binomial_at_most([1080, 1081], trials=[2000, 2001], share=0.5, correlation=0.002)
    assert at_edge[0] == pytest.approx(at_edge[1], abs=0.002)


def test_limits_invert_the_test() -> None:
    rng = np.random.default_rng(11)
    trials = rng.integers(1, 400, 300).astype(float)
    successes = np.floor(rng.uniform(size=300) * (trials + 1))
    correlation = np.full(300, 0.03)
    low, high = beta_binomial_share_limits(successes, trials=trials, correlation=correlation, level=0.95)
    inner = (successes > 0) & (successes < trials)
    upper_tail = 1 - beta_binomial_at_most(
        successes, trials=trials, share=np.maximum(low, 1e-9), correlation=correlation
    )
    lower_tail = beta_binomial_at_most(
        successes, trials=trials, share=np.minimum(high, 1 - 1e-9), correlation=correlation
    )
    assert upper_tail[inner] == pytest.approx(0.025, abs=1e-6)
    assert lower_tail[inner] == pytest.approx(0.025, abs=1e-6)
    assert (low[successes == 0] == 0).all()
    assert (high[successes == trials] == 1).all()
