"""findings.json: the contract's keys, the schema, the same bytes, nothing of this machine."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from plateia.findings.document import findings_document, findings_schema, json_value, write_findings
from plateia.findings.model import KINDS, Estimate
from plateia.findings.numbers import written_number
from plateia.wording import load
from tests.sample_edition import sample_edition, sample_published

ENGLISH = load("en")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return findings_document(sample_published(), wording=ENGLISH)


def check(document: dict[str, Any]) -> None:
    jsonschema.validate(document, dict(findings_schema()), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("internal_for", [None, "Carmen"])
def test_document_follows_its_schema(language: str, internal_for: str | None) -> None:
    published = sample_published(internal_for=internal_for)
    document = findings_document(published, wording=load(language))
    check(document)
    assert document["language"] == language
    assert document["version"] == ("protected" if internal_for is None else "internal")


def test_keys_of_the_contract(document: dict[str, Any]) -> None:
    assert set(document) >= {
        "schema_version", "plateia", "city", "tool", "language", "edition", "period", "coverage", "months_missing",
        "quality", "findings", "provenance",
    }  # fmt: skip
    assert set(document["coverage"]) == {"categories", "focus_areas"}
    account = document["quality"]["incidents"]
    assert set(account) == {
        "read", "kept", "with_area", "without_area", "dropped", "without_coordinates", "repeated_ids",
        "distinct_locations", "time_resolution", "anchored", "months_missing", "sources",
    }  # fmt: skip
    assert set(account["sources"][0]) >= {
        "id", "read", "kept", "dropped", "first", "last", "months_missing", "months_partial", "area_disagreement",
        "without_coordinates",
    }  # fmt: skip
    finding = document["findings"][0]
    assert set(finding) >= {
        "id", "kind", "rank", "statement", "values", "estimate", "where", "period", "caveats", "choices", "method",
        "practices",
    }  # fmt: skip
    assert set(finding["estimate"]) == {
        "value", "ci_low", "ci_high", "ci_level", "interval_method", "no_interval_reason", "n", "unit",
    }  # fmt: skip
    assert set(finding["where"]) == {"area_ids", "geometry_ref"}
    assert set(document["provenance"]) == {"inputs", "seed", "versions", "choices", "settings_sha256"}


def test_account_adds_up(document: dict[str, Any]) -> None:
    account = document["quality"]["incidents"]
    for part in (account, *account["sources"]):
        assert part["read"] == part["kept"] + sum(part["dropped"].values())
        assert part["kept"] == part["with_area"] + part["without_area"]


def test_every_kind_is_written_and_the_schema_knows_no_other(document: dict[str, Any]) -> None:
    assert {finding["kind"] for finding in document["findings"]} == set(KINDS)
    assert tuple(findings_schema()["$defs"]["finding"]["properties"]["kind"]["enum"]) == KINDS


def test_refusal_carries_its_sentence(document: dict[str, Any]) -> None:
    refusal = next(finding for finding in document["findings"] if finding["kind"] == "refusal")
    assert refusal["values"]["reason"] == ENGLISH.refusal(refusal["values"]["code"])
    assert refusal["statement"] == refusal["values"]["reason"]


def test_hidden_finding_has_no_figures_even_if_one_slipped_through() -> None:
    published = sample_published()
    careless = tuple(
        dataclasses.replace(finding, estimate=Estimate(3.0, 1.0, 8.0, 0.95, "exact", None, 3, "incidents"))
        if finding.hidden
        else finding
        for finding in published.edition.findings
    )
    edition = dataclasses.replace(published.edition, findings=careless)
    document = findings_document(dataclasses.replace(published, edition=edition), wording=ENGLISH)
    check(document)
    hidden = [finding for finding in document["findings"] if finding["hidden"]]
    assert hidden
    for finding in hidden:
        assert finding["estimate"]["value"] is None
        assert finding["estimate"]["n"] is None
        assert finding["estimate"]["no_interval_reason"] == "suppressed"
        assert not re.search(r"\d", finding["statement"].replace(str(finding["values"]["name"]), ""))


def test_caveats_say_what_they_mean(document: dict[str, Any]) -> None:
    caveats = [caveat for finding in document["findings"] for caveat in finding["caveats"]]
    assert caveats
    assert all(caveat["statement"] == ENGLISH.caveat(caveat["code"]) for caveat in caveats)


def test_bytes_are_the_same_and_name_no_machine(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    write_findings(sample_published(), first, wording=ENGLISH)
    write_findings(sample_published(), second, wording=ENGLISH)
    written = first.read_bytes()
    assert written == second.read_bytes()
    assert written.endswith(b"}\n")
    assert not written.endswith(b"\n\n")
    assert b"\r" not in written
    assert b"NaN" not in written
    assert str(Path.home()).encode() not in written
    assert not re.search(rb"T\d\d:\d\d", written), "a clock time"
    assert json.loads(written) == findings_document(sample_published(), wording=ENGLISH)


def test_order_of_mappings_does_not_matter() -> None:
    assert list(json_value({"b": 1, "a": {"d": 1, "c": 2}})) == ["a", "b"]
    edition = sample_edition()
    turned = dataclasses.replace(
        edition, provenance=dataclasses.replace(edition.provenance, inputs=edition.provenance.inputs[::-1])
    )
    documents = [findings_document(sample_published(one), wording=ENGLISH) for one in (edition, turned)]
    assert documents[0]["provenance"] == documents[1]["provenance"]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (np.float64(1) / 3, 0.3333333333),
        (-0.0, 0.0),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (float("inf"), None),
        (float("nan"), None),
        (None, None),
        (627_122, 627_122),
    ],
)
def test_numbers_as_written(number: object, written: object) -> None:
    assert written_number(number) == written
    assert type(written_number(number)) is type(written)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("findings", 0, "kind"), "danger"),
        (("findings", 0, "person"), "somebody"),
        (("provenance", "inputs", 0, "path"), "/home/ana/data.csv"),
        (("version",), "draft"),
        (("months_missing",), ["2026-13"]),
    ],
)
def test_schema_refuses(document: dict[str, Any], path: tuple[Any, ...], value: object) -> None:
    broken = json.loads(json.dumps(document))
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        check(broken)
