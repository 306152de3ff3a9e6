"""Weights that are never negative and sum to one: the nearest point of a simplex, exactly."""

from __future__ import annotations

import numpy as np

from plateia.measures.checks import Floats


def simplex_weights(columns: Floats, *, target: Floats, penalty: float = 0.0) -> Floats:
    """Return the weights of the columns that come nearest to the target.

    Parameters
    ----------
    columns : ndarray, shape (n, n_columns)
    target : ndarray, shape (n,)
    penalty : float, at least 0
        Times the sum of squared weights, added to the squared distance. A trace of it always stands, so that of several
        best solutions the most even one is taken.

    Returns
    -------
    ndarray, shape (n_columns,)
        At least 0, sum 1.

    References
    ----------
    Wolfe (1976), Mathematical Programming 11, 128-149, doi:10.1007/BF01580381: the nearest point of a polytope, in
    finitely many steps.

    Examples
    --------
    >>> columns = np.array([[10.0, 20, 50], [12, 18, 52], [14, 22, 49], [13, 24, 51]])
    >>> simplex_weights(columns, target=np.array([14, 14.4, 17.2, 17.4])).round(4).tolist()
    [0.6, 0.4, 0.0]
    """
    gaps = columns - target[:, None]
    return gram_weights(gaps.T @ gaps, penalty=penalty)


def gram_weights(gram: Floats, *, penalty: float = 0.0) -> Floats:
    """Return the weights on the simplex with the smallest ``w' gram w + penalty w' w``."""
    from plateia.measures.interventions.simplex_kernel import nearest_point

    trace = float(np.trace(gram)) / len(gram)
    ridged = np.array(gram, dtype=np.float64, order="C")
    ridged[np.diag_indices(len(gram))] += max(penalty, 1e-10 * trace, 1e-200)
    return np.asarray(nearest_point(ridged))


def ridge_simplex_weights(columns: Floats, *, target: Floats, penalty: float) -> Floats:
    """Return the same weights where the penalty is large and many columns share the weight.

    Notes
    -----
    Starts from all columns and exchanges those of the wrong sign and those that would help, all at once; solved in the
    dimension of the rows, which are few. Where the exchange does not settle, the exact algorithm takes over.

    References
    ----------
    Portugal, Júdice and Vicente (1994), Mathematics of Computation 63, 625-643, doi:10.2307/2153286 (block exchange)
    """
    gaps = columns - target[:, None]
    scale = max(float((gaps**2).sum(axis=0).mean()), penalty)
    inside = np.ones(gaps.shape[1], dtype=np.bool_)
    for _ in range(40):
        held = gaps[:, inside]
        rowwise = held @ held.T
        rowwise[np.diag_indices(len(rowwise))] += penalty
        pull = 1 - held.T @ np.linalg.solve(rowwise, held.sum(axis=1))
        weights = np.zeros(inside.size)
        weights[inside] = pull / pull.sum()
        slope = gaps.T @ (gaps @ weights) + penalty * weights
        reached = float(weights @ slope)
        wrong = inside & (weights < 0)
        helping = ~inside & (slope < reached - 1e-10 * scale)
        if not wrong.any() and not helping.any():
            return weights
        inside = (inside & ~wrong) | helping
        if not inside.any():
            break
    return simplex_weights(columns, target=target, penalty=penalty)
