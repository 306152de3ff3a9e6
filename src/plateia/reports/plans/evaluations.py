"""Can an effect be shown: the evaluation plan of every action, when it was sealed, what was changed, and its power."""

from __future__ import annotations

from typing import Any

from plateia.plans.sealing import binding_seal, changes_since_seal
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.plans.content import Evaluated, PlanReport, Stated, or_unstated, written_day
from plateia.reports.said import said_in_points
from plateia.settings.plan_files.evaluation import REST, EvaluationPlan, Span
from plateia.wording import Wording
from plateia.wording.templates import capital

SERIES = "interrupted_time_series"
MOST_NAMES = 12
CONSEQUENCES = ("effect", "displacement", "refusal")
"""Kinds of finding that say what came of the action; they are shown with the figures they were published with."""


def evaluations_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the evaluation plan of every action; an action without one says so."""
    inner = tuple(
        Section(f"evaluation-{id_}", action.title, tuple(_blocks(report, id_, action.evaluation, wording)))
        for id_, action in report.plan.actions.items()
    )
    return Section("evaluation", wording.text("plan_report.evaluation"), sections=inner) if inner else None


def power_of(report: PlanReport, action: str) -> tuple[Stated, ...]:
    """Return what the newest published evaluation says of the power of an action's design."""
    evaluated = report.evaluated.get(action)
    return () if evaluated is None else evaluated.of_kind("power")


def effects_of(report: PlanReport, action: str) -> tuple[Stated, ...]:
    """Return what the method that decides found in the newest published evaluation; nothing where it is hidden."""
    evaluated = report.evaluated.get(action)
    found = () if evaluated is None else evaluated.of_kind("effect")
    return tuple(one for one in found if one.values.get("primary", True) and not one.hidden)


def _blocks(report: PlanReport, id_: str, plan: EvaluationPlan | None, wording: Wording) -> list[Block]:
    if plan is None:
        return [Paragraph(wording.text("plan_report.no_evaluation"), "warning")]
    power = power_of(report, id_)
    blocks: list[Block] = [Paragraph(wording.text("plan_report.question", question=plan.question))]
    evaluated = report.evaluated.get(id_)
    if evaluated is not None and power:
        blocks += [block for finding in power for block in said_in_points(finding, wording=wording)]
        blocks += [Paragraph(sentence) for sentence in _came_of_it(evaluated, wording)]
        blocks.append(Paragraph(wording.text("plan_report.from_run", run=evaluated.run), "note"))
    else:
        blocks.append(Paragraph(wording.text("plan_report.no_power", action=id_)))
    blocks += _seal(report, id_, plan, wording)
    return [*blocks, _facts(report, plan, wording)]


def _came_of_it(evaluated: Evaluated, wording: Wording) -> list[str]:
    """Return what the method that decides found, and what belongs to it; the others stand in the evaluation."""
    found = [finding for kind in CONSEQUENCES for finding in evaluated.of_kind(kind)]
    deciding = [one for one in found if one.kind != "effect" or one.values.get("primary", True)]
    return list(dict.fromkeys(wording.statement(one) for one in deciding))


def _seal(report: PlanReport, id_: str, plan: EvaluationPlan, wording: Wording) -> list[Block]:
    seal = binding_seal(report.plan.seals, id_)
    if seal is None:
        return [Paragraph(wording.text("seal.none"), "warning")]
    key = "seal.sealed_late" if seal.late else "seal.sealed"
    said = wording.text(key, day=written_day(seal.sealed_on, wording=wording), sha256=seal.sha256)
    changes = changes_since_seal(plan, seal)
    if not changes:
        return [Paragraph(f"{said} {wording.text('seal.unchanged')}")]
    lines = tuple(
        wording.text(
            "seal.change", field=change.field, sealed=_value(change.sealed, wording), now=_value(change.now, wording)
        )
        for change in changes
    )
    return [Paragraph(said), Points(lines)]


def _value(value: Any, wording: Wording) -> str:
    if value is None or value == []:
        return wording.text("plan_report.none")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _facts(report: PlanReport, plan: EvaluationPlan, wording: Wording) -> Table:
    chosen = "plan_report.yes" if plan.chosen_for_high_counts else "plan_report.no"
    measured = [_outcome(name, wording) for name in (*plan.secondary, *plan.also_measured)]
    rows = [
        ("outcome", capital(wording.category_in_sentence(plan.outcome))),
        ("outcome_because", plan.outcome_because),
        ("design", wording.text(f"evaluation_method.{plan.design}")),
        *((("shape", wording.text(f"series_shape.{plan.shape}")),) if plan.design == SERIES else ()),
        ("treated", _units(plan.treated, report, wording)),
        ("comparison", _units(plan.comparison, report, wording)),
        ("comparable_because", plan.comparable_because),
        ("displacement", _units(plan.displacement, report, wording)),
        ("displacement_comparison", _units(plan.displacement_comparison, report, wording)),
        ("before", _span(plan.before, wording)),
        ("after", _span(plan.after, wording)),
        ("expected_reduction", wording.percent(plan.expected_reduction)),
        ("chosen_for_high_counts", wording.text(chosen)),
        ("also_measured", wording.listed(measured) if measured else wording.text("plan_report.none")),
    ]
    cells = tuple(
        (wording.text(f"plan_report.evaluated.{name}"), or_unstated(text, wording=wording)) for name, text in rows
    )
    columns = (wording.text("plan_report.asked"), wording.text("plan_report.answer"))
    return Table(wording.text("plan_report.evaluation_plan"), columns, cells)


def _outcome(name: str, wording: Wording) -> str:
    key = f"plan_report.measured.{name}"
    return wording.text(key) if wording.has(key) else wording.category_in_sentence(name)


def _span(span: Span, wording: Wording) -> str:
    return wording.months(span.months) if span.months else wording.span(span.from_, span.to)


def _units(units: tuple[str, ...], report: PlanReport, wording: Wording) -> str:
    if units == (REST,):
        return wording.text("plan_report.all_others")
    names = []
    for unit in units[:MOST_NAMES]:
        name = report.unit_names.get(unit)
        names.append(unit if name is None else wording.text("plan_report.unit_named", name=name, id=unit))
    if len(units) > MOST_NAMES:
        return wording.text("evaluation.and_more", names=", ".join(names), n=len(units) - MOST_NAMES)
    return wording.listed(names)
