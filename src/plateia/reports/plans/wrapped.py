"""Text in boxes of pictures: wrapped at words, cut with a mark where it would outgrow its box."""

from __future__ import annotations

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
    """
    letters = max(4, int(width / (GLYPH * size)))
    return textwrap.wrap(plain(words), letters, max_lines=most_lines, placeholder=" …", break_on_hyphens=True) or [""]


def text_block(
    x: float, y: float, lines: list[str], *, size: float, anchor: str = "start", weight: str | None = None
) -> str:
    """Return lines of text below each other, the first baseline at ``y``."""
    return "".join(
        svg.text(x, y + number * size * 1.22, line, size=size, anchor=anchor, weight=weight)
        for number, line in enumerate(lines)
    )
