"""The chart of an evaluation: recorded incidents as bars, expected ones as a line, a rule where the action began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plateia.reports import svg
from plateia.reports.month_chart import ticks_to
from plateia.wording import Wording

WIDTH, HEIGHT = 480.0, 260.0
LINE = "#b36b00"


@dataclass(frozen=True)
class Step:
    """One month or quarter: recorded and expected incidents, and its label."""

    label: str
    after: bool
    n: float
    expected: float | None
    low: float | None = None
    high: float | None = None


def recorded_and_expected(
    steps: Sequence[Step], *, title: str, description: str, wording: Wording, key: str
) -> str:  # fmt: skip
    """Return bars of recorded incidents under a stepped line of expected ones."""
    figures = [value for step in steps for value in (step.n, step.expected, step.high) if value is not None]
    ticks = ticks_to(max([1.0, *figures]))
    top, bottom = 14.0, HEIGHT - 52
    left = 12 + max(svg.width_of(wording.number(figure), 12) for figure in ticks)
    width = (WIDTH - 6 - left) / max(len(steps), 1)

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / ticks[-1]

    parts = []
    for figure in ticks:
        parts.append(svg.line(left, y(figure), WIDTH - 6, y(figure)))
        parts.append(svg.text(left - 6, y(figure) + 4, wording.number(figure), size=12, anchor="end", fill=svg.MUTED))
    for number, step in enumerate(steps):
        x = left + number * width
        if step.low is not None and step.high is not None and step.after:
            parts.append(svg.rect(x, y(step.high), width, y(max(step.low, 0)) - y(step.high), fill=svg.BAND))
    for number, step in enumerate(steps):
        x = left + number * width
        parts.append(svg.rect(x + width * 0.18, y(step.n), width * 0.64, bottom - y(step.n), fill=svg.BAR))
        if step.expected is not None:
            parts.append(svg.line(x, y(step.expected), x + width, y(step.expected), stroke=LINE, width=2.4))
    parts += _axis(steps, left, width, top, bottom, wording)
    legend = _legend(steps, left, HEIGHT - 10, wording)
    return svg.picture([*parts, *legend], width=WIDTH, height=HEIGHT, key=key, title=title, description=description)


def _axis(
    steps: Sequence[Step], left: float, width: float, top: float, bottom: float, wording: Wording
) -> list[str]:  # fmt: skip
    parts = [svg.line(left, bottom, WIDTH - 6, bottom, stroke=svg.INK)]
    room = max([svg.width_of(step.label, 11) for step in steps], default=0.0) + 8
    every = max(1, -(-int(room) // max(int(width), 1)))
    for number, step in enumerate(steps):
        if number % every == 0:
            x = max(left + (number + 0.5) * width, left + svg.width_of(step.label, 11) / 2 - 6)
            parts.append(svg.text(x, bottom + 15, step.label, size=11, anchor="middle", fill=svg.MUTED))
    first_after = next((number for number, step in enumerate(steps) if step.after), None)
    if first_after:
        x = left + first_after * width
        parts.append(svg.line(x, top - 8, x, bottom + 2, stroke=svg.INK, width=1.4, dash="4 3"))
        parts.append(svg.text(x + 4, top, wording.text("evaluation.start"), size=11, fill=svg.INK))
    return parts


def _legend(steps: Sequence[Step], left: float, y: float, wording: Wording) -> list[str]:
    entries = [(svg.rect(0, -10, 16, 12, fill=svg.BAR), "evaluation.recorded")]
    if any(step.expected is not None for step in steps):
        entries.append((svg.line(0, -4, 16, -4, stroke=LINE, width=2.4), "evaluation.expected"))
    parts, x = [], left
    for mark, words in entries:
        label = wording.text(words)
        parts.append(svg.element("g", mark, transform=f"translate({svg.number(x)} {svg.number(y)})"))
        parts.append(svg.text(x + 21, y, label, size=12, fill=svg.MUTED))
        x += 40 + svg.width_of(label, 12)
    return parts
