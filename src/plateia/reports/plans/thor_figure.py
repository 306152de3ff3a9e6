"""The links of a THOR sheet as a matrix: the row acts on the column; sums say what leads out and what leads in."""

from __future__ import annotations

from plateia.plans.thor import ThorReading
from plateia.reports import svg
from plateia.reports.office import plain
from plateia.reports.plans.wrapped import text_block, wrapped
from plateia.settings.plan_files.problems import DIMENSIONS
from plateia.wording import Wording

LEFT, TOP, CELL, ROW, SIZE = 112.0, 52.0, 90.0, 36.0, 12.0
SUMS = 44.0


def thor_matrix(reading: ThorReading, *, title: str, description: str, key: str, wording: Wording) -> str:
    """Return the matrix as SVG: a filled circle where one dimension acts on another."""
    names = [wording.text(f"thor.dimension.{dimension}") for dimension in DIMENSIONS]
    right, bottom = LEFT + CELL * len(names), TOP + ROW * len(names)
    parts = [svg.text(0, 14, wording.text("plan_report.thor_reads"), size=SIZE, fill=svg.MUTED)]
    for place, name in enumerate(names):
        x, y = LEFT + CELL * place, TOP + ROW * place
        lines = wrapped(name, width=CELL + 10, size=11, most_lines=2)
        parts.append(text_block(x + CELL / 2, TOP - 8 - 13 * (len(lines) - 1), lines, size=11, anchor="middle"))
        parts.append(svg.text(LEFT - 8, y + ROW / 2 + 4, name, size=SIZE, anchor="end"))
        parts += [_cell(LEFT + CELL * column, y, linked=reading.links[place][column], same=column == place)
                  for column in range(len(names))]  # fmt: skip
        n_out, n_in = reading.dimensions[place].n_out, reading.dimensions[place].n_in
        parts.append(_sum(right + SUMS / 2, y + ROW / 2 + 4, n_out, strong=n_out > n_in, wording=wording))
        parts.append(_sum(x + CELL / 2, bottom + 20, n_in, strong=n_in > n_out, wording=wording))
    parts.append(svg.text(right + SUMS / 2, TOP - 8, wording.text("plan_report.thor_out"), size=11, anchor="middle"))
    parts.append(svg.text(LEFT - 8, bottom + 20, wording.text("plan_report.thor_in"), size=11, anchor="end"))
    return svg.picture(
        parts, width=right + SUMS, height=bottom + 32, key=key, title=plain(title), description=plain(description)
    )  # fmt: skip


def _cell(x: float, y: float, *, linked: bool, same: bool) -> str:
    ground = svg.rect(x, y, CELL, ROW, fill=svg.BAND if same else svg.PAPER, stroke=svg.MUTED)
    if not linked:
        return ground
    return ground + svg.element("circle", cx=x + CELL / 2, cy=y + ROW / 2, r=10, fill=svg.BAR)


def _sum(x: float, y: float, n: int, *, strong: bool, wording: Wording) -> str:
    weight = "700" if strong else None
    return svg.text(x, y, wording.number(n), size=SIZE, anchor="middle", weight=weight)
