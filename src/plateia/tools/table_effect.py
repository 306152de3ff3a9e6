"""The effect of an action from a table of counts by unit and period, without a city folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.errors import SettingsError
from plateia.reports.evaluation.figures_said import figure_lines
from plateia.tools.tool import SEED, Option, Tool

if TYPE_CHECKING:
    from plateia.findings.model import Finding, Value
    from plateia.settings.plan_files.evaluation import EvaluationPlan
    from plateia.tools.evaluating.panel import Panel
    from plateia.tools.evaluating.past import UsualVariation
    from plateia.wording import Wording

TOOL = Tool(
    name="effect",
    question="I have a table of counts by place and period: did they change where we acted, and could that be seen?",
    step="evaluate",
    focus_areas=("juvenile_delinquency", "organised_crime", "safe_public_spaces"),
    needs=("a table with one row per unit and period", "which units were treated, and from when"),
    gives=("power, the effect by each method the table can bear, checks: as text or JSON",),
    not_for="publication: numbers are shown as they are, small ones too; `evaluate` makes what may be published",
    options=(
        Option("unit", "column of the units"),
        Option("period", "column of the periods: 2024-03 or a date of it, 2024-Q1, 2024"),
        Option("count", "column of the counts"),
        Option("treated", "ids of the treated units, separated by commas, or by semicolons where an id holds a comma"),
        Option("start", "first period with the action"),
        Option("design", "the one design that decides; chosen from the table by default"),
        Option("displacement", "ids of units around the treated ones, into which offences could move"),
        Option("displacement_comparison", "ids of units that those around are compared with"),
        Option("exposure", "column of residents or whatever the counts may be divided by, one number for each unit"),
        Option("reduction", "the share by which counts are expected to fall; power is computed for it", "0.2"),
        Option("comparable", "why the comparison units are comparable; without it no causal word is used"),
        Option("decimal", "how the table writes decimal fractions: . or ,", "."),
        SEED,
    ),
)


@dataclass(frozen=True)
class TableEffect:
    """What a table says of an action.

    Attributes
    ----------
    findings : tuple of Finding
        Power first; kinds as in ``plateia.findings.model.EVALUATION_KINDS``.
    design, level : str, int
        The design that decides, and its level.
    compared : mapping
        Units, periods and counts that are held against each other: ``n_treated``, ``n_comparison``, ``before`` and
        ``after`` with ``_from`` and ``_to``, ``comparison_before``, ``comparison_after``.
    """

    findings: tuple[Finding, ...]
    design: str
    level: int
    compared: Mapping[str, Value]
    n_units: int
    n_before: int
    n_after: int


def run(
    path: Path,
    *,
    unit: str,
    period: str,
    count: str,
    treated: Sequence[str],
    start: str,
    design: str | None = None,
    displacement: Sequence[str] = (),
    displacement_comparison: Sequence[str] = (),
    exposure: str | None = None,
    expected_reduction: float = 0.2,
    comparable: str | None = None,
    decimal: str = ".",
    seed: int = 1,
) -> TableEffect:
    """Return power, effects and checks from a table of counts.

    Parameters
    ----------
    path : Path
        CSV, Excel or Parquet; every unit with every period once. A missing row is no zero.
    displacement : sequence of str
        Units around the treated ones; they are no comparison units.
    displacement_comparison : sequence of str
        What those are compared with; else with the comparison units of the treated ones.
    exposure : str, optional
        Column of residents or the like, the same number in all rows of a unit. Only weighted comparisons
        (``synthetic_control``, ``synthetic_did``) need it: they compare rates.
    expected_reduction : float, in (0, 1)
        What power is computed for.
    comparable : str, optional
        Why the other units are comparable.

    Raises
    ------
    InputError
        Those of ``plateia.tools.evaluating.unit_table.panel_of_table`` and of reading a table.
    SettingsError
        ``effect.treated-unknown``, ``effect.unit-in-two-groups``, ``effect.surroundings-missing``,
        ``effect.start-outside``, ``effect.design-unknown``,
        ``effect.design-needs-comparison``, ``effect.reduction-outside``, ``effect.decimal-unknown``.
    """
    from plateia.plans.designs import level_of
    from plateia.tools.chance import generator
    from plateia.tools.evaluating.assembling import effects_of, facts_of
    from plateia.tools.evaluating.past import usual_variation
    from plateia.tools.evaluating.power import power_finding
    from plateia.tools.evaluating.unit_table import TableColumns, panel_of_table

    _check_asked(design, expected_reduction, decimal)
    columns = TableColumns(unit=unit, period=period, count=count, exposure=exposure, decimal=decimal)
    panel = panel_of_table(
        path,
        columns=columns,
        treated=treated,
        start=start,
        displacement=displacement,
        displacement_comparison=displacement_comparison,
    )
    plan = _plan(panel, design=design, comparable=comparable, reduction=expected_reduction)
    facts, usual = facts_of(plan, panel), usual_variation(panel)
    if design is None:
        plan = _computable(plan, panel, usual, seed=seed)
    power = power_finding(plan, panel, usual, n_after=panel.n_after)
    _, told = effects_of(plan, panel, usual, facts, rng=partial(generator, seed))
    return TableEffect(
        findings=(power, *told),
        design=plan.design,
        level=level_of(facts, plan.design).level,
        compared=_compared(panel),
        n_units=len(panel.ids),
        n_before=panel.n_before,
        n_after=panel.n_after,
    )


def describe(result: TableEffect, *, wording: Wording) -> str:
    """Return who is compared, the power, the effect by each method, the deciding one first, and the checks."""
    method = wording.text(f"evaluation_method.{result.design}")
    lines = [
        wording.text("evaluation.decides", method=method, level=result.level),
        wording.text("evaluation.table_treated", n_units=result.n_units, **result.compared),
    ]
    if result.compared["n_comparison"]:
        lines.append(wording.text("evaluation.table_comparison", **result.compared))
    for finding in result.findings:
        statement, beside = wording.statement(finding), []
        if finding.kind == "effect":
            name = finding.values["method"]
            statement = f"{wording.text(f'evaluation_method.{name}')}: {statement}"
            beside = figure_lines(finding, wording=wording)
        if finding.kind == "power":
            beside = [wording.caveat(code) for code in finding.caveats]
        if finding.values.get("primary"):
            beside += [_assumed(finding, wording), *(wording.caveat(code) for code in finding.caveats)]
        lines += [f"- {statement}", *(f"    {line}" for line in beside)]
    return "\n".join(lines)


def _assumed(finding: Finding, wording: Wording) -> str:
    codes: Any = finding.values["assumptions"]
    return wording.text("evaluation.assumptions", items="; ".join(wording.text(f"assumption.{code}") for code in codes))


def as_json(result: TableEffect, *, wording: Wording) -> dict[str, Any]:
    """Return the same as JSON values; each finding as in ``findings.json``."""
    from plateia.findings.document import finding_entry

    return {
        "design": result.design,
        "level": result.level,
        "compared": dict(result.compared),
        "n_units": result.n_units,
        "n_before": result.n_before,
        "n_after": result.n_after,
        "findings": [finding_entry(finding, wording=wording) for finding in result.findings],
    }


def _compared(panel: Panel) -> dict[str, Value]:
    from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, TREATED
    from plateia.tools.evaluating.telling import counts_of, spans_of

    groups = {"n_treated": TREATED, "n_comparison": COMPARISON, "n_displacement": DISPLACEMENT}
    return {**{name: panel.n(group) for name, group in groups.items()}, **spans_of(panel), **counts_of(panel)}


def _check_asked(design: str | None, reduction: float, decimal: str) -> None:
    from plateia.settings.plan_files.evaluation import DESIGNS

    if design is not None and design not in DESIGNS:
        raise SettingsError(
            "effect.design-unknown",
            expected=f"A design: {', '.join(DESIGNS)}.",
            seen=f"{design!r}.",
            remedy="choose one, or leave it out: the table then decides.",
        )
    if not 0 < reduction < 1:
        raise SettingsError(
            "effect.reduction-outside",
            expected="An expected reduction between 0 and 1, such as 0.2 for a fall by a fifth.",
            seen=f"{reduction:g}.",
            remedy="give the share by which counts are expected to fall, not a percentage.",
        )
    if decimal not in (".", ","):
        raise SettingsError(
            "effect.decimal-unknown",
            expected="A point or a comma before decimal fractions.",
            seen=f"{decimal!r}.",
            remedy="say --decimal , where the table writes 2,5, and leave it out where it writes 2.5.",
        )


def _plan(panel: Panel, *, design: str | None, comparable: str | None, reduction: float) -> EvaluationPlan:
    """Return the table's question in the form of an evaluation plan; without a design the table decides."""
    from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON, TREATED
    from plateia.plans.designs import advise
    from plateia.settings.plan_files.evaluation import REST, EvaluationPlan
    from plateia.tools.evaluating.assembling import facts_of
    from plateia.tools.evaluating.effects import ALONE

    def span(periods: Any) -> dict[str, str]:
        step = 12 // panel.per_year
        first, last = int(periods[0]) * step, int(periods[-1]) * step + step - 1
        return {"from": f"{first // 12:04d}-{first % 12 + 1:02d}", "to": f"{last // 12:04d}-{last % 12 + 1:02d}"}

    def units(group: str) -> list[str]:
        return [one for one, mine in zip(panel.ids, panel.groups[group], strict=True) if mine]

    if design is not None and design not in ALONE and not panel.has(COMPARISON):
        raise SettingsError(
            "effect.design-needs-comparison",
            expected=f"Units without the action for the design {design}.",
            seen="a table of treated units alone.",
            remedy=f"add comparison units, or choose one of: {', '.join(ALONE)}.",
        )
    plan = EvaluationPlan.model_validate(
        {
            "question": TOOL.question,
            "outcome": panel.category,
            "outcome_because": "the counts of the table",
            "design": design or "before_after",
            "treated": units(TREATED),
            "comparison": [REST] if panel.has(COMPARISON) else [],
            "displacement": units(DISPLACEMENT),
            "displacement_comparison": units(DISPLACEMENT_COMPARISON),
            "comparable_because": comparable,
            "before": span(panel.months[panel.before]),
            "after": span(panel.months[panel.after]),
            "expected_reduction": reduction,
            "chosen_for_high_counts": False,
        }
    )
    return plan if design else plan.model_copy(update={"design": advise(facts_of(plan, panel)).design})


def _computable(plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, seed: int) -> EvaluationPlan:
    """Return the plan with a design that these counts can bear: nobody fixed another one beforehand."""
    from plateia.errors import MethodError
    from plateia.tools.chance import generator
    from plateia.tools.evaluating.methods import effect_by
    from plateia.tools.evaluating.panel import YEAR

    if plan.design == "interrupted_time_series" and panel.per_year != YEAR:
        return plan.model_copy(update={"design": "before_after"})
    if plan.design == "synthetic_control":
        try:
            effect_by(plan.design, panel, usual, rng=generator(seed, plan.design))
        except MethodError:
            return plan.model_copy(update={"design": "difference_in_differences"})
    return plan
