"""By when: the roadmap drawn, what is overdue, and progress in both ways of counting."""

from __future__ import annotations

from datetime import date

from plateia.plans.progress import days_overdue
from plateia.reports.document import Block, Figure, Paragraph, Points, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.reports.plans.roadmap_figure import item_numbers, roadmap_drawing, state_of
from plateia.settings.plan_files.actions import Action, RoadmapItem
from plateia.wording import Wording


def roadmap_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the roadmap of all actions."""
    if not report.plan.actions:
        return None
    figure = roadmap_figure(report, wording=wording)
    blocks: list[Block] = [Paragraph(wording.text("plan_report.no_roadmap"))] if figure is None else [figure]
    overdue = overdue_lines(report, wording=wording)
    late: Block = Points(overdue) if overdue else Paragraph(wording.text("plan.nothing_overdue"))
    items = roadmap_table(report, wording=wording)
    inner = [
        Section("roadmap-overdue", wording.text("plan.overdue"), (late,)),
        Section("roadmap-progress", wording.text("plan.progress"), (Points(progress_lines(report, wording=wording)),)),
    ]
    if items is not None:
        inner.append(Section("roadmap-items", wording.text("plan_report.items"), (items,)))
    return Section("roadmap", wording.text("action.roadmap"), tuple(blocks), tuple(inner))


def roadmap_figure(report: PlanReport, *, wording: Wording) -> Figure | None:
    """Return the time bars, or None where nothing has a day."""
    title = roadmap_title(report, wording=wording)
    description = wording.text(
        "plan_report.roadmap_description", n_actions=report.progress.n_actions, n_items=report.progress.n_items,
        n_done=report.progress.n_done, n_overdue=len(report.overdue), day=written_day(report.today, wording=wording),
    )  # fmt: skip
    drawn = roadmap_drawing(
        report.plan.actions, today=report.today, title=title, description=description, key="roadmap", wording=wording
    )
    return None if drawn is None else Figure(drawn, title, wording.text("plan_report.roadmap_caption"))


def roadmap_title(report: PlanReport, *, wording: Wording) -> str:
    """Return the sentence the picture proves."""
    day = written_day(report.today, wording=wording)
    if not report.progress.n_items:
        return wording.text("plan.progress_none")
    return wording.text(
        "plan_report.roadmap_title", day=day, n_done=report.progress.n_done, n_items=report.progress.n_items,
        n_overdue=len(report.overdue),
    )  # fmt: skip


def overdue_lines(report: PlanReport, *, wording: Wording) -> tuple[str, ...]:
    """Return one line for each open item whose day has passed."""
    return tuple(
        wording.text(
            "plan.overdue_item", deliverable=row.deliverable or row.item,
            day=row.target_date.isoformat(), days=row.days,
            responsible=row.responsible or wording.text("plan.nobody"),
        )
        for row in report.overdue
    )  # fmt: skip


def progress_lines(report: PlanReport, *, wording: Wording) -> tuple[str, ...]:
    """Return the progress of the plan under both weightings, each with its name."""
    progress = report.progress
    if progress.item_share is None:
        return (wording.text("plan.progress_none"),)
    return (
        wording.text("plan.progress_finished", n_finished=progress.n_finished, n_actions=progress.n_actions),
        wording.text(
            "plan.progress_items", n_done=progress.n_done, n_items=progress.n_items, share=progress.item_share
        ),
        wording.text("plan.progress_actions", share=progress.action_share),
    )  # fmt: skip


def roadmap_table(report: PlanReport, *, wording: Wording, kinds: bool = True) -> Table | None:
    """Return every item with its number in the picture; with the kinds of organisation where there is room."""
    numbers = item_numbers(report.plan.actions)
    unstated = wording.text("plan_report.not_stated")
    rows = tuple(
        (
            f"{numbers[id_, item.id]}. {item.activity}",
            item.deliverable or unstated,
            unstated if item.target_date is None else written_day(item.target_date, wording=wording),
            item.responsible or unstated,
            *((wording.text(f"action.responsible_type.{item.responsible_type}"),) if kinds else ()),
            _state(item, action, report, wording),
        )
        for id_, action in report.plan.actions.items()
        for item in action.roadmap
    )
    columns = (
        *(wording.text(f"roadmap.{name}") for name in ("activity", "deliverable", "target_date", "responsible")),
        *((wording.text("plan_report.responsible_type"),) if kinds else ()),
        wording.text("plan_report.state"),
    )
    return Table(wording.text("action.roadmap"), columns, rows) if rows else None


def roadmap_steps(report: PlanReport, *, wording: Wording) -> Table | None:
    """Return the items in few enough columns for a slide: open ones first, by their days, those without a day last."""
    pairs = [(item, action) for action in report.plan.actions.values() for item in action.roadmap]
    pairs.sort(key=lambda pair: (pair[0].status != "open", pair[0].target_date or date.max))
    unstated = wording.text("plan_report.not_stated")
    rows = tuple(
        (
            unstated if item.target_date is None else written_day(item.target_date, wording=wording),
            item.activity,
            item.responsible or unstated,
            _state(item, action, report, wording),
        )
        for item, action in pairs
    )
    columns = tuple(wording.text(f"roadmap.{name}") for name in ("target_date", "activity", "responsible"))
    table = Table(wording.text("action.roadmap"), (*columns, wording.text("plan_report.state")), rows)
    return table if rows else None


def _state(item: RoadmapItem, action: Action, report: PlanReport, wording: Wording) -> str:
    state = state_of(item, action, today=report.today)
    if state == "overdue":
        return wording.text("plan_report.overdue_by", n=days_overdue(item, today=report.today))
    if item.done_on is not None:
        return wording.text("plan_report.done_on", day=written_day(item.done_on, wording=wording))
    return wording.text(f"plan_report.item_{state}")
