"""Who is next to whom, as compressed sparse rows: the form every spatial measure takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Neighbours(NamedTuple):
    """Neighbour lists of n places in two arrays.

    The neighbours of place ``i`` are ``indices[indptr[i]:indptr[i + 1]]``, ascending, without ``i`` itself.

    Attributes
    ----------
    indptr : ndarray of int64, shape (n + 1,)
    indices : ndarray of int64, shape (number of directed pairs,)

    Examples
    --------
    Three places in a row.

    >>> row = Neighbours(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]))
    >>> row.n_neighbours
    array([1, 2, 1])
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]

    @property
    def n_neighbours(self) -> NDArray[np.int64]:
        """Number of neighbours of each place."""
        return np.diff(self.indptr)


def neighbours_from_pairs(first: NDArray[np.int64], second: NDArray[np.int64], *, n: int) -> Neighbours:
    """Turn directed pairs (each one named once, in any order) into neighbour lists of ``n`` places."""
    order = np.lexsort((second, first))
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(first, minlength=n), out=indptr[1:])
    return Neighbours(indptr, np.asarray(second, dtype=np.int64)[order])
