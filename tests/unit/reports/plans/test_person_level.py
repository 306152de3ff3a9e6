"""Where a plan names a practice that works on single persons, what must be said of that stands beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plateia.reports.plans.content import PlanReport
from plateia.reports.plans.page import plan_html
from plateia.reports.practices import required_lines
from plateia.wording import languages, load
from tests.unit.reports.plans.test_evidence import review, reviewed
from tests.unit.reports.plans.test_page import words


def on_persons(report: PlanReport, entry_id: str) -> PlanReport:
    entry = replace(report.practices[entry_id], person_level=True)
    return replace(report, practices={**report.practices, entry_id: entry})


@pytest.mark.parametrize("language", languages())
def test_beside_the_practices_of_an_action(report: PlanReport, language: str) -> None:
    lines = required_lines(load(language))
    assert not any(line in words(report, "actions", language=language) for line in lines)
    told = on_persons(report, "PS-19")
    assert all(line in words(told, "actions", language=language) for line in lines)
    page = plan_html(told, wording=load(language))
    assert all(line in page for line in lines)


def test_beside_what_reviews_say_of_it(report: PlanReport) -> None:
    told = on_persons(reviewed(report, review("a", 2020, (1, 2, 3, 4, 2)), practice="PS-19"), "PS-19")
    assert all(line in words(told, "evidence") for line in required_lines(load("en")))
