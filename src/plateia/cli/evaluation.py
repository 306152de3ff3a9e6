"""The commands ``plateia evaluate`` and ``plateia effect``."""

from __future__ import annotations

import json
from pathlib import Path
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


def effect(
    table: Annotated[Path, typer.Argument(help="A table with one row per unit and period: CSV, Excel or Parquet.")],
    unit: Annotated[str, typer.Option("--unit", help="Column of the units.")],
    period: Annotated[
        str, typer.Option("--period", help="Column of the periods: 2024-03 or a date of it, 2024-Q1, 2024.")
    ],
    count: Annotated[str, typer.Option("--count", help="Column of the counts.")],
    treated: Annotated[
        str,
        typer.Option("--treated", help="Treated units, separated by commas; by semicolons where an id holds a comma."),
    ],
    start: Annotated[str, typer.Option("--start", help="First period with the action.")],
    design: Annotated[str | None, typer.Option("--design", help="The design that decides.")] = None,
    displacement: Annotated[
        str, typer.Option("--displacement", help="Units around the treated ones, separated by commas.")
    ] = "",
    displacement_comparison: Annotated[
        str, typer.Option("--displacement-comparison", help="Units that those around are compared with.")
    ] = "",
    exposure: Annotated[
        str | None, typer.Option("--exposure", help="Column the counts may be divided by, one number for each unit.")
    ] = None,
    reduction: Annotated[float, typer.Option("--reduction", help="The fall that is expected, as a share.")] = 0.2,
    comparable: Annotated[
        str | None, typer.Option("--comparable", help="Why the other units are comparable; else no causal word.")
    ] = None,
    decimal: Annotated[str, typer.Option("--decimal", help="How the table writes decimal fractions: . or ,")] = ".",
    seed: Seed = 1,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Say from a table of counts whether they changed where one acted, by every method the table can bear."""
    from plateia.tools.table_effect import as_json as in_json
    from plateia.tools.table_effect import describe, run
    from plateia.wording import load

    wording = load(language or "en")
    result = run(
        table,
        unit=unit,
        period=period,
        count=count,
        treated=_named(treated),
        start=start,
        design=design,
        displacement=_named(displacement),
        displacement_comparison=_named(displacement_comparison),
        exposure=exposure,
        expected_reduction=reduction,
        comparable=comparable,
        decimal=decimal,
        seed=seed,
    )
    told = in_json(result, wording=wording)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else describe(result, wording=wording))


def _named(units: str) -> list[str]:
    """Return ids written with commas between them, or with semicolons where an id holds a comma."""
    return [one.strip() for one in units.split(";" if ";" in units else ",") if one.strip()]
