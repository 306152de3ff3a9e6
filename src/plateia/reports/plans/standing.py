"""Where the plan stands: its cycle, the council, the consultation, the covenant and the pillars."""

from __future__ import annotations

from datetime import date

from plateia.plans.covenant_dates import PARTS, next_reports, plan_due
from plateia.plans.cycle import coming_step
from plateia.plans.pillars import pillar_coverage
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.settings.plan_files.plan import Covenant
from plateia.wording import Wording
from plateia.wording.templates import capital


def consultation_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return what was said in the consultation, and what became of it."""
    consultation = report.plan.file.consultation
    if consultation is None:
        return None
    opens, closes = (written_day(day, wording=wording) for day in (consultation.opens, consultation.closes))
    blocks: list[Block] = [
        Paragraph(wording.text("consultation.open_from_to", opens=opens, closes=closes, channel=consultation.channel))
    ]
    titles = {id_: action.title for id_, action in report.plan.actions.items()}
    rows = tuple(
        (
            comment.text,
            titles.get(comment.about, comment.about) if comment.about else wording.text("plan_report.whole_plan"),
            wording.text(f"consultation.disposition.{comment.disposition}"),
            comment.reason or wording.text("mark.not_available"),
        )
        for comment in consultation.comments
    )
    if rows:
        columns = (
            wording.text("consultation.comment"),
            wording.text("plan_report.about"),
            wording.text("consultation.answer"),
            wording.text("consultation.reason"),
        )
        blocks.append(Table(wording.text("plan_report.comments"), columns, rows))
    else:
        blocks.append(Paragraph(wording.text("plan_report.no_comments")))
    return Section("consultation", wording.text("consultation.heading"), tuple(blocks))


def standing_section(report: PlanReport, *, wording: Wording) -> Section:
    """Return the step of the cycle, the council's decision, the covenant's dates and the pillars."""
    plan = report.plan.file
    step = coming_step(plan.cycle, plan.participation)
    cycle = [wording.text("cycle.step", state=step.state, next_state=step.next_state)]
    if step.lacking:
        cycle.append(wording.text("cycle.lacking", lacking=step.lacking))
    if plan.cycle.audit_waived_because is not None:
        cycle.append(wording.text("cycle.waived", reason=plan.cycle.audit_waived_because))
    blocks: list[Block] = [Paragraph(" ".join(cycle))]
    if plan.council is None:
        blocks.append(Paragraph(wording.text("plan_report.no_council")))
    else:
        day = written_day(plan.council.decided, wording=wording)
        blocks.append(Paragraph(wording.text("plan.council", number=plan.council.number, day=day)))
    blocks += _documents(report, wording)
    inner = [Section("pillars", wording.text("pillar.heading"), tuple(_pillars(report, wording)))]
    if plan.covenant is not None:
        covenant = Section(
            "covenant", wording.text("covenant.heading"), tuple(_covenant(report, plan.covenant, wording))
        )
        inner.insert(0, covenant)
    return Section("standing", wording.text("cycle.heading"), tuple(blocks), tuple(inner))


def _documents(report: PlanReport, wording: Wording) -> list[Block]:
    rows = tuple(
        (
            document.title,
            wording.text(f"plan.state.{document.state}"),
            _approved(document.approved, wording),
            document.approved_by or wording.text("mark.not_available"),
        )
        for document in report.plan.file.cycle.documents
    )  # fmt: skip
    names = ("document", "in_state", "approved", "approved_by")
    columns = tuple(wording.text(f"plan_report.{name}") for name in names)
    return [Table(wording.text("plan_report.documents"), columns, rows)] if rows else []


def _approved(day: date | None, wording: Wording) -> str:
    return wording.text("plan_report.draft") if day is None else written_day(day, wording=wording)


def _covenant(report: PlanReport, covenant: Covenant, wording: Wording) -> list[Block]:
    lines = [wording.text("plan_report.covenant_decided", day=written_day(covenant.decided, wording=wording))]
    if covenant.submitted is None:
        lines.append(wording.text("covenant.plan_due", day=written_day(plan_due(covenant.decided), wording=wording)))
    else:
        lines.append(
            wording.text("plan_report.covenant_submitted", day=written_day(covenant.submitted, wording=wording))
        )
    lines += [
        wording.text("plan_report.covenant_reported", day=written_day(day, wording=wording)) for day in covenant.reports
    ]
    lines += [
        wording.text("covenant.report_due", kind=row.kind, day=written_day(row.due, wording=wording))
        for row in next_reports(covenant)
    ]
    if covenant.pattern == "security":
        for part in PARTS:
            actions = [
                report.plan.actions[id_].title if id_ in report.plan.actions else id_ for id_ in getattr(covenant, part)
            ]
            label = capital(wording.text(f"covenant.part.{part}"))
            lines.append(wording.text("plan_report.labelled", label=label, text=wording.listed(actions)))
    return [Points(tuple(lines)), Paragraph(wording.text(f"rule.{covenant.pattern}_covenant"), "note")]


def _pillars(report: PlanReport, wording: Wording) -> list[Block]:
    coverage = pillar_coverage(report.plan.file.pillars)
    said = wording.text(
        "pillar.coverage", n=coverage.n_satisfied, of=len(coverage.pillars), share=coverage.share
    )  # fmt: skip
    rows = []
    for row in coverage.pillars:
        pillar = getattr(report.plan.file.pillars, row.pillar)
        evidence = wording.listed(list(pillar.evidence)) if pillar.evidence else wording.text("plan_report.none")
        rows.append(
            (
                f"{row.number}. {capital(wording.text(f'plan.pillar.{row.pillar}'))}",
                evidence,
                pillar.owner or wording.text("plan.nobody"),
            )
        )
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("pillar", "evidence", "owner"))
    return [
        Paragraph(said),
        Table(wording.text("pillar.table"), columns, tuple(rows), note=wording.text("pillar.own_rule")),
    ]
