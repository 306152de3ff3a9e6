"""The compiled half of ``area_index``: one kernel builds the lookup raster, one looks points up.

Exactness. The side of an edge on which a point lies is decided with an error bound, and where the bound does not settle
it in exact arithmetic (Shewchuk 1997): the answer is that of the coordinates as stored, for every point. Row and column
of a coordinate come from one monotone function, so an edge and a point at the same height always meet in the same row.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from plateia.tables.compiling import compiled, kernel

Floats = NDArray[np.float64]
Whole64 = NDArray[np.int64]
Whole32 = NDArray[np.int32]

_F8 = types.float64
_READ_F8 = types.Array(_F8, 1, "C", readonly=True)
_READ_EDGES = types.Array(_F8, 2, "C", readonly=True)
_READ_I8 = types.Array(types.int64, 1, "C", readonly=True)
_READ_I4 = types.Array(types.int32, 1, "C", readonly=True)

# Relative error bound of the two-by-two determinant in float64, and Dekker's splitter 2**27 + 1.
_FILTER = 3.3306690738754716e-16
_SPLITTER = 134217729.0


@compiled
def _cell(coordinate: float, origin: float, size: float, n: int) -> int:
    return max(0, min(n - 1, int((coordinate - origin) / size)))


@compiled
def _add(parts: Floats, n: int, term: float) -> int:
    """Add a term to an exact sum of ``n`` non-overlapping parts, smallest first; return the new number of parts."""
    for k in range(n):
        total = term + parts[k]
        virtual = total - term
        parts[k] = (term - (total - virtual)) + (parts[k] - virtual)
        term = total
    parts[n] = term
    return n + 1


@compiled
def _product_error(a: float, b: float, product: float) -> float:
    """What rounding took from ``product``, exactly (Dekker 1971)."""
    t = _SPLITTER * a
    a1 = t - (t - a)
    t = _SPLITTER * b
    b1 = t - (t - b)
    return (a - a1) * (b - b1) - (((product - a1 * b1) - (a - a1) * b1) - a1 * (b - b1))


@compiled
def _difference(a: float, b: float, out: Floats) -> None:
    """Write a - b as a rounded difference and its exact remainder."""
    out[0] = a - b
    virtual = a - out[0]
    out[1] = (a - (out[0] + virtual)) + (virtual - b)


@compiled
def _exact_side(x1: float, y1: float, x2: float, y2: float, px: float, py: float) -> int:
    """Sign of (x1 - px)(y2 - py) - (y1 - py)(x2 - px), without rounding."""
    d = np.empty((4, 2))
    _difference(x1, px, d[0])
    _difference(y2, py, d[1])
    _difference(py, y1, d[2])
    _difference(x2, px, d[3])
    parts = np.zeros(16)
    n = 0
    for i in range(2):
        for j in range(2):
            for k in (0, 2):
                product = d[k, i] * d[k + 1, j]
                n = _add(parts, n, _product_error(d[k, i], d[k + 1, j], product))
                n = _add(parts, n, product)
    for k in range(n - 1, -1, -1):
        if parts[k] != 0.0:
            return 1 if parts[k] > 0.0 else -1
    return 0


@compiled
def _side(x1: float, y1: float, x2: float, y2: float, px: float, py: float) -> int:
    """1 if the point lies left of the edge going up, -1 right, 0 on it."""
    left = (x1 - px) * (y2 - py)
    right = (y1 - py) * (x2 - px)
    determinant = left - right
    if abs(determinant) > _FILTER * (abs(left) + abs(right)):
        return 1 if determinant > 0.0 else -1
    return _exact_side(x1, y1, x2, y2, px, py)


@compiled
def _covered(edges: Floats, start: int, stop: int, px: float, py: float) -> bool:
    """Whether the area covers the point, boundary included; edges go up (y1 <= y2)."""
    inside = False
    for e in range(start, stop):
        x1, y1, x2, y2 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if py < y1 or py > y2:
            continue
        if y1 == y2:
            if min(x1, x2) <= px <= max(x1, x2):
                return True
            continue
        if px > max(x1, x2):
            continue
        if px < min(x1, x2):
            side = 1
        else:
            side = _side(x1, y1, x2, y2, px, py)
            if side == 0:
                return True
        # The upper end does not count, so that two edges that meet at the point's height count once.
        if side > 0 and py < y2:
            inside = not inside
    return inside


@compiled
def _touched(edge: Floats, row: int, grid: Floats) -> tuple[float, float]:
    """First and last x at which an edge runs within one row, a little widened against rounding."""
    x1, y1, x2, y2 = edge[0], edge[1], edge[2], edge[3]
    left, right = min(x1, x2), max(x1, x2)
    if y1 == y2:
        return left, right
    slack = grid[4]
    slope = (x2 - x1) / (y2 - y1)
    a = x1 + (max(y1, grid[1] + row * grid[3] - slack) - y1) * slope
    b = x1 + (min(y2, grid[1] + (row + 1) * grid[3] + slack) - y1) * slope
    return max(left, min(a, b) - slack), min(right, max(a, b) + slack)


@compiled
def _mark(area: int, row: int, edges: Floats, start: int, stop: int, grid: Floats, n_x: int, stamp: Whole32) -> int:
    """Stamp the cells of one row that the boundary of an area may touch; return how many are new."""
    n_new = 0
    for e in range(start, stop):
        low, high = _touched(edges[e], row, grid)
        for i in range(_cell(low, grid[0], grid[2], n_x), _cell(high, grid[0], grid[2], n_x) + 1):
            if stamp[i] != area:
                stamp[i] = area
                n_new += 1
    return n_new


@compiled
def _fill(
    area: int,
    row: int,
    edges: Floats,
    start: int,
    stop: int,
    grid: Floats,
    n_x: int,
    stamp: Whole32,
    flips: NDArray[np.bool_],
    cover: Whole32,
) -> None:
    """Give the cells of one row that lie wholly inside an area to it, unless an earlier area has them.

    The middle line of the row is followed from left to right. It changes sides only in stamped cells, so what happens
    within those does not matter.
    """
    middle = grid[1] + (row + 0.5) * grid[3]
    flips[:] = False
    for e in range(start, stop):
        x1, y1, x2, y2 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
        if y1 <= middle < y2:
            low, high = _touched(edges[e], row, grid)
            crossing = min(high, max(low, x1 + (middle - y1) * ((x2 - x1) / (y2 - y1))))
            i = _cell(crossing, grid[0], grid[2], n_x)
            flips[i] = not flips[i]
    inside = False
    for i in range(n_x):
        if stamp[i] == area:
            inside = inside != flips[i]
        elif inside and cover[i] < 0:
            cover[i] = area


@kernel(
    types.Tuple((types.int32[:, ::1], types.int64[::1], types.int32[::1]))(
        _READ_EDGES, _READ_I8, _READ_I8, _READ_I8, _READ_F8, types.int64, types.int64
    )
)
def build_raster(
    edges: Floats, slot_start: Whole64, area_slot: Whole64, area_row: Whole64, grid: Floats, n_x: int, n_y: int
) -> tuple[Whole32, Whole64, Whole32]:
    """Return, per cell, the first area that covers it whole, and the areas whose boundary may touch it.

    ``edges[slot_start[s]:slot_start[s + 1]]`` are the edges of one area in one row; the slots of area ``a`` begin at
    ``area_slot[a]`` with row ``area_row[a]``. ``grid`` is x0, y0, width and height of a cell, and the slack.
    """
    n_areas = area_row.size
    cover = np.full((n_y, n_x), -1, np.int32)
    flips = np.zeros(n_x, np.bool_)
    n_candidates = np.zeros(n_x * n_y + 1, np.int64)
    stamp = np.full((n_y, n_x), -1, np.int32)
    for area in range(n_areas):
        for slot in range(area_slot[area], area_slot[area + 1]):
            row = area_row[area] + slot - area_slot[area]
            start, stop = slot_start[slot], slot_start[slot + 1]
            if _mark(area, row, edges, start, stop, grid, n_x, stamp[row]) > 0:
                for i in range(n_x):
                    if stamp[row, i] == area:
                        n_candidates[row * n_x + i + 1] += 1
            _fill(area, row, edges, start, stop, grid, n_x, stamp[row], flips, cover[row])
    candidate_start = np.cumsum(n_candidates)
    candidates = np.empty(candidate_start[-1], np.int32)
    position = candidate_start[:-1].copy()
    stamp[:] = -1
    for area in range(n_areas):
        for slot in range(area_slot[area], area_slot[area + 1]):
            row = area_row[area] + slot - area_slot[area]
            _mark(area, row, edges, slot_start[slot], slot_start[slot + 1], grid, n_x, stamp[row])
            for i in range(n_x):
                if stamp[row, i] == area:
                    candidates[position[row * n_x + i]] = area
                    position[row * n_x + i] += 1
    return cover, candidate_start, candidates


@kernel(
    types.int32[::1](
        _READ_F8,
        _READ_F8,
        _READ_EDGES,
        _READ_I8,
        _READ_I8,
        _READ_I8,
        _READ_F8,
        types.Array(types.int32, 2, "C", readonly=True),
        _READ_I8,
        _READ_I4,
    )
)
def look_up(
    x: Floats,
    y: Floats,
    edges: Floats,
    slot_start: Whole64,
    area_slot: Whole64,
    area_row: Whole64,
    grid: Floats,
    cover: Whole32,
    candidate_start: Whole64,
    candidates: Whole32,
) -> Whole32:
    """Return the lowest area that covers each point, -1 for none; ``grid`` ends with the bounds of all areas."""
    n_y, n_x = cover.shape
    found = np.full(x.size, -1, np.int32)
    for p in range(x.size):
        px, py = x[p], y[p]
        # Written so that NaN is outside.
        if not (grid[0] <= px <= grid[5] and grid[1] <= py <= grid[6]):
            continue
        row = _cell(py, grid[1], grid[3], n_y)
        column = _cell(px, grid[0], grid[2], n_x)
        found[p] = cover[row, column]
        cell = row * n_x + column
        for q in range(candidate_start[cell], candidate_start[cell + 1]):
            area = candidates[q]
            if found[p] >= 0 and area > found[p]:
                break
            slot = area_slot[area] + row - area_row[area]
            if _covered(edges, slot_start[slot], slot_start[slot + 1], px, py):
                found[p] = area
                break
    return found
