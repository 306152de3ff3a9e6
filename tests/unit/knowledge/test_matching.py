"""A practice is shown where two facets agree, with its reasons; what is missing is said; evidence never orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plateia.findings.model import KINDS, Estimate, Finding, Months, Value
from plateia.knowledge.codes import EMMIE_FIELDS, MATCHED_FACETS, Code, code_list
from plateia.knowledge.declarations import rows_of
from plateia.knowledge.matching import LEAST_FACETS, NOTHING_STATED, PROBLEM_KINDS, match_practices
from plateia.knowledge.practices import Practice, Provenance, practices
from plateia.knowledge.profiles import ANY, CONDITIONS, FITS, profile_of
from plateia.vocabulary import offence_categories
from plateia.wording import Wording, languages, load

CATEGORIES = sorted(offence_categories())


@pytest.fixture(params=languages())
def wording(request: pytest.FixtureRequest) -> Wording:
    return load(request.param)


def finding(kind: str, **values: Value) -> Finding:
    return Finding(
        id=f"{kind}:test",
        kind=kind,
        values=values,
        estimate=Estimate(1.0),
        period=Months("2019-01", "2020-12"),
        method="funnel",
    )


@pytest.mark.parametrize("kind", sorted(PROBLEM_KINDS))
@pytest.mark.parametrize("category", CATEGORIES)
def test_at_least_two_facets_agree_and_the_words_are_those_of_the_entry(kind: str, category: str) -> None:
    asked = finding(kind, offence_category=category, level="area", peak_from_hour=22)
    found = match_practices(asked, limit=200)
    wanted = profile_of(asked).codes
    for match in (*found.matches, *found.read_only):
        assert len(match.facets) >= LEAST_FACETS
        assert any(reason.facet == "offence_category" for reason in match.reasons)
        for reason in match.reasons:
            assert reason.code in wanted[reason.facet]
            assert reason.words in " ".join(code.words for code in match.practice.codes)
    assert found.matches or found.read_only or found.nothing_stated
    assert set(found.nothing_stated) <= set(NOTHING_STATED)


@pytest.mark.parametrize(
    "category",
    [
        *("bicycle_theft", "burglary", "criminal_damage_and_arson", "other_theft", "shoplifting"),
        *("theft_from_the_person", "vehicle_crime"),
    ],
)
@pytest.mark.parametrize("kind", sorted(PROBLEM_KINDS))
def test_property_crime_is_said_to_be_missing(kind: str, category: str) -> None:
    found = match_practices(finding(kind, offence_category=category, level="area"))
    assert found.matches == ()
    assert found.read_only == ()
    assert found.nothing_stated == ("property_crime",)


def test_robbery_is_matched_by_its_violence_and_said_to_be_missing() -> None:
    found = match_practices(finding("cells_high", offence_category="robbery"))
    assert found.matches
    assert "property_crime" in found.nothing_stated
    assert all(match.fit != "exact" for match in found.matches)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (finding("area_low", offence_category="anti_social_behaviour"), "no_problem"),
        (finding("coverage"), "no_problem"),
        (finding("refusal", code="areas.none", offence_category="anti_social_behaviour"), "no_problem"),
        (finding("trend", offence_category="anti_social_behaviour", reading="clearly_fewer"), "no_problem"),
        (finding("area_high", offence_category="anti_social_behaviour", template="none"), "no_problem"),
        (finding("location_quotient", offence_category="anti_social_behaviour", quotient=0.4), "no_problem"),
        (finding("trend", offence_category="anti_social_behaviour", reading="cannot_be_said"), "no_problem"),
        (finding("period_change", offence_category="drugs", template="only_as_usual"), "no_problem"),
        (finding("concentration", offence_category="drugs", gini=0.3, chance_high=0.4), "no_problem"),
        (finding("repeat_places", offence_category="drugs", share_at_repeats=0.3, chance_high=0.4), "no_problem"),
        (finding("harm", harm=10.0, rarest_category="violence_and_sexual_offences"), "unspecific"),
        (finding("level", offence_category="all"), "unspecific"),
        (finding("level", offence_category="other_crime"), "unspecific"),
        (finding("level", offence_category="road_collision"), "not_crime"),
        (finding("level", offence_category="drugs"), "not_named"),
    ],
)
def test_why_nothing_is_shown(asked: Finding, said: str) -> None:
    found = match_practices(asked)
    assert (found.matches, found.read_only, found.nothing_stated) == ((), (), (said,))


def test_a_clear_rise_without_its_counts_is_a_problem() -> None:
    asked = finding("period_change", level="city", offence_category="public_order", template="only_clearly_more")
    assert match_practices(asked).matches


def test_kinds_that_show_a_problem_are_kinds() -> None:
    assert set(KINDS) >= PROBLEM_KINDS


def test_the_name_of_an_area_changes_nothing() -> None:
    named = [
        match_practices(finding("area_high", offence_category="anti_social_behaviour", name=name, area_id=name))
        for name in ("North", "Station Square", "School Park Estate")
    ]
    assert named[0] == named[1] == named[2]


def test_evidence_never_changes_the_order() -> None:
    asked = finding("area_high", offence_category="anti_social_behaviour")
    bare = [
        replace(entry, evidence_stated=None, codes=tuple(code for code in entry.codes if code.facet != "emmie"))
        for entry in practices()
    ]
    usual = [match.practice.id for match in match_practices(asked).matches]
    assert [match.practice.id for match in match_practices(asked, practices=bare).matches] == usual


def test_the_order_of_the_practices_changes_nothing() -> None:
    asked = finding("timing", offence_category="violence_and_sexual_offences", peak_from_hour=23)
    assert match_practices(asked, practices=practices()[::-1]) == match_practices(asked)


def test_evidence_has_five_fields_and_no_number() -> None:
    for match in match_practices(finding("area_high", offence_category="anti_social_behaviour")).matches:
        assert tuple(match.evidence) == EMMIE_FIELDS
        assert all(words is None or all(isinstance(text, str) for text in words) for words in match.evidence.values())


def test_entries_on_single_persons_are_text_only() -> None:
    for category in CATEGORIES:
        found = match_practices(finding("area_high", offence_category=category), limit=200)
        assert not any(match.practice.person_level for match in found.matches)
        assert all(match.practice.person_level for match in found.read_only)


def test_more_facets_come_first_then_the_nearer_problem() -> None:
    asked = finding("cells_high", offence_category="anti_social_behaviour")
    matches = match_practices(asked, limit=200).matches
    keys = [(-len(match.facets), FITS.index(match.fit)) for match in matches]
    assert keys == sorted(keys)


def test_a_general_problem_does_not_count_as_agreement() -> None:
    asked = finding("cells_high", offence_category="anti_social_behaviour")
    general = [match for match in match_practices(asked, limit=200).matches if match.fit == "general"]
    assert general
    assert all("offence_category" not in match.facets for match in general)


def test_a_citys_own_practice_is_matched_by_its_own_codes() -> None:
    own = Practice(
        id="leeds-1",
        name="Bicycle marking",
        focus_area="safe_public_spaces",
        category=("activity",),
        summary="Bicycles are marked in the streets.",
        codes=(
            Code("offence_category", "bicycle_theft", "Bicycles", "summary"),
            Code("place", "streets", "in the streets", "summary"),
        ),
        provenance=Provenance(origin="Leeds"),
    )
    asked = finding("cells_high", offence_category="bicycle_theft")
    found = match_practices(asked, practices=(*practices(), own))
    assert [match.practice.id for match in found.matches] == ["leeds-1"]
    assert found.matches[0].fit == "exact"
    assert match_practices(asked, practices=(replace(own, codes=own.codes[:1]),)).nothing_stated == (
        "property_crime",
        "one_facet",
    )


def test_violence_against_women_at_home_is_said_to_be_missing() -> None:
    row: dict[str, Value] = {"sex": "female", "age_band": "30-59", "setting": "private", "n": 80}
    found = match_practices(finding("affected", offence_category="violence_and_sexual_offences", rows=(row,)))
    assert found.matches == ()
    assert found.nothing_stated == ("not_named",)


def test_hidden_rows_have_no_say() -> None:
    shown: dict[str, Value] = {"sex": "male", "age_band": "30-59", "setting": "public", "n": 20}
    hidden: dict[str, Value] = {"sex": "female", "age_band": "18-29", "setting": "public", "n": None}
    profile = profile_of(finding("affected", offence_category="robbery", rows=(shown, hidden)))
    assert "women" not in profile.conditions
    assert "outdoors" in profile.conditions


@pytest.mark.parametrize(
    ("band", "young", "older"),
    [("12-17", True, False), ("under 18", True, False), ("18-29", False, False), ("60+", False, True)],
)
def test_bands_of_age(band: str, young: bool, older: bool) -> None:
    row: dict[str, Value] = {"sex": "any", "age_band": band, "setting": "public", "n": 40}
    conditions = profile_of(finding("affected", offence_category="robbery", rows=(row,))).conditions
    assert ("young" in conditions, "older" in conditions) == (young, older)


def test_profiles_name_known_things() -> None:
    for row in rows_of("finding_profiles"):
        assert row["offence_category"] in (ANY, *offence_categories())
        assert set(row["when"].split()) <= set(CONDITIONS)
        assert row["facet"] in MATCHED_FACETS
        assert (row["facet"], row["code"]) in code_list()
        assert (row["fit"] in FITS) == (row["facet"] == "offence_category")


def test_every_answer_has_its_words(wording: Wording) -> None:
    keys = [f"match.nothing.{code}" for code in NOTHING_STATED]
    keys += [f"match.fit_{fit}" for fit in FITS] + [f"evidence.{name}" for name in EMMIE_FIELDS]
    assert [key for key in keys if not wording.has(key)] == []
