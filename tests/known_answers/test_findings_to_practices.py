"""Findings and the practices a prevention officer would want beside them, set by hand before any entry was coded."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from plateia.findings.model import Estimate, Finding, Months
from plateia.knowledge.matching import match_practices

ANSWERS = tomllib.loads(Path(__file__).with_suffix("").with_name("findings_to_practices.toml").read_text("utf-8"))
CASES = ANSWERS["findings"]


def finding_of(case: dict[str, Any]) -> Finding:
    return Finding(
        id=case["id"],
        kind=case["kind"],
        values=case["values"],
        estimate=Estimate(1.0),
        period=Months("2019-01", "2020-12"),
        method=case["kind"],
    )


def test_there_are_twenty_with_answers_and_ten_without() -> None:
    assert [bool(case["expected_any"]) for case in CASES].count(True) == 20
    assert [bool(case["expected_any"]) for case in CASES].count(False) == 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_expected_practices_are_among_the_first_five(case: dict[str, Any]) -> None:
    found = match_practices(finding_of(case), limit=5)
    shown = [match.practice.id for match in found.matches]
    if case["expected_any"]:
        assert len(set(shown) & set(case["expected_any"])) >= case["minimum"], shown
    else:
        assert shown == []
        assert found.read_only == ()
        assert found.nothing_stated
