"""The roadmap as time bars: one bar per action, a mark on the day of each deliverable, a line for today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from plateia.plans.covenant_dates import anniversary
from plateia.plans.progress import days_overdue
from plateia.reports import svg
from plateia.reports.office import plain
from plateia.reports.plans.wrapped import wrapped
from plateia.settings.plan_files.actions import Action, RoadmapItem
from plateia.wording import Wording

WIDTH, LEFT, TOP = 560.0, 8.0, 30.0
BAR, LEVEL = 12.0, 24.0
SIZE, BOLD = 11.5, 1.1
APART = 22.0
"""Marks nearer to each other than this stand on different levels."""
STATES = ("open", "overdue", "done", "dropped")


@dataclass(frozen=True)
class Scale:
    """Days as places on the picture."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day stands."""
        span = max((self.last - self.first).days, 1)
        return LEFT + (WIDTH - 2 * LEFT) * (day - self.first).days / span


def item_numbers(actions: Mapping[str, Action]) -> dict[tuple[str, str], int]:
    """Return the number of every item of the roadmap, from 1 through all actions."""
    pairs = [(id_, item.id) for id_, action in actions.items() for item in action.roadmap]
    return {pair: number for number, pair in enumerate(pairs, start=1)}


def state_of(item: RoadmapItem, action: Action, *, today: date) -> str:
    """Return how an item stands: open, overdue, done or dropped."""
    if action.status != "stopped" and days_overdue(item, today=today):
        return "overdue"
    return item.status


def roadmap_drawing(
    actions: Mapping[str, Action], *, today: date, title: str, description: str, key: str, wording: Wording
) -> str | None:
    """Return the roadmap as SVG, or None where no action and no item has a day."""
    scale = _scale(actions, today)
    if scale is None:
        return None
    numbers = item_numbers(actions)
    marks, y, states = [], TOP, set[str]()
    for id_, action in actions.items():
        drawn, y = _action(id_, action, scale, y, numbers, today, key)
        marks += drawn
        states |= {state_of(item, action, today=today) for item in action.roadmap if item.target_date is not None}
    bottom = y + 4
    now = scale.x(today)
    line = [svg.line(now, 20, now, bottom, stroke=svg.INK, width=1.4, dash="3 3")]
    line.append(svg.text(min(max(now, 40), WIDTH - 40), bottom + 14, wording.text("plan_report.today"), size=11,
                         anchor="middle", weight="600"))  # fmt: skip
    legend, height = _legend(bottom + 40, [state for state in STATES if state in states], wording)
    return svg.picture(
        [*_axis(scale, bottom), *line, *marks, *legend],
        width=WIDTH,
        height=height,
        key=key,
        title=plain(title),
        description=plain(description),
        definitions=svg.diagonal(f"{key}-d", stroke=svg.MUTED, background=svg.PAPER, size=6),
    )


def _scale(actions: Mapping[str, Action], today: date) -> Scale | None:
    days = [day for action in actions.values() for day in (action.starts, action.ends) if day is not None]
    days += [item.target_date for action in actions.values() for item in action.roadmap if item.target_date is not None]
    if not days:
        return None
    days.append(today)
    margin = timedelta(days=max(10, (max(days) - min(days)).days // 30))
    return Scale(min(days) - margin, max(days) + margin)


def _axis(scale: Scale, bottom: float) -> list[str]:
    """Return a line for every year, and for every quarter where there is room."""
    parts = []
    n_years = scale.last.year - scale.first.year + 1
    year = date(scale.first.year, 1, 1)
    while year <= scale.last:
        for month in (1, 4, 7, 10) if n_years <= 6 else (1,):
            day = year.replace(month=month)
            if scale.first <= day <= scale.last:
                parts.append(svg.line(scale.x(day), 20 if month == 1 else TOP, scale.x(day), bottom, width=1))
        middle = (max(scale.x(year), LEFT) + min(scale.x(anniversary(year, years=1)), WIDTH - LEFT)) / 2
        seen = min(scale.x(anniversary(year, years=1)), WIDTH - LEFT) - max(scale.x(year), LEFT)
        if seen > 30:
            parts.append(svg.text(middle, 15, str(year.year), size=12, anchor="middle", fill=svg.MUTED))
        year = anniversary(year, years=1)
    return parts


def _action(
    id_: str, action: Action, scale: Scale, y: float, numbers: Mapping[tuple[str, str], int], today: date, key: str
) -> tuple[list[str], float]:
    """Return the title, the bar and the marks of one action, and where the next begins."""
    parts = []
    for line in wrapped(action.title, width=WIDTH - 2 * LEFT, size=SIZE + 0.5, most_lines=2):
        y += 15
        # A title hides the lines of years and of today behind it: letters crossed by a line cannot be read.
        parts.append(svg.rect(LEFT - 2, y - 12, svg.width_of(line, SIZE + 0.5) * BOLD + 4, 16, fill=svg.PAPER))
        parts.append(svg.text(LEFT, y, line, size=SIZE + 0.5, weight="600"))
    y += 8
    if action.starts is not None and action.ends is not None:
        left, right = scale.x(action.starts), scale.x(action.ends)
        stopped = action.status == "stopped"
        fill = f"url(#{key}-d)" if stopped else svg.BAND if action.status == "draft" else "#86abc2"
        parts.append(svg.rect(left, y, max(right - left, 2), BAR, fill=fill, stroke=svg.MUTED))
    y += BAR + 14
    levels: list[float] = []
    dated = sorted(
        (item for item in action.roadmap if item.target_date is not None), key=lambda item: item.target_date or today
    )
    for item in dated:
        x = scale.x(item.target_date or today)
        level = next((place for place, taken in enumerate(levels) if x - taken >= APART), len(levels))
        levels[level : level + 1] = [x]
        parts.append(_mark(x, y + level * LEVEL, numbers[id_, item.id], state_of(item, action, today=today)))
    return parts, y + max(len(levels), 0) * LEVEL - (2 if levels else 12)


def _mark(x: float, y: float, number: int | None, state: str) -> str:
    """Return a mark by state: open empty, overdue a square with a broken edge, done filled, dropped struck out."""
    fill = svg.INK if state == "done" else svg.PAPER
    if state == "overdue":
        shape = svg.element(
            "rect", x=x - 10, y=y - 10, width=20, height=20, fill=fill, stroke=svg.INK, stroke_width=3,
            stroke_dasharray="4 2",
        )  # fmt: skip
    else:
        shape = svg.element("circle", cx=x, cy=y, r=10, fill=fill, stroke=svg.INK, stroke_width=1.4)
    ink = svg.PAPER if state == "done" else svg.INK
    words = "" if number is None else svg.text(x, y + 4, str(number), size=11, anchor="middle", fill=ink, weight="600")
    if state == "dropped":
        words += svg.line(x - 9, y + 9, x + 9, y - 9, stroke=svg.INK, width=1.6)
    return shape + words


def _legend(y: float, states: list[str], wording: Wording) -> tuple[list[str], float]:
    parts: list[str] = []
    x = LEFT
    for state in states:
        label = wording.text(f"plan_report.item_{state}")
        if x > LEFT and x + 28 + svg.width_of(label, 11) > WIDTH - LEFT:
            x, y = LEFT, y + 25
        parts.append(_mark(x + 11, y - 4, None, state))
        parts.append(svg.text(x + 28, y, label, size=11, fill=svg.MUTED))
        x += 46 + svg.width_of(label, 11)
    return parts, y + 12 if states else y - 20
