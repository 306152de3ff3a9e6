"""When a measure may rest on a security technology: the file answered, before its sunset, behind no red line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from plateia.plans.action_rules import incomplete
from plateia.plans.remarks import Gravity, Remark
from plateia.plans.unwritten import is_unwritten
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.fields import NOT_ASSESSED, NOT_NEEDED
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


FEWEST_LETTERS = 10
"""An answer of fewer letters answers nothing; our own decision."""
WATCHES_PEOPLE = frozenset(
    {"video_surveillance", "body_worn_camera", "drone", "number_plate_recognition", "acoustic_detection"}
)
"""Kinds that watch places open to the public on a large scale: an impact assessment is needed (GDPR 35(3)(c))."""
FAR = timedelta(days=5 * 366)
"""A sunset further off than this is asked about; our own decision."""


def open_questions(technology: Technology, *, today: date) -> tuple[str, ...]:
    """Return the questions a technology file has not answered: a dash is no answer, nor is what lies ahead.

    Examples
    --------
    >>> cameras = Technology(title="Cameras", kind="video_surveillance", need="-", dpia="not needed: small")
    >>> open_questions(cameras, today=date(2026, 11, 21))[:4]
    ('need', 'alternatives', 'legality', 'dpia')
    """
    answered = {
        "need": _says_something(technology.need),
        "alternatives": any(_says_something(other.what + other.result) for other in technology.alternatives),
        "legality": _says_something(technology.legality),
        "dpia": _is_assessed(technology),
        "cost": bool(cost_over_life(technology)),
        "procurement": _says_something(technology.procurement),
        "consultations": any(one.held <= today and _says_something(one.result) for one in technology.consultations),
        "evaluation": _says_something(technology.evaluation),
        "sunset": technology.sunset is not None,
        "council_decision": technology.council_decision is not None and not is_unwritten(technology.council_decision),
    }
    return tuple(name for name in QUESTIONS if not answered[name])


def _says_something(answer: str | None) -> bool:
    return answer is not None and not is_unwritten(answer) and sum(map(str.isalpha, answer)) >= FEWEST_LETTERS


def _is_assessed(technology: Technology) -> bool:
    state, _, reason = technology.dpia.partition(": ")
    if state == NOT_ASSESSED or (state == NOT_NEEDED and technology.kind in WATCHES_PEOPLE):
        return False
    return not is_unwritten(reason) and (state != NOT_NEEDED or _says_something(reason))


def cost_over_life(technology: Technology) -> float | None:
    """Return purchase, running cost of all years and removal, undiscounted, in the file's currency."""
    cost = technology.cost
    return None if cost is None else cost.purchase + cost.per_year * cost.years + cost.removal


def check_technology(technology: Technology, *, file: str, today: date) -> list[Remark]:
    """Return what a technology file says of itself: open questions, days that cannot be, a red line."""
    remarks = [
        Remark("technology.question-open", "warning", file, question, "council_technology", {"question": question})
        for question in open_questions(technology, today=today)
    ]
    if technology.dpia.startswith(NOT_NEEDED) and technology.kind in WATCHES_PEOPLE:
        kind = {"kind": technology.kind}
        remarks.append(Remark("technology.assessment-needed", "error", file, "dpia", "data_protection", kind))
    remarks += [
        Remark("technology.consultation-ahead", "error", file, "consultations", details={"day": one.held.isoformat()})
        for one in technology.consultations
        if one.held > today
    ]
    if technology.sunset is not None and today > technology.sunset:
        details = {"day": technology.sunset.isoformat()}
        remarks.append(Remark("technology.sunset-passed", "note", file, "sunset", "council_technology", details))
    if technology.sunset is not None and technology.sunset > today + FAR:
        details = {"day": technology.sunset.isoformat()}
        remarks.append(Remark("technology.sunset-far", "warning", file, "sunset", details=details))
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
    gravity = _undeclared(action, today)
    n_open = len(open_questions(technology, today=today))
    if n_open:
        remarks.append(
            Remark("technology.file-open", gravity, file, measure, "council_technology", {**details, "n": n_open})
        )
    if technology.sunset is None:
        return remarks
    day = {**details, "day": technology.sunset.isoformat()}
    if today > technology.sunset:
        remarks.append(Remark("technology.after-sunset", gravity, file, measure, "council_technology", day))
    elif action.ends is not None and technology.sunset < action.ends:
        remarks.append(Remark("technology.sunset-before-end", "warning", file, measure, "council_technology", day))
    return remarks
