"""The ways of arrows between boxes on a slide: straight to the next column, beside the boxes where they lead on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from plateia.plans.theory_graph import LayeredGraph
from plateia.reports.office import BOLD
from plateia.reports.slide_drawing import LABEL_PT, DrawnArrow
from plateia.reports.slide_template import BODY, Box
from plateia.reports.svg import width_of

LANE, CLEAR, STEP = 8.0, 5.0, 2.0
"""How far apart two arrows run beside boxes, how far from these, and in what steps such a way is looked for."""

SWEEPS: Final = 24
LABEL_HEIGHT, LABEL_SIDES = 15.0, 7.0
ALONG: Final = (0.5, 0.38, 0.62, 0.28, 0.72)
"""Where on an arrow its number is tried."""

Spot = tuple[float, float]
Ends = tuple[str, str]


def settled(
    items: Sequence[Sequence[str]],
    tall: Mapping[str, float],
    neighbours: Mapping[str, Sequence[str]],
    *,
    height: float,
    between: float,
) -> dict[str, float]:
    """Return the middle of every item: near those it is joined to, in its column's order and apart from its neighbours.

    Parameters
    ----------
    items : sequence of sequence of str
        Columns of boxes and of points where arrows pass, from top to bottom.
    tall : mapping of str to float
        Height of each item, in points; those of a column fit into ``height``.
    neighbours : mapping of str to sequence of str
        Items of other columns, which an item should be level with.
    between : float
        Room between two items of a column, in points; less where there is not so much.
    """
    middles = {item: height / 2 for column in items for item in column}
    for sweep in range(SWEEPS):
        for column in items if sweep % 2 == 0 else items[::-1]:
            spare = height - sum(tall[item] for item in column)
            room = min(between, spare / max(1, len(column) - 1))
            offsets = [0.0]
            for above, below in pairwise(column):
                offsets.append(offsets[-1] + (tall[above] + tall[below]) / 2 + room)
            wanted = []
            for item, offset in zip(column, offsets, strict=True):
                beside = [middles[other] for other in neighbours.get(item, ())] or [middles[item]]
                wanted.append(sum(beside) / len(beside) - offset)
            first, last = tall[column[0]] / 2, height - tall[column[-1]] / 2 - offsets[-1]
            for item, start, offset in zip(column, _rising(wanted), offsets, strict=True):
                middles[item] = min(max(start, first), last) + offset
    return middles


def _rising(wanted: Sequence[float]) -> list[float]:
    """Return the rising numbers nearest to those wanted, by least squares: neighbours that fall are pooled.

    Examples
    --------
    >>> _rising([1.0, 4.0, 2.0, 6.0])
    [1.0, 3.0, 3.0, 6.0]
    """
    pools: list[tuple[float, int]] = []
    for number in wanted:
        pools.append((number, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, n), (other, m) = pools.pop(), pools.pop()
            pools.append(((mean * n + other * m) / (n + m), n + m))
    return [mean for mean, n in pools for _ in range(n)]


def ways_of(graph: LayeredGraph, places: Mapping[str, Box], height: float) -> dict[Ends, tuple[Spot, ...]] | None:
    """Return where every arrow bends: nowhere if the straight line meets no box; None where there is no way."""
    ways: dict[Ends, tuple[Spot, ...]] = {}
    taken: list[tuple[int, int, float]] = []
    layer_of = {node: layer for node, (layer, _) in graph.places.items()}
    for route in sorted(graph.routes, key=lambda route: len(route.points)):
        first, last = layer_of[route.source], layer_of[route.target]
        start, end = ends_of(places[route.source], places[route.target])
        beside = [box for node, box in places.items() if first < layer_of[node] < last]
        if not any(_crosses(start, end, box) for box in beside):
            ways[route.source, route.target] = ()
            continue
        busy = [y for other, further, y in taken if other < last and first < further]
        y = _free_height(beside, busy, wanted=(start[1] + end[1]) / 2, height=height)
        if y is None:
            return None
        taken.append((first, last, y))
        left, right = min(box.left for box in beside), max(box.left + box.width for box in beside)
        ways[route.source, route.target] = ((left - CLEAR, y), (right + CLEAR, y))
    return ways


def ends_of(source: Box, target: Box) -> tuple[Spot, Spot]:
    """Return where an arrow leaves a box and where it enters the next: the middles of their sides."""
    return (source.left + source.width, _middle(source)), (target.left, _middle(target))


def _crosses(start: Spot, end: Spot, box: Box) -> bool:
    """Whether a straight line comes too near to a box that stands between its ends."""
    rise = (end[1] - start[1]) / (end[0] - start[0])
    heights = [start[1] + rise * (x - start[0]) for x in (box.left, box.left + box.width)]
    return max(heights) > box.top - CLEAR and min(heights) < box.top + box.height + CLEAR


def _middle(box: Box) -> float:
    return box.top + box.height / 2


def _free_height(beside: Sequence[Box], busy: Sequence[float], *, wanted: float, height: float) -> float | None:
    """Return the height nearest to the wanted one at which an arrow passes all boxes and other arrows."""
    steps = int(height / STEP)
    heights = sorted((BODY.top + STEP * number for number in range(steps + 1)), key=lambda y: abs(y - wanted))
    return next(
        (
            y
            for y in heights
            if all(not box.top - CLEAR < y < box.top + box.height + CLEAR for box in beside)
            and all(abs(y - other) >= LANE for other in busy)
        ),
        None,
    )


def labelled(arrows: Sequence[DrawnArrow], places: Mapping[str, Box]) -> tuple[DrawnArrow, ...]:
    """Return the arrows with the places of their numbers; with none where there is no room for all of them."""
    taken = list(places.values())
    labelled = []
    for arrow in arrows:
        width = width_of(arrow.label, LABEL_PT * BOLD) + LABEL_SIDES
        tried = (Box(x - width / 2, y - LABEL_HEIGHT / 2, width, LABEL_HEIGHT) for x, y in _spots(arrow, places))
        place = next((label for label in tried if not any(_meet(label, box) for box in taken)), None)
        if place is None:
            return tuple(arrows)
        taken.append(place)
        labelled.append(replace(arrow, label_place=place))
    return tuple(labelled)


def _spots(arrow: DrawnArrow, places: Mapping[str, Box]) -> list[Spot]:
    """Return points on an arrow that may lie between two columns: on its last part first."""
    start, end = ends_of(places[arrow.source], places[arrow.target])
    parts = list(pairwise((start, *arrow.bends, end)))[::-1]
    return [(x + t * (to_x - x), y + t * (to_y - y)) for (x, y), (to_x, to_y) in parts for t in ALONG]


def _meet(one: Box, other: Box) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    return not (beside or one.top + one.height <= other.top or other.top + other.height <= one.top)
