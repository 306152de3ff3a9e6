"""``findings.json`` of an evaluation: every finding with its sentence, the groups and the seal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import plateia
from plateia.findings.document import SCHEMA_VERSION, choice_entry, finding_entry, json_value, months_entry
from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.json_files import shipped_schema, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plateia.wording import Wording


def evaluation_document(published: PublishedEvaluation, *, wording: Wording) -> dict[str, Any]:
    """Return the content of an evaluation's ``findings.json`` as JSON values."""
    evaluation = published.evaluation
    return {
        "schema_version": SCHEMA_VERSION,
        "plateia": plateia.__version__,
        "city": evaluation.city,
        "tool": "evaluation",
        "language": wording.language,
        "edition": evaluation.edition,
        "version": "protected" if published.internal_for is None else "internal",
        "synthetic": evaluation.synthetic,
        "action": evaluation.action,
        "title": evaluation.title,
        "question": evaluation.question,
        "outcome": evaluation.outcome,
        "unit": evaluation.unit,
        "period": months_entry(evaluation.period),
        "groups": {name: list(units) for name, units in evaluation.groups.items()},
        "sealed": None if evaluation.sealed is None else json_value(evaluation.sealed),
        "findings": [finding_entry(finding, wording=wording) for finding in evaluation.findings],
        "provenance": {
            "sources": [dict(source) for source in evaluation.sources],
            "seed": evaluation.seed,
            "versions": json_value(evaluation.versions),
            "choices": [choice_entry(choice, wording=wording) for choice in evaluation.choices],
            "settings_sha256": evaluation.settings_sha256,
        },
    }


def write_evaluation_findings(published: PublishedEvaluation, path: Path, *, wording: Wording) -> None:
    """Write ``findings.json``: the same bytes for the same evaluation."""
    write_json(evaluation_document(published, wording=wording), path)


def evaluation_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of an evaluation's ``findings.json`` that ships with the package."""
    return shipped_schema(__package__, "evaluation.schema.json")
