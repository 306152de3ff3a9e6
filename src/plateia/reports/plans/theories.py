"""The theories of change: drawn, and every arrow with its mechanism, assumption, risk and evidence in a table."""

from __future__ import annotations

from plateia.reports.document import Block, Figure, Paragraph, Points, Section, Table
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.theory_figure import theory_drawing
from plateia.settings.plan_files.theory import NODE_KINDS, Node, Theory
from plateia.wording import Wording
from plateia.wording.templates import capital


def theories_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the theories of the plan, one below the other."""
    theories = report.plan.theories
    if not theories:
        return None
    heading = wording.text("theory.heading")
    if len(theories) == 1:
        ((name, theory),) = theories.items()
        return Section("theory", heading, tuple(_blocks(report, name, theory, wording)))
    inner = tuple(
        Section(f"theory-{name}", theory.title, tuple(_blocks(report, name, theory, wording)))
        for name, theory in theories.items()
    )
    return Section("theory", heading, sections=inner)


def theory_figure(report: PlanReport, name: str, *, wording: Wording) -> Figure | None:
    """Return the drawing of one theory, or None where it cannot be drawn."""
    theory = report.plan.theories[name]
    description = wording.text("theory.drawing", n_nodes=len(theory.nodes), n_arrows=len(theory.arrows))
    texts = {node.id: node.text for node in theory.nodes}
    arrows = [
        wording.text(
            "plan_report.arrow_said", number=number, source=texts.get(arrow.from_, arrow.from_),
            target=texts.get(arrow.to, arrow.to),
        )
        for number, arrow in enumerate(theory.arrows, start=1)
    ]  # fmt: skip
    drawn = theory_drawing(
        theory, title=theory.title, description=" ".join([description, *arrows]), key=f"theory-{name}", wording=wording
    )
    if drawn is None:
        return None
    return Figure(drawn, theory.title, wording.text("plan_report.theory_caption"), _boxes(report, theory, wording))


def chain_table(theory: Theory, *, wording: Wording) -> Table:
    """Return the boxes of a theory by kind, from what is put in to what may happen besides."""
    rows = tuple(
        (
            capital(wording.text(f"theory.kind.{kind}")),
            "; ".join(node.text for node in theory.nodes if node.kind == kind),
        )
        for kind in NODE_KINDS
        if any(node.kind == kind for node in theory.nodes)
    )
    columns = (wording.text("plan_report.kind"), wording.text("plan_report.what_happens"))
    return Table(theory.title, columns, rows)


def _blocks(report: PlanReport, name: str, theory: Theory, wording: Wording) -> list[Block]:
    figure = theory_figure(report, name, wording=wording)
    blocks: list[Block] = []
    if figure is None:
        blocks.append(Paragraph(wording.text("plan_report.theory_not_drawn", title=theory.title), "warning"))
        blocks.append(_boxes(report, theory, wording))
    else:
        blocks.append(figure)
    if theory.arrows:
        blocks.append(_arrows(theory, wording))
    if theory.realist:
        texts = {node.id: node.text for node in theory.nodes}
        blocks.append(Paragraph(wording.text("plan_report.contexts")))
        blocks.append(
            Points(
                tuple(
                    wording.text(
                        "theory.context_sentence", context=row.context, mechanism=row.mechanism,
                        outcome=wording.text("plan_report.quoted", text=texts.get(row.outcome, row.outcome)),
                        for_whom=row.for_whom,
                    )
                    for row in theory.realist
                )
            )
        )  # fmt: skip
    return blocks


def _boxes(report: PlanReport, theory: Theory, wording: Wording) -> Table:
    names = {indicator.id: indicator.name for indicator in report.plan.indicators}
    rows = tuple(
        (
            node.text,
            kind_of_box(node, wording=wording),
            "; ".join(names.get(id_, id_) for id_ in node.indicators) or wording.text("plan_report.none"),
        )
        for node in theory.nodes
    )
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("box", "kind", "indicators"))
    return Table(wording.text("plan_report.boxes", title=theory.title), columns, rows)


def kind_of_box(node: Node, *, wording: Wording) -> str:
    """Return the kind of a box; of an unintended effect also which."""
    kind = wording.text(f"theory.kind.{node.kind}")
    if node.effect is None:
        return kind
    return wording.text("plan_report.theory_kind", kind=kind, effect=wording.text(f"theory.effect.{node.effect}"))


def _arrows(theory: Theory, wording: Wording) -> Table:
    texts = {node.id: node.text for node in theory.nodes}
    rows = []
    for number, arrow in enumerate(theory.arrows, start=1):
        ends = wording.text(
            "plan_report.arrow_ends", number=number, source=texts.get(arrow.from_, arrow.from_),
            target=texts.get(arrow.to, arrow.to),
        )  # fmt: skip
        evidence = wording.text(f"theory.evidence_level.{arrow.evidence}")
        if arrow.evidence_source is not None:
            evidence = f"{evidence}: {arrow.evidence_source}"
        rows.append((ends, arrow.mechanism, arrow.assumption, arrow.risk, evidence))
    heads = ("mechanism", "assumption", "risk", "evidence")
    columns = (wording.text("plan_report.arrow"), *(wording.text(f"theory.{name}") for name in heads))
    return Table(wording.text("plan_report.arrows"), columns, tuple(rows))
