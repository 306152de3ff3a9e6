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


def test_a_name_weighs_more_than_a_summary(index: KnowledgeIndex) -> None:
    rows, scores = index.words_ranked(["square"])
    assert (
        dict(zip(rows.tolist(), scores.tolist(), strict=True))[1]
        > dict(zip(rows.tolist(), scores.tolist(), strict=True))[0]
    )


def test_words_are_found_by_their_stem_and_told_as_they_stand(index: KnowledgeIndex) -> None:
    assert index.fields_holding(0, ["mediator"]) == [("name", "mediators"), ("summary", "mediators")]


def test_nothing_asked_finds_nothing(index: KnowledgeIndex) -> None:
    assert index.words_ranked([])[0].size == 0
    assert index.fields_holding(0, []) == []
    assert index.like_words("ab") == []


def test_like_words_are_near_and_never_the_word_itself(index: KnowledgeIndex) -> None:
    assert index.like_words("lightning")[:1] == ["lighting"]
    assert "lighting" not in index.like_words("lighting")


def test_concepts_count_in_the_entries_that_name_them(index: KnowledgeIndex) -> None:
    scores = index.concept_scores("lighting")
    assert np.flatnonzero(scores).tolist() == [2]


def test_facet_values_are_compared_folded(index: KnowledgeIndex) -> None:
    assert index.rows_with("country", ("SPAIN", "italy")).tolist() == [True, True, False]
    assert index.values_of("country") == ("Italy", "Spain")


def test_common_words_rank_only_where_no_rarer_word_does(
    monkeypatch: pytest.MonkeyPatch, index: KnowledgeIndex
) -> None:
    monkeypatch.setattr("plateia.knowledge.index.MOST_RANKED", 1)
    rows, scores = index.words_ranked(["lamps", "square"])
    assert sorted(rows.tolist()) == [0, 1, 2]
    assert scores[rows == 2] > scores[rows == 0]


def test_own_practices_stand_after_the_inventory_and_the_index_is_kept() -> None:
    own = Practice("own-1", "Abendteam", "safe_public_spaces", ("activity",), "Vermittelt auf dem Bahnhofsplatz.")
    assert knowledge_index((own,)).entries[-1] == entry_of(own)
    assert knowledge_index((own,)) is knowledge_index((own,))
