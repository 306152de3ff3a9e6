"""Words of a query brought to the spelling of the concept labels: one letter wrong, much alike, or without umlauts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from plateia.knowledge.concepts import inside, labels, starting_with
from plateia.knowledge.spellings import Spellings

SHORTEST_MENDED = 7
"""Letters a word of a label needs to be found with one letter wrong: shorter ones differ by one letter by chance."""
LONGEST_ENDING = 4
"""Letters after a stem that still are an inflection: with more the word is another one."""
LONGEST_MENDED = 30
"""Letters of a word that are looked at."""
_FOR_UMLAUT = re.compile(r"(?<![aeq])([aou])e")


@lru_cache(maxsize=8_192)
def without_umlauts_spelt_out(word: str) -> str:
    """Return a folded word with ``ae``, ``oe`` and ``ue`` as umlauts are folded, where more of it is read that way.

    Examples
    --------
    >>> without_umlauts_spelt_out("frauenhaeuser"), without_umlauts_spelt_out("rue")
    ('frauenhauser', 'rue')
    """
    other = _FOR_UMLAUT.sub(r"\1", word)
    return other if other != word and _letters_read(other) > _letters_read(word) else word


def _letters_read(word: str) -> int:
    """Return how many letters of a word the labels of one word account for."""
    begun = max((label.length for label in starting_with(word) if len(label.words) == 1), default=0)
    return begun + sum(len(part) for part in {label.words[0][0] for label in inside(word, begun)})


@lru_cache(maxsize=8_192)
def mended(word: str) -> str | None:
    """Return the word of a label that a folded word that nothing reads was meant for: the longest, or None.

    Examples
    --------
    >>> mended("sievetes"), mended("infiltrazoni"), mended("mustermann")
    ('sieviet', 'infiltrazion', None)
    """
    if _is_spelt_right(word):
        return None
    near = {other for other in _one_letter_wrong(word) if other[0] == word[0]}
    if near:
        return min(near, key=lambda other: (-len(other), other))
    return next(iter(_label_spellings().like(word, most=1)), None)


def _is_spelt_right(word: str) -> bool:
    """Whether a word stands in a label, if only beside others."""
    parts = _label_words()
    ends = range(max(SHORTEST_MENDED, len(word) - LONGEST_ENDING), len(word) + 1)
    return (word, False) in parts or any((word[:end], True) in parts for end in ends)


@cache
def _label_words() -> frozenset[tuple[str, bool]]:
    return frozenset(part for label in labels() for part in label.words)


def _one_letter_wrong(word: str) -> Iterator[str]:
    """Yield the words of labels that a word is, or begins with, but for one letter."""
    listed = _by_shortened()
    for end in range(SHORTEST_MENDED - 1, min(len(word), LONGEST_MENDED) + 1):
        for shortened in _shortened(word[:end]):
            for other, is_stem in listed.get(shortened, ()):
                if (is_stem or end == len(word)) and differ_by_one(word[:end], other):
                    yield other


@cache
def _by_shortened() -> Mapping[str, tuple[tuple[str, bool], ...]]:
    """Return the words of labels by what is left of them without any one letter: two near ones share a rest."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for word, is_stem in sorted(_label_words()):
        for shortened in _shortened(word) if len(word) >= SHORTEST_MENDED else ():
            found.setdefault(shortened, []).append((word, is_stem))
    return MappingProxyType({shortened: tuple(words) for shortened, words in found.items()})


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def differ_by_one(first: str, second: str) -> bool:
    """Whether one letter added, left out or replaced, or two neighbours swapped, turn one word into the other.

    Examples
    --------
    >>> differ_by_one("police", "polcie"), differ_by_one("police", "poice"), differ_by_one("police", "pocile")
    (True, True, False)
    """
    if len(first) < len(second):
        first, second = second, first
    if len(first) - len(second) == 1:
        return any(first[:at] + first[at + 1 :] == second for at in range(len(first)))
    wrong = [at for at, (ours, theirs) in enumerate(zip(first, second, strict=False)) if ours != theirs]
    if len(first) != len(second) or len(wrong) != 2:
        return len(first) == len(second) and len(wrong) == 1
    one, other = wrong
    return other == one + 1 and first[one] == second[other] and first[other] == second[one]


@cache
def _label_spellings() -> Spellings:
    return Spellings(word for word, _ in _label_words())
