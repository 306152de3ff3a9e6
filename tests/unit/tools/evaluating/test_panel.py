"""Which earlier months stand in the place of a period before that is not over."""

from __future__ import annotations

import numpy as np
import pytest

from plateia.tables.incidents import month_text
from plateia.tools.evaluating.panel import earlier_months


def month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:]) - 1


def span(first: str, last: str) -> np.ndarray:
    return np.arange(month(first), month(last) + 1)


@pytest.mark.parametrize(
    ("wanted", "held", "first", "last"),
    [
        (span("2026-03", "2027-02"), span("2020-01", "2026-09"), "2025-03", "2026-02"),
        (span("2026-03", "2028-02"), span("2022-01", "2026-09"), "2024-03", "2026-02"),
        # The same months are not held: the newest run as long.
        (span("2026-03", "2027-02"), span("2025-06", "2026-05"), "2025-06", "2026-05"),
        # Nor is a run as long: whole years of it.
        (span("2026-03", "2028-02"), span("2025-02", "2026-05"), "2025-06", "2026-05"),
        # A few months are all there is.
        (span("2026-03", "2027-02"), span("2025-12", "2026-05"), "2025-12", "2026-05"),
    ],
)
def test_the_nearest_like_months_stand_in(wanted: np.ndarray, held: np.ndarray, first: str, last: str) -> None:
    found = earlier_months(wanted, held)
    assert (month_text(int(found[0])), month_text(int(found[-1]))) == (first, last)
    assert set(found) <= set(held)
    assert len(found) <= len(wanted)


def test_a_list_of_months_keeps_its_gaps() -> None:
    julys = np.array([month("2025-07"), month("2026-07")])
    held = np.array([month("2023-07"), month("2024-07")])
    assert earlier_months(julys, held).tolist() == held.tolist()
