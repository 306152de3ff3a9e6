"""Whether a text seems to speak of a prediction or a score of persons (guardrails G-01, G-02 and G-62)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plateia.vocabulary.framing import framing_words
from plateia.vocabulary.word_spans import (
    Span,
    filled,
    pattern_of,
    spans_of,
    tokens_of,
    touches,
    words_between,
    words_to,
)

ASKED_WITHIN = 2
NAMED_WITHIN = 5
COUNTED_WITHIN = 1
"""So many words may stand between a prediction and "who", between it and a person, between a person and a number."""


@dataclass(frozen=True, slots=True)
class PredictionWords:
    """The patterns of one language; ``person_predictions.toml`` says what each list is for."""

    predict: tuple[re.Pattern[str], ...]
    foresee: tuple[re.Pattern[str], ...]
    score: tuple[re.Pattern[str], ...]
    risk: tuple[re.Pattern[str], ...]
    who: tuple[re.Pattern[str], ...]
    offenders: tuple[re.Pattern[str], ...]
    persons: tuple[re.Pattern[str], ...]
    deeds: tuple[re.Pattern[str], ...]
    threats: tuple[re.Pattern[str], ...]
    links: tuple[re.Pattern[str], ...]
    lists: tuple[re.Pattern[str], ...]
    machine: tuple[re.Pattern[str], ...]
    identify: tuple[re.Pattern[str], ...]
    counted: tuple[re.Pattern[str], ...]
    agents: tuple[re.Pattern[str], ...]
    where: tuple[re.Pattern[str], ...]
    services: tuple[re.Pattern[str], ...]


def predicts_persons(text: str) -> bool:
    """Say whether a text seems to name a prediction or a score of persons, in one of eight languages.

    Notes
    -----
    No word tells it alone. Within one sentence it takes a word of prediction near an offender, near the question who,
    or before a person of whom a deed is said; a score near an offender, or before persons by risk or deed; a list of
    persons by risk; persons at risk whom a machine finds. Numbers of persons and predictions for places pass, and so do
    scores that persons give. A list of words knows no grammar and
    no irony: who describes the same in other words passes, and "it does not predict who" is found.

    Examples
    --------
    >>> predicts_persons("AI that predicts who will offend"), predicts_persons("risk score of young offenders")
    (True, True)
    >>> predicts_persons("forecast of visitor numbers"), predicts_persons("residents scored the square 4 of 5")
    (False, False)
    """
    sentences = [tokens_of(sentence)[1] for sentence in re.split(r"[.;!?\n]", text)]
    return any(_predicts(words, folded) for words in _words().values() for folded in sentences)


def _predicts(words: PredictionWords, folded: str) -> bool:
    def spans(patterns: Sequence[re.Pattern[str]]) -> list[Span]:
        return spans_of(patterns, folded)

    named = _persons_of(words, folded)
    predict = [span for span in spans(words.predict) if not any(span[1] == place[0] for place in spans(words.where))]
    score, risk, who, links = (spans(kind) for kind in (words.score, words.risk, words.who, words.links))
    deed = bool(spans(words.deeds))
    threat = deed or bool(spans(words.threats))
    listed = _linked(spans(words.lists), named.persons, links) and (threat or bool(named.offenders))
    return (
        _follow(predict, who, within=ASKED_WITHIN)
        or (threat and _follow(spans(words.foresee), who, within=ASKED_WITHIN))
        or _near(predict, named.offenders)
        or _near(score, [span for span in named.offenders if span not in named.agents])
        or _linked(risk, named.persons, links)
        or _follow(named.persons, risk, within=0)
        or (deed and _follow(predict, named.persons, within=NAMED_WITHIN))
        or (threat and _follow(score, named.persons, within=ASKED_WITHIN))
        or listed
        or (threat and _found_by_machine(words, folded, named))
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """Persons that are neither counted nor part of a service's name; ``agents`` are those who do something."""

    offenders: list[Span]
    persons: list[Span]
    agents: list[Span]


def _persons_of(words: PredictionWords, folded: str) -> _Named:
    counted, services, by = (spans_of(kind, folded) for kind in (words.counted, words.services, words.agents))

    def single(patterns: Sequence[re.Pattern[str]]) -> list[Span]:
        return [
            span
            for span in spans_of(patterns, folded)
            if words_to(counted, span) > COUNTED_WITHIN and not any(touches(span, other) for other in services)
        ]

    offenders, persons = single(words.offenders), single(words.persons)
    agents = [span for span in (*offenders, *persons) if any(0 <= span[0] - other[1] <= 1 for other in by)]
    return _Named(offenders, [span for span in persons if span not in agents], agents)


def _found_by_machine(words: PredictionWords, folded: str, named: _Named) -> bool:
    """Say whether something that is no human being finds persons."""
    identify, links = spans_of(words.identify, folded), spans_of(words.links, folded)
    found = _linked(identify, named.persons, links) or _near(identify, named.offenders)
    return found and bool(spans_of(words.machine, folded))


def _near(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(words_between(span, other) <= NAMED_WITHIN for span in spans for other in others)


def _follow(spans: Sequence[Span], others: Sequence[Span], *, within: int) -> bool:
    """Say whether one of the others comes after one of the first."""
    return any(0 <= other[0] - span[1] <= within for span in spans for other in others)


def _linked(spans: Sequence[Span], persons: Sequence[Span], links: Sequence[Span]) -> bool:
    """Say whether persons come after one of the spans, with nothing but words like "of each" between."""
    return any(
        other[0] >= span[1] and filled((span[1], other[0]), (*links, *persons)) for span in spans for other in persons
    )


@cache
def _words() -> Mapping[str, PredictionWords]:
    tree = tomllib.loads(files(__package__).joinpath("person_predictions.toml").read_text(encoding="utf-8"))
    agents = tuple(pattern_of(entry) for lists in tree.values() for entry in lists.pop("agents"))
    return {
        language: PredictionWords(
            **{name: tuple(pattern_of(entry) for entry in entries) for name, entries in lists.items()},
            agents=agents,
            services=framing_words()[language].not_labels,
        )
        for language, lists in tree.items()
    }
