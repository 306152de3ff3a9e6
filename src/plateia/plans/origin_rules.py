"""Whether what a plan names of an audit stands in it: the run, the finding, the areas of an evaluation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from plateia.plans.folder import Plan
from plateia.plans.remarks import Remark
from plateia.settings.plan_files.evaluation import REST

AREA = "area"


@dataclass(frozen=True, slots=True)
class Audited:
    """What the published audits of a city hold.

    Attributes
    ----------
    runs : collection of str
        All published audits.
    findings : collection of str
        Ids in the audit the plan names, or in the newest; empty where there is none that can be read.
    areas : collection of str
        Ids of the areas of that audit.
    """

    runs: Collection[str]
    findings: Collection[str]
    areas: Collection[str]


def check_origin(plan: Plan, audited: Audited) -> list[Remark]:
    """Return what the plan names and the audits do not hold; nothing where the city has no published audit."""
    if not audited.runs:
        return []
    remarks = []
    run, finding = plan.file.run, plan.file.finding
    if run is not None and run not in audited.runs:
        remarks.append(Remark("plan.run-unknown", "warning", "plan.toml", "run", details={"run": run}))
    if finding is not None and audited.findings and finding not in audited.findings:
        remarks.append(Remark("plan.finding-unknown", "warning", "plan.toml", "finding", details={"finding": finding}))
    if audited.areas:
        remarks += _unknown_units(plan, audited.areas)
    return remarks


def _unknown_units(plan: Plan, areas: Collection[str]) -> list[Remark]:
    """An evaluation of units that do not exist cannot be made, and a seal would bind it."""
    remarks = []
    for id_, action in plan.actions.items():
        evaluation = action.evaluation
        if evaluation is None or evaluation.unit != AREA:
            continue
        for name in ("treated", "comparison", "displacement", "displacement_comparison"):
            if missing := [unit for unit in getattr(evaluation, name) if unit not in areas and unit != REST]:
                details = {"n": len(missing), "unit": missing[0]}
                remarks.append(
                    Remark(
                        "action.unit-unknown", "warning", f"actions/{id_}.toml", f"evaluation.{name}", details=details
                    )
                )
    return remarks
