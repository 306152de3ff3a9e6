"""The audit emits every kind of finding, or says why the data cannot bear it, in both versions."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from plateia.example_cities import copy_example_city
from plateia.findings import codes
from plateia.findings.document import findings_schema
from plateia.findings.model import KINDS
from plateia.tools.safety_audit import run


@pytest.fixture(scope="module")
def leeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example_city("leeds", tmp_path_factory.mktemp("kinds") / "leeds")


@pytest.mark.parametrize("person", [None, "Ana"], ids=["protected", "internal"])
def test_every_kind_is_emitted_or_refused(leeds: Path, person: str | None) -> None:
    place = run(leeds, internal_for=person).place
    document = json.loads((place / "findings.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, dict(findings_schema()))
    emitted = {finding["kind"] for finding in document["findings"]}
    refused = {finding["values"]["kind"] for finding in document["findings"] if finding["kind"] == "refusal"}
    assert emitted <= set(KINDS)
    assert set(KINDS) - {"refusal"} <= emitted | refused
    assert [finding["rank"] for finding in document["findings"]] == list(range(1, len(document["findings"]) + 1))
    for finding in document["findings"]:
        estimate = finding["estimate"]
        assert estimate["ci_low"] is not None or estimate["no_interval_reason"], finding["id"]
        assert estimate["interval_method"] in (None, *codes.INTERVAL_METHODS), finding["id"]
        assert estimate["no_interval_reason"] in (None, *codes.NO_INTERVAL_REASONS), finding["id"]
        assert finding["kind"] == "harm" or estimate["unit"] in ("", *codes.UNITS), finding["id"]
        assert finding["statement"].strip().endswith((".", "!")), finding["id"]
        assert (finding["kind"] != "refusal") or finding["values"]["reason"]
    assert document["months_missing"] == []
    assert {"read", "kept", "with_area", "without_area"} <= set(document["quality"]["incidents"])
