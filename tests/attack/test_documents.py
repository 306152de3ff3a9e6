"""Word file and slides give nothing away that tables and report do not: every number in them stands there too."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import openpyxl
import pytest
from lxml import etree

from plateia.findings.edition import Published
from plateia.findings.protect import protect
from plateia.findings.register import Register
from plateia.reports.html import render_html
from plateia.reports.slides import render_slides
from plateia.reports.word import render_word
from plateia.wording import load
from tests.attack.made_up_city import random_city
from tests.sample_edition import sample_edition

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
NUMBERED = {str(number) for number in range(1, 7)}
"""The six slides, and the page numbers that Word replaces by its own."""

WITHOUT_TEXT = re.compile(r"theme|style|settings|font|presProps|viewProps|app\.xml|workbook\.xml")
"""Parts that only say how the others look."""

SEEN = ("descr", "title", "val")
"""Attributes that hold text: alternative texts, and the names of tables."""


def parts_of(package: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every part of a document, those of the workbooks inside it too."""
    with zipfile.ZipFile(BytesIO(package)) as parts:
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                yield from ((f"{name}/{inner}", content) for inner, content in parts_of(parts.read(name)))
            else:
                yield name, parts.read(name)


def workbooks_of(package: bytes) -> list[bytes]:
    with zipfile.ZipFile(BytesIO(package)) as parts:
        return [parts.read(name) for name in parts.namelist() if name.endswith(".xlsx")]


def texts_of(package: bytes) -> set[str]:
    """Return all texts anybody can read out of a document: on the page, in notes, tables, charts and properties."""
    found = set()
    for name, content in parts_of(package):
        if not name.endswith(".xml") or WITHOUT_TEXT.search(name):
            continue
        for node in etree.fromstring(content).iter():
            local = etree.QName(node).localname
            if local in ("t", "v", "title", "subject", "description", "creator", "keywords"):
                found.add(node.text or "")
            if local in ("cNvPr", "docPr", "tblCaption", "tblDescription"):
                found |= {text for key, text in node.attrib.items() if etree.QName(key).localname in SEEN}
    return found


def numbers_of(texts: set[str]) -> set[str]:
    """Return the numbers in texts, without the signs between thousands."""
    return {found.replace(",", "") for text in texts for found in NUMBER.findall(text)}


def published_numbers(published: Published) -> set[str]:
    page = re.sub(r"<(script|style).*?</\1>", "", render_html(published, wording=load("en")), flags=re.DOTALL)
    return numbers_of({page}) | NUMBERED


def editions() -> list[Published]:
    cities = [sample_edition(), *(random_city(np.random.default_rng(seed)) for seed in (3, 5, 320))]
    return [protect(city, minimum_count=5, register=Register()) for city in cities]


@pytest.mark.parametrize("published", editions(), ids=["sample", "3", "5", "320"])
def test_every_number_of_word_and_slides_is_published(published: Published) -> None:
    known = published_numbers(published)
    for written in (render_word(published, wording=load("en")), render_slides(published, wording=load("en"))):
        found = numbers_of(texts_of(written))
        assert len(found) > 5
        assert found - known == set()


@pytest.mark.parametrize("published", editions(), ids=["sample", "3", "5", "320"])
def test_the_table_of_the_chart_is_that_of_the_months(published: Published) -> None:
    months = published.edition.tables["months"]
    shown = months[months["offence_category"] == published.edition.focus_category].tail(36)
    books = workbooks_of(render_slides(published, wording=load("en")))
    assert len(books) == int(shown["n"].notna().any())
    for content in books:
        book = openpyxl.load_workbook(BytesIO(content))
        assert book.sheetnames == ["Sheet1"]
        _, *rows = book["Sheet1"].iter_rows(values_only=True)
        for row, n, status in zip(rows, shown["n"].tolist(), shown["status"].tolist(), strict=True):
            hidden = status in ("suppressed", "missing")
            assert row[1] == (None if hidden else n)
            assert not hidden or row[2:] in ((), (None, None))
