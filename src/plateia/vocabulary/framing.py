"""Words by which the framing of a problem is checked, in eight languages: answers named as symptoms, and labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plateia.vocabulary.group_labels import group_labels
from plateia.vocabulary.word_spans import Span, clauses_of, holds, pattern_of, spans_of, tokens_of, touches, words_to

DEMAND_WITHIN = 1
FAULT_WITHIN = 4
HELP_WITHIN = 1
"""So many words may stand between an answer and the word that asks for it, or that says what is wrong with it; and
between a group and what is done for it."""


@dataclass(frozen=True, slots=True)
class FramingWords:
    """The patterns of one language; ``framing.toml`` says what each list is for."""

    measures: tuple[re.Pattern[str], ...]
    features: tuple[re.Pattern[str], ...]
    demand: tuple[re.Pattern[str], ...]
    fault: tuple[re.Pattern[str], ...]
    labels: tuple[re.Pattern[str], ...]
    not_labels: tuple[re.Pattern[str], ...]
    helps: tuple[re.Pattern[str], ...]
    helped: tuple[re.Pattern[str], ...]


@cache
def framing_words() -> Mapping[str, FramingWords]:
    """Return the words by language, two letters."""
    text = files(__package__).joinpath("framing.toml").read_text(encoding="utf-8")
    return {
        language: FramingWords(**{name: tuple(pattern_of(entry) for entry in lists[name]) for name in lists})
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
    for tokens, folded in clauses_of(text):
        measures, features = spans_of(words.measures, folded), spans_of(words.features, folded)
        demand, fault = spans_of(words.demand, folded), spans_of(words.fault, folded)
        wanted = [span for span in features if words_to(demand, span) <= DEMAND_WITHIN]
        named = [span for span in {*measures, *wanted} if not _is_at_fault(span, fault=fault, demand=demand)]
        longest = [span for span in named if not any(holds(other, span) for other in named)]
        found += [" ".join(tokens[start:end]) for start, end in sorted(longest)]
    return tuple(found)


def label_words(text: str, *, language: str) -> tuple[str, ...]:
    """Return the words of a text that label persons or groups, or make a group of origin the problem (G-54, G-56).

    Programmes and services for such a group are no label: "counselling for offenders", "young offenders programme".

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
    tokens, folded = tokens_of(text)
    excused, helps, helped = (spans_of(kind, folded) for kind in (words.not_labels, words.helps, words.helped))
    named = [
        span
        for span in spans_of(words.labels, folded)
        if not any(touches(span, other) for other in excused)
        and not any(0 <= span[0] - other[1] <= HELP_WITHIN for other in helps)
        and not any(other[0] == span[1] for other in helped)
    ]
    longest = [span for span in named if not any(holds(other, span) for other in named)]
    return (*(" ".join(tokens[start:end]) for start, end in sorted(longest)), *group_labels(text, language=language))


def _is_at_fault(span: Span, *, fault: Sequence[Span], demand: Sequence[Span]) -> bool:
    to_fault = words_to(fault, span)
    return to_fault <= FAULT_WITHIN and to_fault <= words_to(demand, span)
