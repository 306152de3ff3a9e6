"""The stakeholder grid as a picture: influence against interest, those who live with the problem marked by shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from plateia.plans.stakeholder_grid import HIGH, Placed
from plateia.reports import svg
from plateia.reports.office import plain
from plateia.reports.plans.wrapped import text_block, wrapped
from plateia.wording import Wording

LEFT, TOP, CELL, ROW = 44.0, 10.0, 86.0, 62.0
STEPS = 5
RADIUS = 11.0
PER_ROW = 3
CORNERS = {"keep_satisfied": (0, 0), "manage_closely": (1, 0), "monitor": (0, 1), "keep_informed": (1, 1)}
"""Which corner of the grid each handling has: interest low or high, influence high or low."""


def grid_drawing(placed: Sequence[Placed], *, title: str, description: str, key: str, wording: Wording) -> str:
    """Return the grid as SVG; numbers are those of the table, squares are those who live with the problem."""
    right, bottom = LEFT + STEPS * CELL, TOP + STEPS * ROW
    parts = _ground(right, bottom, wording)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, row in enumerate(placed, start=1):
        cells[row.stakeholder.interest, row.stakeholder.influence].append(number)
    for (interest, influence), numbers in cells.items():
        for place, number in enumerate(numbers):
            x = LEFT + (interest - 1) * CELL + 16 + (place % PER_ROW) * 26
            y = TOP + (STEPS - influence) * ROW + 17 + (place // PER_ROW) * 27
            parts.append(_mark(x, y, number, placed[number - 1]))
    parts += _legend(bottom + 60, wording)
    return svg.picture(
        parts, width=right + 6, height=bottom + 96, key=key, title=plain(title), description=plain(description)
    )  # fmt: skip


def _ground(right: float, bottom: float, wording: Wording) -> list[str]:
    parts = []
    split_x, split_y = LEFT + (HIGH - 1) * CELL, TOP + (STEPS - HIGH + 1) * ROW
    parts.append(svg.rect(split_x, TOP, right - split_x, split_y - TOP, fill="#e3eaef"))
    for step in range(STEPS + 1):
        x, y = LEFT + step * CELL, TOP + step * ROW
        parts += [svg.line(x, TOP, x, bottom), svg.line(LEFT, y, right, y)]
    parts.append(svg.line(split_x, TOP, split_x, bottom, stroke=svg.INK, width=1.5))
    parts.append(svg.line(LEFT, split_y, right, split_y, stroke=svg.INK, width=1.5))
    for handling, (across, down) in CORNERS.items():
        x = split_x if across else LEFT
        width = (right - split_x) if across else (split_x - LEFT)
        lines = wrapped(wording.text(f"stakeholder.handling.{handling}"), width=width - 10, size=11, most_lines=2)
        y = (bottom if down else split_y) - 6 - 13.4 * (len(lines) - 1)
        parts.append(text_block(x + 6, y, lines, size=11, weight="600"))
    for step in range(1, STEPS + 1):
        number = wording.number(step)
        parts.append(
            svg.text(LEFT + (step - 0.5) * CELL, bottom + 16, number, size=12, anchor="middle", fill=svg.MUTED)
        )
        parts.append(svg.text(LEFT - 8, bottom - (step - 0.5) * ROW + 4, number, size=12, anchor="end", fill=svg.MUTED))
    middle = (LEFT + right) / 2
    parts.append(svg.text(middle, bottom + 36, wording.text("stakeholder.interest"), size=12, anchor="middle"))
    upright = svg.text(0, 0, wording.text("stakeholder.influence"), size=12, anchor="middle")
    turned = f"translate(14 {svg.number((TOP + bottom) / 2)}) rotate(-90)"
    parts.append(svg.element("g", upright, transform=turned))
    return parts


def _mark(x: float, y: float, number: int, row: Placed) -> str:
    fill = svg.PAPER if row.overridden else svg.INK
    words = svg.text(x, y + 4, str(number), size=11, anchor="middle", weight="600", fill=fill)
    return _shape(x, y, affected=row.stakeholder.affected, overridden=row.overridden) + words


def _shape(x: float, y: float, *, affected: bool, overridden: bool) -> str:
    style = {"fill": svg.INK if overridden else svg.PAPER, "stroke": svg.INK, "stroke_width": 1.6}
    if affected:
        side = 2 * RADIUS - 2
        return svg.element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, **style)  # type: ignore[arg-type]
    return svg.element("circle", cx=x, cy=y, r=RADIUS, **style)  # type: ignore[arg-type]


def _legend(y: float, wording: Wording) -> list[str]:
    parts: list[str] = []
    x = LEFT
    for key, affected, overridden in (
        ("grid_other", False, False),
        ("grid_affected", True, False),
        ("grid_involve", True, True),
    ):
        label = wording.text(f"plan_report.{key}")
        if x > LEFT and x + 26 + svg.width_of(label, 11) > LEFT + STEPS * CELL:
            x, y = LEFT, y + 27
        parts.append(_shape(x + RADIUS, y - 4, affected=affected, overridden=overridden))
        parts.append(svg.text(x + 26, y, label, size=11, fill=svg.MUTED))
        x += 44 + svg.width_of(label, 11)
    return parts
