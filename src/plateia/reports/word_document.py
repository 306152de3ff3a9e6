"""Sections as a Word file that an office edits on: heading styles, real lists, native tables, pictures with words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from plateia.reports.document import Block, Figure, Paragraph, Points, Section, Table
from plateia.reports.office import Imprint, column_widths, plain, set_properties, steady
from plateia.reports.pictures import PPI, alternative_text, picture_of
from plateia.reports.word_styles import set_language, style_document
from plateia.wording import Wording

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

TONES: Final = {"plain": "Normal", "lead": "Body Text", "note": "Body Text 3", "warning": "Intense Quote"}
"""Styles every Word knows, so that it names them in its own language."""

TEXT_WIDTH_MM = 170.0
PT_PER_MM = 72 / 25.4
CELL_PT, CELL_SIDES_PT = 9.5, 7.0
"""Size of the text in tables, and what a cell leaves empty to the left and right together."""

PICTURE_MM = (128.0, 96.0)
DRAWING_MM = (160.0, 190.0)
WIDEST_CHART = 520.0
"""A wider picture is a drawing with words in boxes."""
EMPTY_ROW_MM = 11.0
WHOLE_ROWS = 30
"""A table of at most this many rows stays on one page."""


def render_word_document(
    imprint: Imprint, sections: Sequence[Section], *, wording: Wording, new_page: frozenset[str] = frozenset()
) -> bytes:
    """Return sections as a Word file; the same sections give the same bytes.

    Parameters
    ----------
    imprint : Imprint
        Title, author and the version, which stands at the top of every page.
    sections : sequence of Section
        Headings go down one level with each section inside another. A table whose cells are all empty has rows high
        enough to be filled in by hand.
    wording : Wording
        Its language is that of the document.
    new_page : frozenset of str
        Keys of the sections that begin on a new page.

    Returns
    -------
    bytes
        A .docx file.
    """
    import docx

    document = docx.Document()
    language = wording.text("documents.language_tag")
    style_document(document)
    set_language(document, language)
    set_properties(document.core_properties, imprint, language=language)
    _drop_thumbnail(document)
    writer = _Writer(document, new_page)
    writer.frame(imprint, wording)
    for label in imprint.labels:
        writer.paragraph(label, "Intense Quote")
    writer.paragraph(imprint.title, "Title")
    writer.paragraph(imprint.subtitle, "Subtitle")
    for section in sections:
        writer.section(section, level=1)
    written = BytesIO()
    document.save(written)
    return steady(written.getvalue())


def _drop_thumbnail(document: WordDocument) -> None:
    """Take out the picture of an empty page that the template carries."""
    rels = document.part.package.rels
    for identifier in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[identifier]


class _Writer:
    """Writes blocks one after the other into one document."""

    def __init__(self, document: WordDocument, new_page: frozenset[str]) -> None:
        self.document, self.new_page = document, new_page

    def frame(self, imprint: Imprint, wording: Wording) -> None:
        """Write the top and the foot of every page."""
        page = self.document.sections[0]
        top, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
        if imprint.internal:
            top.add_run(plain(imprint.mark)).bold = True
            top.add_run(f"\n{plain(imprint.title)}")
        else:
            top.add_run(f"{plain(imprint.title)}\t{plain(imprint.mark)}")
        foot.add_run(f"{plain(imprint.made_with)}\t{wording.text('documents.page')} ")
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def section(self, section: Section, *, level: int) -> None:
        """Write a section and those inside it."""
        heading = self.document.add_heading(plain(section.heading), min(level, 9))
        heading.paragraph_format.page_break_before = section.key in self.new_page or None
        for at, block in enumerate(section.blocks):
            written = self.block(block)
            if written is not None and at + 1 < len(section.blocks):
                # What is said before a table goes to the next page with it.
                following = next((later for later in section.blocks[at:] if not isinstance(later, Paragraph)), None)
                written.paragraph_format.keep_with_next = isinstance(following, Table) or None
        for inner in section.sections:
            self.section(inner, level=level + 1)

    def block(self, block: Block) -> Any:
        """Write one block and return it where it is one paragraph."""
        if isinstance(block, Paragraph):
            return self.paragraph(block.text, TONES[block.tone])
        if isinstance(block, Points):
            for item in block.items:
                self.paragraph(item, "List Bullet")
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Figure):
            self.figure(block)
        else:
            rows = tuple((name, *counts) for name, counts in zip(block.names, block.counts, strict=True))
            numeric = frozenset(range(1, len(block.columns) + 1))
            self.table(Table(block.caption, ("", *block.columns), rows, numeric, block.note))
        return None

    def paragraph(self, text: str, style: str) -> Any:
        """Write one paragraph; nothing for an empty text."""
        return self.document.add_paragraph(plain(text), style) if text else None

    def figure(self, figure: Figure) -> None:
        """Write the sentence, the picture that proves it, what limits it, and its table."""
        from docx.shared import Mm

        self.paragraph(figure.title, "Caption")
        picture = picture_of(figure.svg)
        most = PICTURE_MM if picture.width_px * 96 / PPI <= WIDEST_CHART else DRAWING_MM
        width, height = picture.fitted(width=most[0], height=most[1])
        held = self.document.add_paragraph()
        shape = held.add_run().add_picture(BytesIO(picture.png), Mm(width), Mm(height))
        shape._inline.docPr.set("descr", plain(alternative_text(figure)))
        self.paragraph(figure.caption, TONES["note"])
        if figure.twin is not None:
            self.table(figure.twin)

    def table(self, table: Table) -> None:
        """Write a table whose headings are repeated on every page it reaches."""
        from docx.shared import Mm

        self.paragraph(table.caption, "Caption")
        columns = column_widths(table, width=TEXT_WIDTH_MM * PT_PER_MM, size=CELL_PT, sides=CELL_SIDES_PT)
        written = self.document.add_table(len(table.rows) + 1, len(columns), "Table Grid")
        written.autofit = False
        _mark_table(written, table)
        widths = [Mm(column / PT_PER_MM) for column in columns]
        for column, width in zip(written.columns, widths, strict=True):
            column.width = width
        for at, (row, cells) in enumerate(zip(written.rows, (table.columns, *table.rows), strict=True)):
            _keep_together(row, is_header=at == 0)
            if not any(cells):
                row.height = Mm(EMPTY_ROW_MM)
            for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = widths[number]
                _fill_cell(cell, text, is_header=at == 0, right=number in table.numeric)
                cell.paragraphs[0].paragraph_format.keep_with_next = at == 0 or at < len(table.rows) <= WHOLE_ROWS
        self.paragraph(table.note or "", TONES["note"])
        if not table.note:
            self.document.add_paragraph(style="Body Text 3")


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, written in attributes.items():
        element.set(qn(f"w:{name}"), written)
    return element


def _field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word counts itself."""
    field = _element("w:fldSimple", instr=instruction)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _mark_table(written: Any, table: Table) -> None:
    """Give the table its name and description for screen readers, and thin lines between rows only."""
    from plateia.reports.office import RULE

    properties = written._tbl.tblPr
    edges = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        drawn = "nil" if side in ("left", "right", "insideV") else "single"
        edges.append(_element(f"w:{side}", val=drawn, sz="4", space="0", color=RULE))
    _insert(properties, edges, before=("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))
    margins = _element("w:tblCellMar")
    for side, width in (("top", "30"), ("left", "70"), ("bottom", "30"), ("right", "70")):
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    _insert(properties, margins, before=("w:tblLook",))
    look = properties.find(_named("w:tblLook"))
    for name in ("firstRow", "firstColumn"):
        look.set(_named(f"w:{name}"), "1")
    look.set(_named("w:noVBand"), "1")
    properties.append(_element("w:tblCaption", val=plain(table.caption or table.columns[0])))
    properties.append(_element("w:tblDescription", val=plain(", ".join(filter(None, table.columns)))))


def _named(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


def _insert(parent: Any, element: Any, *, before: Iterable[str]) -> None:
    """Put an element in front of the first of those that must follow it: Word minds the order."""
    following = next((child for tag in before if (child := parent.find(_named(tag))) is not None), None)
    if following is None:
        parent.append(element)
    else:
        following.addprevious(element)


def _keep_together(row: Any, *, is_header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    if is_header:
        properties.append(_element("w:tblHeader"))


def _fill_cell(cell: Any, text: str, *, is_header: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    from plateia.reports.office import PALE

    paragraph = cell.paragraphs[0]
    paragraph.style = "No Spacing"
    paragraph.add_run(plain(text)).bold = is_header or None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if is_header:
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=PALE))
