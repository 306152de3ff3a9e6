"""``audit.pdf``: the report as PDF/UA-1, the first page and the chapters behind it, at most sixty pages.

The layout stands in ``typst/report.typ``; texts and pictures go there as JSON, so that no text of a city is ever read
as markup. Fonts come with the package, nothing is fetched, and no clock time is written: the same edition gives the
same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

import plateia
from plateia.findings.edition import Published
from plateia.reports.chapters import chapters
from plateia.reports.document import AreaTable, Block, Figure, Paragraph, Points, Section, Table
from plateia.reports.first_page import FirstPage, first_page
from plateia.reports.pictures import alternative_text
from plateia.reports.practices import Practices

if TYPE_CHECKING:
    from plateia.wording import Wording

MOST_PAGES = 60

WORDS: Final = (
    "first_page.in_short", "first_page.changes", "first_page.chart", "first_page.map", "first_page.who",
    "first_page.looked_at", "first_page.focus_areas", "first_page.unknown_heading", "first_page.decision",
    "report.contents", "report.no_chart", "report.no_map", "table.category", "table.usual_range", "table.reading",
)  # fmt: skip


FONTS: Final = ("Noto Sans", "Libertinus Serif")
"""The first lies in ``fonts``, the second inside typst; it has the rarer signs."""


TALLEST_OF_WIDTH: Final = 0.55
"""A picture is at most this much of the page's width high."""


WIDEST_CHART, TALLEST_DRAWING = 520.0, 1.2
"""Charts and maps are drawn at most this wide; a wider picture is a drawing with words in boxes, and takes a page."""


UNPRINTABLE: Final = re.compile(
    r"[^\n\u0020-\u007e\u00a0-\u024f\u0259\u02bb-\u02dd\u0300-\u0328\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c"
    r"\u038e-\u03a1\u03a3-\u03e1\u03f0-\u052f\u1e00-\u1eff\u2000-\u2029\u202f-\u2064\u2070\u2071\u2074-\u208e"
    r"\u2090-\u209c\u20a0-\u20bf\u2100-\u214f\u2192\u2212\u2264\u2265\u25cc]"
)
"""What the fonts lack, and signs that turn the direction of reading. PDF/UA forbids a letter that cannot be shown."""

_REPLACEMENT: Final = "\ufffd"


@dataclass(frozen=True)
class Room:
    """How much of long lists is printed; the rest stands in the workbook and is said to stand there."""

    sections: int
    rows: int
    points: int
    twin_rows: int
    figures: int


ROOMS: Final = (
    Room(sections=40, rows=60, points=40, twin_rows=16, figures=60),
    Room(sections=20, rows=40, points=20, twin_rows=0, figures=30),
    Room(sections=10, rows=20, points=10, twin_rows=0, figures=8),
    Room(sections=0, rows=8, points=5, twin_rows=0, figures=2),
)
"""From roomy to narrow: the first that keeps the report within ``MOST_PAGES`` is printed."""


def write_pdf(published: Published, path: Path, *, wording: Wording, practices: Practices = None) -> int:
    """Write the report as one PDF and return its number of pages.

    Parameters
    ----------
    published : Published
        An internal version carries a watermark with the name it was made for.
    path : Path
        An existing file is replaced.
    wording : Wording
    practices : sequence of Practice, optional
        What findings are compared with; the inventory where left out.
    """
    first = first_page(published, wording=wording)
    behind = chapters(published, wording=wording, practices=practices)
    for room in ROOMS:
        pdf, n_pages = typeset("report.typ", _content(published, first, behind, room=room, wording=wording))
        if n_pages <= MOST_PAGES:
            break
    path.write_bytes(pdf)
    return n_pages


def typeset(layout: str, content: Mapping[str, Any]) -> tuple[bytes, int]:
    """Return the PDF of a layout in ``typst/`` and its number of pages."""
    import typst

    here = files(__package__)
    with as_file(here.joinpath("typst")) as folder, as_file(here.joinpath("fonts")) as fonts:
        compiler = typst.Compiler(
            str(folder / layout),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(printable(content), ensure_ascii=False)},
        )
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        n_pages = int(json.loads(compiler.query("<pages>", field="value", one=True)))
    assert isinstance(pdf, bytes)
    return pdf, n_pages


def printable(content: Any) -> Any:
    r"""Return the content with letters the fonts lack replaced by the sign for that.

    Examples
    --------
    >>> printable({"name": "Rīga 漢"}) == {"name": "Rīga \ufffd"}
    True
    """
    if isinstance(content, str):
        return UNPRINTABLE.sub(_REPLACEMENT, normalize("NFC", content))
    if isinstance(content, Mapping):
        return {name: printable(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [printable(value) for value in content]
    return content


def _content(
    published: Published, first: FirstPage, behind: Sequence[Section], *, room: Room, wording: Wording
) -> dict[str, Any]:
    internal = published.internal_for
    mark = (
        wording.text("report.version_protected", minimum=published.minimum_count)
        if internal is None
        else wording.text("report.internal", name=internal)
    )
    return {
        "language": wording.language,
        "title": first.title,
        "author": str(published.edition.governance.get("controller") or published.edition.city),
        "mark": mark,
        "watermark": None if internal is None else wording.text("report.watermark", name=internal),
        "made_with": wording.text("report.made_with", version=plateia.__version__),
        "fonts": list(FONTS),
        "words": {key.partition(".")[2]: wording.text(key) for key in WORDS},
        "first_page": asdict(first) | {"chart": _picture(first.chart), "map": _picture(first.map)},
        "sections": Layout(room, wording).chapters(behind),
    }


def _picture(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "svg": figure.svg,
        "alt": alternative_text(figure),
        "title": figure.title,
        "caption": figure.caption,
        "width": _share_of_width(figure.svg),
    }


def _share_of_width(svg: str) -> float:
    """Return how much of the page's width a picture takes: three charts, or one map and its table, go on a page."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    width, height = map(float, size.groups()) if size else (1.0, 1.0)
    if width > WIDEST_CHART:
        return min(0.9, TALLEST_DRAWING * width / height)
    return min(0.62, TALLEST_OF_WIDTH * width / height)


class Layout:
    """Sections as JSON within a room; counts the figures it has placed."""

    def __init__(self, room: Room, wording: Wording) -> None:
        self.room, self.wording = room, wording
        self.n_figures = 0
        self.notes: set[str] = set()

    def chapters(self, chapters: Sequence[Section]) -> list[dict[str, Any]]:
        """Lay out the chapters; a note under tables is printed once in each."""
        laid = []
        for chapter in chapters:
            self.notes.clear()
            laid.append(self._section(chapter))
        return laid

    def _section(self, section: Section) -> dict[str, Any]:
        blocks = [laid for block in section.blocks for laid in self._block(block)]
        inner = [self._section(inside) for inside in section.sections[: self.room.sections]]
        return {
            "heading": section.heading,
            "blocks": blocks,
            "sections": inner,
            "listed": not section.key.startswith("area-"),
        }

    def _block(self, block: Block) -> list[dict[str, Any]]:
        if isinstance(block, Paragraph):
            return [{"kind": "paragraph", "text": block.text, "tone": block.tone}]
        if isinstance(block, Points):
            return self._points(block)
        if isinstance(block, Table):
            return [self._table(block)]
        if isinstance(block, Figure):
            return self._figure(block)
        return self._area_table(block)

    def _points(self, block: Points) -> list[dict[str, Any]]:
        shown = list(block.items[: self.room.points])
        laid: list[dict[str, Any]] = [{"kind": "points", "items": shown}]
        if len(shown) < len(block.items):
            laid.append(self._rest(len(shown), len(block.items)))
        return laid

    def _table(self, table: Table) -> dict[str, Any]:
        shown = table.rows[: self.room.rows]
        notes = [table.note] if table.note and table.note not in self.notes else []
        self.notes.update(notes)
        if len(shown) < len(table.rows):
            notes.append(self.wording.text("report.rest", shown=len(shown), n=len(table.rows)))
        return {
            "kind": "table",
            "caption": table.caption,
            "columns": table.columns,
            "rows": shown,
            "numeric": sorted(table.numeric),
            "note": " ".join(notes) or None,
        }

    def _figure(self, figure: Figure) -> list[dict[str, Any]]:
        self.n_figures += 1
        if self.n_figures > self.room.figures:
            return []
        small = figure.twin is not None and len(figure.twin.rows) <= self.room.twin_rows
        twin = self._table(figure.twin) if figure.twin is not None and small else None
        return [{"kind": "figure", **(_picture(figure) or {}), "twin": twin}]

    def _area_table(self, table: AreaTable) -> list[dict[str, Any]]:
        """Print the whole table of areas where it is short; otherwise say where it stands."""
        if len(table.ids) > self.room.rows:
            return [self._rest(0, len(table.ids))]
        wide = Table(
            table.caption,
            (self.wording.text("table.area"), *table.columns),
            tuple((name, *counts) for name, counts in zip(table.names, table.counts, strict=True)),
            frozenset(range(1, len(table.columns) + 1)),
            table.note,
        )
        return [self._table(wide)]

    def _rest(self, shown: int, n: int) -> dict[str, Any]:
        return {"kind": "paragraph", "text": self.wording.text("report.rest", shown=shown, n=n), "tone": "note"}
