"""The action plan: a folder of files started from a finding, checked, sealed, and written as calendar and tables."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.tools.tool import Option, Tool

if TYPE_CHECKING:
    from plateia.plans.sealing import Seal
    from plateia.tools.planning.checking import PlanCheck

TOOL = Tool(
    name="plan",
    question="What do we do, with whom, why should it work, and how will we see whether it did?",
    step="plan",
    focus_areas=("juvenile_delinquency", "radicalisation", "organised_crime", "safe_public_spaces"),
    needs=("a city folder", "a finding of a published audit, for a plan started from one"),
    gives=("plans/<plan>/*.toml", "seals.json", "calendar.ics", "*.csv"),
    not_for="cases, referrals or lists of persons: a plan names organisations, places and groups",
    options=(
        Option("finding", "id of the finding the plan starts from"),
        Option("run", "the published run it stands in; the newest by default"),
        Option("late", "seal although the action has started; the seal then says so", False),
    ),
)


def new(folder: Path, name: str, *, finding: str | None = None, run: str | None = None, today: date) -> Path:
    """Write a commented plan into ``plans/<name>``, pre-filled from a finding where one is named.

    Returns
    -------
    Path
        The folder of the plan. It is a draft that reads without errors; ``check`` says what is still to be written.

    Raises
    ------
    SettingsError
        ``plan.name``, ``plan.exists``, ``plan.run-without-finding``.
    InputError
        ``plan.run-not-found``, ``plan.finding-not-found``, ``plan.findings-unreadable``.
    """
    from plateia.city.run import locked_folder
    from plateia.tools.planning.starting import start_plan

    with locked_folder(folder):
        return start_plan(folder, name, finding=finding, run=run, today=today)


def check(folder: Path, name: str | None = None, *, today: date) -> PlanCheck:
    """Read a plan with what its audits say, and return every remark on it.

    Raises
    ------
    PlateiaError
        Any error of ``read_plan``: what cannot be read cannot be checked.
    """
    from plateia.tools.planning.checking import check_folder

    return check_folder(folder, name, today=today)


def seal(folder: Path, action: str, *, name: str | None = None, today: date, late: bool = False) -> Seal:
    """Seal the evaluation plan of an action before it starts; append the seal to ``seals.json``.

    Raises
    ------
    InputError
        ``plan.action-not-found``, ``plan.no-evaluation``, ``plan.evaluation-unwritten``.
    MethodError
        ``seal.no-start``, ``seal.too-late``, ``seal.nothing-changed``.
    """
    from plateia.city.run import locked_folder
    from plateia.tools.planning.sealing import seal_action

    with locked_folder(folder):
        return seal_action(folder, action, name=name, today=today, late=late)


def calendar(folder: Path, name: str | None = None, *, stamp: datetime, language: str = "en") -> str:
    """Return the dates of a plan as the text of an iCalendar file; ``stamp`` is when it is made, in UTC.

    Raises
    ------
    AccessError
        ``plan.refused``: the plan holds what a guardrail keeps out of every file that is handed on.
    """
    from plateia.plans.calendar import calendar_text
    from plateia.plans.dates import plan_dates
    from plateia.tools.planning.running import check_guardrails
    from plateia.wording import load

    checked = check(folder, name, today=stamp.date())
    check_guardrails(checked.remarks)
    plan = checked.plan
    dates = plan_dates(plan)
    return calendar_text(dates, plan=plan.name, city=folder.resolve().name, stamp=stamp, wording=load(language))


def tables(folder: Path, name: str | None = None, *, today: date, language: str = "en") -> dict[str, str]:
    """Return the plan as CSV texts by file name; see ``calendar`` for what is refused."""
    from plateia.plans.export import plan_tables
    from plateia.tools.planning.running import check_guardrails
    from plateia.wording import load

    checked = check(folder, name, today=today)
    check_guardrails(checked.remarks)
    return plan_tables(
        checked.plan, remarks=checked.remarks, figures=checked.figures, today=today, wording=load(language)
    )
