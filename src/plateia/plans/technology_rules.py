"""When a measure may rest on a security technology: the file answered, before its sunset, behind no red line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from plateia.plans.action_rules import incomplete
from plateia.plans.remarks import Gravity, Remark
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.fields import NOT_ASSESSED
from plateia.settings.plan_files.technology import Technology
from plateia.vocabulary.word_hints import red_line_named, technology_named

QUESTIONS = (
    "need",
    "alternatives",
    "legality",
    "dpia",
    "cost",
    "procurement",
    "consultations",
    "evaluation",
    "sunset",
    "council_decision",
)
"""What a technology file has to answer, in the order in which it is asked."""


def open_questions(technology: Technology) -> tuple[str, ...]:
    """Return the questions a technology file has not answered.

    Examples
    --------
    >>> open_questions(Technology(title="Cameras", kind="video_surveillance", need="-"))[:3]
    ('alternatives', 'legality', 'dpia')
    """
    return tuple(name for name in QUESTIONS if getattr(technology, name) in (None, (), NOT_ASSESSED))


def cost_over_life(technology: Technology) -> float | None:
    """Return purchase, running cost of all years and removal, undiscounted, in the file's currency."""
    cost = technology.cost
    return None if cost is None else cost.purchase + cost.per_year * cost.years + cost.removal


def check_technology(technology: Technology, *, file: str, today: date) -> list[Remark]:
    """Return what a technology file says of itself: open questions, a sunset that has passed, a red line."""
    remarks = [
        Remark("technology.question-open", "warning", file, question, "council_technology", {"question": question})
        for question in open_questions(technology)
    ]
    if technology.sunset is not None and today > technology.sunset:
        details = {"day": technology.sunset.isoformat()}
        remarks.append(Remark("technology.sunset-passed", "note", file, "sunset", "council_technology", details))
    return remarks + _red_lines((technology.title, technology.need, technology.procurement), file, where="")


def check_action_technology(
    action: Action, *, file: str, technologies: Mapping[str, Technology], today: date
) -> list[Remark]:
    """Return whether the measures of an action may rest on the technologies they name, or seem to name.

    Notes
    -----
    Words are a hint, no proof: a measure says in ``technology`` which file answers for it, or in
    ``no_technology_because`` why its words mean something else. Without either an action under way is in error.
    """
    remarks = _red_lines((action.title, action.need), file, where="")
    for measure in action.measures:
        if forbidden := _red_lines((measure.text,), file, where=measure.id):
            remarks += forbidden
            continue
        hint = technology_named(measure.text)
        if hint and measure.technology is None and measure.no_technology_because is None:
            details = {"measure": measure.id, "kind": hint}
            gravity = _undeclared(action, today)
            remarks.append(Remark("technology.not-declared", gravity, file, measure.id, "council_technology", details))
        if measure.technology is not None:
            remarks += _rests_on(measure.id, measure.technology, action, file, technologies, today)
    return remarks + _roadmap(action, file, today)


def _roadmap(action: Action, file: str, today: date) -> list[Remark]:
    """A technology of which only the roadmap speaks belongs to no measure that could declare it."""
    told = any(measure.technology or measure.no_technology_because for measure in action.measures)
    remarks = []
    for item in action.roadmap:
        texts = (item.activity, item.deliverable)
        remarks += _red_lines(texts, file, where=item.id)
        hint = technology_named(" ".join(text for text in texts if text))
        if hint and not told:
            details = {"item": item.id, "kind": hint}
            gravity = _undeclared(action, today)
            remarks.append(
                Remark("technology.item-not-declared", gravity, file, item.id, "council_technology", details)
            )
    return remarks


def _undeclared(action: Action, today: date) -> Gravity:
    """A draft whose start has passed is under way, whatever it calls itself."""
    begun = action.status == "draft" and action.starts is not None and action.starts <= today
    return "error" if begun else incomplete(action)


def _red_lines(texts: Iterable[str | None], file: str, *, where: str) -> list[Remark]:
    """Return one error where a text names what no setting enables."""
    kind = next((kind for text in texts if (kind := red_line_named(text or ""))), None)
    return [Remark("technology.red-line", "error", file, where, "ai_act", {"kind": kind})] if kind else []


def _rests_on(
    measure: str, name: str, action: Action, file: str, technologies: Mapping[str, Technology], today: date
) -> list[Remark]:
    details = {"measure": measure, "technology": name}
    technology = technologies.get(name)
    if technology is None:
        return [Remark("technology.no-file", "error", file, measure, "council_technology", details)]
    remarks = []
    gravity: Gravity = "error" if action.status == "active" else "warning"
    n_open = len(open_questions(technology))
    if n_open:
        remarks.append(
            Remark("technology.file-open", gravity, file, measure, "council_technology", {**details, "n": n_open})
        )
    if technology.sunset is not None and today > technology.sunset:
        day = technology.sunset.isoformat()
        remarks.append(
            Remark("technology.after-sunset", gravity, file, measure, "council_technology", {**details, "day": day})
        )
    return remarks
