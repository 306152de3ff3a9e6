"""A theory of change as a graph: what is wrong with it, and where each box stands when it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plateia.plans.remarks import Gravity, Remark, repeated_ids
from plateia.settings.plan_files.theory import NODE_KINDS, OUTCOME_KINDS, Theory

RULE = "theory_of_change"
MEASURED_KINDS = ("output", *OUTCOME_KINDS, "unintended")
"""Kinds of node that need an indicator; for outcomes its absence is an error."""

Links = Mapping[str, Sequence[str]]


def check_theory(
    theory: Theory, *, file: str, indicators: Iterable[str], own_indicators: Iterable[str]
) -> list[Remark]:
    """Return what is wrong with a theory of change.

    Parameters
    ----------
    theory : Theory
    file : str
        Its path in the plan folder.
    indicators : iterable of str
        Ids of all indicators of the plan.
    own_indicators : iterable of str
        Ids of those of the actions that rest on this theory; one that no node names is an orphan.
    """
    remarks = _ids(theory, file)
    remarks += _named_indicators(theory, file, known=set(indicators), own=list(own_indicators))
    remarks += _unintended(theory, file) + _realist(theory, file)
    links = arrows_of(theory)
    cycle = find_cycle(links)
    if cycle:
        remarks.append(Remark("theory.cycle", "error", file, rule=RULE, details={"nodes": " → ".join(cycle)}))
    return remarks + _reach(theory, file, links) + _order(theory, file)


def arrows_of(theory: Theory) -> dict[str, list[str]]:
    """Return the successors of every node; arrows to nodes that do not exist are left out."""
    links: dict[str, list[str]] = {node.id: [] for node in theory.nodes}
    for arrow in theory.arrows:
        if arrow.from_ in links and arrow.to in links:
            links[arrow.from_].append(arrow.to)
    return links


def find_cycle(links: Links) -> tuple[str, ...]:
    """Return the nodes of a cycle, the first repeated at the end, or nothing.

    Examples
    --------
    >>> find_cycle({"a": ["b"], "b": ["c"], "c": ["b"]})
    ('b', 'c', 'b')
    """
    finished: set[str] = set()
    for start in links:
        path: list[str] = []
        waiting = [iter((start,))]
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                if path:
                    finished.add(path.pop())
            elif following in path:
                return (*path[path.index(following) :], following)
            elif following not in finished:
                path.append(following)
                waiting.append(iter(links[following]))
    return ()


def reached_from(links: Links, start: str) -> set[str]:
    """Return the nodes that can be reached from one, itself included."""
    reached, waiting = {start}, [start]
    while waiting:
        new = [node for node in links[waiting.pop()] if node not in reached]
        reached.update(new)
        waiting += new
    return reached


def _ids(theory: Theory, file: str) -> list[Remark]:
    ids = [node.id for node in theory.nodes]
    remarks = [Remark("theory.node-twice", "error", file, id_, details={"node": id_}) for id_ in repeated_ids(ids)]
    for arrow in theory.arrows:
        remarks += [
            Remark("theory.arrow-without-node", "error", file, f"{arrow.from_} → {arrow.to}", details={"node": end})
            for end in (arrow.from_, arrow.to)
            if end not in ids
        ]
    return remarks


def _named_indicators(theory: Theory, file: str, *, known: set[str], own: Sequence[str]) -> list[Remark]:
    remarks = []
    named = {indicator for node in theory.nodes for indicator in node.indicators}
    for node in theory.nodes:
        remarks += [
            Remark("theory.indicator-unknown", "error", file, node.id, details={"node": node.id, "indicator": id_})
            for id_ in node.indicators
            if id_ not in known
        ]
        if node.kind in MEASURED_KINDS and not node.indicators:
            gravity: Gravity = "error" if node.kind in OUTCOME_KINDS else "warning"
            details = {"node": node.id, "kind": node.kind}
            remarks.append(Remark("theory.node-without-indicator", gravity, file, node.id, RULE, details))
    remarks += [
        Remark("theory.orphan-indicator", "error", file, id_, RULE, {"indicator": id_})
        for id_ in own
        if id_ not in named
    ]
    return remarks


def _unintended(theory: Theory, file: str) -> list[Remark]:
    effects = {node.effect for node in theory.nodes}
    remarks = [
        Remark(f"theory.no-{effect}", "error", file, rule=RULE)
        for effect in ("displacement", "stigma")
        if effect not in effects
    ]
    reached = {arrow.to for arrow in theory.arrows}
    remarks += [
        Remark("theory.unintended-without-arrow", "warning", file, node.id, RULE, {"node": node.id})
        for node in theory.nodes
        if node.kind == "unintended" and node.id not in reached
    ]
    return remarks


def _realist(theory: Theory, file: str) -> list[Remark]:
    if not theory.realist:
        return [Remark("theory.no-context", "warning", file, rule=RULE)]
    outcomes = {node.id for node in theory.nodes if node.kind in OUTCOME_KINDS}
    return [
        Remark("theory.realist-outcome", "error", file, row.outcome, RULE, {"node": row.outcome})
        for row in theory.realist
        if row.outcome not in outcomes
    ]


def _reach(theory: Theory, file: str, links: Links) -> list[Remark]:
    activities = [node.id for node in theory.nodes if node.kind == "activity"]
    outcomes = [node.id for node in theory.nodes if node.kind in OUTCOME_KINDS]
    remarks = []
    if not activities:
        remarks.append(Remark("theory.no-activity", "error", file, rule=RULE))
    if not outcomes:
        remarks.append(Remark("theory.no-outcome", "error", file, rule=RULE))
    reached = {activity: reached_from(links, activity) for activity in activities}
    remarks += [
        Remark("theory.activity-without-outcome", "error", file, activity, RULE, {"node": activity})
        for activity in activities
        if outcomes and not reached[activity].intersection(outcomes)
    ]
    everything = set().union(*reached.values()) if reached else set()
    remarks += [
        Remark("theory.outcome-without-activity", "error", file, outcome, RULE, {"node": outcome})
        for outcome in outcomes
        if activities and outcome not in everything
    ]
    return remarks


def _order(theory: Theory, file: str) -> list[Remark]:
    rank = {node.id: NODE_KINDS.index(node.kind) for node in theory.nodes}
    remarks = [
        Remark(
            "theory.arrow-backwards", "warning", file, f"{arrow.from_} → {arrow.to}", RULE,
            {"source": arrow.from_, "target": arrow.to},
        )
        for arrow in theory.arrows
        if arrow.from_ in rank and arrow.to in rank and rank[arrow.from_] > rank[arrow.to]
    ]  # fmt: skip
    unproved = sum(arrow.evidence == "none" for arrow in theory.arrows)
    if unproved:
        remarks.append(Remark("theory.arrows-without-evidence", "note", file, rule=RULE, details={"n": unproved}))
    return remarks


@dataclass(frozen=True, slots=True)
class Route:
    """How an arrow is drawn: through these (layer, position) points, both ends included."""

    source: str
    target: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LayeredGraph:
    """A theory ready to be drawn.

    Attributes
    ----------
    places : mapping of str to (int, int)
        Node -> its layer (0 on the left) and its position in the layer (0 on top). Arrows lead to later layers.
    n_layers, n_positions : int
        Size of the drawing; an arrow over several layers takes up a position in those between.
    routes : tuple of Route
    n_crossings : int
        Pairs of lines that cross between neighbouring layers.
    """

    places: Mapping[str, tuple[int, int]]
    n_layers: int
    n_positions: int
    routes: tuple[Route, ...]
    n_crossings: int
