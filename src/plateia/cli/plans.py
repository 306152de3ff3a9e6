"""The commands on plans: start, check, seal, report, calendar, tables."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plateia.cli import progress
from plateia.cli.options import AsJson, Folder, Language, Today, day_of
from plateia.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plateia.wording import Wording

ERRORS_FOUND = 2
MOST_UNITS, MOST_MONTHS = 100_000, 1_200
REPORT_FILES = ("plan.html", "plan.pdf", "briefing.docx", "slides.pptx", "plan.json", "plan.ics")

plan_commands = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The action plan: a folder of files, started from a finding, checked, sealed and reported.",
)

Plan = Annotated[str | None, typer.Option("--plan", help="Name of the plan; the only one by default.")]
Name = Annotated[str | None, typer.Argument(help="Name of the plan; the only one by default.")]


@plan_commands.command()
def new(
    folder: Folder,
    name: Annotated[str, typer.Argument(help="Name of the new plan: small letters, digits, hyphens.")],
    finding: Annotated[str | None, typer.Option("--finding", help="Id of the finding it starts from.")] = None,
    run: Annotated[str | None, typer.Option("--run", help="The published run; the newest by default.")] = None,
    today: Today = None,
) -> None:
    """Write a commented plan, filled in from a finding where one is named."""
    from plateia.tools.plan import new as new_plan

    place = new_plan(folder, name, finding=finding, run=run, today=day_of(today))
    typer.echo(f"Written: {place}. Edit its files, then run: plateia plan check {folder} {name}")


@plan_commands.command()
def design(
    treated: Annotated[int, typer.Option("--treated", min=1, max=MOST_UNITS, help="Units where one acts.")],
    before: Annotated[int, typer.Option("--before", min=1, max=MOST_MONTHS, help="Months of records before it.")],
    after: Annotated[int, typer.Option("--after", min=1, max=MOST_MONTHS, help="Months after it until the result.")],
    comparison: Annotated[int, typer.Option("--comparison", min=0, max=MOST_UNITS, help="Units without it.")] = 0,
    per_month: Annotated[
        float | None, typer.Option("--per-month", help="Recorded incidents in one treated unit and month.")
    ] = None,
    reduction: Annotated[float, typer.Option("--reduction", help="The fall one hopes for, as 0.2.")] = 0.2,
    dispersion: Annotated[
        float | None, typer.Option("--dispersion", help="How much more counts vary than by pure chance, as 1.7.")
    ] = None,
    comparable: Annotated[bool, typer.Option("--comparable", help="One can say why they are comparable.")] = False,
    covariates: Annotated[
        bool, typer.Option("--covariates", help="One can say how other differences are dealt with.")
    ] = False,
    lots: Annotated[bool, typer.Option("--lots", help="Lots decide which units come first.")] = False,
    surroundings: Annotated[
        bool, typer.Option("--surroundings", help="Units are named into which offences could move.")
    ] = False,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Say which design an evaluation can have, its level, and whether it could show the effect one hopes for."""
    from plateia.plans.designs import Facts
    from plateia.tools.planning import designing
    from plateia.wording import load

    facts = Facts(
        n_treated=treated, n_comparison=comparison, n_before=before, n_after=after, has_displacement_units=surroundings,
        comparable=comparable, covariates=covariates, randomised=lots,
    )  # fmt: skip
    answer = designing.answer_design(facts, incidents=per_month, dispersion=dispersion, reduction=reduction)
    wording = load(language or "en")
    if as_json:
        typer.echo(json.dumps(designing.as_json(answer, wording=wording), ensure_ascii=False, indent=1))
        return
    typer.echo(designing.describe(answer, wording=wording))


@plan_commands.command()
def check(
    folder: Folder, name: Name = None, today: Today = None, language: Language = None, as_json: AsJson = False
) -> None:
    """Print every remark on a plan, its progress and what is overdue; leaves with 2 where there are errors."""
    from plateia.tools.plan import check as check_plan
    from plateia.tools.planning.checking import as_json as checked_as_json
    from plateia.tools.planning.checking import describe

    checked, wording = check_plan(folder, name, today=day_of(today)), _wording(folder, language)
    if as_json:
        typer.echo(json.dumps(checked_as_json(checked, wording=wording), ensure_ascii=False, indent=1))
    else:
        typer.echo(describe(checked, wording=wording))
    if checked.n_errors:
        raise typer.Exit(ERRORS_FOUND)


@plan_commands.command()
def seal(
    folder: Folder,
    action: Annotated[str, typer.Option("--action", help="Id of the action: actions/ID.toml of the plan.")],
    plan: Plan = None,
    late: Annotated[bool, typer.Option("--late", help="Seal after the action has started; the seal says so.")] = False,
    as_json: AsJson = False,
) -> None:
    """Seal the evaluation plan of an action, with the day of today, before the action starts."""
    from plateia.tools.plan import seal as seal_plan

    sealed = seal_plan(folder, action, name=plan, today=date.today(), late=late)
    if as_json:
        told = {"action": sealed.action, "version": sealed.version, "late": sealed.late, "sha256": sealed.sha256}
        typer.echo(json.dumps({**told, "sealed_on": sealed.sealed_on.isoformat()}, ensure_ascii=False, indent=1))
        return
    late_words = ", after the action had started" if sealed.late else ""
    typer.echo(f"Sealed: {sealed.action}, version {sealed.version}, on {sealed.sealed_on}{late_words}. {sealed.sha256}")


@plan_commands.command()
def report(
    folder: Folder, name: Name = None, today: Today = None, language: Language = None, as_json: AsJson = False
) -> None:
    """Write the report of a plan: page, PDF, briefing, slides, calendar and tables in out/plan-NNN/."""
    from plateia.tools.planning.running import report_plan

    with progress.shown(quiet=as_json) as tell:
        done = report_plan(folder, name, today=day_of(today), language=language, progress=tell)
    files = {file: done.place / file for file in REPORT_FILES}
    if as_json:
        typer.echo(json.dumps({file: str(path) for file, path in files.items()}, ensure_ascii=False))
        return
    typer.echo(f"The report lies in {done.place}:")
    for path in files.values():
        typer.echo(f"  {path}")


@plan_commands.command()
def calendar(
    folder: Folder, name: Name = None, out: Annotated[Path | None, typer.Option("--out", help="File to write.")] = None,
    today: Today = None, language: Language = None,
) -> None:  # fmt: skip
    """Print the dates of a plan as an iCalendar file, or write it; nothing that is there is overwritten."""
    from plateia.tools.plan import calendar as calendar_of

    stamp = datetime.now(UTC) if today is None else datetime.combine(day_of(today), time(), UTC)
    text = calendar_of(folder, name, stamp=stamp, language=_wording(folder, language).language)
    if out is None:
        typer.echo(text, nl=False)
        return
    _write_new({out: text})


@plan_commands.command()
def tables(
    folder: Folder,
    place: Annotated[Path, typer.Argument(help="Folder for the CSV files.")],
    plan: Plan = None,
    today: Today = None,
    language: Language = None,
) -> None:
    """Write the tables of a plan as CSV files; nothing that is there is overwritten."""
    from plateia.tools.plan import tables as tables_of

    texts = tables_of(folder, plan, today=day_of(today), language=_wording(folder, language).language)
    _write_new({place / file: text for file, text in texts.items()})


def _write_new(texts: Mapping[Path, str]) -> None:
    """Write files that must not be there yet, all or none."""
    there = [path.name for path in texts if path.exists() or path.is_symlink()]
    if there:
        raise SettingsError(
            "plan.output-exists",
            expected="A place where nothing is overwritten.",
            seen=f"what is there already and was left as it is: {', '.join(there)}.",
            remedy="name another file or folder, or move the old one away.",
        )
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        typer.echo(f"Written: {path}")


def _wording(folder: Path, language: str | None) -> Wording:
    """Return the wording that was named, else that of the city where it has settings, else English."""
    from plateia.settings.reading import SETTINGS_FILE, read_settings
    from plateia.wording import load

    if language is None and (folder / SETTINGS_FILE).is_file():
        language = read_settings(folder).city.language
    return load(language or "en")
