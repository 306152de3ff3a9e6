"""briefing.docx: native headings, lists and tables, words for every picture, no clock, the same bytes each time."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from plateia.findings.edition import Published
from plateia.findings.protect import protect
from plateia.findings.register import Register
from plateia.reports.document import AreaTable, Figure, Paragraph, Points, Section, Table
from plateia.reports.office import Imprint
from plateia.reports.word import MOST_MONTHS, render_word
from plateia.reports.word_document import render_word_document
from plateia.wording import languages, load
from tests.sample_edition import sample_edition, sample_published

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><desc>Two &amp; three.</desc>'
    '<rect width="9" height="9"/></svg>'
)
IMPRINT = Imprint("A plan", "A first draft", "City of Exampleton", "Protected version")


def all_hidden() -> Published:
    """Return an edition whose chart is of a category no month of which may be shown."""
    published = protect(sample_edition(), minimum_count=5, register=Register())
    edition = dataclasses.replace(published.edition, focus_category="violence_and_sexual_offences")
    return dataclasses.replace(published, edition=edition)


def opened(written: bytes) -> Any:
    return docx.Document(BytesIO(written))


def texts_of(document: Any) -> str:
    """Return all texts of body, header and footer."""
    section = document.sections[0]
    parts = (document.element.body, section.header._element, section.footer._element)
    return "\n".join(node.text or "" for part in parts for node in part.iter(qn("w:t")))


@pytest.fixture(scope="module", params=languages())
def briefing(request: pytest.FixtureRequest) -> Any:
    document = opened(render_word(sample_published(), wording=load(request.param)))
    document.wanted = load(request.param)
    return document


def test_headings_are_those_of_the_first_page(briefing: Any) -> None:
    text = briefing.wanted.text
    styles = [(paragraph.style.name, paragraph.text) for paragraph in briefing.paragraphs]
    assert [words for style, words in styles if style == "Title"] == [briefing.core_properties.title]
    names = ("in_short", "changes", "who", "unknown_heading", "chart", "map", "looked_at", "decision")
    expected = [*(text(f"first_page.{name}") for name in names), text("documents.sources"), text("documents.tables")]
    assert [words for style, words in styles if style == "Heading 1"] == expected


def test_lists_are_lists(briefing: Any) -> None:
    points = [paragraph for paragraph in briefing.paragraphs if paragraph.style.name == "List Bullet"]
    assert len(points) == 3
    assert briefing.styles["List Bullet"].element.find(f".//{qn('w:numPr')}") is not None
    assert not any(point.text.startswith(("-", "•", "–")) for point in points)


def test_tables_have_a_repeated_header_and_a_name(briefing: Any) -> None:
    assert len(briefing.tables) == 5
    for table in briefing.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert len(table._tbl.findall(f".//{qn('w:tblHeader')}")) == 1
        assert len(table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))) > 3
        order = [child.tag for child in table._tbl.tblPr]
        names = ("tblStyle", "tblW", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription")
        wanted = [qn(f"w:{name}") for name in names]
        assert order == [tag for tag in wanted if tag in order]


def test_changes_are_those_of_the_first_page(briefing: Any) -> None:
    rows = [[cell.text for cell in row.cells] for row in briefing.tables[0].rows]
    assert len(rows[0]) == 5
    assert 2 <= len(rows) <= 7
    assert rows[1][0] == briefing.wanted.category("bicycle_theft")


def test_decision_is_empty(briefing: Any) -> None:
    rows = [[cell.text for cell in row.cells] for row in briefing.tables[2].rows]
    assert len(rows) == 4
    assert all(cell == "" for row in rows[1:] for cell in row)


def test_pictures_have_words(briefing: Any) -> None:
    named = [shape._inline.docPr for shape in briefing.inline_shapes]
    assert len(named) == 2
    assert all(len(properties.get("descr")) > 40 for properties in named)


def test_language_is_declared(briefing: Any) -> None:
    tag = briefing.wanted.text("documents.language_tag")
    assert tag.startswith(briefing.wanted.language)
    said = {element.get(qn("w:val")) for element in briefing.styles.element.iter(qn("w:lang"))}
    assert said == {tag} == {briefing.core_properties.language}


@pytest.mark.parametrize("language", languages())
def test_bytes_are_the_same_and_carry_no_clock(language: str) -> None:
    first, second = (render_word(sample_published(), wording=load(language)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in part.filename for part in parts.infolist())
        assert b"thumbnail" not in parts.read("_rels/.rels")
    properties = opened(first).core_properties
    assert (properties.created.year, properties.modified.year) == (1980, 1980)
    assert properties.author == properties.last_modified_by == "City of Exampleton, Safer Communities"


def test_internal_version_says_for_whom_on_every_page() -> None:
    internal = opened(render_word(sample_published(internal_for="Carmen"), wording=load("en")))
    assert "Internal: for Carmen, do not pass on" in internal.sections[0].header.paragraphs[0].text
    assert "Carmen" not in texts_of(opened(render_word(sample_published(), wording=load("en"))))


def test_hidden_months_carry_the_mark_of_other_outputs() -> None:
    published = all_hidden()
    document = opened(render_word(published, wording=load("en")))
    months = document.tables[3]
    assert len(months.rows) == MOST_MONTHS + 1
    assert {row.cells[1].text for row in months.rows[1:]} == {load("en").text("mark.hidden")}
    assert {row.cells[3].text for row in months.rows[1:]} == {load("en").text("status.suppressed")}


@pytest.mark.parametrize("city", ["Köln ß ẞ", "Αθήνα", "漢字 🙂 \x07 \u202e", "<w:t>&amp;", "", "\ud800"])
def test_any_name_can_be_written(city: str) -> None:
    document = opened(render_word(sample_published(sample_edition(city=city)), wording=load("de")))
    assert "\x07" not in document.core_properties.title
    assert re.sub("[\x07\u202e\ud800]", "", city).strip() in texts_of(document)


def test_any_sections_become_a_document() -> None:
    table = Table("Steps", ("Step", "Owner"), (("Light the path", "Parks"), ("", "")), note="As agreed.")
    twin = Table("The same", ("a", "b"), (("1", "2"),))
    inner = Section("b", "Actions", (Points(("one", "two")), table, Figure(SVG, "It rose", "Source: us", twin)))
    areas = AreaTable("Areas", ("1", "2"), ("North", "South"), ("", ""), ("All",), (("7",), ("•",)), "A note")
    outer = Section("a", "Problem", (Paragraph("Mind this", "warning"), areas), (inner,))
    document = opened(render_word_document(IMPRINT, [outer], wording=load("en"), new_page=frozenset({"b"})))
    levels = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert levels == ["Heading 1", "Heading 2"]
    assert [len(one.rows) for one in document.tables] == [3, 3, 2]
    assert document.tables[1].rows[2].height is not None
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "It rose. Two & three."
    assert "As agreed." in texts_of(document)
    broken = [paragraph.text for paragraph in document.paragraphs if paragraph.paragraph_format.page_break_before]
    assert broken == ["Actions"]


def test_a_city_without_chart_and_map_says_so(tmp_path: Path) -> None:
    edition = sample_edition()
    tables = {name: table for name, table in edition.tables.items() if name not in ("months", "changes")}
    bare = dataclasses.replace(edition, tables=tables, layers={})
    document = opened(render_word(dataclasses.replace(sample_published(), edition=bare), wording=load("en")))
    assert len(document.inline_shapes) == 0
    assert load("en").text("report.no_map") in texts_of(document)
