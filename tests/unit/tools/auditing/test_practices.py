"""An edition gets the ids of practices: of what its readers see, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from plateia.findings.model import Estimate, Finding, Months
from plateia.knowledge.matching import match_practices
from plateia.knowledge.practices import practices
from plateia.tools.auditing.practices import practice_files, with_practices
from plateia.tools.knowing.entries import known_practices
from tests.practice_forms import FORM, city_folder
from tests.sample_edition import sample_edition, sample_published

FOUND = Finding(
    id="area_high:possession_of_weapons:A1",
    kind="area_high",
    values={"offence_category": "possession_of_weapons", "name": "Area 1"},
    estimate=Estimate(2.0, 1.5, 2.5, 0.95),
    period=Months("2024-01", "2025-12"),
    method="funnel",
)


def ids_of(finding: Finding) -> tuple[str, ...]:
    edition = replace(sample_edition(), findings=(finding,))
    published = replace(sample_published(edition), edition=edition)
    return with_practices(published, practices=practices()).edition.findings[0].practices


def test_ids_are_those_of_the_matches_that_may_be_offered() -> None:
    matches = match_practices(FOUND)
    assert matches.read_only
    assert ids_of(FOUND) == tuple(match.practice.id for match in matches.matches)


def test_a_hidden_finding_has_none() -> None:
    assert ids_of(replace(FOUND, hidden=True)) == ()


def test_nothing_but_practices_and_inputs_changes(tmp_path: Path) -> None:
    city_folder(tmp_path, {"night-walks": FORM})
    published, read = sample_published(), practice_files(tmp_path)
    matched = with_practices(published, practices=known_practices(tmp_path, city="Leeds"), read=read)
    before, after = published.edition, matched.edition
    assert [replace(finding, practices=()) for finding in after.findings] == list(before.findings)
    assert [entry.path for entry in after.provenance.inputs[len(before.provenance.inputs) :]] == [
        "knowledge/night-walks.toml"
    ]
    assert replace(after, findings=before.findings, provenance=before.provenance) == before
    assert (matched.hidden, matched.internal_for, matched.minimum_count) == (
        published.hidden, published.internal_for, published.minimum_count,
    )  # fmt: skip


def test_a_city_draws_on_the_inventory_and_its_own(tmp_path: Path) -> None:
    known = known_practices(city_folder(tmp_path, {"night-walks": FORM}), city="Leeds")
    assert len(known) == len(practices()) + 1
    assert known[-1].id == "night-walks"
