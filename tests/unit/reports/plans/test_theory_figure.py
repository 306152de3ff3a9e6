"""The drawing of a theory of change: everything is in it, nothing lies on anything else, nobody's text is markup."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateia.plans.theory_layers import layered_graph
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.theory_figure import _placed, arrow_numbers, theory_drawing
from plateia.settings.plan_files.theory import NODE_KINDS, Theory
from plateia.wording import load

WORDING = load("en")
WHY = {"mechanism": "-", "assumption": "-", "risk": "-", "evidence": "none"}


def drawn(theory: Theory) -> str | None:
    return theory_drawing(theory, title="T", description="D", key="k", wording=WORDING)


def theory_of(nodes: list[dict[str, Any]], arrows: list[tuple[str, str]]) -> Theory:
    return Theory.model_validate(
        {"title": "T", "nodes": nodes, "arrows": [{"from": a, "to": b, **WHY} for a, b in arrows]}
    )


def node(id_: str, kind: str, text: str = "What happens") -> dict[str, Any]:
    return {"id": id_, "kind": kind, "text": text, **({"effect": "stigma"} if kind == "unintended" else {})}


@st.composite
def theories(draw: st.DrawFn) -> Theory:
    """Theories whose arrows lead to later nodes of the list, so that none runs in a circle."""
    n = draw(st.integers(1, 9))
    texts = st.text("abc defghij klm", min_size=1, max_size=120).filter(str.strip)
    nodes = [node(f"n{number}", draw(st.sampled_from(NODE_KINDS)), draw(texts)) for number in range(n)]
    pairs = [(f"n{a}", f"n{b}") for a, b in combinations(range(n), 2)]
    return theory_of(nodes, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else [])


@given(theories())
@settings(max_examples=60)
def test_boxes_lie_inside_the_picture_and_apart_from_each_other(theory: Theory) -> None:
    graph = layered_graph(theory)
    assert graph is not None
    drawing = _placed(theory, graph, WORDING)
    boxes = list(drawing.boxes.values())
    assert set(drawing.boxes) == {row.id for row in theory.nodes}
    for box in boxes:
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.bottom <= drawing.height
    for first, second in combinations(boxes, 2):
        beside = first.x + first.width <= second.x or second.x + second.width <= first.x
        assert beside or first.bottom <= second.y or second.bottom <= first.y


@given(theories())
@settings(max_examples=40)
def test_every_arrow_has_its_number_once(theory: Theory) -> None:
    picture = drawn(theory)
    assert picture is not None
    words = [found.text for found in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]
    numbers = [int(part) for word in words if word and re.fullmatch(r"[\d·]+", word) for part in word.split("·")]
    assert sorted(numbers) == list(range(1, len(theory.arrows) + 1))


def test_two_arrows_between_the_same_boxes_share_a_line_and_keep_their_numbers() -> None:
    theory = theory_of([node("a", "activity"), node("b", "impact")], [("a", "b"), ("a", "b")])
    assert arrow_numbers(theory) == {("a", "b"): [1, 2]}
    assert ">1·2<" in str(drawn(theory))


def test_a_circle_and_a_box_named_twice_cannot_be_drawn() -> None:
    both = [node("a", "activity"), node("b", "impact")]
    assert drawn(theory_of(both, [("a", "b"), ("b", "a")])) is None
    assert drawn(theory_of([*both, node("a", "output")], [("a", "b")])) is None


def test_an_unintended_effect_is_told_by_its_frame_its_arrow_and_its_words() -> None:
    theory = theory_of([node("a", "activity"), node("u", "unintended")], [("a", "u")])
    picture = str(drawn(theory))
    assert picture.count("stroke-dasharray") == 3  # frame, arrow, legend
    assert "UNINTENDED EFFECT" in picture
    plain = str(drawn(theory_of([node("a", "activity"), node("b", "impact")], [("a", "b")])))
    assert "stroke-dasharray" not in plain


def test_a_text_is_never_markup_and_is_cut_with_a_mark() -> None:
    theory = theory_of([node("a", "activity", "<script>alert(1)</script> & " + "very long words " * 60)], [])
    picture = str(drawn(theory))
    ElementTree.fromstring(picture)
    assert "<script" not in picture
    assert "…" in picture


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_example_says_in_words_what_it_shows(report: PlanReport, language: str) -> None:
    theory = report.plan.theories["night-stops"]
    picture = theory_drawing(theory, title="T", description="arrows", key="k", wording=load(language))
    assert picture is not None
    assert 'role="img"' in picture
    assert "<desc" in picture


def test_signs_that_no_document_can_hold_are_left_out_of_the_picture() -> None:
    theory = theory_of([node("a", "activity", "lamps\x01 and \u202ehosts\ufffe")], [])
    picture = theory_drawing(theory, title="T\x02", description="D\x03", key="k", wording=WORDING)
    assert picture is not None
    ElementTree.fromstring(picture)
    assert "lamps and" in picture
