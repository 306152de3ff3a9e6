"""The report of an evaluation: order, hidden figures, nothing said that the findings do not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.model import Estimate, Finding, Months
from plateia.reports.document import Points
from plateia.reports.evaluation.page import evaluation_html, evaluation_sections, in_short_of
from plateia.wording import load
from tests.attack.made_up_evaluation import made_up_evaluation
from tests.made_up_panel import made_up_panel, made_up_plan, told_of
from tests.unit.findings.test_protected_evaluation import AFTER, BEFORE, PLENTY, city
from tests.unit.tools.evaluating.test_effects import planted

PERIOD = Months("2023-07", "2026-06")


def design(template: str) -> Finding:
    values = {"template": template, "design": "rate_ratio", "level": 3, "advised": "rate_ratio", "reasons": (),
              "would_raise": (), "sealed_on": "2023-01-01", "changes": ("outcome",)}  # fmt: skip
    return Finding("evaluation_design", "evaluation_design", values, Estimate(3.0), PERIOD, "evaluation_design")


def published(template: str = "unsealed", *, hidden: bool = False) -> PublishedEvaluation:
    panel = made_up_panel(planted(0.5), range(3), range(3, 45))
    _, found = told_of(panel, made_up_plan(panel, "rate_ratio", comparable_because="alike"))
    if hidden:
        found = [replace(one, hidden=True, estimate=Estimate(None)) for one in found]
    base = made_up_evaluation(city([9] * 6), PLENTY, before=BEFORE, after=AFTER)
    return PublishedEvaluation(replace(base, findings=(design(template), *found)), None, (), 5)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("hidden", [False, True])
def test_the_page_is_written_in_both_languages(language: str, hidden: bool) -> None:
    page = evaluation_html(published(hidden=hidden), wording=load(language))
    assert page.startswith("<!doctype html>") or "<html" in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_design_comes_before_the_effect_and_displacement_behind_it() -> None:
    keys = [section.key for section in evaluation_sections(published(), wording=load("en"))]
    assert keys.index("design") < keys.index("effect") < keys.index("groups") < keys.index("limits")


@pytest.mark.parametrize(("template", "is_said"), [("sealed", False), ("unsealed", True), ("late", True)])
def test_in_short_says_what_was_not_fixed_beforehand(template: str, is_said: bool) -> None:
    said = " ".join(in_short_of(published(template), wording=load("en")))
    assert ("fixed" in said) is is_said
    assert "whether offences moved was not examined" in said


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_level_stands_with_its_reason_and_remarks(language: str) -> None:
    wording = load(language)
    remarks = ("long_series_understated", "no_causal_words")
    values = {**design("sealed").values, "level": 2, "level_reason": "before_after_only", "level_remarks": remarks}
    base = published("sealed")
    told = replace(design("sealed"), values=values)
    findings = (told, *(one for one in base.evaluation.findings if one.kind != "evaluation_design"))
    shown = replace(base, evaluation=replace(base.evaluation, findings=findings))
    (section,) = [row for row in evaluation_sections(shown, wording=wording) if row.key == "design"]
    (points,) = [block for block in section.blocks if isinstance(block, Points)]
    level = wording.text("maryland.level", level=2)
    assert points.items[0] == f"{level}: {wording.text('maryland.reason.before_after_only')}"
    assert points.items[1:] == tuple(wording.text(f"maryland.remark.{code}") for code in remarks)


def test_in_short_is_short() -> None:
    assert 1 <= len(in_short_of(published(), wording=load("en"))) <= 4
