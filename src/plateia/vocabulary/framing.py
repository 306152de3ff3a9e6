"""Words by which the framing of a problem is checked, in eight languages: answers named as symptoms, and labels."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DEMAND_WITHIN = 1
FAULT_WITHIN = 4
"""So many words may stand between an answer and the word that asks for it, or that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class FramingWords:
    """The patterns of one language; ``framing.toml`` says what each list is for."""

    measures: tuple[re.Pattern[str], ...]
    features: tuple[re.Pattern[str], ...]
    demand: tuple[re.Pattern[str], ...]
    fault: tuple[re.Pattern[str], ...]
    labels: tuple[re.Pattern[str], ...]
    not_labels: tuple[re.Pattern[str], ...]


@cache
def framing_words() -> Mapping[str, FramingWords]:
    """Return the words by language, two letters."""
    text = files(__package__).joinpath("framing.toml").read_text(encoding="utf-8")
    return {
        language: FramingWords(**{name: tuple(_pattern(entry) for entry in lists[name]) for name in lists})
        for language, lists in tomllib.loads(text).items()
    }


def solution_words(text: str, *, language: str) -> tuple[str, ...]:
    """Return the answers a text names where it should describe a situation.

    Parameters
    ----------
    text : str
        The symptom of a problem frame.
    language : str
        Two letters. A language without a list gives nothing; see ``framing_words``.

    Notes
    -----
    A measure (camera, patrol, ban) counts unless a word of fault stands near: "the camera was stolen" is a situation.
    Part of a place (light, fence) counts only when a word of demand stands near: "no light in the underpass" is a
    situation, "better lighting" an answer. Near is within the same clause, with ``DEMAND_WITHIN`` or ``FAULT_WITHIN``
    words between; where both stand near, the nearer counts. A list of words knows no grammar: the check warns, people
    decide.

    Examples
    --------
    >>> solution_words("There are too few cameras and we need better lighting.", language="en")
    ('cameras', 'lighting')
    >>> solution_words("Broken lighting and no light in the underpass; two cameras were stolen.", language="en")
    ()
    """
    words = framing_words().get(language)
    if words is None:
        return ()
    found: list[str] = []
    for clause in re.split(r"[.;:!?\n()]|,\s", text):
        tokens, folded = _tokens(clause)
        measures, features = _spans(words.measures, folded), _spans(words.features, folded)
        demand, fault = _spans(words.demand, folded), _spans(words.fault, folded)
        wanted = [span for span in features if _words_to(demand, span) <= DEMAND_WITHIN]
        named = [span for span in {*measures, *wanted} if not _is_at_fault(span, fault=fault, demand=demand)]
        longest = [span for span in named if not any(_holds(other, span) for other in named)]
        found += [" ".join(tokens[start:end]) for start, end in sorted(longest)]
    return tuple(found)


def label_words(text: str, *, language: str) -> tuple[str, ...]:
    """Return the words of a text that label persons or groups (guardrail G-56).

    Examples
    --------
    >>> label_words("Known troublemakers and two hot families", language="en")
    ('troublemakers', 'hot families')
    >>> label_words("Noise at night; the offender management service takes part", language="en")
    ()
    """
    words = framing_words().get(language)
    if words is None:
        return ()
    tokens, folded = _tokens(text)
    excused = _spans(words.not_labels, folded)
    named = [span for span in _spans(words.labels, folded) if not any(_touches(span, other) for other in excused)]
    longest = [span for span in named if not any(_holds(other, span) for other in named)]
    return tuple(" ".join(tokens[start:end]) for start, end in sorted(longest))


def _pattern(entry: str) -> re.Pattern[str]:
    """Return a pattern that matches the entry's words in a row, each between spaces."""
    words = (re.escape(_fold(word)).replace(r"\*", r"[^ ]*") for word in entry.split())
    return re.compile("(?<= )" + " ".join(words) + "(?= )")


def _fold(word: str) -> str:
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _tokens(text: str) -> tuple[list[str], str]:
    """Return the words of a text, and the same folded, each between spaces."""
    tokens = re.findall(r"\w+(?:['’]s\b)?", unicodedata.normalize("NFC", text))
    return tokens, " " + " ".join(_fold(token).replace("’", "'") for token in tokens) + " "


def _spans(patterns: Sequence[re.Pattern[str]], folded: str) -> list[tuple[int, int]]:
    """Return first word and the word after the last of every match."""
    spans = set()
    for pattern in patterns:
        for match in pattern.finditer(folded):
            start = folded.count(" ", 0, match.start()) - 1
            spans.add((start, start + match.group().count(" ") + 1))
    return sorted(spans)


def _words_to(others: Sequence[tuple[int, int]], span: tuple[int, int]) -> float:
    """Return how many words stand between a span and the nearest of others; infinite where there is none."""
    return min((max(other[0] - span[1], span[0] - other[1], 0) for other in others if other != span), default=math.inf)


def _is_at_fault(span: tuple[int, int], *, fault: Sequence[tuple[int, int]], demand: Sequence[tuple[int, int]]) -> bool:
    to_fault = _words_to(fault, span)
    return to_fault <= FAULT_WITHIN and to_fault <= _words_to(demand, span)


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def _touches(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span[0] < other[1] and other[0] < span[1]
