"""The page: complete in both languages, self-contained, well formed, and small enough."""

from __future__ import annotations

import dataclasses
import itertools
import re
from html.parser import HTMLParser

import pytest

from plateia.findings.edition import Published
from plateia.reports.html import render_html
from plateia.vocabulary import offence_categories
from plateia.wording import languages, load
from tests.sample_edition import sample_edition, sample_published

MARK = load("en").text("mark.hidden")
MAY_STAY_OPEN = {"td", "th", "tr", "thead", "tbody", "li", "p"}
VOID = {"meta", "input", "br", "link", "hr", "img"}


class Outline(HTMLParser):
    """What a test asks of a page: its tags, headings, ids, and whether what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag:
            left = self.open.pop()
            if left not in MAY_STAY_OPEN:
                self.unclosed.append(left)
        if self.open:
            self.open.pop()

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]


def outline(page: str) -> Outline:
    parsed = Outline()
    parsed.feed(page)
    return parsed


@pytest.fixture(scope="module")
def published() -> Published:
    return sample_published(sample_edition(seed=1))


@pytest.fixture(scope="module", params=languages())
def page(request: pytest.FixtureRequest, published: Published) -> str:
    return render_html(published, wording=load(request.param))


def test_the_page_asks_nobody_for_anything(page: str) -> None:
    without_namespace = page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?://|//[a-z]|@import|url\((?!#)|src=", without_namespace)
    assert {tag for tag, _ in outline(page).tags} & {"link", "img", "iframe", "object", "embed"} == set()


def test_the_page_is_well_formed(page: str) -> None:
    parsed = outline(page)
    assert parsed.unclosed == []
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    targets = {attributes["href"] for tag, attributes in parsed.tags if tag == "a"}
    assert {target.removeprefix("#") for target in targets if target} <= set(parsed.ids)


def test_headings_never_skip_a_level(page: str) -> None:
    levels = outline(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_picture_has_a_name_a_description_and_a_table(page: str) -> None:
    parsed = outline(page)
    pictures = [attributes for tag, attributes in parsed.tags if attributes.get("role") == "img"]
    assert len(pictures) >= 8
    for attributes in pictures:
        assert attributes["aria-labelledby"] in parsed.ids
        assert attributes["aria-describedby"] in parsed.ids
    assert page.count("<figure>") <= page.count("<details>")


def test_tables_have_captions_and_scopes(page: str) -> None:
    assert page.count("<table") == page.count("<caption")
    for heading in re.findall(r"<th\b[^>]*>", page):
        assert "scope=" in heading


def test_first_screen_in_its_order() -> None:
    page = render_html(sample_published(sample_edition(seed=1)), wording=load("en"))
    wording = load("en")
    keys = ("in_short", "changes", "chart", "map", "who", "looked_at", "unknown_heading", "decision", "about")
    found = [page.index(f">{wording.text(f'first_page.{key}')}</h2>") for key in keys]
    assert found == sorted(found)
    assert wording.text("report.kind_police_only") in page
    assert wording.text("report.synthetic") in page
    assert page.index(wording.text("report.version_protected", minimum=5)) < found[0]


def test_the_language_is_stated_and_german_says_it_is_not_reviewed(published: Published) -> None:
    german = render_html(published, wording=load("de"))
    assert '<html lang="de">' in german
    assert load("de").text("language.not_reviewed") in german
    assert '<html lang="en">' in render_html(published, wording=load("en"))


def test_the_internal_version_names_its_reader(published: Published) -> None:
    internal = render_html(sample_published(published.edition, internal_for="A <b> & C"), wording=load("en"))
    assert internal.count("Internal: for A &lt;b&gt; &amp; C, do not pass on") == 2
    assert "do not pass on" not in render_html(published, wording=load("en"))


def test_hidden_counts_carry_the_one_mark(published: Published) -> None:
    page = render_html(published, wording=load("en"))
    assert page.count(f"<td>{MARK}") >= published.hidden["areas"]


def test_text_from_files_is_never_markup() -> None:
    edition = sample_edition(seed=1, city='<script>alert("x")</script>')
    page = render_html(sample_published(edition), wording=load("en"))
    assert "<script>alert" not in page


def test_no_red_anywhere(page: str) -> None:
    for colour in re.findall(r"#([0-9a-fA-F]{6})\b", page):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        assert red <= max(green, blue) + 8, colour


def test_a_city_without_comparison_or_districts_still_has_its_page() -> None:
    edition = sample_edition(seed=1)
    tables = {
        name: table for name, table in edition.tables.items() if name not in ("changes", "cells", "concentration")
    }
    findings = tuple(finding for finding in edition.findings if finding.kind in ("level", "refusal", "coverage"))
    layers = {"areas": edition.layers["areas"]}
    bare = dataclasses.replace(edition, tables=tables, findings=findings, layers=layers, parents={})
    page = render_html(sample_published(bare), wording=load("en"))
    assert load("en").text("report.no_map") in page
    assert load("en").refusal("affected.not-supplied") in page


def test_size_of_a_large_city() -> None:
    categories = tuple(offence_categories())[:15]
    edition = sample_edition(seed=1, side=50, districts=25, months=60, categories=categories)
    page = render_html(sample_published(edition), wording=load("en"))
    assert edition.areas.n_areas == 2500
    assert len(page.encode()) <= 5_000_000
    sections = [identifier for identifier in outline(page).ids if re.fullmatch(r"area-\d+", identifier)]
    assert len(sections) == 40
