"""Standard errors for a series whose months are alike, when how alike they are must be learnt from few of them.

Errors that take an estimated autocorrelation for the true one (Newey-West, or a plain first-order correction) are too
small in short series. Here every likeness in a grid is weighed by how well it explains the residuals, and the limits
are those of the mixture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtr

from plateia.measures.checks import Floats
from plateia.measures.interventions.poisson_regression import LogLinearFit

# How alike the rates of neighbouring months are, and their variance over that of chance at the mean count.
LIKENESS = (0.0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.88, 0.94)
MOVEMENT = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 30.0)


@dataclass(frozen=True)
class SerialErrors:
    """Covariances of the coefficients, one for each structure of the residuals, with their weights.

    ``weights`` sum to 1; ``covariances`` has shape (n_structures, n_columns, n_columns); ``degrees_of_freedom`` are
    those of t; ``neighbours`` is the weighted correlation of residuals of months that follow each other.
    """

    weights: Floats
    covariances: Floats
    degrees_of_freedom: int
    neighbours: float

    def variances(self, contrast: Floats) -> Floats:
        """Return the variance of ``contrast @ coefficients`` under each structure."""
        return np.asarray(np.einsum("i,sij,j->s", contrast, self.covariances, contrast))

    def half_width(self, contrast: Floats, *, level: float) -> float:
        """Return the half-width of the interval of ``contrast @ coefficients``."""
        errors = np.sqrt(np.maximum(self.variances(contrast), 1e-300))
        low, high = 0.0, float(errors.max())
        while self._outside(high, errors) > 1 - level:
            high *= 2
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if self._outside(middle, errors) > 1 - level else (low, middle)
        return high

    def _outside(self, distance: float, errors: Floats) -> float:
        return float((self.weights * 2 * stdtr(self.degrees_of_freedom, -distance / errors)).sum())

    def p(self, coefficients: Floats, *, tested: list[int]) -> float:
        """Return the two-sided p-value of the hypothesis that the tested coefficients are all zero."""
        estimate = coefficients[tested]
        inner = self.covariances[:, tested][:, :, tested]
        wald = np.einsum("i,sij,j->s", estimate, np.linalg.pinv(inner, hermitian=True), estimate) / len(tested)
        return float((self.weights * fdtrc(len(tested), self.degrees_of_freedom, wald)).sum())


def serial_errors(fit: LogLinearFit, *, times: Floats) -> SerialErrors:
    """Return the errors of a series regression over all likenesses of its months.

    Parameters
    ----------
    fit : LogLinearFit
    times : ndarray, shape (n,)
        Months, whole numbers; gaps are gaps.

    Notes
    -----
    The log rate moves as a first-order autoregression about the regression; the counts are Poisson about the rate,
    times a common scale. On the scale of Pearson residuals the covariance is s (I + g m_i m_j f^|i-j|), m the root of
    the fitted counts over their root mean square. For f and g on a grid the weight is the restricted likelihood with
    the scale integrated out; the covariance of the quasi-Poisson coefficients is the sandwich with that structure, and
    s never falls below what makes the variance Poisson. Limits are those of the mixture of t distributions.

    References
    ----------
    Harville (1974), Biometrika 61, 383-385, doi:10.1093/biomet/61.2.383 (restricted likelihood); Berger, De Oliveira
    and Sansó (2001), JASA 96, 1361-1374, doi:10.1198/016214501753382282 (integrating over correlation, with a nugget).
    The grid and the weights (1 - f)^(3/4) on it are our own, set so that intervals hold the truth about as often
    as they say with months from unlike to rather alike; see ``docs/methods/interrupted_time_series.md``.
    """
    root = np.sqrt(fit.mean)
    columns = fit.design * root[:, None]
    moved = root / np.sqrt((root**2).mean())
    distance = np.abs(times[:, None] - times[None, :])
    freedom = fit.degrees_of_freedom
    inverse = fit.covariance @ columns.T
    likelihoods, covariances, neighbours = [], [], []
    for likeness in LIKENESS:
        alike = moved[:, None] * moved[None, :] * (likeness**distance if likeness else np.eye(len(times)))
        for movement in MOVEMENT:
            structure = np.eye(len(times)) + movement * alike
            likelihood, scale = _restricted(structure, columns, fit.residuals, freedom)
            # In no structure do single months vary less than Poisson counts.
            scale = max(scale, 1 / float(np.diag(structure).mean()))
            # Strong likeness is a little less to be expected the stronger it is.
            likelihoods.append(likelihood + 0.75 * np.log(1 - likeness))
            covariances.append(scale * inverse @ structure @ inverse.T)
            neighbours.append(likeness * movement / (1 + movement))
    weights = np.exp(np.array(likelihoods) - max(likelihoods))
    weights /= weights.sum()
    return SerialErrors(weights, np.array(covariances), freedom, float(weights @ np.array(neighbours)))


def _restricted(structure: Floats, columns: Floats, residuals: Floats, freedom: int) -> tuple[float, float]:
    """Return the log restricted likelihood and the scale of one structure."""
    factor = np.linalg.cholesky(structure)
    whitened = np.linalg.solve(factor, np.column_stack([columns, residuals]))
    design, rest = whitened[:, :-1], whitened[:, -1]
    orthogonal, triangle = np.linalg.qr(design)
    squared = max(float(rest @ rest - ((orthogonal.T @ rest) ** 2).sum()), 1e-12)
    logdet = 2 * float(np.log(np.diag(factor)).sum())
    information = 2 * float(np.log(np.maximum(np.abs(np.diag(triangle)), 1e-300)).sum())
    return -0.5 * (logdet + information + freedom * np.log(squared)), squared / freedom
