"""What plans take from published audits: findings by id, and sums of counts that are shown to everybody."""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plateia.city.run import OUT
from plateia.errors import InputError, PlateiaError
from plateia.plans.indicator_rules import AuditFigure
from plateia.plans.origin_rules import Audited
from plateia.settings.plan_files.indicators import FromAudit, Indicator
from plateia.vocabulary import ALL

FINDINGS = "findings.json"
RUN = re.compile(r"audit-\d{3,}")


def published_runs(city: Path) -> list[str]:
    """Return the published audits of a city, newest first; internal ones are never read for a plan."""
    out = city / OUT
    names = [entry.name for entry in out.iterdir() if RUN.fullmatch(entry.name)] if out.is_dir() else []
    return sorted(names, key=lambda name: int(name.rpartition("-")[2]), reverse=True)


def read_findings(city: Path, run: str) -> list[Mapping[str, Any]]:
    """Return the findings of a published audit.

    Raises
    ------
    InputError
        ``plan.run-not-found``, ``plan.findings-unreadable``.
    """
    runs = published_runs(city)
    path = city / OUT / run / FINDINGS
    if run not in runs or not path.is_file():
        raise InputError(
            "plan.run-not-found",
            expected=f"A published audit in {city.name}/{OUT}.",
            seen=f"{run!r}.",
            remedy=f"there are: {', '.join(runs)}." if runs else "make one with: plateia audit FOLDER",
        )
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        findings: list[Mapping[str, Any]] = document["findings"]
        whole = document["version"] == "protected" and all(isinstance(row["id"], str) for row in findings)
    except (ValueError, KeyError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise InputError(
            "plan.findings-unreadable",
            expected=f"The {FINDINGS} of a protected audit.",
            seen=f"something else in {OUT}/{run}.",
            remedy="make the audit again.",
        )
    return findings


def find_finding(city: Path, finding: str, *, run: str | None) -> tuple[str, Mapping[str, Any]]:
    """Return a finding and the run it stands in; without a run the newest that has it.

    Raises
    ------
    InputError
        ``plan.finding-not-found``, and the errors of ``read_findings``.
    """
    runs = [run] if run is not None else published_runs(city) or ["audit-001"]
    seen: list[str] = []
    for name in runs:
        findings = read_findings(city, name)
        for row in findings:
            if row["id"] == finding:
                return name, row
        seen += [row["id"] for row in findings]
    near = difflib.get_close_matches(finding, seen, n=1)
    raise InputError(
        "plan.finding-not-found",
        expected=f"The id of a finding in {OUT}/{runs[0]}/{FINDINGS}.",
        seen=f"{finding!r}.",
        remedy=f"did you mean {near[0]!r}?" if near else "ids stand in audit.xlsx too, last column of findings.",
    )


def audited(city: Path, run: str | None) -> Audited:
    """Return what the audit a plan names holds, or the newest where it names none; what cannot be read is empty."""
    runs = published_runs(city)
    chosen = run if run is not None else next(iter(runs), None)
    if chosen is None or chosen not in runs:
        return Audited(runs, (), ())
    try:
        findings = frozenset(str(row["id"]) for row in read_findings(city, chosen))
        areas = frozenset(_rows(city / OUT / chosen / "tables" / "areas.csv", ALL))
    except (PlateiaError, OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError):
        return Audited(runs, (), ())
    return Audited(runs, findings, areas)


def audit_figures(city: Path, indicators: Sequence[Indicator]) -> dict[str, AuditFigure]:
    """Return what the references of the indicators to audits come to."""
    return {
        indicator.id: audit_figure(city, indicator.baseline)
        for indicator in indicators
        if isinstance(indicator.baseline, FromAudit)
    }


def audit_figure(city: Path, reference: FromAudit) -> AuditFigure:
    """Return the sum of published counts a reference names, or why there is none.

    Only what a published table shows is added up: one hidden count, and there is no sum.
    """
    if reference.audit not in published_runs(city):
        return AuditFigure(None, "run_missing")
    try:
        rows = _rows(city / OUT / reference.audit / "tables" / f"{reference.table}.csv", reference.offence_category)
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError):
        return AuditFigure(None, "table_unreadable")
    if not rows:
        return AuditFigure(None, "category_missing")
    if any(area not in rows for area in reference.area_ids):
        return AuditFigure(None, "area_missing")
    named = [rows[area] for area in reference.area_ids or rows]
    if any(count == "" and reason == "not_covered" for count, reason in named):
        return AuditFigure(None, "not_covered")
    if any(count == "" for count, _ in named):
        return AuditFigure(None, "hidden")
    if not all(count.isdigit() for count, _ in named):
        return AuditFigure(None, "table_unreadable")
    return AuditFigure(float(sum(int(count) for count, _ in named)))


def _rows(path: Path, category: str) -> dict[str, tuple[str, str]]:
    """Return count and reason of every area of one category, as they are written."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            row["area_id"]: (row["n"], row["reason"])
            for row in csv.DictReader(stream)
            if row["offence_category"] == category
        }
