"""Text in boxes of pictures: wrapped at words, cut with a mark where it would outgrow its box."""

from __future__ import annotations

import re
import textwrap

from plateia.reports import svg
from plateia.reports.office import plain

GLYPH = 0.56
"""Width of a letter in ems, a little above the mean: a box must hold its words."""


def wrapped(words: str, *, width: float, size: float, most_lines: int = 12) -> list[str]:
    """Return the lines of a text in a box; the last ends with a mark where something is left out.

    Examples
    --------
    >>> wrapped("Hosts are present, talk and help", width=90, size=11)
    ['Hosts are', 'present, talk', 'and help']
    >>> wrapped("Nachbarschaftsgespräche", width=90, size=11)
    ['Nachbarschaft-', 'sgespräche']
    """
    letters = max(4, int(width / (GLYPH * size)))
    pieces = " ".join(_pieces(word, letters) for word in plain(words).split())
    return textwrap.wrap(
        pieces, letters, max_lines=most_lines, placeholder=" …", break_long_words=False, break_on_hyphens=False
    ) or [""]


def _pieces(word: str, letters: int) -> str:
    """Return a word that is longer than a line in pieces of a line each; what breaks it is seen."""
    if len(word) <= letters:
        return word
    parts = re.findall(rf".{{1,{letters - 1}}}", word)
    return " ".join([*(f"{part}-" if not part.endswith("-") else part for part in parts[:-1]), parts[-1]])


def text_block(
    x: float, y: float, lines: list[str], *, size: float, anchor: str = "start", weight: str | None = None
) -> str:
    """Return lines of text below each other, the first baseline at ``y``."""
    return "".join(
        svg.text(x, y + number * size * 1.22, line, size=size, anchor=anchor, weight=weight)
        for number, line in enumerate(lines)
    )
