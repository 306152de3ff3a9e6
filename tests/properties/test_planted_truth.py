"""What is planted is reported, and where nothing is planted nothing is flagged: through the whole audit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.null_cities import POISSON, audited_city, false_alarms, finds, flagged_places
from plateia.example_cities.synthetic import write_synthetic_city


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_area_with_three_times_its_rate_comes_first(seed: int) -> None:
    truth, edition = audited_city(seed=seed, planted="high_area")
    assert finds(truth, edition)
    high = [finding for finding in edition.findings if finding.kind == "area_high"]
    first = min(high, key=lambda finding: finding.rank)
    assert (first.values["area_id"], first.values["offence_category"]) == (truth.area_id, truth.offence_category)
    assert first.rank <= 3
    assert first.values["ratio"] == pytest.approx(truth.factor, rel=0.35)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rise_of_forty_per_cent_is_clear_and_its_interval_holds_it(seed: int) -> None:
    truth, edition = audited_city(seed=seed, planted="rise")
    [change] = [
        finding
        for finding in edition.findings
        if finding.id == f"period_change:city:twelve_months:{truth.offence_category}"
    ]
    assert change.values["reading"] == "clearly_more"
    assert change.estimate.ci_low <= truth.factor <= change.estimate.ci_high
    assert change.rank == 1
    # The other categories of the city did not rise.
    others = [
        finding.values["reading"]
        for finding in edition.findings
        if finding.kind == "period_change"
        and finding.values["level"] == "city"
        and finding.values["offence_category"] not in (truth.offence_category, "all")
    ]
    assert not {"clearly_more", "clearly_fewer"} & set(others)


@pytest.mark.parametrize("theta", [POISSON, 20.0])
@pytest.mark.parametrize("follows", ["target", "residents", "hectares"])
def test_where_nothing_is_planted_no_place_is_flagged(theta: float, follows: str) -> None:
    _, edition = audited_city(seed=5, theta=theta, follows=follows)
    assert not flagged_places(edition)
    said = {finding.kind for finding in edition.findings if finding.values.get("template") == "none"}
    assert {"area_high", "area_low", "cells_high"} <= said


@pytest.mark.slow
def test_false_alarms_stay_within_the_false_discovery_rate() -> None:
    # A share of 5 % gives more than 4 of 20 in 3 of 1,000 runs; the benchmark takes 100 seeds of nine kinds.
    assert false_alarms("Poisson, own targets", seeds=20)["any place"] <= 4


@pytest.mark.slow
def test_the_command_says_the_same_in_public(tmp_path: Path) -> None:
    truth = write_synthetic_city(tmp_path / "city", seed=1, planted="high_area")
    command = [sys.executable, "-m", "plateia", "audit", "--json", str(tmp_path / "city")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = {name: Path(path) for name, path in json.loads(done.stdout).items()}
    findings = json.loads(written["findings.json"].read_text(encoding="utf-8"))["findings"]
    [high] = [finding for finding in findings if finding["kind"] == "area_high"]
    assert high["where"]["area_ids"] == [truth.area_id]
    assert high["values"]["offence_category"] == truth.offence_category
    assert "synthetic" in written["audit.html"].read_text(encoding="utf-8").lower()
