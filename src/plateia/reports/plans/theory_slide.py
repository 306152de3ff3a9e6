"""The slide that says why a plan should work: its first theory of change, drawn with shapes that can be edited."""

from __future__ import annotations

from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.theories import chain_table
from plateia.reports.plans.theory_boxes import has_layers, theory_boxes
from plateia.reports.presentation import CAPTION_PT, GAP_PT, Slide
from plateia.reports.slide_drawing import BoxDrawing
from plateia.reports.slide_fit import fit_points
from plateia.reports.slide_template import BODY
from plateia.settings.plan_files.theory import Theory
from plateia.wording import Wording


def theory_slide(report: PlanReport, *, wording: Wording) -> Slide:
    """Return the drawing, with all boxes and arrows in words in the notes; the boxes as a table where none is drawn."""
    theories = list(report.plan.theories.values())
    if not theories:
        return Slide(wording.text("theory.heading"), (wording.text("plan_report.no_theory"),))
    theory = theories[0]
    others = (wording.text("documents.theories_shown", n=len(theories)),) if len(theories) > 1 else ()
    table, arrows = chain_table(theory, wording=wording), _arrows(theory, wording)
    caption, drawing = _drawing(theory, others, wording)
    if drawing is None:
        wrong = wording.text("plan_report.theory_not_drawn", title=theory.title)
        points = others if has_layers(theory) else (wrong, *others)
        return Slide(theory.title, points, table, notes=arrows)
    counted = wording.text("theory.drawing", n_nodes=len(theory.nodes), n_arrows=len(theory.arrows))
    rows = tuple(": ".join(row) for row in table.rows)
    return Slide(theory.title, (caption,), figure=drawing, notes=(counted, *rows, *arrows))


def _drawing(theory: Theory, others: tuple[str, ...], wording: Wording) -> tuple[str, BoxDrawing | None]:
    """Return what stands under the drawing and the drawing, which has the room above it."""
    n = len(theory.nodes)
    caption = " ".join((wording.text("documents.theory_legend"), wording.text("documents.theory_numbers"), *others))
    longest = f"{wording.text('documents.boxes_shown', shown=n, n=n)} {caption}"
    drawing = theory_boxes(theory, height=_room_above(caption), height_of_part=_room_above(longest), wording=wording)
    if drawing is None:
        return "", None
    said = [wording.text("documents.theory_legend")]
    if any(arrow.label_place is not None for arrow in drawing.arrows):
        said.append(wording.text("documents.theory_numbers"))
    if len(drawing.boxes) < n:
        said.insert(0, wording.text("documents.boxes_shown", shown=len(drawing.boxes), n=n))
    return " ".join((*said, *others)), drawing


def _room_above(caption: str) -> float:
    below = fit_points((caption,), width=BODY.width, height=BODY.height, sizes=(CAPTION_PT,)).height
    return BODY.height - below - GAP_PT


def _arrows(theory: Theory, wording: Wording) -> tuple[str, ...]:
    texts = {node.id: node.text for node in theory.nodes}
    return tuple(
        wording.text(
            "plan_report.arrow_note", number=number, source=texts.get(arrow.from_, arrow.from_),
            target=texts.get(arrow.to, arrow.to), mechanism=arrow.mechanism, risk=arrow.risk,
        )
        for number, arrow in enumerate(theory.arrows, start=1)
    )  # fmt: skip
