"""Kinds of values that stand in several plan files: days, ids, texts, lists, and answers with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

ID_PATTERN = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
LONGEST_ID = 60


def _as_day(value: Any) -> Any:
    if isinstance(value, datetime):
        raise ValueError("must be a day without an hour, like 2026-03-31")
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as fault:
            raise ValueError("must be a day like 2026-03-31") from fault
    return value


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Day = Annotated[date, BeforeValidator(_as_day), Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]
"""A day: ``2026-03-31`` with or without quotes; a year that is a slip of the pen is refused."""

Finite = Annotated[float, Field(allow_inf_nan=False)]
"""A number one can reckon with."""

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
"""Lower-case letters, digits, ``-`` and ``_``: what files and tables refer to each other by."""

Said = Annotated[str, Field(pattern=r"\S")]
"""A text that says something."""

Listed = BeforeValidator(_as_tuple)
"""Marks a tuple that TOML writes as a list."""

Texts = Annotated[tuple[Said, ...], Listed]
Ids = Annotated[tuple[Id, ...], Listed]

NOT_ASSESSED = "not assessed"
NOT_NEEDED = "not needed"
Assessment = Annotated[str, Field(pattern=r"^(not assessed|(not needed|done): \S.*)$")]
"""Of a data protection impact assessment: ``not assessed``, ``not needed: reason`` or ``done: reference``."""
