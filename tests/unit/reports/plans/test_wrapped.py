"""Words in boxes: nothing is lost silently, no line is longer than its box."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plateia.reports.plans.wrapped import GLYPH, wrapped


@given(st.text("abcdefgh -", max_size=200), st.floats(60, 300))
def test_no_line_is_wider_than_the_box(words: str, width: float) -> None:
    lines = wrapped(words, width=width, size=11.5)
    assert lines
    assert all(len(line) * GLYPH * 11.5 <= max(width, 4 * GLYPH * 11.5) for line in lines)


def test_a_cut_is_marked() -> None:
    assert wrapped("one two three four five six", width=40, size=11, most_lines=2)[-1].endswith("…")
    assert wrapped("one two", width=400, size=11, most_lines=2) == ["one two"]
