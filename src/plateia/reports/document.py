"""What a report is made of, before it is a page: sections of paragraphs, points, tables and figures.

HTML and PDF are two ways to lay out the same sections; every figure carries the table that says the same in numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``tone`` is plain, lead (large), note (small) or warning."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Points:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row is its heading.

    Attributes
    ----------
    columns : tuple of str
    rows : tuple of tuple of str
        As many cells as columns.
    numeric : frozenset of int
        Columns whose cells stand to the right.
    folded : str or None
        What a reader opens to see the table on the page; None for a table that is open.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str | None = None
    folded: str | None = None


@dataclass(frozen=True)
class Figure:
    """A picture, the sentence it proves, what limits it, and its table twin."""

    svg: str
    title: str
    caption: str
    twin: Table | None = None


@dataclass(frozen=True)
class AreaTable:
    """All areas by category in one table, long: laid out compactly, searched on the page.

    Attributes
    ----------
    ids, names, groups : tuple of str
        ``groups`` is the district of each area, empty where there are none.
    columns : tuple of str
        Names of the categories.
    counts : tuple of tuple of str
        Written counts, one row per area.
    """

    caption: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[str, ...], ...]
    note: str


Block = Paragraph | Points | Table | Figure | AreaTable


@dataclass(frozen=True)
class Section:
    """A section with a key (its anchor), a heading, its blocks and the sections inside it."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
