"""Briefing, slides and the file for machines: same plan and day, same bytes; single answers and sheets stay out."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import docx
import pptx
import pytest
from pptx.enum.shapes import MSO_SHAPE_TYPE

from plateia.reports.plans.briefing import plan_slides, plan_word
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.machine_file import plan_json
from plateia.wording import load
from tests.full_plan import SECRET, SECRET_PLACE
from tests.sample_plan import TODAY

WORDING = load("en")


@pytest.fixture(scope="module")
def content(report: PlanReport) -> Any:
    return json.loads(plan_json(report, wording=WORDING))


@pytest.mark.parametrize("language", ["en", "de"])
def test_six_slides(report: PlanReport, language: str) -> None:
    slides = plan_slides(report, wording=load(language))
    assert len(pptx.Presentation(BytesIO(slides)).slides) == 6
    assert plan_slides(report, wording=load(language)) == slides


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_slide_can_be_edited(report: PlanReport, language: str) -> None:
    wording = load(language)
    slides = list(pptx.Presentation(BytesIO(plan_slides(report, wording=wording))).slides)
    assert not [shape for slide in slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    (table,) = [shape.table for shape in slides[3].shapes if shape.has_table]
    said = {cell.text for row in table.rows for cell in row.cells}
    items = [item for action in report.plan.actions.values() for item in action.roadmap]
    first = min(
        (item for item in items if item.status == "open" and item.target_date),
        key=lambda item: item.target_date or TODAY,
    )
    assert {first.activity, wording.day(str(first.target_date))} <= said
    notes = slides[3].notes_slide.notes_text_frame.text
    assert all(item.activity in said or item.activity in notes for item in items)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_briefing_has_real_headings_and_the_same_bytes(report: PlanReport, language: str) -> None:
    wording = load(language)
    written = plan_word(report, wording=wording)
    headings = [
        row.text for row in docx.Document(BytesIO(written)).paragraphs if row.style and row.style.name == "Heading 1"
    ]
    assert headings[:2] == [wording.text("plan_report.errors"), wording.text("first_page.in_short")]
    assert wording.text("theory.heading") in headings
    assert plan_word(report, wording=wording) == written


def test_single_ratings_answers_and_contacts_are_left_out(report: PlanReport, content: Any) -> None:
    text = json.dumps(content)
    for hidden in ('"ratings":', '"respondents":', '"contact":', '"raters":', SECRET, SECRET_PLACE):
        assert hidden not in text
    assert [row["state"] for row in content["partnership"]["conditions"]].count("met") == 2
    assert all(row["median"] is None for row in content["partnership"]["conditions"])
    assert content["scoping"]["n_respondents"] == 6
    assert set(content["security_by_design"]) == {"waiting-room"}


def test_the_plan_is_in_the_file_for_machines(report: PlanReport, content: Any) -> None:
    assert content["format"] == "plateia-plan/1"
    assert content["as_of"] == "2026-11-21"
    assert content["about"]["title"] == report.plan.file.title
    assert set(content["actions"]) == {"lamps", "night-stops"}
    assert content["actions"]["lamps"]["roadmap"][0]["done_on"] == "2026-04-20"
    assert content["theories"]["night-stops"]["arrows"][0]["from"] == "staff"
    assert {row["gravity"] for row in content["remarks"]} == {"error", "warning", "note"}
    assert plan_json(report, wording=WORDING) == plan_json(report, wording=WORDING)
