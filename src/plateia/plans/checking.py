"""All remarks of a plan: every file by its own rules, and the files together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from plateia.plans.action_rules import check_action, check_no_person_level, check_references
from plateia.plans.cost_rules import check_costs
from plateia.plans.covenant_dates import check_covenant
from plateia.plans.files import nearest_known
from plateia.plans.folder import Plan
from plateia.plans.indicator_rules import AuditFigures, check_indicators
from plateia.plans.origin_rules import Audited, check_origin
from plateia.plans.plan_rules import check_foresight, check_plan_file
from plateia.plans.preparation import check_preparation
from plateia.plans.problem_rules import check_labels
from plateia.plans.remarks import Remark
from plateia.plans.technology_rules import check_action_technology, check_technology
from plateia.plans.theory_graph import check_theory
from plateia.plans.unwritten import is_unwritten
from plateia.vocabulary.persons import kind_of_person_text
from plateia.vocabulary.predictions import predicts_persons

GRAVITIES = ("error", "warning", "note")
OFFICE_KEYS = frozenset({"responsible", "owner", "lead", "contact", "approved_by", "channel"})
"""Keys whose text may name the holder of an office, or how to reach it; no more than that of a person."""
NEVER_OF_OFFICE = frozenset({"birth date", "identity number", "number plate", "address"})
READ_FOR_RED_LINES = frozenset({"title", "need", "text", "procurement", "activity", "deliverable"})
"""Keys of actions and technologies whose own rules look for every red line."""


def check_plan(
    plan: Plan,
    *,
    today: date,
    language: str = "en",
    figures: AuditFigures | None = None,
    practices: Collection[str] | None = None,
    person_level: Collection[str] = (),
    audited: Audited | None = None,
) -> tuple[Remark, ...]:
    """Return everything there is to say of a plan, errors first.

    Parameters
    ----------
    plan : Plan
    today : date
        What is overdue depends on it.
    language : str
        In which the plan is written; words of problem frames are checked where there is a list for it.
    figures : mapping, optional
        What the references to audits came to, by indicator.
    practices : collection of str, optional
        Ids of the practices there are.
    person_level : collection of str
        Ids of those that work on single persons: text of the catalogue, no part of a plan (G-03).
    audited : Audited, optional
        What the published audits hold: what the plan names of them should stand there.
    """
    figures = figures or {}
    remarks = _unknown_files(plan) + _persons(plan) + _unwritten(plan)
    remarks += check_preparation(plan, language=language, today=today, grids=plan.grids)
    remarks += check_plan_file(plan.file, any_active=_any_active(plan), today=today)
    if plan.file.covenant is not None:
        remarks += check_covenant(plan.file.covenant, actions=frozenset(plan.actions), today=today)
    remarks += check_indicators(plan.indicators, actions=plan.actions, figures=figures, today=today)
    remarks += _theories(plan) + _actions(plan, practices, today)
    remarks += [] if audited is None else check_origin(plan, audited)
    for id_, theory in plan.theories.items():
        remarks += check_labels(theory.model_dump(), file=f"theory/{id_}.toml", language=language)
    for id_, action in plan.actions.items():
        remarks += check_labels(action.model_dump(), file=f"actions/{id_}.toml", language=language)
    for id_, action in plan.actions.items():
        remarks += check_no_person_level(action, file=f"actions/{id_}.toml", person_level=person_level)
    for id_, technology in plan.technologies.items():
        remarks += check_technology(technology, file=f"technology/{id_}.toml", today=today)
    for id_, foresight in plan.foresights.items():
        remarks += check_foresight(foresight, file=f"foresight/{id_}.toml", today=today)
    return tuple(sorted(remarks, key=_order))


def errors_of(remarks: Collection[Remark], *, file: str | None = None) -> list[Remark]:
    """Return the errors among the remarks, of one file where it is named."""
    return [row for row in remarks if row.gravity == "error" and file in (None, row.file)]


def _order(remark: Remark) -> tuple[int, str, str, str]:
    return (GRAVITIES.index(remark.gravity), remark.file, remark.where, remark.code)


def _any_active(plan: Plan) -> bool:
    return any(action.status == "active" for action in plan.actions.values())


def _theories(plan: Plan) -> list[Remark]:
    known = [indicator.id for indicator in plan.indicators]
    remarks = []
    for id_, theory in plan.theories.items():
        own = {name for name, action in plan.actions.items() if action.theory == id_}
        resting = [indicator.id for indicator in plan.indicators if indicator.action in own]
        remarks += check_theory(theory, file=f"theory/{id_}.toml", indicators=known, own_indicators=resting)
    return remarks


def _actions(plan: Plan, practices: Collection[str] | None, today: date) -> list[Remark]:
    remarks: list[Remark] = []
    partners = {partner.id for partner in plan.file.partners}
    for id_, action in plan.actions.items():
        file = f"actions/{id_}.toml"
        remarks += check_action(id_, action, file=file, seals=plan.seals, practices=practices, today=today)
        remarks += check_references(
            action, file=file, theories=plan.theories, problems=plan.problems.keys(), partners=partners
        )
        remarks += check_costs(action, file=file, unit_costs=plan.unit_costs)
        remarks += check_action_technology(action, file=file, technologies=plan.technologies, today=today)
    if not plan.actions:
        remarks.append(Remark("plan.no-action", "warning", "plan.toml"))
    remarks += [
        Remark("seal.action-unknown", "warning", "seals.json", seal.action, details={"action": seal.action})
        for seal in plan.seals
        if seal.action not in plan.actions
    ]
    return remarks


def _unknown_files(plan: Plan) -> list[Remark]:
    remarks = []
    for path in plan.unknown_files:
        near = nearest_known(path)
        code = "folder.unknown-file" if near is None else "folder.unknown-file-near"
        remarks.append(Remark(code, "warning", path, details={"file": path, "near": near}))
    return remarks


def _persons(plan: Plan) -> list[Remark]:
    """A text that seems to hold or to predict a person is an error; the holder of an office may stand (G-01, G-22)."""
    predicted = [
        Remark("technology.red-line", "error", path, where, "ai_act", {"kind": "risk_score_of_persons"})
        for path, tree in plan.texts.items()
        for where, key, text in _texts(tree)
        if not (path.startswith(("actions/", "technology/")) and key in READ_FOR_RED_LINES) and predicts_persons(text)
    ]
    return predicted + [
        Remark("person.in-text", "error", path, where, "data_protection", {"kind": kind})
        for path, tree in plan.texts.items()
        for where, key, text in _texts(tree)
        if (kind := kind_of_person_text(text)) and (key not in OFFICE_KEYS or kind in NEVER_OF_OFFICE)
    ]


def _unwritten(plan: Plan) -> list[Remark]:
    """What is still to be written is an error where an action is under way: nobody can be held to it."""
    under_way = {f"actions/{id_}.toml" for id_, action in plan.actions.items() if action.status == "active"}
    counted = {path: sum(is_unwritten(text) for _, _, text in _texts(tree)) for path, tree in plan.texts.items()}
    return [
        Remark("plan.to-be-written", "error" if path in under_way else "warning", path, details={"n": n})
        for path, n in counted.items()
        if n
    ]


def _texts(branch: Any, where: str = "", key: str = "") -> Iterator[tuple[str, str, str]]:
    """Return every text of a file with its place and its key."""
    if isinstance(branch, str):
        yield where, key, branch
    elif isinstance(branch, Mapping):
        for name, inner in branch.items():
            yield from _texts(inner, f"{where}.{name}" if where else str(name), str(name))
    elif isinstance(branch, list):
        for number, inner in enumerate(branch, start=1):
            yield from _texts(inner, f"{where}[{number}]", key)
