"""Where more happens together than what is exposed there would bring: people, homes or ground.

Gi* asks whether counts gather; where more people live, they always do. This asks the second question: whether a cell
and its neighbours hold more than their share of what is exposed would let one expect, given how much such
neighbourhoods differ anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError
from plateia.measures.areas.dispersion import cross_sectional_dispersion
from plateia.measures.areas.funnel import funnel


@dataclass(frozen=True, eq=False)
class NeighbourhoodExcess:
    """Each cell with its neighbours beside what their exposure lets one expect; arrays of shape (n_cells,).

    Attributes
    ----------
    n, expected : ndarray of float
        Incidents in the cell and its neighbours, and what the map's own rate brings to their exposure.
    p : ndarray of float
        Probability of at least as many; NaN where nothing is expected.
    tau2 : float
        Variance of the ratio of recorded to expected between neighbourhoods beyond chance.
    """

    n: NDArray[np.float64]
    expected: NDArray[np.float64]
    p: NDArray[np.float64]
    tau2: float


def neighbourhood_excess(
    counts: ArrayLike, exposure: ArrayLike, indptr: ArrayLike, indices: ArrayLike
) -> NeighbourhoodExcess:
    """Return how far each cell with its neighbours lies above what its exposure would bring.

    Parameters
    ----------
    counts : array-like of int, shape (n_cells,)
    exposure : array-like of float, shape (n_cells,)
        Residents, dwellings or hectares of each cell, zero or more.
    indptr, indices : array-like of int, shapes (n_cells + 1,) and (n_pairs,)
        What ``queen_neighbours`` returns.

    Raises
    ------
    InputError
        ``cells.exposure-invalid``: an exposure is missing or negative, or all are zero.

    Notes
    -----
    Expected = the map's rate times the exposure of the neighbourhood. p is the upper tail of a negative binomial with
    variance mu + tau2 mu^2, the additive over-dispersed funnel; tau2 comes from all neighbourhoods, winsorised at the
    outer tenths so that what is to be found does not hide itself. Neighbourhoods overlap: their tests go together, and
    tau2 rests on about a ninth as many independent places as there are cells.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, doi:10.1002/sim.1970. Its use on neighbourhoods of
    cells is our own choice.

    Examples
    --------
    Twice as many incidents where twice as many people live are no excess.

    >>> from plateia.tables.cells import cell_of, queen_neighbours
    >>> row = queen_neighbours(cell_of(np.arange(40) * 100.0, np.zeros(40), cell_m=100))
    >>> people = np.where(np.arange(40) < 20, 200, 100)
    >>> found = neighbourhood_excess(people // 10, people, *row)
    >>> bool(found.p.min() > 0.4), found.tau2
    (True, 0.0)
    """
    count, base = np.asarray(counts, dtype=np.float64), _checked(exposure)
    first, neighbour = np.asarray(indptr, dtype=np.int64), np.asarray(indices, dtype=np.int64)
    n, exposed = (_with_neighbours(values, first, neighbour) for values in (count, base))
    expected = exposed * count.sum() / base.sum()
    between = cross_sectional_dispersion(n, expected)
    position = funnel(n, expected, model="additive", dispersion=between)
    return NeighbourhoodExcess(n=n, expected=expected, p=position.p_high, tau2=between.tau2)


def _with_neighbours(
    values: NDArray[np.float64], indptr: NDArray[np.int64], indices: NDArray[np.int64]
) -> NDArray[np.float64]:
    row = np.repeat(np.arange(values.size), np.diff(indptr))
    return np.asarray(values + np.bincount(row, weights=values[indices], minlength=values.size))


def _checked(exposure: ArrayLike) -> NDArray[np.float64]:
    base = np.asarray(exposure, dtype=np.float64)
    if not (np.isfinite(base).all() and (base >= 0).all() and base.sum() > 0):
        raise InputError(
            "cells.exposure-invalid",
            expected="Residents, dwellings or hectares of every cell, zero or more, not all zero.",
            seen="some that are missing or negative, or none above zero.",
            remedy="spread the figures of the areas over the cells; leave out cells outside the study area.",
        )
    return base
