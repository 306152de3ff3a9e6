"""The effect of an action from a table of counts by unit and period, without a city folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.errors import SettingsError
from plateia.tools.tool import SEED, Option, Tool

if TYPE_CHECKING:
    from plateia.findings.model import Finding
    from plateia.settings.plan_files.evaluation import EvaluationPlan
    from plateia.tools.evaluating.panel import Panel
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
        Option("period", "column of the periods: 2024-03, 2024-Q1, 2024, or days"),
        Option("count", "column of the counts"),
        Option("treated", "ids of the treated units, separated by commas"),
        Option("start", "first period with the action"),
        Option("design", "the one design that decides; chosen from the table by default"),
        Option("exposure", "column of residents or whatever the counts may be divided by"),
        Option("comparable", "why the comparison units are comparable; without it no causal word is used"),
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
    """

    findings: tuple[Finding, ...]
    design: str
    level: int
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
    exposure: str | None = None,
    comparable: str | None = None,
    expected_reduction: float = 0.2,
    seed: int = 1,
) -> TableEffect:
    """Return power, effects and checks from a table of counts.

    Parameters
    ----------
    path : Path
        CSV, Excel or Parquet; every unit with every period once. A missing row is no zero.
    comparable : str, optional
        Why the other units are comparable.

    Raises
    ------
    InputError
        ``effect.period-unreadable``, ``effect.cells-missing``, ``effect.cells-twice``, ``effect.count-invalid``, and
        those of reading a table.
    SettingsError
        ``effect.treated-unknown``, ``effect.start-outside``, ``effect.design-unknown``.
    """
    import numpy as np

    from plateia.plans.designs import advise, level_of
    from plateia.settings.plan_files.evaluation import DESIGNS
    from plateia.tools.evaluating.assembling import effects_of, facts_of
    from plateia.tools.evaluating.past import usual_variation
    from plateia.tools.evaluating.power import power_finding
    from plateia.tools.evaluating.unit_table import panel_of_table

    if design is not None and design not in DESIGNS:
        raise SettingsError(
            "effect.design-unknown",
            expected=f"A design: {', '.join(DESIGNS)}.",
            seen=f"{design!r}.",
            remedy="choose one, or leave it out: the table then decides.",
        )
    panel = panel_of_table(path, unit=unit, period=period, count=count, treated=treated, start=start, exposure=exposure)
    plan = _plan(panel, design=design or "rate_ratio", comparable=comparable, reduction=expected_reduction)
    facts = facts_of(plan, panel)
    if design is None:
        plan = plan.model_copy(update={"design": advise(facts).design})
    usual = usual_variation(panel)

    def rng(purpose: str) -> np.random.Generator:
        return np.random.default_rng([seed, *purpose.encode()])

    power = power_finding(plan, panel, usual, n_after=panel.n_after)
    _, told = effects_of(plan, panel, usual, facts, rng=rng)
    return TableEffect(
        findings=(power, *told),
        design=plan.design,
        level=level_of(facts, plan.design).level,
        n_units=len(panel.ids),
        n_before=panel.n_before,
        n_after=panel.n_after,
    )


def describe(result: TableEffect, *, wording: Wording) -> str:
    """Return the sentences of a table's findings, the deciding one first after power."""
    method = wording.text(f"evaluation_method.{result.design}")
    lines = [wording.text("evaluation.decides", method=method, level=result.level)]
    for finding in result.findings:
        mark = ""
        if finding.kind == "effect":
            name = finding.values["method"]
            mark = f"{wording.text(f'evaluation_method.{name}')}: "
        lines.append(f"- {mark}{wording.statement(finding)}")
        lines += [f"    {wording.caveat(code)}" for code in finding.caveats if finding.values.get("primary")]
    return "\n".join(lines)


def as_json(result: TableEffect, *, wording: Wording) -> dict[str, Any]:
    """Return the same as JSON values; each finding as in ``findings.json``."""
    from plateia.findings.document import finding_entry

    return {
        "design": result.design,
        "level": result.level,
        "n_units": result.n_units,
        "n_before": result.n_before,
        "n_after": result.n_after,
        "findings": [finding_entry(finding, wording=wording) for finding in result.findings],
    }


def _plan(panel: Panel, *, design: str, comparable: str | None, reduction: float) -> EvaluationPlan:
    """Return the table's question in the form of an evaluation plan."""
    from plateia.findings.evaluation import TREATED
    from plateia.settings.plan_files.evaluation import REST, EvaluationPlan

    def span(periods: Any) -> dict[str, str]:
        step = 12 // panel.per_year
        first, last = int(periods[0]) * step, int(periods[-1]) * step + step - 1
        return {"from": f"{first // 12:04d}-{first % 12 + 1:02d}", "to": f"{last // 12:04d}-{last % 12 + 1:02d}"}

    alone = panel.groups[TREATED].all()
    return EvaluationPlan.model_validate(
        {
            "question": TOOL.question,
            "outcome": panel.category,
            "outcome_because": "the counts of the table",
            "design": "before_after" if alone and design == "rate_ratio" else design,
            "treated": [one for one, mine in zip(panel.ids, panel.groups[TREATED], strict=True) if mine],
            "comparison": [] if alone else [REST],
            "comparable_because": comparable,
            "before": span(panel.months[panel.before]),
            "after": span(panel.months[panel.after]),
            "expected_reduction": reduction,
            "chosen_for_high_counts": False,
        }
    )
