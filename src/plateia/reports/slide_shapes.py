"""What stands on our slides beside charts: texts, cells of tables, placeholders of the layout."""

from __future__ import annotations

import copy
from typing import Any

from plateia.reports.office import FONT, INK, PALE, RULE, plain
from plateia.reports.slide_fit import CELL_PT
from plateia.reports.slide_template import rgb


def copy_to(drawn: Any, shape: Any) -> None:
    """Copy a placeholder of the layout to a slide, with a number of its own."""
    twin = copy.deepcopy(shape._element)
    taken = [int(number) for number in drawn.shapes._spTree.xpath("//p:cNvPr/@id")]
    twin.xpath(".//p:cNvPr")[0].set("id", str(max(taken) + 1))
    drawn.shapes._spTree.append(twin)


def placeholder(drawn: Any, number: int) -> Any:
    """Return the placeholder of a slide that has this number in the layout."""
    return next(shape for shape in drawn.placeholders if shape.placeholder_format.idx == number)


def without_bullet(paragraph: Any) -> None:
    """Set one paragraph alone without the sign of a list."""
    from pptx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone"), {}))


def write(shape: Any, text: str, size: int, *, bold: bool = True, colour: str = INK) -> None:
    """Write a text into an empty shape, with all that decides how it looks."""
    from pptx.util import Pt

    run = shape.text_frame.paragraphs[0].add_run()
    run.text = plain(text)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = rgb(colour)


def fill_cell(cell: Any, text: str, *, is_header: bool, right: bool) -> None:
    """Write one cell of a table."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(PALE if is_header else "FFFFFF")
    _underline(cell)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if is_header else MSO_ANCHOR.TOP
    cell.margin_top = cell.margin_bottom = Pt(4)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = plain(text)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(CELL_PT), is_header, rgb(INK)


def _underline(cell: Any) -> None:
    """Draw a thin line under a cell; it must stand in front of the fill."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    properties = cell._tc.get_or_add_tcPr()
    colour = f'<a:solidFill><a:srgbClr val="{RULE}"/></a:solidFill>'
    properties.insert(0, parse_xml(f'<a:lnB {nsdecls("a")} w="12700">{colour}</a:lnB>'))


def describe(shape: Any, name: str, text: str) -> None:
    """Give a shape its name and the words that are read out in its place."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", plain(name)[:80])
    properties.set("descr", plain(text))
