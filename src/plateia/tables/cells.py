"""Square cells: the one place where a point is given its cell.

A cell is half-open, ``[x0, x0 + cell_m)`` by ``[y0, y0 + cell_m)``: a point on an edge belongs to the cell to its right
or above and counts once. The grid has no origin of its own: every corner is a multiple of ``cell_m`` in the city's
projected system, so two extracts of one city always share one grid. Nobody recomputes the cell of a point elsewhere:
engines disagree on the rounding of floats.

A cell is held as one whole number (its *key*, see ``cell_of``); ``cell_ids`` gives the text that people read.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.tables.neighbours import Neighbours, neighbours_from_pairs

NO_CELL: Final = np.iinfo(np.int64).min
"""Key of a point without coordinates."""

# A key is column * 2**32 + row, both signed: keys of neighbours differ by constants.
_COLUMN_STEP: Final = 1 << 32
_HALF: Final = 1 << 31


def cell_of(x_m: ArrayLike, y_m: ArrayLike, *, cell_m: float) -> NDArray[np.int64]:
    """Return the key of the cell that holds each point.

    Parameters
    ----------
    x_m, y_m : array-like of float, shape (n,)
        Coordinates in metres in one projected system.
    cell_m : float
        Side of a cell in metres, above 0.

    Returns
    -------
    ndarray of int64, shape (n,)
        ``column * 2**32 + row``; ``NO_CELL`` where a coordinate is missing or infinite.

    Raises
    ------
    InputError
        ``cells.coordinates-mismatched``: as many x as y are needed.
        ``cells.coordinates-too-far``: a cell number beyond plus or minus 2**31 (a stray point).
    MethodError
        ``cells.size-invalid``: the side is not a positive number.

    Examples
    --------
    A point on an edge goes right, or up; the last number below the edge stays.

    >>> keys = cell_of([499.99, 500.0], [1000.0, 1000.0], cell_m=500)
    >>> cell_ids(keys, cell_m=500).tolist()
    ['500mE0N1000', '500mE500N1000']
    """
    _check_size(cell_m)
    x, y = np.asarray(x_m, dtype=np.float64), np.asarray(y_m, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise InputError(
            "cells.coordinates-mismatched",
            expected="One x and one y per point, in two columns of equal length.",
            seen=f"shapes {x.shape} and {y.shape}.",
            remedy="pass the columns x_m and y_m of one table.",
        )
    placed = np.isfinite(x) & np.isfinite(y)
    column = _cell_number(np.where(placed, x, 0.0), cell_m)
    row = _cell_number(np.where(placed, y, 0.0), cell_m)
    n_far = int(np.count_nonzero((np.abs(column) >= _HALF) | (np.abs(row) >= _HALF)))
    if n_far:
        raise InputError(
            "cells.coordinates-too-far",
            expected="Coordinates of one city in metres.",
            seen=f"{n_far} points more than {_HALF * cell_m:.3g} m from the origin.",
            remedy="read the points with their true coordinate system.",
        )
    keys = column.astype(np.int64) * _COLUMN_STEP + row.astype(np.int64)
    keys[~placed] = NO_CELL
    return keys


def cell_corners(keys: ArrayLike, *, cell_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y (metres) of the lower-left corner of each cell; NaN for ``NO_CELL``.

    Examples
    --------
    >>> cell_corners(cell_of([430612.0], [433501.5], cell_m=250), cell_m=250)
    (array([430500.]), array([433500.]))
    """
    _check_size(cell_m)
    key = np.asarray(keys, dtype=np.int64)
    column, row = _unpack(key)
    missing = key == NO_CELL
    return np.where(missing, np.nan, column * cell_m), np.where(missing, np.nan, row * cell_m)


def cell_ids(keys: ArrayLike, *, cell_m: float) -> NDArray[np.str_]:
    """Return the name of each cell: side, then easting and northing of its lower-left corner, in metres.

    Empty text for ``NO_CELL``.

    Examples
    --------
    >>> cell_ids(cell_of([430612.0], [433501.5], cell_m=250), cell_m=250).tolist()
    ['250mE430500N433500']
    """
    x, y = cell_corners(keys, cell_m=cell_m)
    side = _plain(cell_m)
    names = [
        "" if math.isnan(corner_x) else f"{side}mE{_plain(corner_x)}N{_plain(corner_y)}"
        for corner_x, corner_y in zip(x.tolist(), y.tolist(), strict=True)
    ]
    return np.array(names, dtype=np.str_)


def queen_neighbours(keys: ArrayLike) -> Neighbours:
    """Return which of the given cells share an edge or a corner.

    Cells that are not given do not exist: leave out those where nothing can happen (water, fields), or everything
    built-up looks hot beside them.

    Parameters
    ----------
    keys : array-like of int64, shape (n_cells,)
        Ascending, each cell once (``numpy.unique`` of ``cell_of``), without ``NO_CELL``.

    Returns
    -------
    Neighbours
        Up to eight neighbours per cell, as positions in ``keys``.

    Raises
    ------
    InputError
        ``cells.keys-not-sorted``: keys repeat, are out of order, or hold ``NO_CELL``.

    Examples
    --------
    Two cells meet at a corner, a third lies apart.

    >>> queen_neighbours(cell_of([50, 150, 950], [50, 150, 50], cell_m=100)).n_neighbours
    array([1, 1, 0])
    """
    key = np.asarray(keys, dtype=np.int64)
    if key.ndim != 1 or np.any(key[1:] <= key[:-1]) or np.any(key == NO_CELL):
        raise InputError(
            "cells.keys-not-sorted",
            expected="Each occupied cell once, in ascending order.",
            seen=f"{key.size} keys that repeat, are out of order, or hold points without a cell.",
            remedy="numpy.unique(keys[keys != NO_CELL]).",
        )
    steps = [column * _COLUMN_STEP + row for column in (-1, 0, 1) for row in (-1, 0, 1) if column or row]
    first, second = [], []
    for step in steps:
        wanted = key + step
        position = np.searchsorted(key, wanted)
        found = np.flatnonzero((position < key.size) & (key[np.minimum(position, key.size - 1)] == wanted))
        first.append(found)
        second.append(position[found])
    return neighbours_from_pairs(np.concatenate(first), np.concatenate(second), n=key.size)


def _cell_number(coordinate_m: NDArray[np.float64], cell_m: float) -> NDArray[np.float64]:
    number = np.floor(coordinate_m / cell_m)
    # The quotient may round up to the next whole number just below an edge: 0.3 / 0.1 and its like.
    number -= number * cell_m > coordinate_m
    number += (number + 1.0) * cell_m <= coordinate_m
    return number


def _unpack(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    row = ((key + _HALF) & (_COLUMN_STEP - 1)) - _HALF
    return (key - row) >> 32, row


def _plain(number: float) -> str:
    return f"{number:.0f}" if float(number).is_integer() else f"{number:.12g}"


def _check_size(cell_m: float) -> None:
    if not (math.isfinite(cell_m) and cell_m > 0):
        raise MethodError(
            "cells.size-invalid",
            expected="The side of a cell is a positive number of metres.",
            seen=f"{cell_m}.",
            remedy="choose a side such as 250 or 500.",
        )
