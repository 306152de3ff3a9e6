"""The strategy cycle: audit, strategy, implementation, evaluation, and again; what a state needs before it is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from plateia.settings.plan_files.plan import STATES, Cycle, Participation, State

Lacking = Literal["approved_document", "participation"]


@dataclass(frozen=True, slots=True)
class Step:
    """The step from the present state to the next, and what it still lacks."""

    state: State
    next_state: State
    lacking: tuple[Lacking, ...]


def next_state(state: State) -> State:
    """Return the state after this one; after the evaluation comes the audit.

    Examples
    --------
    >>> next_state("strategy"), next_state("evaluation")
    ('implementation', 'audit')
    """
    return STATES[(STATES.index(state) + 1) % len(STATES)]


def lacking_in(state: State, cycle: Cycle, participation: Sequence[Participation]) -> tuple[Lacking, ...]:
    """Return what a state still needs: an approved document and a record of participation.

    An audit that a legal duty waived needs neither; its reason stands in the plan.
    """
    if state == "audit" and cycle.audit_waived:
        return ()
    lacking: list[Lacking] = []
    if not any(document.state == state and document.approved is not None for document in cycle.documents):
        lacking.append("approved_document")
    if not any(row.state == state for row in participation):
        lacking.append("participation")
    return tuple(lacking)


def coming_step(cycle: Cycle, participation: Sequence[Participation]) -> Step:
    """Return the step that comes next and what it lacks."""
    return Step(cycle.state, next_state(cycle.state), lacking_in(cycle.state, cycle, participation))
