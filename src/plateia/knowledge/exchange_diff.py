"""Compares two collections of practices: what is new, changed, the same, withdrawn, conflicting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plateia.knowledge.exchange_file import Entry, Exchange, form_tree


@dataclass(frozen=True, slots=True)
class Difference:
    """One practice in two collections.

    Attributes
    ----------
    key : str
        ``<city>/<id>``.
    ours, theirs : Entry or None
    fields : tuple of str
        What differs: ``practice.summary``, ``results``.
    """

    key: str
    ours: Entry | None
    theirs: Entry | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExchangeDiff:
    """Two collections compared; each practice stands in one list.

    Attributes
    ----------
    new : tuple of Difference
        Theirs only.
    changed : tuple of Difference
        The city that stated it has stated it anew since.
    same : tuple of Difference
    withdrawn : tuple of Difference
        Ours, stated by the sender, who no longer shares it.
    conflicting : tuple of Difference
        Two versions, and neither is known to be the later one; or another version of a practice of our own.
    """

    new: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    same: tuple[Difference, ...]
    withdrawn: tuple[Difference, ...]
    conflicting: tuple[Difference, ...]


def diff_exchange(ours: Exchange, theirs: Exchange) -> ExchangeDiff:
    """Compare what we hold with what another city sends; nothing is written.

    Parameters
    ----------
    ours : Exchange
        From ``export_practices`` of our folder.
    theirs : Exchange
        From ``read_exchange``.
    """
    mine = {entry.key: entry for entry in ours.entries}
    sent = {entry.key: entry for entry in theirs.entries}
    found: dict[str, list[Difference]] = {"new": [], "changed": [], "same": [], "withdrawn": [], "conflicting": []}
    for key in sorted(mine.keys() | sent.keys()):
        here, there = mine.get(key), sent.get(key)
        state = _state(here, there, ours=ours.city, theirs=theirs.city)
        if state is not None:
            found[state].append(Difference(key, here, there, differing_fields(here, there)))
    return ExchangeDiff(**{state: tuple(differences) for state, differences in found.items()})


def _state(here: Entry | None, there: Entry | None, *, ours: str, theirs: str) -> str | None:
    if there is None:
        return "withdrawn" if here is not None and here.origin.city == theirs else None
    if here is None:
        # A practice of our own that we no longer have is not news from elsewhere.
        return "conflicting" if there.origin.city == ours else "new"
    if here.sha256 == there.sha256:
        return "same"
    if there.origin.city == ours:
        return "conflicting"
    later = there.origin.on > here.origin.on or (there.origin.city == theirs and there.origin.on == here.origin.on)
    return "changed" if later else "conflicting"


def differing_fields(here: Entry | None, there: Entry | None) -> tuple[str, ...]:
    """Return the answers in which two versions differ; none where there is only one."""
    if here is None or there is None:
        return ()
    mine, sent = (dict(_answers(form_tree(entry.form))) for entry in (here, there))
    return tuple(sorted(key for key in mine.keys() | sent.keys() if mine.get(key) != sent.get(key)))


def _answers(tree: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for section, answers in tree.items():
        if isinstance(answers, dict):
            yield from ((f"{section}.{key}", answer) for key, answer in answers.items())
        else:
            yield section, answers
