"""The sheet on practices: what the chapter says, one row for each problem and practice, so that it can be filtered."""

from __future__ import annotations

from collections.abc import Iterator

from plateia.findings.edition import Published
from plateia.knowledge.codes import EMMIE_FIELDS
from plateia.knowledge.matching import Match
from plateia.reports.practices import (
    Practices,
    Told,
    evidence_texts,
    required_lines,
    source_text,
    told_matches,
    where_text,
    why_text,
)
from plateia.reports.spreadsheet import Cell, Sheet, SheetColumn, Style
from plateia.wording import Wording

_COLUMNS: tuple[tuple[str, Style, float], ...] = (
    ("problem", "wrapped", 28.0),
    ("n_findings", "whole", 10.0),
    ("first_finding", "wrapped", 60.0),
    ("not_there", "wrapped", 40.0),
    ("id", "text", 14.0),
    ("name", "wrapped", 36.0),
    ("organisation", "wrapped", 36.0),
    ("why", "wrapped", 70.0),
    ("text_only", "text", 12.0),
    ("required", "wrapped", 40.0),
    *((name, "wrapped", 30.0) for name in EMMIE_FIELDS),
    ("source", "wrapped", 50.0),
)


def practices_sheet(published: Published, *, wording: Wording, practices: Practices = None) -> Sheet:
    """Return the sheet; a problem without a practice has one row that says what the knowledge base does not have."""
    told = told_matches(published, practices=practices)
    rows = [row for group in told for row in _rows(group, wording)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS)
    return Sheet(
        wording.text("workbook.practices"),
        tuple(
            SheetColumn(_heading(name, wording), cells, style, width)
            for (name, style, width), cells in zip(_COLUMNS, columns, strict=True)
        ),
    )


def _heading(name: str, wording: Wording) -> str:
    return wording.text(f"evidence.{name}" if name in EMMIE_FIELDS else f"workbook.practice.{name}")


def _rows(group: Told, wording: Wording) -> Iterator[tuple[Cell, ...]]:
    first = group.findings[0]
    about: tuple[Cell, ...] = (
        ", ".join(wording.category(category) for category in group.categories),
        len(group.findings),
        wording.statement(first),
        " ".join(wording.text(f"match.nothing.{code}") for code in group.matches.nothing_stated) or None,
    )
    found = (*group.matches.matches, *group.matches.read_only)
    for match in found:
        yield *about, *_entry(match, wording)
    if not found:
        yield *about, *(None,) * (len(_COLUMNS) - len(about))


def _entry(match: Match, wording: Wording) -> tuple[Cell, ...]:
    practice = match.practice
    return (
        practice.id,
        practice.name,
        where_text(practice, wording=wording),
        why_text(match, wording=wording),
        wording.text("answer.yes" if practice.person_level else "answer.no"),
        " ".join(required_lines(wording)) if practice.person_level else None,
        *evidence_texts(match, wording=wording),
        source_text(practice, wording=wording),
    )
