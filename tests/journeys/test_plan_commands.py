"""Ana goes from a finding to a plan and asks what an evaluation could show; Dora tries to bring a person in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.command_line import findings_of, fingerprint, refused, run_cli

DAY = "2026-03-01"
ASB = "cells_high:anti_social_behaviour"


def test_the_practices_of_a_finding_come_into_the_plan(leeds: Path) -> None:
    said = run_cli("plan", "new", leeds, "safe-squares", "--finding", ASB, "--today", DAY)
    assert said.exit_code == 0, said.all
    (told,) = (row["practices"] for row in findings_of(leeds) if row["id"] == ASB)
    action = (leeds / "plans" / "safe-squares" / "actions" / "safe-squares.toml").read_text(encoding="utf-8")
    assert told
    assert all(f'practice = "{name}"' in action for name in told)
    checked = run_cli("plan", "check", leeds, "--today", DAY)
    assert checked.exit_code == 0
    assert run_cli("plan", "calendar", leeds, "--today", DAY).out.startswith("BEGIN:VCALENDAR")
    reported = run_cli("plan", "report", leeds, "--today", DAY, "--json")
    assert reported.exit_code == 0, reported.all
    assert all(Path(path).is_file() for path in json.loads(reported.out).values())
    refused(run_cli("plan", "seal", leeds, "--action", "safe-squares"), "plan.no-evaluation")
    refused(run_cli("plan", "seal", leeds, "--action", "safe-square"), "plan.action-not-found")
    refused(run_cli("plan", "new", leeds, "safe-squares", "--today", DAY), "plan.exists")
    refused(run_cli("evaluate", leeds, "--action", "nothing"), "plan.action-unknown")


def test_the_wizard_says_design_level_and_power_before_anything_is_written() -> None:
    facts = ("--treated", "2", "--comparison", "40", "--before", "36", "--after", "12", "--per-month", "5")
    said = run_cli("plan", "design", *facts, "--comparable")
    assert said.exit_code == 0
    assert "Level 3 of 5" in said.out
    assert "Another outcome can be measured as well" in said.out
    assert json.loads(run_cli("plan", "design", *facts, "--json").out)["level"] == 2
    refused(run_cli("plan", "design", *facts, "--reduction", "20"), "design.facts-invalid")


@pytest.mark.parametrize("n_comparison", ["1", "5", "9"])
def test_a_comparison_of_a_few_units_is_told_as_a_whole_number(n_comparison: str) -> None:
    facts = ("--treated", "2", "--comparison", n_comparison, "--before", "36", "--after", "12", "--per-month", "40")
    said = run_cli("plan", "design", *facts)
    assert said.exit_code == 0, said.all
    assert f"hold {n_comparison} times" in said.out


def test_no_seal_is_backdated(leeds: Path) -> None:
    said = run_cli("plan", "seal", leeds, "--action", "safe-squares", "--today", DAY)
    assert said.exit_code == 2
    assert "--today" in said.err


def test_dora_writes_a_person_into_a_plan(leeds: Path, riga: Path) -> None:
    assert run_cli("plan", "new", riga, "lights", "--today", DAY).exit_code == 0
    plan = riga / "plans" / "lights" / "plan.toml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(
        text.replace('title = "', 'title = "Call Zed, +49 170 1234567, zed@example.org. ', 1), encoding="utf-8"
    )
    checked = run_cli("plan", "check", riga, "--today", DAY)
    assert "[person.in-text]" in checked.out
    assert checked.exit_code == 2
    assert json.loads(run_cli("plan", "check", riga, "--today", DAY, "--json").out)["n_errors"] > 0
    refused(run_cli("plan", "report", riga, "--today", DAY), "plan.refused", exit_code=3)
    refused(run_cli("plan", "calendar", riga, "--today", DAY), "plan.refused", exit_code=3)
    refused(run_cli("plan", "tables", riga, riga / "handed-on", "--today", DAY), "plan.refused", exit_code=3)
    assert not (riga / "handed-on").exists()


def test_no_file_of_the_user_is_overwritten_by_calendar_or_tables(riga: Path, tmp_path: Path) -> None:
    assert run_cli("plan", "new", riga, "stops", "--today", DAY).exit_code == 0
    settings = riga / "city.toml"
    before = settings.read_bytes()
    refused(run_cli("plan", "calendar", riga, "stops", "--out", settings, "--today", DAY), "plan.output-exists")
    tables = tmp_path / "tables"
    assert run_cli("plan", "tables", riga, tables, "--today", DAY).exit_code == 0
    written = fingerprint(tables)
    refused(run_cli("plan", "tables", riga, tables, "--today", DAY), "plan.output-exists")
    assert fingerprint(tables) == written
    assert settings.read_bytes() == before


@pytest.mark.parametrize("name", ["../out", "..", "a/b", "Große", "x" * 200, "", "night walks", "-x", "a\x00b"])
def test_dora_names_a_path_for_a_plan(riga: Path, name: str) -> None:
    before = fingerprint(riga)
    refused(run_cli("plan", "new", riga, "--today", DAY, "--", name), "plan.name")
    assert fingerprint(riga) == before
