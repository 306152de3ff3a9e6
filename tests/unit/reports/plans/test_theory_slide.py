"""The theory of change as shapes: every box and arrow once, glued, legible, apart; the notes hold what has no room."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from io import BytesIO
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml.ns import qn

from plateia.plans.theory_layers import layered_graph
from plateia.reports.office import Imprint, plain
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.theory_boxes import theory_boxes
from plateia.reports.plans.theory_slide import theory_slide
from plateia.reports.presentation import render_presentation
from plateia.reports.slide_drawing import BoxDrawing
from plateia.reports.slide_template import BODY, Box
from plateia.settings.plan_files.theory import NODE_KINDS, Theory
from plateia.wording import load

WORDING = load("en")
WHY = {"mechanism": "They meet", "assumption": "-", "risk": "They stay away", "evidence": "none"}
HEIGHT = 310.0
SMALLEST_PT = 10
LONG = "Nachbarschaftsgespräche, Beleuchtungsverbesserungen und das Kriminalitätspräventionsgremium"


def theory_of(nodes: Sequence[tuple[str, str, str]], arrows: Sequence[tuple[str, str]]) -> Theory:
    tree = {
        "title": "Why it should work",
        "nodes": [
            {"id": id_, "kind": kind, "text": text, **({"effect": "stigma"} if kind == "unintended" else {})}
            for id_, kind, text in nodes
        ],
        "arrows": [{"from": a, "to": b, **WHY} for a, b in arrows],
    }
    return Theory.model_validate(tree)


def ladder(n: int, text: str = "Lamps are mended and hosts are present") -> Theory:
    """Return a theory of n boxes of all kinds, each joined to two of the kind before, and one arrow over all."""
    kinds = [kind for kind in NODE_KINDS if kind != "unintended"]
    layers = [[f"n{place}" for place in range(n) if place * len(kinds) // n == layer] for layer in range(len(kinds))]
    nodes = [(id_, kind, f"{text} {id_}") for kind, layer in zip(kinds, layers, strict=True) for id_ in layer]
    arrows = [
        (before[number % len(before)], id_)
        for before, layer in pairwise([layer for layer in layers if layer])
        for place, id_ in enumerate(layer)
        for number in {place, place + 1}
    ]
    filled = [layer for layer in layers if layer]
    if len(filled) > 2:
        arrows.append((filled[0][0], filled[-1][0]))
    return theory_of(nodes, list(dict.fromkeys(arrows)))


def told(report: PlanReport, *theories: Theory) -> PlanReport:
    named = {f"t{number}": theory for number, theory in enumerate(theories)}
    return dataclasses.replace(report, plan=dataclasses.replace(report.plan, theories=named))


def drawn_slide(report: PlanReport, *, language: str = "en") -> Any:
    wording = load(language)
    slide = theory_slide(report, wording=wording)
    deck = render_presentation(Imprint("A plan", "", "A city", "Public"), [slide], wording=wording)
    return Presentation(BytesIO(deck)).slides[0]


def boxes_of(slide: Any) -> dict[int, str]:
    """Return the text of every box, without its heading, by the number of the shape."""
    shapes = [shape for shape in slide.shapes if shape._element.tag == qn("p:sp") and not shape.is_placeholder]
    return {
        shape.shape_id: shape.text_frame.paragraphs[1].text for shape in shapes if len(shape.text_frame.paragraphs) == 2
    }


def ends_of(connector: Any) -> tuple[int, int]:
    start, end = (connector._element.xpath(f".//a:{name}/@id") for name in ("stCxn", "endCxn"))
    return int(start[0]), int(end[0])


def arrows_of(slide: Any) -> set[tuple[str, str]]:
    """Return the texts of the boxes that connectors join, followed from bend to bend."""
    boxes = boxes_of(slide)
    follows = [ends_of(shape) for shape in slide.shapes if shape._element.tag == qn("p:cxnSp")]
    after_bend = {start: end for start, end in follows if start not in boxes}
    found = set()
    for start, end in follows:
        if start in boxes:
            while end not in boxes:
                end = after_bend[end]
            found.add((boxes[start], boxes[end]))
    return found


def test_every_box_and_arrow_of_the_plan_is_a_shape(report: PlanReport) -> None:
    theory = next(iter(report.plan.theories.values()))
    slide = drawn_slide(report)
    texts = {node.id: node.text for node in theory.nodes}
    assert sorted(boxes_of(slide).values()) == sorted(texts.values())
    assert arrows_of(slide) == {(texts[arrow.from_], texts[arrow.to]) for arrow in theory.arrows}


def test_connectors_end_on_the_sides_of_their_boxes(report: PlanReport) -> None:
    slide = drawn_slide(report)
    shapes = {shape.shape_id: shape for shape in slide.shapes}
    connectors = [shape for shape in slide.shapes if shape._element.tag == qn("p:cxnSp")]
    assert connectors
    for connector in connectors:
        source, target = (shapes[number] for number in ends_of(connector))
        assert connector._element.xpath(".//a:stCxn/@idx | .//a:endCxn/@idx") == ["3", "1"]
        assert abs(connector.begin_x - (source.left + source.width)) <= 1
        assert abs(connector.begin_y - (source.top + source.height // 2)) <= 1
        assert abs(connector.end_x - target.left) <= 1
        assert abs(connector.end_y - (target.top + target.height // 2)) <= 1


def test_numbers_of_shapes_are_unique(report: PlanReport) -> None:
    numbers = drawn_slide(told(report, ladder(30)))._element.xpath(".//p:cNvPr/@id")
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("language", ["en", "de"])
def test_whatever_is_drawn_has_words(report: PlanReport, language: str) -> None:
    for shape in drawn_slide(report, language=language).shapes:
        if not shape.is_placeholder:
            assert shape._element.xpath(".//p:cNvPr/@descr")[0]


def test_the_notes_hold_all_boxes_and_arrows(report: PlanReport) -> None:
    theory = ladder(60)
    slide = drawn_slide(told(report, theory))
    notes = slide.notes_slide.notes_text_frame.text
    assert all(node.text in notes for node in theory.nodes)
    assert notes.count("Mechanism: They meet") == len(theory.arrows)
    assert len(boxes_of(slide)) < 60
    said = WORDING.text("documents.boxes_shown", shown=len(boxes_of(slide)), n=60)
    assert said in slide.placeholders[1].text_frame.text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("theory", [ladder(2), ladder(9, LONG), ladder(30), ladder(30, LONG)])
def test_text_is_never_smaller_than_ten_points(report: PlanReport, theory: Theory, language: str) -> None:
    slide = drawn_slide(told(report, theory), language=language)
    sizes = [int(size) / 100 for size in slide._element.xpath(".//a:rPr/@sz")]
    assert min(sizes) >= SMALLEST_PT
    assert len(boxes_of(slide)) == 2 if len(theory.nodes) == 2 else len(boxes_of(slide)) > 6


def test_only_the_first_of_several_theories_is_drawn_and_that_is_said(report: PlanReport) -> None:
    slide = drawn_slide(told(report, ladder(4), ladder(5)))
    assert len(boxes_of(slide)) == 4
    assert WORDING.text("documents.theories_shown", n=2) in slide.placeholders[1].text_frame.text


def test_a_theory_that_runs_in_a_circle_is_a_table(report: PlanReport) -> None:
    circle = theory_of([("a", "activity", "Act"), ("b", "impact", "Aim")], [("a", "b"), ("b", "a")])
    slide = drawn_slide(told(report, circle))
    assert [shape.has_table for shape in slide.shapes].count(True) == 1
    assert not boxes_of(slide)
    assert WORDING.text("plan_report.theory_not_drawn", title=circle.title) in slide.placeholders[1].text_frame.text


def test_a_text_too_long_for_any_box_is_a_table_without_a_reproach(report: PlanReport) -> None:
    slide = drawn_slide(told(report, theory_of([("a", "activity", "word " * 900)], [])))
    assert [shape.has_table for shape in slide.shapes].count(True) == 1
    assert "circle" not in "".join(shape.text_frame.text for shape in slide.placeholders)


@pytest.mark.parametrize("text", ["漢字 🙂 \x07 \u202e", "<a:t>&amp;", "x" * 300, "=1+1"])
def test_any_text_can_stand_in_a_box(report: PlanReport, text: str) -> None:
    slide = drawn_slide(told(report, theory_of([("a", "activity", text), ("b", "impact", text)], [("a", "b")])))
    assert list(boxes_of(slide).values()) == [plain(text)] * 2


def test_same_theory_same_bytes_within_a_second(report: PlanReport) -> None:
    wording = load("de")
    report = told(report, ladder(30, LONG))
    render_presentation(Imprint("A", "", "B", "C"), [theory_slide(report, wording=wording)], wording=wording)
    started = time.process_time()
    written = [
        render_presentation(Imprint("A", "", "B", "C"), [theory_slide(report, wording=wording)], wording=wording)
        for _ in range(2)
    ]
    assert time.process_time() - started < 2
    assert written[0] == written[1]


@st.composite
def theories(draw: st.DrawFn) -> Theory:
    """Theories whose arrows lead to later nodes of the list, so that none runs in a circle."""
    n = draw(st.integers(1, 14))
    texts = st.text("abc defghij klm", min_size=1, max_size=120).filter(str.strip)
    nodes = [(f"n{number}", draw(st.sampled_from(NODE_KINDS)), draw(texts)) for number in range(n)]
    pairs = [(f"n{a}", f"n{b}") for a, b in combinations(range(n), 2)]
    return theory_of(nodes, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=18)) if pairs else [])


def apart(one: Box, other: Box) -> bool:
    beside = one.left + one.width <= other.left + 0.01 or other.left + other.width <= one.left + 0.01
    return beside or one.top + one.height <= other.top + 0.01 or other.top + other.height <= one.top + 0.01


def drawing_of(theory: Theory) -> BoxDrawing:
    drawing = theory_boxes(theory, height=HEIGHT, height_of_part=HEIGHT - 30, wording=WORDING)
    assert drawing is not None
    return drawing


@given(theories())
@settings(max_examples=40, deadline=None)
def test_nothing_lies_on_anything_else(theory: Theory) -> None:
    drawing = drawing_of(theory)
    labels = [arrow.label_place for arrow in drawing.arrows if arrow.label_place is not None]
    places = [box.place for box in drawing.boxes] + labels
    assert all(apart(one, other) for one, other in combinations(places, 2))
    for place in places:
        assert place.left >= BODY.left - 0.01
        assert place.left + place.width <= BODY.left + BODY.width + 0.01
        assert place.top >= BODY.top - 0.01
        assert place.top + place.height <= BODY.top + HEIGHT + 0.01
    assert len(labels) in (0, len(drawing.arrows))


@given(theories())
@settings(max_examples=40, deadline=None)
def test_no_arrow_runs_over_a_box(theory: Theory) -> None:
    drawing = drawing_of(theory)
    places = {box.key: box.place for box in drawing.boxes}
    for arrow in drawing.arrows:
        source, target = places[arrow.source], places[arrow.target]
        start = (source.left + source.width, source.top + source.height / 2)
        way = [start, *arrow.bends, (target.left, target.top + target.height / 2)]
        for (x, y), (to_x, to_y) in pairwise(way):
            for step in range(101):
                at_x, at_y = x + (to_x - x) * step / 100, y + (to_y - y) * step / 100
                for key, box in places.items():
                    if key not in (arrow.source, arrow.target):
                        inside = box.left < at_x < box.left + box.width and box.top < at_y < box.top + box.height
                        assert not inside


@given(theories())
@settings(max_examples=30, deadline=None)
def test_boxes_stand_in_the_columns_of_their_layers(theory: Theory) -> None:
    drawing = drawing_of(theory)
    graph = layered_graph(theory)
    if graph is None or len(drawing.boxes) < len(theory.nodes):
        return
    lefts = {box.key: box.place.left for box in drawing.boxes}
    for one, other in combinations(theory.nodes, 2):
        layers = graph.places[one.id][0], graph.places[other.id][0]
        assert (layers[0] < layers[1]) == (lefts[one.id] < lefts[other.id])


def test_what_is_left_out_parts_nothing_and_keeps_every_kind() -> None:
    theory = ladder(48)
    drawing = drawing_of(theory)
    kinds = {node.id: node.kind for node in theory.nodes}
    shown = {box.key for box in drawing.boxes}
    assert {kinds[key] for key in shown} == set(kinds.values())
    joined = {key for arrow in drawing.arrows for key in (arrow.source, arrow.target)}
    assert joined == shown


def test_two_arrows_between_the_same_boxes_share_a_connector() -> None:
    theory = theory_of([("a", "activity", "Act"), ("b", "impact", "Aim")], [("a", "b"), ("a", "b")])
    (arrow,) = drawing_of(theory).arrows
    assert arrow.label == "1·2"
    assert "Arrow 1" in arrow.description
    assert "Arrow 2" in arrow.description
