"""Searches the knowledge base and a city's own practices, in eight languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.tools.tool import Option, Tool

if TYPE_CHECKING:
    from plateia.knowledge.entries import Entry
    from plateia.knowledge.practices import Practice
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
        Option("section", "of insights: trend, tension, lesson or gap"),
        Option("evidence", "stated, not_stated, or not_evaluated: the source says so"),
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
    nothing; ``other_kinds``, kinds of entry that would have some; ``nothing_stated``, ``property_crime`` where that
    is asked for, and ``touching``, the entries of the inventory that touch it; ``concepts``, each with ``concept``,
    ``asked`` and ``language``; and ``hits``. A hit holds ``id``, ``kind``, ``name``, ``summary``, ``score``;
    ``facets``, lists by facet; ``codes``; ``evidence_stated``, null for "not stated"; ``n_results``, results of the
    city's own evaluation; ``person_level``; ``source``, the document of what is no practice; ``origin``,
    ``inventory`` or the city; and ``why``, each with ``how`` (word, like, concept, code, meaning), ``asked``,
    ``found`` and ``field``, null where it does not apply.
    """
    touching = _touching(result)
    return {
        "n_matching": result.n_matching,
        "modes": list(result.modes),
        "emptied_by": list(result.emptied_by),
        "other_kinds": list(result.other_kinds),
        "nothing_stated": ["property_crime"] if touching is not None else [],
        "touching": [practice.id for practice in touching or ()],
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
        "source": hit.entry.source,
        "origin": practice.provenance.origin if practice is not None else "inventory",
        "why": [
            {"how": why.how, "asked": why.asked, "found": why.found, "field": why.field} for why in hit.why
        ],
    }  # fmt: skip


def describe(result: SearchResult, *, language: str = "en") -> str:
    """Return the result as plain lines."""
    from plateia.wording import load

    wording = load(language)
    uncovered = _uncovered(result, wording)
    if not result.hits:
        return "\n".join([*_nothing(result, wording), *uncovered])
    lines = [wording.text("search.found", n=result.n_matching, shown=len(result.hits)), *uncovered]
    for hit in result.hits:
        lines += ["", *_hit_lines(hit, wording)]
    return "\n".join([*lines, "", *_beside(result, wording)])


def _touching(result: SearchResult) -> tuple[Practice, ...] | None:
    """Return the entries of the inventory that touch property crime where that was asked for, else None."""
    from plateia.knowledge.concepts import concepts
    from plateia.knowledge.coverage import names_property_crime, touching_property_crime

    asked = [concepts()[found.concept] for found in result.concepts]
    broader = [concepts()[concept.broader] for concept in asked if concept.broader]
    codes = [code for concept in (*asked, *broader) for code in concept.codes]
    return touching_property_crime() if names_property_crime(codes) else None


def _uncovered(result: SearchResult, wording: Wording) -> list[str]:
    from plateia.reports.practices import touching_chapter

    touching = _touching(result)
    if touching is None:
        return []
    return [wording.text("match.nothing.property_crime"), *touching_chapter(touching, wording=wording)]


def _beside(result: SearchResult, wording: Wording) -> list[str]:
    """Return what must be said of the entries: of those on single persons, and that evidence is a claim."""
    from plateia.reports.practices import required_lines

    lines = []
    if any(hit.entry.practice is not None and hit.entry.practice.person_level for hit in result.hits):
        lines += [*required_lines(wording), ""]
    if any("evidence" in hit.entry.facets for hit in result.hits):
        lines.append(wording.text("search.claims"))
    return lines or [wording.text("lessons.about")]


def _nothing(result: SearchResult, wording: Wording) -> list[str]:
    if result.other_kinds:
        options = [f"--kind {kind}" for kind in result.other_kinds]
        return [wording.text("search.other_kinds", options=wording.listed(options))]
    facets = [wording.text(f"search.facet.{name}") for name in result.emptied_by if name != "query"]
    if not facets:
        return [wording.text("search.no_words")]
    key = "search.no_words_within" if "query" in result.emptied_by else "search.no_entry"
    lines = [wording.text(key, facets=wording.listed(facets))]
    searched_by_the_source = set(result.emptied_by) <= {"focus_area", "category"}
    return [*lines, wording.text("content.none_found")] if searched_by_the_source else lines


def _hit_lines(hit: Hit, wording: Wording) -> list[str]:
    from plateia.reports.practices import coder_of

    entry, practice = hit.entry, hit.entry.practice
    lines = [_title(entry, wording), f"  {entry.summary}", *(f"  {line}" for line in _known(hit, wording))]
    if practice is not None and practice.person_level:
        lines.append("  " + wording.text("content.person_level"))
    coder = coder_of(practice)
    reasons = list(dict.fromkeys(_reason(why, coder, wording) for why in hit.why))
    if reasons:
        lines.append("  " + wording.text("search.why", reasons="; ".join(reasons)))
    return lines


def _title(entry: Entry, wording: Wording) -> str:
    """Return what an entry is called; a lesson, which has no name, by its section and focus area."""
    organisation = entry.texts.get("organisation", "").strip("; ")
    said = [wording.text(f"content.section.{name}") for name in entry.facets.get("section", ())]
    if entry.kind == "insight":
        said += [wording.text(f"content.focus_area.{name}") for name in entry.facets["focus_area"][:1]]
    return " · ".join(part for part in (entry.id, entry.name, *said, organisation) if part)


def _known(hit: Hit, wording: Wording) -> list[str]:
    """Return what is stated of evidence, where an entry may have any, and the source of what is no practice."""
    from plateia.reports.practices import document_text, evidence_stated

    entry, practice = hit.entry, hit.entry.practice
    lines = []
    if "evidence" in entry.facets:
        evidence = evidence_stated(hit.evidence, practice, wording=wording) or wording.text("search.not_stated")
        if practice is not None and "not_evaluated" in entry.facets["evidence"]:
            evidence = wording.text("search.line.not_evaluated", words=practice.evidence_stated)
        lines.append(wording.text("search.evidence", evidence=evidence))
    for name in entry.facets.get("policy_type", ()):
        lines.append(wording.text("search.line.policy_type", kind=wording.text(f"content.policy_type.{name}")))
    if entry.source is not None:
        source = document_text(entry.source, entry.source_section, wording=wording)
        lines.append(wording.text("search.line.source", source=source))
    return lines


def _reason(why: Reason, coder: str, wording: Wording) -> str:
    field = wording.text(f"search.field.{why.field}") if why.field else ""
    found = why.found
    if why.how == "code" and found:
        found = wording.text(f"content.code.{found.replace(':', '.')}")
    return wording.text(f"search.how.{why.how}", asked=why.asked or "", found=found or "", field=field, coder=coder)
