"""audit.pdf: PDF/UA-1 by its own structure, one first page, at most sixty pages, texts printed as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from plateia.reports.pdf import FONTS, MOST_PAGES, ROOMS, UNPRINTABLE, printable, write_pdf
from plateia.vocabulary import offence_categories
from plateia.wording import load
from tests.sample_edition import sample_edition, sample_published

UA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Walk the structure tree: what a screen reader goes through."""
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            yield node
            if "/K" in node:
                waiting.append(node.K)


def texts_of(pdf: pikepdf.Pdf) -> set[str]:
    """Return the alternative texts and the title: what is readable without decoding fonts."""
    return {str(node.Alt) for node in elements(pdf) if "/Alt" in node} | {str(pdf.docinfo["/Title"])}


@pytest.fixture(scope="module", params=["en", "de"])
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    path = tmp_path_factory.mktemp("pdf") / "audit.pdf"
    write_pdf(sample_published(), path, wording=load(request.param))
    with pikepdf.open(path) as opened:
        opened.wanted_language = request.param
        yield opened


def test_declares_pdf_ua_1(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert metadata[UA_PART] == "1"
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == pdf.wanted_language
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]).startswith("Exampleton")


def test_every_figure_has_words_and_every_table_a_header(pdf: pikepdf.Pdf) -> None:
    nodes = list(elements(pdf))
    figures = [node for node in nodes if node.get("/S") == "/Figure"]
    assert len(figures) >= 8
    assert all(len(str(node.get("/Alt", ""))) > 20 for node in figures)
    tables = [node for node in nodes if node.get("/S") == "/Table"]
    assert len(tables) >= 10
    kinds = [{str(inner.get("/S")) for inner in _below(table)} for table in tables]
    assert all("/TH" in found and "/TD" in found for found in kinds)


def _below(node: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    waiting: list[Any] = [node.K]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, pikepdf.Array):
            waiting.extend(inner)
        elif isinstance(inner, pikepdf.Dictionary):
            yield inner
            if "/K" in inner:
                waiting.append(inner.K)


def test_headings_go_down_one_step_at_a_time(pdf: pikepdf.Pdf) -> None:
    found = [str(node.get("/S")) for node in elements(pdf) if re.fullmatch(r"/H\d", str(node.get("/S")))]
    # The walk goes backwards through siblings: read it from the end.
    levels = [int(name[2:]) for name in reversed(found)]
    assert {1, 2, 3} == set(levels) | {3}
    assert levels.count(1) >= 9


def test_all_pages_follow_the_tags(pdf: pikepdf.Pdf) -> None:
    assert all(page.obj.get("/Tabs", "/S") == "/S" for page in pdf.pages)
    assert "/StructTreeRoot" in pdf.Root


def test_fonts_are_inside_and_ours(pdf: pikepdf.Pdf) -> None:
    names = set()
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            assert any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            names.add(str(item.FontName))
    assert names
    allowed = tuple(font.replace(" ", "") for font in (*FONTS, "Plateia"))
    assert all(any(font in name for font in allowed) for name in names), names


def test_bytes_are_the_same_and_carry_no_clock(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_pdf(sample_published(), tmp_path / name, wording=load("en"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pikepdf.open(tmp_path / "a.pdf") as opened:
        assert "/CreationDate" not in opened.docinfo
        assert "/ModDate" not in opened.docinfo


def test_texts_of_a_city_are_never_markup(tmp_path: Path) -> None:
    odd = '#panic("no") [*x*] "q" \\ <b>&amp; $x$ @ref = // /* `raw`'
    write_pdf(sample_published(sample_edition(city=odd)), tmp_path / "odd.pdf", wording=load("en"))
    with pikepdf.open(tmp_path / "odd.pdf") as opened:
        assert str(opened.docinfo["/Title"]).startswith(odd)


@pytest.mark.parametrize("city", ["Rīga Ķekava Šķirotava", "Köln ß ẞ", "Αθήνα", "София", "漢字 🙂 \x07 \u202e", ""])
def test_any_name_can_be_printed(city: str, tmp_path: Path) -> None:
    write_pdf(sample_published(sample_edition(city=city)), tmp_path / "name.pdf", wording=load("de"))
    with pikepdf.open(tmp_path / "name.pdf") as opened:
        assert str(opened.docinfo["/Title"]).startswith(printable(city))


def test_every_letter_called_printable_is_in_a_font(tmp_path: Path) -> None:
    letters = "".join(chr(code) for code in range(0x21, 0x2E00) if not UNPRINTABLE.match(chr(code)))
    assert len(letters) > 1400
    written = write_pdf(sample_published(sample_edition(city=letters)), tmp_path / "all.pdf", wording=load("en"))
    assert written


def test_internal_version_names_its_reader_on_every_page(tmp_path: Path) -> None:
    n_pages = write_pdf(sample_published(internal_for="Carmen"), tmp_path / "a.pdf", wording=load("en"))
    plain = write_pdf(sample_published(), tmp_path / "b.pdf", wording=load("en"))
    with pikepdf.open(tmp_path / "a.pdf") as internal, pikepdf.open(tmp_path / "b.pdf") as protected:
        turned = [b"0.61566" in _content(page) for page in internal.pages]
        assert all(turned), "the watermark is turned by 52 degrees: its cosine stands in every page"
        assert not any(b"0.61566" in _content(page) for page in protected.pages)
        assert len(internal.pages) == n_pages
        assert len(protected.pages) == plain


def _content(page: pikepdf.Page) -> bytes:
    contents = page.obj.Contents
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"".join(part.read_bytes() for part in parts)


def test_large_city_stays_within_sixty_pages(tmp_path: Path) -> None:
    categories = tuple(name for name, one in offence_categories().items() if one.in_all)
    edition = sample_edition(side=30, categories=categories)
    n_pages = write_pdf(sample_published(edition), tmp_path / "large.pdf", wording=load("de"))
    with pikepdf.open(tmp_path / "large.pdf") as opened:
        assert len(opened.pages) == n_pages <= MOST_PAGES


def test_narrower_rooms_are_tried_where_the_report_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plateia.reports.pdf.MOST_PAGES", 12)
    roomy = sample_edition()
    assert write_pdf(sample_published(roomy), tmp_path / "short.pdf", wording=load("en")) <= 12
    assert [room.rows for room in ROOMS] == sorted((room.rows for room in ROOMS), reverse=True)


def test_first_page_is_one_page(pdf: pikepdf.Pdf) -> None:
    """The second page begins with the contents: their heading is the second of level one."""
    headings = [node for node in elements(pdf) if node.get("/S") == "/H1"][::-1]
    pages = [_page_of(node, pdf) for node in headings]
    assert pages[:2] == [0, 1]
    heads = [_page_of(node, pdf) for node in elements(pdf) if node.get("/S") == "/H2"]
    assert heads.count(0) >= 6, "the headings of the first page"


def _page_of(node: pikepdf.Dictionary, pdf: pikepdf.Pdf) -> int:
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    for inner in (node, *_below(node)):
        if "/Pg" in inner:
            return numbers[inner.Pg.objgen]
    raise AssertionError("an element without a page")
