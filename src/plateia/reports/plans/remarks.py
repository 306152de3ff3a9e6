"""What the check says of a plan, each remark with where its rule comes from: our own rules are named as such."""

from __future__ import annotations

from plateia.plans.export import said
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport
from plateia.wording import Wording


def errors_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the errors, which stand before everything else; None where there are none."""
    errors = report.remarks_of("error")
    if not errors:
        return None
    said = Paragraph(wording.text("plan_report.errors_first", n=len(errors)), "warning")
    return Section("errors", wording.text("plan_report.errors"), (said, _table(report, "error", wording)))


def remarks_section(report: PlanReport, *, wording: Wording) -> Section:
    """Return warnings and notes; what is printed here never hides an error."""
    blocks: list[Block] = [
        _table(report, gravity, wording) for gravity in ("warning", "note") if report.remarks_of(gravity)
    ]
    if not blocks:
        key = "plan_report.no_other_remarks" if report.with_errors() else "plan.remarks_none"
        blocks.append(Paragraph(wording.text(key)))
    blocks.append(Paragraph(wording.text("plan_report.rules_note"), "note"))
    return Section("remarks", wording.text("plan_report.remarks"), tuple(blocks))


def _table(report: PlanReport, gravity: str, wording: Wording) -> Table:
    rows = tuple(
        (
            said(remark, wording=wording),
            f"{remark.file}: {remark.where}" if remark.where else remark.file,
            wording.text(f"rule.{remark.rule}"),
        )
        for remark in report.remarks_of(gravity)
    )
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("remark", "place", "rule"))
    return Table(wording.text(f"plan_report.{gravity}s"), columns, rows)
