"""Searches the knowledge base and a city's own practices, in eight languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.tools.tool import Option, Tool

if TYPE_CHECKING:
    from plateia.knowledge.question import Mode, Reason
    from plateia.knowledge.search import Facets, Hit, SearchResult
    from plateia.wording import Wording

TOOL = Tool(
    name="practices",
    question="What have other towns tried against this, what is known of it, and what is not stated?",
    step="know",
    focus_areas=("juvenile_delinquency", "radicalisation", "organised_crime", "safe_public_spaces"),
    needs=("words in one of eight languages",),
    gives=("entries of the knowledge base, each with why it was found and what its source states of evidence",),
    not_for="what works: the inventory is an overview, its evidence is a claim of the source",
    options=(
        Option("city", "a city folder, whose own practices are searched too"),
        Option("focus-area", "juvenile_delinquency, radicalisation, organised_crime or safe_public_spaces"),
        Option("category", "diagnostic, activity or evaluation"),
        Option("target-group", "a target group of the code list"),
        Option("country", "a country, in English"),
        Option("theme", "governance, technology, gender or cross_border"),
        Option("evidence", "stated or not_stated"),
        Option("kind", "practice, policy, insight or city_tool", "practice and city_tool"),
        Option("limit", "most entries shown", 10),
        Option("mode", "words, trigrams, concepts or vectors (extra semantic; takes seconds)", "concepts"),
        Option("language", "language of the text around the entries", "en"),
    ),
)


def run(
    query: str,
    *,
    folder: Path | None = None,
    facets: Facets | None = None,
    limit: int = 10,
    mode: Mode = "concepts",
) -> SearchResult:
    """Search the knowledge base, and a city folder's own and imported practices where one is given.

    Parameters
    ----------
    query : str
        Words in English, German, French, Italian, Spanish, Portuguese, Dutch or Latvian; empty lists all.
    folder : Path, optional
        A city folder with ``knowledge/*.toml``.
    facets : Facets, optional
        What the hits are limited to.
    limit : int
        Most hits.
    mode : str
        words, trigrams, concepts or vectors: each adds to those before it.

    Raises
    ------
    PlateiaError
        ``search.facet-unknown``, ``search.limit-invalid``, or what reading the city's own practices raises.
    """
    from plateia.knowledge.search import search

    own = _own_practices(folder) if folder is not None else ()
    return search(query, entries=own, facets=facets, limit=limit, mode=mode)


def _own_practices(folder: Path) -> tuple[Any, ...]:
    from plateia.settings.reading import read_settings
    from plateia.tools.knowing.entries import city_practices

    city = read_settings(folder).city.name
    return tuple(entry.practice for entry in city_practices(folder, city=city))


def as_json(result: SearchResult) -> dict[str, Any]:
    """Return what ``--json`` prints.

    The object holds ``n_matching``; ``modes``, the ways of finding used; ``emptied_by``, the conditions that leave
    nothing; ``other_kinds``, kinds of entry that would have some; ``concepts``, each with ``concept``, ``asked``
    and ``language``; and ``hits``. A hit holds ``id``, ``kind``, ``name``, ``summary``, ``score``; ``facets``,
    lists by facet; ``codes``; ``evidence_stated``, null for "not stated"; ``n_results``, results of the city's own
    evaluation; ``person_level``; ``origin``, ``inventory`` or the city; and ``why``, each with ``how`` (word, like,
    concept, code, meaning), ``asked``, ``found`` and ``field``, null where it does not apply.
    """
    return {
        "n_matching": result.n_matching,
        "modes": list(result.modes),
        "emptied_by": list(result.emptied_by),
        "other_kinds": list(result.other_kinds),
        "concepts": [
            {"concept": found.concept, "asked": found.words, "language": found.language} for found in result.concepts
        ],
        "hits": [_hit_as_json(hit) for hit in result.hits],
    }


def _hit_as_json(hit: Hit) -> dict[str, Any]:
    practice = hit.entry.practice
    return {
        "id": hit.entry.id,
        "kind": hit.entry.kind,
        "name": hit.entry.name,
        "summary": hit.entry.summary,
        "score": round(hit.score, 6),
        "facets": {name: list(held) for name, held in hit.entry.facets.items()},
        "codes": list(hit.entry.codes),
        "evidence_stated": hit.evidence,
        "n_results": 0 if practice is None else practice.n_results,
        "person_level": practice is not None and practice.person_level,
        "origin": practice.provenance.origin if practice is not None else "inventory",
        "why": [
            {"how": why.how, "asked": why.asked, "found": why.found, "field": why.field} for why in hit.why
        ],
    }  # fmt: skip


def describe(result: SearchResult, *, language: str = "en") -> str:
    """Return the result as plain lines."""
    from plateia.wording import load

    wording = load(language)
    if not result.hits:
        return "\n".join(_nothing(result, wording))
    lines = [wording.text("search.found", n=result.n_matching, shown=len(result.hits))]
    for hit in result.hits:
        lines += ["", *_hit_lines(hit, wording)]
    return "\n".join([*lines, "", wording.text("search.claims")])


def _nothing(result: SearchResult, wording: Wording) -> list[str]:
    if result.other_kinds:
        options = [f"--kind {kind}" for kind in result.other_kinds]
        return [wording.text("search.other_kinds", options=wording.listed(options))]
    facets = [wording.text(f"search.facet.{name}") for name in result.emptied_by if name != "query"]
    if not facets:
        return [wording.text("search.no_words")]
    key = "search.no_words_within" if "query" in result.emptied_by else "search.no_entry"
    lines = [wording.text(key, facets=wording.listed(facets))]
    return lines if "query" in result.emptied_by else [*lines, wording.text("content.none_found")]


def _hit_lines(hit: Hit, wording: Wording) -> list[str]:
    from plateia.reports.practices import coder_of, evidence_stated

    entry, practice = hit.entry, hit.entry.practice
    organisation = entry.texts.get("organisation", "").strip("; ")
    title = " · ".join(part for part in (entry.id, entry.name, organisation) if part)
    evidence = evidence_stated(hit.evidence, practice, wording=wording) or wording.text("search.not_stated")
    lines = [title, f"  {entry.summary}", "  " + wording.text("search.evidence", evidence=evidence)]
    if practice is not None and practice.person_level:
        lines.append("  " + wording.text("content.person_level"))
    coder = coder_of(practice)
    reasons = list(dict.fromkeys(_reason(why, coder, wording) for why in hit.why))
    if reasons:
        lines.append("  " + wording.text("search.why", reasons="; ".join(reasons)))
    return lines


def _reason(why: Reason, coder: str, wording: Wording) -> str:
    field = wording.text(f"search.field.{why.field}") if why.field else ""
    found = why.found
    if why.how == "code" and found:
        found = wording.text(f"content.code.{found.replace(':', '.')}")
    return wording.text(f"search.how.{why.how}", asked=why.asked or "", found=found or "", field=field, coder=coder)
