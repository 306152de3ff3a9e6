from __future__ import annotations

from dataclasses import replace

from plateia.findings.codes import FOCUS_AREAS
from plateia.knowledge.entries import KINDS, concept_weights, entry_of, knowledge_entries
from plateia.knowledge.practices import Practice, Provenance, practices


def test_everything_the_package_knows_is_an_entry() -> None:
    entries = knowledge_entries()
    assert {known.kind for known in entries} == set(KINDS)
    assert len({known.id for known in entries}) == len(entries)
    assert [known.id for known in entries if known.kind == "practice"] == [known.id for known in practices()]


def test_lessons_are_filtered_by_section_and_found_by_its_name() -> None:
    told = {known.id: known for known in knowledge_entries() if known.kind == "insight"}
    assert told["RI-052"].facets["section"] == ("gap",)
    assert told["RI-052"].facets["focus_area"] == ("organised_crime",)
    assert set(FOCUS_AREAS) < set(told["RI-091"].facets["focus_area"])
    assert told["RI-052"].texts["other"] == "gap"
    assert all(known.source and known.source_section for known in knowledge_entries() if known.kind != "practice")


def test_what_says_that_nothing_was_evaluated_counts_as_not_stated() -> None:
    told = {known.id: known for known in knowledge_entries()}
    for entry_id in ("RA-06", "RA-25", "PS-15"):
        assert not told[entry_id].states_evidence
        assert told[entry_id].evidence is None
        assert told[entry_id].facets["evidence"] == ("not_stated",)
    assert told["PS-14"].facets["evidence"] == ("not_evaluated",)
    assert told["PS-19"].facets["evidence"] == ("stated",)
    assert sum(known.states_evidence for known in told.values()) == 15


def test_an_own_practice_is_read_in_its_own_language() -> None:
    own = Practice("own-1", "Abendteam", "safe_public_spaces", ("activity",), "Vermittelt nachts am Bahnhof.")
    assert concept_weights(entry_of(own)) == {}
    assert "night" in concept_weights(entry_of(replace(own, provenance=Provenance(origin="riga"))))
