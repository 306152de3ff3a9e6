"""When a measure may rest on a security technology: the file answered, before its sunset, behind no red line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
    for text in (technology.title, technology.need, technology.procurement):
        kind = red_line_named(text or "")
        if kind:
            remarks.append(Remark("technology.red-line", "error", file, rule="ai_act", details={"kind": kind}))
            break
    return remarks


def check_action_technology(
    action: Action, *, file: str, technologies: Mapping[str, Technology], today: date
) -> list[Remark]:
    """Return whether the measures of an action may rest on the technologies they name, or seem to name."""
    remarks = []
    for measure in action.measures:
        kind = red_line_named(measure.text)
        if kind:
            remarks.append(Remark("technology.red-line", "error", file, measure.id, "ai_act", {"kind": kind}))
            continue
        hint = technology_named(measure.text)
        if measure.technology is None and hint:
            details = {"measure": measure.id, "kind": hint}
            remarks.append(
                Remark("technology.not-declared", "warning", file, measure.id, "council_technology", details)
            )
        if measure.technology is not None:
            remarks += _rests_on(measure.id, measure.technology, action, file, technologies, today)
    return remarks


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
