from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from plateia.knowledge import search as searching
from plateia.knowledge.index import knowledge_index
from plateia.knowledge.question import MODES
from plateia.knowledge.search import Facets, search, search_index
from plateia.knowledge.vectors import EntryVectors, sentence_model


class Letters:
    """A model that counts letters: enough to follow what is computed when."""

    name = "letters"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.array([[text.lower().count(chr(97 + k)) for k in range(26)] for text in texts], dtype=np.float32)
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(len(texts))
        return self.queries(texts)


def test_vectors_are_computed_once_and_only_where_wanted() -> None:
    model = Letters()
    vectors = EntryVectors(["abc", "xyz", "abx"], model)
    assert vectors.nearness("abc", np.array([0, 2])).argmax() == 0
    assert vectors.nearness("xyz", np.array([0, 1, 2])).argmax() == 1
    assert model.asked == [2, 1]


def test_vectors_find_what_shares_no_word_and_say_so() -> None:
    found = search_index(knowledge_index(), "qzxj", facets=Facets(), mode="vectors", model=Letters())
    assert found.modes == MODES
    assert found.hits
    assert {why.how for hit in found.hits for why in hit.why} == {"meaning"}


def test_without_the_extra_the_search_does_without_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "sentence_model", lambda: None)
    assert search("mafia", mode="vectors").modes == ("words", "trigrams", "concepts")


def test_a_missing_wheel_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("plateia.knowledge.vectors.import_module", missing)
    assert sentence_model.__wrapped__() is None


def test_the_model_gives_vectors_of_length_one() -> None:
    model = sentence_model()
    if model is None:
        pytest.skip("the extra semantic is not installed")
    vectors = model.queries(["youth mediation", "Jugendliche vermitteln", "villa confiscated"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
