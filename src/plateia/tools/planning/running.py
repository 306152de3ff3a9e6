"""One report of a plan from start to finish: checked, told, drawn, written; all of it or nothing."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.city.retention import check_not_expired
from plateia.city.run import OUT, Progress, Run, silent, start_run
from plateia.errors import AccessError
from plateia.findings.json_files import write_json
from plateia.plans.quality import grid_of
from plateia.plans.remarks import Remark
from plateia.settings.reading import read_settings
from plateia.tools.planning.audits import published_runs
from plateia.tools.planning.checking import PlanCheck, check_folder
from plateia.tools.planning.evaluations import newest_evaluations
from plateia.wording import Wording, load

if TYPE_CHECKING:
    from plateia.knowledge.practices import Practice
    from plateia.plans.folder import Plan
    from plateia.plans.quality import RatersAgreement
    from plateia.reports.plans.content import PlanReport
    from plateia.settings.city import CitySettings

REFUSED = {
    "person.in-text": "G-22",
    "technology.red-line": "G-01 to G-07",
    "problem.label": "G-56",
    "action.practice-person-level": "G-03",
    "indicator.few-answers": "G-10",
}
"""Errors no report is made with, and the guardrails behind them; every other error is printed on top of the report."""
MOST_NAMED = 5


@dataclass(frozen=True)
class PlanRun:
    """Where a finished report lies, what it was made from, and the pages of its PDF."""

    place: Path
    report: PlanReport
    n_pages: int


def report_plan(
    folder: Path, name: str | None = None, *, today: dt.date, language: str | None = None, progress: Progress = silent
) -> PlanRun:
    """Write the report of a plan into ``out/plan-NNN``: page, PDF, briefing, slides, calendar, tables.

    Parameters
    ----------
    folder : Path
        The city folder.
    name : str, optional
        Name of the plan; needed where there are several.
    today : date
        The day the report speaks of. The same files and the same day give the same bytes.
    language : str, optional
        The city's own by default.

    Raises
    ------
    AccessError
        ``plan.refused``: the plan holds what a guardrail keeps out of every report.
    PlateiaError
        Any error of settings, plan, publication or the machine; the folder is then as before.
    """
    from plateia.tools.auditing.running import check_governance

    settings = read_settings(folder)
    wording = load(language or settings.city.language)
    check_governance(settings)
    check_not_expired(settings, folder)
    checked = check_folder(folder, name, today=today)
    check_guardrails(checked.remarks)
    report = told_plan(folder, checked, settings=settings)
    with start_run(folder, tool="plan") as run:
        n_pages = _write(report, run.staging, wording=wording, progress=progress)
        _write_run_json(run, report, wording=wording, n_pages=n_pages)
    return PlanRun(run.place, report, n_pages)


def check_guardrails(remarks: tuple[Remark, ...]) -> None:
    """Refuse a plan that holds data about persons, names people by a label, or rests on what is ruled out.

    Raises
    ------
    AccessError
        ``plan.refused``.
    """
    found = [row for row in remarks if row.gravity == "error" and row.code in REFUSED]
    if not found:
        return
    named = [f"{row.code} ({REFUSED[row.code]}) in {row.file}, {row.where or 'the file'}" for row in found[:MOST_NAMED]]
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise AccessError(
        "plan.refused",
        expected="A plan of places, situations, organisations and groups.",
        seen=f"{'; '.join(named)}{more}.",
        remedy="correct what is named; plateia plan check FOLDER explains each of them.",
    )


def told_plan(folder: Path, checked: PlanCheck, *, settings: CitySettings) -> PlanReport:
    """Return everything a report of the plan may hold, from its check, published runs and the knowledge base."""
    from plateia.reports.plans.content import Achieved, PlanReport, Scored, public_remarks

    plan, scored = checked.plan, checked.forecasts
    return PlanReport(
        plan=plan,
        city=settings.city.name,
        today=checked.today,
        remarks=public_remarks(plan, checked.remarks),
        figures=checked.figures,
        progress=checked.progress,
        overdue=checked.overdue,
        sdg=checked.sdg,
        achieved={id_: Achieved(row.share, row.reached) for id_, row in checked.achievements.items()},
        scored=None if scored is None else Scored(scored.score, scored.low, scored.high, scored.n),
        practices=_practices(folder, checked, city=settings.city.name),
        agreements=_agreements(plan, wording=load(settings.city.language)),
        evaluated=newest_evaluations(folder, plan.actions),
        unit_names=area_names(folder, run=plan.file.run),
        governance={"controller": settings.governance.controller, "contact": settings.governance.contact},
        synthetic=settings.city.synthetic,
    )


def _practices(folder: Path, checked: PlanCheck, *, city: str) -> dict[str, Practice]:
    """Return the practices that actions, reviews and ratings name, of the inventory and of the city's own."""
    from plateia.knowledge.own import read_own_practices
    from plateia.knowledge.practices import practices
    from plateia.plans.action_rules import practices_of

    known = {entry.id: entry for entry in practices()}
    known |= {own.practice.id: own.practice for own in read_own_practices(folder, city=city)}
    plan = checked.plan
    named = dict.fromkeys(id_ for action in plan.actions.values() for id_ in practices_of(action))
    judged = (*plan.ratings.values(), *(() if plan.reviews is None else (plan.reviews,)))
    named |= dict.fromkeys(row.practice for row in judged)
    return {id_: known[id_] for id_ in named if id_ in known}


def _agreements(plan: Plan, *, wording: Wording) -> dict[str, RatersAgreement]:
    """Return how far the two raters of each practice agree."""
    from plateia.tools.raters import raters_agreement

    found = {}
    for name, rating in plan.ratings.items():
        grid = grid_of(rating, grids=plan.grids, wording=wording)
        if grid is not None and (agreement := raters_agreement(rating, grid)) is not None:
            found[name] = agreement
    return found


def area_names(folder: Path, *, run: str | None) -> dict[str, str]:
    """Return the names of areas as a published audit writes them; of the newest where the plan names none."""
    runs = published_runs(folder)
    chosen = run if run in runs else next(iter(runs), None)
    if chosen is None:
        return {}
    try:
        with (folder / OUT / chosen / "tables" / "areas.csv").open(encoding="utf-8", newline="") as stream:
            return {row["area_id"]: row["name"] for row in csv.DictReader(stream) if row["name"]}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError):
        return {}


def _write(report: PlanReport, folder: Path, *, wording: Wording, progress: Progress) -> int:
    """Write every output and return the pages of the PDF."""
    from plateia.reports.plans.briefing import plan_slides, plan_word
    from plateia.reports.plans.machine_file import plan_json
    from plateia.reports.plans.page import plan_html, write_plan_pdf

    texts = {f"tables/{name}": text for name, text in _tables(report, wording).items()}
    texts |= {"plan.json": plan_json(report, wording=wording), "plan.ics": _calendar(report, wording)}
    progress("html", 0, None)
    texts["plan.html"] = plan_html(report, wording=wording)
    (folder / "tables").mkdir()
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="")
    progress("pdf", 0, None)
    n_pages = write_plan_pdf(report, folder / "plan.pdf", wording=wording)
    progress("documents", 0, None)
    (folder / "briefing.docx").write_bytes(plan_word(report, wording=wording))
    (folder / "slides.pptx").write_bytes(plan_slides(report, wording=wording))
    return n_pages


def _tables(report: PlanReport, wording: Wording) -> Mapping[str, str]:
    from plateia.plans.export import plan_tables

    return plan_tables(report.plan, remarks=report.remarks, figures=report.figures, today=report.today, wording=wording)


def _calendar(report: PlanReport, wording: Wording) -> str:
    """Return the calendar, stamped with the day of the report: it has no clock of its own."""
    from plateia.plans.calendar import calendar_text
    from plateia.plans.dates import plan_dates

    stamp = dt.datetime.combine(report.today, dt.time(), tzinfo=dt.UTC)
    dates = plan_dates(report.plan)
    return calendar_text(dates, plan=report.plan.name, city=report.city, stamp=stamp, wording=wording)


def _write_run_json(run: Run, report: PlanReport, *, wording: Wording, n_pages: int) -> None:
    """Write what must not stand in the results: clock and run number."""
    content: dict[str, Any] = {
        "run": run.place.name,
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "plan": report.plan.name,
        "as_of": report.today.isoformat(),
        "language": wording.language,
        "version": "protected",
        "pdf_pages": n_pages,
    }
    write_json(content, run.staging / "run.json")
