"""Charts as SVG: months with their usual range, weekday by hour, changes with intervals, concentration beside chance.

Each is a pure function from a few records to one picture. Every chart has a table twin in the report.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from plateia.reports import svg
from plateia.wording import Wording

WIDTH = 480.0
PANDEMIC_YEARS = ("2020", "2021")


@dataclass(frozen=True)
class MonthBar:
    """One month: its count, and the range the same months of earlier years lead to expect."""

    month: str
    n: int | None
    expected: float | None
    limit_low: float | None
    limit_high: float | None
    status: str


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


def month_bars(
    months: Sequence[MonthBar],
    *,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    width: float = WIDTH,
    height: float = 250.0,
) -> str:
    """Return bars by month over a grey band of the usual range.

    Months still filling up are hatched, missing and hidden ones marked, 2020 and 2021 bracketed below the axis.
    Months that do not follow each other stand apart.
    """
    ticks = _ticks(_highest(months))
    top = ticks[-1]
    axis_px = 12 + max(svg.width_of(wording.number(figure), 12) for figure in ticks)
    plot = _Plot(left=axis_px, top=12, right=width - 4, bottom=height - 46)
    slots = _slots([month.month for month in months], plot)
    hatch = svg.diagonal(f"{key}-p", stroke=svg.BAR, background=svg.PAPER, size=5)
    parts = [*_count_axis(plot, ticks, wording)]
    parts += [_band(month, x, step, plot, top) for month, (x, step) in zip(months, slots, strict=True)]
    parts += [_bar(month, x, step, plot, top, key) for month, (x, step) in zip(months, slots, strict=True)]
    parts += _month_axis(months, slots, plot, wording)
    legend, bottom = _months_legend(months, plot, wording, key)
    return svg.picture(
        [*parts, *legend], width=width, height=bottom, key=key, title=title, description=description, definitions=hatch
    )


def weekday_hours(
    weights: Sequence[Sequence[float]],
    *,
    title: str,
    description: str,
    wording: Wording,
    key: str,
    width: float = WIDTH,
) -> str:
    """Return a grid of 7 days (Monday first) by 24 hours: the larger the square, the more incidents.

    The share of each day stands at its end as a number.
    """
    left, right = svg.width_of(wording.weekday(2, short=True)) + 14, 52.0
    step = (width - left - right) / 24
    total = sum(map(sum, weights)) or 1.0
    most = max(map(max, weights)) or 1.0
    top, parts = 24.0, []
    for hour in range(0, 25, 3):
        parts.append(svg.text(left + hour * step, 14, f"{hour}", size=12, anchor="middle", fill=svg.MUTED))
        parts.append(svg.line(left + hour * step, top - 5, left + hour * step, top + 7 * step))
    for day, hours in enumerate(weights):
        middle = top + (day + 0.5) * step
        parts.append(svg.text(left - 8, middle + 4.5, wording.weekday(day, short=True), anchor="end"))
        parts.append(svg.text(width - 2, middle + 4.5, wording.percent(sum(hours) / total), anchor="end", size=12))
        for hour, weight in enumerate(hours):
            side = (step - 2) * math.sqrt(weight / most)
            corner = left + (hour + 0.5) * step - side / 2
            parts.append(svg.rect(corner, middle - side / 2, side, side, fill=svg.BAR))
    height = top + 7 * step + 24
    parts.append(svg.text(left, height - 6, wording.text("chart.hours_note"), size=12, fill=svg.MUTED))
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
    left = min(left, width * 0.42)
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
    left = min(14 + max((svg.width_of(row.label) for row in rows), default=0), width * 0.42)
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
    plot = _Plot(left=44, top=14, right=width - 10, bottom=height - 42)
    widest = max((point.expected for point in points), default=1.0)
    top = max([2.0, *(point.ratio for point in points)]) * 1.05

    def at(expected: float, ratio: float) -> tuple[float, float]:
        return plot.left + plot.breadth * math.sqrt(expected / widest), plot.bottom - plot.depth * min(ratio, top) / top

    curves = []
    for sign in (-1, 1):
        steps = [widest * (number / 60) ** 2 for number in range(1, 61)]
        ends = [at(e, max(0.0, 1 + sign * 1.96 * math.sqrt(dispersion / e))) for e in steps]
        way = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in ends)
        curves.append(svg.element("polyline", points=way, fill="none", stroke=svg.MUTED, stroke_dasharray="4 3"))
    base = at(0, 1)[1]
    parts = [svg.line(plot.left, base, plot.right, base, stroke=svg.MUTED), *curves]
    for point in points:
        parts.append(_mark(*at(point.expected, point.ratio), "clearly_more" if point.flagged else "cannot_be_said", 3.2))
    for ratio in range(int(top) + 1):
        parts.append(svg.text(plot.left - 8, at(0, ratio)[1] + 4, str(ratio), size=12, anchor="end", fill=svg.MUTED))
    parts.append(svg.text(plot.right, height - 10, wording.text("chart.funnel_axis"), size=12, anchor="end"))
    return svg.picture(parts, width=width, height=height, key=key, title=title, description=description)


@dataclass(frozen=True)
class _Plot:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def breadth(self) -> float:
        return self.right - self.left

    @property
    def depth(self) -> float:
        return self.bottom - self.top


def _highest(months: Sequence[MonthBar]) -> float:
    return max([1.0, *(figure for month in months for figure in (month.n, month.limit_high) if figure is not None)])


def _ticks(highest: float) -> list[float]:
    """Return the figures beside the axis, from 0 to the first at or above the highest: three to six whole steps."""
    power = 10.0 ** math.floor(math.log10(highest))
    sizes = [step * scale for scale in (power / 10, power) for step in (1, 2, 2.5, 5) if (step * scale).is_integer()]
    step = next((size for size in sizes if highest / size <= 5), max(1.0, highest))
    return [step * number for number in range(math.ceil(highest / step) + 1)]


def _count_axis(plot: _Plot, ticks: Sequence[float], wording: Wording) -> list[str]:
    parts = []
    for figure in ticks:
        y = plot.bottom - plot.depth * figure / ticks[-1]
        parts.append(svg.line(plot.left, y, plot.right, y))
        parts.append(svg.text(plot.left - 6, y + 4, wording.number(figure), size=12, anchor="end", fill=svg.MUTED))
    return parts


def _slots(months: Sequence[str], plot: _Plot) -> list[tuple[float, float]]:
    """Return left end and width of each month's slot; months that do not follow each other stand apart."""
    gaps = [0.0 if _follows(a, b) else 0.6 for a, b in zip(months, months[1:], strict=False)]
    step = min(plot.breadth / (len(months) + sum(gaps)), 84.0) if months else 0.0
    slots, x = [], plot.left
    for number in range(len(months)):
        slots.append((x, step))
        x += step * (1 + (gaps[number] if number < len(gaps) else 0))
    return slots


def _follows(first: str, second: str) -> bool:
    return int(second[:4]) * 12 + int(second[5:7]) - int(first[:4]) * 12 - int(first[5:7]) == 1


def _band(month: MonthBar, x: float, step: float, plot: _Plot, top: float) -> str:
    if month.limit_low is None or month.limit_high is None:
        return ""
    upper = plot.bottom - plot.depth * month.limit_high / top
    return svg.rect(x, upper, step, plot.depth * (month.limit_high - month.limit_low) / top, fill=svg.BAND)


def _bar(month: MonthBar, x: float, step: float, plot: _Plot, top: float, key: str) -> str:
    inset = min(step * 0.22, 12)
    if month.n is None:
        sign = "×" if month.status == "missing" else "•"
        return svg.text(x + step / 2, plot.bottom - 4, sign, anchor="middle", fill=svg.MUTED)
    depth = plot.depth * month.n / top
    is_partial = month.status == "partial"
    fill = f"url(#{key}-p)" if is_partial else svg.BAR
    stroke = svg.BAR if is_partial else None
    return svg.rect(x + inset, plot.bottom - depth, step - 2 * inset, depth, fill=fill, stroke=stroke)


def _month_axis(
    months: Sequence[MonthBar], slots: Sequence[tuple[float, float]], plot: _Plot, wording: Wording
) -> list[str]:
    parts = [svg.line(plot.left, plot.bottom, plot.right, plot.bottom, stroke=svg.INK)]
    if not months:
        return parts
    step = slots[0][1]
    names = [wording.month_name(month.month, short=True) for month in months]
    room = max(svg.width_of(name, 12) for name in names) + 4
    every = 1 if step > room else 3 if 3 * step > room else 6 if 6 * step > room else 12
    y = plot.bottom + 15
    for (x, _), month, name in zip(slots, months, names, strict=True):
        if (int(month.month[5:7]) - 1) % every == 0:
            parts.append(svg.text(x + step / 2, y, name, size=11, anchor="middle", fill=svg.MUTED))
    for year in sorted({month.month[:4] for month in months}):
        of_year = [x for (x, _), month in zip(slots, months, strict=True) if month.month[:4] == year]
        left, right = of_year[0], of_year[-1] + step
        if right - left < svg.width_of(year, 12) + 2:
            continue
        parts.append(svg.line(left, plot.bottom, left, y + 18))
        marked = year in PANDEMIC_YEARS
        if marked:
            parts.append(svg.line(left + 2, y + 5, right - 2, y + 5, stroke=svg.INK, width=2, dash="2 2"))
        words = f"{year}*" if marked else year
        parts.append(svg.text((left + right) / 2, y + 17, words, size=12, anchor="middle", weight="600"))
    return parts


def _months_legend(months: Sequence[MonthBar], plot: _Plot, wording: Wording, key: str) -> tuple[list[str], float]:
    """Name only what the chart shows; return the entries and where the picture ends."""
    entries = []
    if any(month.limit_high is not None for month in months):
        entries.append((svg.rect(0, -10, 16, 12, fill=svg.BAND), "chart.usual_range"))
    if any(month.status == "partial" for month in months):
        box = svg.rect(0, -10, 16, 12, fill=f"url(#{key}-p)", stroke=svg.BAR)
        entries.append((box, "chart.still_filling"))
    if any(month.n is None and month.status == "missing" for month in months):
        entries.append((svg.text(4, 0, "×", fill=svg.MUTED), "chart.no_records"))
    if any(month.n is None and month.status != "missing" for month in months):
        entries.append((svg.text(4, 0, "•", fill=svg.MUTED), "chart.hidden"))
    if any(month.month[:4] in PANDEMIC_YEARS for month in months):
        entries.append((svg.text(4, 2, "*", fill=svg.MUTED), "chart.pandemic"))
    parts: list[str] = []
    x, y = plot.left, plot.bottom + 56
    for mark, words in entries:
        label = wording.text(words)
        if x > plot.left and x + 21 + svg.width_of(label, 12) > plot.right:
            x, y = plot.left, y + 19
        parts.append(svg.element("g", mark, transform=f"translate({svg.number(x)} {svg.number(y)})"))
        parts.append(svg.text(x + 21, y, label, size=12, fill=svg.MUTED))
        x += 36 + svg.width_of(label, 12)
    return parts, y + 8 if entries else plot.bottom + 40


def _mark(x: float, y: float, reading: str, size: float = 5.0) -> str:
    if reading in ("clearly_more", "clearly_fewer"):
        tip = -1 if reading == "clearly_more" else 1
        ends = ((x - size, y - tip * size * 0.8), (x + size, y - tip * size * 0.8), (x, y + tip * size))
        return svg.element("polygon", points=" ".join(f"{svg.number(a)},{svg.number(b)}" for a, b in ends), fill=svg.BAR)
    if reading == "as_usual":
        return svg.element("circle", cx=x, cy=y, r=size * 0.85, fill=svg.BAR)
    return svg.element("circle", cx=x, cy=y, r=size * 0.8, fill=svg.PAPER, stroke=svg.INK, stroke_width=1.4)


def _shortened(words: str, room: float) -> str:
    most = int(room / (svg.MEAN_GLYPH * svg.FONT_PX))
    return words if len(words) <= most else words[: most - 1] + "…"
