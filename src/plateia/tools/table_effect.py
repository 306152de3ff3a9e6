"""The effect of an action from a table of counts by unit and period, without a city folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.errors import InputError, SettingsError
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

PERIODS = {
    12: re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-\d{2})?$"),
    4: re.compile(r"(\d{4})-?Q([1-4])$"),
    1: re.compile(r"(\d{4})()$"),
}
"""Periods in a year -> how they are written; days are added up to months."""


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

    if design is not None and design not in DESIGNS:
        raise SettingsError(
            "effect.design-unknown",
            expected=f"A design: {', '.join(DESIGNS)}.",
            seen=f"{design!r}.",
            remedy="choose one, or leave it out: the table then decides.",
        )
    panel = _panel(path, unit=unit, period=period, count=count, treated=treated, start=start, exposure=exposure)
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
        level=level_of(facts, plan.design),
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


def _panel(
    path: Path, *, unit: str, period: str, count: str, treated: Sequence[str], start: str, exposure: str | None
) -> Panel:
    import numpy as np

    from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON, TREATED
    from plateia.settings.city import TableFile
    from plateia.sources.supplied import read_supplied
    from plateia.tools.evaluating.panel import Panel
    from plateia.vocabulary import ALL

    numbers = (count,) if exposure is None else (count, exposure)
    table = read_supplied(TableFile(path=(path.name,)), [unit, period, *numbers], numbers=numbers, folder=path.parent)
    units = table.texts[unit]
    per_year, months = _periods(table.texts[period], column=period)
    ids, periods = sorted(set(units)), sorted(set(months))
    _check_named(treated, start, ids, periods, per_year)
    row = {one: number for number, one in enumerate(ids)}
    column = {one: number for number, one in enumerate(periods)}
    at = np.array([row[one] for one in units]), np.array([column[one] for one in months])
    counts = _counts(table.numbers[count], at, (len(ids), len(periods)), by_day=_by_day(table.texts[period]))
    size = np.full(len(ids), 1.0)
    if exposure is not None:
        size[at[0]] = table.numbers[exposure]
    mask = np.isin(ids, list(treated))
    months_at = np.array(periods)
    first = _number_of(start, per_year)
    nobody = np.zeros(len(ids), bool)
    return Panel(
        category=ALL,
        counts=counts,
        covered=np.ones(counts.shape, bool),
        months=months_at,
        ids=tuple(ids),
        names=tuple(ids),
        groups={TREATED: mask, COMPARISON: ~mask, DISPLACEMENT: nobody, DISPLACEMENT_COMPARISON: nobody},
        before=months_at < first,
        after=months_at >= first,
        exposure=size,
        complete=True,
        per_year=per_year,
    )


def _by_day(texts: Sequence[str]) -> bool:
    return any(len(text) == len("2024-01-31") for text in texts)


def _periods(texts: Sequence[str], *, column: str) -> tuple[int, list[int]]:
    """Return how many periods a year has, and each row's period as a number."""
    for per_year, pattern in PERIODS.items():
        if texts and all(pattern.match(text) for text in texts):
            return per_year, [_number_of(text, per_year) for text in texts]
    raise InputError(
        "effect.period-unreadable",
        expected=f"Periods of one kind in the column {column!r}: 2024-03, 2024-Q1, 2024, or days like 2024-03-31.",
        seen="something else, or several kinds.",
        remedy="write all periods alike.",
    )


def _number_of(text: str, per_year: int) -> int:
    found = PERIODS[per_year].match(text.strip())
    if found is None:
        raise SettingsError(
            "effect.start-outside",
            expected="The first period with the action, written as in the table.",
            seen="another kind of period.",
            remedy="write it as the table does, for example 2024-03.",
        )
    return int(found[1]) * per_year + (int(found[2]) - 1 if found[2] else 0)


def _check_named(treated: Sequence[str], start: str, ids: list[str], periods: list[int], per_year: int) -> None:
    unknown = sorted(set(treated) - set(ids))
    if unknown or not treated:
        raise SettingsError(
            "effect.treated-unknown",
            expected="Treated units that stand in the table.",
            seen=f"{len(unknown)} that do not: {', '.join(unknown[:5])}." if treated else "none named.",
            remedy="copy their ids from the column of the units, separated by commas.",
        )
    if not periods[0] < _number_of(start, per_year) <= periods[-1]:
        raise SettingsError(
            "effect.start-outside",
            expected="A first period with the action, after the first and not after the last of the table.",
            seen="one outside.",
            remedy="name a period of the table with at least one before it.",
        )


def _counts(numbers: Any, at: tuple[Any, Any], shape: tuple[int, int], *, by_day: bool) -> Any:
    """Return counts by unit and period; days are added up, anything else stands once."""
    import numpy as np

    if (numbers < 0).any() or (numbers != np.floor(numbers)).any():
        raise InputError(
            "effect.count-invalid",
            expected="Whole counts of zero or more.",
            seen=f"{int(((numbers < 0) | (numbers != np.floor(numbers))).sum())} rows with something else.",
            remedy="give recorded counts, not rates.",
        )
    rows = np.zeros(shape, np.int64)
    np.add.at(rows, at, 1)
    if (rows > 1).any() and not by_day:
        raise InputError(
            "effect.cells-twice",
            expected="Each unit with each period once.",
            seen=f"{int((rows > 1).sum())} pairs more than once.",
            remedy="add the rows up first, or leave out totals.",
        )
    if (rows == 0).any():
        raise InputError(
            "effect.cells-missing",
            expected="Every unit with every period: a missing row is no zero.",
            seen=f"{int((rows == 0).sum())} pairs of unit and period missing.",
            remedy="write 0 where nothing was recorded; leave out units that were not covered throughout.",
        )
    counts = np.zeros(shape, np.int64)
    np.add.at(counts, at, numbers.astype(np.int64))
    return counts
