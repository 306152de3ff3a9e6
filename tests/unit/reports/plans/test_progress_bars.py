"""Progress as a chart: its numbers, those of the workbook behind it and those of the plan are the same."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from plateia.plans.progress import items_by_state, overdue_items, progress_of
from plateia.reports.plans.briefing import plan_slides
from plateia.reports.plans.content import PlanReport
from plateia.wording import load
from tests.sample_plan import TODAY

STATES = ("done", "running", "overdue", "not_begun")


def charts_of(report: PlanReport, *, language: str = "en") -> list[Any]:
    slides = Presentation(BytesIO(plan_slides(report, wording=load(language)))).slides
    return [shape for slide in slides for shape in slide.shapes if shape.has_chart]


def many_actions(report: PlanReport, n: int) -> PlanReport:
    action = next(row for row in report.plan.actions.values() if row.roadmap)
    actions = {f"a{number}": action.model_copy(update={"title": f"Action {number}"}) for number in range(n)}
    return with_actions(report, actions)


def with_actions(report: PlanReport, actions: Any) -> PlanReport:
    plan = dataclasses.replace(report.plan, actions=actions)
    late = tuple(overdue_items(actions, today=report.today))
    return dataclasses.replace(report, plan=plan, progress=progress_of(actions), overdue=late)


@pytest.mark.parametrize("language", ["en", "de"])
def test_chart_table_and_plan_say_the_same(report: PlanReport, language: str) -> None:
    wording = load(language)
    (frame,) = charts_of(report, language=language)
    chart = frame.chart
    states = items_by_state(report.plan.actions, today=report.today)
    rows = {report.plan.actions[id_].title: dataclasses.astuple(row) for id_, row in states.items()}
    names = list(chart.plots[0].categories)
    assert sorted(names) == sorted(rows)
    counts = list(zip(*(series.values for series in chart.plots[0].series), strict=True))
    assert dict(zip(names, counts, strict=True)) == rows
    assert [series.name for series in chart.plots[0].series] == [
        wording.text(f"documents.item_state.{state}") for state in STATES
    ]
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    _, *written = book["Sheet1"].iter_rows(values_only=True)
    assert {row[0]: row[1:] for row in written} == rows


def test_the_chart_sums_to_the_sentence_over_it(report: PlanReport) -> None:
    (frame,) = charts_of(report)
    done, running, overdue, not_begun = (sum(series.values) for series in frame.chart.plots[0].series)
    assert (done, overdue) == (report.progress.n_done, len(report.overdue))
    assert done + running + overdue + not_begun == report.progress.n_items
    assert report.progress.n_items > 0


def test_the_chart_is_described(report: PlanReport) -> None:
    (frame,) = charts_of(report)
    (words,) = frame._element.xpath(".//p:cNvPr/@descr")
    assert all(action.title in words for action in report.plan.actions.values() if action.roadmap)


def test_actions_without_room_stand_in_the_notes(report: PlanReport) -> None:
    report = many_actions(report, 12)
    slide = Presentation(BytesIO(plan_slides(report, wording=load("en")))).slides[3]
    (frame,) = charts_of(report)
    shown = len(list(frame.chart.plots[0].categories))
    assert 1 < shown < 12
    assert load("en").text("documents.actions_shown", shown=shown, n=12) in slide.placeholders[1].text_frame.text
    assert all(f"Action {number}:" in slide.notes_slide.notes_text_frame.text for number in range(12))


def test_without_items_there_is_no_chart(report: PlanReport) -> None:
    bare = {id_: action.model_copy(update={"roadmap": ()}) for id_, action in report.plan.actions.items()}
    assert charts_of(with_actions(report, bare)) == []


def test_open_items_run_once_their_action_has_begun(report: PlanReport) -> None:
    id_, action = next((id_, row) for id_, row in report.plan.actions.items() if row.roadmap)
    waiting = tuple(
        item.model_copy(update={"status": "open", "done_on": None, "target_date": None}) for item in action.roadmap
    )
    n = len(waiting)

    def standing(**change: Any) -> tuple[int, ...]:
        changed = action.model_copy(update={"roadmap": waiting, "status": "active", "starts": TODAY, **change})
        return dataclasses.astuple(items_by_state({id_: changed}, today=TODAY)[id_])

    assert standing() == (0, n, 0, 0)
    assert standing(status="draft") == (0, 0, 0, n)
    assert standing(starts=TODAY.replace(year=TODAY.year + 1), ends=None) == (0, 0, 0, n)
    assert items_by_state({id_: action.model_copy(update={"status": "stopped"})}, today=TODAY) == {}
