"""Words spelt much alike, by the runs of three letters they share: found by SQLite FTS5, ordered by Dice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from plateia.knowledge.folding import likeness, trigrams
from plateia.knowledge.postings import MOST_REMEMBERED, phrase

LEAST_LIKE = 0.6
"""Trigram likeness from which two words are taken for one."""
SHORT_WORD = 5
"""Words of so many letters are like another only where they begin alike: "porto" is not "orto"."""
SHORTEST_LISTED = 4
"""A word of fewer letters is like too many."""
MOST_COMPARED = 40
"""Words that share most with the one asked for, and are compared with it letter by letter."""


def _beginning(word: str) -> str:
    """Return the first letter that is heard: "umani" begins as "human" does."""
    return word.removeprefix("h")[:1]


class Spellings:
    """Folded words, searched for those spelt much like another.

    Examples
    --------
    >>> Spellings(["lighting", "mediators", "garden"]).like("mediatorin", most=2)
    ['mediators']
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._lock = Lock()
        self._tables = sqlite3.connect(":memory:", check_same_thread=False)
        self._tables.execute("CREATE VIRTUAL TABLE spellings USING fts5(word, tokenize = 'trigram')")
        listed = sorted({word for word in words if len(word) >= SHORTEST_LISTED})
        self._tables.executemany("INSERT INTO spellings (word) VALUES (?)", ((word,) for word in listed))
        self._near = lru_cache(maxsize=MOST_REMEMBERED)(self._read_near)

    def like(self, word: str, *, most: int) -> list[str]:
        """Return the other words that are spelt much like this one, the nearest first, equals by the alphabet."""
        return list(self._near(word)[:most])

    def forget(self) -> None:
        """Let go of the words asked for so far."""
        self._near.cache_clear()

    def _read_near(self, word: str) -> tuple[str, ...]:
        asked = " OR ".join(map(phrase, sorted(trigrams(word))))
        if not asked:
            return ()
        with self._lock:
            found = self._tables.execute(
                f"SELECT word FROM spellings WHERE spellings MATCH ? ORDER BY rank, word LIMIT {MOST_COMPARED}",
                (asked,),
            ).fetchall()
        others = [other for (other,) in found if other != word]
        if len(word) <= SHORT_WORD:
            others = [other for other in others if _beginning(other) == _beginning(word)]
        alike = sorted((-likeness(word, other), other) for other in others)
        return tuple(other for nearness, other in alike if -nearness >= LEAST_LIKE)
