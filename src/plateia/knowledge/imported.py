"""Practices received from other cities: ``knowledge/imported/<city>/<id>.toml``, as they came, with their path.

They are kept apart from the city's own and are not edited: the hash tells. Who wants to change one copies it into
``knowledge/`` and states it as a practice of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from plateia.errors import InputError
from plateia.knowledge.exchange_file import LONGEST_PATH, PAGE, Entry, Link, check_hash, form_tree
from plateia.knowledge.no_persons import check_no_person_results, check_no_persons
from plateia.knowledge.own import KNOWLEDGE, OwnPractice, check_codes, practice_entry
from plateia.knowledge.practices import Provenance
from plateia.settings.city import Section
from plateia.settings.practice import PracticeFile
from plateia.settings.reading import check_tree, parse_tree, read_text
from plateia.settings.writing import toml_text

IMPORTED = "imported"


class Received(Section):
    """How a practice came here: the hash of what its city stated, and the cities it passed."""

    sha256: str
    path: tuple[Link, ...] = Field(strict=False, min_length=1, max_length=LONGEST_PATH)


class ImportedFile(PracticeFile):
    """The whole of ``knowledge/imported/<city>/<id>.toml``."""

    received: Received


def read_imported(folder: Path) -> tuple[Entry, ...]:
    """Return the practices of other cities in a city folder, by city and id.

    Raises
    ------
    InputError
        ``imported.place``: a file does not lie where its city and id say; ``exchange.hash``: it was edited.
    SettingsError, AccessError
        As ``read_own_practices``.
    """
    return tuple(_read_entry(path) for path in sorted((folder / KNOWLEDGE / IMPORTED).glob("*/*.toml")))


def read_imported_practices(folder: Path) -> tuple[OwnPractice, ...]:
    """Return them as entries for search and matching, each with the city that stated it and the one that sent it."""
    return tuple(imported_practice(entry) for entry in read_imported(folder))


def imported_practice(entry: Entry) -> OwnPractice:
    """Return one received entry like those of the inventory; its id is ``<city>/<id>``."""
    provenance = Provenance(origin=entry.origin.name, entered_on=entry.origin.on, received_from=entry.path[-1].name)
    return OwnPractice(practice_entry(entry.form, entry.key, provenance=provenance), entry.form)


def imported_path(folder: Path, entry: Entry) -> Path:
    """Return where an entry lies; ids are plain, and a folder that leads elsewhere is refused (``imported.place``)."""
    root = folder / KNOWLEDGE / IMPORTED
    path = root / entry.origin.city / f"{entry.id}.toml"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _misplaced("a link that leads out of the city folder.")
    return path


def imported_text(entry: Entry) -> str:
    """Return the file of a received entry."""
    received: dict[str, Any] = {"sha256": entry.sha256, "path": [link.model_dump() for link in entry.path]}
    return toml_text({**form_tree(entry.form), "received": received})


def _read_entry(path: Path) -> Entry:
    tree = parse_tree(read_text(path), file=path.name)
    check_no_persons({key: part for key, part in tree.items() if key != "received"}, model=PracticeFile, file=path.name)
    file = check_tree(tree, model=ImportedFile, file=path.name, page=PAGE)
    form = PracticeFile.model_validate(file.model_dump(exclude={"received"}))
    check_no_person_results(form, file=path.name)
    check_codes(form, file=path.name)
    described = {"id": path.stem, "path": file.received.path, "sha256": file.received.sha256, "form": form}
    entry = check_tree(described, model=Entry, file=path.name, page=PAGE)
    if entry.origin.city != path.parent.name:
        raise _misplaced(f"{path.name} of another city.")
    check_hash(entry, where=f"{path.parent.name}/{path.name}")
    return entry


def _misplaced(seen: str) -> InputError:
    return InputError(
        "imported.place",
        expected=f"Every file of {KNOWLEDGE}/{IMPORTED}/ in the folder of the city that stated it.",
        seen=seen,
        remedy="delete it and import it anew.",
    )
