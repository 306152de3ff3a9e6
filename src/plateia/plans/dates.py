"""Every date of a plan: roadmap items, evaluations, covenant reports, sunsets, consultations, expectations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from plateia.plans.covenant_dates import next_reports, plan_due
from plateia.plans.folder import Plan

DateKind = Literal[
    "roadmap_item",
    "action_starts",
    "action_ends",
    "evaluation_due",
    "indicator_due",
    "covenant_plan",
    "covenant_report",
    "sunset",
    "consultation_opens",
    "consultation_closes",
    "expectation_due",
]


@dataclass(frozen=True, slots=True)
class PlanDate:
    """One day on which something is due or begins; its title is ``plan.date.<kind>`` of the wording.

    Attributes
    ----------
    id : str
        Stable for the same thing, whatever its day: ``roadmap_item/lights/survey``.
    """

    id: str
    kind: DateKind
    day: date
    details: dict[str, Any] = field(default_factory=dict)


def plan_dates(plan: Plan) -> list[PlanDate]:
    """Return the dates of a plan by day; what is done, dropped or stopped is left out."""
    dates = _of_actions(plan) + _of_the_plan(plan)
    dates += [
        PlanDate(f"sunset/{id_}", "sunset", technology.sunset, {"title": technology.title})
        for id_, technology in plan.technologies.items()
        if technology.sunset is not None
    ]
    dates += [
        PlanDate(f"expectation_due/{id_}/{row.id}", "expectation_due", row.due, {"title": row.statement})
        for id_, foresight in plan.foresights.items()
        for row in foresight.expectations
        if row.came_true is None
    ]
    return sorted(dates, key=lambda dated: (dated.day, dated.id))


def _of_actions(plan: Plan) -> list[PlanDate]:
    dates = []
    live = {id_: action for id_, action in plan.actions.items() if action.status in ("draft", "active")}
    for id_, action in live.items():
        named = {"title": action.title}
        if action.starts is not None:
            dates.append(PlanDate(f"action_starts/{id_}", "action_starts", action.starts, named))
        if action.ends is not None:
            dates.append(PlanDate(f"action_ends/{id_}", "action_ends", action.ends, named))
        if action.evaluation is not None:
            after = first_of_next_month(action.evaluation.after.to)
            dates.append(PlanDate(f"evaluation_due/{id_}", "evaluation_due", after, named))
        dates += [
            PlanDate(
                f"roadmap_item/{id_}/{item.id}", "roadmap_item", item.target_date,
                {"title": item.deliverable or item.activity, "responsible": item.responsible},
            )
            for item in action.roadmap
            if item.status == "open" and item.target_date is not None
        ]  # fmt: skip
    dates += [
        PlanDate(f"indicator_due/{row.id}", "indicator_due", row.by, {"title": row.name})
        for row in plan.indicators
        if row.action in live
    ]
    return dates


def _of_the_plan(plan: Plan) -> list[PlanDate]:
    dates: list[PlanDate] = []
    consultation, covenant = plan.file.consultation, plan.file.covenant
    named = {"title": plan.file.title}
    if consultation is not None:
        dates.append(PlanDate("consultation_opens", "consultation_opens", consultation.opens, named))
        dates.append(PlanDate("consultation_closes", "consultation_closes", consultation.closes, named))
    if covenant is not None:
        if covenant.submitted is None:
            dates.append(PlanDate("covenant_plan", "covenant_plan", plan_due(covenant.decided), named))
        dates += [
            PlanDate(
                f"covenant_report/{len(covenant.reports) + place}", "covenant_report", report.due,
                {**named, "report": report.kind},
            )
            for place, report in enumerate(next_reports(covenant), start=1)
        ]  # fmt: skip
    return dates


def first_of_next_month(month: str) -> date:
    """Return the day after a month in ``YYYY-MM``.

    Examples
    --------
    >>> first_of_next_month("2026-12")
    datetime.date(2027, 1, 1)
    """
    year, number = int(month[:4]), int(month[5:7])
    return date(year + number // 12, number % 12 + 1, 1)
