"""Slides that PowerPoint edits: text in placeholders, native tables and charts, pictures with words, notes below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from plateia.reports.document import Figure, Table
from plateia.reports.office import INK, MUTED, Imprint, column_widths, plain, set_properties, steady
from plateia.reports.pictures import alternative_text, picture_of
from plateia.reports.slide_bars import StackedBars, add_stacked_bars
from plateia.reports.slide_charts import MonthsChart, add_months_chart
from plateia.reports.slide_drawing import BoxDrawing, add_drawing
from plateia.reports.slide_fit import (
    BODY_SIZES,
    CELL_MARGINS_PT,
    CELL_PT,
    SMALL_SIZES,
    TITLE_SIZES,
    fit_points,
    fit_title,
    points_fitting,
    row_heights,
    rows_fitting,
)
from plateia.reports.slide_shapes import copy_to, describe, fill_cell, placeholder, without_bullet, write
from plateia.reports.slide_template import BODY, FOOT, MARK, TITLE, Box, blank_presentation, say_language
from plateia.wording import Wording

if TYPE_CHECKING:
    from pptx.presentation import Presentation

GAP_PT: Final = 10.0
PICTURE_SHARE: Final = 0.56
MARK_PT: Final = 12
CAPTION_PT: Final = 14
"""Size of what stands under a drawing of boxes."""

NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style without lines and fills, as PowerPoint knows it; the lines are our own."""


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    title : str
        The sentence the slide proves.
    points : tuple of str
        Under a table or chart they are its legend; beside a picture its caption.
    table : Table or None
    figure : Figure, MonthsChart, StackedBars, BoxDrawing or None
        A picture, or a chart or drawing that can be edited; bars stand over the table.
    notes : tuple of str
        What the speaker needs: sources, and what limits the figures.
    """

    title: str
    points: tuple[str, ...] = ()
    table: Table | None = None
    figure: Figure | MonthsChart | StackedBars | BoxDrawing | None = None
    notes: tuple[str, ...] = ()


def render_presentation(imprint: Imprint, slides: Sequence[Slide], *, wording: Wording) -> bytes:
    """Return slides as a PowerPoint file, 16:9; the same slides give the same bytes.

    Parameters
    ----------
    imprint : Imprint
        The version and the labels stand at the top of every slide.
    slides : sequence of Slide
        Text is set as large as it fits, never below 18 points, in drawings of boxes never below 10; then fewer rows,
        points and boxes are shown, and it is said.
    wording : Wording
        Its language is that of the text.

    Returns
    -------
    bytes
        A .pptx file.
    """
    language = wording.text("documents.language_tag")
    deck = blank_presentation(language=language)
    set_properties(deck.core_properties, imprint, language=language)
    writer = _Writer(deck, imprint, wording)
    for slide in slides:
        writer.slide(slide)
    _finish_notes(deck)
    _say_language(deck, language)
    written = BytesIO()
    deck.save(written)
    return steady(written.getvalue())


def _finish_notes(deck: Presentation) -> None:
    """Take the date of its maker out of the template of the notes."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    for shape in list(deck.notes_master.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.DATE:
            shape._element.getparent().remove(shape._element)


def _say_language(deck: Presentation, language: str) -> None:
    """Mark every text of slides, notes and charts with its language."""
    for slide in deck.slides:
        notes = slide.notes_slide
        charts = [shape.chart._chartSpace for shape in slide.shapes if shape.has_chart]
        for part in (slide._element, notes._element, notes.part.notes_master._element, *charts):
            say_language(part, language)


class _Writer:
    """Writes slide after slide into one presentation."""

    def __init__(self, deck: Presentation, imprint: Imprint, wording: Wording) -> None:
        self.deck, self.imprint, self.wording = deck, imprint, wording

    def slide(self, content: Slide) -> None:
        """Write one slide: what does not fit is left out whole, and stands in the notes."""
        drawn = self.deck.slides.add_slide(self.deck.slide_layouts[0])
        size = fit_title(content.title, width=TITLE.width, height=TITLE.height)
        write(drawn.shapes.title, content.title, size or TITLE_SIZES[-1])
        rest: tuple[str, ...] = ()
        if isinstance(content.figure, Figure):
            left_out = self._picture(drawn, content, content.figure)
        elif isinstance(content.figure, MonthsChart):
            left_out = self._chart(drawn, content, content.figure)
        elif isinstance(content.figure, BoxDrawing):
            left_out = self._drawing(drawn, content, content.figure)
        elif content.table is not None:
            left_out, rest = self._table(drawn, content, content.table, self._bars(drawn, content.figure))
        else:
            left_out = self._points(drawn, content.points, self._bars(drawn, content.figure))
        self._frame(drawn)
        notes = (*content.notes, *left_out, *rest)
        drawn.notes_slide.notes_text_frame.text = "\n".join(map(plain, notes))

    def _points(
        self, drawn: Any, points: tuple[str, ...], box: Box, *, sizes: Sequence[int] = BODY_SIZES
    ) -> tuple[str, ...]:
        """Write points into the placeholder and return those that have no room there."""
        from pptx.enum.text import MSO_ANCHOR
        from pptx.util import Pt

        body = drawn.placeholders[1]
        if not points:
            body._element.getparent().remove(body._element)
            return ()
        fit, shown = fit_points(points, width=box.width, height=box.height, sizes=sizes), points
        if not fit.fits:
            shown = points_fitting(
                points,
                width=box.width,
                height=box.height,
                size=fit.size,
                closing=lambda n: self.wording.text("documents.points_shown", shown=n, n=len(points)),
            )
        box.place(body)
        frame = body.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        for number, point in enumerate(shown):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text, run.font.size = plain(point), Pt(fit.size)
            paragraph.space_after = Pt(0.4 * fit.size)
            if len(shown) == 1:
                without_bullet(paragraph)
        return () if fit.fits else points[len(shown) - 1 :]

    def _picture(self, drawn: Any, content: Slide, figure: Figure) -> tuple[str, ...]:
        """Place the picture on the left and its caption beside it."""
        from pptx.util import Pt

        picture = picture_of(figure.svg)
        widest = BODY.width * PICTURE_SHARE if content.points else BODY.width
        width, height = picture.fitted(width=widest, height=BODY.height)
        left_out = self._points(drawn, content.points, BODY.right_of(width + 2 * GAP_PT), sizes=SMALL_SIZES)
        shape = drawn.shapes.add_picture(
            BytesIO(picture.png), Pt(BODY.left), Pt(BODY.top), Pt(round(width, 1)), Pt(round(height, 1))
        )
        describe(shape, figure.title, alternative_text(figure))
        return left_out

    def _chart(self, drawn: Any, content: Slide, chart: MonthsChart) -> tuple[str, ...]:
        """Draw the chart over the whole width, with its legend below."""
        below = fit_points(content.points, width=BODY.width, height=BODY.height / 3, sizes=(18,))
        box = BODY.above(below.height + GAP_PT)
        left_out = self._points(drawn, content.points, BODY.below(box.height + GAP_PT), sizes=(18,))
        frame = add_months_chart(drawn.shapes, chart, box.emu())
        describe(frame, self.wording.text("documents.chart_name"), chart.description)
        return left_out

    def _drawing(self, drawn: Any, content: Slide, drawing: BoxDrawing) -> tuple[str, ...]:
        """Draw the boxes with what is to be known of them below."""
        add_drawing(drawn.shapes, drawing)
        return self._points(drawn, content.points, BODY.below(drawing.height + GAP_PT), sizes=(CAPTION_PT,))

    def _bars(self, drawn: Any, bars: StackedBars | None) -> Box:
        """Draw the bars and return what is free under them."""
        if bars is None:
            return BODY
        frame = add_stacked_bars(drawn.shapes, bars, BODY.above(BODY.height - bars.height).emu())
        describe(frame, self.wording.text("documents.chart_name"), bars.description)
        return BODY.below(bars.height + GAP_PT)

    def _table(self, drawn: Any, content: Slide, table: Table, room: Box) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write as many rows as fit over the points; return the points left out and the rows left out, as lines."""
        heights = row_heights(table, width=room.width)
        points = content.points
        shown = self._rows_beside(points, heights, room)
        if shown < len(table.rows):
            points = (*points, self.wording.text("documents.rows_shown", shown=shown, n=len(table.rows)))
            shown = self._rows_beside(points, heights, room)
            points = (*points[:-1], self.wording.text("documents.rows_shown", shown=shown, n=len(table.rows)))
        tall = sum(heights[: shown + 1])
        self._write_table(drawn, replace(table, rows=table.rows[:shown]), heights, room)
        left_out = self._points(drawn, points, room.below(tall + GAP_PT), sizes=SMALL_SIZES)
        return left_out, tuple(" · ".join(row) for row in table.rows[shown:])

    def _rows_beside(self, points: tuple[str, ...], heights: Sequence[float], room: Box) -> int:
        half = room.height / 2
        needed = min(half, fit_points(points, width=room.width, height=half, sizes=(18,)).height)
        return rows_fitting(heights, height=room.height - needed - GAP_PT)

    def _write_table(self, drawn: Any, table: Table, heights: Sequence[float], room: Box) -> None:
        from pptx.oxml.ns import qn
        from pptx.util import Pt

        rows = (table.columns, *table.rows)
        box = Box(room.left, room.top, room.width, sum(heights[: len(rows)]))
        frame = drawn.shapes.add_table(len(rows), len(table.columns), *box.emu())
        written = frame.table
        written.first_row, written.first_col, written.horz_banding = True, True, False
        written._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
        widths = column_widths(table, width=room.width, size=CELL_PT, sides=CELL_MARGINS_PT[0])
        for column, wide in zip(written.columns, widths, strict=True):
            column.width = Pt(round(wide, 1))
        for at, cells in enumerate(rows):
            written.rows[at].height = Pt(round(heights[at], 1))
            for number, text in enumerate(cells):
                fill_cell(written.cell(at, number), text, is_header=at == 0, right=number in table.numeric)
        describe(frame, self.wording.text("documents.table_name"), table.caption)

    def _frame(self, drawn: Any) -> None:
        """Write the version on top; title and number of the slide at the foot, as the layout has them."""
        mark = drawn.shapes.add_textbox(*MARK.emu())
        text = " · ".join((self.imprint.mark, *self.imprint.labels))
        describe(mark, "Mark", text)
        write(mark, text, MARK_PT, bold=self.imprint.internal, colour=INK if self.imprint.internal else MUTED)
        frame = mark.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for shape in drawn.slide_layout.placeholders:
            if shape.placeholder_format.idx in FOOT:
                copy_to(drawn, shape)
        foot, number = (placeholder(drawn, at) for at in FOOT)
        foot.text_frame.text = plain(self.imprint.title)
        number._element.xpath(".//a:fld/a:t")[0].text = str(len(self.deck.slides))
