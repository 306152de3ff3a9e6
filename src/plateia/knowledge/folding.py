"""Text made comparable: no marks, capitals or punctuation, whatever the language; and the words that say nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ŀ": "l"}
)
_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_WORD = re.compile(r"[^\W_]+")
_SHORTENED_ARTICLES = frozenset(
    {"l", "d", "s", "c", "n", "j", "m", "t", "qu", "un", "dell", "all", "nell", "sull", "dall"}
)


class Word(NamedTuple):
    """A word as it was written, and as it is compared."""

    written: str
    folded: str


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return text in small letters without marks; everything that is neither letter nor figure is one space.

    Examples
    --------
    >>> fold("Straßenbeleuchtung, l'État: Sieviešu drošība NAKTĪ!")
    'strassenbeleuchtung l etat sieviesu drosiba nakti'
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    # Case first, so that the capital ẞ and Ø take the same way as the small letters.
    spelled = unicodedata.normalize("NFKD", bare.casefold()).translate(_LETTERS)
    return _NOT_A_WORD.sub(" ", spelled).strip()


def words_of(text: str) -> list[Word]:
    """Return the words of a text in their order.

    Examples
    --------
    >>> [word.folded for word in words_of("Täter-Opfer-Ausgleich à Nîmes")]
    ['tater', 'opfer', 'ausgleich', 'a', 'nimes']
    """
    found = []
    for written in _WORD.findall(unicodedata.normalize("NFC", text)):
        found += [Word(written, part) for part in fold(written).split()]
    return found


def telling_words(text: str) -> list[Word]:
    """Return the words of a text without articles, prepositions and the like, in any of the eight languages.

    Examples
    --------
    >>> [word.written for word in telling_words("la peur des femmes dans la rue")]
    ['peur', 'femmes', 'rue']
    """
    silent = stop_words()
    return [word for word in words_of(text) if word.folded not in silent]


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that say nothing of the subject, of all eight languages together."""
    text = files(__package__).joinpath("content", "stop_words.txt").read_text(encoding="utf-8")
    listed = (line.split("#")[0] for line in text.splitlines())
    return frozenset(fold(word) for line in listed for word in line.split()) | _SHORTENED_ARTICLES


def trigrams(word: str) -> frozenset[str]:
    """Return the runs of three letters of a folded word.

    Examples
    --------
    >>> sorted(trigrams("platz"))
    ['atz', 'lat', 'pla']
    """
    return frozenset(word[start : start + 3] for start in range(len(word) - 2))


def likeness(first: str, second: str) -> float:
    """Return how alike two folded words are: Dice's coefficient of their trigrams, in [0, 1].

    Examples
    --------
    >>> round(likeness("mediator", "mediatorin"), 2), likeness("park", "platz")
    (0.86, 0.0)
    """
    ours, theirs = trigrams(first), trigrams(second)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
