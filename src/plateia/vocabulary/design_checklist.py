"""The items of the security-by-design checklist as data; their texts stand in the wording."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item.

    Attributes
    ----------
    id : str
        Its question is ``security_by_design.item.<id>`` of the wording.
    framework, strategy, stage : str
        Which guidance it follows, under which of its strategies, and whether it belongs to planning, design or the
        management of the site.
    sensitive : bool
        Whether the answer tells how a place is, or is not, protected against an attack (guardrail G-60).
    mark : str
        ``M``: our words for published guidance, to be compared with it before use; ``D``: our own item.
    source : str
    """

    id: str
    framework: str
    strategy: str
    stage: str
    sensitive: bool
    mark: str
    source: str


@cache
def checklist_items() -> tuple[ChecklistItem, ...]:
    """Return the items in the order of the data file.

    Examples
    --------
    >>> len(checklist_items()), {item.mark for item in checklist_items() if item.framework == "own"}
    (23, {'D'})
    """
    text = files(__package__).joinpath("design_checklist.csv").read_text(encoding="utf-8")
    return tuple(
        ChecklistItem(
            id=row["id"],
            framework=row["framework"],
            strategy=row["strategy"],
            stage=row["stage"],
            sensitive=row["sensitive"] == "yes",
            mark=row["mark"],
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )
