"""Places the boxes of a theory of change in layers, so that arrows run from left to right and few of them cross.

Layers after the longest path (kinds of node in their order), arrows over several layers split by invisible points,
positions by sweeps of barycentres: the method of Sugiyama, Tagawa and Toda (1981), doi:10.1109/TSMC.1981.4308636.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from plateia.plans.theory_graph import LayeredGraph, Links, Route, arrows_of, find_cycle
from plateia.settings.plan_files.theory import NODE_KINDS, Theory

SWEEPS = 12

Line = tuple[str, str]


def layered_graph(theory: Theory) -> LayeredGraph | None:
    """Return where each node stands, or None where a cycle makes that impossible.

    Examples
    --------
    >>> from plateia.settings.plan_files.theory import Theory
    >>> boxes = [{"id": "a", "kind": "activity", "text": "-"}, {"id": "b", "kind": "impact", "text": "-"}]
    >>> why = {"mechanism": "-", "assumption": "-", "risk": "-", "evidence": "none"}
    >>> tree = {"title": "-", "nodes": boxes, "arrows": [{"from": "a", "to": "b", **why}]}
    >>> layered_graph(Theory.model_validate(tree)).places
    {'a': (0, 0), 'b': (1, 0)}
    """
    links = arrows_of(theory)
    if find_cycle(links):
        return None
    layer = _layers(theory, links)
    rows, chains = _with_points_between(layer, links)
    lines = [line for chain in chains for line in pairwise(chain)]
    rows = _fewest_crossings(rows, lines)
    position = {node: place for row in rows for place, node in enumerate(row)}
    depth = {node: number for number, row in enumerate(rows) for node in row}
    return LayeredGraph(
        places={node.id: (depth[node.id], position[node.id]) for node in theory.nodes},
        n_layers=len(rows),
        n_positions=max(map(len, rows)),
        routes=tuple(
            Route(chain[0], chain[-1], tuple((depth[point], position[point]) for point in chain)) for chain in chains
        ),
        n_crossings=_crossings(rows, lines),
    )


def _layers(theory: Theory, links: Links) -> dict[str, int]:
    """Return the layer of every node: not before that of its kind, and after all that lead to it."""
    ranks = sorted({NODE_KINDS.index(node.kind) for node in theory.nodes if node.kind != "unintended"})
    of_kind = {
        node.id: 0 if node.kind == "unintended" else ranks.index(NODE_KINDS.index(node.kind)) for node in theory.nodes
    }
    layer = dict(of_kind)
    for _ in layer:  # a longest path has at most as many steps as there are nodes
        moved = False
        for source, targets in links.items():
            for target in targets:
                if layer[target] <= layer[source]:
                    layer[target] = layer[source] + 1
                    moved = True
        if not moved:
            break
    used = sorted(set(layer.values()))
    return {node: used.index(number) for node, number in layer.items()}


def _with_points_between(layer: dict[str, int], links: Links) -> tuple[list[list[str]], list[tuple[str, ...]]]:
    rows: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for node, number in layer.items():
        rows[number].append(node)
    chains = []
    for source, targets in links.items():
        for target in dict.fromkeys(targets):
            between = []
            for number in range(layer[source] + 1, layer[target]):
                point = f"{source}→{target}@{number}"
                rows[number].append(point)
                between.append(point)
            chains.append((source, *between, target))
    return rows, chains


def _fewest_crossings(rows: list[list[str]], lines: Sequence[Line]) -> list[list[str]]:
    best, fewest = rows, _crossings(rows, lines)
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for source, target in lines:
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        numbers = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        neighbours = before if sweep % 2 == 0 else after
        rows = [list(row) for row in rows]
        for number in numbers:
            beside = rows[number - 1 if sweep % 2 == 0 else number + 1]
            rows[number] = _by_barycentre(rows[number], beside, neighbours)
        crossings = _crossings(rows, lines)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _by_barycentre(row: list[str], beside: list[str], neighbours: dict[str, list[str]]) -> list[str]:
    place = {node: number for number, node in enumerate(beside)}

    def centre(numbered: tuple[int, str]) -> float:
        places = [place[node] for node in neighbours.get(numbered[1], ()) if node in place]
        return sum(places) / len(places) if places else float(numbered[0])

    return [node for _, node in sorted(enumerate(row), key=centre)]


def _crossings(rows: Sequence[Sequence[str]], lines: Sequence[Line]) -> int:
    place = {node: (number, position) for number, row in enumerate(rows) for position, node in enumerate(row)}
    ends = [(place[source], place[target][1]) for source, target in lines]
    return sum(
        (start[1] - other_start[1]) * (end - other_end) < 0
        for number, (start, end) in enumerate(ends)
        for other_start, other_end in ends[:number]
        if start[0] == other_start[0]
    )
