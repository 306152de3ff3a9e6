"""Dora tries to enter persons as units, predictions as technology and a group as the problem; each door is shut."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.city_builder import build_city
from tests.journeys.command_line import MARKER, Said, fingerprint, run_cli
from tests.sample_plan import ACTION, TECHNOLOGY, change, copy_plan

QUARTERS = ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4")
COUNTS = (12, 14, 9, 8)


def effect_of(folder: Path, unit: str, *, units: tuple[str, ...] = ("A", "B", "C", "D"), count: str = "n") -> Said:
    """Ask for the effect in a table whose units stand in this column."""
    rows = "".join(f'"{one}",{when},{n}\n' for one in units for when, n in zip(QUARTERS, COUNTS, strict=True))
    table = folder / "table.csv"
    table.write_text(f"{unit},quarter,{count}\n{rows}", encoding="utf-8")
    options = ("--period", "quarter", "--count", count, "--treated", units[0], "--start", "2023-Q3")
    return run_cli("effect", table, "--unit", unit, *options)


@pytest.mark.parametrize(
    "unit", ["suspect", "Haushalt", "resident_id", "famille", "alunno", "expediente", "morada", "gezin", "lieta"]
)
def test_no_table_of_persons_has_an_effect(tmp_path: Path, unit: str) -> None:
    said = effect_of(tmp_path, unit)
    assert (said.exit_code, said.out) == (3, "")
    assert "[units.personal]" in said.err


def test_no_score_of_persons_is_a_count(tmp_path: Path) -> None:
    said = effect_of(tmp_path, "area", count="offender_score")
    assert said.exit_code == 3
    assert "[units.personal]" in said.err


def test_a_column_of_areas_holds_no_persons(tmp_path: Path) -> None:
    people = (f"Ms {MARKER}", f"Mr {MARKER}", "North", "South")
    said = effect_of(tmp_path, "area", units=people)
    assert said.exit_code == 3
    assert "2 units that look like a person's name" in said.err
    assert "[units.personal-values]" in said.err


def test_areas_named_after_persons_have_an_effect(tmp_path: Path) -> None:
    areas = ("St. James", "Martin Luther King Platz", "Jean-Jaurès", "Kevin Street")
    assert effect_of(tmp_path, "area", units=areas).exit_code == 0


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TECHNOLOGY, "Counting sensors", "Predictive policing software that scores offenders"),
        (ACTION, "Two trained hosts", "A risk score of young offenders and two trained hosts"),
        (ACTION, "Two trained hosts", "Roma beg aggressively; two trained hosts"),
    ],
)
def test_no_report_predicts_persons_or_blames_a_group(tmp_path: Path, file: str, old: str, new: str) -> None:
    city = build_city(tmp_path / "city")
    change(copy_plan(city), file, old, new)
    before = fingerprint(city)
    assert run_cli("plan", "report", city).exit_code == 3
    assert fingerprint(city) == before


def test_a_table_of_suspects_in_an_action_is_refused(tmp_path: Path) -> None:
    city = build_city(tmp_path / "city")
    path = copy_plan(city) / ACTION
    path.write_text(f'{path.read_text(encoding="utf-8")}\n[suspect]\nlevel = "high"\n', encoding="utf-8")
    said = run_cli("plan", "check", city)
    assert said.exit_code == 3
    assert "[plan.person-key]" in said.err


def test_a_reason_why_words_mean_no_technology_is_printed(tmp_path: Path) -> None:
    city = build_city(tmp_path / "city")
    reason = "the drones are bees"
    change(
        copy_plan(city),
        ACTION,
        'text = "Two trained hosts',
        f'no_technology_because = "{reason}"\ntext = "Drones, hosts',
    )
    said = run_cli("plan", "report", city)
    assert said.exit_code == 0, said.all
    assert reason in next(city.rglob("plan.html")).read_text(encoding="utf-8")
