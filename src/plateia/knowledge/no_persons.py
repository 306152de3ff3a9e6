"""Keeps persons out of what cities write down: checked on the values of a file before anything else reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plateia.errors import AccessError, InputError
from plateia.settings.city import Section
from plateia.settings.practice import PracticeFile, known_places
from plateia.vocabulary.persons import kind_of_person_column, kind_of_person_text
from plateia.vocabulary.word_hints import red_line_named

DEEPEST = 8
PAGE = "docs/own-practices.md"


def check_no_persons(tree: Any, *, model: type[Section], file: str) -> None:
    """Refuse values read from a file that hold, or ask for, data on a person.

    Parameters
    ----------
    tree : mapping
        As read from TOML or JSON, not yet checked.
    model : type
        The form; its own keys are not suspected.
    file : str
        What errors call the file.

    Raises
    ------
    AccessError
        ``practice.person-field``: a key that no form has and that looks like a person's; ``practice.person-text``;
        ``practice.person-scored``: a practice that is not declared as working on single persons, and predicts or scores
        them or recognises their faces.
    InputError
        ``practice.nesting``: deeper than any form.
    """
    known = known_places(model)
    for place, value in _leaves(tree, place="", depth=0, file=file):
        kind = None if place in known else kind_of_person_column(place.rpartition(".")[2])
        if kind is not None:
            raise AccessError(
                "practice.person-field",
                expected=f"Fields about organisations and places in {file}.",
                seen=f"a field that looks like a person's {kind}.",
                remedy="take it out; a practice names organisations, never persons (G-01, G-16).",
            )
        told = kind_of_person_text(value) if isinstance(value, str) else None
        if told is not None:
            raise AccessError(
                "practice.person-text",
                expected=f"Texts without persons in {file}.",
                seen=f"what looks like a person's {told} in {place if place in known else 'a field'}.",
                remedy="name the organisation or the role instead (G-16, G-22).",
            )
        if isinstance(value, str) and not _on_persons(tree) and red_line_named(value) is not None:
            raise AccessError(
                "practice.person-scored",
                expected=f"A practice on places, situations or groups in {file}.",
                seen=f"what reads like a prediction, a score or the recognition of persons in "
                f"{place if place in known else 'a field'}.",
                remedy="person_level = true keeps the entry as text of the catalogue, without results; or say "
                "in other words what is done (G-01, G-03, G-62).",
            )


def _on_persons(tree: Any) -> bool:
    """Say whether a form declares that the practice works on single persons: text of the catalogue."""
    practice = tree.get("practice") if isinstance(tree, Mapping) else None
    return isinstance(practice, Mapping) and practice.get("person_level") is True


def check_no_person_results(form: PracticeFile, *, file: str) -> None:
    """Refuse results of an instrument about single persons: it is catalogue text (``practice.person-result``)."""
    if form.practice.person_level and form.results:
        raise AccessError(
            "practice.person-result",
            expected=f"No results in {file}: an instrument about single persons is catalogue text.",
            seen="person_level = true together with results.",
            remedy="take the results out; describe the instrument only (G-03).",
        )


def _leaves(value: Any, *, place: str, depth: int, file: str) -> Iterator[tuple[str, Any]]:
    """Yield every key with its sections, and every plain value; members of a list stand at the list's place."""
    if depth > DEEPEST:
        raise InputError(
            "practice.nesting",
            expected=f"At most {DEEPEST} levels in {file}.",
            seen="a deeper nesting.",
            remedy=f"{PAGE} shows the whole form.",
        )
    if isinstance(value, Mapping):
        for key, member in value.items():
            inner = f"{place}.{key}" if place else str(key)
            yield inner, None
            yield from _leaves(member, place=inner, depth=depth + 1, file=file)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _leaves(member, place=place, depth=depth + 1, file=file)
    else:
        yield place, value
