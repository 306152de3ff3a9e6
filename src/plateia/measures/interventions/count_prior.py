"""How the usual levels of like areas differ: the prior against which a high count is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from plateia.errors import InputError, MethodError
from plateia.measures.areas.rates import smoothed_rate
from plateia.measures.checks import Floats, check_counts, check_dispersion, check_same_shape
from plateia.measures.interventions.effects import whole_counts

PriorForm = Literal["maximum_likelihood", "moments"]
# Fewer comparison areas say too little about how areas differ.
MINIMUM_AREAS = 10


@dataclass(frozen=True)
class CountPrior:
    """How the usual levels of like areas differ: a gamma distribution.

    Parameters
    ----------
    rate : float
        Mean events per unit of exposure.
    k : float, at least 0
        Squared coefficient of variation of the areas' own rates; 0 where they do not differ beyond chance.
    n : int
        Areas it rests on.
    form : "maximum_likelihood" or "moments"
    """

    rate: float
    k: float
    n: int
    form: PriorForm


def fit_count_prior(
    counts: ArrayLike, *, exposure: ArrayLike | None = None, form: PriorForm = "maximum_likelihood"
) -> CountPrior:
    """Return how the levels of comparison areas differ, from one past period.

    Parameters
    ----------
    counts : array-like of int, shape (n_areas,)
        Areas like the treated one, which were not chosen for their counts.
    exposure : array-like of float, shape (n_areas,), optional
        Streets, residents, months; all alike where it is left out.
    form : "maximum_likelihood" or "moments"
        Negative binomial likelihood, or Marshall's moments (``smoothed_rate``).

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``, ``regression_to_mean.exposure-invalid``.
    MethodError
        ``regression_to_mean.too-few-areas``: fewer than ten. ``regression_to_mean.no-incidents``: no event.

    References
    ----------
    Hauer (1997), Observational Before-After Studies in Road Safety, chapter 11; Lawless (1987), doi:10.2307/3314912.

    Examples
    --------
    >>> prior = fit_count_prior([4, 9, 2, 14, 6, 3, 11, 5, 8, 21, 1, 7])
    >>> round(prior.rate, 3), round(prior.k, 2)
    (7.583, 0.36)
    """
    numbers = np.atleast_1d(whole_counts(counts, name="counts"))
    exposures = np.ones_like(numbers) if exposure is None else check_counts(exposure, name="exposure")
    check_same_shape(counts=numbers, exposure=exposures)
    if not (exposures > 0).all():
        raise InputError(
            "regression_to_mean.exposure-invalid",
            expected="An exposure above zero for every area.",
            seen=f"{int((~(exposures > 0)).sum())} of {exposures.size} zero or missing.",
            remedy="leave out areas in which the offence cannot happen.",
        )
    if numbers.size < MINIMUM_AREAS:
        raise MethodError(
            "regression_to_mean.too-few-areas",
            expected=f"At least {MINIMUM_AREAS} comparison areas.",
            seen=f"{numbers.size}.",
            remedy="take smaller areas, or all areas of the city that were not treated.",
        )
    if not numbers.sum() > 0:
        raise MethodError(
            "regression_to_mean.no-incidents",
            expected="Events in the comparison areas.",
            seen="none.",
            remedy="take a longer past period.",
        )
    if form == "moments":
        smoothed = smoothed_rate(numbers, exposures, per=1.0)
        rate, k = smoothed.mean_rate, smoothed.between_variance / smoothed.mean_rate**2
    else:
        rate, k = _likeliest(numbers, exposures)
    return CountPrior(rate=rate, k=k, n=int(numbers.size), form=form)


def _likeliest(counts: Floats, exposure: Floats) -> tuple[float, float]:
    """Return the rate and k of the greatest negative binomial likelihood; k = 0 where the areas look Poisson."""
    from scipy.optimize import minimize_scalar

    def rate_given(k: float) -> float:
        rate = float(counts.sum() / exposure.sum())
        for _ in range(100):
            weight = 1 / (1 + k * rate * exposure)
            previous, rate = rate, float((weight * counts).sum() / (weight * exposure).sum())
            if abs(rate - previous) <= 1e-12 * rate:
                break
        return rate

    def loss(log_k: float) -> float:
        k = float(np.exp(log_k))
        shape, mean = 1 / k, rate_given(k) * exposure
        terms = gammaln(counts + shape) - gammaln(shape) + counts * np.log(k * mean)
        return float(((counts + shape) * np.log1p(k * mean) - terms).sum())

    mean = counts.sum() / exposure.sum() * exposure
    # At k = 0 the likelihood rises with k only if the squared residuals exceed the counts.
    if not ((counts - mean) ** 2 - counts).sum() > 0:
        return float(counts.sum() / exposure.sum()), 0.0
    found = minimize_scalar(loss, bounds=(-12.0, 6.0), method="bounded", options={"xatol": 1e-8})
    k = float(np.exp(found.x))
    return rate_given(k), k


def lasting_k(prior: CountPrior, *, dispersion: float) -> float:
    """Return the k with which an over-dispersed count says as much of the usual level as it can.

    Parameters
    ----------
    prior : CountPrior
        From one period, in which usual levels and the period's own swing are mixed.
    dispersion : float, at least 1
        Variance over mean of an average area's count in such a period.

    Raises
    ------
    MethodError
        ``dispersion.below-one``.

    Notes
    -----
    Levels that last differ by k_l = k - (phi - 1) / mu, and the best linear weight of the comparison areas (Buhlmann)
    is phi / (phi + k_l mu): that of ``hauer_effect`` with k_l / phi. Hauer's own weight, with k, leaves part of the
    regression in.

    Examples
    --------
    Areas of 20 events on average differ by a variance of 200 beyond chance; 40 of it do not last.

    >>> round(lasting_k(CountPrior(rate=20, k=0.5, n=50, form="moments"), dispersion=3), 3)
    0.133
    """
    phi = float(check_dispersion(dispersion))
    return max(prior.k - (phi - 1) / prior.rate, 0.0) / phi
