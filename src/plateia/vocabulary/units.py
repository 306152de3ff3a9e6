"""What a unit of analysis may not be: a person, a household, a case or a group of persons (guardrails G-01, G-02).

A unit is an area, a street segment, a facility, a programme or an organisation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from plateia.vocabulary.persons import column_words, kind_of_person_text
from plateia.vocabulary.persons_numbers import is_identity_number

UnitKind = Literal["person", "household", "case", "group"]
KINDS: tuple[UnitKind, ...] = ("person", "household", "case", "group")
PLACES = "places"
HEAD_LAST = frozenset({"en", "de", "nl", "lv"})
"""Languages in which the last word of a compound says what the thing is."""
STREETS = frozenset("street road strasse rue via calle rua straat iela".split())
"""Of a dwelling: a street address is no street."""
_NUMBERED = re.compile(r"(\w{3,}?)(?:id|ids|uid|uuid|guid|key|ref|hash|nr|nummer|number|code|kennung|schlussel|kods)")
_MEASURED = frozenset("score scores rank ranking risk risiko risque rischio riesgo risco flag probability".split())
_DAY = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}")
_CODE = re.compile(r"\w+|-?\d+[.,]\d+")
"""A code of an area may be a long number, and a program may have written it with decimals."""
_FEWEST_DIGITS_OF_TELEPHONE = 9


def kind_of_unit_column(name: str) -> UnitKind | None:
    """Return what a column of units is named after that no unit may be, or None.

    Parameters
    ----------
    name : str
        In one of eight languages; a place named after persons passes.

    Notes
    -----
    It sees names only. A column ``unit`` or ``id`` may hold persons all the same, and so may a word of another
    language: whoever makes the table answers for what a row is.

    Examples
    --------
    >>> kind_of_unit_column("suspect"), kind_of_unit_column("Haushalts-Nr"), kind_of_unit_column("nom_famille")
    ('person', 'household', 'household')
    >>> kind_of_unit_column("victim_district"), kind_of_unit_column("family_centre"), kind_of_unit_column("LSOA code")
    (None, None, None)
    """
    words = column_words(name)
    for language, kinds in _words().items():
        for kind in KINDS:
            place = _last_within(words, kinds[kind])
            if place is not None:
                return None if _names_a_place(words, place, kind=kind, language=language) else kind
    return None


def identifies_in_column(name: str) -> UnitKind | None:
    """Return whom a column of counts seems to identify or to score, or None; a number of persons passes.

    Examples
    --------
    >>> identifies_in_column("offender_score"), identifies_in_column("case id")
    ('person', 'case')
    >>> identifies_in_column("victims"), identifies_in_column("households"), identifies_in_column("n_cases")
    (None, None, None)
    """
    words = column_words(name)
    named = _MEASURED.intersection(words) or {"id", "ids", "uuid", "key", "hash"}.intersection(words)
    joined = any(re.fullmatch(r"[a-z]{4,}(?:id|uuid|score)", word) for word in words)
    return kind_of_unit_column(name) if named or joined else None


def kind_of_unit_value(text: str) -> str | None:
    """Return what about a person the name of a unit seems to be, or None.

    Notes
    -----
    It finds e-mail addresses, telephone numbers, dates, names after a title, and identity numbers that are told by
    their letters or their form. A place may be named after a person ("Martin Luther King Platz"), so a name without a
    title passes; and codes of areas are long numbers, so an identity number of digits alone passes too.

    Examples
    --------
    >>> kind_of_unit_value("Ms Example"), kind_of_unit_value("12345678Z"), kind_of_unit_value("1999-05-03")
    ('name', 'identity number', 'birth date')
    >>> [kind_of_unit_value(name) for name in ("St. James", "Place Madame Curie", "08019101001", "E01006512")]
    [None, None, None, None]
    """
    if _DAY.fullmatch(text):
        return "birth date"
    if is_identity_number(text):
        return "identity number"
    kind = kind_of_person_text(text)
    if kind == "telephone or identity number":
        n_digits = sum(letter.isdigit() for letter in text)
        told = n_digits >= _FEWEST_DIGITS_OF_TELEPHONE and not _CODE.fullmatch(text)
        return kind if told else None
    if kind == "name" and any(_within(word, PLACES) for word in column_words(text)):
        return None
    return kind


def _last_within(words: Sequence[str], known: frozenset[str]) -> int | None:
    """Return the place of the last of the words that is known, two written as one included."""
    for place in range(len(words) - 1, -1, -1):
        if {words[place], _stem(words[place]), "".join(words[place : place + 2])} & known:
            return place
    return None


def _stem(word: str) -> str:
    """Return a word without the word for a number at its end: ``personid``, ``haushaltsnr``."""
    match = _NUMBERED.fullmatch(word)
    return match.group(1) if match else word


def _names_a_place(words: Sequence[str], place: int, *, kind: UnitKind, language: str) -> bool:
    others = words[place + 1 :] if language in HEAD_LAST else words[:place]
    return any(_within(word, PLACES) and not (kind == "household" and word in STREETS) for word in others)


def _within(word: str, kind: str) -> bool:
    return any(word in kinds[kind] for kinds in _words().values())


@cache
def _words() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return the words by language and kind."""
    tree = tomllib.loads(files(__package__).joinpath("unit_words.toml").read_text(encoding="utf-8"))
    languages: Iterable[str] = tree[PLACES]
    return {
        language: {kind: frozenset(tree[kind][language].split()) for kind in (*KINDS, PLACES)} for language in languages
    }
