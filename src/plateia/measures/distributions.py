"""Tails and quantiles of the over-dispersed count distributions, vectorised, exact far out.

Two distributions carry every uncertainty of counts here. The *negative binomial* describes one count whose variance
exceeds its mean; the *beta-binomial* describes how the events of one area divide between two periods when the area's
own rate moves. Both fall back to the Poisson and the binomial where there is no over-dispersion.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc, gammaincc, gammaln, ndtri

from plateia.measures.checks import Floats

# Above this number of events the beta-binomial is summed no longer: a beta distribution with the same mean and
# variance gives the same probabilities to two digits or better.
LARGEST_SUM = 2000
_NO_OVERDISPERSION = 1e-7


class Tails(NamedTuple):
    """Probabilities of a count at most, and at least, as large as the one observed."""

    at_most: Floats
    at_least: Floats


def negative_binomial_tails(counts: ArrayLike, *, mean: ArrayLike, variance: ArrayLike) -> Tails:
    """Return P(X <= count) and P(X >= count) for a negative binomial with the given mean and variance.

    Parameters
    ----------
    counts, mean, variance : array-like
        Broadcast together. Where the variance does not exceed the mean the distribution is Poisson.

    Examples
    --------
    >>> tails = negative_binomial_tails(7, mean=14.8421, variance=14.8421)
    >>> round(float(tails.at_most), 4)
    0.0197
    """
    k, mu, var = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (counts, mean, variance)))
    poisson = var <= mu * (1 + _NO_OVERDISPERSION)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.where(poisson, 1.0, mu**2 / np.where(poisson, 1.0, var - mu))
        share = np.where(poisson, 0.5, mu / var)
        at_most = np.where(poisson, gammaincc(k + 1, mu), betainc(size, k + 1, share))
        at_least = np.where(poisson, gammainc(k, mu), betainc(k, size, 1 - share))
    at_least = np.where(k == 0, 1.0, at_least)
    nothing_expected = mu == 0
    at_most = np.where(nothing_expected, 1.0, at_most)
    at_least = np.where(nothing_expected, (k == 0).astype(float), at_least)
    missing = np.isnan(k) | np.isnan(mu) | np.isnan(var)
    return Tails(np.where(missing, np.nan, at_most), np.where(missing, np.nan, at_least))


def negative_binomial_quantile(probability: float, *, mean: ArrayLike, variance: ArrayLike) -> Floats:
    """Return the smallest count whose cumulative probability reaches ``probability``; NaN where the mean is NaN.

    Examples
    --------
    >>> [float(negative_binomial_quantile(q, mean=14.8421, variance=14.8421)) for q in (0.025, 0.975)]
    [8.0, 23.0]
    """
    mu, var = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64))
    known = ~(np.isnan(mu) | np.isnan(var))
    mu, var = np.where(known, mu, 0.0), np.where(known, np.maximum(var, mu), 0.0)
    low = np.full(mu.shape, -1.0)
    # Chebyshev's inequality bounds every quantile by the standard deviation.
    high = np.ceil(mu + np.sqrt(var / min(probability, 1 - probability)) + 1)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reached = negative_binomial_tails(np.maximum(middle, 0.0), mean=mu, variance=var).at_most >= probability
        reached &= middle >= 0
        high = np.where(reached & (high - low > 1), middle, high)
        low = np.where(~reached & (high - low > 1), middle, low)
    return np.where(known, high, np.nan)


def beta_binomial_at_most(
    successes: ArrayLike, *, trials: ArrayLike, share: ArrayLike, correlation: ArrayLike
) -> Floats:
    """Return the mid-P(X <= successes): half of the probability of the observed value itself is counted.

    Parameters
    ----------
    successes, trials : array-like of int
        Events of the later period, and of both.
    share : array-like, in (0, 1)
        Expected share of the later period.
    correlation : array-like, in [0, 1)
        Likeness of two events of one area: the variance is ``n p (1 - p) (1 + (n - 1) correlation)``.

    Notes
    -----
    The mid-p form keeps the level with few events, where the exact form rejects too seldom. Where the correlation is 0
    it is binomial. Above 2,000 events a beta distribution of the same mean and variance stands in for the sum.

    Examples
    --------
    >>> round(float(beta_binomial_at_most(12, trials=20, share=0.5, correlation=0.0)), 4)
    0.8083
    >>> round(float(beta_binomial_at_most(12, trials=20, share=0.5, correlation=0.05)), 4)
    0.7296
    """
    parts = (np.asarray(part, dtype=np.float64) for part in (successes, trials, share, correlation))
    a, n, p, rho = (np.atleast_1d(part) for part in np.broadcast_arrays(*parts))
    result = np.full(a.shape, np.nan)
    known = ~(np.isnan(a) | np.isnan(n) | np.isnan(p) | np.isnan(rho))
    plain = known & (rho < _NO_OVERDISPERSION)
    summed = known & ~plain & (n <= LARGEST_SUM)
    large = known & ~plain & (n > LARGEST_SUM)
    result[plain] = _binomial_mid(a[plain], n[plain], p[plain])
    result[summed] = _beta_binomial_sum(a[summed], n[summed], p[summed], rho[summed])
    result[large] = _beta_mid(a[large], n[large], p[large], rho[large])
    return result.reshape(np.broadcast_shapes(*(np.shape(part) for part in (successes, trials, share, correlation))))


def _binomial_mid(a: Floats, n: Floats, p: Floats) -> Floats:
    below = np.where(a == 0, 0.0, betainc(np.maximum(n - a + 1, 1), np.maximum(a, 1), 1 - p))
    up_to = np.where(a == n, 1.0, betainc(np.maximum(n - a, 1), a + 1, 1 - p))
    mid: Floats = (below + up_to) / 2
    return mid


def _beta_binomial_sum(a: Floats, n: Floats, p: Floats, rho: Floats) -> Floats:
    """Sum the shorter tail of each area; all areas in one flat array."""
    if not a.size:
        return a
    lower = a <= n * p
    terms = np.where(lower, a + 1, n - a + 1).astype(np.int64)
    row = np.repeat(np.arange(a.size), terms)
    step = np.arange(row.size) - np.repeat(np.cumsum(terms) - terms, terms)
    k = np.where(lower[row], step, n[row] - step)
    precision = 1 / rho - 1
    alpha, beta = p * precision, (1 - p) * precision
    constant = gammaln(n + 1) + gammaln(precision) - gammaln(alpha) - gammaln(beta) - gammaln(n + precision)
    rest = n[row] - k
    log_probability = gammaln(k + alpha[row]) + gammaln(rest + beta[row]) - gammaln(k + 1) - gammaln(rest + 1)
    probability = np.exp(log_probability + constant[row])
    probability[np.cumsum(terms) - 1] /= 2
    tail = np.minimum(np.bincount(row, weights=probability, minlength=a.size), 1.0)
    return np.where(lower, tail, 1 - tail)


def _beta_mid(a: Floats, n: Floats, p: Floats, rho: Floats) -> Floats:
    precision = n / (1 + (n - 1) * rho) - 1
    # Half an event at each end keeps areas with nothing in one period away from probability zero.
    reached: Floats = betainc(p * precision, (1 - p) * precision, (a + 0.25) / (n + 0.5))
    return reached


def beta_binomial_share_limits(
    successes: Floats, *, trials: Floats, correlation: Floats, level: float
) -> tuple[Floats, Floats]:
    """Return the shares at which the observed number of successes becomes improbable from above and from below.

    Inverts ``beta_binomial_at_most`` by the secant rule on the logit and probit scales, where it is nearly straight.
    """
    lower = _invert(successes, trials, correlation, 1 - (1 - level) / 2)
    upper = _invert(successes, trials, correlation, (1 - level) / 2)
    empty = ~(trials > 0)
    lower = np.where(empty, np.nan, np.where(successes == 0, 0.0, lower))
    upper = np.where(empty, np.nan, np.where(successes == trials, 1.0, upper))
    return lower, upper


def _invert(successes: Floats, trials: Floats, correlation: Floats, target: float) -> Floats:
    def distance(logit: Floats) -> Floats:
        share = 1 / (1 + np.exp(-logit))
        reached = beta_binomial_at_most(successes, trials=trials, share=share, correlation=correlation)
        return np.asarray(ndtri(np.clip(reached, 1e-15, 1 - 1e-15)) - ndtri(target))

    n = np.maximum(trials, 1)
    middle = np.log((successes + 0.5) / (n - successes + 0.5))
    spread = np.sqrt((1 + (n - 1) * correlation) * (1 / (successes + 0.5) + 1 / (n - successes + 0.5)))
    first = middle
    second = middle - ndtri(target) * spread
    at_first, at_second = distance(first), distance(second)
    for _ in range(8):
        slope = (at_second - at_first) / np.where(second == first, 1.0, second - first)
        # The cumulative probability falls as the share rises: a slope that does not is rounding, and is left alone.
        step = np.where(slope < -1e-12, -at_second / np.where(slope < -1e-12, slope, 1.0), 0.0)
        first, at_first = second, at_second
        second = np.clip(second + np.clip(step, -3.0, 3.0), -30.0, 30.0)
        if np.nanmax(np.abs(second - first), initial=0.0) < 1e-7:
            break
        at_second = distance(second)
    share: Floats = 1 / (1 + np.exp(-second))
    return share
