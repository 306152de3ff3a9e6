"""The chart of months: bars over the grey band of the usual range."""

from __future__ import annotations

import itertools
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
    ticks = ticks_to(_highest(months))
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


def ticks_to(highest: float) -> list[float]:
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
    gaps = [0.0 if _follows(a, b) else 0.6 for a, b in itertools.pairwise(months)]
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
