"""The first page: three sentences, six rows at most, words before rates."""

from __future__ import annotations

import dataclasses

import pytest

from plateia.findings.edition import Published
from plateia.reports.first_page import first_page, is_police_only
from plateia.reports.in_short import chosen_comparison, city_changes
from plateia.wording import load
from tests.sample_edition import sample_edition, sample_published

WORDING = load("en")


@pytest.fixture(scope="module")
def published() -> Published:
    return sample_published(sample_edition(seed=1))


def changed(published: Published, **states: str) -> Published:
    edition = published.edition
    coverage = dataclasses.replace(edition.coverage, categories={**edition.coverage.categories, **states})
    return dataclasses.replace(published, edition=dataclasses.replace(edition, coverage=coverage))


def test_three_sentences_and_at_most_six_rows(published: Published) -> None:
    page = first_page(published, wording=WORDING)
    assert len(page.in_short) == 3
    assert 1 <= len(page.changes) <= 6
    assert len(page.unknown) == 3
    assert len(page.boxes) == 8
    assert len(page.focus_areas) == 4


def test_clear_changes_come_first_and_no_percentages(published: Published) -> None:
    page = first_page(published, wording=WORDING)
    clear = [row.is_clear for row in page.changes]
    assert clear == sorted(clear, reverse=True)
    assert not any("%" in sentence for sentence in page.in_short)


def test_police_records_alone_state_no_priorities(published: Published) -> None:
    assert is_police_only(published)
    assert first_page(published, wording=WORDING).kind == WORDING.text("report.kind_police_only")
    with_survey = changed(published, survey="used")
    assert not is_police_only(with_survey)
    assert first_page(with_survey, wording=WORDING).kind == WORDING.text("report.kind_audit")


def test_radicalisation_and_organised_crime_are_not_examined(published: Published) -> None:
    edition = published.edition
    states = dict.fromkeys(edition.coverage.focus_areas, "missing")
    coverage = dataclasses.replace(edition.coverage, focus_areas=states)
    missing = dataclasses.replace(published, edition=dataclasses.replace(edition, coverage=coverage))
    found = {box.name: box.state for box in first_page(missing, wording=WORDING).focus_areas}
    assert found[WORDING.text("focus_area.radicalisation")] == "not_examined"
    assert found[WORDING.text("focus_area.organised_crime")] == "not_examined"
    assert found[WORDING.text("focus_area.juvenile_delinquency")] == "missing"


def test_a_category_whose_recording_changed_is_not_compared(published: Published) -> None:
    edition = published.edition
    findings = tuple(
        dataclasses.replace(finding, caveats=("recording_changed",)) if finding.kind == "period_change" else finding
        for finding in edition.findings
    )
    page = first_page(
        dataclasses.replace(published, edition=dataclasses.replace(edition, findings=findings)), wording=WORDING
    )
    assert {row.reading for row in page.changes} == {WORDING.reading("not_compared")}


def test_without_comparison_the_page_says_so(published: Published) -> None:
    edition = published.edition
    findings = tuple(finding for finding in edition.findings if finding.kind != "period_change")
    bare = dataclasses.replace(published, edition=dataclasses.replace(edition, findings=findings))
    page = first_page(bare, wording=WORDING)
    assert page.changes == ()
    assert WORDING.refusal("comparison.no-like-months") in page.in_short


def test_changes_follow_the_longest_comparison(published: Published) -> None:
    assert chosen_comparison(published) == "twelve_months"
    found = city_changes(published, "twelve_months")
    assert [finding.values["offence_category"] for finding in found] == list(published.edition.categories)


def test_the_decision_is_empty(published: Published) -> None:
    assert first_page(published, wording=WORDING).decision[0] == WORDING.text("first_page.decision_empty")
