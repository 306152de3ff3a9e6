"""What a mayor reads of a plan: the problem, what is done, by when, and whether an effect could be shown."""

from __future__ import annotations

from collections.abc import Iterator

from plateia.plans.dates import first_of_next_month
from plateia.plans.problem_rules import latest_frame
from plateia.reports.plans.content import PlanReport, written_day
from plateia.reports.plans.evaluations import effects_of, power_of
from plateia.wording import Wording

MOST_ACTIONS = 3
SHOWN = ("fewer", "more")
"""Verdicts after which nobody need read what the design could have shown."""


def in_short(report: PlanReport, *, wording: Wording) -> tuple[str, ...]:
    """Return four or five sentences; errors of the plan come first."""
    return (
        *_errors(report, wording),
        *_problems(report, wording),
        _actions(report, wording),
        _dates(report, wording),
        *_effects(report, wording),
    )


def _errors(report: PlanReport, wording: Wording) -> Iterator[str]:
    n = len(report.remarks_of("error"))
    if n:
        yield wording.text("plan_report.short.errors", n=n)


def _problems(report: PlanReport, wording: Wording) -> Iterator[str]:
    for problem in list(report.plan.problems.values())[:2]:
        frame = latest_frame(problem)
        yield wording.text("plan_report.short.problem", title=problem.title, symptom=_ended(frame.symptom))
    if not report.plan.problems and report.plan.file.summary is not None:
        yield _ended(report.plan.file.summary)


def _ended(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def _actions(report: PlanReport, wording: Wording) -> str:
    actions = sorted(report.plan.actions.values(), key=lambda action: action.priority)
    if not actions:
        return wording.text("plan_report.short.no_action")
    named = [action.title for action in actions[:MOST_ACTIONS]]
    said = wording.text("plan_report.short.actions", n=len(actions), actions="; ".join(named))
    if len(actions) > len(named):
        said = f"{said} {wording.text('plan_report.short.more_actions', n=len(actions) - len(named))}"
    return said


def _dates(report: PlanReport, wording: Wording) -> str:
    live = [action for action in report.plan.actions.values() if action.status in ("draft", "active")]
    starts = [action.starts for action in live if action.starts is not None]
    ends = [action.ends for action in live if action.ends is not None]
    if not starts or not ends:
        said = wording.text("plan_report.short.no_dates")
    else:
        first, last = written_day(min(starts), wording=wording), written_day(max(ends), wording=wording)
        said = wording.text("plan_report.short.dates", first=first, last=last)
    if not report.progress.n_items:
        return f"{said} {wording.text('plan_report.short.no_items')}"
    n_overdue = len(report.overdue)
    done = wording.text("plan_report.short.done", n=report.progress.n_items, n_done=report.progress.n_done)
    key = "overdue" if n_overdue else "nothing_overdue"
    return f"{said} {done} {wording.text(f'plan_report.short.{key}', n=n_overdue)}"


def _effects(report: PlanReport, wording: Wording) -> Iterator[str]:
    """Say of each action with an evaluation plan what came of it, or whether its effect can be shown."""
    planned = {id_: row for id_, row in report.plan.actions.items() if row.evaluation is not None}
    if not planned:
        yield wording.text("plan_report.short.no_evaluation")
        return
    unknown = 0
    for id_ in planned:
        power, effects = power_of(report, id_), effects_of(report, id_)
        yield from (wording.statement(effect) for effect in effects[:1])
        if power and not any(effect.values.get("verdict") in SHOWN for effect in effects):
            yield wording.said(power[0])[0]
        unknown += not power
    if unknown:
        days = [first_of_next_month(row.evaluation.after.to) for row in planned.values() if row.evaluation is not None]
        day = written_day(max(days), wording=wording)
        yield wording.text("plan_report.short.power_unknown", n=unknown, day=day)
