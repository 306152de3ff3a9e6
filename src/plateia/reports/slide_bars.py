"""Stacked bars that PowerPoint edits: one bar for each thing counted, its parts told apart without colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from plateia.reports.office import FONT, INK, plain
from plateia.reports.slide_charts import add_chart, set_value
from plateia.reports.slide_fit import LINE, lines_of
from plateia.reports.slide_template import BODY, rgb
from plateia.reports.spreadsheet import SheetColumn

LABEL_PT, NAME_PT = 14, 12
LEAST_ROW_PT, LEGEND_PT = 30.0, 30.0
LOOKS: Final = ((INK, "FFFFFF"), ("9DBDD0", INK), (None, INK), ("FFFFFF", INK))
"""Fill and number of the parts in their order; hatched where there is no fill."""

NO_ZERO: Final = "#,##0;;;"
"""A part that is empty carries no number."""

NAMES_SHARE: Final = 0.42
"""What the names of the bars have of the width."""

NAMES_BEFORE_PT: Final = 10.0
"""What they leave empty of it."""


@dataclass(frozen=True)
class StackedBars:
    """Counts by name and part.

    Attributes
    ----------
    title, description : str
        The sentence the chart proves, and what is read out in its place.
    heading : str
        What the names are.
    names : tuple of str
        From top to bottom.
    parts : tuple of (str, tuple of int)
        At most four: the name of a part and its count in every bar.
    language : str
    """

    title: str
    description: str
    heading: str
    names: tuple[str, ...]
    parts: tuple[tuple[str, tuple[int, ...]], ...]
    language: str

    @property
    def height(self) -> float:
        """Height in points."""
        return LEGEND_PT + row_height(self.names) * len(self.names)


def row_height(names: Sequence[str]) -> float:
    """Return the height of every bar with the room around it: the longest name stays beside its bar."""
    width = BODY.width * NAMES_SHARE - NAMES_BEFORE_PT
    lines = max(lines_of(plain(name), size=NAME_PT, width=width) for name in names)
    return max(LEAST_ROW_PT, lines * NAME_PT * LINE + 8)


def add_stacked_bars(shapes: Any, bars: StackedBars, box: tuple[int, int, int, int]) -> Any:
    """Draw the bars on a slide and return their frame; ``box`` is left, top, width and height in EMU."""
    columns = [SheetColumn(plain(bars.heading), [plain(name) for name in bars.names], "text", 40.0)]
    columns += [SheetColumn(plain(name), list(counts), "whole", 16.0) for name, counts in bars.parts]
    frame = add_chart(shapes, "BAR_STACKED", columns, title=bars.title, language=bars.language, box=box)
    drawn = frame.chart
    _style(drawn)
    _make_room(drawn, bars)
    return frame


def _style(drawn: Any) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    drawn.has_title, drawn.has_legend = False, True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    drawn.font.size, drawn.font.name, drawn.font.color.rgb = Pt(LABEL_PT), FONT, rgb(INK)
    names, counts, plot = drawn.category_axis, drawn.value_axis, drawn.plots[0]
    names.reverse_order = True
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = rgb(INK)
    names.tick_labels.font.size = Pt(NAME_PT)
    set_value(names._element, "c:tickLblSkip", "1", before="c:noMultiLvlLbl")
    counts.visible, counts.has_major_gridlines = False, False
    # No largest number is set: a bar that somebody lengthens must not leave the chart.
    counts.minimum_scale = 0
    plot.gap_width, plot.overlap = 40, 100
    for series, look in zip(plot.series, LOOKS, strict=False):
        _style_part(series, *look)


def _style_part(series: Any, fill: str | None, ink: str) -> None:
    from pptx.enum.dml import MSO_PATTERN
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn
    from pptx.util import Pt

    look = series.format
    if fill is None:
        look.fill.patterned()
        look.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        look.fill.fore_color.rgb, look.fill.back_color.rgb = rgb(INK), rgb("FFFFFF")
    else:
        look.fill.solid()
        look.fill.fore_color.rgb = rgb(fill)
    look.line.color.rgb, look.line.width = rgb(INK), Pt(1)
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, NO_ZERO, False
    labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(LABEL_PT), True, rgb(ink)
    if fill is None:
        # On lines a number can be read only on a plate of its own.
        plate = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
        plate = parse_xml(f"<c:spPr {nsdecls('c', 'a')}>{plate}</c:spPr>")
        labels._element.find(qn("c:txPr")).addprevious(plate)


def _make_room(drawn: Any, bars: StackedBars) -> None:
    """Lay the bars out beside names of a fixed width: long names take two lines instead of the bars' room."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    top = LEGEND_PT / bars.height
    edges = {"x": NAMES_SHARE, "y": top, "w": 0.99 - NAMES_SHARE, "h": 0.98 - top}
    inner = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    inner += "".join(f'<c:{name} val="{round(edge, 4)}"/>' for name, edge in edges.items())
    area = drawn._chartSpace.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    area.insert(0, parse_xml(f"<c:layout {nsdecls('c')}><c:manualLayout>{inner}</c:manualLayout></c:layout>"))
