"""Words by which texts that need a second look are noticed, in eight languages: hints, no proof."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from plateia.vocabulary.predictions import predicts_persons
from plateia.vocabulary.word_denials import is_denied

Hints = Mapping[str, Mapping[str, tuple[str, ...]]]


def technology_named(text: str) -> str | None:
    """Return the kind of security technology a text seems to name, or None.

    Examples
    --------
    >>> technology_named("Zwei neue Überwachungskameras am Platz"), technology_named("Sensors that count people")
    ('video_surveillance', 'sensors')
    >>> technology_named("new street lamps and a photo competition"), technology_named("Camera di commercio")
    (None, None)
    """
    return _named(_without_passes(text), "hints")


def red_line_named(text: str) -> str | None:
    """Return the forbidden use of technology a text seems to name, or None; to say that it is not used names none.

    Examples
    --------
    >>> red_line_named("reconnaissance faciale aux entrées"), red_line_named("it predicts who will offend")
    ('facial_recognition', 'risk_score_of_persons')
    >>> red_line_named("no facial recognition"), red_line_named("not only facial recognition")
    (None, 'facial_recognition')
    """
    kinds = (kind for clause in re.split(r"[.,;:!?()\n]|\s[–—-]\s", text) if (kind := _red_line_of(clause)))
    return next(kinds, None) or ("risk_score_of_persons" if predicts_persons(text) else None)


def promise_named(text: str) -> str | None:
    """Return ``money`` or ``regulation`` where a text seems to promise new ones, or None.

    Examples
    --------
    >>> promise_named("paid from additional funding of the ministry")
    'money'
    """
    return _named(text, "promises")


def _red_line_of(clause: str) -> str | None:
    plain = f" {_plain(clause)} "
    for kind, words in _words()["red_lines"].items():
        if _is_said(words, plain):
            return kind
    return "facial_recognition" if _matches_faces(plain) else None


def _matches_faces(plain: str) -> bool:
    """Say whether a technology compares faces, or pictures of the wanted, by whatever verb."""
    faces = _words()["faces"]
    machine = "software" in plain or _named(plain, "hints") is not None
    return machine and _is_said(faces["named"], plain) and _is_said(faces["matched"], plain)


def _is_said(words: Sequence[str], plain: str) -> bool:
    """Say whether one of the words stands in a clause that does not deny it."""
    for word in words:
        for match in re.finditer(re.escape(word), plain):
            start = plain.count(" ", 0, match.start() + word.startswith(" ")) - 1
            if not is_denied(plain, (start, start + len(word.split()))):
                return True
    return False


def _named(text: str, section: str) -> str | None:
    plain = f" {_plain(text)} "
    for kind, words in _words()[section].items():
        if any(word in plain for word in words):
            return kind
    return None


def _without_passes(text: str) -> str:
    """Return the text without rows of words that hold a hint and mean something else."""
    plain = f" {_plain(text)}"
    for words in _words()["passes"].values():
        for word in words:
            plain = plain.replace(word, " ")
    return plain


def _plain(text: str) -> str:
    """Return the text in lower case, without accents, with one blank between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())


@cache
def _words() -> Hints:
    tree = tomllib.loads(files(__package__).joinpath("word_hints.toml").read_text(encoding="utf-8"))
    return {
        section: {
            kind: tuple(_beginning(word) for language in languages.values() for word in language)
            for kind, languages in kinds.items()
        }
        for section, kinds in tree.items()
    }


def _beginning(word: str) -> str:
    """Return a word as it is looked for: after a blank, but for ``*``; before one where it ends in ``$``."""
    begun = _plain(word) if word.startswith("*") else f" {_plain(word)}"
    return f"{begun} " if word.endswith("$") else begun
