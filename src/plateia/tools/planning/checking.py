"""One check of a plan: remarks, progress, what is overdue, how far indicators came, how good expectations were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.plans.checking import check_plan, errors_of
from plateia.plans.export import said
from plateia.plans.folder import Plan, find_plan, read_plan
from plateia.plans.indicator_rules import AuditFigures, baseline_of, latest_of, target_of
from plateia.plans.progress import Overdue, Progress, overdue_items, progress_of
from plateia.plans.remarks import Remark
from plateia.plans.sdg_rows import SdgRow, sdg_rows
from plateia.settings.reading import SETTINGS_FILE, read_settings
from plateia.tools.planning.audits import audit_figures, audited
from plateia.wording import Wording

if TYPE_CHECKING:
    from plateia.measures.interventions.achievement import Achievement
    from plateia.measures.interventions.forecasts import BrierScore


@dataclass(frozen=True)
class PlanCheck:
    """What a check found.

    Attributes
    ----------
    figures : mapping
        Indicator -> what its reference to an audit came to.
    achievements : mapping of str to Achievement
        Indicator -> how far its latest value came; only where baseline, target and a value are there.
    forecasts : BrierScore or None
        Of the expectations that are resolved; None where there are none.
    """

    plan: Plan
    today: date
    remarks: tuple[Remark, ...]
    figures: AuditFigures
    progress: Progress
    overdue: tuple[Overdue, ...]
    achievements: Mapping[str, Achievement]
    forecasts: BrierScore | None
    sdg: tuple[SdgRow, ...]

    @property
    def n_errors(self) -> int:
        """Number of remarks that are errors."""
        return len(errors_of(self.remarks))


def check_folder(city: Path, name: str | None, *, today: date) -> PlanCheck:
    """Return the check of a plan in a city folder; see ``plateia.tools.plan.check``."""
    plan = read_plan(find_plan(city, name))
    figures = audit_figures(city, plan.indicators)
    known, person_level = _practices(city)
    language = read_settings(city).city.language if (city / SETTINGS_FILE).is_file() else "en"
    remarks = check_plan(
        plan, today=today, language=language, figures=figures, practices=known, person_level=person_level,
        audited=audited(city, plan.file.run),
    )  # fmt: skip
    return PlanCheck(
        plan=plan,
        today=today,
        remarks=remarks,
        figures=figures,
        progress=progress_of(plan.actions),
        overdue=tuple(overdue_items(plan.actions, today=today)),
        achievements=_achievements(plan, figures),
        forecasts=_forecasts(plan),
        sdg=tuple(sdg_rows(plan.indicators, actions=plan.actions, figures=figures)),
    )


def _practices(city: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of all practices, and of those that work on single persons."""
    from plateia.tools.knowing.entries import known_practices

    entries = known_practices(city, city=city.resolve().name)
    return (
        frozenset(entry.id for entry in entries),
        frozenset(entry.id for entry in entries if entry.person_level),
    )


def _achievements(plan: Plan, figures: AuditFigures) -> dict[str, Achievement]:
    from plateia.measures.interventions.achievement import achievement

    achieved = {}
    for indicator in plan.indicators:
        baseline, target = baseline_of(indicator, figures), target_of(indicator, figures)
        latest = latest_of(indicator)
        if baseline is not None and target is not None and latest is not None:
            achieved[indicator.id] = achievement(baseline, target, latest.value)
    return achieved


def _forecasts(plan: Plan) -> BrierScore | None:
    from plateia.measures.interventions.forecasts import brier_score

    resolved = [
        (row.probability, row.came_true)
        for foresight in plan.foresights.values()
        for row in foresight.expectations
        if row.came_true is not None
    ]
    if not resolved:
        return None
    probabilities, outcomes = zip(*resolved, strict=True)
    return brier_score(probabilities, outcomes)


def describe(checked: PlanCheck, *, wording: Wording) -> str:
    """Return the check as plain lines."""
    gravity = [remark.gravity for remark in checked.remarks]
    counted = {f"n_{kind}s": gravity.count(kind) for kind in ("error", "warning", "note")}
    lines = [checked.plan.file.title, wording.text("plan.checked", day=checked.today.isoformat(), **counted), ""]
    for remark in checked.remarks:
        place = f"{remark.file}: {remark.where}" if remark.where else remark.file
        grave = wording.text(f"plan.gravity.{remark.gravity}")
        lines.append(f"{grave}  {place}\n  {said(remark, wording=wording)} [{remark.code}]")
    if not checked.remarks:
        lines.append(wording.text("plan.remarks_none"))
    return "\n".join([*lines, "", *_progress(checked, wording), *_results(checked, wording)])


def _progress(checked: PlanCheck, wording: Wording) -> list[str]:
    progress = checked.progress
    if progress.item_share is None or progress.action_share is None:
        return [wording.text("plan.progress_none")]
    items = {"n_done": progress.n_done, "n_items": progress.n_items, "share": progress.item_share}
    lines = [
        wording.text("plan.progress_finished", n_finished=progress.n_finished, n_actions=progress.n_actions),
        wording.text("plan.progress_items", **items),
        wording.text("plan.progress_actions", share=progress.action_share),
    ]
    for row in checked.overdue:
        details: dict[str, Any] = {
            "deliverable": row.deliverable or row.item,
            "day": row.target_date.isoformat(),
            "days": row.days,
            "responsible": row.responsible or wording.text("plan.nobody"),
        }
        lines.append(wording.text("plan.overdue_item", **details))
    return lines


def _results(checked: PlanCheck, wording: Wording) -> list[str]:
    """Return how far indicators came and how good expectations were, where there is something to say."""
    names = {indicator.id: indicator.name for indicator in checked.plan.indicators}
    lines = []
    for id_, achieved in checked.achievements.items():
        if achieved.share is None:
            said_of_it = wording.text("indicator.achievement_undefined")
        else:
            said_of_it = wording.text("indicator.achievement", share=achieved.share)
        lines.append(f"{names[id_]}: {said_of_it}")
    if checked.forecasts is not None:
        lines.append(wording.text("foresight.score", score=checked.forecasts.score, n=checked.forecasts.n))
    return lines


def as_json(checked: PlanCheck, *, wording: Wording) -> dict[str, Any]:
    """Return the check as JSON values."""
    progress = checked.progress
    return {
        "plan": checked.plan.name,
        "title": checked.plan.file.title,
        "today": checked.today.isoformat(),
        "n_errors": checked.n_errors,
        "remarks": [
            {
                "code": remark.code,
                "gravity": remark.gravity,
                "file": remark.file,
                "where": remark.where,
                "rule": remark.rule,
                "statement": said(remark, wording=wording),
            }
            for remark in checked.remarks
        ],
        "progress": {
            "n_actions": progress.n_actions,
            "n_finished": progress.n_finished,
            "n_items": progress.n_items,
            "n_done": progress.n_done,
            "item_share": progress.item_share,
            "action_share": progress.action_share,
        },
        "overdue": [
            {"action": row.action, "item": row.item, "target_date": row.target_date.isoformat(), "days": row.days}
            for row in checked.overdue
        ],
        "achievements": {id_: achieved.share for id_, achieved in checked.achievements.items()},
        "brier_score": None if checked.forecasts is None else checked.forecasts.score,
    }
