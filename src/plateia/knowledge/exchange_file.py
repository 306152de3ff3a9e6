"""The file in which cities hand practices to each other: its strict model, its reading and its writing.

It comes from outside, so nothing in it is believed: size, nesting, ids, dates, hashes and texts are checked before a
word is used. The hash tells damage and moved content, not forgery: nothing is signed.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from plateia.errors import InputError
from plateia.findings.json_files import json_text, shipped_schema
from plateia.knowledge.no_persons import check_no_person_results, check_no_persons
from plateia.knowledge.own import check_codes
from plateia.settings.city import Section
from plateia.settings.practice import Name, PlainId, PracticeFile
from plateia.settings.reading import problems_of

FORMAT = "plateia-practices"
VERSION = 1
PAGE = "docs/own-practices.md"
MOST_BYTES = 20_000_000
MOST_ENTRIES = 20_000
LONGEST_PATH = 20
MOST_TOLD = 10
# Letters that do not come apart into a plain letter and an accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})


def city_id(name: str) -> str:
    """Return the id of a city from its name; empty where the name has no Latin letters.

    Examples
    --------
    >>> city_id("Łódź"), city_id("L'Hospitalet de Llobregat"), city_id("Θεσσαλονίκη")
    ('lodz', 'l-hospitalet-de-llobregat', '')
    """
    apart = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("must be a day like 2026-03-31")
    return date.fromisoformat(text).isoformat()


def _check_id_of_name(city: str, name: str) -> None:
    if city_id(name) not in {"", city}:
        raise ValueError("the id of the city is not that of its name")


Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]


class Link(Section):
    """A city that stated a practice (the first of a path) or passed it on, and the day it did."""

    city: PlainId
    name: Name
    on: Day

    @model_validator(mode="after")
    def _id_of_name(self) -> Link:
        _check_id_of_name(self.city, self.name)
        return self


class Entry(Section):
    """One practice, the path it came by, and the hash of what its city stated."""

    id: PlainId
    path: tuple[Link, ...] = Field(strict=False, min_length=1, max_length=LONGEST_PATH)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    form: PracticeFile

    @model_validator(mode="after")
    def _forward_in_time(self) -> Entry:
        days = [link.on for link in self.path]
        if days != sorted(days):
            raise ValueError("the days of the path run backwards")
        return self

    @property
    def origin(self) -> Link:
        """The city that stated the practice."""
        return self.path[0]

    @property
    def key(self) -> str:
        """What names the practice everywhere: ``leeds/night-walks``."""
        return f"{self.origin.city}/{self.id}"


class Exchange(Section):
    """The whole file."""

    format: Literal["plateia-practices"]
    version: Literal[1]
    city: PlainId
    name: Name
    exported_on: Day
    entries: tuple[Entry, ...] = Field(strict=False, max_length=MOST_ENTRIES)

    @model_validator(mode="after")
    def _hangs_together(self) -> Exchange:
        _check_id_of_name(self.city, self.name)
        keys = set()
        for number, entry in enumerate(self.entries, start=1):
            if entry.key in keys:
                raise ValueError(f"entry {number} has the city and id of an earlier one")
            if entry.path[-1].city != self.city or entry.path[-1].on > self.exported_on:
                raise ValueError(f"the path of entry {number} does not end with the city and day of the export")
            keys.add(entry.key)
        return self


def form_tree(form: PracticeFile) -> dict[str, Any]:
    """Return what is stated in a form as JSON values; what is not stated is left out."""
    tree: dict[str, Any] = form.model_dump(mode="json", exclude_defaults=True)
    return tree


def content_hash(form: PracticeFile, *, origin: str, entry_id: str) -> str:
    """Return the SHA-256 of a practice together with its city and id, so that content cannot move between them."""
    content = {"city": origin, "id": entry_id, "form": form_tree(form)}
    written = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def exchange_text(exchange: Exchange) -> str:
    """Return the file: UTF-8 text, the same for the same content."""
    entries = [
        {
            "id": entry.id,
            "path": [link.model_dump() for link in entry.path],
            "sha256": entry.sha256,
            "form": form_tree(entry.form),
        }
        for entry in exchange.entries
    ]
    document = exchange.model_dump(exclude={"entries"}) | {"entries": entries}
    return json_text(document)


def exchange_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the file (draft 2020-12) that ships with the package."""
    return shipped_schema(__package__, "exchange.schema.json")


def read_exchange(path: Path) -> Exchange:
    """Return the practices another city sent.

    Raises
    ------
    InputError
        ``exchange.not-found``, ``exchange.size``, ``exchange.json``, ``exchange.format``, ``exchange.content``,
        ``exchange.hash``, ``practice.nesting``.
    AccessError
        ``practice.person-field``, ``practice.person-text``, ``practice.person-result``.
    SettingsError
        ``practice.code``.
    """
    if not path.is_file():
        raise InputError(
            "exchange.not-found",
            expected="A file with practices of another city.",
            seen="no such file.",
            remedy="check the path; `plateia practices export` of the other city writes it.",
        )
    if path.stat().st_size > MOST_BYTES:
        raise InputError(
            "exchange.size",
            expected=f"At most {MOST_BYTES // 1_000_000} MB of practices.",
            seen=f"{path.stat().st_size // 1_000_000} MB in {path.name}.",
            remedy="ask the other city for the practices you need.",
        )
    return parse_exchange(path.read_bytes(), file=path.name)


def parse_exchange(raw: bytes, *, file: str) -> Exchange:
    """Return the practices in the bytes of a file; see ``read_exchange`` for the errors."""
    tree = _json(raw, file=file)
    if not isinstance(tree, dict) or tree.get("format") != FORMAT or tree.get("version") != VERSION:
        raise InputError(
            "exchange.format",
            expected=f"A file of the format {FORMAT}, version {VERSION}.",
            seen=f"another kind of file, or another version: {file}.",
            remedy="ask for an export made by Plateia; a newer version of it reads newer files.",
        )
    entries = tree.get("entries")
    for entry in entries if isinstance(entries, list) else []:
        check_no_persons(entry.get("form") if isinstance(entry, dict) else None, model=PracticeFile, file=file)
    try:
        exchange = Exchange.model_validate(tree)
    except ValidationError as fault:
        raise _content_error(fault, file=file) from None
    for number, entry in enumerate(exchange.entries, start=1):
        check_hash(entry, where=f"entry {number} of {file}")
        check_no_person_results(entry.form, file=file)
        check_codes(entry.form, file=file)
    return exchange


def check_hash(entry: Entry, *, where: str) -> None:
    """Refuse content that is not what its hash says (``exchange.hash``)."""
    if entry.sha256 != content_hash(entry.form, origin=entry.origin.city, entry_id=entry.id):
        raise InputError(
            "exchange.hash",
            expected="Content as the city that wrote it stated it.",
            seen=f"content that does not fit its hash in {where}.",
            remedy="get it anew; to change an imported practice, copy it into knowledge/ under an id of your own.",
        )


def _json(raw: bytes, *, file: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except (ValueError, RecursionError):  # ValueError: no UTF-8, no JSON, a key twice, NaN, numbers without end
        raise InputError(
            "exchange.json",
            expected=f"One JSON document in {file}, in UTF-8, each key once, plain numbers.",
            seen="something else, or a nesting without end.",
            remedy="get the file anew; it must not be edited by hand.",
        ) from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _no_constant(_: str) -> Any:
    raise ValueError


def _content_error(fault: ValidationError, *, file: str) -> InputError:
    problems = problems_of(fault, model=Exchange, page=PAGE)
    told = "".join(f"\n  - {problem}" for problem in problems[:MOST_TOLD])
    more = f"\n  and {len(problems) - MOST_TOLD} more" if len(problems) > MOST_TOLD else ""
    return InputError(
        "exchange.content",
        expected=f"Practices in {file} that follow the format.",
        seen=f"{len(problems)} that do not:{told}{more}\n",
        remedy="ask the other city for a new export; nothing was imported.",
    )
