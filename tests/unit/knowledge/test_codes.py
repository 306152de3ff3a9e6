"""Every code is declared, has words in every language, and is supported by words of its entry."""

from __future__ import annotations

import pytest

from plateia.knowledge.codes import EMMIE_FIELDS, FACETS, MATCHED_FACETS, code_list, codes_by_entry, codes_of
from plateia.knowledge.declarations import rows_of
from plateia.knowledge.practices import practices
from plateia.vocabulary import offence_categories
from plateia.wording import Wording, languages, load


@pytest.fixture(params=languages())
def wording(request: pytest.FixtureRequest) -> Wording:
    return load(request.param)


def test_the_words_of_a_code_stand_in_the_field_it_names() -> None:
    fields = {row["id"]: row for row in rows_of("practices")}
    for entry, codes in codes_by_entry().items():
        for code in codes:
            assert code.words
            assert code.words in fields[entry][code.field], (entry, code)


def test_every_code_is_declared_and_given_once() -> None:
    for entry, codes in codes_by_entry().items():
        assert {(code.facet, code.code) for code in codes} <= set(code_list()), entry
        keys = [(code.facet, code.code, code.field if code.facet == "emmie" else "") for code in codes]
        assert len(keys) == len(set(keys)), entry


def test_facets_and_emmie_fields_are_those_declared() -> None:
    assert tuple(dict.fromkeys(facet for facet, _ in code_list())) == FACETS
    assert tuple(code for facet, code in code_list() if facet == "emmie") == EMMIE_FIELDS


def test_every_entry_is_coded() -> None:
    assert {entry.id for entry in practices()} == set(codes_by_entry())
    for entry in practices():
        assert any(code.facet == "mechanism" for code in entry.codes), entry.id
        assert len({code.facet for code in entry.codes if code.facet in MATCHED_FACETS}) >= 2, entry.id


def test_codes_named_as_in_the_police_vocabulary_mean_the_same() -> None:
    shared = {code for facet, code in code_list() if facet == "offence_category"} & set(offence_categories())
    assert set(offence_categories()) - shared == {"other_crime", "not_classified"}


def test_no_entry_is_coded_as_property_crime() -> None:
    coded = {code.code for entry in practices() for code in entry.codes_by_facet("offence_category")}
    property_crime = {"bicycle_theft", "burglary", "criminal_damage_and_arson", "other_theft", "shoplifting"}
    assert not coded & (property_crime | {"theft_from_the_person", "vehicle_crime", "robbery"})


NAMES_NO_BORDER = {"RA-13", "RA-27", "OC-05", "OC-16", "PS-06", "PS-09", "PS-16", "PS-23"}
"""Entries whose field says "EU", "EU-wide", who pays or in how many languages: none of it is about what crosses one."""


def test_themes_follow_the_fields_of_the_source() -> None:
    for entry in practices():
        themes = {code.code for code in entry.codes_by_facet("theme")}
        assert (entry.gender_aspect is not None) == ("gender" in themes), entry.id
        assert entry.technology_cyber is None or "technology" in themes
        assert (entry.cross_border is not None and entry.id not in NAMES_NO_BORDER) == ("cross_border" in themes)


def test_a_place_and_a_way_of_working_never_rest_on_the_focus_area() -> None:
    """A focus area says what an entry is about, not where it works nor how."""
    for entry, codes in codes_by_entry().items():
        assert not [c for c in codes if c.facet in ("place", "mechanism") and c.field == "focus_area"], entry


def test_codes_a_reader_found_weak_are_gone() -> None:
    """Words about where an instrument comes from, or what it is called, are no reason for a code."""
    held = {entry: {(code.facet, code.code) for code in codes_of(entry)} for entry in ("PS-06", "S5-20", "RA-05")}
    assert ("theme", "cross_border") not in held["PS-06"]
    assert not held["S5-20"] & {("place", "streets"), ("mechanism", "empowerment")}
    assert ("place", "prisons") not in held["RA-05"]  # "prison history" is a sign it grades, not where it works
    words = {code.code: code.words for code in codes_of("S5-20")}
    assert words["public_space"] == "Regular walks"
    assert words["participation"] == "walks with female residents feed the municipal strategy"


@pytest.mark.parametrize("field", ["resources_stated", "barriers_stated", "success_factors_stated"])
def test_what_is_stated_of_delivery_and_cost_is_coded(field: str) -> None:
    for entry in practices():
        if getattr(entry, field) is not None:
            assert field in {code.field for code in entry.codes_by_facet("emmie")}, entry.id


def test_an_effect_is_coded_only_where_the_source_claims_one() -> None:
    for entry in practices():
        for code in entry.codes_by_facet("emmie"):
            if code.code == "effect":
                assert code.field in ("evidence_stated", "barriers_stated"), entry.id
                assert not code.words.startswith(("No evaluation", "Newly developed")), entry.id


def test_an_entry_that_is_not_there_has_no_codes() -> None:
    assert codes_of("leeds-1") == ()


def test_every_code_has_its_words(wording: Wording) -> None:
    assert [key for key in code_list() if not wording.has(f"content.code.{key[0]}.{key[1]}")] == []
    assert [facet for facet in FACETS if not wording.has(f"content.facet.{facet}")] == []


def test_every_field_a_code_may_name_has_its_words(wording: Wording) -> None:
    named = {code.field for codes in codes_by_entry().values() for code in codes}
    assert [field for field in sorted(named) if not wording.has(f"content.field.{field}")] == []
