"""The practices that agree with one finding of a published audit, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.findings.model import Estimate, Finding, Months, Value, Where
from plateia.knowledge.finding_matches import match_findings
from plateia.knowledge.matching import Match, Matches
from plateia.settings.reading import read_settings
from plateia.tools.knowing.entries import known_practices
from plateia.tools.planning.audits import find_finding

if TYPE_CHECKING:
    from plateia.wording import Wording


@dataclass(frozen=True)
class FindingMatches:
    """A finding as it was published, and what the knowledge base has for it.

    Attributes
    ----------
    run : str
        The run it stands in.
    row : mapping
        The finding as ``findings.json`` holds it.
    matches : Matches
        Nothing at all for a hidden finding.
    """

    run: str
    row: Mapping[str, Any]
    matches: Matches


def match_finding(folder: Path, finding: str, *, run: str | None = None, limit: int = 5) -> FindingMatches:
    """Return what agrees with a finding, of the inventory, the city's own practices and those it received.

    Parameters
    ----------
    folder : Path
        The city folder.
    finding : str
        Id of a finding.
    run : str, optional
        The published run it stands in; the newest that has it by default.
    limit : int
        Most practices of each list.

    Raises
    ------
    PlateiaError
        Errors of ``read_settings``, ``find_finding``, ``known_practices``.
    """
    settings = read_settings(folder)
    found_in, row = find_finding(folder, finding, run=run)
    practices = known_practices(folder, city=settings.city.name)
    (matches,) = match_findings([_finding(row)], practices=practices, limit=limit)
    return FindingMatches(found_in, row, matches)


def _finding(row: Mapping[str, Any]) -> Finding:
    """Return a written finding as it was, as far as matching asks."""
    return Finding(
        id=row["id"],
        kind=row["kind"],
        values={name: _value(value) for name, value in row["values"].items()},
        estimate=Estimate(row["estimate"]["value"]),
        period=Months(row["period"]["from"], row["period"]["to"]),
        method=row["method"],
        where=Where(tuple(row["where"]["area_ids"])),
        hidden=row["hidden"],
    )


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(map(_value, value))
    if isinstance(value, dict):
        return {name: _value(member) for name, member in value.items()}
    kept: Value = value
    return kept


def describe(found: FindingMatches, *, wording: Wording) -> str:
    """Return what was found as plain lines."""
    from plateia.reports.practices import coded_lines, required_lines, touching_line

    matches = found.matches
    lines = [f"{found.row['id']} ({found.run})", f"  {found.row['statement']}", ""]
    lines += [wording.text(f"match.nothing.{code}") for code in matches.nothing_stated]
    if "property_crime" in matches.nothing_stated:
        lines.append(wording.text("match.coverage"))
    if touching := touching_line(matches, wording=wording):
        lines.append(touching)
    if not matches.matches or "not_named" in matches.nothing_stated:
        lines += _agreement_lines(matches, wording)
    if matches.matches:
        lines += [wording.text("match.lead", n=len(matches.matches)), *_entries(matches.matches, wording)]
        coded = coded_lines([match.practice for match in matches.matches], wording=wording)
        lines += ["", *coded, wording.text("match.order")]
        lines += [wording.text("evidence.never_one_number"), wording.text("content.claim")]
    elif not matches.nothing_stated:
        lines.append(wording.text("match.no_entry"))
    if matches.read_only:
        lines += ["", f"{wording.text('match.read_only')}."]
        lines += [f"  {match.practice.id} · {match.practice.name}" for match in matches.read_only]
        lines += required_lines(wording)
    return "\n".join(lines)


def _agreement_lines(matches: Matches, wording: Wording) -> list[str]:
    """Say in which of problem, place, people and way of working the knowledge base has anything."""
    lines = [wording.text("match.agreement.lead")] if matches.agreement else []
    for part in matches.agreement:
        key = "not_asked" if not part.asked else "some" if part.n_entries else "none"
        lines.append("  " + wording.text(f"match.agreement.{key}", facet=part.facet, n=part.n_entries))
    return lines


def _entries(matches: Sequence[Match], wording: Wording) -> list[str]:
    from plateia.knowledge.codes import EMMIE_FIELDS
    from plateia.reports.practices import evidence_texts, source_text, where_text, why_text

    lines = []
    for match in matches:
        practice = match.practice
        lines += ["", f"{practice.id} · {practice.name} · {where_text(practice, wording=wording)}"]
        lines += [f"  {practice.summary}", f"  {wording.text('match.why')}: {why_text(match, wording=wording)}"]
        texts = evidence_texts(match, wording=wording)
        lines += [
            f"  {wording.text(f'evidence.{name}')}: {text}" for name, text in zip(EMMIE_FIELDS, texts, strict=True)
        ]
        lines.append(f"  {wording.text('match.column.source')}: {source_text(practice, wording=wording)}")
    return lines


def as_json(found: FindingMatches) -> dict[str, Any]:
    """Return what was found as JSON values; None in ``evidence`` says "not stated"."""
    return {
        "finding": found.row["id"],
        "run": found.run,
        "hidden": found.row["hidden"],
        "statement": found.row["statement"],
        "matches": [_match_as_json(match) for match in found.matches.matches],
        "read_only": [_match_as_json(match) for match in found.matches.read_only],
        "nothing_stated": list(found.matches.nothing_stated),
        "touching": [practice.id for practice in found.matches.touching],
        "agreement": [asdict(part) for part in found.matches.agreement],
    }


def _match_as_json(match: Match) -> dict[str, Any]:
    from plateia.reports.practices import coder_of

    practice = match.practice
    return {
        "id": practice.id,
        "name": practice.name,
        "origin": practice.provenance.origin,
        "city_or_organisation": list(practice.city_or_organisation),
        "country": practice.country,
        "country_basis": practice.country_basis,
        "person_level": practice.person_level,
        "coded_by": coder_of(practice),
        "fit": match.fit,
        "facets": list(match.facets),
        "reasons": [{"facet": why.facet, "code": why.code, "words": why.words} for why in match.reasons],
        "evidence": {name: None if words is None else list(words) for name, words in match.evidence.items()},
        "n_results": practice.n_results,
    }
