from __future__ import annotations

from dataclasses import replace

from plateia.knowledge.entries import KINDS, concept_weights, entry_of, knowledge_entries
from plateia.knowledge.practices import Practice, Provenance, practices


def test_everything_the_package_knows_is_an_entry() -> None:
    entries = knowledge_entries()
    assert {known.kind for known in entries} == set(KINDS)
    assert len({known.id for known in entries}) == len(entries)
    assert [known.id for known in entries if known.kind == "practice"] == [known.id for known in practices()]


def test_an_own_practice_is_read_in_its_own_language() -> None:
    own = Practice("own-1", "Abendteam", "safe_public_spaces", ("activity",), "Vermittelt nachts am Bahnhof.")
    assert concept_weights(entry_of(own)) == {}
    assert "night" in concept_weights(entry_of(replace(own, provenance=Provenance(origin="riga"))))
