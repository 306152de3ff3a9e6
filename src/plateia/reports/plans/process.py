"""From the problem to an answer: the design stages, the ideas in their order, prototypes, and a scoping survey."""

from __future__ import annotations

from plateia.plans.design_process import ranked_ideas, stage_readings
from plateia.plans.scoping_tally import Tally, shown_tally
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, or_unstated, written_day
from plateia.settings.plan_files.design import Design
from plateia.wording import Wording


def process_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return how the answer was found; None where neither stages nor a survey are on record."""
    inner = []
    if report.plan.design is not None:
        blocks = [*_stages(report, wording), *_ideas(report.plan.design, wording), *_prototypes(report, wording)]
        inner.append(Section("design", wording.text("plan_report.design"), tuple(blocks)))
    if report.plan.scoping is not None:
        inner.append(Section("scoping", wording.text("scoping.heading"), tuple(_scoping(report, wording))))
    return Section("process", wording.text("design.heading"), sections=tuple(inner)) if inner else None


def _stages(report: PlanReport, wording: Wording) -> list[Block]:
    design = report.plan.design
    rows = tuple(
        (
            wording.text(f"stakeholder.stage.{row.held.stage}"),
            wording.text(
                "plan_report.days", first=written_day(row.held.from_, wording=wording),
                last=written_day(row.held.to, wording=wording),
            ),
            wording.listed(list(row.held.groups)),
            wording.text("plan_report.yes" if row.held.end_users else "plan_report.no"),
            or_unstated(row.held.result, wording=wording),
            "; ".join(f"{written_day(frame.dated, wording=wording)}: {frame.symptom}" for _, frame in row.frames)
            or wording.text("plan_report.none"),
        )
        for row in (stage_readings(design, report.plan.problems) if design is not None else ())
    )  # fmt: skip
    names = ("stage", "when", "groups", "end_users", "result", "framed")
    columns = tuple(wording.text(f"plan_report.{name}") for name in names)
    return [Table(wording.text("design.stages"), columns, rows)] if rows else []


def _ideas(design: Design, wording: Wording) -> list[Block]:
    rows = tuple(
        (
            f"{row.rank}. {row.idea.title}",
            wording.number(row.idea.impact),
            wording.number(row.idea.effort),
            wording.number(row.priority, 2),
            wording.number(row.n_groups),
        )
        for row in ranked_ideas(design.ideas)
    )
    if not rows:
        return []
    names = ("idea", "impact", "effort", "impact_per_effort", "groups_in_favour")
    columns = tuple(wording.text(f"plan_report.{name}") for name in names)
    numeric = frozenset(range(1, len(columns)))
    return [Table(wording.text("design.ideas"), columns, rows, numeric, wording.text("design.ranking"))]


def _prototypes(report: PlanReport, wording: Wording) -> list[Block]:
    design = report.plan.design
    if design is None or not design.prototypes:
        return []
    titles = {idea.id: idea.title for idea in design.ideas}
    rows = tuple(
        (
            titles[row.idea],
            row.hypothesis,
            row.test,
            row.success_criterion,
            row.result or wording.text("design.no_result"),
        )
        for row in design.prototypes
    )
    heads = ("hypothesis", "test", "success_criterion", "result")
    columns = (wording.text("plan_report.idea"), *(wording.text(f"design.{head}") for head in heads))
    return [Table(wording.text("design.prototypes"), columns, rows)]


def _scoping(report: PlanReport, wording: Wording) -> list[Block]:
    scoping = report.plan.scoping
    if scoping is None:
        return []
    tally = shown_tally(scoping)
    day = written_day(scoping.held, wording=wording)
    blocks: list[Block] = [Paragraph(wording.text("plan_report.scoping_held", question=scoping.question, day=day))]
    if tally.partners_only:
        blocks.append(Paragraph(wording.text("scoping.partners_only")))
    return [*blocks, *_options(tally, wording), *_items(tally, wording)]


def _options(tally: Tally, wording: Wording) -> list[Block]:
    rows = tuple(
        (
            row.title,
            wording.number(row.ticks),
            wording.percent(row.share_of_ticks),
            wording.percent(row.share_of_respondents),
            wording.number(row.n_partners),
        )
        for row in (*tally.options, *tally.together)
    )
    if not rows:
        return []
    note = wording.text("scoping.partner_note")
    if tally.n_ticks is not None and tally.n_ticked is not None:
        note = f"{wording.text('scoping.ticks_note', n=tally.n_ticks, n_ticked=tally.n_ticked)} {note}"
    heads = ("options", "share_of_ticks", "share_of_respondents", "partners")
    columns = (wording.text("plan_report.option"), *(wording.text(f"scoping.{head}") for head in heads))
    return [Table(wording.text("plan_report.ticked"), columns, rows, frozenset({1, 2, 3, 4}), note)]


def _items(tally: Tally, wording: Wording) -> list[Block]:
    rows = []
    for row in tally.items:
        told = wording.text("mark.hidden")
        if row.n_yes is not None and row.n_valid is not None and row.share_of_valid is not None:
            told = wording.text(
                "scoping.item_row", n_yes=row.n_yes, n_valid=row.n_valid, share=row.share_of_valid
            )  # fmt: skip
        partners = wording.text("scoping.partner_row", n_yes=row.partners_in_favour, n_partners=row.n_partners)
        rows.append((row.title, told, partners))
    if not rows:
        return []
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("item", "answers", "partners"))
    note = f"{wording.text('scoping.blank')} {wording.text('scoping.partner_note')}"
    return [Table(wording.text("scoping.items"), columns, tuple(rows), note=note)]
