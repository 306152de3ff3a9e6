"""The command line: parses, calls one function, shows. Nothing heavy is imported until a command needs it."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from plateia import __version__
from plateia.errors import PlateiaError, SettingsError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Plateia: what a town's records show, what was done about it, and whether it helped.",
)

Folder = Annotated[Path, typer.Argument(help="The city folder, with its city.toml.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Language = Annotated[str | None, typer.Option("--language", help="Language of the reports; the city's own by default.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of everything drawn by chance.", min=0)]
Internal = Annotated[bool, typer.Option("--internal", help="Write the full version, for one named person.")]
For = Annotated[str | None, typer.Option("--for", help="The person the internal version is for.")]

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with the documented exit code."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries have to say to programmers, row contents included
    try:
        if app(standalone_mode=False) == INTERRUPTED:  # typer turns the interruption into a return value
            raise KeyboardInterrupt
    except PlateiaError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    except typer.Exit as done:
        raise SystemExit(done.exit_code) from None
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Interrupted; nothing was kept of this run. [run.interrupted]", err=True)
        raise SystemExit(INTERRUPTED) from None
    except Exception as fault:
        _show_usage_or_fault(fault)


def _show_usage_or_fault(fault: Exception) -> None:
    show = getattr(fault, "show", None)
    if callable(show):  # a usage error of the command line itself
        show()
        raise SystemExit(2) from None
    if isinstance(fault, OSError):
        from plateia.city.run import environment_fault

        error = environment_fault(fault)
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    if isinstance(fault, MemoryError):
        typer.echo("More memory is needed than this machine has. [memory.exhausted]", err=True)
        raise SystemExit(4) from None
    if os.environ.get("PLATEIA_TRACEBACK"):
        raise fault
    where = f"{type(fault).__name__}"
    typer.echo(
        f"A fault of ours: {where}. Please report it; PLATEIA_TRACEBACK=1 shows where it happened. [plateia.fault]",
        err=True,
    )
    raise SystemExit(1) from None


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"plateia {__version__}")
        raise typer.Exit


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="Where to put the example city.")] = Path("plateia-demo")) -> None:
    """Audit the example city that ships with the package."""
    from plateia.example_cities import copy_example_city

    city = folder / "leeds"
    if not (city / "city.toml").is_file():
        copy_example_city("leeds", city)
    _audit(city, seed=1, language=None, internal_for=None, as_json=False)


@app.command()
def new(folder: Folder) -> None:
    """Write a commented city.toml; nothing that is there is touched."""
    from plateia.city.new import new_city

    path = new_city(folder)
    typer.echo(f"Written: {path}. Edit it, put the files into {folder / 'data'}, then run: plateia check {folder}")


@app.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Read everything and print the intake account."""
    from plateia.tools.intake_check import describe, run

    with _progress(quiet=as_json) as progress:
        account = run(folder, progress=progress)
    typer.echo(json.dumps(account, ensure_ascii=False, indent=1) if as_json else describe(account))


@app.command()
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


@app.command()
def audit(
    folder: Folder,
    internal: Internal = False,
    person: For = None,
    seed: Seed = 1,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Make the safety audit: report, tables, maps and findings in out/audit-NNN/."""
    if (internal and not (person or "").strip()) or (person is not None and not internal):
        raise SettingsError(
            "audit.internal-for",
            expected="--internal and --for NAME together.",
            seen="one without the other.",
            remedy="name the one person the full version is for, or leave both out.",
        )
    _audit(folder, seed=seed, language=language, internal_for=person, as_json=as_json)


@app.command()
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

    with _progress(quiet=as_json) as progress:
        done = run(folder, seed=seed, language=language, internal_for=internal_for, progress=progress)
    names = ("audit.html", "audit.pdf", "audit.xlsx", "layers.gpkg", "findings.json")
    if as_json:
        typer.echo(json.dumps({name: str(done.place / name) for name in names}, ensure_ascii=False))
        return
    typer.echo(f"The audit lies in {done.place}:")
    for name in names:
        typer.echo(f"  {done.place / name}")


STAGES = {
    "areas": "reading areas",
    "incidents": "reading incidents",
    "rows": "reading incidents",
    "intake": "finding areas, duplicates, gaps",
    "tables": "writing tables",
    "dispersion": "how much counts vary",
    "city": "levels and changes of the city",
    "cells": "cells and concentration",
    "findings": "findings",
    "protection": "hiding small numbers",
    "html": "report",
    "pdf": "report as PDF",
    "workbook": "workbook",
    "geopackage": "map layers",
}


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show what is being done on the error stream; a bar on a terminal, nothing in a pipe or with --json."""
    if quiet or not sys.stderr.isatty():
        from plateia.city.run import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("starting", total=None)

        def show(stage: str, done: int, total: int | None) -> None:
            rows = f" ({done:,} rows)" if stage == "rows" else f" ({done} of {total})" if total else ""
            bar.update(task, description=STAGES.get(stage, stage) + rows)

        yield show
