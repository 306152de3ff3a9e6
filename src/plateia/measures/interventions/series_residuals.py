"""What the residuals of a series say, and the errors that other programs print."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from plateia.measures.checks import Floats
from plateia.measures.interventions.poisson_regression import LogLinearFit


@dataclass(frozen=True)
class ResidualCheck:
    """What the residuals say of the model.

    Parameters
    ----------
    phi : float
        Pearson chi-square over degrees of freedom.
    autocorrelation : ndarray, shape (n_lags,)
        From lag 1 on.
    durbin_watson : float
        Near 2 where neighbouring months are unrelated, lower where they are alike.
    ljung_box_p : float
        Small: months that follow each other are alike.
    n_lags : int
    """

    phi: float
    autocorrelation: Floats
    durbin_watson: float
    ljung_box_p: float
    n_lags: int


def newey_west_lag(n_months: int) -> int:
    """Return the customary lag of Newey-West errors, floor(4 (n / 100)^(2/9)), and 3 at least.

    Examples
    --------
    >>> newey_west_lag(60), newey_west_lag(192)
    (3, 4)
    """
    return max(3, int(4 * (n_months / 100) ** (2 / 9)))


def newey_west_covariance(fit: LogLinearFit, *, lag: int) -> Floats:
    """Return the autocorrelation-robust covariance of the coefficients: too small in short series."""
    scores = fit.design * (fit.residuals * np.sqrt(fit.mean))[:, None]
    middle = scores.T @ scores
    for back in range(1, lag + 1):
        shifted = scores[back:].T @ scores[:-back]
        middle = middle + (1 - back / (lag + 1)) * (shifted + shifted.T)
    return np.asarray(fit.covariance @ middle @ fit.covariance)


def residual_check(fit: LogLinearFit) -> ResidualCheck:
    """Return the residuals' dispersion and likeness, lags up to a year or a quarter of the series."""
    residuals = fit.residuals
    n = residuals.size
    n_lags = min(12, n // 4)
    power = max(float(residuals @ residuals), 1e-300)
    centred = residuals - residuals.mean()
    alike = np.array([centred[back:] @ centred[:-back] for back in range(1, n_lags + 1)]) / max(
        centred @ centred, 1e-300
    )
    box = n * (n + 2) * float((alike**2 / (n - np.arange(1, n_lags + 1))).sum())
    return ResidualCheck(
        phi=fit.phi,
        autocorrelation=alike,
        durbin_watson=float((np.diff(residuals) ** 2).sum() / power),
        ljung_box_p=float(chdtrc(n_lags, box)),
        n_lags=n_lags,
    )
