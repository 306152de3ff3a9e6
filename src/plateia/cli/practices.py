"""The commands on practices: ``plateia practices "words"`` searches; other words name what else can be done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from typer.core import TyperGroup

from plateia.cli.options import AsJson, Folder, Language, Today, day_of
from plateia.errors import SettingsError

if TYPE_CHECKING:
    from plateia.knowledge.question import Mode
    from plateia.wording import Wording

SEARCH, MATCH, FINDING = "search", "match", "--finding"


class QueryFirst(TyperGroup):
    """A group whose first word may be a query: what names no command is searched for.

    ``plateia practices "dark underpass"`` is ``plateia practices search "dark underpass"``, and with ``--finding ID``
    it is ``plateia practices match ID``; after ``match`` the option may stand as well.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command that is meant in front of the words."""
        if args and args[0] == MATCH:
            args = [MATCH, *_without_finding(args[1:])]
        elif args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [MATCH, *_without_finding(args)] if _names_finding(args) else [SEARCH, *args]
        return super().parse_args(ctx, args)


def _names_finding(args: list[str]) -> bool:
    return any(word == FINDING or word.startswith(f"{FINDING}=") for word in args)


def _without_finding(args: list[str]) -> list[str]:
    """Return the words with the id of the finding as an argument instead of an option."""
    return [word.removeprefix(f"{FINDING}=") for word in args if word != FINDING]


practice_commands = typer.Typer(
    cls=QueryFirst,
    no_args_is_help=True,
    rich_markup_mode=None,
    help='What others have done: plateia practices "dark underpass women night" searches in eight languages.',
)

City = Annotated[Path | None, typer.Option("--city", help="A city folder, whose own practices are there too.")]
OwnId = Annotated[str | None, typer.Option("--own-id", help="Id of the city, where its name has no Latin letters.")]
Values = list[str] | None


@practice_commands.command(SEARCH)
def search(
    words: Annotated[Values, typer.Argument(help="Words in any of the eight languages.")] = None,
    city: City = None,
    focus_area: Annotated[Values, typer.Option("--focus-area", "--focus", help="Focus area; may be repeated.")] = None,
    category: Annotated[Values, typer.Option("--category", help="diagnostic, activity or evaluation.")] = None,
    target_group: Annotated[Values, typer.Option("--target-group", help="A target group of the code list.")] = None,
    country: Annotated[Values, typer.Option("--country", help="A country, in English.")] = None,
    theme: Annotated[Values, typer.Option("--theme", help="governance, technology, gender or cross_border.")] = None,
    section: Annotated[Values, typer.Option("--section", help="Of insights: trend, tension, lesson or gap.")] = None,
    evidence: Annotated[Values, typer.Option("--evidence", help="stated, not_stated or not_evaluated.")] = None,
    kind: Annotated[Values, typer.Option("--kind", help="practice, policy, insight or city_tool.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most entries shown.", min=1, max=1000)] = 10,
    mode: Annotated[
        str, typer.Option("--mode", help="words, trigrams, concepts or vectors: each adds to those before it.")
    ] = "concepts",
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Search the knowledge base; values of one facet are alternatives, facets all hold."""
    from plateia.knowledge.search import Facets
    from plateia.tools.practice_search import as_json as found_as_json
    from plateia.tools.practice_search import describe, run

    given = {
        "focus_area": focus_area,
        "category": category,
        "target_group": target_group,
        "country": country,
        "theme": theme,
        "section": section,
        "evidence": evidence,
        "kind": kind,
    }
    chosen = {name: tuple(values) for name, values in given.items() if values}
    query = " ".join(words or ()).strip()
    if not query and not chosen:
        raise SettingsError(
            "search.query-empty",
            expected="Words to search for, or a facet.",
            seen="neither.",
            remedy='plateia practices "dark underpass women night", or --focus-area safe_public_spaces.',
        )
    found = run(query, folder=city, facets=Facets(**chosen), limit=limit, mode=_mode(mode))
    wording = _wording(city, language)
    typer.echo(_written(found_as_json(found)) if as_json else describe(found, language=wording.language))


@practice_commands.command()
def show(entry: str, city: City = None, language: Language = None, as_json: AsJson = False) -> None:
    """Print one entry with every field, its codes with the words that support them, and its source."""
    from plateia.tools.knowing import showing

    found = showing.find_entry(entry, folder=city)
    typer.echo(
        _written(showing.as_json(found)) if as_json else showing.describe(found, wording=_wording(city, language))
    )


@practice_commands.command(MATCH)
def match(
    finding: Annotated[str, typer.Argument(help="Id of a finding in findings.json.")],
    city: Annotated[Path, typer.Option("--city", help="The city folder.")],
    run: Annotated[str | None, typer.Option("--run", help="The published run; the newest by default.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most practices shown.", min=1, max=1000)] = 5,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Print the practices that agree with a finding of a published audit, and why."""
    from plateia.tools.knowing import matching

    found = matching.match_finding(city, finding, run=run, limit=limit)
    typer.echo(
        _written(matching.as_json(found)) if as_json else matching.describe(found, wording=_wording(city, language))
    )


@practice_commands.command()
def review(
    section: Annotated[str | None, typer.Option("--section", help="A section of the source, such as 5.1.")] = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Print the review of 21 security strategies: what they state, how many of them, and in which section."""
    from plateia.tools.knowing import strategies

    figures, wording = strategies.review_figures(section), _wording(None, language)
    if as_json:
        typer.echo(_written(strategies.as_json(figures, wording=wording)))
        return
    typer.echo(strategies.describe(figures, wording=wording))


@practice_commands.command()
def lessons(
    section: Annotated[str | None, typer.Option("--section", help="trend, tension, lesson or gap.")] = None,
    focus_area: Annotated[
        str | None, typer.Option("--focus", "--focus-area", help="A focus area, or all for what concerns all of them.")
    ] = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Print what research and practice taught: each with its section, focus area and source."""
    from plateia.tools.knowing import lessons as taught

    found, wording = taught.lessons(section=section, focus_area=focus_area), _wording(None, language)
    typer.echo(_written(taught.as_json(found)) if as_json else taught.describe(found, wording=wording))


@practice_commands.command("pillars")
def seven_pillars(language: Language = None, as_json: AsJson = False) -> None:
    """Print the seven pillars of the roadmap, each with the question a plan answers under it."""
    from plateia.knowledge.research import pillars
    from plateia.tools.knowing import lessons as taught

    shown, wording = pillars(), _wording(None, language)
    typer.echo(_written(taught.pillars_as_json(shown)) if as_json else taught.describe_pillars(shown, wording=wording))


@practice_commands.command()
def new(
    folder: Folder,
    practice: Annotated[str, typer.Argument(help="Id of the practice: small letters, digits, hyphens.")],
    language: Language = None,
) -> None:
    """Write an empty form for a practice of the city's own; nothing that is there is touched."""
    from plateia.tools.knowing.exchanging import write_form

    typer.echo(f"Written: {write_form(folder, practice, language=language)}")


@practice_commands.command("export")
def export_to(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    own_only: Annotated[bool, typer.Option("--own-only", help="Leave out what other cities sent.")] = False,
    own_id: OwnId = None,
    today: Today = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write the city's practices as one file for other cities."""
    from plateia.tools.knowing.exchanging import export

    exchange = export(folder, file, today=day_of(today), own_id=own_id, own_only=own_only)
    keys = [entry.key for entry in exchange.entries]
    said = _wording(folder, language).text("exchange.exported", n=len(keys), path=str(file))
    typer.echo(_written({"file": str(file), "entries": keys}) if as_json else said)


@practice_commands.command()
def diff(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="The file another city sent.")],
    own_id: OwnId = None,
    today: Today = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Compare what another city sent with what is here; nothing is written."""
    from plateia.tools.knowing import exchanging

    theirs, differences = exchanging.compare(folder, file, today=day_of(today), own_id=own_id)
    if as_json:
        typer.echo(_written(exchanging.diff_as_json(theirs, differences)))
        return
    typer.echo(exchanging.describe_diff(theirs, differences, wording=_wording(folder, language)))


@practice_commands.command("import")
def import_from(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="The file another city sent.")],
    accept: Annotated[
        Values, typer.Option("--accept", help="Key of a practice to replace or delete; may be repeated.")
    ] = None,
    own_id: OwnId = None,
    today: Today = None,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Take in what another city sent: new practices, and those named with --accept."""
    from plateia.tools.knowing import exchanging

    account = exchanging.receive(folder, file, today=day_of(today), own_id=own_id, accept=tuple(accept or ()))
    if as_json:
        typer.echo(_written(exchanging.account_as_json(account)))
        return
    typer.echo(exchanging.describe_account(account, wording=_wording(folder, language)))


def _mode(mode: str) -> Mode:
    from plateia.knowledge import question

    modes: tuple[Mode, ...] = get_args(question.Mode)
    for known in modes:
        if known == mode:
            return known
    raise SettingsError(
        "search.mode",
        expected=f"One of {', '.join(modes)} in --mode.",
        seen="another word.",
        remedy="leave it out for concepts.",
    )


def _wording(city: Path | None, language: str | None) -> Wording:
    """Return the wording that was named, else that of the city, else English."""
    from plateia.settings.reading import read_settings
    from plateia.wording import load

    if language is None and city is not None:
        language = read_settings(city).city.language
    return load(language or "en")


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
