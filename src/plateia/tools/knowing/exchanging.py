"""Practices written, handed on and received in a city folder, one at a time under its lock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.city.run import locked_folder
from plateia.settings.reading import read_settings
from plateia.wording import load

if TYPE_CHECKING:
    from plateia.knowledge.exchange import ExchangeDiff, ImportAccount
    from plateia.knowledge.exchange_file import Entry, Exchange
    from plateia.wording import Wording

STATES = ("new", "changed", "same", "withdrawn", "conflicting")


def write_form(folder: Path, practice_id: str, *, language: str | None = None) -> Path:
    """Write an empty form ``knowledge/<id>.toml`` in the city's language or another; see ``new_practice``."""
    from plateia.knowledge.own import new_practice

    settings = read_settings(folder)
    wording = load(language or settings.city.language)
    with locked_folder(folder):
        return new_practice(folder, practice_id, wording=wording)


def export(folder: Path, path: Path, *, today: date, own_id: str | None = None, own_only: bool = False) -> Exchange:
    """Write what a city can hand on as one file, and return it; see ``export_practices`` and ``write_exchange``."""
    from plateia.knowledge.exchange import export_practices, write_exchange

    city = read_settings(folder).city.name
    exchange = export_practices(folder, city=city, on=today.isoformat(), own_id=own_id, with_imported=not own_only)
    write_exchange(exchange, path)
    return exchange


def compare(folder: Path, path: Path, *, today: date, own_id: str | None = None) -> tuple[Exchange, ExchangeDiff]:
    """Return what another city sent, and how it differs from what is here; nothing is written."""
    from plateia.knowledge.exchange import diff_exchange, export_practices, read_exchange

    city = read_settings(folder).city.name
    theirs = read_exchange(path)
    return theirs, diff_exchange(export_practices(folder, city=city, on=today.isoformat(), own_id=own_id), theirs)


def receive(
    folder: Path, path: Path, *, today: date, own_id: str | None = None, accept: Collection[str] = ()
) -> ImportAccount:
    """Write what another city sent into ``knowledge/imported/``; see ``import_exchange``."""
    from plateia.knowledge.exchange import import_exchange, read_exchange

    city = read_settings(folder).city.name
    theirs = read_exchange(path)
    with locked_folder(folder):
        return import_exchange(folder, theirs, city=city, on=today.isoformat(), own_id=own_id, accept=accept)


def describe_diff(theirs: Exchange, diff: ExchangeDiff, *, wording: Wording) -> str:
    """Return the comparison as plain lines, each practice with its path."""
    lines = [wording.text("exchange.from", city=theirs.name, date=theirs.exported_on)]
    for state in STATES:
        differences = getattr(diff, state)
        if differences:
            lines += ["", f"{wording.text(f'exchange.state.{state}')}: {wording.text(f'exchange.state_means.{state}')}"]
        for item in differences:
            entry = item.theirs or item.ours
            lines.append(f"  {item.key} · {entry.form.practice.name}")
            lines.append(f"    {_path(entry, wording)}")
            if item.fields:
                lines.append(f"    {wording.text('exchange.fields', fields=', '.join(item.fields))}")
    return "\n".join(lines)


def _path(entry: Entry, wording: Wording) -> str:
    first, *others = entry.path
    told = [wording.text("exchange.path", city=first.name, date=first.on)]
    told += [wording.text("exchange.passed_on", city=link.name, date=link.on) for link in others]
    return ", ".join(told)


def describe_account(account: ImportAccount, *, wording: Wording) -> str:
    """Return what an import did as plain lines."""
    lines: list[str] = []
    for what in ("written", "replaced", "removed", "left"):
        keys: Sequence[str] = getattr(account, what)
        if keys or what == "written":
            lines.append(wording.text(f"exchange.{what}", n=len(keys)))
            lines += [f"  {key}" for key in keys]
    return "\n".join(lines)


def diff_as_json(theirs: Exchange, diff: ExchangeDiff) -> dict[str, Any]:
    """Return the comparison as JSON values."""
    states = {
        state: [{"key": item.key, "fields": list(item.fields)} for item in getattr(diff, state)] for state in STATES
    }
    return {"city": theirs.city, "name": theirs.name, "exported_on": theirs.exported_on, **states}


def account_as_json(account: ImportAccount) -> dict[str, Any]:
    """Return what an import did as JSON values."""
    return asdict(account)
