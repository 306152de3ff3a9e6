"""slides.pptx: six slides that can be edited, readable, described, with nothing hidden in the table of the chart."""

from __future__ import annotations

import dataclasses
import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from plateia.findings.edition import Published
from plateia.findings.protect import protect
from plateia.findings.register import Register
from plateia.reports.document import Figure, Table
from plateia.reports.office import BOLD, Imprint, column_widths
from plateia.reports.presentation import Slide, render_presentation
from plateia.reports.slide_fit import (
    BODY_SIZES,
    CELL_MARGINS_PT,
    CELL_PT,
    TITLE_SIZES,
    fit_title,
)
from plateia.reports.slide_template import BODY, TITLE
from plateia.reports.slides import render_slides
from plateia.reports.svg import width_of
from plateia.wording import languages, load
from tests.sample_edition import sample_edition, sample_published

SMALLEST_PT = 18
AROUND = {"Mark", "Footer Placeholder 4", "Slide Number Placeholder 5"}
IMPRINT = Imprint("A plan", "A first draft", "City of Exampleton", "Protected version")
WORDS = "Straßenraumgestaltungsmaßnahmen Kriminalitätspräventionsgremium Beleuchtungsverbesserungen und Öffentlichkeit "


def all_hidden() -> Published:
    """Return an edition whose chart is of a category no month of which may be shown."""
    published = protect(sample_edition(), minimum_count=5, register=Register())
    edition = dataclasses.replace(published.edition, focus_category="violence_and_sexual_offences")
    return dataclasses.replace(published, edition=edition)


def opened(written: bytes) -> Any:
    return Presentation(BytesIO(written))


def texts_of(slide: Any) -> list[str]:
    return [node.text for node in slide._element.iter(qn("a:t")) if node.text]


def chart_of(deck: Any) -> Any:
    return next(shape for slide in deck.slides for shape in slide.shapes if shape.has_chart)


def table_of(frame: Any) -> list[tuple[Any, ...]]:
    """Return the rows of the workbook behind a chart."""
    book = openpyxl.load_workbook(BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    return list(book["Sheet1"].iter_rows(values_only=True))


@pytest.fixture(scope="module", params=languages())
def deck(request: pytest.FixtureRequest) -> Any:
    presentation = opened(render_slides(sample_published(), wording=load(request.param)))
    presentation.wanted = load(request.param)
    return presentation


def test_six_slides_in_the_format_of_projectors(deck: Any) -> None:
    assert len(deck.slides) == 6
    assert deck.slide_width * 9 == deck.slide_height * 16


def test_titles_are_sentences_and_in_placeholders(deck: Any) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == 6
    assert all(len(title.split()) > 4 for title in titles)
    assert all(slide.shapes.title.is_placeholder for slide in deck.slides)


def test_tables_and_the_chart_are_native(deck: Any) -> None:
    kinds = [{"table" if s.has_table else "chart" if s.has_chart else "picture" if s.shape_type == 13 else ""
              for s in slide.shapes} - {""} for slide in deck.slides]  # fmt: skip
    assert kinds == [set(), {"table"}, {"chart"}, {"picture"}, {"table"}, {"table"}]


def test_whatever_is_no_text_has_words(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame:
                assert len(shape._element.xpath(".//p:cNvPr/@descr")[0]) > 10


def test_text_is_large_enough(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.name in AROUND:
                continue
            sizes = [int(size) / 100 for size in shape._element.xpath(".//a:rPr/@sz")]
            assert all(size >= SMALLEST_PT for size in sizes)
            assert sizes or not shape.has_text_frame


def test_shapes_stay_on_the_slide_and_off_each_other(deck: Any) -> None:
    for slide in deck.slides:
        boxes = [shape for shape in slide.shapes if shape.name not in AROUND and shape != slide.shapes.title]
        for box in boxes:
            assert box.top >= Pt(TITLE.top + TITLE.height)
            assert box.left + box.width <= deck.slide_width - Pt(30)
            assert box.top + box.height <= Pt(BODY.top + BODY.height + 1)
        for one in boxes:
            for other in boxes:
                beside = one.left + one.width <= other.left or other.left + other.width <= one.left
                above = one.top + one.height <= other.top or other.top + other.height <= one.top
                assert one == other or beside or above


def test_numbers_of_shapes_are_unique(deck: Any) -> None:
    for slide in deck.slides:
        numbers = slide._element.xpath(".//p:cNvPr/@id")
        assert len(numbers) == len(set(numbers))


def test_language_of_every_text(deck: Any) -> None:
    tag = deck.wanted.text("documents.language_tag")
    for slide in deck.slides:
        for part in (slide._element, slide.notes_slide._element):
            assert set(part.xpath(".//a:rPr/@lang")) == {tag}
    assert set(chart_of(deck).chart._chartSpace.xpath(".//@lang")) == {tag}


def test_notes_name_the_sources(deck: Any) -> None:
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert all(notes)
    assert all("Exampleton Police" in notes[number] for number in (0, 1, 2, 3))


def test_version_on_every_slide() -> None:
    internal = opened(render_slides(sample_published(internal_for="Carmen"), wording=load("en")))
    assert all("Internal: for Carmen, do not pass on" in " ".join(texts_of(slide)) for slide in internal.slides)
    for slide in opened(render_slides(sample_published(), wording=load("en"))).slides:
        assert "Protected version" in " ".join(texts_of(slide))
        assert "Carmen" not in " ".join(texts_of(slide))


@pytest.mark.parametrize("language", languages())
def test_bytes_are_the_same_and_carry_no_clock(language: str) -> None:
    first, second = (render_slides(sample_published(), wording=load(language)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as parts:
        names = [part.filename for part in parts.infolist()]
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(names) == len(set(names))
        assert not any(word in name for name in names for word in ("thumbnail", "printerSettings"))
    properties = opened(first).core_properties
    assert (properties.created.year, properties.modified.year) == (1980, 1980)


def test_chart_and_its_table_hold_what_the_months_say(deck: Any) -> None:
    frame = chart_of(deck)
    months = sample_published().edition.tables["months"]
    shown = months[months["offence_category"] == "bicycle_theft"]
    _, *rows = table_of(frame)
    for row, n, low, high in zip(rows, shown["n"], shown["limit_low"], shown["limit_high"], strict=True):
        assert row[1] == n
        assert row[2:] == ((None, None) if low != low else (round(low), round(high)))
    for column, (plot, number) in enumerate(((0, 0), (1, 0), (1, 1)), start=1):
        series = frame.chart.plots[plot].series[number]
        assert list(series.values) == [row[column] for row in rows]
    # Lines hang on the axes of the bars, so that a changed number moves both.
    axes = [plot._element.xpath("c:axId/@val") for plot in frame.chart.plots]
    assert axes[0] == axes[1]


def test_hidden_months_are_empty_in_the_table_of_the_chart() -> None:
    published = protect(sample_edition(), minimum_count=5, register=Register())
    months = published.edition.tables["months"].copy()
    at = months.index[(months["offence_category"] == "bicycle_theft")][[-3, -7]]
    months.loc[at, ["n", "expected", "limit_low", "limit_high"]] = None
    months.loc[at, "status"] = "suppressed"
    tables = {**published.edition.tables, "months": months}
    edition = dataclasses.replace(published.edition, tables=tables)
    deck = opened(render_slides(dataclasses.replace(published, edition=edition), wording=load("en")))
    rows = table_of(chart_of(deck))[1:]
    assert [row[1:] for row in (rows[-3], rows[-7])] == [(None, None, None)] * 2
    assert all(row[0].endswith(" •") == (row[1] is None) for row in rows)
    assert "•: hidden." in " ".join(texts_of(deck.slides[2]))


def test_no_chart_where_every_month_is_hidden() -> None:
    deck = opened(render_slides(all_hidden(), wording=load("en")))
    assert len(deck.slides) == 6
    assert not any(shape.has_chart for slide in deck.slides for shape in slide.shapes)


def test_without_a_usual_range_there_are_bars_alone() -> None:
    edition = sample_edition(months=24)
    months = edition.tables["months"].assign(limit_low=float("nan"), limit_high=float("nan"))
    edition = dataclasses.replace(edition, tables={**edition.tables, "months": months})
    frame = chart_of(opened(render_slides(sample_published(edition), wording=load("en"))))
    assert len(list(frame.chart.plots)) == 1
    assert {len(row) for row in table_of(frame)} == {2}


@pytest.mark.parametrize("n", [1, 3, 8, 30])
def test_rows_are_left_out_whole_and_never_words(n: int) -> None:
    rows = tuple((f"{number} {WORDS * 2}", WORDS, f"{number}.") for number in range(n))
    table = Table("Steps", ("Step", "Who", "No."), rows, frozenset({2}))
    slide = Slide(WORDS, (WORDS * 2,), table)
    drawn = opened(render_presentation(IMPRINT, [slide], wording=load("de"))).slides[0]
    shown = next(shape.table for shape in drawn.shapes if shape.has_table)
    notes = drawn.notes_slide.notes_text_frame.text
    written = [[cell.text for cell in row.cells] for row in shown.rows][1:]
    assert written == [list(row) for row in rows[: len(written)]]
    assert all(" · ".join(row) in notes for row in rows[len(written) :])
    assert len(written) == n or load("de").text("documents.rows_shown", shown=len(written), n=n) in texts_of(drawn)


@pytest.mark.parametrize("n", [1, 4, 9, 40])
def test_points_are_left_out_whole(n: int) -> None:
    points = tuple(f"{number} {WORDS}" for number in range(n))
    drawn = opened(render_presentation(IMPRINT, [Slide("A title", points)], wording=load("de"))).slides[0]
    paragraphs = [paragraph.text for paragraph in drawn.placeholders[1].text_frame.paragraphs]
    notes = drawn.notes_slide.notes_text_frame.text
    assert all(point in paragraphs or point in notes for point in points)
    assert (paragraphs == list(points)) == (n < 9)


def test_many_points_leave_rows_to_be_filled_in() -> None:
    table = Table("Steps", ("What", "Who"), (("", ""), ("", ""), ("", "")))
    slide = Slide("A title", tuple(f"{number} {WORDS}" for number in range(30)), table)
    drawn = opened(render_presentation(IMPRINT, [slide], wording=load("de"))).slides[0]
    written = next(shape.table for shape in drawn.shapes if shape.has_table)
    assert len(written.rows) > 1


def test_columns_hold_their_longest_word() -> None:
    headings = ("Indikator", "Ausgangswert", "Zielwert", "Wie weit er kam")
    rows = (("People who feel safe while waiting (percent of those asked)", "52", "60 (29. Februar 2028)", "-" * 20),)
    table = Table("", headings, rows)
    widths = column_widths(table, width=BODY.width, size=CELL_PT, sides=CELL_MARGINS_PT[0])
    assert sum(widths) == pytest.approx(BODY.width)
    for heading, width in zip(headings, widths, strict=True):
        longest = max(heading.split(), key=len)
        assert width >= width_of(longest, CELL_PT * BOLD) + CELL_MARGINS_PT[0]


def test_slides_of_a_plan() -> None:
    picture = Figure(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="9" height="9"/></svg>', "It fell", ""
    )
    slides = [Slide("One", ("a", "b"), notes=("Source",)), Slide("Two", figure=picture), Slide("Three")]
    deck = opened(render_presentation(IMPRINT, slides, wording=load("en")))
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == ["One", "Two", "Three"]
    assert deck.slides[0].notes_slide.notes_text_frame.text == "Source"


@pytest.mark.parametrize("city", ["Köln ß ẞ", "漢字 🙂 \x07 \u202e", "<a:t>&amp;", "", "=1+1", "x" * 300])
def test_any_name_can_be_written(city: str) -> None:
    deck = opened(render_slides(sample_published(sample_edition(city=city)), wording=load("de")))
    assert len(deck.slides) == 6


def test_titles_shrink_before_they_overflow() -> None:
    assert fit_title("Short", width=800, height=80) == TITLE_SIZES[0]
    assert fit_title(WORDS * 2, width=800, height=80) in TITLE_SIZES[1:]
    assert fit_title(WORDS * 9, width=800, height=80) is None
    assert min(BODY_SIZES) == SMALLEST_PT


def test_many_clear_changes_are_counted_in_the_title() -> None:
    names = ("criminal_damage_and_arson", "violence_and_sexual_offences", "anti_social_behaviour")
    edition = sample_edition(categories=("bicycle_theft", "burglary", "shoplifting", *names))
    findings = tuple(
        dataclasses.replace(finding, values={**finding.values, "reading": "clearly_more"})
        if finding.kind == "period_change" and finding.values.get("level") == "city"
        else finding
        for finding in edition.findings
    )
    published = sample_published(dataclasses.replace(edition, findings=findings))
    for language in languages():
        deck = opened(render_slides(published, wording=load(language)))
        title = deck.slides[1].shapes.title.text_frame
        size = int(title.paragraphs[0].runs[0].font.size.pt)
        assert size == fit_title(title.text, width=TITLE.width, height=TITLE.height)


def test_a_long_record_says_how_much_of_it_is_drawn() -> None:
    deck = opened(render_slides(sample_published(sample_edition(months=60)), wording=load("en")))
    assert len(table_of(chart_of(deck))) == 37
    assert "The last 36 of 60 months" in deck.slides[2].notes_slide.notes_text_frame.text
