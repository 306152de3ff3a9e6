"""``plan.json``: the plan for other programs. What is listed here may be public; everything else stays in its file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from plateia.findings.numbers import written_number
from plateia.plans.dates import plan_dates
from plateia.plans.design_sheets import public_sheets
from plateia.plans.export import said
from plateia.plans.indicator_rules import baseline_of, target_of
from plateia.plans.partnership_check import partnership_reading
from plateia.plans.scoping_tally import shown_tally
from plateia.reports.plans.content import PlanReport
from plateia.settings.city import Section
from plateia.wording import Wording

FORMAT: Final = "plateia-plan/1"


def plan_json(report: PlanReport, *, wording: Wording) -> str:
    """Return the plan as JSON, with sorted keys and no clock.

    Ratings and answers of single partners, respondents and raters, contacts, and sheets that are classified are left
    out: what is drawn from the first stands in it, the last do not exist for it.
    """
    plan = report.plan
    content = {
        "format": FORMAT,
        "city": report.city,
        "plan": plan.name,
        "as_of": report.today,
        "language": wording.language,
        **_public_file(report),
        "problems": _models(plan.problems),
        "theories": _models(plan.theories),
        "actions": _models(plan.actions),
        "technologies": _models(plan.technologies),
        "foresight": _models(plan.foresights),
        "security_by_design": _models(public_sheets(plan.sheets)),
        "stakeholders": None if plan.stakeholders is None else plan.stakeholders,
        "partnership": None if plan.partnership is None else asdict(partnership_reading(plan.partnership)),
        "design": plan.design,
        "scoping": None if plan.scoping is None else asdict(shown_tally(plan.scoping)),
        "indicators": _indicators(report),
        "seals": [asdict(seal) for seal in plan.seals],
        "progress": asdict(report.progress),
        "overdue": [asdict(row) for row in report.overdue],
        "dates": [asdict(row) for row in plan_dates(plan)],
        "sdg": [asdict(row) for row in report.sdg],
        "brier": None if report.scored is None else asdict(report.scored),
        "remarks": [
            {
                "code": row.code, "gravity": row.gravity, "file": row.file, "where": row.where, "rule": row.rule,
                "remark": said(row, wording=wording),
            }
            for row in report.remarks
        ],
    }  # fmt: skip
    return json.dumps(_plain(content), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _public_file(report: PlanReport) -> dict[str, Any]:
    """Return ``plan.toml`` without how its partners can be reached."""
    tree = report.plan.file.model_dump(by_alias=True)
    for partner in tree["partners"]:
        partner.pop("contact", None)
    return {"about": tree}


def _models(models: Any) -> dict[str, Any]:
    return dict(models)


def _indicators(report: PlanReport) -> list[dict[str, Any]]:
    rows = []
    for row in report.plan.indicators:
        tree = row.model_dump(by_alias=True)
        achieved = report.achieved.get(row.id)
        tree |= {
            "baseline": baseline_of(row, report.figures),
            "baseline_stated": tree["baseline"],
            "target": target_of(row, report.figures),
            "achieved": None if achieved is None else asdict(achieved),
        }
        rows.append(tree)
    return rows


def _plain(value: Any) -> Any:
    """Return values as JSON knows them: models as tables, days as text, numbers as they are written elsewhere."""
    if isinstance(value, Section):
        return _plain(value.model_dump(by_alias=True))
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return written_number(value)
    return value
