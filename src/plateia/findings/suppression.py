"""Secondary suppression: hide what would give hidden counts away, and prove that nothing does.

A table is laid out with its sums: the last row holds the column totals, the last column the row totals, the corner the
grand total. A hidden cell, sums included, is safe when the tables that agree with everything published, with no
negative count, leave it an interval at least as wide as its category asks. Whether it is, is decided exactly, by a
maximum flow for each hidden cell; no linear programme is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plateia.findings.suppression_flow import UNBOUNDED, widths
from plateia.findings.suppression_partners import hide_until_wide

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_PRICE_CELL = 1_000
_PRICE_SIZE = 300
_PRICE_ROW_TOTAL = 8_000
_PRICE_COLUMN_TOTAL = 1_000_000
_PRICE_GRAND_TOTAL = 30_000_000


@dataclass(frozen=True)
class SumTable:
    """Counts with their sums, and what is known of them beforehand.

    Attributes
    ----------
    counts : ndarray of int, shape (n_rows + 1, n_columns + 1)
        Row totals in the last column, column totals in the last row.
    width : ndarray of int, same shape
        How wide the interval of a hidden count has to be; 0 asks for nothing (a sum that is published nowhere, or a
        count that earlier editions protect).
    low, high : ndarray of int, same shape
        What readers know already: a hidden count lies between these.
    """

    counts: Whole
    width: Whole
    low: Whole
    high: Whole

    @classmethod
    def of(cls, cells: Whole, *, width: int | Whole) -> SumTable:
        """Lay out a table of counts with its sums, nothing known beforehand."""
        counts = with_sums(np.asarray(cells, dtype=np.int64))
        wide = np.broadcast_to(np.asarray(width, dtype=np.int64), counts.shape).copy()
        return cls(counts, wide, np.zeros_like(counts), np.full_like(counts, UNBOUNDED))


def with_sums(cells: Whole) -> Whole:
    """Return a table with its column totals below and its row totals beside it.

    Examples
    --------
    >>> with_sums(np.array([[1, 2], [3, 4]]))
    array([[ 1,  2,  3],
           [ 3,  4,  7],
           [ 4,  6, 10]])
    """
    beside = np.concatenate([cells, cells.sum(axis=1, keepdims=True)], axis=1)
    return np.ascontiguousarray(np.concatenate([beside, beside.sum(axis=0, keepdims=True)], axis=0), dtype=np.int64)


def split_column(table: SumTable, hidden: Mask, place: int, classes: Sequence[Mask]) -> tuple[SumTable, Mask]:
    """Return a table in which some rows of a column stand in columns of their own, whose totals are known.

    Parameters
    ----------
    place : int
        The column.
    classes : sequence of ndarray of bool, each of shape (n_areas,)
        The first rows of the table are the areas.

    Examples
    --------
    >>> table = SumTable.of(np.array([[7], [4], [9]]), width=10)
    >>> split, _ = split_column(table, np.zeros((4, 2), bool), 0, [np.array([True, True])])
    >>> split.counts
    array([[ 0,  7,  7],
           [ 0,  4,  4],
           [ 9,  0,  9],
           [ 9, 11, 20]])
    """
    arrays = {"counts": table.counts, "width": table.width, "low": table.low, "high": table.high}
    columns: dict[str, list[Whole]] = {name: [] for name in arrays}
    masks, rest = [], {name: array[:, place].copy() for name, array in arrays.items()}
    own_hidden = hidden[:, place].copy()
    for members in classes:
        rows = np.zeros(len(own_hidden), bool)
        rows[: len(members)] = members
        total = int(table.counts[rows, place].sum())
        for name, array in arrays.items():
            column = np.where(rows, array[:, place], 0)
            column[-1] = 0 if name == "width" else total
            columns[name].append(column)
            rest[name][rows] = 0
        masks.append(rows & hidden[:, place])
        own_hidden &= ~rows
        rest["counts"][-1] -= total
        rest["low"][-1] = max(rest["low"][-1] - total, 0)
    found = {}
    for name, array in arrays.items():
        start = array[:, :-1].copy()
        start[:, place] = rest[name]
        found[name] = np.ascontiguousarray(np.column_stack([start, *columns[name], array[:, -1:]]))
    start_mask = hidden[:, :-1].copy()
    start_mask[:, place] = own_hidden
    mask = np.ascontiguousarray(np.column_stack([start_mask, *masks, hidden[:, -1:]]))
    return SumTable(**found), mask


def alike(masks: Sequence[Mask], n: int) -> Whole:
    """Number what lies in the same masks alike."""
    if not masks:
        return np.zeros(n, np.int64)
    _, number = np.unique(np.column_stack(masks), axis=0, return_inverse=True)
    return np.asarray(number.ravel(), np.int64)


def classes_of(grounds: Sequence[Mask]) -> list[Mask]:
    """Return the classes of areas that lie in the same grounds, but for those that lie in none."""
    if not grounds:
        return []
    number = alike(grounds, len(grounds[0]))
    anywhere = np.logical_or.reduce(list(grounds))
    return [number == one for one in np.unique(number[anywhere])]


def interval_widths(table: SumTable, *, hidden: Mask) -> Whole:
    """Return how far each hidden count can move, counted up to the width it has to have.

    Parameters
    ----------
    table : SumTable
    hidden : ndarray of bool, same shape as ``table.counts``
        Sums included.

    Returns
    -------
    ndarray of int, same shape
        Zero where nothing is hidden or no width is asked for.

    Examples
    --------
    Rows north 12, south 3, east 7, total 22: with south and east hidden, both lie between 0 and 10.

    >>> table = SumTable.of(np.array([[12], [3], [7]]), width=20)
    >>> hidden = np.zeros((4, 2), dtype=bool)
    >>> hidden[1:3] = True
    >>> interval_widths(table, hidden=hidden)[:, 0]
    array([ 0, 10, 10,  0])
    """
    up, down = _room(table)
    need = np.where(hidden, table.width, 0)
    return widths(up, down, np.ascontiguousarray(hidden), np.ascontiguousarray(need))


def hide_secondary(table: SumTable, *, hidden: Mask) -> tuple[Mask, int]:
    """Hide further counts until every hidden one is wide enough.

    Partners are few and small: the cheapest closed path through the cell, in which a count costs a fixed part and a
    part that grows with its logarithm, a row total more, a column total a great deal. A zero is never chosen: it may
    be known to be one.

    Parameters
    ----------
    table : SumTable
    hidden : ndarray of bool, same shape as ``table.counts``
        What is hidden to begin with.

    Returns
    -------
    hidden : ndarray of bool
        Everything that has to be hidden, primary and secondary alike.
    n_narrow : int
        Counts that stay too narrow whatever is hidden, because earlier editions gave them away.

    Examples
    --------
    A hidden 3 is covered by the smallest count that leaves both an interval of 10.

    >>> hidden = np.zeros((4, 2), dtype=bool)
    >>> hidden[1] = True
    >>> hide_secondary(SumTable.of(np.array([[12], [3], [7]]), width=10), hidden=hidden)[0][:, 0]
    array([False,  True,  True, False])
    """
    up, down = _room(table)
    result = np.ascontiguousarray(hidden.copy())
    positive = table.counts > 0
    price = np.where(positive, _PRICE_CELL + _PRICE_SIZE * np.log2(np.maximum(table.counts, 1)), -1).astype(np.int64)
    price[:, -1] += np.where(positive[:, -1], _PRICE_ROW_TOTAL, 0)
    price[-1, :] += np.where(positive[-1, :], _PRICE_COLUMN_TOTAL, 0)
    price[-1, -1] += _PRICE_GRAND_TOTAL
    first = np.argwhere(result & (table.width > 0))
    # Large counts first: almost any partner covers them, so the small categories become the partners.
    order = np.lexsort((first[:, 1], first[:, 0], -table.counts[result & (table.width > 0)]))
    n_narrow = hide_until_wide(
        up, down, result, np.ascontiguousarray(table.width), price, np.ascontiguousarray(first[order])
    )
    return result, int(n_narrow)


def _signs(shape: tuple[int, ...]) -> Whole:
    """Return +1 for counts and the grand total, -1 for row and column totals: each row and column then sums to zero."""
    signs = np.ones(shape, dtype=np.int64)
    signs[-1, :] *= -1
    signs[:, -1] *= -1
    return signs


def _room(table: SumTable) -> tuple[Whole, Whole]:
    """Return how far the signed value of each cell can rise and fall by itself."""
    rise = np.maximum(np.minimum(table.high - table.counts, UNBOUNDED), 0)
    fall = np.maximum(table.counts - table.low, 0)
    positive = _signs(table.counts.shape) > 0
    up = np.where(positive, rise, fall)
    return np.ascontiguousarray(up), np.ascontiguousarray(np.where(positive, fall, rise))
