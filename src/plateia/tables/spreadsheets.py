"""Text that a spreadsheet opens without running it."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text cell that begins so is taken for a formula by spreadsheets."""


def safe_text(text: str) -> str:
    """Return the text with an apostrophe in front where a spreadsheet would run it as a formula.

    Examples
    --------
    >>> safe_text("=A1"), safe_text("A1")
    ("'=A1", 'A1')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
