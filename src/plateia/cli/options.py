"""Arguments that several commands share, and the checks they need."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from plateia.errors import SettingsError

Folder = Annotated[Path, typer.Argument(help="The city folder, with its city.toml.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Language = Annotated[str | None, typer.Option("--language", help="Language of the output; the city's own by default.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of everything drawn by chance.", min=0)]
Internal = Annotated[bool, typer.Option("--internal", help="Write the full version, for one named person.")]
For = Annotated[str | None, typer.Option("--for", help="The person the internal version is for.")]
Today = Annotated[str | None, typer.Option("--today", help="Day to count from, as 2026-03-31; today by default.")]

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


def day_of(today: str | None) -> date:
    """Return the day that was named, or today.

    Raises
    ------
    SettingsError
        ``command.day``: it is no day, or none a plan can speak of.
    """
    if today is None:
        return date.today()
    try:
        day = date.fromisoformat(today)
    except ValueError:
        day = date.max
    if not FIRST_DAY <= day <= LAST_DAY:
        raise SettingsError(
            "command.day",
            expected="A day as year, month and day in --today.",
            seen="something else.",
            remedy="--today 2026-03-31, for example.",
        )
    return day


def check_internal_for(*, internal: bool, person: str | None) -> None:
    """Refuse an internal version for nobody, and a person without an internal version.

    Raises
    ------
    SettingsError
        ``audit.internal-for``.
    """
    if (internal and not (person or "").strip()) or (person is not None and not internal):
        raise SettingsError(
            "audit.internal-for",
            expected="--internal and --for NAME together.",
            seen="one without the other.",
            remedy="name the one person the full version is for, or leave both out.",
        )
