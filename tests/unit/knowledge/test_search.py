from __future__ import annotations

import pytest

from plateia.errors import SettingsError
from plateia.knowledge.codes import Code
from plateia.knowledge.practices import Practice, Provenance
from plateia.knowledge.question import MODES
from plateia.knowledge.search import Facets, SearchResult, search
from plateia.tools import practice_search

HOSTILE = (
    '"',
    "'; DROP TABLE words; --",
    "NEAR(a b, 2)",
    "name: women",
    "women AND",
    "NOT women",
    "^women*",
    "((((",
    "\x00\x01\x02",
    "a\x00b",
    "\u202e\u200b",
    "?!…",
    "x" * 1_000_000,
    "women " * 10_000,
    "日本語",
    "🙂",
    "\ud800",
    "{n}",
)


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: ascii(query[:20]))
@pytest.mark.parametrize("mode", ["words", "trigrams", "concepts"])
def test_no_query_is_a_fault(query: str, mode: str) -> None:
    found = search(query, mode=mode)  # type: ignore[arg-type]
    assert found.hits or "query" in found.emptied_by
    practice_search.describe(found)


def test_punctuation_alone_finds_nothing_and_an_empty_query_lists_all() -> None:
    assert search("?!").emptied_by == ("query",)
    everything = search("  ", limit=500)
    assert everything.n_matching == len(everything.hits) == 141 + 6
    assert search("  ", facets=Facets(kind=("practice",)), limit=500).n_matching == 141


def test_the_condition_that_empties_is_named() -> None:
    focus, category = ("juvenile_delinquency",), ("evaluation",)
    result = search("", facets=Facets(focus_area=focus, category=category))
    assert result.emptied_by == ("focus_area", "category")
    assert "The source found none." in practice_search.describe(result)
    assert search("mafia", facets=Facets(country=("Atlantis",))).emptied_by == ("country",)
    assert search("qqqq", facets=Facets(focus_area=focus)).emptied_by == ("query",)


def test_conditions_and_words_together() -> None:
    result = search("confiscated villa", facets=Facets(country=("Denmark",)), mode="words")
    assert set(result.emptied_by) == {"country", "query"}


def test_facets_hold_for_every_hit() -> None:
    facets = Facets(focus_area=("safe public spaces",), category=("diagnostic", "evaluation"), evidence=("stated",))
    hits = search("public space", facets=facets, limit=50).hits
    assert hits
    for hit in hits:
        assert hit.entry.facets["focus_area"] == ("safe_public_spaces",)
        assert {"diagnostic", "evaluation"} & set(hit.entry.facets["category"])
        assert hit.evidence


def test_an_unknown_value_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="juvenile_delinquency") as refused:
        search("x", facets=Facets(focus_area=("burglary",)))
    assert refused.value.code == "search.facet-unknown"


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(SettingsError) as refused:
        search("mafia", limit=0)
    assert refused.value.code == "search.limit-invalid"


def test_every_hit_says_why_and_the_order_is_the_same_each_time() -> None:
    first, again = search("jeunes policiers quartier"), search("jeunes policiers quartier")
    assert [hit.entry.id for hit in first.hits] == [hit.entry.id for hit in again.hits]
    assert all(hit.why for hit in first.hits)
    assert all(hit.score > 0 for hit in first.hits)


def test_other_kinds_are_found_when_asked_for() -> None:
    assert {hit.entry.kind for hit in search("radicalisation").hits} == {"practice"}
    policies = search("radicalisation", facets=Facets(kind=("policy",))).hits
    assert {hit.entry.kind for hit in policies} == {"policy"}
    assert search("Trick 17", facets=Facets(kind=("city_tool",))).hits[0].entry.name.startswith("Trick")


def test_the_tools_of_the_six_cities_are_found_unasked() -> None:
    assert search("ask for angela").hits[0].entry.id == "nice_demandez_angela"


def test_kinds_that_were_not_searched_are_named_with_their_option() -> None:
    none = search("Pact of Amsterdam", mode="words", facets=Facets(kind=("city_tool",), country=("France",)))
    assert none.other_kinds == ()
    elsewhere = search("angela", mode="words", facets=Facets(kind=("practice",)))
    assert elsewhere.other_kinds == ("city_tool",)
    assert "--kind city_tool" in practice_search.describe(elsewhere)
    assert search("qqqq").other_kinds == ()


def test_a_short_word_is_not_taken_for_one_that_begins_otherwise() -> None:
    assert not search("porto").hits
    assert search("umani", mode="trigrams").hits  # human: the first letter is mute


def test_what_works_on_single_persons_leads_only_where_it_answers_the_whole_question() -> None:
    hits = search("terrorisme véhicule bélier", limit=500).hits
    persons = [hit.entry.practice is not None and hit.entry.practice.person_level for hit in hits]
    assert any(persons)
    assert persons == sorted(persons)
    assert search("risk tool convicted extremists").hits[0].entry.id == "RA-04"


def test_a_citys_own_result_is_stated_evidence_and_its_codes_are_the_citys() -> None:
    code = Code("place", "squares", "the squares", "summary")
    own = Practice(
        "own-1", "Rounds", "safe_public_spaces", ("activity",), "Rounds of the squares.",
        codes=(code,), provenance=Provenance(origin="Musterstadt"), n_results=1,
    )  # fmt: skip
    found = search("piazza", entries=(own,), facets=Facets(evidence=("stated",)), limit=200)
    (hit,) = [hit for hit in found.hits if hit.entry.id == "own-1"]
    said = practice_search.describe(SearchResult((hit,), 1, (), (), (), ()))
    assert "Evidence: 1 result of an own evaluation" in said
    assert "Plateia" not in said
    assert practice_search.as_json(found)["hits"][0]["n_results"] in (0, 1)


def test_a_citys_own_practice_is_found_in_its_own_language_and_in_others() -> None:
    own = Practice(
        "own-1",
        "Nachtlichter",
        "safe_public_spaces",
        ("activity",),
        "Straßenbeleuchtung in Unterführungen, mit Frauen geplant.",
        provenance=Provenance(origin="Musterstadt"),
    )
    for query in ("Nachtlichter", "Beleuchtung Unterführung", "underpass lighting", "éclairage passage souterrain"):
        assert search(query, entries=(own,)).hits[0].entry.id == "own-1"


def test_every_word_of_the_result_has_a_text_in_both_languages() -> None:
    result = search("Unterführung Frauen Mediatorin nachts", limit=50)
    for language in ("en", "de"):
        assert practice_search.describe(result, language=language)


def test_json_holds_null_for_not_stated() -> None:
    shown = practice_search.as_json(practice_search.run("exploratory walks women", limit=1))
    assert shown["hits"][0]["id"] == "S5-20"
    assert shown["hits"][0]["evidence_stated"] is None
    assert {why["how"] for why in shown["hits"][0]["why"]} <= {"word", "like", "concept", "code", "meaning"}


def test_each_mode_adds_to_those_before_it() -> None:
    assert search("mafia", mode="words").modes == MODES[:1]
    assert search("mafia", mode="concepts").modes == MODES[:3]


def test_evidence_is_stated_or_not_and_nothing_else() -> None:
    with pytest.raises(SettingsError) as refused:
        search("police", facets=Facets(evidence=("maybe",)))
    assert refused.value.code == "search.facet-unknown"
    assert search("police", facets=Facets(evidence=("stated", "not_stated"))).n_matching > 0


def test_only_what_the_source_searched_for_is_said_to_be_found_by_none() -> None:
    searched = search("", facets=Facets(focus_area=("juvenile_delinquency",), category=("evaluation",)))
    assert "The source found none." in practice_search.describe(searched)
    assert "The source found none." not in practice_search.describe(search("", facets=Facets(country=("Atlantis",))))
