"""Whether a sentence names a person: a given name, an initial or a surname beside what the person did or suffered."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plateia.vocabulary.persons_numbers import FULL_HOME, FULL_PLATE
from plateia.vocabulary.word_spans import Span, filled, folded_word, pattern_of, spans_of, tokens_of, touches

LINKS_WITHIN = 4
DEED_WITHIN = 3
"""So many words may stand between what a person did and the name, and between a name and what is said of it."""
NAMED_WITHIN = 8
"""So many words may stand between what somebody does and the word behind which the name stands."""
LONGEST_NAME = 3
FEWEST_LISTED = 2
SHARE_LISTED = 0.5
"""So many names of units, and such a share of them, make a column a list of persons."""
NOUNS_HAVE_CAPITALS = frozenset({"de"})
PARTICLES = frozenset("al ben bin da de del della den der di do dos du el la le o ten ter van von zu".split())
CALLED = frozenset("heisst namens ist war".split())
"""Behind such a word German nouns with capitals are names all the same."""
TITLES = frozenset("m mr mrs ms mme mlle herr herrn frau dr sig sr sra dhr mevr don dona kungs kundze".split())
# What has a name of two capitals beside a role and is no person.
_NO_SURNAME = re.compile(
    r"(?:support|care|cent(?:er|re)|service|council|city|police|poli[cz]|office|unit|team|programme?|fund|found|associ|network|"
    r"house|home|school|univers|court|hospital|street|road|square|park|line|help|aid|day|week|law|act$|plan|strateg|"
    r"rat$|amt$|stelle|stadt|verein|zentrum|ring$|haus|stra|platz|hilfe|gericht|mairie|ville|rue|centro|casa|servi|"
    r"ayunt|comun|municip|camar|minist|gemeen|centrum|stichting|dome|pilset|fond|projek|projet|proyect|progett|stacij|iela)"
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĢĪĮĶĻĽŁŅŃŇŌŐŖŘŚŞŠŤŪŮŰŲŹŻŽ]"
_SENTENCES = re.compile(r"[;!?\n]|(?<=[^\W\d_]{3})\.(?=\s|$)")
_YEARS = r"(?:years? old|-?year-old|jahre alt|jahre|ans|anni|años|anos|jaar|gadi|gadus)"
_AGED = re.compile(
    rf"\b{_CAPITAL}(?:[\w'’-]+ {_CAPITAL}|\. ?{_CAPITAL})\.,? ?(?:\(\d\d\)|\d\d,)|"
    rf"\b{_CAPITAL}[\w'’-]+ {_CAPITAL}[\w'’-]*\.?,? (?:(?i:aged|de|di|d'|von) )?\(?\d\d ?(?i:{_YEARS})\b(?! lan)|"
    rf"\b{_CAPITAL}[\w'’-]+ (?!People|Persons|Men|Women|Girls|Boys|Children|Adults){_CAPITAL}[\w'’-]*\.?,? aged \d\d\b"
    r"(?! ?[-–]| (?:to|or|and|plus)\b|\+)|"
    rf"(?<![&,] )(?<!and )\b{_CAPITAL}\. ?{_CAPITAL}[\w'’-]+,? "
    rf"(?:\(\d\d\)|(?:(?i:aged|de|di) )?\(?\d\d ?(?i:{_YEARS})\b"
    r"(?! (?i:of|in|as|at|d['’]|de|di|im|erfahrung|ervaring|lan|esperien|experi|dienst|service)))|"
    rf"\b\d\d-(?:year-old|jährige[rns]?|jarige) {_CAPITAL}[\w'’-]+ {_CAPITAL}"
)
_ABBREVIATED = re.compile(rf"\b({_CAPITAL}[\w'’-]+) {_CAPITAL}\.(?! ?{_CAPITAL}| et al| \(\d{{4}}|,? \d{{4}})")
"""A given name and an initial, as the press writes of suspects."""
_FAMILY = (
    r"(?:[Ff]amil(?:y|ie|le)|[Ff]amille|[Ff]amiglia|[Ff]amilia|[Ff]amília|[Gg]ezin|[Gg]imene|[Ģģ]imene|[Hh]ousehold|[Hh]aushalt|"
    r"[Cc]lan)"
)
_A_FAMILY = re.compile(rf"(?:{_FAMILY} ({_CAPITAL}[\w'’-]+)|({_CAPITAL}[\w'’-]+) [Ff]amily)")
_INITIALS = re.compile(rf"(?:{_CAPITAL}\.? ?-?){{2,3}}")
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d{2}-\d{2}-\d{2})"
_INITIALS_AND_DAY = re.compile(rf"(?:{_INITIALS.pattern}[ ,_*-]*{_DAY}|{_DAY}[ ,_-]*{_INITIALS.pattern})")


@dataclass(frozen=True, slots=True)
class NameWords:
    """The patterns of one language; ``persons_named.toml`` says what each list is for."""

    roles: tuple[re.Pattern[str], ...]
    links: tuple[re.Pattern[str], ...]
    deeds: tuple[re.Pattern[str], ...]
    wrongs: tuple[re.Pattern[str], ...]
    naming: tuple[re.Pattern[str], ...]
    accuses: tuple[re.Pattern[str], ...]
    not_roles: tuple[re.Pattern[str], ...]


def names_a_person(text: str) -> bool:
    """Say whether a text names somebody beside what he or she is held to have done, suffered or seen.

    Notes
    -----
    A name alone is nobody's: streets, schools and prizes are called after persons, and staff are named. It takes the
    word for a suspect, a victim or a witness beside it, a deed right behind it, or an age in the manner of the press
    ("Karl B., 19", "Anna K."). Names that are not on the list count where two words with capitals follow the role.

    Examples
    --------
    >>> names_a_person("The suspect is Kevin Example"), names_a_person("Karl B. (19) was there")
    (True, True)
    >>> names_a_person("Victim Support runs the office in Kevin Street"), names_a_person("Rue Jean Jaurès")
    (False, False)
    """
    if _AGED.search(text) or any(folded_word(match.group(1)) in _given() for match in _ABBREVIATED.finditer(text)):
        return True
    for sentence in _SENTENCES.split(text):
        tokens, folded = tokens_of(sentence)
        for language, words in _words().items():
            excused = spans_of(words.not_roles, folded)
            found = spans_of(words.roles, folded)
            roles = [role for role in found if not any(touches(role, other) for other in excused)]
            links = spans_of(words.links, folded) if roles else []
            if any(_beside(role, tokens, links, free=language not in NOUNS_HAVE_CAPITALS) for role in roles):
                return True
            if any(_said_of_a_name(deed, tokens) for deed in spans_of(words.deeds, folded)):
                return True
            if _is_named_for(words, tokens, folded):
                return True
    return False


def is_full_name(text: str) -> bool:
    """Say whether a text is nothing but a person's name: a known given name and a surname, in either order.

    Examples
    --------
    >>> is_full_name("Kevin Example"), is_full_name("Example, Kevin"), is_full_name("Kevin Street")
    (True, True, False)
    """
    surname, comma, given = text.partition(",")
    words = f"{given} {surname}".split() if comma else text.split()
    if not 2 <= len(words) <= 4 or any(letter.isdigit() for letter in text):
        return False
    capitals = [word for word in words if folded_word(word) not in PARTICLES]
    named = folded_word(words[0]) in _given() and len(capitals) >= 2
    return named and all(_is_capital(word) and not _NO_SURNAME.search(folded_word(word)) for word in capitals)


def lists_persons(names: Iterable[str], *, share: float = SHARE_LISTED) -> bool:
    """Say whether the names of units are a list of persons: at least a share of them are full names.

    Examples
    --------
    >>> lists_persons(["Kevin Example", "Anna Example", "North"]), lists_persons(["Jean Moulin", "North", "South"])
    (True, False)
    """
    distinct = set(names)
    n_named = sum(is_full_name(name) for name in distinct)
    return n_named >= FEWEST_LISTED and n_named >= share * len(distinct)


def is_one_person(text: str, *, plates: bool = True) -> bool:
    """Say whether the name of a unit is a role with a number or a name, initials with a day, a family, a plate, a flat.

    A code of a police beat looks like a plate: without ``plates`` it passes.

    Examples
    --------
    >>> is_one_person("suspect 14"), is_one_person("J.S. 12.03.1999"), is_one_person("Family Example")
    (True, True, True)
    >>> is_one_person("Family Centre 3"), is_one_person("Familie-Mozart-Platz"), is_one_person("Sagrada Família")
    (False, False, False)
    """
    family = _A_FAMILY.fullmatch(text.strip())
    if family and not _NO_SURNAME.search(folded_word(family.group(1) or family.group(2))):
        return True
    if any(pattern.fullmatch(text.strip()) for pattern in (_INITIALS_AND_DAY, FULL_HOME)):
        return True
    if plates and FULL_PLATE.fullmatch(text.strip()):
        return True
    _, folded = tokens_of(re.sub(r"[_-]", " ", text))
    counted = re.sub(r"(?<= )(?:(?:no|nr|id|n|num) )?(?:\d+|[a-z]) $", "", folded)
    bare = [(0, len(counted.split()))]
    numbered = counted != folded and any(spans_of(words.roles, counted) == bare for words in _words().values())
    return numbered or names_a_person(text)


def _beside(role: Span, tokens: Sequence[str], links: Sequence[Span], *, free: bool) -> bool:
    """Say whether a name follows the role, or a full name stands before it."""
    for start in range(role[1], min(role[1] + LINKS_WITHIN, len(tokens))):
        if not filled((role[1], start), links):
            break
        between = folded_word(tokens[start - 1])
        linked = start > role[1] or tokens[role[0]][0].islower()
        titled = start > role[1] and between in TITLES and _is_capital(tokens[start])
        if (
            titled
            or _is_name(tokens, start)
            or (linked and (free or between in CALLED) and _are_capitals(tokens, start))
        ):
            return True
    before = range(max(role[0] - LINKS_WITHIN, 0), role[0])
    return any(_is_full(tokens, place) and filled((place + 2, role[0]), links) for place in before)


def _said_of_a_name(deed: Span, tokens: Sequence[str]) -> bool:
    return any(_is_full(tokens, place) for place in range(max(deed[0] - DEED_WITHIN - LONGEST_NAME, 0), deed[0] - 1))


def _is_named_for(words: NameWords, tokens: Sequence[str], folded: str) -> bool:
    """Say whether a full name stands behind an accusation, or behind "is called" in a sentence on who did something."""
    ends = [span[1] for span in spans_of(words.accuses, folded)]
    wrongs = spans_of(words.wrongs, folded)
    ends += [
        span[1]
        for span in (spans_of(words.naming, folded) if wrongs else ())
        if any(0 <= span[0] - wrong[1] <= NAMED_WITHIN for wrong in wrongs)
    ]
    return any(end < len(tokens) and _is_full(tokens, end) for end in ends)


def _is_name(tokens: Sequence[str], place: int) -> bool:
    """Say whether a given name, or a name with an initial, stands at a place."""
    given = _is_capital(tokens[place]) and folded_word(tokens[place]) in _given()
    behind = tokens[place + 1] if place + 1 < len(tokens) else ""
    street = bool(_NO_SURNAME.search(folded_word(behind))) and behind[:1].isupper()
    initial = len(behind) == 1 and behind.isupper() and _is_capital(tokens[place])
    return (given and not street) or (initial and len(tokens[place]) > 2) or _initials(tokens, place)


def _is_full(tokens: Sequence[str], place: int) -> bool:
    """Say whether a known given name and a surname or an initial stand at a place."""
    if not (_is_capital(tokens[place]) and folded_word(tokens[place]) in _given()):
        return False
    rest = [token for token in tokens[place + 1 : place + 4] if folded_word(token) not in PARTICLES][:1]
    return bool(rest) and rest[0][0].isupper() and not _NO_SURNAME.search(folded_word(rest[0]))


def _initials(tokens: Sequence[str], place: int) -> bool:
    two = tokens[place : place + 2]
    return len(two) == 2 and all(len(token) == 1 and token.isupper() for token in two)


def _are_capitals(tokens: Sequence[str], place: int) -> bool:
    """Say whether two words with capitals follow that are no organisation's."""
    first = tokens[place : place + 1]
    rest = [token for token in tokens[place + 1 : place + 4] if folded_word(token) not in PARTICLES][:1]
    return len(rest) == 1 and all(
        _is_capital(token) and not token.isupper() and not _NO_SURNAME.search(folded_word(token))
        for token in (*first, *rest)
    )


def _is_capital(token: str) -> bool:
    return bool(re.match(rf"{_CAPITAL}", token)) and len(token) > 1


@cache
def _tree() -> Mapping[str, Mapping[str, str | Sequence[str]]]:
    return tomllib.loads(files(__package__).joinpath("persons_named.toml").read_text(encoding="utf-8"))


@cache
def _given() -> frozenset[str]:
    return frozenset(name for lists in _tree().values() for name in str(lists["given"]).split())


@cache
def _words() -> Mapping[str, NameWords]:
    return {
        language: NameWords(
            **{name: tuple(map(pattern_of, entries)) for name, entries in lists.items() if name != "given"}
        )
        for language, lists in _tree().items()
    }
