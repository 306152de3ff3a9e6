"""From plan and counts to an ``Evaluation``: power, design, effects, what stands beside them, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, TREATED, AreaMonths, Evaluation, UnitCounts
from plateia.findings.model import Choice, Estimate, Finding, Value
from plateia.plans.designs import Facts, advise, level_of
from plateia.settings.city import CitySettings
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.sources.incidents.intake import Intake
from plateia.tables.areas import Areas
from plateia.tables.incidents import month_text
from plateia.tools.auditing.counts import Counts
from plateia.tools.chance import generator
from plateia.tools.evaluating.beside import (
    displacement_finding,
    group_rows,
    high_start_finding,
    pattern_finding,
    untouched_finding,
)
from plateia.tools.evaluating.effects import Effect
from plateia.tools.evaluating.further import HarmTable, further_findings
from plateia.tools.evaluating.methods import effect_by, methods_for
from plateia.tools.evaluating.panel import AREA, Panel, panel_of
from plateia.tools.evaluating.past import UsualVariation, usual_variation
from plateia.tools.evaluating.power import power_finding
from plateia.tools.evaluating.rings import rings_findings
from plateia.tools.evaluating.tables import effects_table, series_table
from plateia.tools.evaluating.telling import effect_finding, period_of, refusal, spans_of, verdict_of

if TYPE_CHECKING:
    from plateia.vocabulary.costs import UnitCost


@dataclass(frozen=True)
class Task:
    """One action to evaluate, with everything that is needed for it.

    Attributes
    ----------
    sealed : mapping or None
        ``on``, ``sha256``, ``late`` and ``changes`` of the seal; None without one.
    """

    action_id: str
    action: Action
    plan: EvaluationPlan
    sealed: Mapping[str, Value] | None
    settings: CitySettings
    areas: Areas
    intake: Intake
    counts: Counts
    seed: int
    unit_costs: Mapping[str, UnitCost]
    harm: HarmTable | None = None

    def rng(self, purpose: str) -> np.random.Generator:
        """Return a generator of its own for each purpose: the order of steps changes no figure."""
        return generator(self.seed, purpose)


def assemble_evaluation(task: Task, *, more: tuple[Finding, ...] = (), **provenance: Any) -> Evaluation:
    """Return the evaluation of one action.

    Parameters
    ----------
    more : tuple of Finding
        What other parts of the plan say: survey outcomes, the quality of delivery.
    provenance
        ``edition``, ``versions``, ``settings_sha256``, ``sources``.
    """
    panel = panel_of(task.plan, task.counts, task.areas)
    usual = usual_variation(panel)
    facts = facts_of(task.plan, panel)
    n_after = len(task.plan.after.all_months())
    findings = [power_finding(task.plan, panel, usual, n_after=n_after), design_finding(task, panel, facts)]
    effects: list[Effect] = []
    if panel.complete:
        effects, told = effects_of(task.plan, panel, usual, facts, rng=task.rng)
        findings += [*told, *rings_findings(task.plan, panel, usual, areas=task.areas, intake=task.intake)]
        level = level_of(facts, task.plan.design).level
        findings += further_findings(task.plan, task.counts, task.areas, harm=task.harm, level=level, rng=task.rng)
    else:
        findings.append(refusal("effect", "evaluation.not-over", panel, method=task.plan.design))
    level = level_of(facts, task.plan.design).level
    findings += [*_costs(task, effects, findings, level=level), *more]
    return _evaluation(task, panel, effects, usual, tuple(findings), provenance)


def facts_of(plan: EvaluationPlan, panel: Panel) -> Facts:
    """Return what the wizard is told."""
    return Facts(
        n_treated=panel.n(TREATED),
        n_comparison=panel.n(COMPARISON),
        n_before=len(plan.before.all_months()) if panel.earlier else panel.n_before,
        n_after=panel.n_after if panel.complete else len(plan.after.all_months()),
        has_displacement_units=panel.has(DISPLACEMENT),
        comparable=plan.comparable_because is not None,
        covariates=plan.covariates_handled is not None,
        randomised=plan.randomised,
    )


def design_finding(task: Task, panel: Panel, facts: Facts) -> Finding:
    """Return what design this is, its level, whether it was fixed beforehand, and what was changed since."""
    plan, advice, sealed = task.plan, advise(facts), task.sealed
    reached = level_of(facts, plan.design)
    values: dict[str, Value] = {
        "template": _seal_state(task),
        "design": plan.design,
        "level": reached.level,
        "level_reason": reached.reason,
        "level_remarks": reached.remarks,
        "advised": advice.design,
        "advised_level": advice.level,
        "reasons": advice.reasons,
        "would_raise": advice.would_raise,
        "sealed_on": sealed["on"] if sealed else None,
        "sha256": sealed["sha256"] if sealed else None,
        "changes": sealed["changes"] if sealed else (),
        "starts": task.action.starts.isoformat() if task.action.starts else None,
        "offence_category": plan.outcome,
        "unit": plan.unit,
        "n_treated": panel.n(TREATED),
        "n_comparison": panel.n(COMPARISON),
        "n_displacement": panel.n(DISPLACEMENT),
        **spans_of(panel),
    }
    return Finding(
        id="evaluation_design",
        kind="evaluation_design",
        values=values,
        estimate=Estimate(float(reached.level), no_interval_reason="scale", unit="maryland_scale"),
        period=period_of(panel),
        method="evaluation_design",
    )


def _seal_state(task: Task) -> str:
    """Return whether the evaluation was fixed before the action began, and what became of it.

    An action without a day on which it starts begins with the period after. Whether it has begun is read from the data
    and never from a clock, so that the same data give the same words: what is not in them yet, nobody chose by.
    """
    begins = task.action.starts.isoformat() if task.action.starts else f"{task.plan.after.from_}-01"
    if task.sealed is None:
        whole = task.counts.months[task.counts.complete]
        if len(whole) and begins[:7] <= month_text(int(whole[-1])):
            return "unsealed"
        return "not_yet" if task.action.starts else "not_yet_no_start"
    late = bool(task.sealed["late"]) or str(task.sealed["on"]) >= begins
    if task.sealed["changes"]:
        return "late_changed" if late else "changed"
    return "late" if late else "sealed"


def effects_of(
    plan: EvaluationPlan,
    panel: Panel,
    usual: UsualVariation,
    facts: Facts,
    *,
    rng: Callable[[str], np.random.Generator],
) -> tuple[list[Effect], list[Finding]]:
    """Return effects, the plan's own method first, and all findings that rest on the period after."""
    methods = [plan.design, *(method for method in methods_for(panel) if method != plan.design)]
    effects: list[Effect] = []
    findings: list[Finding] = []
    for method in methods:
        try:
            effect = effect_by(method, panel, usual, rng=rng(method))
        except MethodError as error:
            if method == plan.design:
                # No verdict by another method takes the place of the one that was fixed beforehand.
                return [], [refusal("effect", error.code, panel, method=method)]
            continue
        effects.append(effect)
        level = level_of(facts, method).level
        primary = method == plan.design
        findings.append(effect_finding(effect, plan=plan, panel=panel, usual=usual, level=level, primary=primary))
    beside = (
        displacement_finding(plan, panel, usual),
        high_start_finding(plan, panel, usual, verdict=verdict_of(effects[0], alpha=plan.significance)),
        pattern_finding(plan, panel, usual, rng("pattern")),
        untouched_finding(plan, panel, usual),
    )
    return effects, [*findings, *(finding for finding in beside if finding is not None)]


def _costs(task: Task, effects: list[Effect], findings: list[Finding], *, level: int) -> list[Finding]:
    from plateia.tools.evaluating.costs import cost_finding

    primary = next((effect for effect in effects if effect.method == task.plan.design), None)
    if task.action.costs is None or primary is None or not primary.has_limits:
        return []
    high_start = next((finding for finding in findings if finding.kind == "high_start"), None)
    return [
        cost_finding(
            task.action.costs,
            task.plan,
            primary,
            high_start,
            level=level,
            unit_costs=task.unit_costs,
            rng=task.rng("costs"),
        )
    ]


def _evaluation(
    task: Task,
    panel: Panel,
    effects: list[Effect],
    usual: UsualVariation,
    findings: tuple[Finding, ...],
    provenance: Mapping[str, Any],
) -> Evaluation:
    import pandas as pd

    from plateia.vocabulary import sensitive_categories

    settings, plan = task.settings, task.plan
    choice = Choice("dispersion", round(usual.factor(panel, TREATED), 3), f"dispersion_{usual.basis}", {"n": usual.n})
    ranked = tuple(replace(finding, rank=rank) for rank, finding in enumerate(findings, start=1))
    return Evaluation(
        city=settings.city.name,
        country=settings.city.country,
        language=settings.city.language,
        action=task.action_id,
        title=task.action.title,
        question=plan.question,
        outcome=plan.outcome,
        sensitive=plan.outcome in sensitive_categories(),
        unit=plan.unit,
        governance=settings.governance.model_dump(exclude_none=True),
        period=period_of(panel),
        groups={group: _ids(panel, group) for group in panel.groups},
        unit_names=dict(zip(panel.ids, panel.names, strict=True)),
        areas_of=_areas_of(task, panel),
        periods={name: _unit_counts(panel, name) for name in ("before", "after") if getattr(panel, name).any()},
        recorded=_recorded(task),
        findings=ranked,
        tables={
            "groups": pd.DataFrame(group_rows(panel)).assign(reason=""),
            "series": series_table(panel, effects[0] if effects else None),
            "effects": effects_table(effects, plan),
        },
        sealed=task.sealed,
        choices=(choice,),
        seed=task.seed,
        synthetic=settings.city.synthetic,
        **provenance,
    )


def _ids(panel: Panel, group: str) -> tuple[str, ...]:
    return tuple(panel.ids[row] for row in np.flatnonzero(panel.groups[group]))


def _areas_of(task: Task, panel: Panel) -> dict[str, tuple[str, ...]]:
    if task.plan.unit == AREA:
        return {area: (area,) for area in panel.ids}
    found: dict[str, list[str]] = {unit: [] for unit in panel.ids}
    for area, unit in zip(task.areas.ids, task.areas.parents[task.plan.unit], strict=True):
        found[str(unit)].append(area)
    return {unit: tuple(areas) for unit, areas in found.items()}


def _unit_counts(panel: Panel, period: str) -> UnitCounts:
    span = panel.before if period == "before" else panel.after
    sums = panel.counts[:, span].sum(axis=1)
    months = frozenset(month_text(int(month)) for month in panel.months[span])
    return UnitCounts(months, {unit: int(n) for unit, n in zip(panel.ids, sums, strict=True)})


def _recorded(task: Task) -> AreaMonths:
    counts = task.counts
    return AreaMonths(
        categories=counts.categories,
        area_ids=task.areas.ids,
        months=tuple(counts.month_texts),
        by_area=counts.by_area.astype(np.int64),
        without_area=counts.without_area.astype(np.int64),
    )
