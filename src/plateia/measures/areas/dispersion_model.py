"""The form of over-dispersion, chosen on the past: one phi for all areas, or one that grows with the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln

from plateia.errors import MethodError
from plateia.measures.areas.dispersion import (
    ASSUMED_PHI,
    MINIMUM_PAIRS,
    Dispersion,
    Pair,
    Residuals,
    pooled_comparison_dispersion,
    trend_residuals,
)
from plateia.measures.checks import Floats, check_dispersion
from plateia.measures.distributions import beta_binomial_at_most

Form = Literal["poisson", "quasi_poisson", "negative_binomial"]

# Between the fits of fourteen offence categories and their sum in two English forces (2019-21, small areas of about
# 1,500 residents) the correlation rho of two events of an area pair had the median 0.027 and the logarithmic standard
# deviation 0.65, in both alike. It weighs like a handful of areas: where hundreds speak it is not heard.
TYPICAL_CORRELATION = 0.027
TYPICAL_LOG_SD = 0.65
# Four standard deviations: with less, the choice followed chance and did worse on the years it had not seen.
MUCH_NEARER = 16.0


@dataclass(frozen=True)
class DispersionModel:
    """The variance of an area's count as a function of its expectation.

    Parameters
    ----------
    form : "poisson", "quasi_poisson" or "negative_binomial"
        Variance mu, phi * mu, or mu + mu^2 / theta.
    phi : float
        Variance over mean of all areas together (quasi-Poisson form).
    theta : float
        Shape of the negative binomial; infinite in the other forms. An area's own rate moves from period to period
        with a coefficient of variation of 1 / sqrt(theta).
    n : int
        Area pairs it rests on.
    assumed : bool
        True where the past was too short: a caveat of every result.
    """

    form: Form
    phi: float = 1.0
    theta: float = float("inf")
    n: int = 0
    assumed: bool = False

    def variance(self, mean: ArrayLike) -> Floats:
        """Return the variance of counts with these expectations."""
        mu = np.asarray(mean, dtype=np.float64)
        if self.form == "negative_binomial":
            return np.asarray(mu + mu**2 / self.theta)
        return np.asarray(self.phi * mu)

    def factor(self, mean: ArrayLike) -> Floats:
        """Return variance over mean: the ``dispersion`` of intervals and smoothed rates."""
        mu = np.asarray(mean, dtype=np.float64)
        if self.form == "negative_binomial":
            return np.asarray(1 + mu / self.theta)
        return np.full(mu.shape, self.phi)

    def pair_correlation(self, total: ArrayLike) -> Floats:
        """Return the likeness of two events of one area when ``total`` events divide between two periods."""
        n = np.asarray(total, dtype=np.float64)
        if self.form == "negative_binomial":
            return np.full(n.shape, 1 / (2 * self.theta + 1))
        # Two events cannot be more alike than wholly so: tiny areas cannot carry a large phi.
        return np.minimum((self.phi - 1) / np.maximum(n - 1, 1), 0.99)

    def pair_factor(self, total: ArrayLike) -> Floats:
        """Return by how much the variance of that division exceeds the binomial one."""
        n = np.asarray(total, dtype=np.float64)
        return np.asarray(1 + np.maximum(n - 1, 0) * self.pair_correlation(n))


def as_dispersion_model(dispersion: float | Dispersion | DispersionModel) -> DispersionModel:
    """Return a model for a plain phi, an estimated one, or a model itself.

    Examples
    --------
    >>> as_dispersion_model(1.0).form
    'poisson'
    >>> as_dispersion_model(2.5).variance(10.0).item()
    25.0
    """
    if isinstance(dispersion, DispersionModel):
        return dispersion
    estimate = dispersion if isinstance(dispersion, Dispersion) else Dispersion(phi=float(dispersion), n=0)
    check_dispersion(estimate.phi)
    form: Form = "poisson" if estimate.phi == 1 else "quasi_poisson"
    return DispersionModel(form=form, phi=estimate.phi, n=estimate.n, assumed=estimate.assumed)


def choose_dispersion_model(
    past_pairs: Sequence[Pair], *, winsorise: float = 0.98, minimum_pairs: int = MINIMUM_PAIRS
) -> DispersionModel:
    """Return the form and size of over-dispersion that fits the city's own past.

    Parameters
    ----------
    past_pairs : sequence of (before, after)
        Counts of all areas in pairs of like past periods, of one offence category. Never the periods to be compared.
    winsorise : float, in (0, 1]
        Residuals beyond this quantile are drawn in to it before anything is fitted.
    minimum_pairs : int
        Fewer area pairs with at least two events give the default (quasi-Poisson, phi = 2), marked as assumed.

    Notes
    -----
    *Negative binomial*: beta-binomial likelihood of all area pairs with two events or more, with a weak prior for rho
    (median 0.027, logarithmic standard deviation 0.65) that speaks only where the areas are few.
    *Quasi-Poisson*: the winsorised phi of areas with ten events or more.
    *The choice* is a placebo check on the same past. Areas with ten events or more are cut into four groups by size,
    and the share flagged at 5 % is compared with 5 % in each; the negative binomial, which did better on years it had
    not seen, is kept unless the quasi-Poisson form is much nearer (a chi-square difference of 16).

    References
    ----------
    Lawless (1987), Canadian Journal of Statistics 15, 209-225, doi:10.2307/3314912 (negative binomial with gamma-
    distributed rates); Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202 (winsorising). Prior and choice are
    our own.
    """
    if not 0 < winsorise <= 1:
        raise MethodError(
            "dispersion.winsorise-invalid",
            expected="A quantile above 0 and at most 1, such as 0.98.",
            seen=f"{winsorise}.",
            remedy="leave it at its default.",
        )
    residuals = trend_residuals(past_pairs, minimum_events=2)
    n = int(residuals.total.size)
    if n < minimum_pairs:
        return DispersionModel(form="quasi_poisson", phi=ASSUMED_PHI, n=n, assumed=True)
    correlation = _fitted_correlation(residuals, winsorise)
    growing = DispersionModel(form="negative_binomial", theta=(1 / correlation - 1) / 2, n=n)
    quasi = pooled_comparison_dispersion(past_pairs, winsorise=winsorise, minimum_pairs=minimum_pairs)
    if quasi.assumed:
        return growing
    constant = as_dispersion_model(quasi)
    nearer_by = _misfit(residuals, growing) - _misfit(residuals, constant)
    return constant if nearer_by > MUCH_NEARER else growing


def _fitted_correlation(residuals: Residuals, winsorise: float) -> float:
    """Fit rho by penalised likelihood, drawing in the outermost residuals at each step."""
    from scipy.optimize import minimize_scalar

    n, p = residuals.total, residuals.share
    distance = residuals.later - n * p
    binomial_sd = np.sqrt(n * p * (1 - p))
    correlation = TYPICAL_CORRELATION
    for _ in range(50):
        sd = binomial_sd * np.sqrt(1 + (n - 1) * correlation)
        edge = np.quantile(np.abs(distance) / sd, winsorise) * sd
        drawn_in = np.clip(n * p + np.clip(distance, -edge, edge), 0, n)

        def loss(log_correlation: float, later: Floats = drawn_in) -> float:
            precision = np.exp(-log_correlation) - 1
            alpha, beta = p * precision, (1 - p) * precision
            likelihood = float((betaln(later + alpha, n - later + beta) - betaln(alpha, beta)).sum())
            return (log_correlation - np.log(TYPICAL_CORRELATION)) ** 2 / (2 * TYPICAL_LOG_SD**2) - likelihood

        found = minimize_scalar(loss, bounds=(-12.0, -0.05), method="bounded", options={"xatol": 1e-6})
        previous, correlation = correlation, float(np.exp(found.x))
        if abs(correlation - previous) < 1e-7:
            break
    return correlation


def _misfit(residuals: Residuals, model: DispersionModel, *, groups: int = 4, level: float = 0.05) -> float:
    """Return the chi-square distance of the flagged shares from the level, over groups of areas by size."""
    tested = residuals.total >= 10
    n, p, later = residuals.total[tested], residuals.share[tested], residuals.later[tested]
    at_most = beta_binomial_at_most(later, trials=n, share=p, correlation=model.pair_correlation(n))
    flagged = 2 * np.minimum(at_most, 1 - at_most) <= level
    by_size = np.array_split(flagged[np.argsort(n, kind="stable")], groups)
    sizes = np.array([group.size for group in by_size])
    excess = np.array([group.sum() for group in by_size]) - level * sizes
    return float((excess**2 / np.maximum(level * (1 - level) * sizes, 1e-9)).sum())
