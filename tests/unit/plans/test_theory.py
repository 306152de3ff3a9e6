"""A theory of change as a graph: what is refused, and how it is laid out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.plans.theory_graph import check_theory, find_cycle
from plateia.plans.theory_layers import layered_graph
from plateia.settings.plan_files.theory import Arrow, Theory

WHY = {"mechanism": "-", "assumption": "-", "risk": "-", "evidence": "none"}
SOUND = {
    "a": "activity",
    "o": "output",
    "c": "outcome_short",
    "d": "unintended",
    "s": "unintended",
}
ARROWS = (("a", "o"), ("o", "c"), ("a", "d"), ("a", "s"))


def theory(kinds: dict[str, Any] = SOUND, arrows: tuple[tuple[str, str], ...] = ARROWS, **more: Any) -> Theory:
    effects = {"d": "displacement", "s": "stigma"}
    nodes = [
        {"id": id_, "kind": kind, "text": "-", "indicators": [id_] if kind != "activity" else []}
        | ({"effect": effects[id_]} if kind == "unintended" else {})
        for id_, kind in kinds.items()
    ]
    realist = [{"context": "-", "mechanism": "-", "outcome": "c", "for_whom": "-"}]
    tree = {
        "title": "-",
        "nodes": nodes,
        "arrows": [{"from": a, "to": b, **WHY} for a, b in arrows],
        "realist": realist,
    }
    return Theory.model_validate(tree | more)


def codes(subject: Theory, *, own: tuple[str, ...] = ()) -> set[str]:
    return {row.code for row in check_theory(subject, file="t", indicators="aocdsxyz", own_indicators=own)}


def test_a_sound_theory_has_only_the_note_that_nothing_is_proved() -> None:
    assert codes(theory()) == {"theory.arrows-without-evidence"}


@pytest.mark.parametrize(
    ("kinds", "arrows", "code"),
    [
        (SOUND, (*ARROWS, ("c", "a")), "theory.cycle"),
        (SOUND, (*ARROWS, ("a", "a")), "theory.cycle"),
        (SOUND, (*ARROWS, ("c", "nowhere")), "theory.arrow-without-node"),
        (SOUND | {"x": "activity"}, ARROWS, "theory.activity-without-outcome"),
        (SOUND | {"x": "impact"}, ARROWS, "theory.outcome-without-activity"),
        ({k: v for k, v in SOUND.items() if k != "d"}, ARROWS[:2], "theory.no-displacement"),
        ({k: v for k, v in SOUND.items() if k != "s"}, ARROWS[:2], "theory.no-stigma"),
        (SOUND, ARROWS[:2], "theory.unintended-without-arrow"),
        ({"c": "outcome_short"}, (), "theory.no-activity"),
        ({"a": "activity"}, (), "theory.no-outcome"),
        (SOUND, (*ARROWS, ("c", "o")), "theory.arrow-backwards"),
    ],
)
def test_what_is_wrong_is_named(kinds: dict[str, str], arrows: tuple[tuple[str, str], ...], code: str) -> None:
    assert code in codes(theory(kinds, arrows))


def test_a_cycle_is_named_by_its_boxes() -> None:
    (row,) = [
        row
        for row in check_theory(theory(SOUND, (*ARROWS, ("c", "a"))), file="t", indicators="aocds", own_indicators=())
        if row.code == "theory.cycle"
    ]
    assert row.details["nodes"] == "a → o → c → a"


def test_indicators_and_boxes_belong_together() -> None:
    assert "theory.orphan-indicator" in codes(theory(), own=("x",))
    lonely = theory()
    nodes = [node.model_dump() | {"indicators": ["missing"] if node.id == "c" else []} for node in lonely.nodes]
    assert {"theory.node-without-indicator", "theory.indicator-unknown"} <= codes(theory(nodes=nodes))
    assert "theory.no-context" in codes(theory(realist=[]))


def test_studies_have_to_be_named() -> None:
    with pytest.raises(ValueError, match="evidence_source"):
        Arrow.model_validate({"from": "a", "to": "o", **WHY, "evidence": "review"})


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]), max_size=20))
def test_arrows_lead_to_later_layers_and_no_place_is_taken_twice(pairs: list[tuple[int, int]]) -> None:
    kinds = dict.fromkeys("abcdefghi", "activity")
    arrows = tuple(("abcdefghi"[a], "abcdefghi"[b]) for a, b in pairs)
    graph = layered_graph(theory(kinds, arrows, realist=[]))
    assert graph is not None
    points = set(graph.places.values())
    assert len(points) == len(kinds)
    for route in graph.routes:
        assert all(later[0] == earlier[0] + 1 for earlier, later in pairwise(route.points))
        inner = route.points[1:-1]
        assert not points.intersection(inner)
        points.update(inner)
    assert all(0 <= layer < graph.n_layers and 0 <= place < graph.n_positions for layer, place in points)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=15))
def test_a_cycle_found_is_one_and_a_graph_without_one_can_be_ordered(pairs: list[tuple[str, str]]) -> None:
    links = {node: [b for a, b in pairs if a == node] for node in "abcdef"}
    cycle = find_cycle(links)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert all(later in links[earlier] for earlier, later in pairwise(cycle))
        assert layered_graph(theory(dict.fromkeys("abcdef", "activity"), tuple(pairs), realist=[])) is None
    else:
        assert layered_graph(theory(dict.fromkeys("abcdef", "activity"), tuple(pairs), realist=[])) is not None


def test_crossings_are_taken_out_where_that_is_possible() -> None:
    """Two boxes that lead crosswise to two others cross once as written, and not at all after the sweeps."""
    graph = layered_graph(
        theory({"a": "activity", "b": "activity", "x": "output", "y": "output"}, (("a", "y"), ("b", "x")), realist=[])
    )
    assert graph is not None
    assert graph.n_crossings == 0
