"""The report of a plan as one page and as PDF: what matters, then the chain from the problem to the evaluation."""

from __future__ import annotations

from pathlib import Path

import plateia
from plateia.reports.document import Block, Paragraph, Points, Section
from plateia.reports.office import Imprint
from plateia.reports.pages import render_page, write_page_pdf
from plateia.reports.plans.actions import actions_section
from plateia.reports.plans.content import PlanReport, written_day
from plateia.reports.plans.evaluations import evaluations_section
from plateia.reports.plans.evidence import evidence_section
from plateia.reports.plans.in_short import in_short
from plateia.reports.plans.indicators import indicators_section
from plateia.reports.plans.outlook import foresight_section, goals_section
from plateia.reports.plans.people import people_section
from plateia.reports.plans.problems import problems_section
from plateia.reports.plans.process import process_section
from plateia.reports.plans.remarks import errors_section, remarks_section
from plateia.reports.plans.roadmap import roadmap_section
from plateia.reports.plans.sheets import sheets_section
from plateia.reports.plans.standing import consultation_section, standing_section
from plateia.reports.plans.technologies import technologies_section
from plateia.reports.plans.theories import theories_section
from plateia.wording import Wording


def plan_html(report: PlanReport, *, wording: Wording) -> str:
    """Return the report as one HTML file that contacts nobody."""
    return render_page(
        imprint_of(report, wording=wording),
        in_short(report, wording=wording),
        plan_sections(report, wording=wording),
        wording=wording,
    )


def write_plan_pdf(report: PlanReport, path: Path, *, wording: Wording) -> int:
    """Write the report as PDF/UA-1 and return its number of pages."""
    return write_page_pdf(
        imprint_of(report, wording=wording),
        in_short(report, wording=wording),
        plan_sections(report, wording=wording),
        path,
        wording=wording,
    )


def imprint_of(report: PlanReport, *, wording: Wording) -> Imprint:
    """Return title, state date and labels; a plan with errors says so on top."""
    labels = []
    if report.synthetic:
        labels.append(wording.text("report.synthetic"))
    n_errors = len(report.remarks_of("error"))
    if n_errors:
        labels.append(wording.text("plan_report.label_errors", n=n_errors))
    if not wording.reviewed:
        labels.append(wording.text("language.not_reviewed"))
    day = written_day(report.today, wording=wording)
    return Imprint(
        title=report.plan.file.title,
        subtitle=wording.text("plan_report.subtitle", city=report.city),
        author=report.plan.file.lead,
        mark=wording.text("plan_report.as_of", day=day),
        labels=tuple(labels),
        made_with=wording.text("report.made_with", version=plateia.__version__),
    )


def plan_sections(report: PlanReport, *, wording: Wording) -> list[Section]:
    """Return the sections; those with nothing to say are left out."""
    sections = (
        errors_section(report, wording=wording),
        problems_section(report, wording=wording),
        people_section(report, wording=wording),
        process_section(report, wording=wording),
        theories_section(report, wording=wording),
        actions_section(report, wording=wording),
        evidence_section(report, wording=wording),
        roadmap_section(report, wording=wording),
        indicators_section(report, wording=wording),
        evaluations_section(report, wording=wording),
        technologies_section(report, wording=wording),
        sheets_section(report, wording=wording),
        consultation_section(report, wording=wording),
        standing_section(report, wording=wording),
        foresight_section(report, wording=wording),
        goals_section(report, wording=wording),
        remarks_section(report, wording=wording),
        _sources(report, wording),
    )
    return [section for section in sections if section is not None]


def _sources(report: PlanReport, wording: Wording) -> Section:
    """Return what the report rests on, who answers for it, and what it leaves out on purpose."""
    lines = [wording.text("plan_report.source_files", plan=report.plan.name)]
    if report.plan.file.run is not None:
        lines.append(wording.text("plan_report.source_run", run=report.plan.file.run, finding=report.plan.file.finding))
    lines += [wording.text("plan_report.source_small"), wording.text("plan_report.source_sheets")]
    lines.append(wording.text("plan_report.source_practices"))
    blocks: list[Block] = [Points(tuple(lines))]
    controller, contact = report.governance.get("controller"), report.governance.get("contact")
    if controller and contact:
        said = wording.text("report.prepared_by", controller=controller, contact=contact)
        blocks.append(Paragraph(said, "note"))
    return Section("sources", wording.text("plan_report.sources"), tuple(blocks))
