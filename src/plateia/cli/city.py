"""Commands on a city folder: demo, new, check, tools, audit, forget."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from plateia.cli import progress
from plateia.cli.options import AsJson, Folder, For, Internal, Language, Seed, check_internal_for

AUDIT_FILES = (
    "audit.html",
    "audit.pdf",
    "briefing.docx",
    "slides.pptx",
    "audit.xlsx",
    "layers.gpkg",
    "findings.json",
)


def demo(folder: Annotated[Path, typer.Argument(help="Where to put the example city.")] = Path("plateia-demo")) -> None:
    """Audit the example city that ships with the package."""
    from plateia.example_cities import copy_example_city

    city = folder / "leeds"
    if not (city / "city.toml").is_file():
        copy_example_city("leeds", city)
    _audit(city, seed=1, language=None, internal_for=None, as_json=False)


def new(folder: Folder) -> None:
    """Write a commented city.toml; nothing that is there is touched."""
    from plateia.city.new import new_city

    path = new_city(folder)
    typer.echo(f"Written: {path}. Edit it, put the files into {folder / 'data'}, then run: plateia check {folder}")


def check(folder: Folder, as_json: AsJson = False) -> None:
    """Read everything and print the intake account."""
    from plateia.tools.intake_check import describe, run

    with progress.shown(quiet=as_json) as tell:
        account = run(folder, progress=tell)
    typer.echo(json.dumps(account, ensure_ascii=False, indent=1) if as_json else describe(account))


def tools(as_json: AsJson = False) -> None:
    """List the tools, by step and focus area."""
    from plateia.tools.tool import all_tools

    found = all_tools()
    if as_json:
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(tool) for tool in found], ensure_ascii=False, indent=1))
        return
    for tool in found:
        typer.echo(f"{tool.name}  ({tool.step}; {', '.join(tool.focus_areas)})\n  {tool.question}")
        typer.echo(f"  needs: {', '.join(tool.needs)}\n  gives: {', '.join(tool.gives)}\n  not for: {tool.not_for}")


def audit(
    folder: Folder,
    internal: Internal = False,
    person: For = None,
    seed: Seed = 1,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Make the safety audit: report, tables, maps and findings in out/audit-NNN/."""
    check_internal_for(internal=internal, person=person)
    _audit(folder, seed=seed, language=language, internal_for=person, as_json=as_json)


def forget(folder: Folder) -> None:
    """Delete what has passed its retention."""
    from plateia.city.retention import forget as forget_expired
    from plateia.settings.reading import read_settings

    deleted = forget_expired(read_settings(folder), folder)
    for place in deleted:
        typer.echo(f"Deleted: {place}")
    if not deleted:
        typer.echo("Nothing has expired.")


def _audit(folder: Path, *, seed: int, language: str | None, internal_for: str | None, as_json: bool) -> None:
    from plateia.tools.safety_audit import run

    with progress.shown(quiet=as_json) as tell:
        done = run(folder, seed=seed, language=language, internal_for=internal_for, progress=tell)
    if as_json:
        typer.echo(json.dumps({name: str(done.place / name) for name in AUDIT_FILES}, ensure_ascii=False))
        return
    typer.echo(f"The audit lies in {done.place}:")
    for name in AUDIT_FILES:
        typer.echo(f"  {done.place / name}")
