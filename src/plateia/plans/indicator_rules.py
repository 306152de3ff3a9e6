"""What an indicator needs: a direct link, a figure to start from, a target to reach, and a source of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plateia.findings.thresholds import SURVEY_MINIMUM
from plateia.plans.remarks import Remark, repeated_ids
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.indicators import POLICE_RECORDS, SURVEY, FromAudit, Indicator, Observed, OfBaseline
from plateia.vocabulary.sdg import sdg_indicators

FILE = "indicators.toml"
OUTCOME_LEVELS = ("outcome", "impact")

WhyNot = Literal["hidden", "not_covered", "run_missing", "area_missing", "category_missing", "table_unreadable"]


@dataclass(frozen=True, slots=True)
class AuditFigure:
    """What a reference to an audit came to: a sum of published counts, or the reason why there is none."""

    value: float | None
    why_not: WhyNot | None = None


AuditFigures = Mapping[str, AuditFigure]
"""Indicator id -> what its reference came to; empty where nobody looked."""


def baseline_of(indicator: Indicator, figures: AuditFigures) -> float | None:
    """Return the baseline as a number, read from the audit where it refers to one."""
    if isinstance(indicator.baseline, FromAudit):
        figure = figures.get(indicator.id)
        return None if figure is None else figure.value
    return indicator.baseline


def target_of(indicator: Indicator, figures: AuditFigures) -> float | None:
    """Return the target as a number; a share of the baseline needs the baseline."""
    if isinstance(indicator.target, OfBaseline):
        baseline = baseline_of(indicator, figures)
        return None if baseline is None else baseline * indicator.target.share_of_baseline
    return indicator.target


def latest_of(indicator: Indicator) -> Observed | None:
    """Return the latest value of an indicator, or nothing where none was seen yet."""
    return max(indicator.observed, key=lambda observed: observed.on, default=None)


def check_indicators(
    indicators: Sequence[Indicator], *, actions: Mapping[str, Action], figures: AuditFigures, today: date
) -> list[Remark]:
    """Return what is wrong with the indicators, one by one and together."""
    remarks = [
        Remark("indicator.twice", "error", FILE, id_, details={"indicator": id_})
        for id_ in repeated_ids(indicator.id for indicator in indicators)
    ]
    for indicator in indicators:
        remarks += _links(indicator, actions) + _figures(indicator, figures, today)
        remarks += _few_answers(indicator) + _sdg(indicator)
    return remarks + _sources(indicators, actions)


def _links(indicator: Indicator, actions: Mapping[str, Action]) -> list[Remark]:
    id_, remarks = indicator.id, []
    if not indicator.direct_link:
        remarks.append(Remark("indicator.no-direct-link", "error", FILE, id_, "urban_agenda", {"indicator": id_}))
    action = actions.get(indicator.action)
    if action is None:
        details = {"indicator": id_, "action": indicator.action}
        remarks.append(Remark("indicator.action-unknown", "error", FILE, id_, details=details))
    elif action.starts is not None and indicator.by <= action.starts:
        details = {"indicator": id_, "day": indicator.by.isoformat()}
        remarks.append(Remark("indicator.due-before-start", "error", FILE, id_, "smart", details))
    return remarks


def _figures(indicator: Indicator, figures: AuditFigures, today: date) -> list[Remark]:
    id_, remarks = indicator.id, []
    baseline, target = baseline_of(indicator, figures), target_of(indicator, figures)
    if indicator.baseline is None:
        remarks.append(Remark("indicator.no-baseline", "warning", FILE, id_, "smart", {"indicator": id_}))
    figure = figures.get(id_)
    if figure is not None and figure.why_not is not None:
        details = {"indicator": id_, "reason": figure.why_not}
        remarks.append(Remark("indicator.no-audit-figure", "error", FILE, id_, details=details))
    if baseline is not None and baseline == target:
        remarks.append(
            Remark("indicator.target-is-baseline", "error", FILE, id_, "theory_of_change", {"indicator": id_})
        )
    if today > indicator.by and not any(observed.on <= today for observed in indicator.observed):
        details = {"indicator": id_, "day": indicator.by.isoformat()}
        remarks.append(Remark("indicator.not-observed", "note", FILE, id_, details=details))
    return remarks


def _few_answers(indicator: Indicator) -> list[Remark]:
    """What fewer than ten people answered is no figure of a plan: they could be told from it (G-10)."""
    asked = [indicator.baseline_n, *(one.n for one in indicator.observed)]
    if indicator.source_kind != SURVEY or not any(n is not None and n < SURVEY_MINIMUM for n in asked):
        return []
    details = {"indicator": indicator.id, "fewest": SURVEY_MINIMUM}
    return [Remark("indicator.few-answers", "error", FILE, indicator.id, "data_protection", details)]


def _sdg(indicator: Indicator) -> list[Remark]:
    return [
        Remark(
            "indicator.sdg-from-police", "warning", FILE, indicator.id, "sdg", {"indicator": indicator.id, "sdg": id_}
        )
        for id_ in indicator.sdg_indicators
        if sdg_indicators()[id_].population_based and indicator.source_kind == POLICE_RECORDS
    ]


def _sources(indicators: Sequence[Indicator], actions: Mapping[str, Action]) -> list[Remark]:
    """Outcomes of an action may not rest on police records alone."""
    remarks = []
    for id_ in actions:
        outcomes = [row for row in indicators if row.action == id_ and row.level in OUTCOME_LEVELS]
        if outcomes and all(row.source_kind == POLICE_RECORDS for row in outcomes):
            remarks.append(Remark("indicator.police-only", "error", FILE, id_, "theory_of_change", {"action": id_}))
    return remarks
