"""The command ``plateia evaluate``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from plateia.cli import progress
from plateia.cli.options import AsJson, Folder, For, Internal, Language, Seed, check_internal_for

EVALUATION_FILES = ("evaluation.html", "evaluation.pdf", "findings.json", "practice.toml")


def evaluate(
    folder: Folder,
    action: Annotated[str, typer.Option("--action", help="Id of the action: actions/ID.toml of the plan.")],
    plan: Annotated[str | None, typer.Option("--plan", help="Name of the plan; the only one by default.")] = None,
    internal: Internal = False,
    person: For = None,
    seed: Seed = 1,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate an action: could an effect be shown, was there one, and did offences only move."""
    from plateia.tools.evaluation import run

    check_internal_for(internal=internal, person=person)
    with progress.shown(quiet=as_json) as tell:
        done = run(folder, action=action, plan=plan, seed=seed, language=language, internal_for=person, progress=tell)
    files = {name: done.place / name for name in EVALUATION_FILES if (done.place / name).is_file()}
    if as_json:
        typer.echo(json.dumps({name: str(path) for name, path in files.items()}, ensure_ascii=False))
        return
    typer.echo(f"The evaluation lies in {done.place}:")
    for path in files.values():
        typer.echo(f"  {path}")
