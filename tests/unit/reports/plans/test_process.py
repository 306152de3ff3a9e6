"""How the answer was found, as the report tells it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plateia.reports.document import Table
from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.process import process_section
from plateia.settings.plan_files.design import Idea
from plateia.wording import languages, load


@pytest.mark.parametrize("language", languages())
def test_ideas_of_the_reference_stand_with_two_decimals(report: PlanReport, language: str) -> None:
    """A 4/2, B 5/4 and C 2/1, with three groups for A and one for C: A, C, B; B has 1.25."""
    wording = load(language)
    ideas = (
        Idea(id="a", title="A", impact=4, effort=2, in_favour=("x", "y", "z")),
        Idea(id="b", title="B", impact=5, effort=4),
        Idea(id="c", title="C", impact=2, effort=1, in_favour=("x",)),
    )
    assert report.plan.design is not None
    design = report.plan.design.model_copy(update={"ideas": ideas, "prototypes": ()})
    section = process_section(replace(report, plan=replace(report.plan, design=design)), wording=wording)
    assert section is not None
    tables = [block for block in section.sections[0].blocks if isinstance(block, Table)]
    (shown,) = [table for table in tables if table.caption == wording.text("design.ideas")]
    assert [row[0][3:] for row in shown.rows] == ["A", "C", "B"]
    assert [row[3] for row in shown.rows] == [wording.number(figure, 2) for figure in (2.0, 2.0, 1.25)]
