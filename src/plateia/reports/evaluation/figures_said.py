"""The figures of one method in a few lines: ratio, interval and p, what the time before says, and its diagnostics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plateia.findings.model import Finding
from plateia.reports.document import Table
from plateia.wording import Wording

SMALLEST_P_PRINTED = 0.001
"""A protected version holds no smaller one."""
WHOLE_FROM = 100


def figure_lines(finding: Finding, *, wording: Wording) -> list[str]:
    """Return ratio, interval and p of an effect, and what the same comparison gives for the time before."""
    values = finding.values
    form = "table_difference" if values["ratio"] is None else "table_ratio"
    lines = [wording.text(f"evaluation.{form}", **{**values, "p": p_said(values["p"], wording=wording)})]
    if values["verdict"] == "cannot_show" and values["smallest_p"] is not None:
        lines.append(wording.text("evaluation.table_smallest_p", smallest_p=values["smallest_p"]))
    lead: Any = values.get("diagnostics") or {}
    if lead.get("lead_ratio") is not None:
        p = p_said(lead["lead_p"], wording=wording)
        lines.append(wording.text("evaluation.table_lead", lead_ratio=lead["lead_ratio"], p=p))
    return lines


def p_said(p: Any, *, wording: Wording) -> str:
    """Return a p-value in words: none, its figure, or that it is below what is printed."""
    if p is None:
        return wording.text("evaluation.table_p_none")
    return (
        wording.text("evaluation.table_p", p=p) if p > SMALLEST_P_PRINTED else wording.text("evaluation.table_p_small")
    )


def diagnostics_table(findings: Sequence[Finding], *, wording: Wording) -> list[Table]:
    """Return what each method says of itself, for the analyst; nothing in a protected version, which holds none."""
    rows = []
    for finding in findings:
        told: Any = finding.values.get("diagnostics") or {}
        method = wording.text(f"evaluation_method.{finding.values['method']}")
        for name, figure in told.items():
            if figure is not None:
                rows.append((method, wording.text(f"diagnostic.{name}"), _figure(figure, wording)))
    columns = tuple(wording.text(f"evaluation.{name}") for name in ("method", "diagnostic", "figure"))
    return [Table(wording.text("evaluation.diagnostics_table"), columns, tuple(rows), frozenset({2}))] if rows else []


def _figure(figure: Any, wording: Wording) -> str:
    if isinstance(figure, bool):
        return wording.text("plan_report.yes" if figure else "plan_report.no")
    whole = isinstance(figure, int) or abs(figure) >= WHOLE_FROM
    return wording.number(figure, digits=0 if whole else 3)
