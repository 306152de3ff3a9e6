"""The files of the knowledge base hold what their declarations say, and every row names its source."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from plateia.errors import InputError
from plateia.findings.codes import FOCUS_AREAS
from plateia.knowledge.declarations import (
    ALL_FOCUS_AREAS,
    CATEGORIES,
    COUNTRY_BASES,
    DECLARED,
    EVIDENCE_KINDS,
    MARKS,
    POLICY_TYPES,
    RESEARCH_SECTIONS,
    rows_of,
)
from plateia.knowledge.practices import INVENTORY, Provenance, practice, practice_from, practices
from plateia.knowledge.research import city_tools, insights, pillars, policies, sources, strategy_review
from plateia.tables.columns import TableDeclaration
from plateia.wording import Wording, languages, load

PAGE = Path(__file__).resolve().parents[3] / "docs" / "knowledge.md"
SIZES = {"practices": 141, "policies": 84, "strategy_review": 158, "pillars": 7, "city_tools": 6}
BY_FOCUS_AREA = {"juvenile_delinquency": 17, "radicalisation": 59, "organised_crime": 28, "safe_public_spaces": 37}
PERSON_LEVEL = {
    *("JD-01", "JD-11", "JD-13", "RA-01", "RA-04", "RA-05", "RA-06", "RA-07", "RA-09", "RA-12", "RA-19", "RA-21"),
    *("RA-48", "OC-02", "OC-03", "OC-04", "OC-05", "OC-06", "OC-07", "OC-09", "OC-11", "S5-06", "S5-11", "S5-24"),
}


@pytest.fixture(params=languages())
def wording(request: pytest.FixtureRequest) -> Wording:
    return load(request.param)


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_file_has_the_declared_columns_and_types(table: TableDeclaration) -> None:
    text = files("plateia.knowledge").joinpath("content", f"{table.name}.csv").read_text(encoding="utf-8")
    assert next(csv.reader(text.splitlines())) == table.column_names
    for row in rows_of(table.name):
        assert None not in row
        for column in table.columns:
            value = row[column.name]
            assert value or column.missing != "never", (table.name, row, column.name)
            assert value == value.strip()
            if value and column.dtype == "integer":
                int(value)
            if value and column.dtype == "number":
                float(value)


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_every_row_points_to_a_source(table: TableDeclaration) -> None:
    if "source" in table.column_names:
        assert {row["source"] for row in rows_of(table.name)} <= set(sources())


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_sizes_are_those_of_the_sources(name: str, size: int) -> None:
    rows = rows_of(name)
    assert len(rows) == size
    assert len({row["id"] for row in rows}) == size


def test_every_source_is_used_and_complete() -> None:
    used = {row["source"] for table in DECLARED if "source" in table.column_names for row in rows_of(table.name)}
    assert used == set(sources())
    assert all(source.title and source.organisation and source.year for source in sources().values())


def test_controlled_values() -> None:
    for entry in practices():
        assert entry.focus_area in FOCUS_AREAS
        assert entry.category
        assert set(entry.category) <= set(CATEGORIES)
        assert (entry.country is None) == (entry.country_basis is None)
        assert entry.country_basis in (None, *COUNTRY_BASES)
    assert {policy.type for policy in policies()} == set(POLICY_TYPES)
    assert {insight.mark for insight in insights()} <= set(MARKS)
    assert all(set(tool.focus_area) <= set(FOCUS_AREAS) for tool in city_tools())


def test_practices_by_focus_area() -> None:
    counted = {focus: sum(entry.focus_area == focus for entry in practices()) for focus in FOCUS_AREAS}
    assert counted == BY_FOCUS_AREA
    assert sum(counted.values()) == SIZES["practices"]


def test_the_source_found_no_evaluation_tool_for_juvenile_delinquency() -> None:
    juvenile = [entry for entry in practices() if entry.focus_area == "juvenile_delinquency"]
    assert not [entry.id for entry in juvenile if "evaluation" in entry.category]


def test_an_empty_field_says_not_stated_never_no() -> None:
    for entry in practices():
        assert not {entry.gender_aspect, entry.cross_border, entry.technology_cyber} & {"", "no", "none", "No", "None"}
    assert practice("JD-07").gender_aspect is None


NO_EVIDENCE_STATED = ("JD-04", "RA-03", "RA-06", "RA-09", "RA-25", "RA-32", "RA-41", "PS-11", "PS-15")
"""Read one by one: what stands there is how it was made or used, or that no evaluation is stated."""


def test_that_nothing_was_evaluated_is_no_evidence() -> None:
    said = [entry for entry in practices() if entry.evidence_stated]
    assert all((entry.evidence_kind in EVIDENCE_KINDS) == (entry in said) for entry in practices())
    assert {entry.id for entry in said if entry.evidence_kind == "no_result"} == set(NO_EVIDENCE_STATED)
    assert {entry.id for entry in said if entry.evidence_kind == "not_evaluated"} == {"PS-14", "RA-50"}
    assert (len(said), sum(entry.states_evidence for entry in practices())) == (26, 15)
    for entry in said:
        denied = any(words in str(entry.evidence_stated).lower() for words in ("no evaluation", "not yet", "not been"))
        assert not (denied and entry.states_evidence), entry.id
        effects = [code for code in entry.codes_by_facet("emmie") if code.code == "effect"]
        assert entry.evidence_kind == "result" or all(code.field != "evidence_stated" for code in effects), entry.id


def test_entries_on_single_persons_are_marked() -> None:
    assert {entry.id for entry in practices() if entry.person_level} == PERSON_LEVEL
    for entry in practices():
        notes = (entry.notes or "").lower()
        if any(word in notes for word in ("person-level", "person-oriented", "person profiling", "investigators")):
            assert entry.person_level, entry.id


def test_every_cell_of_the_research_overview_is_filled() -> None:
    for section in RESEARCH_SECTIONS:
        for focus in (*FOCUS_AREAS, ALL_FOCUS_AREAS):
            cell = [entry for entry in insights(section=section) if entry.focus_area == focus]
            assert len(cell) >= 3, (section, focus)


def test_pillars_stand_in_their_order() -> None:
    assert [pillar.position for pillar in pillars()] == [1, 2, 3, 4, 5, 6, 7]
    assert [pillar.id for pillar in pillars()][5] == "evaluation"


def test_review_figures_have_their_values_read() -> None:
    assert strategy_review()[0].value == 25
    assert strategy_review()[0].n == 25


def test_an_unknown_entry_is_refused() -> None:
    with pytest.raises(InputError, match=r"practices\.unknown-id"):
        practice("PS-99")


def test_a_city_writes_down_its_own_practice() -> None:
    own = practice_from(
        {
            "id": "leeds-1",
            "name": "Evening team",
            "focus_area": "safe_public_spaces",
            "category": "activity;evaluation",
            "summary": "A team mediates in the station square.",
            "target_groups": "residents; visitors",
            "evidence_stated": "",
        },
        provenance=Provenance(origin="Leeds", entered_on="2026-05-01"),
    )
    assert own.category == ("activity", "evaluation")
    assert own.target_groups == ("residents", "visitors")
    assert own.evidence_stated is None
    assert own.provenance.origin != INVENTORY
    assert not own.person_level


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_the_page_names_every_file_column_and_size(table: TableDeclaration) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"| `{table.name}.csv` | {len(rows_of(table.name))} | {table.meaning} |" in page
    for column in table.columns:
        row = f"| `{column.name}` | {column.dtype} | {column.unit} | {column.meaning} | {column.missing} |"
        assert row in page


def test_the_page_names_every_source() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [source.id for source in sources().values() if f"| `{source.id}` |" not in page] == []


def test_every_id_has_its_words(wording: Wording) -> None:
    keys = [f"content.focus_area.{focus}" for focus in (*FOCUS_AREAS, ALL_FOCUS_AREAS)]
    keys += [f"content.category.{category}" for category in CATEGORIES]
    keys += [f"content.country_basis.{basis}" for basis in COUNTRY_BASES]
    keys += [f"content.section.{section}" for section in RESEARCH_SECTIONS]
    keys += [f"content.mark.{mark}" for mark in MARKS]
    keys += [f"content.evidence_kind.{kind}" for kind in EVIDENCE_KINDS]
    keys += [f"content.policy_type.{policy_type}" for policy_type in POLICY_TYPES]
    assert [key for key in keys if not wording.has(key)] == []
