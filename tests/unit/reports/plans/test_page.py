"""The page of a plan: every part of the plan is told, our own rules are named as our own, gaps are "not stated"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from plateia.plans.folder import Plan
from plateia.plans.indicator_rules import AuditFigure
from plateia.plans.remarks import Remark
from plateia.plans.sealing import seal_evaluation
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.plans.content import Evaluated, PlanReport, Stated, public_remarks
from plateia.reports.plans.in_short import in_short
from plateia.reports.plans.page import imprint_of, plan_html, plan_sections
from plateia.settings.plan_files.theory import Theory
from plateia.wording import load
from tests.full_plan import SECRET, SECRET_PLACE
from tests.sample_plan import TODAY

WORDING = load("en")
POWER = Stated(
    "power",
    {
        "template": "too_few", "offence_category": "anti_social_behaviour", "design": "rate_ratio",
        "reduction": 0.2, "n_needed": 410, "n_available": 80, "n_months": 24, "months_needed": None,
        "detectable": 0.41, "power": 0.31, "wanted_power": 0.8, "alpha": 0.05, "n_treated": 1, "n_comparison": 2,
        "dispersion": 1.7, "dispersion_basis": "past", "n_past": 40, "smallest_p": None, "helps": ["more_areas"],
        "treated_needed": 4,
    },
    hidden=False,
)  # fmt: skip


def blocks(sections: list[Section] | tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks
        yield from blocks(section.sections)


def words(report: PlanReport, key: str | None = None, *, language: str = "en") -> str:
    """Return everything a report, or one section of it, says outside its pictures."""
    said: list[str] = []
    sections = [part for part in plan_sections(report, wording=load(language)) if key in (None, part.key)]
    for block in blocks(sections):
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Points):
            said += block.items
        elif isinstance(block, Table):
            said += [block.caption, *block.columns, *(cell for row in block.rows for cell in row), block.note or ""]
    return "\n".join(said)


def with_plan(report: PlanReport, **changes: object) -> PlanReport:
    plan: Plan = replace(report.plan, **changes)  # type: ignore[arg-type]
    return replace(report, plan=plan)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_part_of_the_plan_has_its_section(report: PlanReport, language: str) -> None:
    keys = [section.key for section in plan_sections(report, wording=load(language))]
    assert keys == [
        "errors", "problem", "people", "process", "theory", "actions", "roadmap", "indicators", "evaluation",
        "technology", "sheets", "consultation", "standing", "foresight", "goals", "remarks", "sources",
    ]  # fmt: skip


def test_anchors_are_unique(report: PlanReport) -> None:
    def keys(sections: tuple[Section, ...] | list[Section]) -> Iterator[str]:
        for section in sections:
            yield section.key
            yield from keys(section.sections)

    found = list(keys(plan_sections(report, wording=WORDING)))
    assert len(set(found)) == len(found)


def test_rows_have_as_many_cells_as_columns(report: PlanReport) -> None:
    for block in blocks(plan_sections(report, wording=WORDING)):
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} <= {len(block.columns)}, block.caption
            assert all(isinstance(cell, str) for row in block.rows for cell in row), block.caption


def test_errors_stand_on_top_and_in_short(report: PlanReport) -> None:
    assert imprint_of(report, wording=WORDING).labels == ("This plan has 4 errors, which are listed first",)
    assert in_short(report, wording=WORDING)[0] == "Read with care: the check finds 4 errors in this plan."
    calm = replace(report, remarks=())
    assert imprint_of(calm, wording=WORDING).labels == ()
    assert "errors" not in [section.key for section in plan_sections(calm, wording=WORDING)]


def test_each_remark_says_where_its_rule_comes_from(report: PlanReport) -> None:
    said = words(report, "errors")
    assert "The action has no evaluation plan: the action cannot be active." in said
    assert "A decision of Plateia" in said
    assert "Urban Agenda for the EU" in said


def test_classified_sheets_and_remarks_on_them_never_appear(report: PlanReport) -> None:
    page = plan_html(report, wording=WORDING)
    assert SECRET not in page
    assert SECRET_PLACE not in page
    assert "East entrance of the station" not in page
    assert "the second door is not signed" in page  # the open sheet
    remark = Remark("security-by-design.open-items", "note", f"security_by_design/{SECRET_PLACE}.toml")
    other = Remark("security-by-design.open-items", "note", "security_by_design/waiting-room.toml")
    assert public_remarks(report.plan, (remark, other)) == (other,)


def test_what_is_known_of_a_practice_is_told_by_field_and_gaps_are_not_stated(report: PlanReport) -> None:
    said = words(report, "actions")
    assert "PS-19: SAM - mobile social work in public areas" in said
    assert "An evaluation found it works efficiently" in said
    assert "not stated" in said
    assert "never added into one number" in said


def test_both_weightings_of_progress_are_named(report: PlanReport) -> None:
    said = words(report, "roadmap")
    # Lamps: one of three counted items; hosts: none of four. 1/7 of the items, (1/3 + 0)/2 of the actions.
    assert "By items: 1 of 7 items of the roadmap are done (14%)." in said
    assert "By actions: 17%." in said
    assert "contract with a time limit: due on 30 September 2026, 52 days ago" in said


def test_achievement_is_undefined_where_target_is_baseline(report: PlanReport) -> None:
    row = report.plan.indicators[1].model_copy(update={"baseline": 60.0, "target": 60.0})
    said = words(with_plan(report, indicators=(row,)), "indicators")
    assert "undefined: target and baseline are the same" in said


def test_a_hidden_baseline_is_said_and_no_target_derived_from_it(report: PlanReport) -> None:
    recorded = next(row for row in report.plan.indicators if row.id == "recorded-asb")
    hidden = replace(report, figures={recorded.id: AuditFigure(None, "hidden")})
    said = words(with_plan(hidden, indicators=(recorded,)), "indicators")
    assert "small or sensitive" in said
    assert "cannot be said: no baseline" in said


def test_few_ratings_tell_no_distribution_and_there_is_no_overall_score(report: PlanReport) -> None:
    said = words(report, "people")
    assert "not told: fewer than five ratings" in said
    assert "There is no overall score" in said
    assert "median" not in said.replace("median of at least 4", "")


def test_the_seal_is_told_with_hash_and_changes(report: PlanReport) -> None:
    action = report.plan.actions["night-stops"]
    assert action.evaluation is not None
    assert action.starts is not None
    on = action.starts - timedelta(days=30)
    seal = seal_evaluation(action.evaluation, action="night-stops", starts=action.starts, today=on, seals=())
    sealed = with_plan(report, seals=(seal,))
    said = words(sealed, "evaluation")
    assert seal.sha256 in said
    assert "30 January 2027" in said
    assert "Nothing was changed since." in said
    changed = action.evaluation.model_copy(update={"expected_reduction": 0.3})
    actions = {**report.plan.actions, "night-stops": action.model_copy(update={"evaluation": changed})}
    said = words(with_plan(sealed, actions=actions), "evaluation")
    assert "Changed since the seal: expected_reduction, from 0.2 to 0.3." in said
    assert "The evaluation plan is not sealed." in words(report, "evaluation")


@pytest.mark.parametrize("language", ["en", "de"])
def test_power_is_told_in_the_language_of_the_report(report: PlanReport, language: str) -> None:
    powered = replace(report, evaluated={"night-stops": Evaluated("evaluation-002", (POWER,))})
    wording = load(language)
    said = words(powered, "evaluation", language=language)
    assert all(part in said for part in wording.said(POWER))
    assert "410" in said
    assert "evaluation-002" in said
    assert any("410" in sentence for sentence in in_short(powered, wording=wording))
    assert "410" not in words(report, "evaluation", language=language)


def test_only_the_method_that_decides_says_what_came_of_it(report: PlanReport) -> None:
    values = {
        "template": "fewer.beside", "verdict": "fewer", "offence_category": "burglary", "after": 169, "averted": 149,
        "averted_low": 75, "averted_high": 223, "expected": 318, "method": "rate_ratio",
    }  # fmt: skip
    effects = [
        Stated("effect", {**values, "primary": primary, "averted_low": low}, hidden=False)
        for primary, low in ((True, 75), (False, 72), (False, 18))
    ]
    evaluated = replace(report, evaluated={"night-stops": Evaluated("evaluation-002", (POWER, *effects))})
    said = words(evaluated, "evaluation")
    assert said.count("169") == 1
    assert "75" in said
    # Who reads no further reads what came of it, and no longer what the design could have shown.
    short = " ".join(in_short(evaluated, wording=load("en")))
    assert "169" in short
    assert "410" not in short


def test_units_are_named(report: PlanReport) -> None:
    named = replace(report, unit_names={"E01033010": "Leeds 111B"})
    assert "Leeds 111B (E01033010)" in words(named, "evaluation")


def test_a_theory_that_runs_in_a_circle_is_told_without_a_drawing(report: PlanReport) -> None:
    tree = report.plan.theories["night-stops"].model_dump(by_alias=True)
    first = tree["arrows"][0]
    tree["arrows"] = (*tree["arrows"], {**first, "from": first["to"], "to": first["from"]})
    circle = with_plan(report, theories={"night-stops": Theory.model_validate(tree)})
    assert "cannot be drawn" in words(circle, "theory")
    assert "paid and trained people" in words(circle, "theory")


def test_open_and_resolved_expectations_and_the_score(report: PlanReport) -> None:
    said = words(report, "foresight")
    # Brier (1950): the mean of (0.8 - 1)^2 and (0.4 - 0)^2.
    assert "Brier score 0.10 over 2" in said
    assert "came true" in said
    assert "did not come true" in said
    late = replace(report, today=date(2031, 1, 1))
    assert "due, not resolved" in words(late, "foresight")


def test_covenant_dates_and_parts(report: PlanReport) -> None:
    said = words(report, "standing")
    assert "Action plan submitted on 20 May 2026" in said
    assert "20 May 2028" in said
    assert "Protection of public spaces: " in said


def test_an_empty_plan_is_told_too(report: PlanReport) -> None:
    bare = Plan(name="bare", file=report.plan.file)
    empty = replace(
        report, plan=bare, remarks=(), figures={}, sdg=(), overdue=(), achieved={}, scored=None, practices={},
        progress=replace(report.progress, n_actions=0, n_items=0, n_done=0, item_share=None, action_share=None),
    )  # fmt: skip
    for language in ("en", "de"):
        page = plan_html(empty, wording=load(language))
        assert load(language).text("plan_report.short.no_action") in page


def test_the_state_date_is_the_only_clock(report: PlanReport) -> None:
    assert imprint_of(report, wording=WORDING).mark == "As of 21 November 2026"
    assert plan_html(report, wording=WORDING) == plan_html(replace(report, today=TODAY), wording=WORDING)


def test_hostile_texts_are_no_markup(report: PlanReport) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    lamps = report.plan.actions["lamps"].model_copy(update={"title": evil, "need": evil})
    page = plan_html(with_plan(report, actions={"lamps": lamps}), wording=WORDING)
    assert "<img" not in page
    assert json.dumps(evil) not in page
