"""How far each action has come, as bars that can be edited: items done, running, overdue and not begun."""

from __future__ import annotations

from dataclasses import astuple, fields

from plateia.plans.progress import ItemStates, items_by_state
from plateia.reports.plans.content import PlanReport
from plateia.reports.slide_bars import LEGEND_PT, StackedBars, row_height
from plateia.wording import Wording

HIGHEST_PT = 165.0
"""Higher bars leave no room for the items under them."""


def progress_bars(report: PlanReport, *, title: str, wording: Wording) -> StackedBars | None:
    """Return the bars of the first actions by priority; None where no item counts."""
    rows = _drawn(report)
    if not rows:
        return None
    names = [field.name for field in fields(ItemStates)]
    counts = zip(*(astuple(states) for _, states in rows), strict=True)
    return StackedBars(
        title=title,
        description=wording.text("documents.progress_alt", title=title, rows=" ".join(_said(rows, wording))),
        heading=wording.text("plan_report.action"),
        names=tuple(action for action, _ in rows),
        parts=tuple((wording.text(f"documents.item_state.{name}"), of) for name, of in zip(names, counts, strict=True)),
        language=wording.text("documents.language_tag"),
    )


def progress_rows(report: PlanReport, *, wording: Wording) -> tuple[str, ...]:
    """Return the same in words, of all actions, and when an item counts as running."""
    rows = _said(_rows(report), wording)
    return (*rows, wording.text("documents.progress_states")) if rows else ()


def actions_left_out(report: PlanReport, *, wording: Wording) -> tuple[str, ...]:
    """Return the line that says how many actions have a bar, where some have none."""
    n, shown = len(_rows(report)), len(_drawn(report))
    return (wording.text("documents.actions_shown", shown=shown, n=n),) if shown < n else ()


def _drawn(report: PlanReport) -> list[tuple[str, ItemStates]]:
    """Return as many rows as there is room for, at least one."""
    rows = _rows(report)
    shown = 1
    while (
        shown < len(rows) and LEGEND_PT + (shown + 1) * row_height([row[0] for row in rows[: shown + 1]]) <= HIGHEST_PT
    ):
        shown += 1
    return rows[:shown]


def _rows(report: PlanReport) -> list[tuple[str, ItemStates]]:
    states = items_by_state(report.plan.actions, today=report.today)
    ranked = sorted(states, key=lambda id_: report.plan.actions[id_].priority)
    return [(report.plan.actions[id_].title, states[id_]) for id_ in ranked]


def _said(rows: list[tuple[str, ItemStates]], wording: Wording) -> list[str]:
    return [
        wording.text(
            "documents.progress_row", action=action, done=states.done, running=states.running, overdue=states.overdue,
            not_begun=states.not_begun,
        )
        for action, states in rows
    ]  # fmt: skip
