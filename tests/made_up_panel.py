"""Panels and evaluation plans of made-up counts, for tests of the evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.evaluation import GROUPS
from plateia.findings.model import Finding
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tables.incidents import month_text
from plateia.tools.evaluating.assembling import effects_of, facts_of
from plateia.tools.evaluating.effects import Effect
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import usual_variation

JANUARY_2022 = 2022 * 12


def made_up_panel(
    counts: NDArray[Any],
    *groups: Sequence[int],
    n_before: int = 24,
    n_after: int = 12,
    first: int = JANUARY_2022,
    complete: bool = True,
) -> Panel:
    """Return a panel whose last months are those before and after; groups in the order of ``GROUPS``."""
    n_units, n_months = counts.shape
    members = {group: np.zeros(n_units, bool) for group in GROUPS}
    for group, units in zip(GROUPS, groups, strict=False):
        members[group][list(units)] = True
    number = np.arange(n_months)
    return Panel(
        category="burglary",
        counts=counts,
        covered=np.ones(counts.shape, bool),
        months=np.arange(first, first + n_months),
        ids=tuple(f"u{unit}" for unit in range(n_units)),
        names=tuple(f"Unit {unit}" for unit in range(n_units)),
        groups=members,
        before=(number >= n_months - n_before - n_after) & (number < n_months - n_after),
        after=(number >= n_months - n_after) & complete,
        exposure=np.full(n_units, 100.0),
        complete=complete,
    )


def made_up_plan(panel: Panel, design: str, **more: Any) -> EvaluationPlan:
    """Return an evaluation plan for a panel."""
    before = panel.months[panel.before]
    after = panel.months[panel.after] if panel.complete else np.array([before[-1] + 1, before[-1] + 12])
    content = {
        "question": "Do burglaries fall?",
        "outcome": "burglary",
        "outcome_because": "It is what the action aims at.",
        "design": design,
        "treated": ["u0"],
        "comparison": ["u1"],
        "before": {"from": month_text(int(before[0])), "to": month_text(int(before[-1]))},
        "after": {"from": month_text(int(after[0])), "to": month_text(int(after[-1]))},
        "expected_reduction": 0.2,
        "chosen_for_high_counts": False,
    }
    return EvaluationPlan.model_validate({**content, **more})


def told_of(panel: Panel, plan: EvaluationPlan, *, seed: int = 1) -> tuple[list[Effect], list[Finding]]:
    """Return effects and findings of a panel."""
    usual = usual_variation(panel)
    return effects_of(
        plan, panel, usual, facts_of(plan, panel), rng=lambda purpose: np.random.default_rng([seed, *purpose.encode()])
    )
