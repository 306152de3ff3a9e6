"""Ratings by quality grids: total, label, blocks, agreement of two raters, and whose grid it is."""

from __future__ import annotations

from datetime import date

import pytest

from plateia.errors import InputError
from plateia.findings.document import finding_entry
from plateia.plans.folder import Plan
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.plan import PlanFile
from plateia.settings.plan_files.quality import QualityRating
from plateia.tools.evaluating.outcomes import process_findings
from plateia.wording import load

ENGLISH = load("en")
FULL = {"criterion_1": 2, "criterion_2": 2, "criterion_3": 2, "criterion_4": 2}


def plan(*points: dict[str, float], name: str = "lighting", **more: object) -> Plan:
    raters = [
        {"code": f"R-{number + 1}", "on": date(2025, number + 1, 1), "points": one} for number, one in enumerate(points)
    ]
    rating = QualityRating.model_validate({"practice": "car-parks", "raters": tuple(raters), **more})
    return Plan(
        name="p",
        file=PlanFile.model_validate({"title": "t", "focus_areas": ["safe_public_spaces"], "lead": "City"}),
        actions={"lighting": Action.model_validate({"title": "t", "priority": 1, "lead": "City"})},
        ratings={name: rating},
    )


def test_one_rater_and_the_fallback_grid_which_is_named_as_our_own() -> None:
    (finding,) = process_findings(plan(FULL), "lighting", wording=ENGLISH)
    assert finding.values["total"] == 1.0
    assert finding.values["official"] is False
    assert "kappa" not in finding.values
    assert set(finding.values["blocks"].values()) == {1.0}
    said = finding_entry(finding, wording=ENGLISH)["statement"]
    assert "official grid" not in said
    assert "100%" in said


def test_two_raters_stand_side_by_side_and_it_is_said_how_far_they_agree() -> None:
    half = {**FULL, "criterion_1": 1, "criterion_4": 0}
    (finding,) = process_findings(plan(FULL, half), "lighting", wording=ENGLISH)
    assert (finding.values["first_total"], finding.values["second_total"]) == (1, 5 / 8)
    assert finding.estimate.value is None
    assert not {"total", "label", "blocks"} & set(finding.values)
    assert finding.values["second_blocks"] == {
        "clear_problem": 0.5, "how_and_why": 1, "outcome": 1, "enough_information": 0,
    }  # fmt: skip
    assert finding.values["agreement"] == 0.5
    assert finding.values["n_items"] == 4
    assert finding.values["kappa"] == pytest.approx(0.0)
    assert finding.period.first == "2025-01"
    alone = [process_findings(plan(one), "lighting", wording=ENGLISH)[0].values["label"] for one in (FULL, half)]
    assert alone == [finding.values["first_label"], finding.values["second_label"]]
    assert alone[0] != alone[1]
    said = finding_entry(finding, wording=ENGLISH)["statement"]
    assert "first rater 100%" in said
    assert "81" not in said


def test_ratings_of_other_practices_are_left_out_and_unknown_grids_are_an_error() -> None:
    assert process_findings(plan(FULL, name="other"), "lighting", wording=ENGLISH) == []
    with pytest.raises(InputError, match=r"quality\.grid-unknown"):
        process_findings(plan(FULL, grid="national"), "lighting", wording=ENGLISH)
