"""Finds words and rows of words in a text, without regard to case and accents, and how far they stand apart."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

Span = tuple[int, int]
"""The first word of a match, and the word after its last."""


def pattern_of(entry: str) -> re.Pattern[str]:
    """Return a pattern that matches the entry's words in a row, each between spaces; ``*`` stands for any letters."""
    words = (re.escape(folded_word(word)).replace(r"\*", r"[^ ]*") for word in entry.split())
    return re.compile("(?<= )" + " ".join(words) + "(?= )")


def folded_word(word: str) -> str:
    """Return a word in small letters without accents."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def tokens_of(text: str) -> tuple[list[str], str]:
    """Return the words of a text, and the same folded, each between spaces."""
    tokens = re.findall(r"\w+(?:['’]s\b)?", unicodedata.normalize("NFC", text))
    return tokens, " " + " ".join(folded_word(token).replace("’", "'") for token in tokens) + " "


def clauses_of(text: str) -> Iterator[tuple[list[str], str]]:
    """Return the words of each clause of a text, see ``tokens_of``."""
    return (tokens_of(clause) for clause in re.split(r"[.;:!?\n()]|,\s", text))


def spans_of(patterns: Sequence[re.Pattern[str]], folded: str) -> list[Span]:
    """Return every match, in order."""
    spans = set()
    for pattern in patterns:
        for match in pattern.finditer(folded):
            start = folded.count(" ", 0, match.start()) - 1
            spans.add((start, start + match.group().count(" ") + 1))
    return sorted(spans)


def words_between(span: Span, other: Span) -> int:
    """Return how many words stand between two matches."""
    return max(other[0] - span[1], span[0] - other[1], 0)


def words_to(others: Sequence[Span], span: Span) -> float:
    """Return how many words stand between a match and the nearest of others; infinite where there is none."""
    return min((words_between(span, other) for other in others if other != span), default=math.inf)


def holds(outer: Span, inner: Span) -> bool:
    """Say whether a match lies in a longer one."""
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def touches(span: Span, other: Span) -> bool:
    """Say whether two matches share a word."""
    return span[0] < other[1] and other[0] < span[1]


def filled(gap: Span, spans: Sequence[Span]) -> bool:
    """Say whether each word of a gap belongs to one of the matches; a gap of no words does."""
    return all(any(start <= place < end for start, end in spans) for place in range(*gap))
