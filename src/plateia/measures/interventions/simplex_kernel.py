"""The kernel of ``simplex``, apart so that the compiler is loaded only where weights are computed.

Wolfe's algorithm on inner products: the weights of a growing set of columns, the *face*, are solved for exactly;
columns whose weight would turn negative leave it.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from plateia.tables.compiling import compiled, kernel

_Floats = NDArray[np.float64]
_Rows = NDArray[np.int64]
_Mask = NDArray[np.bool_]


@compiled
def _entering_column(gram: _Floats, weight: _Floats, face: _Rows, size: int, inside: _Mask) -> int:
    """Return the column that shortens the distance most, or -1 where none does."""
    slope = np.zeros(gram.shape[0])
    reached = 0.0
    for k in range(size):
        slope += weight[face[k]] * gram[face[k]]
    for k in range(size):
        reached += weight[face[k]] * slope[face[k]]
    entering = -1
    for j in range(gram.shape[0]):
        if not inside[j] and (entering < 0 or slope[j] < slope[entering]):
            entering = j
    if entering < 0 or slope[entering] > reached - 1e-12 * max(reached, gram[entering, entering] * 1e-6):
        return -1
    return entering


@compiled
def _weights_on_face(gram: _Floats, face: _Rows, size: int) -> _Floats:
    """Return the best weights of the face's columns that sum to one, negative ones allowed."""
    inner = np.empty((size, size))
    for a in range(size):
        for b in range(size):
            inner[a, b] = gram[face[a], face[b]]
    wanted = np.linalg.solve(inner, np.ones(size))
    return wanted / wanted.sum()


@compiled
def _moved_towards(wanted: _Floats, weight: _Floats, face: _Rows, size: int, inside: _Mask) -> int:
    """Move towards the wanted weights as far as none is negative, drop the column that stops it; return the size."""
    step, stopping = 1.0, 0
    for k in range(size):
        if wanted[k] <= 0:
            now = weight[face[k]]
            allowed = now / (now - wanted[k]) if now > wanted[k] else 0.0
            if allowed <= step:
                step, stopping = allowed, k
    kept = 0
    for k in range(size):
        j = face[k]
        weight[j] += step * (wanted[k] - weight[j])
        if k == stopping or weight[j] <= 1e-15:
            weight[j] = 0.0
            inside[j] = False
        else:
            face[kept] = j
            kept += 1
    return kept


@kernel(types.float64[::1](types.float64[:, ::1]))
def nearest_point(gram: _Floats) -> _Floats:
    """Return the weights on the simplex with the smallest quadratic form; ``gram`` is positive definite."""
    n = gram.shape[0]
    weight, face, inside = np.zeros(n), np.empty(n, np.int64), np.zeros(n, np.bool_)
    nearest = int(np.argmin(np.diag(gram)))
    face[0], weight[nearest], inside[nearest], size = nearest, 1.0, True, 1
    for _ in range(20 * n + 100):
        entering = _entering_column(gram, weight, face, size, inside)
        if entering < 0:
            break
        face[size], inside[entering] = entering, True
        size += 1
        wanted = _weights_on_face(gram, face, size)
        while wanted.min() <= 0:
            size = _moved_towards(wanted, weight, face, size, inside)
            wanted = _weights_on_face(gram, face, size)
        for k in range(size):
            weight[face[k]] = wanted[k]
    return weight / weight.sum()
