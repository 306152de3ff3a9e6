"""Texts a new plan begins with, which somebody still has to write."""

from __future__ import annotations

from functools import cache

from plateia.wording import languages, load

BEGINNINGS = ("plan_start.to_be_written", "plan_start.to_be_named")


def is_unwritten(text: str) -> bool:
    """Say whether a text still is the one a new plan begins with, in whatever language.

    Examples
    --------
    >>> is_unwritten("To be written: the first step"), is_unwritten("Lamps to be mended")
    (True, False)
    """
    return text.strip().lower().startswith(_beginnings())


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(load(language).text(key).lower() for language in languages() for key in BEGINNINGS)
