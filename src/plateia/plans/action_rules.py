"""When an action is complete, and when it may be active: the rules of the Urban Agenda, and those of our own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from plateia.plans.progress import days_overdue
from plateia.plans.remarks import Gravity, Remark, repeated_ids
from plateia.plans.sealing import Seal, binding_seal, changes_since_seal
from plateia.settings.plan_files.actions import Action, GoodPractice, RoadmapItem
from plateia.settings.plan_files.fields import NOT_ASSESSED
from plateia.vocabulary.word_hints import promise_named

RULE = "urban_agenda"
TEXTS = ("need", "novelty", "readiness")
ITEM_PARTS = ("deliverable", "target_date", "responsible")
PRACTICE_PARTS = ("implemented", "successful", "replicable")
SAFE_CITIES_GOAL = 11
MOST_GOALS = 5
PROMISES = {"money": "better_funding", "regulation": "better_regulation"}


def check_action(
    id_: str, action: Action, *, file: str, seals: Sequence[Seal], practices: Collection[str] | None, today: date
) -> list[Remark]:
    """Return what is wrong with an action.

    What is missing is a warning in a draft, and an error as soon as the action is active or finished.

    Parameters
    ----------
    practices : collection of str or None
        Ids of the practices there are, the city's own included; None where nobody looked.
    """
    return (
        _texts(action, file)
        + _roadmap(action, file, today)
        + _practices(action, file, practices)
        + _goals(action, file)
        + _may_be_active(id_, action, file, seals)
        + _dates(action, file, today)
    )


def incomplete(action: Action) -> Gravity:
    """Return how grave it is that something is missing."""
    return "error" if action.status in ("active", "finished") else "warning"


def _texts(action: Action, file: str) -> list[Remark]:
    gravity = incomplete(action)
    remarks = []
    if missing := _missing(action, TEXTS):
        remarks.append(Remark("action.text-missing", gravity, file, ", ".join(missing), RULE, {"texts": missing}))
    if not action.objectives:
        remarks.append(Remark("action.no-objective", gravity, file, "objectives", RULE))
    if not action.measures:
        remarks.append(Remark("action.no-measure", gravity, file, "measures"))
    for text in (action.need, action.novelty, action.readiness, *(measure.text for measure in action.measures)):
        promise = promise_named(text or "")
        if promise and PROMISES[promise] in action.objectives:
            remarks.append(Remark("action.promises-too-much", "error", file, "objectives", RULE, {"promise": promise}))
            break
    return remarks


def _roadmap(action: Action, file: str, today: date) -> list[Remark]:
    gravity = incomplete(action)
    if not action.roadmap:
        return [Remark("action.no-roadmap", gravity, file, "roadmap", RULE)]
    remarks = [
        Remark("action.item-twice", "error", file, id_, details={"item": id_})
        for id_ in repeated_ids(item.id for item in action.roadmap)
    ]
    for item in action.roadmap:
        if missing := _missing(item, ITEM_PARTS):
            details = {"item": item.id, "parts": missing}
            remarks.append(Remark("action.item-incomplete", gravity, file, item.id, RULE, details))
        remarks += _item_dates(action, item, file, today)
    return remarks


def _item_dates(action: Action, item: RoadmapItem, file: str, today: date) -> list[Remark]:
    remarks = []
    days = days_overdue(item, today=today)
    if days and action.status != "stopped" and item.target_date is not None:
        details = {"item": item.id, "days": days, "day": item.target_date.isoformat()}
        remarks.append(Remark("action.item-overdue", "note", file, item.id, details=details))
    if item.done_on is not None and item.done_on > today:
        remarks.append(Remark("action.done-in-future", "error", file, item.id, details={"item": item.id}))
    if item.status == "open" and action.status == "finished":
        remarks.append(Remark("action.finished-with-open-item", "error", file, item.id, details={"item": item.id}))
    return remarks


def _practices(action: Action, file: str, practices: Collection[str] | None) -> list[Remark]:
    remarks = []
    for practice in action.good_practices:
        if missing := _missing(practice, PRACTICE_PARTS):
            details = {"practice": practice.practice, "parts": missing}
            remarks.append(
                Remark("action.practice-incomplete", incomplete(action), file, practice.practice, RULE, details)
            )
    if practices is not None:
        remarks += [
            Remark("action.practice-unknown", "warning", file, name, details={"practice": name})
            for name in practices_of(action)
            if name not in practices
        ]
    return remarks


def practices_of(action: Action) -> tuple[str, ...]:
    """Return the ids of the practices an action and its measures name, each once."""
    named = [practice.practice for practice in action.good_practices]
    return tuple(dict.fromkeys([*named, *(name for measure in action.measures for name in measure.practices)]))


def check_no_person_level(action: Action, *, file: str, person_level: Collection[str]) -> list[Remark]:
    """Return an error for each practice that works on single persons: no plan of this house rests on one."""
    return [
        Remark("action.practice-person-level", "error", file, name, "ai_act", {"practice": name})
        for name in practices_of(action)
        if name in person_level
    ]


def _missing(part: Action | RoadmapItem | GoodPractice, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if getattr(part, key) is None)


def _goals(action: Action, file: str) -> list[Remark]:
    remarks = []
    if SAFE_CITIES_GOAL not in action.sdgs:
        remarks.append(Remark("action.no-goal-11", "warning", file, "sdgs", RULE))
    if len(action.sdgs) > MOST_GOALS:
        remarks.append(Remark("action.many-goals", "warning", file, "sdgs", details={"n": len(action.sdgs)}))
    return remarks


def _may_be_active(id_: str, action: Action, file: str, seals: Sequence[Seal]) -> list[Remark]:
    gravity = incomplete(action)
    remarks = []
    if action.dpia == NOT_ASSESSED:
        remarks.append(Remark("action.dpia-not-assessed", gravity, file, "dpia", "data_protection"))
    if action.theory is None:
        remarks.append(Remark("action.no-theory", gravity, file, "theory", "theory_of_change"))
    if action.evaluation is None:
        return [*remarks, Remark("action.no-evaluation", gravity, file, "evaluation")]
    seal = binding_seal(seals, id_)
    if seal is None:
        return [*remarks, Remark("action.not-sealed", gravity, file, "evaluation")]
    # Whoever moves the start to an earlier day after sealing has sealed late.
    if seal.late or (action.starts is not None and seal.sealed_on >= action.starts):
        remarks.append(
            Remark("action.sealed-late", "warning", file, "evaluation", details={"day": seal.sealed_on.isoformat()})
        )
    changes = changes_since_seal(action.evaluation, seal)
    if changes:
        details = {
            "n": len(changes),
            "fields": ", ".join(change.field for change in changes),
            "day": seal.sealed_on.isoformat(),
        }
        remarks.append(Remark("action.changed-since-seal", "warning", file, "evaluation", details=details))
    return remarks


def _dates(action: Action, file: str, today: date) -> list[Remark]:
    remarks = []
    if action.status in ("active", "finished") and action.starts is None:
        remarks.append(Remark("action.no-start", "error", file, "starts"))
    if action.status == "active" and action.starts is not None and action.starts > today:
        details = {"day": action.starts.isoformat()}
        remarks.append(Remark("action.active-before-start", "warning", file, "starts", details=details))
    if action.status == "draft" and action.starts is not None and action.starts <= today:
        details = {"day": action.starts.isoformat()}
        remarks.append(Remark("action.draft-after-start", "warning", file, "starts", details=details))
    if action.status == "active" and action.ends is not None and action.ends < today:
        remarks.append(
            Remark("action.active-after-end", "note", file, "ends", details={"day": action.ends.isoformat()})
        )
    if action.evaluation is not None and action.starts is not None:
        month = action.starts.isoformat()[:7]
        if action.evaluation.before.to >= month:
            details = {"month": action.evaluation.before.to, "day": action.starts.isoformat()}
            remarks.append(Remark("action.before-runs-into-start", "error", file, "evaluation.before", details=details))
        elif action.evaluation.after.from_ < month:
            details = {"month": action.evaluation.after.from_, "day": action.starts.isoformat()}
            remarks.append(Remark("action.after-begins-too-soon", "error", file, "evaluation.after", details=details))
    return remarks


def check_references(
    action: Action,
    *,
    file: str,
    theories: Mapping[str, object],
    problems: Collection[str] | None,
    partners: Collection[str],
) -> list[Remark]:
    """Return references of an action that lead nowhere: its theory, its problems, its members."""
    remarks = []
    if action.theory is not None and action.theory not in theories:
        remarks.append(Remark("action.theory-unknown", "error", file, "theory", details={"theory": action.theory}))
    if problems is not None:
        remarks += [
            Remark("action.problem-unknown", "error", file, "problems", details={"problem": problem})
            for problem in action.problems
            if problem not in problems
        ]
    remarks += [
        Remark("action.member-unknown", "warning", file, "members", details={"member": member})
        for member in action.members
        if member not in partners
    ]
    return remarks
