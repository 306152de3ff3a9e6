"""An empty presentation in the format of today's projectors: one layout, one face, one language, boxes in points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from plateia.reports.office import FONT, MUTED

if TYPE_CHECKING:
    from pptx.presentation import Presentation

EMU_PER_PT: Final = 12700


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[int, int, int, int]:
        """Return left, top, width and height in the units of the file."""
        left, top, width, height = (round(edge * EMU_PER_PT) for edge in (self.left, self.top, self.width, self.height))
        return left, top, width, height

    def place(self, shape: Any) -> None:
        """Move a shape into this box."""
        shape.left, shape.top, shape.width, shape.height = self.emu()

    def right_of(self, taken: float) -> Box:
        """Return what is left of it beside something on the left."""
        return Box(self.left + taken, self.top, self.width - taken, self.height)

    def above(self, taken: float) -> Box:
        """Return what is left of it over something at the bottom."""
        return Box(self.left, self.top, self.width, self.height - taken)

    def below(self, taken: float) -> Box:
        """Return what is left of it under something at the top."""
        return Box(self.left, self.top + taken, self.width, self.height - taken)


WIDTH, HEIGHT = 960.0, 540.0
MARK = Box(36, 10, 888, 30)
TITLE = Box(36, 42, 888, 80)
BODY = Box(36, 134, 888, 362)
FOOT: Final = (11, 12)
"""Placeholders of the layout that stand on every slide: the foot and the number."""

_BOXES: Final = {0: TITLE, 1: BODY, 11: Box(36, 506, 760, 24), 12: Box(804, 506, 120, 24)}
_LAYOUT: Final = "Title and Content"


def blank_presentation(*, language: str) -> Presentation:
    """Return a presentation without slides: 16:9, with one layout."""
    import pptx
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    # The template says that it is four by three.
    deck.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    for layout in list(deck.slide_layouts):
        if layout.name != _LAYOUT:
            deck.slide_layouts.remove(layout)
    layout, master = deck.slide_layouts[0], deck.slide_master
    for shape in list(layout.placeholders):
        _arrange(shape, shape.placeholder_format.idx)
    of_master = dict(zip((0, 1, 10, 11, 12), master.placeholders, strict=True))
    for number, shape in of_master.items():
        _arrange(shape, number)
    for element in (layout._element, master._element):
        say_language(element, language)
    for level in master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")):
        level.set("algn", "l")
    _use_face(deck)
    _drop_extras(deck)
    return deck


def _arrange(shape: Any, number: int) -> None:
    """Put a placeholder of layout or master in its place; the one for the date goes, as no date is written."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.oxml.ns import qn

    if number not in _BOXES:
        shape._element.getparent().remove(shape._element)
        return
    _BOXES[number].place(shape)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if number == 0 else MSO_ANCHOR.TOP
    for level in frame._txBody.iter(qn("a:lvl1pPr")):
        _foot_style(level, "r" if number == FOOT[1] else "l")


def _foot_style(level: Any, side: str) -> None:
    """Let the foot stand to one side, in a grey that can be read."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    level.set("algn", side)
    properties = level.find(qn("a:defRPr"))
    for fill in properties.findall(qn("a:solidFill")):
        colour = f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{MUTED}"/></a:solidFill>'
        properties.replace(fill, parse_xml(colour))


def rgb(colour: str) -> Any:
    """Return a colour given in six hexadecimal digits."""
    from pptx.dml.color import RGBColor

    make: Any = RGBColor
    return make.from_string(colour)


def say_language(element: Any, language: str) -> None:
    """Mark every text below an element with its language."""
    from pptx.oxml.ns import qn

    for run in element.iter(qn("a:r")):
        run.get_or_add_rPr()
    for properties in element.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
        properties.set("lang", language)


def _use_face(deck: Presentation) -> None:
    """Name our face in the theme: every text that names none follows it."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = re.sub(rb'<a:latin typeface="[^"+]+"', f'<a:latin typeface="{FONT}"'.encode(), theme.blob)


def _drop_extras(deck: Presentation) -> None:
    """Take out what the template carries of its maker's machine: a printer's settings and a small picture."""
    for part in (deck.part, deck.part.package):
        for identifier, rel in list(part._rels.items()):
            if rel.reltype.endswith(("/printerSettings", "/thumbnail")):
                part._rels.pop(identifier)
