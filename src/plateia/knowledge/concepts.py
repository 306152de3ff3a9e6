"""Concepts: what people look for, with its names in eight languages, so that a query in one finds entries in another.

A label is one word or several; a star ends a stem (``frau*``). In German, Dutch and the like a stem is also looked for
inside a compound. Every concept may name a broader one and the codes of the shared list that mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from plateia.knowledge.declarations import LABEL_LANGUAGES, rows_of
from plateia.knowledge.folding import Word, fold, stop_words, telling_words

LANGUAGES: tuple[str, ...] = tuple(LABEL_LANGUAGES)
COMPOUNDING: frozenset[str] = frozenset({"de", "nl"})
SHORTEST_PART = 5
"""Letters a stem needs to be looked for inside a compound: shorter ones stand in many words by chance."""

SHORTEST_FOREIGN = 5
"""Letters a word needs to be read in another language than the rest: shorter ones mean different things (``kind``)."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of ``concepts.csv``.

    Attributes
    ----------
    codes : tuple of str
        ``facet:code`` of the shared list.
    labels : mapping of str to tuple of str
        By language, as they stand in the file.
    """

    id: str
    broader: str | None
    codes: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]


class Label(NamedTuple):
    """A label made comparable: its folded words, each with whether it is a stem."""

    concept: str
    language: str
    words: tuple[tuple[str, bool], ...]

    @property
    def length(self) -> int:
        """Letters of the label: of two that fit, the longer says more."""
        return sum(len(word) for word, _ in self.words)


@dataclass(frozen=True, slots=True)
class Found:
    """A concept found in a text.

    Attributes
    ----------
    concept : str
    words : str
        The words of the text that named it, as written.
    language : str
        Language of the label.
    at : tuple of int
        Positions of these words among the telling words of the text.
    """

    concept: str
    words: str
    language: str
    at: tuple[int, ...]


@cache
def concepts() -> Mapping[str, Concept]:
    """Return every concept by its id.

    Examples
    --------
    >>> concepts()["underpass"].broader, concepts()["women"].labels["lv"][0]
    ('public_space', 'sieviet*')
    """
    return MappingProxyType({row["concept"]: _concept(row) for row in rows_of("concepts")})


def _concept(row: Mapping[str, str]) -> Concept:
    return Concept(
        id=row["concept"],
        broader=row["broader"] or None,
        codes=tuple(code for code in row["codes"].split(";") if code),
        labels=MappingProxyType({name: tuple(row[name].split(";")) for name in LANGUAGES}),
    )


@cache
def concepts_of_code() -> Mapping[str, tuple[str, ...]]:
    """Return the concepts that a ``facet:code`` stands for."""
    found: dict[str, list[str]] = {}
    for concept in concepts().values():
        for code in concept.codes:
            found.setdefault(code, []).append(concept.id)
    return MappingProxyType({code: tuple(ids) for code, ids in found.items()})


@cache
def relatives(concept: str) -> tuple[tuple[str, float], ...]:
    """Return a concept with its broader and its narrower ones, and how much each counts for it."""
    entry = concepts()[concept]
    narrower = [(other.id, NARROWER) for other in concepts().values() if other.broader == concept]
    broader = [(entry.broader, BROADER)] if entry.broader else []
    return ((concept, 1.0), *broader, *narrower)


BROADER = 0.3
NARROWER = 0.6


@cache
def labels() -> tuple[Label, ...]:
    """Return all labels, folded."""
    silent = stop_words()
    made = []
    for concept in concepts().values():
        for language, texts in concept.labels.items():
            for text in texts:
                words = tuple(part for part in _folded_parts(text) if part[0] not in silent)
                if words:
                    made.append(Label(concept.id, language, words))
    return tuple(made)


def _folded_parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the folded words of a label, each with whether it is a stem.

    Examples
    --------
    >>> list(_folded_parts("sem-abrig*"))
    [('sem', False), ('abrig', True)]
    """
    for written in text.split():
        *first, last = fold(written).split() or [""]
        yield from ((part, False) for part in first)
        yield last, written.endswith("*")


@cache
def _first_words() -> tuple[Mapping[str, tuple[Label, ...]], Mapping[str, tuple[Label, ...]]]:
    """Return the labels by their first word: whole words, and stems."""
    whole: dict[str, list[Label]] = {}
    stems: dict[str, list[Label]] = {}
    for label in labels():
        word, is_stem = label.words[0]
        (stems if is_stem else whole).setdefault(word, []).append(label)
    return (
        {word: tuple(found) for word, found in whole.items()},
        {word: tuple(found) for word, found in stems.items()},
    )


@cache
def _parts() -> Mapping[str, tuple[Label, ...]]:
    """Return the stems that are looked for inside compounds."""
    found: dict[str, list[Label]] = {}
    for label in labels():
        word, is_stem = label.words[0]
        if len(label.words) == 1 and is_stem and len(word) >= SHORTEST_PART and label.language in COMPOUNDING:
            found.setdefault(word, []).append(label)
    return MappingProxyType({word: tuple(made) for word, made in found.items()})


@lru_cache(maxsize=65_536)
def starting_with(word: str) -> tuple[Label, ...]:
    """Return the labels whose first word fits this one, longest first."""
    whole, stems = _first_words()
    found = [*whole.get(word, ()), *(label for end in range(2, len(word) + 1) for label in stems.get(word[:end], ()))]
    return tuple(sorted(found, key=lambda label: -label.length))


@lru_cache(maxsize=65_536)
def inside(word: str, start: int) -> tuple[Label, ...]:
    """Return the labels of the stems inside a compound, from a position on, each letter used once."""
    parts, position = _parts(), max(start, 1)
    found: list[Label] = []
    while position <= len(word) - SHORTEST_PART:
        ends = range(len(word), position + SHORTEST_PART - 1, -1)
        end = next((end for end in ends if word[position:end] in parts), None)
        if end is not None:
            found += parts[word[position:end]]
        position = end or position + 1
    return tuple(found)


def _fits(label: Label, words: Sequence[Word], start: int) -> bool:
    if start + len(label.words) > len(words):
        return False
    pairs = zip(label.words, words[start:], strict=False)
    return all(word.folded.startswith(part) if stem else word.folded == part for (part, stem), word in pairs)


def _found_at(words: Sequence[Word], start: int, languages: frozenset[str]) -> Iterator[tuple[Label, int]]:
    """Yield the labels found at one word with the number of words they take: the longest, and parts of a compound."""
    fitting = [
        label
        for label in starting_with(words[start].folded)
        if label.language in languages and _fits(label, words, start)
    ]
    best = (fitting[0].length, len(fitting[0].words)) if fitting else (0, 1)
    longest = [label for label in fitting if (label.length, len(label.words)) == best]
    yield from ((label, len(label.words)) for label in longest)
    if best[1] == 1:
        parts = inside(words[start].folded, best[0])
        yield from ((label, 1) for label in parts if label.language in languages)


ALL_LANGUAGES = frozenset(LANGUAGES)


def _scan(words: Sequence[Word], languages: frozenset[str]) -> list[Found]:
    found, start = [], 0
    while start < len(words):
        taken = 1
        for label, n in _found_at(words, start, languages):
            span = range(start, start + n)
            written = " ".join(words[position].written for position in span)
            found.append(Found(label.concept, written, label.language, tuple(span)))
            taken = max(taken, n)
        start += taken
    return found


def language_of(found: Sequence[Found]) -> str | None:
    """Return the language most of these concepts were named in, or None when none stands out."""
    letters: dict[str, set[tuple[int, str]]] = {}
    for concept in found:
        letters.setdefault(concept.language, set()).add((concept.at[0], concept.words))
    weights = {language: sum(len(words) for _, words in named) for language, named in letters.items()}
    best = sorted(weights, key=lambda language: -weights[language])
    alone = best and (len(best) == 1 or weights[best[0]] > weights[best[1]])
    return best[0] if alone else None


@lru_cache(maxsize=8_192)
def concepts_in(text: str, *, language: str | None = None) -> tuple[Found, ...]:
    """Return the concepts a text names, each once, by the longest label that fits.

    Parameters
    ----------
    text : str
        A query or a field of an entry.
    language : str, optional
        Only labels of this language. Without it, words that mean different things in different languages are read in
        the language of most of the text, and the others in any.

    Examples
    --------
    >>> [found.concept for found in concepts_in("Bahnhofsbeleuchtung für Frauen")]
    ['station', 'lighting', 'women']
    >>> [found.concept for found in concepts_in("sieviešu drošība naktī")]
    ['women', 'night']
    """
    words = telling_words(text)
    if language is not None:
        return _once(_scan(words, frozenset({language})))
    everywhere = _scan(words, ALL_LANGUAGES)
    main = language_of(everywhere)
    if main is None:
        return _once(everywhere)
    found = _scan(words, frozenset({main}))
    read = {position for concept in found for position in concept.at}
    others = [
        concept for concept in everywhere if not read & set(concept.at) and len(concept.words) >= SHORTEST_FOREIGN
    ]
    return _once(sorted([*found, *others], key=lambda concept: concept.at))


def _once(found: Sequence[Found]) -> tuple[Found, ...]:
    first: dict[str, Found] = {}
    for concept in found:
        first.setdefault(concept.concept, concept)
    return tuple(first.values())
