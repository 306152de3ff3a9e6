"""THOR matrix, stakeholder grid and roadmap as pictures: what they show is also said without colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from plateia.reports.document import Figure, Section
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.page import plan_sections
from plateia.reports.plans.roadmap import roadmap_figure
from plateia.reports.plans.roadmap_figure import item_numbers, state_of
from plateia.wording import load
from tests.sample_plan import TODAY

WORDING = load("en")


def figures(sections: list[Section] | tuple[Section, ...]) -> list[Figure]:
    found: list[Figure] = []
    for section in sections:
        found += [block for block in section.blocks if isinstance(block, Figure)]
        found += figures(section.sections)
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_picture_is_well_formed_named_and_described(report: PlanReport, language: str) -> None:
    drawn = figures(plan_sections(report, wording=load(language)))
    assert len(drawn) == 4
    for figure in drawn:
        picture = ElementTree.fromstring(figure.svg)
        title, description = picture[0], picture[1]
        assert title.text
        assert description.text
    keys = [ElementTree.fromstring(figure.svg)[0].attrib["id"] for figure in drawn]
    assert len(set(keys)) == len(keys)


def test_the_matrix_has_one_dot_for_each_link(report: PlanReport) -> None:
    (matrix,) = (figure for figure in figures(plan_sections(report, wording=WORDING)) if "acts on" in figure.title)
    assert matrix.svg.count("<circle") == 3
    assert "The organisational dimension acts on the human one." in matrix.svg


def test_those_who_live_with_the_problem_are_squares(report: PlanReport) -> None:
    (grid,) = (figure for figure in figures(plan_sections(report, wording=WORDING)) if "concerned" in figure.title)
    assert "involved because they live with the problem: 2" in grid.title
    # Five ratings and the legend: three circles and two squares of stakeholders, one of each kind in the legend.
    assert grid.svg.count("<circle") == 3 + 1


def test_the_roadmap_marks_today_and_what_is_overdue(report: PlanReport) -> None:
    figure = roadmap_figure(report, wording=WORDING)
    assert figure is not None
    assert figure.title == "As of 21 November 2026, 1 of 7 items are done and 1 overdue"
    for words in ("today", "overdue", "done", "dropped", "open"):
        assert f">{words}<" in figure.svg
    actions = report.plan.actions
    states = {item.id: state_of(item, actions["lamps"], today=TODAY) for item in actions["lamps"].roadmap}
    assert states == {"list": "done", "contract": "overdue", "app": "dropped", "second-list": "open"}


def test_nothing_is_overdue_in_an_action_that_was_stopped(report: PlanReport) -> None:
    lamps = report.plan.actions["lamps"]
    stopped = lamps.model_copy(update={"status": "stopped", "stopped_because": "no money"})
    assert state_of(stopped.roadmap[1], stopped, today=date(2030, 1, 1)) == "open"


def test_items_are_numbered_through_all_actions(report: PlanReport) -> None:
    numbers = item_numbers(report.plan.actions)
    assert sorted(numbers.values()) == list(range(1, 9))


def test_a_plan_without_days_has_no_picture(report: PlanReport) -> None:
    undated = {
        id_: action.model_copy(update={"starts": None, "ends": None, "roadmap": ()})
        for id_, action in report.plan.actions.items()
    }
    bare = replace(report, plan=replace(report.plan, actions=undated))
    assert roadmap_figure(bare, wording=WORDING) is None
