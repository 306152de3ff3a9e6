"""The compiled half of ``suppression``: how far a hidden count can move, and what to hide so that it can move further.

The table is a bipartite graph: rows and columns are its nodes, hidden cells its edges. Row and column sums are published,
so hidden cells can only change together, round a closed path; how far one of them can move is a maximum flow between
its column and its row. Raising the signed value of a cell is the arc from its row to its column, lowering it the way
back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_Function = TypeVar("_Function", bound=Callable[..., Any])
# Part of a kernel: compiled with it. To the type checker both decorators leave a function as it is.
_compiled = cast("Callable[[_Function], _Function]", njit)

UNBOUNDED = 1 << 40
_FAR = 1 << 60

_WHOLE_2D = types.Array(types.int64, 2, "C")
_MASK_2D = types.Array(types.boolean, 2, "C")


def _kernel(signature: object) -> Callable[[_Function], _Function]:
    """Compile for one signature and keep the machine code."""
    return cast("Callable[[_Function], _Function]", njit(signature, cache=True))


@_compiled
def _shift(up: Whole, down: Whole, row: int, column: int, step: int) -> None:
    """Raise the signed value of a cell by ``step`` (lower it when negative)."""
    up[row, column] -= step
    down[row, column] += step


@_compiled
def _leads_home(column: int, goal: int, cell: tuple[int, int], down: Whole, hidden: Mask) -> bool:
    """Say whether the goal, a row, is one step from this column."""
    row = goal - hidden.shape[1]
    return row >= 0 and hidden[row, column] and down[row, column] > 0 and not (row == cell[0] and column == cell[1])


@_compiled
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


@_compiled
def _path(
    start: int, goal: int, cell: tuple[int, int], up: Whole, down: Whole, hidden: Mask, rows_of: Whole, n_rows_of: Whole,
    parent: Whole, queue: Whole,
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


@_compiled
def _most(row: int, column: int, raised: bool, up: Whole, down: Whole, hidden: Mask, need: int) -> int:
    """Return what the other hidden cells of its row let a cell move at most."""
    room = 0
    for other in range(hidden.shape[1]):
        if other != column and hidden[row, other]:
            room += down[row, other] if raised else up[row, other]
            if room >= need:
                return need
    return room


@_compiled
def _push(
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


@_compiled
def _undo(up: Whole, down: Whole, log: Whole, n_moves: int) -> None:
    for move in range(n_moves):
        _shift(up, down, log[move, 0], log[move, 1], -log[move, 2])


@_compiled
def _width(
    row: int, column: int, need: int, up: Whole, down: Whole, hidden: Mask, rows_of: Whole, n_rows_of: Whole,
    parent: Whole, queue: Whole, log: Whole,
) -> int:  # fmt: skip
    """Return how wide the interval of a hidden cell is, counted up to ``need``."""
    from_column, to_row, cell = column, hidden.shape[1] + row, (row, column)
    limit = _most(row, column, True, up, down, hidden, min(need, up[row, column]))
    above, n_moves = _push(
        from_column, to_row, limit, cell, up, down, hidden, rows_of, n_rows_of, parent, queue, log
    )  # fmt: skip
    _undo(up, down, log, n_moves)
    if above >= need:
        return above
    limit = _most(row, column, False, up, down, hidden, min(need - above, down[row, column]))
    below, n_moves = _push(
        to_row, from_column, limit, cell, up, down, hidden, rows_of, n_rows_of, parent, queue, log
    )  # fmt: skip
    _undo(up, down, log, n_moves)
    return above + below


@_compiled
def _step_cost(row: int, column: int, cell: tuple[int, int], hidden: Mask, price: Whole) -> int:
    """Return what it costs to use a cell: nothing when hidden, its price when visible, -1 when it may not be used."""
    if row == cell[0] and column == cell[1]:
        return -1
    return 0 if hidden[row, column] else price[row, column]


@_compiled
def _into_row(
    row: int, floor: int, cell: tuple[int, int], down: Whole, hidden: Mask, price: Whole, cost: Whole, parent: Whole
) -> bool:
    """Carry the cheapest cost from columns to one row."""
    n_columns = hidden.shape[1]
    changed = False
    for column in range(n_columns):
        if cost[column] >= cost[n_columns + row] or down[row, column] < floor:
            continue
        step = _step_cost(row, column, cell, hidden, price)
        if step >= 0 and cost[column] + step < cost[n_columns + row]:
            cost[n_columns + row] = cost[column] + step
            parent[n_columns + row] = column
            changed = True
    return changed


@_compiled
def _out_of_row(
    row: int, floor: int, cell: tuple[int, int], up: Whole, hidden: Mask, price: Whole, cost: Whole, parent: Whole
) -> bool:
    """Carry the cost of one row to its columns."""
    n_columns = hidden.shape[1]
    changed = False
    for column in range(n_columns):
        if cost[n_columns + row] >= cost[column] or up[row, column] < floor:
            continue
        step = _step_cost(row, column, cell, hidden, price)
        if step >= 0 and cost[n_columns + row] + step < cost[column]:
            cost[column] = cost[n_columns + row] + step
            parent[column] = n_columns + row
            changed = True
    return changed


@_compiled
def _cheapest(
    start: int, goal: int, floor: int, cell: tuple[int, int], up: Whole, down: Whole, hidden: Mask, price: Whole,
    parent: Whole, cost: Whole,
) -> bool:  # fmt: skip
    """Find the cheapest way over hidden and visible cells with at least ``floor`` room."""
    n_rows, n_columns = hidden.shape
    cost[:] = _FAR
    cost[start] = 0
    changed = True
    while changed:
        changed = False
        if goal >= n_columns:
            changed = _into_row(goal - n_columns, floor, cell, down, hidden, price, cost, parent)
        for row in range(n_rows):
            # Once every column is as cheap as a row could make it, rows lead nowhere new.
            dearest = cost[:n_columns].max()
            if dearest == 0:
                break
            if n_columns + row != start and n_columns + row != goal:
                changed |= _into_row(row, floor, cell, down, hidden, price, cost, parent)
            if cost[n_columns + row] < min(dearest, cost[goal]):
                changed |= _out_of_row(row, floor, cell, up, hidden, price, cost, parent)
    return cost[goal] < _FAR


@_compiled
def _hide(row: int, column: int, hidden: Mask, rows_of: Whole, n_rows_of: Whole) -> None:
    hidden[row, column] = True
    rows_of[column, n_rows_of[column]] = row
    n_rows_of[column] += 1


@_compiled
def _partners(
    row: int, column: int, need: int, missing: int, upwards: bool, up: Whole, down: Whole, hidden: Mask, price: Whole,
    rows_of: Whole, n_rows_of: Whole, parent: Whole, queue: Whole, cost: Whole, log: Whole, added: Whole,
) -> int:  # fmt: skip
    """List in ``added`` the visible cells on the cheapest closed path that lets a cell move further one way."""
    n_columns = hidden.shape[1]
    start, goal = column, n_columns + row
    room = up[row, column]
    if not upwards:
        start, goal, room = goal, start, down[row, column]
    cell = (row, column)
    pushed, n_moves = _push(
        start, goal, min(need, room), cell, up, down, hidden, rows_of, n_rows_of, parent, queue, log
    )  # fmt: skip
    found = False
    if pushed < min(need, room):
        found = _cheapest(start, goal, min(missing, room - pushed), cell, up, down, hidden, price, parent, cost)
        if not found:
            found = _cheapest(start, goal, 1, cell, up, down, hidden, price, parent, cost)
    n_added = 0
    node = goal
    while found and node != start:
        before = parent[node]
        at_row, at_column = (node - n_columns, before) if before < n_columns else (before - n_columns, node)
        if not hidden[at_row, at_column]:
            added[n_added, 0], added[n_added, 1] = at_row, at_column
            n_added += 1
        node = before
    _undo(up, down, log, n_moves)
    return n_added


@_compiled
def _list_hidden(hidden: Mask, rows_of: Whole, n_rows_of: Whole) -> None:
    for row in range(hidden.shape[0]):
        for column in range(hidden.shape[1]):
            if hidden[row, column]:
                rows_of[column, n_rows_of[column]] = row
                n_rows_of[column] += 1


@_kernel(types.int64[:, :](_WHOLE_2D, _WHOLE_2D, _MASK_2D, _WHOLE_2D))
def widths(up: Whole, down: Whole, hidden: Mask, need: Whole) -> Whole:
    """Return the width of the interval of every cell that asks for one, counted up to ``need``; elsewhere zero."""
    n_rows, n_columns = hidden.shape
    rows_of = np.empty((n_columns, n_rows), dtype=np.int64)
    n_rows_of = np.zeros(n_columns, dtype=np.int64)
    _list_hidden(hidden, rows_of, n_rows_of)
    parent = np.empty(n_rows + n_columns, dtype=np.int64)
    queue = np.empty(n_rows + n_columns, dtype=np.int64)
    log = np.empty(((need.max() + 1) * (2 * n_columns + 2), 3), dtype=np.int64)
    result = np.zeros((n_rows, n_columns), dtype=np.int64)
    for row in range(n_rows):
        for column in range(n_columns):
            if need[row, column] > 0:
                result[row, column] = _width(
                    row, column, need[row, column], up, down, hidden, rows_of, n_rows_of, parent, queue, log
                )  # fmt: skip
    return result


@_kernel(types.int64(_WHOLE_2D, _WHOLE_2D, _MASK_2D, _WHOLE_2D, _WHOLE_2D, _WHOLE_2D, _MASK_2D))
def hide_until_wide(
    up: Whole, down: Whole, hidden: Mask, need: Whole, price: Whole, first: Whole, rises: Mask
) -> int:
    """Hide visible cells, in place, until each hidden one is as wide as it needs; return how many are not.

    ``first`` lists the cells (row, column) hidden so far, in the order in which they are looked at; ``rises`` is true
    where raising the signed value raises the count, which is the way without a natural end and is tried first.
    """
    n_rows, n_columns = hidden.shape
    rows_of = np.empty((n_columns, n_rows), dtype=np.int64)
    n_rows_of = np.zeros(n_columns, dtype=np.int64)
    _list_hidden(hidden, rows_of, n_rows_of)
    parent = np.empty(n_rows + n_columns, dtype=np.int64)
    queue = np.empty(n_rows + n_columns, dtype=np.int64)
    cost = np.empty(n_rows + n_columns, dtype=np.int64)
    added = np.empty((2 * n_columns + 2, 2), dtype=np.int64)
    log = np.empty(((need.max() + 1) * (2 * n_columns + 2), 3), dtype=np.int64)
    todo = np.empty((n_rows * n_columns, 2), dtype=np.int64)
    todo[: first.shape[0]] = first
    n_todo, position, n_narrow = first.shape[0], 0, 0
    while position < n_todo:
        row, column = todo[position, 0], todo[position, 1]
        position += 1
        wanted = need[row, column]
        while wanted > 0:
            width = _width(row, column, wanted, up, down, hidden, rows_of, n_rows_of, parent, queue, log)
            if width >= wanted:
                break
            n_added = 0
            for attempt in range(2):
                upwards = rises[row, column] if attempt == 0 else not rises[row, column]
                n_added = _partners(
                    row, column, wanted, wanted - width, upwards, up, down, hidden, price, rows_of, n_rows_of, parent,
                    queue, cost, log, added,
                )  # fmt: skip
                if n_added > 0:
                    break
            for number in range(n_added):
                _hide(added[number, 0], added[number, 1], hidden, rows_of, n_rows_of)
                todo[n_todo, 0], todo[n_todo, 1] = added[number, 0], added[number, 1]
                n_todo += 1
            if n_added == 0:
                n_narrow += 1
                break
    return n_narrow
