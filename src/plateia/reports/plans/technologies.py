"""Security technologies: what was answered before a measure may rest on one, and what is still open."""

from __future__ import annotations

from datetime import date

from plateia.plans.technology_rules import QUESTIONS, cost_over_life, open_questions
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.settings.plan_files.technology import Technology
from plateia.wording import Wording
from plateia.wording.templates import capital


def technologies_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the technology files of the plan."""
    inner = tuple(
        Section(f"technology-{id_}", row.title, tuple(_blocks(row, today=report.today, wording=wording)))
        for id_, row in report.plan.technologies.items()
    )
    return Section("technology", wording.text("technology.heading"), sections=inner) if inner else None


def _blocks(row: Technology, *, today: date, wording: Wording) -> list[Block]:
    waiting = open_questions(row, today=today)
    blocks: list[Block] = []
    if waiting:
        blocks.append(Paragraph(wording.text("plan_report.questions_open", n=len(waiting)), "warning"))
    cells = [(wording.text("plan_report.kind"), wording.text(f"technology.kind.{row.kind}"))]
    for question in QUESTIONS:
        answer = wording.text("plan_report.open_question") if question in waiting else _answer(row, question, wording)
        cells.append((capital(wording.text(f"technology.question.{question}")), answer))
    if row.excluded:
        cells.append((wording.text("technology.excluded"), wording.listed(list(row.excluded))))
    columns = (wording.text("plan_report.asked"), wording.text("plan_report.answer"))
    return [*blocks, Table(wording.text("plan_report.technology_file"), columns, tuple(cells))]


def _answer(row: Technology, question: str, wording: Wording) -> str:
    if question == "dpia":
        state, _, reason = row.dpia.partition(": ")
        said = wording.text(f"plan_report.dpia.{state.replace(' ', '_')}")
        return wording.text("plan_report.labelled", label=said, text=reason)
    if question == "alternatives":
        return "; ".join(
            wording.text("plan_report.labelled", label=other.what, text=other.result) for other in row.alternatives
        )
    if question == "consultations":
        return "; ".join(
            wording.text(
                "plan_report.technology_consultation", day=written_day(held.held, wording=wording),
                groups=wording.listed(list(held.with_whom)), result=held.result,
            )
            for held in row.consultations
        )  # fmt: skip
    if question == "cost" and row.cost is not None:
        return wording.text(
            "technology.cost_over_life", years=row.cost.years, amount=cost_over_life(row), currency=row.cost.currency
        )
    if question == "sunset" and row.sunset is not None:
        return wording.text("technology.sunset", day=written_day(row.sunset, wording=wording))
    return str(getattr(row, question))
