"""The chapter on practices: what others did about what the audit shows, why it is shown, and what is not known.

The findings are those of the version that is written, so that what is hidden has no say. A practice is text here: no
order of merit, no sum of its evidence, and an entry on single persons is never offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plateia.findings.edition import Published
from plateia.findings.model import Finding
from plateia.knowledge.codes import EMMIE_FIELDS, MATCHED_FACETS
from plateia.knowledge.coverage import touching_property_crime
from plateia.knowledge.finding_matches import NOT_LOOKED_UP, match_findings
from plateia.knowledge.matching import Match, Matches
from plateia.knowledge.practices import INVENTORY, Practice
from plateia.knowledge.research import sources
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.wording import Wording

LEADING_KINDS: tuple[str, ...] = ("area_high", "cells_high", "trend", "period_change", "affected")
"""Kinds that show more than expected, or whom it meets: the others give practices in ``findings.json`` alone."""

OURSELVES = "Plateia"
REQUIRED: tuple[str, ...] = ("not_screening", "other_explanations", "helpline", "complaint")
"""Keys of ``content.required``: what must stand beside an entry that works on single persons."""
MOST_TOLD = 8
MOST_STATEMENTS = 3
Practices = Sequence[Practice] | None
"""The practices findings are compared with; None for the inventory alone."""


@dataclass(frozen=True)
class Told:
    """Findings that share the same matches, in the order of their ranks."""

    findings: tuple[Finding, ...]
    matches: Matches

    @property
    def categories(self) -> tuple[str, ...]:
        """The offence categories the findings speak of, each once."""
        return tuple(dict.fromkeys(str(finding.values.get("offence_category")) for finding in self.findings))


def told_matches(published: Published, *, practices: Practices = None) -> tuple[Told, ...]:
    """Return what the knowledge base has, and has not, for what an edition shows more of; findings alike together.

    Parameters
    ----------
    published : Published
        Hidden findings have no say.
    practices : sequence of Practice, optional
        The inventory where left out.
    """
    together: dict[tuple[tuple[str, ...], ...], list[tuple[Finding, Matches]]] = {}
    findings = sorted(published.edition.findings, key=lambda finding: finding.rank)
    leading = [finding for finding in findings if finding.kind in LEADING_KINDS and not finding.hidden]
    for finding, matches in zip(leading, match_findings(leading, practices=practices), strict=True):
        if NOT_LOOKED_UP.isdisjoint(matches.nothing_stated):
            together.setdefault(_sameness(matches), []).append((finding, matches))
    return tuple(Told(tuple(finding for finding, _ in group), group[0][1]) for group in together.values())


def _sameness(matches: Matches) -> tuple[tuple[str, ...], ...]:
    offered, read = (tuple(match.practice.id for match in part) for part in (matches.matches, matches.read_only))
    return offered, read, matches.nothing_stated, tuple(practice.id for practice in matches.touching)


def practices_sentence(published: Published, *, wording: Wording) -> str:
    """Return the sentence of the first page that points to the chapter."""
    found = any(finding.practices for finding in published.edition.findings if finding.kind in LEADING_KINDS)
    return wording.text("match.first_page" if found else "match.first_page_none")


def practices_section(published: Published, *, wording: Wording, practices: Practices = None) -> Section:
    """Return the chapter "What others have done".

    Parameters
    ----------
    published : Published
    wording : Wording
        Language around the entries; these stand in the language they were written in.
    practices : sequence of Practice, optional
        The inventory and a city's own; the inventory where left out.
    """
    told = told_matches(published, practices=practices)
    shown = told[:MOST_TOLD]
    lead = [wording.text("match.chapter_lead"), *coded_lines(_practices_shown(shown), wording=wording)]
    lead += [wording.text("match.order"), wording.text("match.single")]
    if not shown:
        lead.append(wording.text("match.no_problem_shown"))
    blocks: list[Block] = [Paragraph(text) for text in lead]
    if len(told) > len(shown):
        blocks.append(Paragraph(wording.text("match.more_groups", n=len(told) - len(shown)), "note"))
    return Section(
        "practices",
        wording.text("match.heading"),
        tuple(blocks),
        (
            *(_group_section(number, group, wording) for number, group in enumerate(shown, start=1)),
            *_entry_sections(shown, wording),
            Section(
                "practices-not-there",
                wording.text("match.nothing.heading"),
                tuple(Paragraph(text) for text in coverage_lines(practices, wording=wording)),
            ),
        ),
    )


def _group_section(number: int, group: Told, wording: Wording) -> Section:
    said = tuple(wording.statement(finding) for finding in group.findings[:MOST_STATEMENTS])
    rest = len(group.findings) - len(said)
    blocks: list[Block] = [Points(said)]
    if rest:
        blocks.append(Paragraph(wording.text("match.more_findings", n=rest), "note"))
    blocks += [Paragraph(wording.text(f"match.nothing.{code}")) for code in group.matches.nothing_stated]
    if touching := touching_line(group.matches, wording=wording):
        blocks.append(Paragraph(touching))
    if group.matches.matches:
        blocks.append(_matches_table(group.matches.matches, wording))
    elif not group.matches.nothing_stated:
        blocks.append(Paragraph(wording.text("match.no_entry")))
    if group.matches.read_only:
        blocks.append(Paragraph(f"{wording.text('match.read_only')}. {' '.join(required_lines(wording))}"))
        blocks.append(Points(tuple(_named(match.practice) for match in group.matches.read_only)))
    kinds = dict.fromkeys(wording.text(f"kind.{finding.kind}") for finding in group.findings)
    about = ", ".join(wording.category(category) for category in group.categories)
    heading = wording.text("match.group", categories=about, kinds=", ".join(kinds))
    return Section(f"practices-{number}", heading, tuple(blocks))


def _matches_table(matches: Sequence[Match], wording: Wording) -> Table:
    rows = tuple((_named(match.practice), why_text(match, wording=wording)) for match in matches)
    return Table(wording.text("match.why_caption"), _columns(("practice", "why"), wording), rows)


def _entry_sections(told: Sequence[Told], wording: Wording) -> tuple[Section, ...]:
    """Return what the practices shown are, and what is stated of their evidence; each practice once."""
    found = {match.practice.id: match for group in told for match in group.matches.matches}
    if not found:
        return ()
    matches = [found[entry_id] for entry_id in sorted(found)]
    entries = Table(
        wording.text("match.entries_caption"),
        _columns(("practice", "summary", "where", "source"), wording),
        tuple(_entry_row(match.practice, wording) for match in matches),
    )
    evidence = Table(
        wording.text("evidence.heading"),
        (*_columns(("practice",), wording), *(wording.text(f"evidence.{name}") for name in EMMIE_FIELDS)),
        tuple((_named(match.practice), *evidence_texts(match, wording=wording)) for match in matches),
        note=wording.text("content.claim"),
    )
    never = Paragraph(wording.text("evidence.never_one_number"))
    return (Section("practices-entries", wording.text("match.entries"), (entries, never, evidence)),)


def _practices_shown(told: Sequence[Told]) -> list[Practice]:
    return [match.practice for group in told for match in (*group.matches.matches, *group.matches.read_only)]


def coded_lines(practices: Sequence[Practice], *, wording: Wording) -> list[str]:
    """Return who coded what agrees: always ourselves, then each city whose own practices are among them."""
    cities = dict.fromkeys(coder for practice in practices if (coder := coder_of(practice)) != OURSELVES)
    return [wording.text("match.coded"), *(wording.text("match.coded_city", city=city) for city in cities)]


def coverage_lines(practices: Practices, *, wording: Wording) -> list[str]:
    """Return what the inventory does not cover, and the entries that touch property crime nevertheless."""
    return [wording.text("match.coverage"), *touching_chapter(touching_property_crime(practices), wording=wording)]


def touching_chapter(touching: Sequence[Practice], *, wording: Wording) -> list[str]:
    """Return the sentence that names the entries that touch property crime; none where there are none."""
    if not touching:
        return []
    entries = wording.listed([_named(practice) for practice in touching])
    return [wording.text("match.touching.chapter", n=len(touching), entries=entries)]


def _columns(names: Sequence[str], wording: Wording) -> tuple[str, ...]:
    return tuple(wording.text(f"match.column.{name}") for name in names)


def _entry_row(practice: Practice, wording: Wording) -> tuple[str, ...]:
    where, source = where_text(practice, wording=wording), source_text(practice, wording=wording)
    return _named(practice), practice.summary, where, source


def _named(practice: Practice) -> str:
    return f"{practice.name} ({practice.id})"


def where_text(practice: Practice, *, wording: Wording) -> str:
    """Return who runs a practice and in which country; an inferred country is shown as inferred."""
    country = practice.country or wording.text("content.not_stated")
    if practice.country and practice.country_basis == "inferred":
        country = wording.text("content.inferred", country=practice.country)
    return "; ".join((*practice.city_or_organisation, country))


def why_text(match: Match, *, wording: Wording) -> str:
    """Return how near the problem is, then each facet that agrees with the words of the entry that support it."""
    reasons = []
    for facet in MATCHED_FACETS:
        words = dict.fromkeys(reason.words for reason in match.reasons if reason.facet == facet)
        if words:
            reasons.append(wording.text("match.reason", facet=facet, words=" … ".join(words)))
    return f"{wording.text(f'match.fit_{match.fit}')} {'; '.join(reasons)}"


def evidence_texts(match: Match, *, wording: Wording) -> tuple[str, ...]:
    """Return what an entry states in each of the EMMIE fields, side by side; never one number."""
    absent = wording.text("evidence.not_stated")
    texts = {name: "; ".join(match.evidence[name] or ()) for name in EMMIE_FIELDS}
    texts["effect"] = evidence_stated(texts["effect"], match.practice, wording=wording)
    return tuple(texts[name] or absent for name in EMMIE_FIELDS)


def evidence_stated(claim: str | None, practice: Practice | None, *, wording: Wording) -> str:
    """Return what is stated of results: a claim, and that results of the city's own evaluation stand in the entry."""
    n_results = 0 if practice is None else practice.n_results
    own = wording.text("evidence.own_results", n=n_results) if n_results else ""
    return "; ".join(text for text in (claim and claim.rstrip("."), own) if text) if own else claim or ""


def coder_of(practice: Practice | None) -> str:
    """Return who gave an entry its codes: Plateia those of the inventory, a city those of its own practices."""
    return OURSELVES if practice is None or practice.provenance.origin == INVENTORY else practice.provenance.origin


def coded_by_text(practices: Sequence[Practice], *, wording: Wording) -> str:
    """Return by whom practices were coded, each coder once."""
    coders = dict.fromkeys(coder_of(practice) for practice in practices)
    return " ".join(
        wording.text("content.coded_by") if coder == OURSELVES else wording.text("content.coded_by_city", city=coder)
        for coder in coders
    )


def source_text(practice: Practice, *, wording: Wording) -> str:
    """Return where an entry comes from: the document and its section, or the city that stated it."""
    provenance = practice.provenance
    if provenance.origin != INVENTORY:
        key = "match.received" if provenance.received_from else "match.from_city"
        return wording.text(key, city=provenance.origin, sender=provenance.received_from)
    return document_text(practice.source, practice.source_section, wording=wording)


def document_text(source: str | None, section: str | None, *, wording: Wording) -> str:
    """Return the title of a document and where in it something stands."""
    document = sources().get(source or "")
    if document is None:
        return wording.text("content.not_stated")
    sections = "; ".join((section or "–").split(";"))
    return wording.text("match.from_source", title=document.title, section=sections)


def required_lines(wording: Wording) -> list[str]:
    """Return what stands on every page that shows an entry on single persons: text only, and what must be said."""
    return [wording.text("content.person_level"), *(wording.text(f"content.required.{name}") for name in REQUIRED)]


def touching_line(matches: Matches, *, wording: Wording) -> str | None:
    """Return the entries that touch property crime where that is asked for; None where there are none."""
    if not matches.touching:
        return None
    entries = wording.listed([_named(practice) for practice in matches.touching])
    return wording.text("match.touching.entries", n=len(matches.touching), entries=entries)
