"""The augmented synthetic control: what the fit before the start left over, taken off by ridge regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plateia.measures.checks import Floats
from plateia.measures.interventions.simplex import gram_weights

_PENALTIES = np.logspace(1, -6, 24)


@dataclass(frozen=True)
class AugmentedControl:
    """The synthetic control with its remaining misfit before the start taken off.

    Parameters
    ----------
    mean_effect : float
    effects : ndarray, shape (n_after,)
    weights : ndarray, shape (n_donors,)
        Sum 1; may be negative: the augmented control reaches beyond what the donors showed.
    ridge : float
        Penalty over the largest eigenvalue of the donors' products, chosen by leaving out one period at a time: the
        strongest within one standard error of the best.
    """

    mean_effect: float
    effects: Floats
    weights: Floats
    ridge: float


def augmented_control(treated: Floats, donors: Floats, *, start: int, weights: Floats) -> AugmentedControl:
    """Return the ridge-augmented synthetic control.

    Parameters
    ----------
    treated : ndarray, shape (n_periods,)
    donors : ndarray, shape (n_donors, n_periods)
    start : int
    weights : ndarray, shape (n_donors,)
        Of the synthetic control.

    References
    ----------
    Ben-Michael, Feller and Rothstein (2021), JASA 116, 1789-1803, doi:10.1080/01621459.2021.1929245
    """
    own, pool = treated[:start], donors[:, :start]
    errors = _left_out_errors(own, pool)
    mean = errors.mean(axis=0)
    best = int(np.argmin(mean))
    # The strongest penalty that is not clearly worse than the best: penalties fall along the grid.
    allowed = mean[best] + errors[:, best].std(ddof=1) / len(errors) ** 0.5
    ridge = float(_PENALTIES[np.argmax(mean <= allowed)])
    corrected = weights + _correction(own, pool, weights=weights, ridges=np.array([ridge]))[0]
    effects = (treated - corrected @ donors)[start:]
    return AugmentedControl(float(effects.mean()), effects, corrected, ridge)


def _correction(own: Floats, pool: Floats, *, weights: Floats, ridges: Floats) -> Floats:
    """Return what each penalty adds to the weights, shape (n_ridges, n_donors)."""
    mean = pool.mean(axis=0)
    centred = pool - mean
    values, vectors = np.linalg.eigh(centred.T @ centred)
    values = np.maximum(values, 0.0)
    misfit = vectors.T @ (own - weights @ pool)
    largest = max(float(values[-1]), 1e-300)
    shrunk = misfit[None, :] / (values[None, :] + ridges[:, None] * largest)
    return np.asarray(shrunk @ vectors.T @ centred.T)


def _left_out_errors(own: Floats, pool: Floats) -> Floats:
    """Return squared errors in periods that took no part in the fit, shape (n_before, n_ridges)."""
    gaps = pool - own
    products = gaps @ gaps.T
    errors = np.empty((own.size, len(_PENALTIES)))
    for period in range(own.size):
        kept = np.arange(own.size) != period
        weights = gram_weights(products - np.outer(gaps[:, period], gaps[:, period]))
        corrected = weights + _correction(own[kept], pool[:, kept], weights=weights, ridges=_PENALTIES)
        errors[period] = (own[period] - corrected @ pool[:, period]) ** 2
    return errors
