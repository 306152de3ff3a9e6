"""Security by design: sheets that are classified open, and no other (guardrail G-60)."""

from __future__ import annotations

from collections.abc import Mapping

from plateia.plans.design_sheets import public_sheets, sheet_reading
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.settings.plan_files.security_by_design import DesignSheet
from plateia.vocabulary.design_checklist import checklist_items
from plateia.wording import Wording

PRINCIPLES = ("accessibility", "multi_functionality", "sustainability", "proportionality", "aesthetics")


def sheets_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the open sheets; whether there are others is not said."""
    shown = public_sheets(report.plan.sheets)
    names = {partner.id: partner.name for partner in report.plan.file.partners}
    inner = tuple(
        Section(f"sheet-{name}", sheet.place, tuple(_blocks(sheet, names, wording))) for name, sheet in shown.items()
    )
    return Section("sheets", wording.text("security_by_design.heading"), sections=inner) if inner else None


def _blocks(sheet: DesignSheet, names: Mapping[str, str], wording: Wording) -> list[Block]:
    own = {item.id: item.text for item in sheet.items}
    reading = sheet_reading(sheet)
    day = written_day(sheet.checked_on, wording=wording)
    checked = wording.text(
        "plan_report.checked_by", day=day, groups=wording.listed([names.get(who, who) for who in sheet.checked_by])
    )
    rows = []
    strategies = {item: row.strategy for row in reading.strategies for item in (*row.yes, *row.partly, *row.no)}
    for answer in sheet.answers:
        if answer.item not in strategies:
            continue
        question = own.get(answer.item) or wording.text(f"security_by_design.item.{answer.item}")
        said = wording.text(f"security_by_design.answer.{answer.answer}")
        strategy = wording.text(f"security_by_design.strategy.{strategies[answer.item]}")
        rows.append((question, strategy, said, answer.because))
    columns = (
        wording.text("plan_report.asked"),
        wording.text("security_by_design.strategy_column"),
        wording.text("plan_report.answer"),
        wording.text("plan_report.because"),
    )
    blocks: list[Block] = [Paragraph(checked)]
    if rows:
        blocks.append(
            Table(wording.text("plan_report.sheet_answers"), columns, tuple(rows), note=_note(sheet, wording))
        )
    return blocks + _measures(sheet, wording)


def _note(sheet: DesignSheet, wording: Wording) -> str:
    """Return that there is no score, and whose guidance the questions that were answered follow."""
    answered = {answer.item for answer in sheet.answers}
    frameworks = dict.fromkeys(item.framework for item in checklist_items() if item.id in answered)
    no_score = wording.text("security_by_design.no_score")
    if not frameworks:
        return no_score
    named = wording.listed([wording.text(f"security_by_design.framework.{name}") for name in frameworks])
    return f"{no_score} {wording.text('security_by_design.own_words', frameworks=named)}"


def _measures(sheet: DesignSheet, wording: Wording) -> list[Block]:
    rows = tuple((row.title, *(wording.number(getattr(row, name)) for name in PRINCIPLES)) for row in sheet.measures)
    if not rows:
        return []
    columns = (
        wording.text("plan_report.measure"),
        *(wording.text(f"security_by_design.principle.{name}") for name in PRINCIPLES),
    )
    numeric = frozenset(range(1, len(columns)))
    return [Table(wording.text("security_by_design.balance"), columns, rows, numeric)]
