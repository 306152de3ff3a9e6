"""Charts as SVG: weekday by hour, changes with intervals, concentration beside chance, a funnel for the annex.

Each is a pure function from a few records to one picture. Every chart has a table twin in the report.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from plateia.reports import svg
from plateia.wording import Wording

WIDTH = 480.0


@dataclass(frozen=True)
class IntervalRow:
    """One figure with its interval; ``reading`` chooses the mark and stands beside it in words."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    reading: str


@dataclass(frozen=True)
class ChanceRow:
    """One concentration figure in [0, 1] and the range chance alone would give."""

    label: str
    value: float | None
    chance_low: float | None
    chance_high: float | None


@dataclass(frozen=True)
class FunnelPoint:
    """One area: what was expected, and recorded over expected."""

    expected: float
    ratio: float
    flagged: bool


def weekday_hours(
    weights: Sequence[Sequence[float]],
    *,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    width: float = WIDTH,
) -> str:
    """Return a grid of 7 days (Monday first) by hours or blocks of hours: the larger the square, the more incidents.

    The share of each day stands at its end as a number.
    """
    left, right = svg.width_of(wording.weekday(2, short=True)) + 14, 52.0
    hour_px = (width - left - right) / 24
    slot_px, row_px = 24 * hour_px / len(weights[0]), max(hour_px, 17.0)
    total = sum(map(sum, weights)) or 1.0
    most = max(map(max, weights)) or 1.0
    top, parts = 24.0, []
    for hour in range(0, 25, 3):
        x = left + hour * hour_px
        parts.append(svg.text(x, 14, f"{hour}", size=12, anchor="middle", fill=svg.MUTED))
        parts.append(svg.line(x, top - 5, x, top + 7 * row_px))
    for day, shares in enumerate(weights):
        middle = top + (day + 0.5) * row_px
        parts.append(svg.text(left - 8, middle + 4.5, wording.weekday(day, short=True), anchor="end"))
        parts.append(svg.text(width - 2, middle + 4.5, wording.percent(sum(shares) / total), anchor="end", size=12))
        for slot, weight in enumerate(shares):
            side = (min(slot_px, row_px) - 2) * math.sqrt(weight / most)
            corner = left + (slot + 0.5) * slot_px - side / 2
            parts.append(svg.rect(corner, middle - side / 2, side, side, fill=svg.BAR))
    height = top + 7 * row_px + 42
    for number, note in enumerate(("chart.hours_note", "chart.days_note")):
        parts.append(svg.text(left, height - 24 + 18 * number, wording.text(note), size=12, fill=svg.MUTED))
    return svg.picture(parts, width=width, height=height, key=key, title=title, description=description)


def change_intervals(
    rows: Sequence[IntervalRow],
    *,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    width: float = WIDTH,
) -> str:
    """Return later over earlier period as a mark with its interval, one row each, on a scale of ratios.

    Up and down triangles are clear changes, a disc is as usual, an open ring cannot be said; the words stand beside.
    """
    row_px, top = 26.0, 30.0
    left = 14 + max((svg.width_of(row.label) for row in rows), default=0)
    left = min(left, width * 0.5)
    right = width - 14 - max(svg.width_of(wording.reading(row.reading), 12) for row in rows) if rows else width
    ends = [end for row in rows for end in (row.low, row.high, row.value) if end]
    reach = max([1.25, *(max(end, 1 / end) for end in ends)])
    reach = min(reach, 4.0)
    middle, half = (left + right) / 2, (right - left) / 2

    def place(ratio: float) -> float:
        return middle + half * max(-1.0, min(1.0, math.log(ratio) / math.log(reach)))

    bottom = top + row_px * len(rows)
    parts = []
    for ratio, words in ((1 / reach, "chart.fewer"), (1.0, "chart.same"), (reach, "chart.more")):
        anchor = {1.0: "middle"}.get(ratio, "start" if ratio < 1 else "end")
        parts.append(svg.text(place(ratio), 16, wording.text(words), size=12, anchor=anchor, fill=svg.MUTED))
    parts.append(svg.line(middle, top - 8, middle, bottom, stroke=svg.MUTED, dash="3 3"))
    for number, row in enumerate(rows):
        y = top + row_px * (number + 0.5)
        parts.append(svg.text(0, y + 4.5, _shortened(row.label, left - 14)))
        if row.value and row.low and row.high:
            parts.append(svg.line(place(row.low), y, place(row.high), y, stroke=svg.INK, width=1.6))
        if row.value:
            parts.append(_mark(place(row.value), y, row.reading))
        parts.append(svg.text(width, y + 4.5, wording.reading(row.reading), size=12, anchor="end"))
    return svg.picture(parts, width=width, height=bottom + 8, key=key, title=title, description=description)


def concentration_bars(
    rows: Sequence[ChanceRow],
    *,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    width: float = WIDTH,
) -> str:
    """Return how far incidents gather, 0 (evenly) to 1 (all in one place), over the band that chance alone gives."""
    row_px, top = 26.0, 30.0
    left = min(14 + max((svg.width_of(row.label) for row in rows), default=0), width * 0.5)
    right = width - 46
    span = right - left
    bottom = top + row_px * len(rows)
    parts = [
        svg.text(left, 16, wording.text("chart.spread_evenly"), size=12, fill=svg.MUTED),
        svg.text(right, 16, wording.text("chart.all_in_one"), size=12, anchor="end", fill=svg.MUTED),
        svg.line(left, top - 6, left, bottom),
        svg.line(right, top - 6, right, bottom),
    ]
    for number, row in enumerate(rows):
        y = top + row_px * (number + 0.5)
        parts.append(svg.text(0, y + 4.5, _shortened(row.label, left - 14)))
        if row.chance_low is not None and row.chance_high is not None:
            breadth = max(span * (row.chance_high - row.chance_low), 2)
            parts.append(svg.rect(left + span * row.chance_low, y - 9, breadth, 18, fill=svg.BAND))
        if row.value is not None:
            parts.append(svg.line(left, y, left + span * row.value, y, stroke=svg.BAR, width=5))
        parts.append(svg.text(width, y + 4.5, wording.number(row.value, 2), size=12, anchor="end"))
    height = bottom + 26
    parts.append(svg.rect(left, height - 16, 18, 12, fill=svg.BAND))
    parts.append(svg.text(left + 24, height - 6, wording.text("chart.chance_band"), size=12, fill=svg.MUTED))
    return svg.picture(parts, width=width, height=height, key=key, title=title, description=description)


def funnel(
    points: Sequence[FunnelPoint],
    *,
    dispersion: float,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    width: float = WIDTH,
    height: float = 320.0,
) -> str:
    """Return recorded over expected against expected, with 95 % limits that carry the dispersion.

    Limits are ``1 ± 1.96 sqrt(dispersion / expected)``; flagged areas are triangles, others rings.
    """
    left, right, bottom = 44.0, width - 10, height - 42
    widest = max((point.expected for point in points), default=1.0)
    top = max([2.0, *(point.ratio for point in points)]) * 1.05

    def at(expected: float, ratio: float) -> tuple[float, float]:
        return left + (right - left) * math.sqrt(expected / widest), bottom - (bottom - 14) * min(ratio, top) / top

    curves = []
    for sign in (-1, 1):
        steps = [widest * (number / 60) ** 2 for number in range(1, 61)]
        ends = [at(e, max(0.0, 1 + sign * 1.96 * math.sqrt(dispersion / e))) for e in steps]
        way = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in ends)
        curves.append(svg.element("polyline", points=way, fill="none", stroke=svg.MUTED, stroke_dasharray="4 3"))
    base = at(0, 1)[1]
    parts = [svg.line(left, base, right, base, stroke=svg.MUTED), *curves]
    for point in points:
        parts.append(
            _mark(*at(point.expected, point.ratio), "clearly_more" if point.flagged else "cannot_be_said", 3.2)
        )
    for ratio in range(int(top) + 1):
        parts.append(svg.text(left - 8, at(0, ratio)[1] + 4, str(ratio), size=12, anchor="end", fill=svg.MUTED))
    parts.append(svg.text(right, height - 10, wording.text("chart.funnel_axis"), size=12, anchor="end"))
    return svg.picture(parts, width=width, height=height, key=key, title=title, description=description)


def _mark(x: float, y: float, reading: str, size: float = 5.0) -> str:
    if reading in ("clearly_more", "clearly_fewer"):
        tip = -1 if reading == "clearly_more" else 1
        ends = ((x - size, y - tip * size * 0.8), (x + size, y - tip * size * 0.8), (x, y + tip * size))
        return svg.element(
            "polygon", points=" ".join(f"{svg.number(a)},{svg.number(b)}" for a, b in ends), fill=svg.BAR
        )
    if reading == "as_usual":
        return svg.element("circle", cx=x, cy=y, r=size * 0.85, fill=svg.BAR)
    return svg.element("circle", cx=x, cy=y, r=size * 0.8, fill=svg.PAPER, stroke=svg.INK, stroke_width=1.4)


def _shortened(words: str, room: float) -> str:
    most = int(room / (svg.MEAN_GLYPH * svg.FONT_PX))
    return words if len(words) <= most else words[: most - 1] + "…"
