"""The index of the knowledge base: its words, their spellings, concepts and facets, all in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from plateia.knowledge.concepts import concepts, relatives
from plateia.knowledge.entries import FIELDS, Entry, concept_weights, entry_of, knowledge_entries
from plateia.knowledge.folding import fold
from plateia.knowledge.postings import Postings
from plateia.knowledge.practices import Practice
from plateia.knowledge.spellings import Spellings
from plateia.knowledge.vectors import EntryVectors, SentenceModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SATURATION = 2.0
"""Weight at which a concept counts half: an entry that says a thing five times is not five times as near."""


class KnowledgeIndex:
    """Entries made searchable; built once, then only read.

    Parameters
    ----------
    entries : sequence of Entry
        In the order in which equals are listed.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._vectors: dict[str, EntryVectors] = {}

    @cached_property
    def words(self) -> Postings:
        """The words of the entries."""
        return Postings([entry.texts for entry in self.entries], weights=FIELDS)

    @cached_property
    def spellings(self) -> Spellings:
        """The words of the entries, by how they are spelt."""
        return Spellings(self.words.spellings)

    @cached_property
    def _concept_rows(self) -> Mapping[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Rows that speak of each concept, and how much, in (0, 1)."""
        import numpy as np

        weights: dict[str, dict[int, float]] = {concept: {} for concept in concepts()}
        for row, entry in enumerate(self.entries):
            for concept, weight in concept_weights(entry).items():
                weights[concept][row] = weight / (weight + SATURATION)
        return {
            concept: (np.fromiter(held, dtype=np.int64), np.fromiter(held.values(), dtype=float))
            for concept, held in weights.items()
        }

    def concept_scores(self, concept: str) -> NDArray[np.float64]:
        """Return how much each entry speaks of a concept, shape (n_entries,); what few entries speak of counts more."""
        import numpy as np

        scores = np.zeros(len(self.entries))
        for relative, share in relatives(concept):
            rows, strengths = self._concept_rows[relative]
            rarity = np.log1p((len(self.entries) - len(rows) + 0.5) / (len(rows) + 0.5))
            scores[rows] = np.maximum(scores[rows], share * rarity * strengths)
        return scores

    @cached_property
    def _facet_rows(self) -> Mapping[tuple[str, str], NDArray[np.int64]]:
        import numpy as np

        rows: dict[tuple[str, str], list[int]] = {}
        for row, entry in enumerate(self.entries):
            stated = "stated" if entry.states_evidence else "not_stated"
            for name, held in {"evidence": (stated,), **entry.facets}.items():
                for item in held:
                    rows.setdefault((name, fold(item)), []).append(row)
        return {key: np.array(found, dtype=np.int64) for key, found in rows.items()}

    def vectors(self, model: SentenceModel) -> EntryVectors:
        """Return the vectors of the entries, kept for as long as the index."""
        if model.name not in self._vectors:
            texts = [". ".join(text for text in (entry.name, entry.summary) if text) for entry in self.entries]
            self._vectors[model.name] = EntryVectors(texts, model)
        return self._vectors[model.name]

    @cached_property
    def person_level(self) -> NDArray[np.bool_]:
        """Which entries work on single persons, shape (n_entries,)."""
        import numpy as np

        return np.array([entry.practice is not None and entry.practice.person_level for entry in self.entries])

    def has(self, facet: str, asked: str) -> bool:
        """Whether any entry has this value of a facet."""
        return (facet, fold(asked)) in self._facet_rows

    def rows_with(self, facet: str, asked: Iterable[str]) -> NDArray[np.bool_]:
        """Return which entries have any of these values of a facet, shape (n_entries,)."""
        import numpy as np

        within = np.zeros(len(self.entries), dtype=bool)
        for item in asked:
            within[self._facet_rows.get((facet, fold(item)), np.empty(0, dtype=np.int64))] = True
        return within

    def values_of(self, facet: str) -> tuple[str, ...]:
        """Return the values the entries have in a facet, in alphabetical order."""
        return tuple(sorted({item for entry in self.entries for item in entry.facets.get(facet, ())}))


@lru_cache(maxsize=8)
def knowledge_index(own: tuple[Practice, ...] = ()) -> KnowledgeIndex:
    """Return the index of the knowledge base, with a city's own practices; built once for each set of them."""
    return KnowledgeIndex((*knowledge_entries(), *(entry_of(practice) for practice in own)))
