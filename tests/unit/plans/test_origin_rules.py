"""What a plan names of an audit has to stand in it: a slip is told before a seal makes it bind."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.plans.folder import read_plan
from plateia.plans.origin_rules import Audited, check_origin
from plateia.wording import languages, load
from tests.sample_plan import ACTION, change, copy_plan

FINDING = "area_high:anti_social_behaviour:E01033010"
AUDITED = Audited(("audit-001",), (FINDING,), ("E01033010", "E01033011", "E01033008", "E01033016"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_plan(tmp_path)


def test_the_example_names_what_its_audit_holds(folder: Path) -> None:
    assert check_origin(read_plan(folder), AUDITED) == []


def test_a_city_without_an_audit_is_told_nothing(folder: Path) -> None:
    assert check_origin(read_plan(folder), Audited((), (), ())) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("plan.toml", 'run = "audit-001"', 'run = "audit-009"', "plan.run-unknown"),
        ("plan.toml", f'finding = "{FINDING}"', 'finding = "area_high:robbery:E9"', "plan.finding-unknown"),
        (ACTION, 'treated = ["E01033010"]', 'treated = ["E0103301"]', "action.unit-unknown"),
        (ACTION, 'displacement = ["E01033016"]', 'displacement = ["E0103301"]', "action.unit-unknown"),
    ],
)
def test_what_no_audit_holds_is_told(folder: Path, file: str, old: str, new: str, code: str) -> None:
    change(folder, file, old, new)
    remarks = check_origin(read_plan(folder), AUDITED)
    assert [(row.code, row.gravity, row.file) for row in remarks] == [(code, "warning", file)]
    for language in languages():
        assert load(language).text(f"remark.{code}", **remarks[0].details)


def test_all_others_are_no_missing_unit(folder: Path) -> None:
    change(folder, ACTION, 'comparison = ["E01033011", "E01033008"]', 'comparison = "all others"')
    assert check_origin(read_plan(folder), AUDITED) == []


def test_a_city_with_another_level_is_not_held_against_areas(folder: Path) -> None:
    change(folder, ACTION, 'unit = "area"', 'unit = "ward"')
    assert check_origin(read_plan(folder), AUDITED) == []
