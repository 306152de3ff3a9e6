"""Where every word of the entries stands, and how much it says there: SQLite FTS5, with BM25 over weighted fields.

Text is folded in Python before it reaches SQLite, so that entries and queries in eight languages meet in one spelling.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from plateia.knowledge.folding import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_SCORE = 1e-9
"""What an entry has at least that holds a word at all: BM25 is nothing for a word that most entries hold."""
MOST_RANKED = 2500
"""Entries ranked by the rarest words of a question: what thousands hold says little, and takes too long to rank."""
MOST_REMEMBERED = 1024
"""Words whose entries are kept: what a word adds to a score does not depend on the other words asked for."""


def phrase(word: str) -> str:
    """Return a word as an FTS5 query: in quotes, so never an operator."""
    return '"' + word.replace('"', '""') + '"'


def _rarest_first(held: tuple[NDArray[np.int64], str]) -> tuple[int, str]:
    rows, word = held
    return len(rows), word


class Postings:
    """The words of texts by their stems (Porter's, as SQLite cuts them), each with the rows that hold it.

    Parameters
    ----------
    texts : sequence of mapping of str to str
        One per row: field to text.
    weights : mapping of str to float
        The fields that are read, and what a word found in them weighs.
    """

    def __init__(self, texts: Sequence[Mapping[str, str]], *, weights: Mapping[str, float]) -> None:
        folded = [tuple(fold(text.get(field, "")) for field in weights) for text in texts]
        self.n_rows = len(texts)
        self.spellings = frozenset(word for row in folded for text in row for word in text.split())
        self._fields = tuple(weights)
        self._weights = ", ".join(map(str, weights.values()))
        self._lock = Lock()
        self._tables = sqlite3.connect(":memory:", check_same_thread=False)
        columns = ", ".join(self._fields)
        self._tables.execute(f"CREATE VIRTUAL TABLE words USING fts5({columns}, tokenize = 'porter ascii')")
        self._tables.executemany(
            f"INSERT INTO words (rowid, {columns}) VALUES (?{', ?' * len(self._fields)})",
            ((row, *fields) for row, fields in enumerate(folded)),
        )
        self._rows_of = lru_cache(maxsize=MOST_REMEMBERED)(self._read_rows)
        self._shares_of = lru_cache(maxsize=MOST_REMEMBERED)(self._read_shares)

    def scores(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Return BM25 of every row for these folded words, shape (n_rows,); zero where a row holds none of them."""
        import numpy as np

        scores = np.zeros(self.n_rows)
        n_ranked = 0
        for rows, word in sorted(((self._rows_of(word), word) for word in dict.fromkeys(words)), key=_rarest_first):
            n_before, n_ranked = n_ranked, n_ranked + len(rows)
            if n_before and n_ranked > MOST_RANKED:
                scores[rows] = np.maximum(scores[rows], LEAST_SCORE)
            else:
                ranked, shares = self._shares_of(word)
                scores[ranked] += shares
        return scores

    def forget(self) -> None:
        """Let go of the words asked for so far."""
        self._rows_of.cache_clear()
        self._shares_of.cache_clear()

    def _read_rows(self, word: str) -> NDArray[np.int64]:
        """Return the rows that hold a word."""
        import numpy as np

        with self._lock:
            (held,) = self._tables.execute(
                "SELECT group_concat(rowid) FROM words WHERE words MATCH ?", (phrase(word),)
            ).fetchone()
        return np.fromstring(held, dtype=np.int64, sep=",") if held else np.empty(0, dtype=np.int64)

    def _read_shares(self, word: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the rows that hold a word, and what it adds to the score of each."""
        import numpy as np

        with self._lock:
            found = self._tables.execute(
                f"SELECT rowid, -bm25(words, {self._weights}) FROM words WHERE words MATCH ?", (phrase(word),)
            ).fetchall()
        ranked = np.array(found, dtype=float).reshape(-1, 2)
        return ranked[:, 0].astype(np.int64), np.maximum(ranked[:, 1], LEAST_SCORE)

    def fields_holding(self, row: int, words: Iterable[str]) -> list[tuple[str, str]]:
        """Return the words of one row that answer these folded words: field and word as it stands there, folded."""
        asked = " OR ".join(map(phrase, dict.fromkeys(words)))
        if not asked:
            return []
        marks = ", ".join(f"highlight(words, {column}, char(2), char(3))" for column in range(len(self._fields)))
        with self._lock:
            found = self._tables.execute(
                f"SELECT {marks} FROM words WHERE words MATCH ? AND rowid = ?", (asked, row)
            ).fetchone()
        held = []
        for field, text in zip(self._fields, found or (), strict=False):
            marked = (part.split("\x03")[0] for part in text.split("\x02")[1:])
            held += [(field, word) for word in dict.fromkeys(" ".join(marked).split())]
        return held
