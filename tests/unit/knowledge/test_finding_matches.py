"""Matching many findings at once gives what matching each of them gives."""

from __future__ import annotations

from dataclasses import replace

from plateia.findings.model import Estimate, Finding, Months
from plateia.knowledge.finding_matches import HIDDEN, match_findings
from plateia.knowledge.matching import match_practices
from plateia.knowledge.practices import practices
from tests.sample_edition import sample_published


def test_as_each_alone() -> None:
    found = [
        Finding(
            id=f"{kind}:{category}:{number}",
            kind=kind,
            values={"offence_category": category, "reading": reading, "name": str(number)},
            estimate=Estimate(1.0),
            period=Months("2024-01", "2024-12"),
            method="funnel",
        )
        for kind in ("area_high", "cells_high", "period_change", "trend", "timing", "data_quality")
        for category in ("anti_social_behaviour", "burglary", "all", "possession_of_weapons")
        for reading in ("clearly_more", "clearly_fewer")
        for number in range(3)
    ]
    for known in (None, practices()[:40]):
        assert match_findings(found, practices=known) == tuple(match_practices(one, practices=known) for one in found)


def test_a_hidden_finding_has_no_say() -> None:
    findings = [replace(finding, hidden=True) for finding in sample_published().edition.findings]
    assert set(match_findings(findings)) == {HIDDEN}
