"""What was expected of the future and how good that was; and the rows for the Sustainable Development Goals."""

from __future__ import annotations

from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.settings.plan_files.foresight import Expectation
from plateia.wording import Wording


def foresight_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the expectations of the horizon sessions, and the Brier score of those that are resolved."""
    sessions = report.plan.foresights
    if not sessions:
        return None
    blocks: list[Block] = [Paragraph(score_sentence(report, wording=wording))]
    for session in sessions.values():
        held = wording.text(
            "foresight.held",
            day=written_day(session.held, wording=wording),
            groups=wording.listed(list(session.groups)),
        )
        rows = tuple(
            (
                row.statement,
                wording.percent(row.probability),
                written_day(row.due, wording=wording),
                row.judged_by,
                _state(row, report, wording),
            )
            for row in session.expectations
        )
        columns = (
            wording.text("plan_report.expectation"),
            wording.text("foresight.probability"),
            wording.text("foresight.due"),
            wording.text("foresight.judged_by"),
            wording.text("plan_report.state"),
        )
        caption = wording.text("plan_report.session", title=session.title, held=held, horizon=session.horizon)
        blocks.append(Table(caption, columns, rows, frozenset({1})))
    return Section("foresight", wording.text("foresight.heading"), tuple(blocks))


def score_sentence(report: PlanReport, *, wording: Wording) -> str:
    """Return the Brier score with its interval and how many expectations it rests on."""
    scored = report.scored
    if scored is None:
        return wording.text("foresight.too_few")
    said = wording.text("foresight.score", score=scored.score, n=scored.n)
    if scored.low is None or scored.high is None:
        return f"{said} {wording.text('plan_report.score_alone')}"
    return f"{said} {wording.text('plan_report.score_limits', low=scored.low, high=scored.high)}"


def _state(row: Expectation, report: PlanReport, wording: Wording) -> str:
    if row.came_true is None:
        overdue = report.today > row.due
        return wording.text("plan_report.not_resolved" if overdue else "foresight.open")
    return wording.text("foresight.came_true" if row.came_true else "foresight.did_not")


def goals_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the indicators of the plan beside those of the goals 11 and 16."""
    if not report.sdg:
        return None
    rows = []
    for row in report.sdg:
        latest = wording.text("mark.not_available")
        if row.latest is not None and row.latest_on is not None:
            day = written_day(row.latest_on, wording=wording)
            latest = wording.text("plan_report.figure_with", figure=_written(row.latest, wording), what=day)
        rows.append(
            (
                wording.text(
                    "plan_report.sdg_named", id=row.sdg, name=wording.text(f"sdg.{row.sdg.replace('.', '_')}")
                ),
                row.name,
                row.unit,
                _written(row.baseline, wording),
                _written(row.target, wording),
                latest,
                wording.text("plan_report.beside" if row.comparable else "sdg.not_comparable"),
            )
        )
    columns = (
        wording.text("plan_report.sdg_indicator"),
        wording.text("plan_report.own_indicator"),
        *(wording.text(f"indicator.{name}") for name in ("unit", "baseline", "target", "latest")),
        wording.text("plan_report.comparable"),
    )
    table = Table(wording.text("sdg.table"), columns, tuple(rows), frozenset({3, 4}))
    return Section("goals", wording.text("sdg.heading"), (table, Paragraph(wording.text("sdg.note"), "note")))


def _written(number: float | None, wording: Wording) -> str:
    if number is None:
        return wording.text("mark.not_available")
    return wording.number(number, 0 if float(number).is_integer() else 1)
