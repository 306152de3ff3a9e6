"""Poisson regression with an offset: log of the expected count as a sum of terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plateia.measures.checks import Floats


@dataclass(frozen=True)
class LogLinearFit:
    """A fitted Poisson regression.

    ``coefficients`` and their ``covariance`` as if counts were Poisson; ``mean``, the fitted counts; ``design``, the
    columns; ``residuals``, (observed - mean) / sqrt(mean).
    """

    coefficients: Floats
    covariance: Floats
    mean: Floats
    design: Floats
    residuals: Floats

    @property
    def degrees_of_freedom(self) -> int:
        """Observations minus columns."""
        return int(self.mean.size - self.coefficients.size)

    @property
    def phi(self) -> float:
        """Pearson chi-square over degrees of freedom."""
        return float((self.residuals**2).sum() / max(self.degrees_of_freedom, 1))


def fit_log_linear(observed: Floats, *, design: Floats, offset: Floats) -> LogLinearFit:
    """Fit log E(observed) = offset + design @ coefficients by iteratively reweighted least squares.

    Parameters
    ----------
    observed, offset : ndarray, shape (n,)
    design : ndarray, shape (n, n_columns)

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 2.5.
    """
    # Half an event keeps the logarithm of an empty month finite at the start.
    linear = np.log(observed + 0.5)
    coefficients: Floats = np.zeros(design.shape[1])
    for _ in range(100):
        mean = np.exp(linear)
        working = linear - offset + (observed - mean) / mean
        weighted = design * mean[:, None]
        coefficients = np.asarray(np.linalg.lstsq(weighted.T @ design, weighted.T @ working, rcond=None)[0])
        updated = np.clip(offset + design @ coefficients, -20, 25)
        settled = np.allclose(updated, linear, rtol=0, atol=1e-11)
        linear = updated
        if settled:
            break
    mean = np.exp(linear)
    covariance = np.asarray(np.linalg.pinv((design * mean[:, None]).T @ design), dtype=np.float64)
    return LogLinearFit(coefficients, covariance, mean, design, (observed - mean) / np.sqrt(mean))
