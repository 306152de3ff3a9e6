"""Whether a text seems to speak of a prediction or a score of persons (guardrails G-01, G-02 and G-62)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plateia.vocabulary.framing import framing_words
from plateia.vocabulary.word_denials import is_denied, is_denied_verb
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
SCALED_WITHIN = 3
SAID_WITHIN = 3
"""So many words may stand between a prediction and "who", between it and a person, between a person and a number,
between a score and what it is of, and between a machine and what it is said to do."""

ACTS = ("predict", "foresee", "score", "risk", "scale", "scored", "chance", "lists", "identify", "tells")
PERSONS = ("who", "which", "persons", "offenders")


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
    trait: tuple[re.Pattern[str], ...]
    scale: tuple[re.Pattern[str], ...]
    by_trait: tuple[re.Pattern[str], ...]
    scored: tuple[re.Pattern[str], ...]
    assessed: tuple[re.Pattern[str], ...]
    chance: tuple[re.Pattern[str], ...]
    each: tuple[re.Pattern[str], ...]
    given: tuple[re.Pattern[str], ...]
    future: tuple[re.Pattern[str], ...]
    which: tuple[re.Pattern[str], ...]
    tells: tuple[re.Pattern[str], ...]
    things: tuple[re.Pattern[str], ...]
    subjects: tuple[re.Pattern[str], ...]
    potential: tuple[re.Pattern[str], ...]
    services: tuple[re.Pattern[str], ...]


def predicts_persons(text: str) -> bool:
    """Say whether a text seems to name a prediction or a score of persons, in one of eight languages.

    Notes
    -----
    No word tells it alone. Within one sentence it takes a word of prediction near an offender, near the question who,
    or before a person of whom a deed is said; a score near an offender, or before persons by risk or deed; a list of
    persons by risk; a scale of danger for each person, or that persons get; persons at risk whom a machine finds; an
    answer to which persons will do a deed. Numbers of persons and predictions for places pass, and so do scores that
    persons give and what a text says is not done. A list of words knows no grammar and no irony: who describes the same
    in other words passes.

    Examples
    --------
    >>> predicts_persons("AI that predicts who will offend"), predicts_persons("risk score of young offenders")
    (True, True)
    >>> predicts_persons("each child gets a danger rating"), predicts_persons("the model shows which boys will offend")
    (True, True)
    >>> predicts_persons("forecast of visitor numbers"), predicts_persons("residents scored the square 4 of 5")
    (False, False)
    >>> predicts_persons("it does not predict who will offend")
    False
    """
    sentences = [tokens_of(sentence)[1] for sentence in re.split(r"[.;!?\n]", text)]
    return any(
        _predicts(words, folded)
        for words, (acts, persons) in _words().values()
        for folded in sentences
        if acts.search(folded) and persons.search(folded)
    )


def _predicts(words: PredictionWords, folded: str) -> bool:
    def spans(patterns: Sequence[re.Pattern[str]]) -> list[Span]:
        return spans_of(patterns, folded)

    def said(patterns: Sequence[re.Pattern[str]]) -> list[Span]:
        return [span for span in spans(patterns) if not is_denied(folded, span)]

    def done(patterns: Sequence[re.Pattern[str]]) -> list[Span]:
        return [span for span in spans(patterns) if not is_denied_verb(folded, span)]

    named = _persons_of(words, folded)
    predict = [span for span in done(words.predict) if not any(span[1] == place[0] for place in spans(words.where))]
    score, who, links = said(words.score), spans(words.who), spans(words.links)
    scales = [span for span in _scales_of_danger(words, folded) if not is_denied(folded, span)]
    risk = [*said(words.risk), *scales]
    deed = bool(spans(words.deeds))
    threat = deed or bool(spans(words.threats))
    lists = said(words.lists)
    on_one = _linked(lists, [*named.persons, *named.agents, *named.offenders], links) or _follow(
        named.persons, lists, within=0
    )
    listed = on_one and (threat or bool(named.offenders))
    return (
        _follow(predict, who, within=ASKED_WITHIN)
        or (threat and _follow(_with_machine(words, folded, done(words.foresee)), who, within=ASKED_WITHIN))
        or _near(predict, named.offenders)
        or _near(score, [span for span in named.offenders if span not in named.agents])
        or _linked(risk, named.persons, links)
        or _follow(named.persons, risk, within=0)
        or (deed and _follow(predict, named.persons, within=NAMED_WITHIN))
        or (threat and _follow(score, named.persons, within=ASKED_WITHIN))
        or listed
        or _sorted_by_trait(words, folded, named)
        or _each_has_one(words, folded, named, [*risk, *(said(words.chance) if deed else ())])
        or (deed and _answers_which(words, folded))
        or (deed and bool(score or spans(words.machine)) and _linked(said(words.chance), named.persons, links))
        or _found_by_machine(words, folded, named, threat=threat)
    )


def _scales_of_danger(words: PredictionWords, folded: str) -> list[Span]:
    """Return scores of a trait: "danger rating", "note de dangerosité"."""
    links = spans_of((*words.links, *words.by_trait), folded)
    traits, scales = spans_of(words.trait, folded), spans_of(words.scale, folded)
    first = [(trait[0], scale[1]) for trait in traits for scale in scales if scale[0] == trait[1]]
    return first + [
        (scale[0], trait[1])
        for scale in scales
        for trait in traits
        if 0 < trait[0] - scale[1] <= SCALED_WITHIN and filled((scale[1], trait[0]), links)
    ]


def _sorted_by_trait(words: PredictionWords, folded: str, named: _Named) -> bool:
    """Say whether persons are said to be sorted, and a trait is named: "werden nach Gefahr eingestuft"."""
    traits = spans_of(words.trait, folded)
    between = [*traits, *spans_of((*words.links, *words.by_trait), folded)]
    done = [span for span in spans_of(words.scored, folded) if not is_denied(folded, span)]
    return bool(traits) and any(
        span[0] >= person[1] and (span[0] - person[1] <= COUNTED_WITHIN or filled((person[1], span[0]), between))
        for person in named.persons
        for span in done
    )


def _each_has_one(words: PredictionWords, folded: str, named: _Named, risk: Sequence[Span]) -> bool:
    """Say whether every single person is said to have a score of danger, or persons to get one."""
    each, given, assessed = (spans_of(kind, folded) for kind in (words.each, words.given, words.assessed))
    scales = [span for span in risk if span not in assessed]
    persons = [*named.persons, *named.offenders]
    single = [span for span in persons if any(0 <= span[0] - one[1] <= COUNTED_WITHIN for one in each)]
    getting = [one for one in given if any(0 <= one[0] - span[1] <= COUNTED_WITHIN for span in persons)]
    return _near(single, scales) or _follow(getting, scales, within=ASKED_WITHIN)


def _answers_which(words: PredictionWords, folded: str) -> bool:
    """Say whether something tells which persons will do a thing; who has done it is a matter of record."""
    which, future, tells = (spans_of(kind, folded) for kind in (words.which, words.future, words.tells))
    persons = [*spans_of(words.persons, folded), *spans_of(words.offenders, folded)]
    asked = [(one[0], span[1]) for one in which for span in persons if 0 <= span[0] - one[1] <= COUNTED_WITHIN]
    asked = [*asked, *spans_of(words.who, folded)]
    coming = [span for span in asked if any(0 <= other[0] - span[1] <= ASKED_WITHIN for other in future)]
    machines = spans_of((*words.machine, *words.things), folded)
    verbs = spans_of((*words.predict, *words.foresee, *words.identify, *words.tells), folded)
    denied = [span for span in verbs if is_denied_verb(folded, span)]
    begun = {span[1] for span in spans_of(words.subjects, folded)}
    of_it = [span for span in denied if span[0] not in begun]
    told = [
        span
        for span in tells
        if span not in denied
        and not (span in machines and any(0 <= verb[0] - span[1] <= SAID_WITHIN for verb in of_it))
    ]
    return any(span[1] <= other[0] for span in told for other in coming)


def _with_machine(words: PredictionWords, folded: str, spans: Sequence[Span]) -> list[Span]:
    """Return matches with what is said behind them of the means: "prever com inteligência artificial"."""
    means = [*spans_of(words.machine, folded), *spans_of(words.agents, folded)]
    longer = [
        (span[0], other[1])
        for span in spans
        for other in means
        if filled((span[1], other[1]), means) and other[0] >= span[1]
    ]
    return [*spans, *longer]


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


def _found_by_machine(words: PredictionWords, folded: str, named: _Named, *, threat: bool) -> bool:
    """Say whether something that is no human being finds persons at risk, or offenders to be."""
    if not spans_of(words.machine, folded):
        return False
    links, potential = spans_of(words.links, folded), spans_of(words.potential, folded)
    identify = [span for span in spans_of(words.identify, folded) if not is_denied_verb(folded, span)]
    identify = _with_machine(words, folded, identify)
    to_be = any(0 <= span[0] - other[1] <= COUNTED_WITHIN for span in named.offenders for other in potential)
    return (threat or to_be) and (_linked(identify, named.persons, links) or _near(identify, named.offenders))


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
def _words() -> Mapping[str, tuple[PredictionWords, tuple[re.Pattern[str], re.Pattern[str]]]]:
    """Return the words by language, and two patterns both of which stand in whatever is found: it saves time."""
    tree = tomllib.loads(files(__package__).joinpath("person_predictions.toml").read_text(encoding="utf-8"))
    agents = tuple(pattern_of(entry) for lists in tree.values() for entry in lists.pop("agents"))
    found = {}
    for language, lists in tree.items():
        patterns = {name: tuple(pattern_of(entry) for entry in entries) for name, entries in lists.items()}
        words = PredictionWords(**patterns, agents=agents, services=framing_words()[language].not_labels)
        found[language] = words, (_any_of(patterns, ACTS), _any_of(patterns, PERSONS))
    return found


def _any_of(patterns: Mapping[str, tuple[re.Pattern[str], ...]], names: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for name in names for pattern in patterns[name]))
