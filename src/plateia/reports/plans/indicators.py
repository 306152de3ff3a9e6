"""How success will be seen: indicators with baseline, target, source and how far they came."""

from __future__ import annotations

from plateia.plans.indicator_rules import baseline_of, latest_of, target_of
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.settings.plan_files.indicators import FromAudit, Indicator
from plateia.wording import Wording

OUTCOMES = ("outcome", "impact")


def indicators_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the indicators, and on what kinds of source the outcomes rest."""
    if not report.plan.indicators:
        return None
    blocks: list[Block] = [
        Paragraph(outcome_sources(report, wording=wording)),
        indicators_table(report, wording=wording),
        _sources(report, wording),
    ]
    reasons = tuple((row.name, row.link_reason, row.achievable_because) for row in report.plan.indicators)
    columns = tuple(wording.text(f"indicator.{name}") for name in ("name", "link_reason", "achievable_because"))
    blocks.append(Table(wording.text("plan_report.indicator_reasons"), columns, reasons))
    return Section("indicators", wording.text("indicator.heading"), tuple(blocks))


def outcome_sources(report: PlanReport, *, wording: Wording) -> str:
    """Return the sentence that says on what kinds of source the outcome indicators rest."""
    kinds = [row.source_kind for row in report.plan.indicators if row.level in OUTCOMES]
    if not kinds:
        return wording.text("plan_report.no_outcomes")
    counted = [
        wording.text(
            "plan_report.source_count", kind=wording.text(f"indicator.source_kind.{kind}"), n=kinds.count(kind)
        )
        for kind in dict.fromkeys(kinds)
    ]
    return wording.text("plan_report.outcome_sources", n=len(kinds), kinds=wording.listed(counted))


def indicators_table(report: PlanReport, *, wording: Wording) -> Table:
    """Return baseline, target and achievement of every indicator."""
    rows = tuple(
        (
            row.name,
            wording.text(f"indicator.level.{row.level}"),
            row.unit,
            _baseline(row, report, wording),
            _figure(target_of(row, report.figures), wording),
            written_day(row.by, wording=wording),
            _latest(row, wording),
            achievement_words(report, row, wording=wording),
        )
        for row in report.plan.indicators
    )
    names = ("name", "unit", "baseline", "target", "by", "latest")
    name, unit, *others = (wording.text(f"indicator.{key}") for key in names)
    columns = (name, wording.text("plan_report.level"), unit, *others, wording.text("plan_report.achievement"))
    return Table(wording.text("plan_report.indicator_figures"), columns, rows, frozenset({4}))


def few_columns(report: PlanReport, *, wording: Wording) -> Table:
    """Return the indicators for a page or slide that an office goes on with: name, from, to, how far."""
    rows = tuple(
        (
            wording.text("plan_report.figure_with", figure=row.name, what=row.unit),
            _figure(baseline_of(row, report.figures), wording),
            wording.text(
                "plan_report.figure_with", figure=_figure(target_of(row, report.figures), wording),
                what=written_day(row.by, wording=wording),
            ),
            achievement_words(report, row, wording=wording),
        )
        for row in report.plan.indicators
    )  # fmt: skip
    columns = (
        *(wording.text(f"indicator.{name}") for name in ("name", "baseline", "target")),
        wording.text("plan_report.achievement"),
    )
    return Table(wording.text("plan_report.indicator_figures"), columns, rows, frozenset({1}))


def achievement_words(report: PlanReport, indicator: Indicator, *, wording: Wording) -> str:
    """Return how far an indicator came, or why that cannot be said."""
    baseline, target = baseline_of(indicator, report.figures), target_of(indicator, report.figures)
    if baseline is not None and baseline == target:
        return wording.text("plan_report.undefined")
    reached = report.achieved.get(indicator.id)
    if reached is not None and reached.share is not None:
        return wording.text("indicator.achievement", share=reached.share)
    if baseline is None:
        return wording.text("plan_report.no_baseline")
    return wording.text("plan_report.not_observed")


def _figure(number: float | None, wording: Wording) -> str:
    """Write a figure of a plan with the digits it has, at most two."""
    if number is None:
        return wording.text("mark.not_available")
    digits = next((digits for digits in (0, 1) if abs(number - round(number, digits)) < 1e-9), 2)
    return wording.number(number, digits)


def _baseline(row: Indicator, report: PlanReport, wording: Wording) -> str:
    written = _figure(baseline_of(row, report.figures), wording)
    figure = report.figures.get(row.id)
    if figure is not None and figure.why_not is not None:
        why = wording.text(f"indicator.why_not.{figure.why_not}")
        return wording.text("plan_report.figure_with", figure=wording.text("mark.not_available"), what=why)
    told = [] if row.baseline_period is None or row.baseline is None else [row.baseline_period]
    if isinstance(row.baseline, FromAudit):
        told.append(wording.text("indicator.from_audit", audit=row.baseline.audit))
    return wording.text("plan_report.figure_with", figure=written, what="; ".join(told)) if told else written


def _latest(row: Indicator, wording: Wording) -> str:
    latest = latest_of(row)
    if latest is None:
        return wording.text("mark.not_available")
    day = written_day(latest.on, wording=wording)
    return wording.text("plan_report.figure_with", figure=_figure(latest.value, wording), what=day)


def _sources(report: PlanReport, wording: Wording) -> Table:
    rows = tuple(
        (
            row.name,
            row.source,
            wording.text(f"indicator.source_kind.{row.source_kind}"),
            row.frequency,
            row.owner,
        )
        for row in report.plan.indicators
    )
    columns = (
        wording.text("indicator.name"),
        wording.text("indicator.source"),
        wording.text("plan_report.source_kind"),
        wording.text("indicator.frequency"),
        wording.text("indicator.owner"),
    )
    return Table(wording.text("plan_report.indicator_sources"), columns, rows)
