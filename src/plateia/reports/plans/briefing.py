"""``briefing.docx`` of a plan: what matters on few pages, for an office that goes on writing; and its six slides."""

from __future__ import annotations

from dataclasses import replace

from plateia.plans.export import said
from plateia.plans.problem_rules import latest_frame
from plateia.reports.briefing import decision_table
from plateia.reports.document import Block, Figure, Paragraph, Points, Section
from plateia.reports.plans.actions import actions_table
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.evaluations import power_of
from plateia.reports.plans.in_short import in_short
from plateia.reports.plans.indicators import few_columns, outcome_sources
from plateia.reports.plans.page import imprint_of
from plateia.reports.plans.problems import symptom_lines
from plateia.reports.plans.progress_bars import actions_left_out, progress_bars, progress_rows
from plateia.reports.plans.roadmap import (
    overdue_lines,
    progress_lines,
    roadmap_figure,
    roadmap_steps,
    roadmap_table,
    roadmap_title,
)
from plateia.reports.plans.theories import theory_figure
from plateia.reports.plans.theory_slide import theory_slide
from plateia.reports.presentation import Slide, render_presentation
from plateia.reports.said import said_in_points
from plateia.reports.word_document import render_word_document
from plateia.wording import Wording


def plan_word(report: PlanReport, *, wording: Wording) -> bytes:
    """Return the briefing as a Word file; the same plan on the same day gives the same bytes."""
    sections = _sections(report, wording)
    imprint = imprint_of(report, wording=wording)
    return render_word_document(imprint, sections, wording=wording, new_page=frozenset({"theory", "roadmap"}))


def plan_slides(report: PlanReport, *, wording: Wording) -> bytes:
    """Return six slides: in short, the problem, why it should work, by when, how we will see it, for decision."""
    slides = (
        Slide(report.plan.file.title, in_short(report, wording=wording)),
        _problem_slide(report, wording),
        theory_slide(report, wording=wording),
        _roadmap_slide(report, wording),
        _indicator_slide(report, wording),
        _decision_slide(report, wording),
    )
    return render_presentation(imprint_of(report, wording=wording), slides, wording=wording)


def _sections(report: PlanReport, wording: Wording) -> list[Section]:
    errors = tuple(said(remark, wording=wording) for remark in report.remarks_of("error"))
    parts: list[tuple[str, str, list[Block]]] = [
        ("errors", "plan_report.errors", [Points(errors)] if errors else []),
        ("in_short", "first_page.in_short", [Paragraph(said, "lead") for said in in_short(report, wording=wording)]),
        ("problem", "problem.heading", _problem_blocks(report, wording)),
        ("actions", "action.heading", [replace(actions_table(report, wording=wording), caption="")]),
        ("theory", "theory.heading", list(_pictures(report, wording))),
        ("roadmap", "action.roadmap", _roadmap_blocks(report, wording)),
        ("indicators", "indicator.heading", _indicator_blocks(report, wording)),
        ("evaluation", "plan_report.evaluation", _power_blocks(report, wording)),
        ("decision", "first_page.decision", _decision(wording)),
        ("sources", "documents.sources", [Paragraph(wording.text("plan_report.briefing_rest"), "note")]),
    ]  # fmt: skip
    return [Section(key, wording.text(heading), tuple(blocks)) for key, heading, blocks in parts if blocks]


def _decision(wording: Wording) -> list[Block]:
    return [decision_table(wording=wording), Paragraph(wording.text("documents.decision_by"))]


def _problem_blocks(report: PlanReport, wording: Wording) -> list[Block]:
    blocks: list[Block] = []
    for problem in report.plan.problems.values():
        blocks += [Paragraph(problem.title, "lead"), Points(symptom_lines(problem, wording=wording))]
    return blocks


def _pictures(report: PlanReport, wording: Wording) -> list[Figure]:
    figures = (theory_figure(report, name, wording=wording) for name in report.plan.theories)
    return [replace(figure, twin=None) for figure in figures if figure is not None]


def _roadmap_blocks(report: PlanReport, wording: Wording) -> list[Block]:
    figure, items = roadmap_figure(report, wording=wording), roadmap_table(report, wording=wording, kinds=False)
    blocks: list[Block] = [] if figure is None else [figure]
    overdue = overdue_lines(report, wording=wording)
    blocks.append(Points(overdue) if overdue else Paragraph(wording.text("plan.nothing_overdue")))
    blocks += [Paragraph(line) for line in progress_lines(report, wording=wording)]
    return blocks if items is None else [*blocks, items]


def _indicator_blocks(report: PlanReport, wording: Wording) -> list[Block]:
    if not report.plan.indicators:
        return []
    return [Paragraph(outcome_sources(report, wording=wording)), few_columns(report, wording=wording)]


def _power_blocks(report: PlanReport, wording: Wording) -> list[Block]:
    powers = [one for id_ in report.plan.actions for one in power_of(report, id_)]
    if not powers:
        return [Paragraph(wording.text("plan_report.no_power_at_all"))]
    return [block for power in powers for block in said_in_points(power, wording=wording)]


def _power(report: PlanReport, wording: Wording) -> tuple[str, ...]:
    said = tuple(wording.statement(one) for id_ in report.plan.actions for one in power_of(report, id_))
    return said or (wording.text("plan_report.no_power_at_all"),)


def _problem_slide(report: PlanReport, wording: Wording) -> Slide:
    problems = list(report.plan.problems.values())
    if not problems:
        return Slide(wording.text("problem.heading"), (wording.text("plan_report.no_problem"),))
    notes = tuple(f"{row.source}: {row.says}" for problem in problems for row in latest_frame(problem).evidence)
    return Slide(problems[0].title, symptom_lines(problems[0], wording=wording), notes=notes)


def _roadmap_slide(report: PlanReport, wording: Wording) -> Slide:
    """Return progress as bars over the items by their days, both to be edited; the drawing stands in the report."""
    title = roadmap_title(report, wording=wording)
    late = overdue_lines(report, wording=wording)
    calm = () if late else (wording.text("plan.nothing_overdue"),)
    points = (*actions_left_out(report, wording=wording), *calm)
    bars = progress_bars(report, title=title, wording=wording)
    notes = (*progress_lines(report, wording=wording), *progress_rows(report, wording=wording), *late)
    return Slide(title, points, roadmap_steps(report, wording=wording), bars, notes)


def _indicator_slide(report: PlanReport, wording: Wording) -> Slide:
    if not report.plan.indicators:
        return Slide(wording.text("indicator.heading"), (wording.text("plan_report.no_indicators"),))
    return Slide(
        outcome_sources(report, wording=wording),
        (),
        few_columns(report, wording=wording),
        notes=_power(report, wording),
    )


def _decision_slide(report: PlanReport, wording: Wording) -> Slide:
    errors = report.remarks_of("error")
    points = [said(remark, wording=wording) for remark in (errors or report.remarks_of("warning"))]
    key = "errors" if errors else "warnings" if points else "clean"
    title = wording.text(f"plan_report.open_points.{key}", n=len(points))
    # First, as the last of many points leave the slide.
    points.insert(0, wording.text("documents.decision_by"))
    return Slide(title, tuple(points), decision_table(wording=wording))
