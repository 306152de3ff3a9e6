"""findings.json of an evaluation: its schema is one, and it tells wrong documents from right ones."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest

from plateia.findings.evaluation_document import evaluation_document, evaluation_schema
from plateia.findings.model import EVALUATION_KINDS
from plateia.wording import load
from tests.unit.reports.evaluation.test_page import published


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found = evaluation_document(published(), wording=load("en"))
    found["provenance"]["settings_sha256"] = "0" * 64
    for number, finding in enumerate(found["findings"], start=1):
        finding["rank"] = number
    return found


def check(document: dict[str, Any]) -> None:
    jsonschema.validate(document, dict(evaluation_schema()), cls=jsonschema.Draft202012Validator)


def test_the_schema_is_a_schema_and_knows_every_kind() -> None:
    jsonschema.Draft202012Validator.check_schema(dict(evaluation_schema()))
    assert evaluation_schema()["$defs"]["finding"]["properties"]["kind"]["enum"] == list(EVALUATION_KINDS)


def test_a_document_follows_it(document: dict[str, Any]) -> None:
    check(document)


@pytest.mark.parametrize("key", ["action", "groups", "sealed", "findings", "provenance"])
def test_a_missing_key_is_refused(document: dict[str, Any], key: str) -> None:
    broken = {name: value for name, value in document.items() if name != key}
    with pytest.raises(jsonschema.ValidationError):
        check(broken)


def test_a_hidden_finding_with_a_figure_is_refused(document: dict[str, Any]) -> None:
    broken = copy.deepcopy(document)
    effect = next(finding for finding in broken["findings"] if finding["kind"] == "effect")
    effect["hidden"] = True
    with pytest.raises(jsonschema.ValidationError):
        check(broken)


def test_an_unknown_verdict_is_refused(document: dict[str, Any]) -> None:
    broken = copy.deepcopy(document)
    effect = next(finding for finding in broken["findings"] if finding["kind"] == "effect")
    effect["values"]["verdict"] = "proved"
    with pytest.raises(jsonschema.ValidationError):
        check(broken)
