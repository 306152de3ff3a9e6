"""What a check of a plan says: a code, how grave it is, and where it stands; its sentence comes from the wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Gravity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on a plan.

    Attributes
    ----------
    code : str
        ``theory.cycle``; its sentence is ``remark.theory.cycle`` of the wording, filled in with ``details``.
    gravity : str
        ``error``: the plan cannot be reported or an action not be active; ``warning``: a weakness a reader must see;
        ``note``: a fact, such as a date that has passed.
    file : str
        Path inside the plan folder.
    where : str
        Key or id within the file; empty for the whole file.
    rule : str
        Where the rule comes from: a key of ``rule.<name>`` of the wording, such as ``urban_agenda`` or ``own``. Our own
        decisions are never shown as official.
    """

    code: str
    gravity: Gravity
    file: str
    where: str = ""
    rule: str = "own"
    details: Mapping[str, Any] = field(default_factory=dict)


def repeated_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that stand more than once, each once, in their order.

    Examples
    --------
    >>> repeated_ids(["lamps", "walks", "lamps"])
    ('lamps',)
    """
    return tuple(id_ for id_, n in Counter(ids).items() if n > 1)
