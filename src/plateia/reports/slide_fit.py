"""How much text a slide bears: the largest size at which it fits, and fewer points or rows where it does not.

No word is ever cut. Widths are estimated from the mean width of a letter, on the careful side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from plateia.reports.document import Table
from plateia.reports.office import BOLD, column_widths
from plateia.reports.svg import width_of

LINE: Final = 1.2
"""Height of a line of text, in its size."""

BODY_SIZES: Final = (28, 26, 24, 22, 20, 18)
SMALL_SIZES: Final = (20, 18)
TITLE_SIZES: Final = (30, 28, 26, 24, 22, 20, 18)
CELL_PT: Final = 18
EMPTY_ROW_PT: Final = 46.0
"""Height of a row that is to be filled in by hand."""

CELL_MARGINS_PT: Final = (14.4, 8.0)
"""What a cell leaves empty to the left and right together, and above and below together."""

BULLET_PT: Final = 20.0
TOLERANCE_PT: Final = 0.01
GAP: Final = 0.45
"""Space behind a point, in its size."""


@dataclass(frozen=True)
class Fit:
    """Size of the text, whether all of it fits, and how high it is, in points."""

    size: int
    fits: bool
    height: float


def lines_of(text: str, *, size: float, width: float) -> int:
    """Return about how many lines a text takes in a column; sizes and widths in points.

    Examples
    --------
    >>> lines_of("one two", size=18, width=200), lines_of("one two", size=18, width=50)
    (1, 2)
    """
    lines, used, blank = 1, 0.0, width_of(" ", size)
    for word in text.split():
        wide = width_of(word, size)
        if used and used + blank + wide > width:
            lines, used = lines + 1, wide
        else:
            used += wide + (blank if used else 0.0)
        while used > width:
            lines, used = lines + 1, used - width
    return lines


def fit_title(title: str, *, width: float, height: float) -> int | None:
    """Return the largest size at which a title stays within its box; None where it does at none."""
    for size in TITLE_SIZES:
        if lines_of(title, size=size * BOLD, width=width) * size * LINE <= height:
            return size
    return None


def fit_points(points: Sequence[str], *, width: float, height: float, sizes: Sequence[int] = BODY_SIZES) -> Fit:
    """Return the largest size at which all points fit; the smallest, and none shown, where they do not."""
    for size in sizes:
        tall = _height(points, size, width)
        if tall <= height + TOLERANCE_PT:
            return Fit(size, True, tall)
    return Fit(sizes[-1], False, tall)


def points_fitting(
    points: Sequence[str], *, width: float, height: float, size: int, closing: Callable[[int], str]
) -> tuple[str, ...]:
    """Return as many points as fit before a closing one, which says how many there are."""
    for shown in range(len(points) - 1, 0, -1):
        tried = (*points[:shown], closing(shown))
        if _height(tried, size, width) <= height + TOLERANCE_PT:
            return tried
    return (closing(0),)


def _height(points: Sequence[str], size: int, width: float) -> float:
    lines = sum(lines_of(point, size=size, width=width - BULLET_PT) for point in points)
    return lines * size * LINE + len(points) * size * GAP


def row_heights(table: Table, *, width: float) -> list[float]:
    """Return the height of every row in points, the headings' first."""
    sides, ends = CELL_MARGINS_PT
    widths = [column - sides for column in column_widths(table, width=width, size=CELL_PT, sides=sides)]
    heights = []
    for cells in (table.columns, *table.rows):
        lines = max(lines_of(cell, size=CELL_PT, width=room) for cell, room in zip(cells, widths, strict=True))
        heights.append(max(lines * CELL_PT * LINE + ends, 0.0 if any(cells) else EMPTY_ROW_PT))
    return heights


def rows_fitting(heights: Sequence[float], *, height: float) -> int:
    """Return how many rows fit under the headings, whose height comes first.

    Examples
    --------
    >>> rows_fitting([30.0, 30.0, 30.0, 30.0], height=100.0)
    2
    """
    return next(n for n in range(len(heights) - 1, -1, -1) if sum(heights[: n + 1]) <= height or n == 0)
