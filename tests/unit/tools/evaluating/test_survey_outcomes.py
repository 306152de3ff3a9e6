"""Survey indicators of a plan: every one is evaluated, or it is said why not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plateia.findings.document import finding_entry
from plateia.plans.folder import Plan
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.indicators import Indicator
from plateia.settings.plan_files.plan import PlanFile
from plateia.tools.evaluating.outcomes import full_scale, survey_findings
from plateia.wording import load
from plateia.wording.phrases import languages

STARTS = date(2026, 1, 1)
LATER = {"on": date(2026, 12, 1), "value": 57.0, "n": 380}


def plan(**more: Any) -> Plan:
    content = {
        "id": "safe", "action": "lighting", "name": "People who feel safe", "level": "outcome",
        "unit": "percent of those asked", "baseline": 52.0, "baseline_n": 400, "target": 60.0, "by": date(2027, 1, 1),
        "achievable_because": "a", "direct_link": True, "link_reason": "b", "source": "Survey", "source_kind": "survey",
        "frequency": "twice", "owner": "City", "observed": (LATER,), **more,
    }  # fmt: skip
    return Plan(
        name="p",
        file=PlanFile.model_validate({"title": "t", "focus_areas": ["safe_public_spaces"], "lead": "City"}),
        actions={"lighting": Action.model_validate({"title": "t", "priority": 1, "lead": "City", "starts": STARTS})},
        indicators=(Indicator.model_validate(content),),
    )


def test_percent_of_those_asked_is_evaluated() -> None:
    (finding,) = survey_findings(plan(), "lighting")
    assert finding.kind == "survey_outcome"
    assert (finding.values["before"], finding.values["after"]) == (0.52, 0.57)
    # Newcombe (1998), method 10, by the Wilson limits of 0.52 of 400 and 0.57 of 380.
    assert finding.estimate.ci_low == pytest.approx(-0.0198, abs=1e-4)
    assert finding.estimate.ci_high == pytest.approx(0.1191, abs=1e-4)
    assert "52%" in finding_entry(finding, wording=load("en"))["statement"]


@pytest.mark.parametrize("language", languages())
def test_the_unit_a_new_plan_is_written_with_is_read_in_every_language(language: str) -> None:
    assert full_scale(load(language).text("plan_start.indicators.percent")) == 100


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"baseline_n": None}, "survey.no-baseline"),
        ({"baseline": None}, "survey.no-baseline"),
        ({"observed": ()}, "survey.not-repeated"),
        ({"observed": ({**LATER, "n": None},)}, "survey.not-repeated"),
        ({"observed": ({**LATER, "on": date(2025, 12, 1)},)}, "survey.not-repeated"),
        ({"unit": "mean of a scale"}, "survey.unit-unknown"),
        ({"unit": "percentage points"}, "survey.unit-unknown"),
        ({"unit": "share of those asked"}, "survey.outside-scale"),
        ({"baseline": 152.0}, "survey.outside-scale"),
    ],
)
def test_what_cannot_be_evaluated_is_said(more: dict[str, Any], code: str) -> None:
    (finding,) = survey_findings(plan(**more), "lighting")
    assert (finding.kind, finding.values["code"]) == ("refusal", code)
    for language in languages():
        assert "People who feel safe" in finding_entry(finding, wording=load(language))["statement"]


def test_other_sources_and_other_actions_are_no_survey_of_this_one() -> None:
    assert survey_findings(plan(source_kind="observation"), "lighting") == []
    assert survey_findings(plan(action="other"), "lighting") == []


def test_few_answers_hide_how_it_would_have_read() -> None:
    (finding,) = survey_findings(plan(baseline=10.0, observed=({**LATER, "value": 90.0, "n": 9},)), "lighting")
    assert finding.hidden
    assert set(finding.values) == {"name", "indicator"}
    assert finding.estimate.value is None


@pytest.mark.parametrize(
    ("target", "after", "template"),
    [(60.0, 70.0, "better"), (40.0, 70.0, "worse"), ({"share_of_baseline": 1.2}, 70.0, "better"),
     ({"share_of_baseline": 0.8}, 30.0, "better")],
)  # fmt: skip
def test_the_target_says_which_way_is_better(target: Any, after: float, template: str) -> None:
    (finding,) = survey_findings(plan(target=target, observed=({**LATER, "value": after},)), "lighting")
    assert finding.values["template"] == template
