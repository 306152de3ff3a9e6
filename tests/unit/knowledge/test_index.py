from __future__ import annotations

import numpy as np
import pytest

from plateia.knowledge.entries import Entry, entry_of
from plateia.knowledge.index import KnowledgeIndex, knowledge_index
from plateia.knowledge.practices import Practice


def entry(entry_id: str, name: str, summary: str, **facets: tuple[str, ...]) -> Entry:
    return Entry(entry_id, "practice", name, summary, {"name": name, "summary": summary}, (), facets, None)


@pytest.fixture(scope="module")
def index() -> KnowledgeIndex:
    return KnowledgeIndex(
        [
            entry("a", "Night mediators", "Mediators walk the square.", country=("Spain",)),
            entry("b", "Square", "Mediation for neighbours.", country=("Italy",)),
            entry("c", "Lamps", "New lighting in the park."),
        ]
    )


def test_concepts_count_in_the_entries_that_name_them(index: KnowledgeIndex) -> None:
    scores = index.concept_scores("lighting")
    assert np.flatnonzero(scores).tolist() == [2]


def test_facet_values_are_compared_folded(index: KnowledgeIndex) -> None:
    assert index.rows_with("country", ("SPAIN", "italy")).tolist() == [True, True, False]
    assert index.values_of("country") == ("Italy", "Spain")


def test_a_facet_has_the_values_of_its_entries_and_no_others(index: KnowledgeIndex) -> None:
    assert index.has("country", "spain")
    assert not index.has("country", "France")
    assert not index.has("colour", "spain")


def test_own_practices_stand_after_the_inventory_and_the_index_is_kept() -> None:
    own = Practice("own-1", "Abendteam", "safe_public_spaces", ("activity",), "Vermittelt auf dem Bahnhofsplatz.")
    assert knowledge_index((own,)).entries[-1] == entry_of(own)
    assert knowledge_index((own,)) is knowledge_index((own,))
