"""The coefficients of a series whose months are alike, when how alike they are must be learnt from few of them.

Errors that take an estimated autocorrelation for the true one (Newey-West, or a plain first-order correction) are too
small in short series. Here months are unrelated, or alike by every likeness in a grid; each structure is weighed by how
well it explains the residuals, and estimates and limits are those of the mixture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtr, stdtrit

from plateia.measures.checks import Floats
from plateia.measures.interventions.poisson_regression import LogLinearFit

# How much is expected, before looking, of months that are unrelated.
UNRELATED = 1 / 4
# How alike the rates of neighbouring months are, and their variance over that of chance at the mean count.
LIKENESS = (0.3, 0.6, 0.8, 0.9, 0.95)
MOVEMENT = (1.0, 4.0, 16.0)


@dataclass(frozen=True)
class SerialErrors:
    """Coefficients and their covariances, one for each structure of the residuals, with their weights.

    ``weights`` sum to 1; ``coefficients`` has shape (n_structures, n_columns), ``covariances`` one axis of n_columns
    more; ``degrees_of_freedom`` are those of t; ``neighbours`` is the weighted correlation of residuals of months that
    follow each other.
    """

    weights: Floats
    coefficients: Floats
    covariances: Floats
    degrees_of_freedom: int
    neighbours: float

    @property
    def estimate(self) -> Floats:
        """The weighted coefficients."""
        return np.asarray(self.weights @ self.coefficients)

    def limits(self, contrasts: Floats, *, level: float) -> tuple[Floats, Floats]:
        """Return the limits of ``contrasts @ coefficients``, contrasts of shape (n, n_columns)."""
        centres = contrasts @ self.coefficients.T
        variances = np.einsum("ni,sij,nj->ns", contrasts, self.covariances, contrasts)
        errors = np.sqrt(np.maximum(variances, 1e-300))
        low, high = (self._quantiles(centres, errors, share=share) for share in ((1 - level) / 2, (1 + level) / 2))
        return low, high

    def _quantiles(self, centres: Floats, errors: Floats, *, share: float) -> Floats:
        # That of the mixture lies between those of its parts.
        parts = centres + errors * stdtrit(self.degrees_of_freedom, share)
        low, high = parts.min(axis=1), parts.max(axis=1)
        for _ in range(40):
            middle = (low + high) / 2
            below = stdtr(self.degrees_of_freedom, (middle[:, None] - centres) / errors) @ self.weights < share
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray(high)

    def p(self, *, tested: list[int]) -> float:
        """Return the two-sided p-value of the hypothesis that the tested coefficients, one or more, are all zero."""
        estimates, inner = self.coefficients[:, tested], self.covariances[:, tested][:, :, tested]
        if len(tested) == 1:
            below = float(self.weights @ stdtr(self.degrees_of_freedom, -estimates[:, 0] / np.sqrt(inner[:, 0, 0])))
            return 2 * min(below, 1 - below)
        inverse = np.linalg.pinv(inner, hermitian=True)
        wald = np.einsum("si,sij,sj->s", estimates, inverse, estimates) / len(tested)
        return float(self.weights @ fdtrc(len(tested), self.degrees_of_freedom, wald))


def serial_errors(fit: LogLinearFit, *, times: Floats) -> SerialErrors:
    """Return coefficients and errors of a series regression over all likenesses of its months.

    Parameters
    ----------
    fit : LogLinearFit
    times : ndarray, shape (n,)
        Months, whole numbers; gaps are gaps.

    Notes
    -----
    The log rate moves as a first-order autoregression about the regression; the counts are Poisson about the rate,
    times a common scale. On the scale of Pearson residuals the covariance is s (I + g m_i m_j f^|i-j|), m the root of
    the fitted counts over their root mean square. For unrelated months (g = 0) and for f and g on a grid, the weight is
    what is expected before looking times the restricted likelihood with the scale integrated out; the coefficients
    are those of generalised least squares, one step from the quasi-Poisson fit, and s never falls below what makes the
    variance Poisson. Limits are those of the mixture of t distributions.

    References
    ----------
    Harville (1974), Biometrika 61, 383-385, doi:10.1093/biomet/61.2.383 (restricted likelihood); Berger, De Oliveira
    and Sansó (2001), JASA 96, 1361-1374, doi:10.1198/016214501753382282 (integrating over correlation, with a nugget);
    Hoeting, Madigan, Raftery and Volinsky (1999), Statistical Science 14, 382-417, doi:10.1214/ss/1009212519
    (averaging over models). The grid and what is expected on it are our own, set so that intervals hold the truth about
    as often as they say, from unlike to very alike months; see ``docs/methods/interrupted_time_series.md``.
    """
    root = np.sqrt(fit.mean)
    structures, expected, neighbours = _structures(times, moved=root / np.sqrt((root**2).mean()))
    factors = np.asarray(np.linalg.cholesky(structures), dtype=np.float64)
    whitened = np.linalg.solve(factors, np.column_stack([fit.design * root[:, None], fit.residuals]))
    # The last column of the triangle holds the coefficients' step, and below it the root of the squared residuals.
    triangles = np.linalg.qr(whitened).R
    information, step = triangles[:, :-1, :-1], triangles[:, :-1, -1]
    squared = np.maximum(triangles[:, -1, -1] ** 2, 1e-12)
    likelihoods = -_log_diagonal(factors) - _log_diagonal(information) - fit.degrees_of_freedom / 2 * np.log(squared)
    weights = expected * np.exp(likelihoods - likelihoods.max())
    weights /= weights.sum()
    # In no structure do single months vary less than Poisson counts.
    scale = np.maximum(squared / fit.degrees_of_freedom, 1 / np.einsum("sii->si", structures).mean(axis=1))
    inverse = np.linalg.pinv(information)
    return SerialErrors(
        weights,
        fit.coefficients + np.einsum("sij,sj->si", inverse, step),
        scale[:, None, None] * inverse @ inverse.transpose(0, 2, 1),
        fit.degrees_of_freedom,
        float(weights @ neighbours),
    )


def _structures(times: Floats, *, moved: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the structures, what is expected of each before looking, and their correlation of neighbouring months."""
    likeness, movement = (axis.ravel() for axis in np.meshgrid(LIKENESS, MOVEMENT))
    distance = np.abs(times[:, None] - times[None, :])
    alike = likeness[:, None, None] ** distance * moved[:, None] * moved[None, :]
    related = np.eye(times.size) + movement[:, None, None] * alike
    # Strong likeness and large movement, which widen the interval most, are the easiest to miss in a short series.
    expected = movement / np.sqrt(1 - likeness)
    return (
        np.concatenate([np.eye(times.size)[None], related]),
        np.append(UNRELATED, (1 - UNRELATED) * expected / expected.sum()),
        np.append(0.0, likeness * movement / (1 + movement)),
    )


def _log_diagonal(triangles: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(np.abs(np.einsum("sii->si", triangles)), 1e-300)).sum(axis=1))
