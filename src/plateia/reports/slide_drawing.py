"""Boxes and arrows on a slide: shapes with text, and connectors that stay with their boxes when these are moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from plateia.reports.office import FONT, INK, MUTED, PALE, plain
from plateia.reports.slide_shapes import describe
from plateia.reports.slide_template import Box, rgb

PAPER: Final = "FFFFFF"
LABEL_PT: Final = 10
INSIDE_PT: Final = (6.0, 4.0)
"""What a box leaves empty on each side, and above and below."""

LEFT_SIDE, RIGHT_SIDE = 1, 3
"""Numbers of the places on the edge of a box to which a connector is glued: 0 on top, then against the clock."""

FRAME_PT: Final = {"start": 1.25, "plain": 1.25, "strong": 2.75, "broken": 1.75}
LINE_PT, BEND_PT = 1.5, 1.5
ROUND: Final = 0.08
"""Radius of round corners, as a share of the shorter side."""

Spot = tuple[float, float]


@dataclass(frozen=True)
class DrawnBox:
    """A box with its text: a heading in bold letters and what stands under it.

    Attributes
    ----------
    look : str
        ``start`` (round corners, pale), ``plain``, ``strong`` (thick frame) or ``broken`` (broken frame).
    place : Box
        On the slide, in points.
    """

    key: str
    heading: str
    text: str
    look: str
    place: Box


@dataclass(frozen=True)
class DrawnArrow:
    """An arrow from the right side of one box to the left side of another.

    Attributes
    ----------
    description : str
        What is read out in its place.
    broken : bool
        Whether the line is broken.
    bends : tuple of (float, float)
        Where it turns on its way past other boxes, in points on the slide.
    label : str
        What stands on it; empty for nothing.
    label_place : Box or None
    label_description : str
    """

    source: str
    target: str
    description: str
    broken: bool = False
    bends: tuple[Spot, ...] = ()
    label: str = ""
    label_place: Box | None = None
    label_description: str = ""


@dataclass(frozen=True)
class BoxDrawing:
    """A drawing ready to be written, with the size of its text and its height, in points."""

    boxes: tuple[DrawnBox, ...]
    arrows: tuple[DrawnArrow, ...]
    size: int
    height: float


def add_drawing(shapes: Any, drawing: BoxDrawing) -> None:
    """Draw boxes, then the arrows between them, then what stands on the arrows: the order in which they are read."""
    drawn = {box.key: _add_box(shapes, box, drawing.size) for box in drawing.boxes}
    for arrow in drawing.arrows:
        _add_arrow(shapes, arrow, drawn)
    for arrow in drawing.arrows:
        if arrow.label_place is not None:
            _add_label(shapes, arrow, arrow.label_place)


def _add_box(shapes: Any, box: DrawnBox, size: int) -> Any:
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Pt

    form = MSO_SHAPE.ROUNDED_RECTANGLE if box.look == "start" else MSO_SHAPE.RECTANGLE
    shape = shapes.add_shape(form, *box.place.emu())
    _look(shape, fill=PALE if box.look == "start" else PAPER, frame_pt=FRAME_PT[box.look])
    if box.look == "start":
        shape.adjustments[0] = ROUND
    if box.look == "broken":
        shape.line.dash_style = MSO_LINE.DASH
    frame = _empty_frame(shape, INSIDE_PT)
    for number, (words, bold) in enumerate(((box.heading, True), (box.text, False))):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = plain(words)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = rgb(MUTED if bold else INK)
    describe(shape, f"{box.heading}: {box.text}", f"{box.heading}: {box.text}")
    return shape


def _look(shape: Any, *, fill: str, frame_pt: float) -> None:
    from pptx.util import Pt

    _without_theme(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(fill)
    shape.line.color.rgb, shape.line.width = rgb(INK), Pt(frame_pt)


def _without_theme(shape: Any) -> None:
    """Take away what the theme adds to shapes: its colours and a shadow."""
    from pptx.oxml.ns import qn

    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def _empty_frame(shape: Any, inside: tuple[float, float]) -> Any:
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
    from pptx.util import Pt

    frame = shape.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Pt(inside[0])
    frame.margin_top = frame.margin_bottom = Pt(inside[1])
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    return frame


def _add_arrow(shapes: Any, arrow: DrawnArrow, drawn: Mapping[str, Any]) -> None:
    """Draw one connector, or as many as it takes to run past other boxes: from bend to bend, glued to each of them."""
    stations = [drawn[arrow.source], *(_add_bend(shapes, arrow, spot) for spot in arrow.bends), drawn[arrow.target]]
    for start, end in pairwise(stations):
        _connect(shapes, start, end, arrow, is_last=end is stations[-1])


def _add_bend(shapes: Any, arrow: DrawnArrow, spot: Spot) -> Any:
    from pptx.enum.shapes import MSO_SHAPE

    place = Box(spot[0] - BEND_PT / 2, spot[1] - BEND_PT / 2, BEND_PT, BEND_PT)
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, *place.emu())
    _without_theme(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(MUTED)
    shape.line.fill.background()
    describe(shape, arrow.description, arrow.description)
    return shape


def _connect(shapes: Any, start: Any, end: Any, arrow: DrawnArrow, *, is_last: bool) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.enum.shapes import MSO_CONNECTOR
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    connector = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 0, 0)
    connector.begin_connect(start, RIGHT_SIDE)
    connector.end_connect(end, LEFT_SIDE)
    _without_theme(connector)
    connector.line.color.rgb, connector.line.width = rgb(MUTED), Pt(LINE_PT)
    if arrow.broken:
        connector.line.dash_style = MSO_LINE.DASH
    if is_last:
        line = connector.line._get_or_add_ln()
        line.append(line.makeelement(qn("a:tailEnd"), {"type": "triangle"}))
    describe(connector, arrow.description, arrow.description)


def _add_label(shapes: Any, arrow: DrawnArrow, place: Box) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    shape = shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *place.emu())
    _look(shape, fill=PAPER, frame_pt=0.75)
    frame = _empty_frame(shape, (0.0, 0.0))
    frame.word_wrap = False
    frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    run = frame.paragraphs[0].add_run()
    run.text = plain(arrow.label)
    run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(LABEL_PT), True, FONT, rgb(INK)
    describe(shape, arrow.label_description, arrow.label_description)
