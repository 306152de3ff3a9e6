"""The other compiled half of ``suppression``: what to hide so that a hidden count can move further."""

from __future__ import annotations

import numpy as np
from numba import types

from plateia.findings.suppression_flow import (
    MASK_2D,
    WHOLE_2D,
    Mask,
    Whole,
    list_hidden,
    push,
    undo,
    width_of,
)
from plateia.tables.compiling import compiled, kernel

_FAR = 1 << 60

CHEAP = 9_000
"""A path that costs no more holds a few counts and no sum: nothing better is looked for."""


@compiled
def _step_cost(row: int, column: int, cell: tuple[int, int], hidden: Mask, price: Whole) -> int:
    """Return what it costs to use a cell: nothing when hidden, its price when visible, -1 when it may not be used."""
    if row == cell[0] and column == cell[1]:
        return -1
    return 0 if hidden[row, column] else price[row, column]


@compiled
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


@compiled
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


@compiled
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


@compiled
def _joins(
    column: int, other: int, row: int, floor: int, upwards: bool, up: Whole, down: Whole, hidden: Mask, rows_of: Whole,
    n_rows_of: Whole,
) -> bool:  # fmt: skip
    """Say whether some other row, hidden in both columns, has room to take what a cell moves over to the other."""
    shorter = column if n_rows_of[column] <= n_rows_of[other] else other
    for place in range(n_rows_of[shorter]):
        at = rows_of[shorter, place]
        if at == row or not hidden[at, column] or not hidden[at, other]:
            continue
        leaves, enters = (down, up) if upwards else (up, down)
        if leaves[at, column] >= floor and enters[at, other] >= floor:
            return True
    return False


@compiled
def _one_partner(
    row: int, column: int, floor: int, upwards: bool, up: Whole, down: Whole, hidden: Mask, price: Whole,
    rows_of: Whole, n_rows_of: Whole,
) -> int:  # fmt: skip
    """Return the column of the cheapest visible cell of the row that alone closes a path, or -1."""
    best, cheapest = -1, _FAR
    for other in range(hidden.shape[1]):
        if hidden[row, other] or price[row, other] < 0 or price[row, other] >= cheapest:
            continue
        room = down[row, other] if upwards else up[row, other]
        if room >= floor and _joins(column, other, row, floor, upwards, up, down, hidden, rows_of, n_rows_of):
            best, cheapest = other, price[row, other]
    return best


@compiled
def _hide(row: int, column: int, hidden: Mask, rows_of: Whole, n_rows_of: Whole) -> None:
    hidden[row, column] = True
    rows_of[column, n_rows_of[column]] = row
    n_rows_of[column] += 1


@compiled
def _list_visible(start: int, goal: int, hidden: Mask, parent: Whole, added: Whole) -> int:
    """List the visible cells on a path in ``added``; return how many."""
    n_columns = hidden.shape[1]
    n_added, node = 0, goal
    while node != start:
        before = parent[node]
        row, column = (node - n_columns, before) if before < n_columns else (before - n_columns, node)
        if not hidden[row, column]:
            added[n_added, 0], added[n_added, 1] = row, column
            n_added += 1
        node = before
    return n_added


@compiled
def _partners(
    row: int, column: int, need: int, missing: int, upwards: bool, dearest: int, up: Whole, down: Whole, hidden: Mask,
    price: Whole, rows_of: Whole, n_rows_of: Whole, parent: Whole, queue: Whole, cost: Whole, log: Whole, added: Whole,
) -> tuple[int, int]:  # fmt: skip
    """List in ``added`` the visible cells on the cheapest closed path that lets a cell move further one way.

    Returns how many and what they cost; none when none cost less than ``dearest``. A path with room for less than is
    missing counts twice: another will be needed.
    """
    start, goal, room = column, hidden.shape[1] + row, up[row, column]
    if not upwards:
        start, goal, room = goal, start, down[row, column]
    cell = (row, column)
    pushed, n_moves = push(
        start, goal, min(need, room), cell, up, down, hidden, rows_of, n_rows_of, parent, queue, log
    )  # fmt: skip
    n_added, floor = 0, min(missing, room - pushed)
    if pushed < min(need, room):
        other = _one_partner(row, column, floor, upwards, up, down, hidden, price, rows_of, n_rows_of)
        if other >= 0 and price[row, other] < dearest:
            added[0, 0], added[0, 1] = row, other
            n_added, dearest = 1, price[row, other]
        elif other < 0:
            for share in range(1, 3):
                least = floor if share == 1 else 1
                if dearest > CHEAP and _cheapest(start, goal, least, cell, up, down, hidden, price, parent, cost):
                    if share * cost[goal] < dearest:
                        n_added, dearest = _list_visible(start, goal, hidden, parent, added), share * cost[goal]
    undo(up, down, log, n_moves)
    return n_added, dearest


@kernel(types.int64(WHOLE_2D, WHOLE_2D, MASK_2D, WHOLE_2D, WHOLE_2D, WHOLE_2D))
def hide_until_wide(up: Whole, down: Whole, hidden: Mask, need: Whole, price: Whole, first: Whole) -> int:
    """Hide visible cells, in place, until each hidden one is as wide as it needs; return how many are not.

    ``first`` lists the cells (row, column) hidden so far, in the order in which they are looked at.
    """
    n_rows, n_columns = hidden.shape
    rows_of = np.empty((n_columns, n_rows), dtype=np.int64)
    n_rows_of = np.zeros(n_columns, dtype=np.int64)
    list_hidden(hidden, rows_of, n_rows_of)
    parent, queue, cost = np.empty((3, n_rows + n_columns), dtype=np.int64)
    added, best = np.empty((2, 2 * n_columns + 2, 2), dtype=np.int64)
    log = np.empty(((need.max() + 1) * (2 * n_columns + 2), 3), dtype=np.int64)
    todo = np.empty((n_rows * n_columns, 2), dtype=np.int64)
    todo[: first.shape[0]] = first
    n_todo, position, n_narrow = first.shape[0], 0, 0
    while position < n_todo:
        row, column = todo[position, 0], todo[position, 1]
        wanted = need[row, column]
        width = width_of(row, column, wanted, up, down, hidden, rows_of, n_rows_of, parent, queue, log)
        n_best, dearest = 0, _FAR
        for attempt in range(2):
            # Raising the count has no natural end; sums count with the other sign.
            is_sum = (row == n_rows - 1) != (column == n_columns - 1)
            upwards = is_sum if attempt == 1 else not is_sum
            if width < wanted and dearest > CHEAP:
                n_added, dearest = _partners(
                    row, column, wanted, wanted - width, upwards, dearest, up, down, hidden, price, rows_of, n_rows_of,
                    parent, queue, cost, log, added,
                )  # fmt: skip
                if n_added > 0:
                    n_best = n_added
                    best[:n_added] = added[:n_added]
        for number in range(n_best):
            _hide(best[number, 0], best[number, 1], hidden, rows_of, n_rows_of)
            todo[n_todo] = best[number]
            n_todo += 1
        if n_best == 0:
            # Wide enough, or never to be: on to the next.
            n_narrow += width < wanted
            position += 1
    return n_narrow
