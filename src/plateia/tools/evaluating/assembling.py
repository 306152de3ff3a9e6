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
from plateia.tools.evaluating.beside import (
    displacement_finding,
    group_rows,
    high_start_finding,
    pattern_finding,
    untouched_finding,
)
from plateia.tools.evaluating.effects import Effect, effect_by, methods_for
from plateia.tools.evaluating.panel import AREA, Panel, panel_of
from plateia.tools.evaluating.past import UsualVariation, usual_variation
from plateia.tools.evaluating.power import power_finding
from plateia.tools.evaluating.rings import rings_finding
from plateia.tools.evaluating.telling import effect_finding, period_of, refusal, spans_of

if TYPE_CHECKING:
    import pandas as pd

QUARTER_MONTHS = 3


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

    def rng(self, purpose: str) -> np.random.Generator:
        """Return a generator of its own for each purpose: the order of steps changes no figure."""
        return np.random.default_rng([self.seed, *purpose.encode()])


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
        rings = rings_finding(task.plan, panel, usual, areas=task.areas, intake=task.intake)
        findings += told if rings is None else [*told, rings]
    else:
        findings.append(refusal("effect", "evaluation.not-over", panel, method=task.plan.design))
    findings += [*_costs(task, effects), *more]
    return _evaluation(task, panel, effects, usual, tuple(findings), provenance)


def facts_of(plan: EvaluationPlan, panel: Panel) -> Facts:
    """Return what the wizard is told."""
    return Facts(
        n_treated=panel.n(TREATED),
        n_comparison=panel.n(COMPARISON),
        n_before=panel.n_before,
        n_after=panel.n_after if panel.complete else len(plan.after.all_months()),
        has_displacement_units=panel.has(DISPLACEMENT),
        comparable=plan.comparable_because is not None,
        covariates=plan.covariates_handled is not None,
        randomised=plan.randomised,
    )


def design_finding(task: Task, panel: Panel, facts: Facts) -> Finding:
    """Return what design this is, its level, whether it was fixed beforehand, and what was changed since."""
    plan, advice = task.plan, advise(facts)
    sealed = task.sealed
    changes: Any = sealed["changes"] if sealed else ()
    state = "unsealed" if not sealed else "late" if sealed.get("late") else "changed" if changes else "sealed"
    reached = level_of(facts, plan.design)
    values: dict[str, Value] = {
        "template": state,
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
        "changes": tuple(changes),
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
        estimate=Estimate(float(reached.level), no_interval_reason="scale", unit="Maryland scale"),
        period=period_of(panel),
        method="evaluation_design",
    )


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
        high_start_finding(plan, panel, usual),
        pattern_finding(plan, panel, usual, rng("pattern")),
        untouched_finding(plan, panel, usual),
    )
    return effects, [*findings, *(finding for finding in beside if finding is not None)]


def _costs(task: Task, effects: list[Effect]) -> list[Finding]:
    from plateia.tools.evaluating.costs import cost_finding

    primary = next((effect for effect in effects if effect.method == task.plan.design), None)
    if task.action.costs is None or primary is None or primary.averted_low is None:
        return []
    return [cost_finding(task.action.costs, task.plan, primary, rng=task.rng("costs"))]


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
            "series": _series(panel, effects[0] if effects else None),
            "effects": _effects_table(effects, plan),
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


def _series(panel: Panel, effect: Effect | None) -> pd.DataFrame:
    """Return each group by month and by quarter; expected incidents stand beside the treated units."""
    import pandas as pd

    chosen = np.flatnonzero(panel.before | panel.after)
    quarters = [block for span in (panel.before, panel.after) for block in _blocks(np.flatnonzero(span))]
    rows = []
    for group in panel.groups:
        if not panel.has(group):
            continue
        counts = panel.counts[panel.groups[group]].sum(axis=0)
        expected = effect.series if effect is not None and group == TREATED else None
        for span, blocks in (("month", [np.array([one]) for one in chosen]), ("quarter", quarters)):
            for block in blocks:
                rows.append(_series_row(group, span, block, panel, counts, expected))
    columns = ["group", "span", "months", "period", "n", "expected", "expected_low", "expected_high"]
    return pd.DataFrame(rows, columns=columns).assign(reason="")


def _blocks(positions: np.ndarray) -> list[np.ndarray]:
    """Return runs of three months from the first on; a rest that is shorter joins the last."""
    blocks = [positions[at : at + QUARTER_MONTHS] for at in range(0, len(positions), QUARTER_MONTHS)]
    if len(blocks) > 1 and len(blocks[-1]) < QUARTER_MONTHS:
        blocks[-2:] = [np.concatenate(blocks[-2:])]
    return blocks


def _series_row(
    group: str, span: str, block: np.ndarray, panel: Panel, counts: np.ndarray, expected: Any
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "group": group,
        "span": span,
        "months": " ".join(month_text(int(month)) for month in panel.months[block]),
        "period": "before" if panel.before[block[0]] else "after",
        "n": int(counts[block].sum()),
    }
    for name, series in zip(("expected", "expected_low", "expected_high"), expected or (None,) * 3, strict=True):
        single = name == "expected" or len(block) == 1  # limits of months do not add up to those of a quarter
        row[name] = float(series[block].sum()) if series is not None and single else None
    return row


def _effects_table(effects: list[Effect], plan: EvaluationPlan) -> pd.DataFrame:
    import pandas as pd

    names = ("ratio", "low", "high", "averted", "averted_low", "averted_high", "p", "smallest_p")
    rows = [
        {
            "method": effect.method,
            "primary": effect.method == plan.design,
            **{name: np.nan if getattr(effect, name) is None else float(getattr(effect, name)) for name in names},
            "basis": effect.basis,
            "assumptions": " ".join(effect.assumptions),
            "caveats": " ".join(effect.caveats),
        }
        for effect in effects
    ]
    return pd.DataFrame(rows, columns=["method", "primary", *names, "basis", "assumptions", "caveats"]).assign(
        reason=""
    )
