"""The index of the knowledge base: folded words and trigrams in SQLite, concepts beside them, all in memory.

Text is folded in Python before it reaches SQLite, so that entries and queries in eight languages meet in one spelling.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from plateia.knowledge.concepts import concepts, labels, relatives
from plateia.knowledge.entries import FIELDS, Entry, concept_weights, entry_of, knowledge_entries
from plateia.knowledge.folding import fold, likeness, trigrams
from plateia.knowledge.practices import Practice
from plateia.knowledge.vectors import EntryVectors, SentenceModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SATURATION = 2.0
"""Weight at which a concept counts half: an entry that says a thing five times is not five times as near."""
MOST_RANKED = 2500
"""Entries that are ranked by words: a word that thousands hold says little, and ranking them all takes too long."""
LEAST_SCORE = 1e-9
LEAST_LIKE = 0.6
"""Trigram likeness from which two words are taken for one."""
SHORT_WORD = 5
"""Words of so many letters are like another only where they begin alike: "porto" is not "orto"."""


def _any_of(words: Iterable[str]) -> str:
    """Return an FTS5 query for any of these folded words: letters and figures in quotes, so never an operator."""
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(words))


def _beginning(word: str) -> str:
    """Return the first letter that is heard: "umani" begins as "human" does."""
    return word.removeprefix("h")[:1]


class KnowledgeIndex:
    """Entries made searchable; built once, then only read.

    Parameters
    ----------
    entries : sequence of Entry
        In the order in which equals are listed.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._lock = Lock()
        self._vectors: dict[str, EntryVectors] = {}
        self._tables = sqlite3.connect(":memory:", check_same_thread=False)
        self._write_words()

    def _write_words(self) -> None:
        columns = ", ".join(FIELDS)
        self._tables.execute(f"CREATE VIRTUAL TABLE words USING fts5({columns}, tokenize = 'porter ascii')")
        self._tables.executemany(
            f"INSERT INTO words (rowid, {columns}) VALUES (?{', ?' * len(FIELDS)})",
            ((row, *(fold(entry.texts.get(name, "")) for name in FIELDS)) for row, entry in enumerate(self.entries)),
        )
        self._tables.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab('words', 'row')")
        spellings = {word for entry in self.entries for text in entry.texts.values() for word in fold(text).split()}
        named = {word for label in labels() for word, _ in label.words}
        self._spellings = frozenset(spellings)
        for table, listed in (("spellings", spellings), ("label_words", named)):
            self._tables.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(word, tokenize = 'trigram')")
            self._tables.executemany(
                f"INSERT INTO {table} (word) VALUES (?)", ((word,) for word in sorted(listed) if len(word) > 3)
            )

    def words_ranked(self, words: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the rows that hold any of these folded words, with BM25 over the weighted fields (more is better)."""
        import numpy as np

        distinct = list(dict.fromkeys(words))
        if not distinct:
            return np.empty(0, dtype=np.int64), np.empty(0)
        with self._lock:
            (held,) = self._tables.execute(
                "SELECT group_concat(rowid) FROM words WHERE words MATCH ?", (_any_of(distinct),)
            ).fetchone()
            if held is None:
                return np.empty(0, dtype=np.int64), np.empty(0)
            weights = ", ".join(str(weight) for weight in FIELDS.values())
            ranked = self._tables.execute(
                f"SELECT rowid, -bm25(words, {weights}) FROM words WHERE words MATCH ?",
                (_any_of(self._telling_most(distinct)),),
            ).fetchall()
        # BM25 is nothing for a word that most entries hold; such an entry was found all the same.
        scores = np.zeros(len(self.entries))
        rows = np.array(held.split(","), dtype=np.int64)
        scores[rows] = LEAST_SCORE
        if ranked:
            best, found = np.array(ranked, dtype=float).T
            scores[best.astype(np.int64)] = np.maximum(found, LEAST_SCORE)
        return rows, scores[rows]

    def _telling_most(self, words: Sequence[str]) -> list[str]:
        """Return the words to rank by: the rarest, as long as few enough entries hold them."""
        counted = []
        for word in words:
            (n,) = self._tables.execute("SELECT count(*) FROM words WHERE words MATCH ?", (_any_of([word]),)).fetchone()
            counted.append((n, word))
        counted = sorted(pair for pair in counted if pair[0])
        chosen: list[str] = []
        rows = 0
        for n, word in counted:
            rows += n
            if chosen and rows > MOST_RANKED:
                break
            chosen.append(word)
        return chosen

    def fields_holding(self, row: int, words: Iterable[str]) -> list[tuple[str, str]]:
        """Return the words of one entry that answer these folded words: field and word as the entry has it, folded."""
        asked = _any_of(words)
        if not asked:
            return []
        marks = ", ".join(f"highlight(words, {column}, char(2), char(3))" for column in range(len(FIELDS)))
        with self._lock:
            found = self._tables.execute(
                f"SELECT {marks} FROM words WHERE words MATCH ? AND rowid = ?", (asked, row)
            ).fetchone()
        held = []
        for name, text in zip(FIELDS, found or (), strict=False):
            marked = (part.split("\x03")[0] for part in text.split("\x02")[1:])
            held += [(name, word) for word in dict.fromkeys(" ".join(marked).split())]
        return held

    def knows(self, word: str) -> bool:
        """Whether an entry holds this folded word as it is written."""
        return word in self._spellings

    def like_words(self, word: str, *, most: int = 3) -> list[str]:
        """Return other words of the entries that are spelt much like this folded one, the nearest first."""
        return self._like(word, "spellings", most)

    def like_labels(self, word: str, *, most: int = 1) -> list[str]:
        """Return words of concept labels that are spelt much like this folded one, the nearest first."""
        return self._like(word, "label_words", most)

    def _like(self, word: str, table: str, most: int) -> list[str]:
        parts = trigrams(word)
        if not parts:
            return []
        asked = _any_of(sorted(parts))
        with self._lock:
            found = self._tables.execute(
                f"SELECT word FROM {table} WHERE {table} MATCH ? ORDER BY rank, word LIMIT 40", (asked,)
            ).fetchall()
        others = [other for (other,) in found if other != word]
        if len(word) <= SHORT_WORD:
            others = [other for other in others if _beginning(other) == _beginning(word)]
        alike = sorted((-likeness(word, other), other) for other in others)
        return [other for nearness, other in alike if -nearness >= LEAST_LIKE][:most]

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
            for name, stated_values in (*entry.facets.items(), ("evidence", (stated,))):
                for item in stated_values:
                    rows.setdefault((name, fold(item)), []).append(row)
        return {key: np.array(held, dtype=np.int64) for key, held in rows.items()}

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
