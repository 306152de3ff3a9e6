"""The stakeholder grid: influence and interest, and those affected, who take part whatever their influence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.partners import Stakeholder, Stakeholders

FILE = "stakeholders.toml"
HIGH = 4
BEFORE_DEFINITION = ("framing", "define")
Handling = Literal["manage_closely", "keep_satisfied", "keep_informed", "monitor", "involve"]
HANDLINGS: tuple[Handling, ...] = ("manage_closely", "involve", "keep_satisfied", "keep_informed", "monitor")


@dataclass(frozen=True, slots=True)
class Placed:
    """A stakeholder and how it is to be dealt with; ``overridden`` where being affected decided."""

    stakeholder: Stakeholder
    handling: Handling
    overridden: bool


def handling_of(*, influence: int, interest: int, affected: bool) -> Handling:
    """Return how a stakeholder is to be dealt with.

    Examples
    --------
    >>> handling_of(influence=5, interest=4, affected=False), handling_of(influence=1, interest=5, affected=True)
    ('manage_closely', 'involve')
    """
    if affected and influence < HIGH:
        return "involve"
    if influence >= HIGH:
        return "manage_closely" if interest >= HIGH else "keep_satisfied"
    return "keep_informed" if interest >= HIGH else "monitor"


def stakeholder_grid(stakeholders: Stakeholders) -> tuple[Placed, ...]:
    """Return every stakeholder with its handling, in the order of ``HANDLINGS`` and then of the file."""
    placed = []
    for row in stakeholders.stakeholders:
        handling = handling_of(influence=row.influence, interest=row.interest, affected=row.affected)
        placed.append(Placed(row, handling, overridden=handling == "involve"))
    return tuple(sorted(placed, key=lambda place: HANDLINGS.index(place.handling)))


def check_stakeholders(stakeholders: Stakeholders) -> list[Remark]:
    """Return who was left out though affected, and who joined after the problem was defined."""
    remarks = []
    for row in stakeholders.stakeholders:
        out = row.left_out_because is not None or row.included_from == "not_yet"
        details = {"stakeholder": row.name}
        if row.affected and out:
            remarks.append(Remark("stakeholder.affected-left-out", "error", FILE, row.id, "stakeholders", details))
        elif not out and row.included_from not in BEFORE_DEFINITION:
            details["stage"] = row.included_from
            remarks.append(Remark("stakeholder.joined-late", "warning", FILE, row.id, "partners_first", details))
    early = [row for row in stakeholders.stakeholders if row.included_from in BEFORE_DEFINITION]
    if len(early) < 2:
        remarks.append(Remark("stakeholder.defined-alone", "warning", FILE, "", "partners_first"))
    if not any(row.affected for row in stakeholders.stakeholders):
        remarks.append(Remark("stakeholder.nobody-affected", "warning", FILE, "", "stakeholders"))
    return remarks
