"""What a search says of its hits: section and source of a lesson, evidence only where there may be any, what lacks."""

from __future__ import annotations

import pytest

from plateia.knowledge.practices import practice
from plateia.knowledge.research import insights, policies, sources
from plateia.knowledge.search import Facets
from plateia.reports.practices import required_lines
from plateia.tools.practice_search import as_json, describe, run
from plateia.wording import languages, load

PROPERTY_WORDS = ("burglary", "Einbruch", "cambriolage", "pickpockets", "Fahrraddiebstahl", "stolen car", "furto")


@pytest.mark.parametrize("language", languages())
def test_a_lesson_is_told_by_section_focus_area_and_source_without_evidence(language: str) -> None:
    wording = load(language)
    found = run("", facets=Facets(kind=("insight",)), limit=1000)
    assert found.n_matching == len(insights())
    said = describe(found, language=language)
    for entry in insights():
        focus = wording.text(f"content.focus_area.{entry.focus_area}")
        assert f"{entry.id} · {wording.text(f'content.section.{entry.section}')} · {focus}\n  {entry.text}\n" in said
        assert sources()[entry.source].title in said
    assert wording.text("search.evidence", evidence=wording.text("search.not_stated")) not in said


def test_a_policy_is_told_by_its_kind_and_source() -> None:
    said = describe(run("", facets=Facets(kind=("policy",)), limit=1000))
    wording = load("en")
    assert said.count("  Source: ") == len(policies())
    assert all(f"  Kind: {wording.text(f'content.policy_type.{policy.type}')}" in said for policy in policies())
    assert "Evidence:" not in said


def test_lessons_are_filtered_by_section() -> None:
    asked = Facets(kind=("insight",), section=("gap",), focus_area=("organised_crime",))
    found = {hit.entry.id for hit in run("", facets=asked, limit=100).hits}
    assert found == {entry.id for entry in insights(section="gap", focus_area="organised_crime")}
    by_word = run("gap", facets=Facets(kind=("insight",), focus_area=("organised_crime",)), limit=100)
    assert found <= {hit.entry.id for hit in by_word.hits}


def test_what_was_not_evaluated_is_not_stated() -> None:
    stated = {hit.entry.id for hit in run("", facets=Facets(evidence=("stated",)), limit=200).hits}
    assert len(stated) == 15
    assert not stated & {"RA-06", "RA-25", "PS-15", "PS-14", "RA-50"}
    denied = run("", facets=Facets(evidence=("not_evaluated",)), limit=200)
    assert {hit.entry.id for hit in denied.hits} == {"PS-14", "RA-50"}
    assert f"has not been evaluated: {practice('PS-14').evidence_stated}" in describe(denied)
    silent = {hit.entry.id for hit in run("", facets=Facets(evidence=("not_stated",)), limit=200).hits}
    assert {"RA-06", "RA-25", "PS-15"} <= silent
    assert len(stated) + 2 + len(silent) == 147


@pytest.mark.parametrize("query", PROPERTY_WORDS)
@pytest.mark.parametrize("language", languages())
def test_a_search_for_property_crime_says_what_the_inventory_is_not(query: str, language: str) -> None:
    wording = load(language)
    found = run(query)
    said = describe(found, language=language)
    assert wording.text("match.nothing.property_crime") in said
    assert as_json(found)["nothing_stated"] == ["property_crime"]
    assert as_json(found)["touching"] == ["PS-02", "PS-16"]


@pytest.mark.parametrize("query", ["radicalisation", "dark underpass women night", "youth violence", "mafia", ""])
def test_other_searches_do_not(query: str) -> None:
    found = run(query)
    assert as_json(found)["nothing_stated"] == []
    assert load("en").text("match.nothing.property_crime") not in describe(found)


@pytest.mark.parametrize("language", languages())
def test_what_must_be_said_stands_beside_hits_on_single_persons(language: str) -> None:
    lines = required_lines(load(language))
    said = describe(run("barometer", limit=20), language=language).splitlines()
    assert "RA-06" in "\n".join(said)
    assert set(lines) <= set(said)
    walks = describe(run("exploratory walks women", limit=1), language=language).splitlines()
    assert not set(lines) & set(walks)
