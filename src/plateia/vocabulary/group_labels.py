"""Whether a text makes a group of origin or religion, or a family by its name, the problem (G-54 and G-56)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plateia.vocabulary.word_spans import Span, clauses_of, filled, pattern_of, spans_of

MOST_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class GroupWords:
    """The patterns of one language; ``group_labels.toml`` says what each list is for."""

    groups: tuple[re.Pattern[str], ...]
    members: tuple[re.Pattern[str], ...]
    blames: tuple[re.Pattern[str], ...]
    by: tuple[re.Pattern[str], ...]
    deeds: tuple[re.Pattern[str], ...]
    deeds_on: tuple[re.Pattern[str], ...]
    between: tuple[re.Pattern[str], ...]
    not_subject: tuple[re.Pattern[str], ...]
    no_object: tuple[re.Pattern[str], ...]
    alone: tuple[re.Pattern[str], ...]


# A surname beside the word for a family. A service may be called so: "the Leeds family support team".
_SERVICE = (
    "cent|support|work|service|program|approach|hub|court|house|home|doctor|group|day|park|practi|fund|found|associat|"
    "network|team|office|partner|help|advice|planning|project|room|event|business|club|school|learning|liaison|mediat"
)
_SURNAME = r"[^\W\d_a-zß-ÿ][^\W\d_]+(?:[-'’ ][^\W\d_a-zß-ÿ][^\W\d_]+)?"
_NO_SURNAME = r"(?!Hilfe|Zeit|Unterst|Rat\b|Kontakt|Schutz|Vertrauen|Beratung)"  # German nouns have capitals too
_FAMILIES = {
    "en": rf"\b[Tt]he {_SURNAME} (?:family|brothers|clan)\b(?! (?:{_SERVICE}))",
    "de": rf"\b(?:[Dd]ie|[Dd]er) (?:Familie|Sippe) {_NO_SURNAME}{_SURNAME}",
    "fr": rf"\b[Ll]a famille {_SURNAME}",
    "it": rf"\b[Ll]a famiglia {_SURNAME}",
    "es": rf"\b[Ll]a familia {_SURNAME}",
    "pt": rf"\b[Aa] família {_SURNAME}",
    "nl": rf"\b(?:[Dd]e familie|[Hh]et gezin) {_SURNAME}",
    "lv": rf"\b[Ģģ]imene {_SURNAME}",
}


def group_labels(text: str, *, language: str) -> tuple[str, ...]:
    """Return the rows of words that make a group the problem, or a family by its name.

    Parameters
    ----------
    text : str
    language : str
        Two letters. A language without a list gives nothing.

    Notes
    -----
    To name a group is no label: it is one where the group is what is wrong ("Roma gangs") or does what is wrong
    ("migrants harass women"). Who takes part and who is attacked passes. A list of words knows no grammar: other words
    say the same unseen, and people read what is published.

    Examples
    --------
    >>> group_labels("Roma beg aggressively; the Hernandez family terrorises the street", language="en")
    ('Roma beg', 'the Hernandez family')
    >>> group_labels("The Roma women's association takes part after attacks on refugees", language="en")
    ()
    """
    words = _words().get(language)
    if words is None:
        return ()
    found = [
        " ".join(tokens[start:end])
        for tokens, folded in clauses_of(text)
        for start, end in sorted({*_named(words, folded), *_acting(words, folded), *spans_of(words.alone, folded)})
    ]
    family = re.compile(_FAMILIES[language])
    return (*found, *(match.group() for match in family.finditer(text)))


def _named(words: GroupWords, folded: str) -> list[Span]:
    """Return groups with the blame right behind them, or before them: "Roma gangs", "gangs of Roma"."""
    groups, blames, by = (spans_of(kind, folded) for kind in (words.groups, words.blames, words.by))
    passing = spans_of(words.not_subject, folded)
    behind = [
        (group[0], blame[1])
        for group in groups
        for blame in blames
        if blame[0] == group[1] and not any(other[1] == group[0] for other in passing)
    ]
    before = [
        (blame[0], group[1])
        for group in groups
        for blame in blames
        if 0 <= group[0] - blame[1] <= MOST_BETWEEN and filled((blame[1], group[0]), by)
    ]
    return behind + before


def _acting(words: GroupWords, folded: str) -> list[Span]:
    """Return groups with what they are said to do."""
    deeds = [*spans_of(words.deeds, folded), *_with_object(words, folded)]
    may_stand = [*spans_of(words.between, folded), *spans_of(words.members, folded)]
    passing = spans_of(words.not_subject, folded)
    return [
        (group[0], deed[1])
        for group in spans_of(words.groups, folded)
        if not any(other[1] == group[0] for other in passing)
        for deed in deeds
        if 0 <= deed[0] - group[1] <= MOST_BETWEEN and filled((group[1], deed[0]), may_stand)
    ]


def _with_object(words: GroupWords, folded: str) -> list[Span]:
    """Return the deeds behind which somebody stands to whom they are done."""
    n_words = len(folded.split())
    nobody = spans_of(words.no_object, folded)
    return [
        deed
        for deed in spans_of(words.deeds_on, folded)
        if deed[1] < n_words and not any(other[0] == deed[1] for other in nobody)
    ]


@cache
def _words() -> Mapping[str, GroupWords]:
    tree = tomllib.loads(files(__package__).joinpath("group_labels.toml").read_text(encoding="utf-8"))
    return {
        language: GroupWords(**{name: tuple(pattern_of(entry) for entry in entries) for name, entries in lists.items()})
        for language, lists in tree.items()
    }
