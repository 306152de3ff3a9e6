"""Seals the evaluation plan of an action: the seal is appended to the others, nothing is replaced."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

from plateia.city.run import environment_fault
from plateia.errors import InputError
from plateia.plans.checking import errors_of
from plateia.plans.folder import find_plan
from plateia.plans.sealing import SEALS_FILE, Seal, seal_evaluation, written_seals
from plateia.plans.unwritten import is_unwritten
from plateia.tools.planning.checking import PlanCheck, check_folder
from plateia.tools.planning.running import check_guardrails

JUDGED_BY = ("evaluation.before", "evaluation.after")
UNKNOWN_UNIT = "action.unit-unknown"
"""Where remarks on the periods stand; that a plan is not sealed yet stands at ``evaluation``."""


def seal_action(city: Path, action: str, *, name: str | None, today: date, late: bool) -> Seal:
    """Return the seal that was appended; see ``plateia.tools.plan.seal``."""
    checked = check_folder(city, name, today=today)
    check_guardrails(checked.remarks)
    folder, plan = find_plan(city, name), checked.plan
    if action not in plan.actions:
        near = difflib.get_close_matches(action, list(plan.actions), n=1)
        raise InputError(
            "plan.action-not-found",
            expected=f"An action of the plan {plan.name!r}.",
            seen=f"{action!r}.",
            remedy=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(plan.actions) or 'none'}.",
        )
    evaluation, starts = plan.actions[action].evaluation, plan.actions[action].starts
    if evaluation is None:
        raise InputError(
            "plan.no-evaluation",
            expected=f"A section [evaluation] in actions/{action}.toml.",
            seen="none.",
            remedy="write it first; docs/plan-actions.md shows one.",
        )
    if is_unwritten(evaluation.question) or is_unwritten(evaluation.outcome_because):
        raise InputError(
            "plan.evaluation-unwritten",
            expected="An evaluation plan whose question and outcome_because are written.",
            seen="a text that is still to be written.",
            remedy=f"write them in actions/{action}.toml; what is sealed binds.",
        )
    _check_faultless(checked, action=action)
    seal = seal_evaluation(evaluation, action=action, starts=starts, today=today, seals=plan.seals, late=late)
    new = folder / f".{SEALS_FILE}.new"
    try:
        new.write_text(written_seals([*plan.seals, seal]), encoding="utf-8", newline="\n")
        new.replace(folder / SEALS_FILE)
    except OSError as fault:
        new.unlink(missing_ok=True)
        raise environment_fault(fault) from None
    return seal


def _check_faultless(checked: PlanCheck, *, action: str) -> None:
    """Refuse wrong periods, and areas the audit does not know: what is sealed binds."""
    file = f"actions/{action}.toml"
    found = [row for row in errors_of(checked.remarks, file=file) if row.where in JUDGED_BY]
    found += [row for row in checked.remarks if row.file == file and row.code == UNKNOWN_UNIT]
    if found:
        raise InputError(
            "plan.evaluation-faulty",
            expected=f"Periods in {file} in which the check finds no error, and areas of the audit.",
            seen=f"{', '.join(f'{row.code} in {row.where}' for row in found)}.",
            remedy="correct it first; plateia plan check FOLDER says what is wrong.",
        )
