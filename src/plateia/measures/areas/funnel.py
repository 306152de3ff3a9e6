"""Which areas lie above or below their expectation by more than over-dispersed chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from plateia.errors import MethodError
from plateia.measures.areas.dispersion import CrossSectionalDispersion, Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.checks import Floats, check_counts, check_level, check_same_shape
from plateia.measures.distributions import negative_binomial_quantile, negative_binomial_tails

FunnelForm = Literal["poisson", "multiplicative", "additive"]


@dataclass(frozen=True)
class Funnel:
    """Position of each area against its expectation; arrays of shape (n_areas,).

    ``p_high`` is the probability of a count at least as large, ``p_low`` of one at most as large; ``limit_low`` and
    ``limit_high`` are counts: an area outside them lies beyond the level. NaN where nothing is expected or known.
    """

    z: Floats
    p_high: Floats
    p_low: Floats
    limit_low: Floats
    limit_high: Floats
    variance: Floats


def funnel(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    model: FunnelForm = "multiplicative",
    dispersion: float | Dispersion | DispersionModel | CrossSectionalDispersion = 1.0,
    level: float = 0.95,
) -> Funnel:
    """Return how far each area lies from its expectation, with tails that are right far out.

    Parameters
    ----------
    observed, expected : array-like, shape (n_areas,)
    model : "poisson", "multiplicative" or "additive"
        Variance mu; phi * mu; or mu + tau2 * mu^2. A DispersionModel brings its own form and settles the matter.
    dispersion : float, Dispersion, DispersionModel or CrossSectionalDispersion
        A plain number is phi in the multiplicative and tau2 in the additive form.
    level : float, in (0, 1)
        Share of areas between the limits when nothing but chance is at work.

    Raises
    ------
    MethodError
        ``funnel.dispersion-invalid``: a tau2 below zero, or an additive funnel asked of a plain phi estimate;
        ``dispersion.below-one``.

    Notes
    -----
    Tail probabilities are those of a negative binomial with the stated mean and variance (Poisson without
    over-dispersion), by the incomplete beta function: exact at any distance, unlike normal limits, which flag the
    upper side of small expectations several times too often once thousands of areas are tested. Limits are the smallest
    counts whose cumulative probabilities reach (1 - level) / 2 and (1 + level) / 2.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, doi:10.1002/sim.1970. Exact negative-binomial tails in
    place of normal ones are our own choice.

    Examples
    --------
    >>> expected = [3.9579, 20.7789, 37.6, 14.8421, 16.8211]
    >>> position = funnel([3, 18, 40, 7, 26], expected, model="poisson")
    >>> position.limit_low.tolist(), position.limit_high.tolist()
    ([1.0, 12.0, 26.0, 8.0, 9.0], [8.0, 30.0, 50.0, 23.0, 25.0])
    """
    check_level(level)
    counts, expectation = check_counts(observed, name="observed"), check_counts(expected, name="expected")
    check_same_shape(observed=counts, expected=expectation)
    mean = np.where((expectation > 0) & ~np.isnan(counts), expectation, np.nan)
    variance = _variance(mean, model, dispersion)
    tails = negative_binomial_tails(counts, mean=mean, variance=variance)
    return Funnel(
        z=(counts - mean) / np.sqrt(variance),
        p_high=tails.at_least,
        p_low=tails.at_most,
        limit_low=negative_binomial_quantile((1 - level) / 2, mean=mean, variance=variance),
        limit_high=negative_binomial_quantile((1 + level) / 2, mean=mean, variance=variance),
        variance=variance,
    )


def _variance(
    mean: Floats, model: FunnelForm, dispersion: float | Dispersion | DispersionModel | CrossSectionalDispersion
) -> Floats:
    if isinstance(dispersion, DispersionModel):
        return dispersion.variance(mean)
    if model == "poisson":
        return mean
    if model == "multiplicative":
        phi = dispersion.phi if isinstance(dispersion, CrossSectionalDispersion) else dispersion
        return as_dispersion_model(phi).variance(mean)
    tau2 = dispersion.tau2 if isinstance(dispersion, CrossSectionalDispersion) else dispersion
    if isinstance(tau2, Dispersion) or not 0 <= tau2 < float("inf"):
        raise MethodError(
            "funnel.dispersion-invalid",
            expected="A variance between areas (tau2) of zero or more for an additive funnel.",
            seen="a multiplicative estimate." if isinstance(tau2, Dispersion) else f"{tau2:g}.",
            remedy="estimate it with cross_sectional_dispersion, or use model='multiplicative'.",
        )
    return np.asarray(mean + tau2 * mean**2)
