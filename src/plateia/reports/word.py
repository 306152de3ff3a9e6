"""``briefing.docx``: the first page as a Word file of at most four pages, for an office that goes on writing.

The text comes first and is a page of its own; chart and map share the second; what is to be filled in is on the third.
"""

from __future__ import annotations

from dataclasses import replace

from plateia.findings.edition import Published
from plateia.reports.briefing import changes_table, decision_table, evidence_table, imprint_of, notes_at_the_foot
from plateia.reports.document import Block, Figure, Paragraph, Points, Section, Table
from plateia.reports.first_page import FirstPage, first_page
from plateia.reports.word_document import render_word_document
from plateia.wording import Wording

MOST_MONTHS = 24
MOST_PLACES = 16
"""More than these would make a fifth page: they stand in the workbook."""


def render_word(published: Published, *, wording: Wording) -> bytes:
    """Return the briefing of an edition as a Word file.

    Parameters
    ----------
    published : Published
        The internal version says for whom it is at the top of every page.
    wording : Wording
        Language of every text.

    Returns
    -------
    bytes
        A .docx file; the same edition gives the same bytes.
    """
    page = first_page(published, wording=wording)
    imprint = imprint_of(published, page, wording=wording)
    return render_word_document(imprint, _sections(page, wording), wording=wording, new_page=frozenset({"chart"}))


def _sections(page: FirstPage, wording: Wording) -> list[Section]:
    def section(key: str, *blocks: Block) -> Section:
        return Section(key, wording.text(f"first_page.{key}"), blocks)

    changes = replace(changes_table(page, wording=wording, note=_changes_note(page, wording)), caption="")
    return [
        section("in_short", *(Paragraph(sentence, "lead") for sentence in page.in_short)),
        section("changes", changes),
        section("who", Paragraph(page.affected)),
        section("unknown_heading", Points(page.unknown)),
        section("chart", _picture(page.chart, wording.text("report.no_chart"))),
        section("map", _picture(page.map, wording.text("report.no_map"))),
        section("looked_at", replace(evidence_table(page, wording=wording), caption="")),
        section(
            "decision",
            *map(Paragraph, page.decision),
            decision_table(wording=wording),
            Paragraph(wording.text("documents.decision_by")),
        ),
        Section(
            "sources",
            wording.text("documents.sources"),
            tuple(Paragraph(note, "note") for note in notes_at_the_foot(page, wording=wording)),
        ),
        *_tables(page, wording),
    ]


def _changes_note(page: FirstPage, wording: Wording) -> str:
    return f"{page.changes_note} {wording.text('mark.legend')}"


def _picture(figure: Figure | None, absent: str) -> Block:
    """Return the figure without its table, which stands at the end, or the sentence that there is none."""
    return Paragraph(absent) if figure is None else replace(figure, twin=None)


def _tables(page: FirstPage, wording: Wording) -> list[Section]:
    """Return the tables behind chart and map, where they are short enough; of the months the last ones."""
    tables: list[Table] = []
    if page.chart is not None and page.chart.twin is not None:
        months = page.chart.twin
        shown = months.rows[-MOST_MONTHS:]
        note = months.note
        if len(shown) < len(months.rows):
            note = wording.text("documents.months_last", shown=len(shown), n=len(months.rows))
        tables.append(replace(months, rows=shown, note=note))
    if page.map is not None and page.map.twin is not None and len(page.map.twin.rows) <= MOST_PLACES:
        tables.append(page.map.twin)
    return [Section("tables", wording.text("documents.tables"), tuple(tables))] if tables else []
