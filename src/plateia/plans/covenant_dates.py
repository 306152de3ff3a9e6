"""Dates that covenants set: when the plan is due, when reports are due, and what they must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.plan import Covenant

YEARS_TO_PLAN = 1
YEARS_BETWEEN_REPORTS = 2
PARTS = ("prevention_of_violent_radicalisation", "protection_of_public_spaces")
FILE = "plan.toml"

ReportKind = Literal["progress", "action", "full"]


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is due: ``progress`` (security covenant), ``action`` or ``full`` (climate covenant)."""

    due: date
    kind: ReportKind


def anniversary(day: date, *, years: int) -> date:
    """Return the same day in another year; 29 February falls back to 28 February.

    Examples
    --------
    >>> anniversary(date(2024, 2, 29), years=1), anniversary(date(2024, 2, 29), years=4)
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def plan_due(decided: date) -> date:
    """Return the day by which the action plan is due: one year after the decision of the council."""
    return anniversary(decided, years=YEARS_TO_PLAN)


def reports_due(submitted: date, *, pattern: Literal["security", "climate"], number: int) -> tuple[Report, ...]:
    """Return the first reports after the plan was submitted: every second year.

    On the pattern of the climate covenant every second report is a full one, with the inventory.

    Examples
    --------
    >>> [report.due.isoformat() for report in reports_due(date(2025, 1, 20), pattern="security", number=2)]
    ['2027-01-20', '2029-01-20']
    >>> [report.kind for report in reports_due(date(2025, 1, 20), pattern="climate", number=4)]
    ['action', 'full', 'action', 'full']
    """
    kinds: tuple[ReportKind, ...] = ("progress",) if pattern == "security" else ("action", "full")
    return tuple(
        Report(anniversary(submitted, years=YEARS_BETWEEN_REPORTS * (place + 1)), kinds[place % len(kinds)])
        for place in range(number)
    )


def next_reports(covenant: Covenant, *, number: int = 2) -> tuple[Report, ...]:
    """Return the next reports that are not delivered yet."""
    if covenant.submitted is None:
        return ()
    delivered = len(covenant.reports)
    return reports_due(covenant.submitted, pattern=covenant.pattern, number=delivered + number)[delivered:]


def check_covenant(covenant: Covenant, *, actions: frozenset[str], today: date) -> list[Remark]:
    """Return what a covenant's dates and parts ask for."""
    remarks = []
    rule = f"{covenant.pattern}_covenant"
    due = plan_due(covenant.decided)
    if covenant.submitted is None and today > due:
        days = (today - due).days
        remarks.append(
            Remark("covenant.plan-overdue", "note", FILE, "covenant", rule, {"day": due.isoformat(), "days": days})
        )
    if covenant.submitted is not None and covenant.submitted > due:
        details = {"day": due.isoformat(), "days": (covenant.submitted - due).days}
        remarks.append(Remark("covenant.plan-late", "note", FILE, "covenant", rule, details))
    for report in next_reports(covenant, number=1):
        if today > report.due:
            details = {"day": report.due.isoformat(), "days": (today - report.due).days, "kind": report.kind}
            remarks.append(Remark("covenant.report-overdue", "note", FILE, "covenant", rule, details))
    if covenant.pattern == "security":
        remarks += _parts(covenant, actions=actions)
    return remarks


def _parts(covenant: Covenant, *, actions: frozenset[str]) -> list[Remark]:
    remarks = []
    for part in PARTS:
        named = getattr(covenant, part)
        if not named:
            remarks.append(Remark("covenant.part-missing", "error", FILE, part, "security_covenant", {"part": part}))
        remarks += [
            Remark("covenant.action-unknown", "error", FILE, part, details={"action": action, "part": part})
            for action in named
            if action not in actions
        ]
    return remarks
