"""How our Word files look: the styles every Word knows, in one calm face, and the language of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from plateia.reports.office import FONT, INK, MUTED

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


@dataclass(frozen=True)
class Look:
    """Size in points, space before and after in points, and colour of a paragraph style."""

    size: float
    before: float = 0
    after: float = 5
    colour: str = INK
    bold: bool = False
    keep: bool = False


LOOKS: Final = {
    "Normal": Look(10.5),
    "Title": Look(20, after=3, bold=True, keep=True),
    "Subtitle": Look(9.5, after=8, colour=MUTED),
    "Heading 1": Look(13.5, before=13, after=4, bold=True, keep=True, colour="2F6080"),
    "Heading 2": Look(11.5, before=9, after=3, bold=True, keep=True),
    "Heading 3": Look(10.5, before=7, after=3, bold=True, keep=True),
    "Body Text": Look(12.5, after=6),
    "Body Text 3": Look(8.5, before=3, after=6, colour=MUTED),
    "Caption": Look(10, before=4, after=3, bold=True, keep=True),
    "Intense Quote": Look(10, after=8, bold=True),
    "List Bullet": Look(10.5, after=3),
    "No Spacing": Look(9.5, after=0),
    "Header": Look(8, after=0, colour=MUTED),
    "Footer": Look(8, after=0, colour=MUTED),
}


def style_document(document: WordDocument) -> None:
    """Set page, margins, tab stops and the look of every style we use; replace the template's faces throughout."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(22), Mm(18)
    page.header_distance = page.footer_distance = Mm(10)
    _one_face(document.styles.element)
    for name, look in LOOKS.items():
        _apply(document.styles[name], look)
    for name in ("Header", "Footer"):
        stops = document.styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)


def _apply(style: Any, look: Look) -> None:
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor.from_string(look.colour)
    spacing = style.font.element.rPr
    for child in [child for child in spacing if child.tag.endswith(("}spacing", "}kern", "}caps"))]:
        spacing.remove(child)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(look.before), Pt(look.after), 1.1
    layout.keep_with_next = look.keep
    if style.name in ("Intense Quote", "Subtitle"):
        layout.left_indent = layout.right_indent = Pt(0)
    borders = style.element.pPr.find(_w("pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def _one_face(styles: Any) -> None:
    """Name one face wherever the template names another, the theme's included."""
    for fonts in styles.iter(_w("rFonts")):
        fonts.attrib.clear()
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(_w(name), FONT)


def set_language(document: WordDocument, language: str) -> None:
    """Say in which language the text is, for spelling, hyphenation and reading aloud; and that Word is a recent one."""
    for element in document.styles.element.iter(_w("lang")):
        element.attrib.clear()
        element.set(_w("val"), language)
    settings = document.settings.element
    for element in settings.iter(_w("themeFontLang")):
        element.attrib.clear()
        element.set(_w("val"), language)
    for element in settings.iter(_w("compatSetting")):
        if element.get(_w("name")) == "compatibilityMode":
            element.set(_w("val"), "15")


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))
