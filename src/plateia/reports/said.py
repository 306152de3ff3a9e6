"""What findings say, gathered for a chapter: sentences once, caveats once."""

from __future__ import annotations

from collections.abc import Iterable

from plateia.findings.edition import Published
from plateia.findings.model import Finding
from plateia.reports.document import Block, Paragraph, Points
from plateia.wording import Wording
from plateia.wording.templates import SaysSomething

UNDER_EVERY_FIGURE = ("recorded_only", "single_source")
"""Caveats that stand under each figure already."""


def statements(
    published: Published, kinds: Iterable[str], *, wording: Wording, category: str | None = None
) -> tuple[str, ...]:
    """Return the sentences of findings of some kinds, in their order, refusals of these kinds included."""
    wanted = frozenset(kinds)
    return tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if concerns(finding, wanted) and (category is None or finding.values.get("offence_category") == category)
    )


def said_in_points(finding: SaysSomething, *, wording: Wording) -> list[Block]:
    """Return what a finding says as a paragraph, and what belongs to it as points: assumptions, what would help."""
    first, *more = wording.said(finding)
    return [Paragraph(first), *points(tuple(more))]


def refusals(published: Published, kinds: Iterable[str], *, wording: Wording) -> tuple[str, ...]:
    """Return the sentences of what the data cannot bear, for some kinds of finding."""
    wanted = frozenset(kinds)
    return tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if finding.kind == "refusal" and finding.values.get("kind") in wanted
    )


def concerns(finding: Finding, kinds: frozenset[str]) -> bool:
    """Say whether a finding is of these kinds, or a refusal of one of them."""
    return finding.kind in kinds or (finding.kind == "refusal" and finding.values.get("kind") in kinds)


def points(items: tuple[str, ...]) -> tuple[Block, ...]:
    """Return a list of sentences, each once; nothing where there are none."""
    return (Points(tuple(dict.fromkeys(items))),) if items else ()


def caveats(published: Published, kinds: Iterable[str], wording: Wording) -> tuple[Block, ...]:
    """Return each caveat of these kinds once, in one small paragraph."""
    wanted = frozenset(kinds)
    codes = dict.fromkeys(
        code
        for finding in published.edition.findings
        if finding.kind in wanted
        for code in finding.caveats
        if code not in UNDER_EVERY_FIGURE
    )
    return (Paragraph(" ".join(wording.caveat(code) for code in codes), "note"),) if codes else ()
