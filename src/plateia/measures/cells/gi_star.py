"""Where more happens together than the counts of the city, dealt out at random, would bring together.

Getis and Ord's Gi* compares the sum over a cell and its neighbours with the map's mean. Its chance is computed here
exactly and without any draw: with equal weights the sum over k neighbours, given the cell's own count, is the sum of k
counts drawn without replacement from the other cells, and the distribution of that sum can be counted out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError

P_FLOOR: Final = 1e-12
"""Smallest p-value given: below it, rounding in float64 could be as large as the figure."""

# Cells of the distribution table, 8 bytes each: about half a gigabyte.
_MOST_TABLE_CELLS = 1 << 26


@dataclass(frozen=True, eq=False)
class GiStar:
    """Gi* of every cell and its chance.

    Attributes
    ----------
    z : ndarray of float, shape (n_cells,)
        Standardised sum over the cell and its neighbours (Ord and Getis 1995); NaN where the cell and its neighbours
        are the whole map. Its own reference distribution is normal only for large counts: test with ``p``.
    p : ndarray of float, shape (n_cells,)
        Exact conditional p-value, upper side: the probability that as many neighbours drawn from the other cells hold
        at least as many incidents together. In [1e-12, 1]; 1 for a cell without neighbours.
    method : str
        How ``p`` was found, for the report: ``"exact conditional"``.
    """

    z: NDArray[np.float64]
    p: NDArray[np.float64]
    method: str


def getis_ord_gi_star(counts: ArrayLike, indptr: ArrayLike, indices: ArrayLike) -> GiStar:
    """Return Getis and Ord's Gi* with binary weights, the cell itself included, and its exact chance.

    Parameters
    ----------
    counts : array-like of int, shape (n_cells,)
        Incidents per cell of the study window, zeros included. Give only cells where an incident can be (with a
        street, an address or an anchor): beside water and fields every built-up cell is hot.
    indptr, indices : array-like of int, shapes (n_cells + 1,) and (n_pairs,)
        Neighbours of each cell as compressed sparse rows, each once and never the cell itself: what
        ``queen_neighbours`` returns.

    Returns
    -------
    GiStar
        z and one-sided p per cell; no randomness is involved.

    Raises
    ------
    InputError
        ``cells.counts-invalid``: a count is missing, negative or not whole.
        ``cells.neighbours-invalid``: the lists do not fit the cells, repeat a neighbour, or name the cell itself.
    MethodError
        ``gi_star.no-variation``: fewer than three cells, or all counts are equal.
        ``gi_star.table-too-large``: counts and neighbours too many for an exact distribution in memory.

    Notes
    -----
    With x the counts, n cells, mean m and population standard deviation s, and k neighbours,

        z_i = (x_i + sum of neighbours - (k + 1) m) / (s sqrt(((k + 1) n - (k + 1)**2) / (n - 1))).

    Scaling the weights (row-standardising) would cancel in z: programs that print a smaller one are wrong.

    The p-value conditions on the own count. Let T_k(s) be the number of sets of k cells out of all n whose counts sum
    to s or more. Sets without cell i are counted by inclusion and exclusion,
    T_k(s) - T_(k-1)(s - x_i) + T_(k-2)(s - 2 x_i) - ..., so one table serves the whole map. Ties count as "at least".

    Many cells are tested at once and neighbouring tests share incidents: control the false discovery rate
    (Benjamini and Hochberg 1995) before calling a cell hot.

    References
    ----------
    Getis and Ord (1992), Geographical Analysis 24(3), doi:10.1111/j.1538-4632.1992.tb00261.x
    Ord and Getis (1995), Geographical Analysis 27(4), doi:10.1111/j.1538-4632.1995.tb00912.x

    Examples
    --------
    Six cells in a row. The neighbours of the third hold 5 + 4 incidents: of the ten ways to draw two of the other five
    counts (0, 1, 1, 4, 5), only that one reaches 9.

    >>> from plateia.tables.cells import cell_of, queen_neighbours
    >>> row = queen_neighbours(cell_of([50, 150, 250, 350, 450, 550], [50] * 6, cell_m=100))
    >>> result = getis_ord_gi_star([0, 5, 3, 4, 1, 1], *row)
    >>> result.p.round(3).tolist()
    [0.2, 0.7, 0.1, 0.6, 0.6, 0.8]
    >>> result.z.round(2).tolist()
    [0.15, 0.42, 2.08, 0.42, -0.42, -1.17]
    """
    count = _whole_counts(counts)
    first, neighbour = _checked(indptr, indices, n=count.size)
    if count.size < 3 or count.min() == count.max():
        raise MethodError(
            "gi_star.no-variation",
            expected="At least three cells whose counts differ.",
            seen=f"{count.size} cells, all with the same count.",
            remedy="use more incidents or smaller cells; without variation no cell stands out.",
        )
    n_neighbours = np.diff(first)
    prefix = np.concatenate(([0], np.cumsum(count[neighbour])))
    neighbour_sum = prefix[first[1:]] - prefix[first[:-1]]
    z = standardised_sum(count + neighbour_sum, n_neighbours + 1, count)
    p = _exact_p(count, neighbour_sum, n_neighbours)
    return GiStar(z=z, p=p, method="exact conditional")


def standardised_sum(
    local_sum: NDArray[np.int64] | NDArray[np.float64],
    n_summed: NDArray[np.int64],
    values: NDArray[np.int64] | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the z of sums over ``n_summed`` of all ``values``, had they been drawn without replacement."""
    n = values.size
    spread = np.std(values)
    variance_factor = n_summed * (n - n_summed) / (n - 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (local_sum - n_summed * np.mean(values)) / (spread * np.sqrt(variance_factor))
    return np.where(variance_factor > 0.0, z, np.nan)


def _exact_p(
    count: NDArray[np.int64], neighbour_sum: NDArray[np.int64], n_neighbours: NDArray[np.int64]
) -> NDArray[np.float64]:
    """P(k counts drawn without replacement from the other cells sum to at least the observed neighbour sum)."""
    n, most = count.size, int(n_neighbours.max())
    if most == 0:
        return np.ones(n)
    tails = _tail_table(count, most=most, largest_sum=int(neighbour_sum.max()))
    # Scaled number of sets of k out of the other n - 1 cells: binomial(n - 1, k) / n**k.
    sets = np.cumprod(np.concatenate(([1.0], (n - np.arange(1, most + 1)) / (n * np.arange(1.0, most + 1)))))
    reaching = np.zeros(n)
    for excluded in range(most, -1, -1):
        # Cells with fewer than ``excluded`` neighbours have no such term.
        drawn = np.maximum(n_neighbours - excluded, 0)
        wanted = np.clip(neighbour_sum - excluded * count, 0, tails.shape[1] - 1)
        term = np.where(n_neighbours >= excluded, tails[drawn, wanted], 0.0) / float(n) ** excluded
        reaching += -term if excluded % 2 else term
    return np.clip(reaching / sets[n_neighbours], P_FLOOR, 1.0)


def _tail_table(count: NDArray[np.int64], *, most: int, largest_sum: int) -> NDArray[np.float64]:
    """Scaled numbers of sets of k = 0..most of all cells whose counts sum to s = 0..largest_sum or more.

    The table is built count by count, smallest first, so that the sums in play stay small until the end. Everything
    above ``largest_sum`` is one bin. Sets of k are divided by n**k, which keeps the numbers within float64.
    """
    if (most + 1) * (largest_sum + 1) > _MOST_TABLE_CELLS:
        raise MethodError(
            "gi_star.table-too-large",
            expected=f"(neighbours + 1) times the largest neighbour sum of at most {_MOST_TABLE_CELLS}.",
            seen=f"{most} neighbours, largest neighbour sum {largest_sum}.",
            remedy="use smaller cells, a shorter period, or fewer neighbours per cell.",
        )
    n = count.size
    sets = np.zeros((most + 1, largest_sum + 1))
    sets[0, 0] = 1.0
    reach = np.zeros(most + 1, dtype=np.int64)
    for value, multiplicity in zip(*(part.tolist() for part in np.unique(count, return_counts=True)), strict=True):
        # choose[i]: ways to take i of the cells with this count, scaled.
        taken = np.arange(1.0, min(multiplicity, most) + 1)
        choose = np.concatenate(([1.0], np.cumprod((multiplicity - taken + 1) / (taken * n))))
        for size in range(most, 0, -1):
            for i in range(1, min(size, choose.size - 1) + 1):
                _add_shifted(sets[size], sets[size - i, : int(reach[size - i]) + 1], shift=i * value, factor=choose[i])
        for size in range(most, 0, -1):
            i = min(size, choose.size - 1)
            reach[size] = min(reach[size - i] + i * value, largest_sum)
    return np.ascontiguousarray(np.cumsum(sets[:, ::-1], axis=1)[:, ::-1])


def _add_shifted(target: NDArray[np.float64], source: NDArray[np.float64], *, shift: int, factor: float) -> None:
    """Add ``factor`` times ``source``, moved up by ``shift``; what passes the end stays in the last bin."""
    last = target.size - 1
    within = max(min(source.size, last - shift), 0)
    target[shift : shift + within] += factor * source[:within]
    if within < source.size:
        target[last] += factor * source[within:].sum()


def _whole_counts(counts: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(counts)
    whole = given.ndim == 1 and given.size > 0 and given.dtype.kind in "iuf"
    if not whole or np.any(~np.isfinite(given)) or np.any(given < 0) or np.any(given != np.floor(given)):
        raise InputError(
            "cells.counts-invalid",
            expected="Whole numbers of incidents, 0 or more, one per cell.",
            seen="counts that are missing, negative, not whole, or none at all.",
            remedy="count the incidents of each cell; do not pass rates or smoothed values.",
        )
    return given.astype(np.int64)


def _checked(indptr: ArrayLike, indices: ArrayLike, *, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, neighbour = np.asarray(indptr, dtype=np.int64), np.asarray(indices, dtype=np.int64)
    n_neighbours = np.diff(first)
    sound = first.size == n + 1 and first[0] == 0 and first[-1] == neighbour.size and bool(np.all(n_neighbours >= 0))
    if sound and neighbour.size:
        cell = np.repeat(np.arange(n), n_neighbours)
        sound = bool(neighbour.min() >= 0 and neighbour.max() < n and not np.any(cell == neighbour))
        sound = sound and np.unique(cell * n + neighbour).size == neighbour.size
    if not sound:
        raise InputError(
            "cells.neighbours-invalid",
            expected=f"Neighbour lists of {n} cells, each neighbour once, never the cell itself.",
            seen=f"lists of {first.size - 1} cells with {neighbour.size} entries that break this.",
            remedy="build them with queen_neighbours from the same cells.",
        )
    return first, neighbour
