"""The compiled half of ``suppression``: how far a hidden count can move.

The table is a bipartite graph: rows and columns are its nodes, hidden cells its edges. Row and column sums are known,
so hidden cells can only change together, round a closed path; how far one of them can move is a maximum flow between
its column and its row. Raising the signed value of a cell is the arc from its row to its column, lowering it the way
back.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from plateia.tables.compiling import compiled, kernel

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

UNBOUNDED = 1 << 40

WHOLE_2D = types.Array(types.int64, 2, "C")
MASK_2D = types.Array(types.boolean, 2, "C")


@compiled
def _shift(up: Whole, down: Whole, row: int, column: int, step: int) -> None:
    """Raise the signed value of a cell by ``step`` (lower it when negative)."""
    up[row, column] -= step
    down[row, column] += step


@compiled
def _leads_home(column: int, goal: int, cell: tuple[int, int], down: Whole, hidden: Mask) -> bool:
    """Say whether the goal, a row, is one step from this column."""
    row = goal - hidden.shape[1]
    return row >= 0 and hidden[row, column] and down[row, column] > 0 and not (row == cell[0] and column == cell[1])


@compiled
def _from_row(
    row: int, goal: int, cell: tuple[int, int], up: Whole, down: Whole, hidden: Mask, parent: Whole, queue: Whole,
    tail: int,
) -> tuple[bool, int]:  # fmt: skip
    """Reach columns from a row and queue them; stop when the goal is one of them or next to one."""
    n_columns = hidden.shape[1]
    for column in range(n_columns):
        if not hidden[row, column] or parent[column] >= 0 or up[row, column] <= 0:
            continue
        if row == cell[0] and column == cell[1]:
            continue
        parent[column] = n_columns + row
        if column == goal:
            return True, tail
        if _leads_home(column, goal, cell, down, hidden):
            parent[goal] = column
            return True, tail
        queue[tail] = column
        tail += 1
    return False, tail


@compiled
def _path(
    start: int, goal: int, cell: tuple[int, int], up: Whole, down: Whole, hidden: Mask, rows_of: Whole,
    n_rows_of: Whole, parent: Whole, queue: Whole,
) -> bool:  # fmt: skip
    """Find a way from node to node over hidden cells with room; nodes are columns, then rows. Breadth first."""
    n_columns = hidden.shape[1]
    parent[:] = -1
    parent[start] = start
    head, tail, found = 0, 0, False
    if start < n_columns:
        if _leads_home(start, goal, cell, down, hidden):
            parent[goal] = start
            return True
        queue[0] = start
        tail = 1
    else:
        found, tail = _from_row(start - n_columns, goal, cell, up, down, hidden, parent, queue, tail)
    while head < tail and not found:
        column = queue[head]
        head += 1
        for place in range(n_rows_of[column]):
            row = rows_of[column, place]
            if parent[n_columns + row] >= 0 or down[row, column] <= 0 or (row == cell[0] and column == cell[1]):
                continue
            parent[n_columns + row] = column
            found, tail = _from_row(row, goal, cell, up, down, hidden, parent, queue, tail)
            if found:
                break
    return found


@compiled
def _most(row: int, column: int, raised: bool, up: Whole, down: Whole, hidden: Mask, need: int) -> int:
    """Return what the other hidden cells of its row let a cell move at most."""
    room = 0
    for other in range(hidden.shape[1]):
        if other != column and hidden[row, other]:
            room += down[row, other] if raised else up[row, other]
            if room >= need:
                return need
    return room


@compiled
def push(
    start: int, goal: int, need: int, cell: tuple[int, int], up: Whole, down: Whole, hidden: Mask, rows_of: Whole,
    n_rows_of: Whole, parent: Whole, queue: Whole, log: Whole,
) -> tuple[int, int]:  # fmt: skip
    """Push flow from node to node, at most ``need``; return how much went and how many moves ``log`` holds."""
    n_columns = hidden.shape[1]
    pushed, n_moves = 0, 0
    while pushed < need and _path(start, goal, cell, up, down, hidden, rows_of, n_rows_of, parent, queue):
        room = need - pushed
        node = goal
        while node != start:
            before = parent[node]
            if before < n_columns:
                room = min(room, down[node - n_columns, before])
            else:
                room = min(room, up[before - n_columns, node])
            node = before
        node = goal
        while node != start:
            before = parent[node]
            if before < n_columns:
                row, column, step = node - n_columns, before, -room
            else:
                row, column, step = before - n_columns, node, room
            _shift(up, down, row, column, step)
            log[n_moves, 0], log[n_moves, 1], log[n_moves, 2] = row, column, step
            n_moves += 1
            node = before
        pushed += room
    return pushed, n_moves


@compiled
def undo(up: Whole, down: Whole, log: Whole, n_moves: int) -> None:
    """Take back the moves of a push."""
    for move in range(n_moves):
        _shift(up, down, log[move, 0], log[move, 1], -log[move, 2])


@compiled
def width_of(
    row: int, column: int, need: int, up: Whole, down: Whole, hidden: Mask, rows_of: Whole, n_rows_of: Whole,
    parent: Whole, queue: Whole, log: Whole,
) -> int:  # fmt: skip
    """Return how wide the interval of a hidden cell is, counted up to ``need``."""
    from_column, to_row, cell = column, hidden.shape[1] + row, (row, column)
    limit = _most(row, column, True, up, down, hidden, min(need, up[row, column]))
    above, n_moves = push(
        from_column, to_row, limit, cell, up, down, hidden, rows_of, n_rows_of, parent, queue, log
    )  # fmt: skip
    undo(up, down, log, n_moves)
    if above >= need:
        return above
    limit = _most(row, column, False, up, down, hidden, min(need - above, down[row, column]))
    below, n_moves = push(
        to_row, from_column, limit, cell, up, down, hidden, rows_of, n_rows_of, parent, queue, log
    )  # fmt: skip
    undo(up, down, log, n_moves)
    return above + below


@compiled
def list_hidden(hidden: Mask, rows_of: Whole, n_rows_of: Whole) -> None:
    """List the rows hidden in each column."""
    for row in range(hidden.shape[0]):
        for column in range(hidden.shape[1]):
            if hidden[row, column]:
                rows_of[column, n_rows_of[column]] = row
                n_rows_of[column] += 1


@kernel(types.int64[:, :](WHOLE_2D, WHOLE_2D, MASK_2D, WHOLE_2D))
def widths(up: Whole, down: Whole, hidden: Mask, need: Whole) -> Whole:
    """Return the width of the interval of every cell that asks for one, counted up to ``need``; elsewhere zero."""
    n_rows, n_columns = hidden.shape
    rows_of = np.empty((n_columns, n_rows), dtype=np.int64)
    n_rows_of = np.zeros(n_columns, dtype=np.int64)
    list_hidden(hidden, rows_of, n_rows_of)
    parent = np.empty(n_rows + n_columns, dtype=np.int64)
    queue = np.empty(n_rows + n_columns, dtype=np.int64)
    log = np.empty(((need.max() + 1) * (2 * n_columns + 2), 3), dtype=np.int64)
    result = np.zeros((n_rows, n_columns), dtype=np.int64)
    for row in range(n_rows):
        for column in range(n_columns):
            if need[row, column] > 0:
                result[row, column] = width_of(
                    row, column, need[row, column], up, down, hidden, rows_of, n_rows_of, parent, queue, log
                )  # fmt: skip
    return result
