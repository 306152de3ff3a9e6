"""How numbers are written in files that other programs read: 10 significant digits, so that no float noise shows."""

from __future__ import annotations

import math
from numbers import Integral, Real

SIGNIFICANT_DIGITS = 10
"""Enough for every figure here; the last digits of a float64 differ between machines and say nothing."""


def written_number(number: object) -> bool | int | float | None:
    """Return a number as plain Python, 10 significant digits; None where it is missing or infinite.

    Examples
    --------
    >>> written_number(0.1 + 0.2), written_number(float("nan")), written_number(627_122)
    (0.3, None, 627122)
    """
    # NumPy's booleans are neither bool nor Integral, but have item().
    plain = number.item() if hasattr(number, "item") else number
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, Integral):
        return int(plain)
    if isinstance(plain, Real) and math.isfinite(plain):
        # Adding zero turns -0.0 into 0.0.
        return float(f"{float(plain):.{SIGNIFICANT_DIGITS}g}") + 0.0
    return None
