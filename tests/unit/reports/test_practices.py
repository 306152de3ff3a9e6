"""The chapter on practices: why each is shown, what is not stated, and what the knowledge base does not have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from plateia.findings.edition import Published
from plateia.findings.model import Estimate, Finding, Months, Value
from plateia.knowledge.matching import match_practices
from plateia.knowledge.own import read_own_practices
from plateia.knowledge.practices import practice, practices
from plateia.reports.document import Paragraph, Points, Section, Table
from plateia.reports.html import render_html
from plateia.reports.practices import (
    MOST_TOLD,
    evidence_texts,
    practices_section,
    practices_sentence,
    required_lines,
    source_text,
    told_matches,
    touching_line,
    where_text,
    why_text,
)
from plateia.reports.workbook import write_workbook
from plateia.wording import Wording, load
from tests.practice_forms import FORM, city_folder
from tests.sample_edition import sample_edition, sample_published

PERIOD = Months("2024-01", "2025-12")
ASB, BURGLARY, WEAPONS = "anti_social_behaviour", "burglary", "possession_of_weapons"


def area_high(category: str, number: int = 1, *, hidden: bool = False) -> Finding:
    values: dict[str, Value] = {"offence_category": category, "area_id": f"A{number}", "name": f"Area {number}"}
    shown: dict[str, Value] = {
        "n": 40,
        "expected": 10.0,
        "denominator_name": "hectares",
        "ratio": 4.0,
        "q": 0.01,
        "excess": 30.0,
    }
    return Finding(
        id=f"area_high:{category}:A{number}",
        kind="area_high",
        values=values if hidden else {**values, **shown, "excess_low": 12.0, "rank_low": None, "rank_high": None},
        estimate=Estimate(None, no_interval_reason="suppressed") if hidden else Estimate(4.0, 3.0, 5.0, 0.95),
        period=PERIOD,
        method="funnel",
        rank=number,
        hidden=hidden,
    )


def published(*findings: Finding) -> Published:
    return sample_published(replace(sample_edition(), findings=findings))


def texts(section: Section) -> str:
    """Return everything a section says, one block a line."""
    said = [section.heading]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Points):
            said += block.items
        elif isinstance(block, Table):
            said += [
                block.caption,
                " | ".join(block.columns),
                *(" | ".join(row) for row in block.rows),
                block.note or "",
            ]
    return "\n".join([*said, *map(texts, section.sections)])


@pytest.fixture(params=["en", "de"])
def wording(request: pytest.FixtureRequest) -> Wording:
    return load(request.param)


def test_findings_that_share_their_matches_are_told_together() -> None:
    told = told_matches(published(*(area_high(ASB, number) for number in range(1, 6)), area_high(BURGLARY, 9)))
    assert [len(group.findings) for group in told] == [5, 1]
    assert told[0].categories == (ASB,)
    assert told[1].matches.nothing_stated == ("property_crime",)


def test_what_is_hidden_has_no_say() -> None:
    assert told_matches(published(area_high(ASB, hidden=True))) == ()


def test_all_offences_together_have_no_practices(wording: Wording) -> None:
    section = practices_section(published(area_high("all")), wording=wording)
    assert wording.text("match.no_problem_shown") in texts(section)


def test_every_practice_comes_with_reasons_evidence_and_source(wording: Wording) -> None:
    section = practices_section(published(area_high(ASB)), wording=wording)
    said = texts(section)
    (group,) = told_matches(published(area_high(ASB)))
    for match in group.matches.matches:
        assert f"{match.practice.name} ({match.practice.id}) | {why_text(match, wording=wording)}" in said
        assert " | ".join(evidence_texts(match, wording=wording)) in said
        assert source_text(match.practice, wording=wording) in said
        assert len(match.facets) >= 2
    for key in ("match.coded", "match.order", "match.coverage", "evidence.never_one_number", "content.claim"):
        assert wording.text(key) in said


def test_each_field_of_evidence_stands_alone(wording: Wording) -> None:
    match = next(m for m in match_practices(area_high(ASB)).matches if m.practice.id == "PS-20")
    assert evidence_texts(match, wording=wording)[0] == wording.text("evidence.not_stated")
    assert len(evidence_texts(match, wording=wording)) == 5


def test_an_inferred_country_is_shown_as_inferred(wording: Wording) -> None:
    assert where_text(practice("PS-17"), wording=wording).endswith(wording.text("content.inferred", country="Spain"))
    assert where_text(practice("PS-19"), wording=wording).endswith("; Austria")
    nowhere = next(entry for entry in practices() if entry.country is None)
    assert where_text(nowhere, wording=wording).endswith(wording.text("content.not_stated"))


def test_an_entry_on_persons_is_text_and_nothing_else(wording: Wording) -> None:
    (group,) = told_matches(published(area_high(WEAPONS)))
    assert [match.practice.id for match in group.matches.read_only] == ["OC-11"]
    section = practices_section(published(area_high(WEAPONS)), wording=wording)
    assert wording.text("content.person_level") in texts(section)
    tables = [block for inside in section.sections for block in inside.blocks if isinstance(block, Table)]
    assert not any("OC-11" in cell for table in tables for row in table.rows for cell in row)


def test_property_crime_is_said_to_be_missing(wording: Wording) -> None:
    said = texts(practices_section(published(area_high(BURGLARY)), wording=wording))
    assert wording.text("match.nothing.property_crime") in said
    assert wording.text("match.coverage") in said


def test_entries_that_touch_property_crime_are_named_and_not_offered(wording: Wording) -> None:
    for section in (
        practices_section(published(), wording=wording),
        practices_section(published(area_high(BURGLARY)), wording=wording),
    ):
        not_there = next(inside for inside in section.sections if inside.key == "practices-not-there")
        assert "PS-02" in texts(not_there)
        assert "PS-16" in texts(not_there)
    (group,) = told_matches(published(area_high(BURGLARY)))
    line = touching_line(group.matches, wording=wording)
    assert line is not None
    assert line in texts(section)
    tables = [block for inside in section.sections for block in inside.blocks if isinstance(block, Table)]
    assert not any("PS-02" in cell for table in tables for row in table.rows for cell in row)
    (other,) = told_matches(published(area_high(ASB)))
    assert touching_line(other.matches, wording=wording) is None


def test_what_must_be_said_stands_where_an_entry_on_persons_is_named(wording: Wording) -> None:
    said = texts(practices_section(published(area_high(WEAPONS)), wording=wording))
    assert all(line in said for line in required_lines(wording))
    page = render_html(published(area_high(WEAPONS)), wording=wording)
    assert all(line in page for line in required_lines(wording))
    assert not any(line in render_html(published(area_high(ASB)), wording=wording) for line in required_lines(wording))


def test_what_it_does_not_have_is_said_even_where_there_is_no_finding(wording: Wording) -> None:
    assert wording.text("match.coverage") in texts(practices_section(published(), wording=wording))


def test_at_most_eight_problems_are_told() -> None:
    found = tuple(
        replace(area_high(category, number), values={**area_high(category, number).values, "name": str(number)})
        for number, category in enumerate(
            (ASB, BURGLARY, WEAPONS, "public_order", "drugs", "robbery", "violence_and_sexual_offences",
             "road_collision", "fraud_online", "hate_crime"), start=1,
        )
    )  # fmt: skip
    told = told_matches(published(*found))
    section = practices_section(published(*found), wording=load("en"))
    groups = [inside for inside in section.sections if inside.key.removeprefix("practices-").isdigit()]
    assert len(groups) == min(len(told), MOST_TOLD)


def test_a_citys_own_practice_is_told_with_its_source(tmp_path: Path, wording: Wording) -> None:
    coded = '[[codes]]\nfacet = "offence_category"\ncode = "anti_social_behaviour"\nwords = "what should change"\n'
    form = FORM.replace("[[results]]", f'{coded}field = "summary"\n\n[[results]]')
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": form}), city="Leeds")
    section = practices_section(published(area_high(ASB)), wording=wording, practices=(own.practice,))
    assert "Night walks (night-walks)" in texts(section)
    assert wording.text("match.from_city", city="Leeds", sender=None) in texts(section)


def test_the_first_page_points_there(wording: Wording) -> None:
    none = wording.text("match.first_page_none")
    assert practices_sentence(published(area_high(ASB)), wording=wording) == none
    found = replace(area_high(ASB), practices=("PS-19",))
    assert practices_sentence(published(found), wording=wording) == wording.text("match.first_page")
    page = render_html(published(found), wording=wording)
    assert wording.text("match.first_page") in page


def test_the_sheet_says_the_same(tmp_path: Path) -> None:
    found = published(area_high(ASB), area_high(BURGLARY, 2), area_high(WEAPONS, 3))
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(found, tmp_path / name, wording=load("en"))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    header, *rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["Practices"].iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["Text of the catalogue only"] for row in told if row["Id of the practice"] == "OC-11"} == {"yes"}
    said = {row["What must be said beside it"] for row in told if row["Id of the practice"] == "OC-11"}
    assert said == {" ".join(required_lines(load("en")))}
    (burglary,) = [row for row in told if row["Problem"] == "Burglary"]
    assert burglary["Id of the practice"] is None
    assert burglary["What the knowledge base does not have"] == load("en").text("match.nothing.property_crime")
    asb = [row["Id of the practice"] for row in told if row["Problem"] == "Anti-social behaviour"]
    assert asb == [match.practice.id for match in match_practices(area_high(ASB)).matches]
