"""``findings.json``: every finding with its sentence, the intake account and the provenance, the same bytes each time.

No clock time, absolute path, host or run number stands in it (those are in ``run.json``). ``findings.schema.json``
beside this module is its JSON Schema (draft 2020-12).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import plateia
from plateia.findings.edition import Edition, Provenance, Published, SourceAccount
from plateia.findings.json_files import shipped_schema, write_json
from plateia.findings.model import Choice, Estimate, Finding, Months
from plateia.findings.numbers import written_number

if TYPE_CHECKING:
    from plateia.wording import Wording

SCHEMA_VERSION = "1.0"

_COARSENESS = ("minute", "hour", "day", "month", "year")


def findings_document(published: Published, *, wording: Wording) -> dict[str, Any]:
    """Return the content of ``findings.json`` as JSON values.

    Parameters
    ----------
    published : Published
        Protected or internal; nothing is hidden here that is not hidden there.
    wording : Wording
        The language of statements and caveats.

    Returns
    -------
    dict
        Keys in the order of the contract. Floats hold 10 significant digits; missing numbers are ``None``.
    """
    edition = published.edition
    return {
        "schema_version": SCHEMA_VERSION,
        "plateia": plateia.__version__,
        "city": edition.city,
        "tool": edition.tool,
        "language": wording.language,
        "edition": edition.edition,
        "version": "protected" if published.internal_for is None else "internal",
        "synthetic": edition.synthetic,
        "period": months_entry(edition.period),
        "coverage": {
            "categories": dict(edition.coverage.categories),
            "focus_areas": dict(edition.coverage.focus_areas),
        },
        "months_missing": sorted(edition.months_missing),
        "quality": {"incidents": _account(edition)},
        "findings": [finding_entry(finding, wording=wording) for finding in edition.findings],
        "provenance": _provenance(edition.provenance, wording=wording),
    }


def write_findings(published: Published, path: Path, *, wording: Wording) -> None:
    """Write ``findings.json``: the same bytes for the same edition."""
    write_json(findings_document(published, wording=wording), path)


def findings_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of ``findings.json`` that ships with the package."""
    return shipped_schema(__package__, "findings.schema.json")


def json_value(value: object) -> Any:
    """Return a finding's value as JSON: tuples as lists, keys sorted, 10 significant digits, no NaN.

    Examples
    --------
    >>> json_value({"share": 1 / 3, "months": ("2026-01",), "low": float("nan")})
    {'low': None, 'months': ['2026-01'], 'share': 0.3333333333}
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(key): json_value(value[key]) for key in sorted(value)}
    if isinstance(value, Sequence):
        return [json_value(member) for member in value]
    return written_number(value)


def finding_entry(finding: Finding, *, wording: Wording) -> dict[str, Any]:
    """Return one finding as JSON values, with its sentence."""
    values = dict(finding.values)
    if finding.kind == "refusal":
        values["reason"] = wording.refusal(str(values["code"]))
    return {
        "id": finding.id,
        "kind": finding.kind,
        "rank": finding.rank,
        "hidden": finding.hidden,
        "statement": wording.statement(finding),
        "values": json_value(values),
        "estimate": _estimate(finding.estimate, hidden=finding.hidden),
        "where": {"area_ids": sorted(finding.where.area_ids), "geometry_ref": finding.where.geometry_ref},
        "period": months_entry(finding.period),
        "caveats": [{"code": code, "statement": wording.caveat(code)} for code in finding.caveats],
        "choices": [choice_entry(choice, wording=wording) for choice in finding.choices],
        "method": finding.method,
        "practices": list(finding.practices),
    }


def _estimate(estimate: Estimate, *, hidden: bool) -> dict[str, Any]:
    # A hidden finding has lost its figures already; a slip there must not show here.
    if hidden:
        estimate = Estimate(None, no_interval_reason="suppressed", unit=estimate.unit)
    return {
        "value": json_value(estimate.value),
        "ci_low": json_value(estimate.ci_low),
        "ci_high": json_value(estimate.ci_high),
        "ci_level": json_value(estimate.ci_level),
        "interval_method": estimate.interval_method,
        "no_interval_reason": estimate.no_interval_reason,
        "n": json_value(estimate.n),
        "unit": estimate.unit,
    }


def months_entry(period: Months) -> dict[str, Any]:
    """Return a period as JSON values."""
    ends: dict[str, Any] = {"from": period.first, "to": period.last}
    return ends if period.months is None else {**ends, "months": list(period.months)}


def _account(edition: Edition) -> dict[str, Any]:
    sources = edition.sources
    dropped: Counter[str] = Counter()
    for source in sources if None not in {source.read for source in sources} else ():
        dropped.update(source.dropped)
    resolutions = [source.time_resolution for source in sources]
    return {
        **{
            name: _sum([getattr(source, name) for source in sources])
            for name in ("read", "kept", "with_area", "without_area")
        },
        "dropped": json_value(dropped),
        **{
            name: _sum([getattr(source, name) for source in sources])
            for name in ("without_coordinates", "repeated_ids", "distinct_locations")
        },
        "time_resolution": max(resolutions, key=_coarseness, default=None),
        "anchored": any(source.anchored for source in sources),
        "months_missing": sorted(edition.months_missing),
        "sources": [_source(source) for source in sources],
    }


def _sum(parts: list[int | None]) -> int | None:
    """Return the sum, or nothing where a part is hidden."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _coarseness(resolution: str) -> int:
    return _COARSENESS.index(resolution) if resolution in _COARSENESS else len(_COARSENESS)


def _source(source: SourceAccount) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "licence": source.licence,
        "controller": source.controller,
        "purpose": source.purpose,
        "legal_basis": source.legal_basis,
        "retention": source.retention,
        "time_basis": source.time_basis,
        "time_resolution": source.time_resolution,
        "read": source.read,
        "kept": source.kept,
        "with_area": source.with_area,
        "without_area": source.without_area,
        "dropped": json_value(source.dropped),
        "first": source.first,
        "last": source.last,
        "months_missing": sorted(source.months_missing),
        "months_partial": sorted(source.months_partial),
        "area_disagreement": json_value(source.area_disagreement),
        "without_coordinates": source.without_coordinates,
        "repeated_ids": source.repeated_ids,
        "without_id": source.without_id,
        "distinct_locations": source.distinct_locations,
        "anchored": source.anchored,
        "defects": json_value(source.defects),
        "source_categories": [
            {"source_category": name, "offence_category": category, "kept": kept}
            for name, (category, kept) in sorted(source.source_categories.items())
        ],
    }


def _provenance(provenance: Provenance, *, wording: Wording) -> dict[str, Any]:
    return {
        "inputs": [
            {"path": file.path, "sha256": file.sha256, "rows": file.rows}
            for file in sorted(provenance.inputs, key=lambda file: (file.path, file.sha256))
        ],
        "seed": provenance.seed,
        "versions": json_value(provenance.versions),
        "choices": [
            choice_entry(choice, wording=wording)
            for choice in sorted(provenance.choices, key=lambda choice: choice.name)
        ],
        "settings_sha256": provenance.settings_sha256,
    }


def choice_entry(choice: Choice, *, wording: Wording) -> dict[str, Any]:
    """Return one choice of the program as JSON values, with its reason."""
    why = wording.choice_reason(choice.why, **choice.details)
    return {"name": choice.name, "value": json_value(choice.value), "why": why}
