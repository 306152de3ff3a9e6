"""Exchange between cities: export, compare, import. Every practice keeps who stated it and by which path it came.

Nothing is merged and nothing overwritten unasked: a practice is taken as a whole, and one that is here already only
when its key is named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from plateia.errors import InputError, SettingsError
from plateia.knowledge.exchange_diff import Difference, ExchangeDiff, diff_exchange
from plateia.knowledge.exchange_file import (
    FORMAT,
    LONGEST_PATH,
    PAGE,
    VERSION,
    Entry,
    Exchange,
    Link,
    city_id,
    content_hash,
    exchange_text,
    read_exchange,
)
from plateia.knowledge.imported import imported_path, imported_text, read_imported
from plateia.knowledge.own import read_own_forms
from plateia.settings.practice import is_plain_id
from plateia.settings.reading import check_tree

__all__ = [
    "Difference",
    "ExchangeDiff",
    "ImportAccount",
    "diff_exchange",
    "export_practices",
    "import_exchange",
    "read_exchange",
    "write_exchange",
]


@dataclass(frozen=True, slots=True)
class ImportAccount:
    """What an import did, by key: ``left`` names what differs and was not accepted."""

    written: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]


def export_practices(
    folder: Path, *, city: str, on: str, own_id: str | None = None, with_imported: bool = True
) -> Exchange:
    """Return what a city folder can hand on: its own practices, and those it received with their path.

    Parameters
    ----------
    folder : Path
        The city folder.
    city : str
        Name of the exporting city.
    on : str
        Day of the export, ISO; the clock is not read.
    own_id : str, optional
        Id of the city, needed where its name has no Latin letters.
    with_imported : bool
        False: own practices only.

    Raises
    ------
    SettingsError
        ``exchange.city``; see ``read_own_practices`` for those of its files.
    InputError
        ``imported.place``, ``exchange.hash``, ``exchange.day``.
    """
    here = _here(city, own_id=own_id, on=on)
    entries = [
        Entry(
            id=practice_id,
            path=(here,),
            sha256=content_hash(form, origin=here.city, entry_id=practice_id),
            form=form,
        )
        for practice_id, form in read_own_forms(folder).items()
    ]
    if with_imported:
        entries += [_passed_on(entry, here) for entry in read_imported(folder)]
    sender = {"city": here.city, "name": here.name, "exported_on": here.on}
    document = {"format": FORMAT, "version": VERSION, **sender, "entries": tuple(entries)}
    return check_tree(document, model=Exchange, file="the export", page=PAGE)


def write_exchange(exchange: Exchange, path: Path) -> None:
    """Write the file; the same exchange gives the same bytes.

    Raises
    ------
    SettingsError
        ``exchange.exists``: there is a file; it is left as it is.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(exchange_text(exchange))
    except FileExistsError:
        raise SettingsError(
            "exchange.exists",
            expected="A new file for the export.",
            seen=f"a file {path.name} that is there; it was left as it is.",
            remedy="name another file.",
        ) from None


def _here(city: str, *, own_id: str | None, on: str) -> Link:
    wanted = own_id or city_id(city)
    if not is_plain_id(wanted):
        raise SettingsError(
            "exchange.city",
            expected="An id of the city: small letters a to z, digits and hyphens.",
            seen="a name that gives none." if own_id is None else "another kind of id.",
            remedy="state the id of the city, in Latin letters.",
        )
    return check_tree({"city": wanted, "name": city, "on": on}, model=Link, file="the export", page=PAGE)


def _passed_on(entry: Entry, here: Link) -> Entry:
    if entry.path[-1].on > here.on:
        raise InputError(
            "exchange.day",
            expected="A day of export that is not earlier than the day a practice was received from.",
            seen=f"a later one for {entry.key}.",
            remedy="check the day of the export.",
        )
    return entry.model_copy(update={"path": (*entry.path, here)})


def import_exchange(
    folder: Path, exchange: Exchange, *, city: str, on: str, own_id: str | None = None, accept: Collection[str] = ()
) -> ImportAccount:
    """Write what another city sent into ``knowledge/imported/``: new practices, and those named in ``accept``.

    Parameters
    ----------
    folder : Path
        The city folder.
    exchange : Exchange
        From ``read_exchange``.
    city, own_id, on
        As ``export_practices``; ``on`` is the day of the import.
    accept : collection of str
        Keys (``leeds/night-walks``) of changed or conflicting practices to replace, and withdrawn ones to delete.

    Raises
    ------
    InputError
        ``exchange.future``: exported after ``on``; ``imported.place``, ``exchange.hash``, ``exchange.path``.
    SettingsError
        ``exchange.accept``: a key that cannot be accepted; ``exchange.city``.
    """
    _check_arriving(exchange, on=on)
    diff = diff_exchange(export_practices(folder, city=city, on=on, own_id=own_id), exchange)
    differing = {item.key: item for item in (*diff.changed, *diff.conflicting, *diff.withdrawn)}
    own = _here(city, own_id=own_id, on=on).city
    _check_accepted(accept, differing=differing, own=own)
    fresh = [item.theirs for item in diff.new if item.theirs is not None]
    taken = [item.theirs for item in (*diff.changed, *diff.conflicting) if item.key in accept and item.theirs]
    gone = [item.ours for item in diff.withdrawn if item.key in accept and item.ours]
    paths = {entry.key: imported_path(folder, entry) for entry in (*fresh, *taken, *gone)}
    for entry in (*fresh, *taken):
        _write_whole(paths[entry.key], imported_text(entry))
    for entry in gone:
        paths[entry.key].unlink()
    return ImportAccount(
        written=tuple(entry.key for entry in fresh),
        replaced=tuple(entry.key for entry in taken),
        removed=tuple(entry.key for entry in gone),
        left=tuple(sorted(differing.keys() - set(accept))),
    )


def _check_arriving(exchange: Exchange, *, on: str) -> None:
    if exchange.exported_on > on:
        raise InputError(
            "exchange.future",
            expected="A day of export that is not later than today.",
            seen="a later one.",
            remedy="ask the other city; nothing was imported.",
        )
    if any(len(entry.path) >= LONGEST_PATH for entry in exchange.entries):
        raise InputError(
            "exchange.path",
            expected=f"A path of fewer than {LONGEST_PATH} cities for every practice.",
            seen="a longer one; such a practice could not be passed on.",
            remedy="get it from the city that stated it; nothing was imported.",
        )


def _check_accepted(accept: Collection[str], *, differing: Collection[str], own: str) -> None:
    for key in accept:
        if key not in differing or key.partition("/")[0] == own:
            raise SettingsError(
                "exchange.accept",
                expected="Keys of practices of other cities that are changed, conflicting or withdrawn.",
                seen="a key of a practice of our own." if key in differing else "a key that is none of these.",
                remedy="compare first; practices of our own are edited in knowledge/, new ones need no leave.",
            )


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
