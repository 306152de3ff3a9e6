"""How a table writes its periods: months, quarters or years, one kind in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plateia.errors import InputError, SettingsError

PERIODS = {
    12: re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-\d{2}(?:[T ][0:]+(?:\.0+)?Z?)?)?"),
    4: re.compile(r"(\d{4})-?Q([1-4])"),
    1: re.compile(r"(\d{4})(?:\.0)?()"),
}
"""Periods in a year -> how they are written; a date stands for its month, 1990.0 is a year as programs export it."""
EXAMPLES = {12: "2024-03", 4: "2024-Q1", 1: "2024"}
ROWS_SHOWN = 5


def listed(items: Sequence[object]) -> str:
    """Return the first few of some rows or periods, and how many more there are."""
    shown = ", ".join(str(item) for item in items[:ROWS_SHOWN])
    return f"{shown} and {len(items) - ROWS_SHOWN} more" if len(items) > ROWS_SHOWN else shown


def period_numbers(texts: Sequence[str], *, column: str) -> tuple[int, list[int]]:
    """Return how many periods a year has, and each row's period as a number.

    Raises
    ------
    InputError
        ``effect.period-unreadable``.
    """
    n_read = {per_year: sum(bool(pattern.fullmatch(text)) for text in texts) for per_year, pattern in PERIODS.items()}
    per_year = max(n_read, key=lambda kind: n_read[kind])
    if n_read[per_year] == len(texts):
        return per_year, [period_number(text, per_year) for text in texts]
    other = [number for number, text in enumerate(texts, start=2) if not PERIODS[per_year].fullmatch(text)]
    raise InputError(
        "effect.period-unreadable",
        expected=f"Periods of one kind in the column {column!r}: 2024-03 or 2024-03-31, 2024-Q1, or 2024.",
        seen=f"{len(other)} of {len(texts)} rows with something else (first rows: {listed(other)}).",
        remedy="write all periods alike, and leave out rows of totals.",
    )


def period_number(text: str, per_year: int) -> int:
    """Return a period as a number (``effect.start-outside``: it is not written as in the table).

    Examples
    --------
    >>> period_number("2024-Q1", 4) == 2024 * 4, period_text(2024 * 12 + 2, 12)
    (True, '2024-03')
    """
    found = PERIODS[per_year].fullmatch(text.strip())
    if found is None:
        raise SettingsError(
            "effect.start-outside",
            expected="The first period with the action, written as in the table.",
            seen=f"{text!r}, where the table has periods like {EXAMPLES[per_year]}.",
            remedy="write it as the table does.",
        )
    return int(found[1]) * per_year + (int(found[2]) - 1 if found[2] else 0)


def period_text(period: int, per_year: int) -> str:
    """Return a period as the table writes it."""
    year, number = divmod(period, per_year)
    return {12: f"{year:04d}-{number + 1:02d}", 4: f"{year:04d}-Q{number + 1}", 1: f"{year:04d}"}[per_year]
