"""What stands beside the effect: where offences may have moved, ring by ring, and what other methods say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plateia.findings.model import Finding
from plateia.reports.document import Block, Paragraph, Table
from plateia.reports.evaluation.figures_said import p_said
from plateia.wording import Wording


def displacement_blocks(findings: Iterable[Finding], *, wording: Wording) -> list[Block]:
    """Return what the findings say of displacement, each with its rings where there are any."""
    blocks: list[Block] = []
    for finding in findings:
        blocks.append(Paragraph(wording.statement(finding)))
        rings: Any = finding.values.get("rings") or ()
        if rings:
            blocks.append(_rings(rings, wording))
    return blocks


def _rings(rings: Iterable[Mapping[str, Any]], wording: Wording) -> Table:
    rows = tuple(
        (
            wording.text("table.range", low=wording.number(ring["inner_m"]), high=wording.number(ring["outer_m"])),
            wording.number(ring["before"]),
            wording.number(ring["after"]),
            wording.number(ring["net"]),
        )
        for ring in rings
    )
    columns = (wording.text("evaluation.distance_m"), *(wording.text(f"table.{name}") for name in ("before", "after")))
    return Table(
        wording.text("evaluation.rings"), (*columns, wording.text("evaluation.averted")), rows, frozenset({1, 2, 3})
    )


def other_methods(findings: Sequence[Finding], *, wording: Wording) -> list[Block]:
    """Return the table of the methods that did not decide, or nothing."""
    if not findings:
        return []
    absent, hidden = wording.text("mark.not_available"), wording.text("mark.hidden")

    def span(finding: Finding, names: tuple[str, str, str], factor: float) -> str:
        figures: Any = [finding.values.get(name) for name in names]
        if finding.hidden:
            return hidden
        if figures[0] is None:
            return absent
        middle = wording.number(factor * figures[0])
        if None in figures:
            return middle
        low, high = (wording.number(factor * figure) for figure in figures[1:])
        return f"{middle} ({wording.text('table.range', low=low, high=high)})"

    rows = tuple(
        (
            wording.text(f"evaluation_method.{finding.values['method']}"),
            span(finding, ("ratio", "ratio_low", "ratio_high"), 100),
            span(finding, ("averted", "averted_low", "averted_high"), 1),
            hidden if finding.hidden else p_said(finding.values["p"], wording=wording),
            hidden if finding.hidden else wording.text(f"verdict.{finding.values['verdict']}"),
        )
        for finding in findings
    )
    columns = tuple(
        wording.text(f"evaluation.{name}") for name in ("method", "ratio", "averted", "p", "verdict_heading")
    )
    note = wording.text("evaluation.other_methods_note")
    return [Table(wording.text("evaluation.other_methods_table"), columns, rows, frozenset({1, 2}), note)]
