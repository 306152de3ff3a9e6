"""Bruno reports on the plan he coordinates: every file is there, the same each time, and nobody's secret is in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from plateia.errors import AccessError, EnvironmentFault, SettingsError
from plateia.tools.planning.running import area_names, report_plan
from tests.city_builder import build_city
from tests.full_plan import SECRET, SECRET_PLACE, full_plan
from tests.journeys.command_line import fingerprint, remains_of_runs, run_cli
from tests.sample_plan import ACTION, TODAY, change, copy_plan

FILES = {"plan.html", "plan.pdf", "briefing.docx", "slides.pptx", "plan.ics", "plan.json", "run.json"}
TABLES = {"actions.csv", "roadmap.csv", "indicators.csv", "sdg.csv", "dates.csv", "remarks.csv"}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city with one small plan."""
    folder = build_city(tmp_path / "city")
    copy_plan(folder)
    return folder


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a plan that has everything."""
    folder = build_city(tmp_path_factory.mktemp("cities") / "city")
    full_plan(folder)
    return report_plan(folder, today=TODAY).place


def everything(place: Path) -> dict[str, str]:
    """Return what can be read in each file of a report, by its name."""
    said = {}
    for path in sorted(place.rglob("*")):
        if path.suffix == ".pdf":
            continue  # its letters are numbers of glyphs; a test below looks at what it is set from
        if path.suffix in (".docx", ".pptx"):
            with zipfile.ZipFile(BytesIO(path.read_bytes())) as parts:
                said[path.name] = "\n".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
        elif path.is_file():
            said[path.name] = path.read_text(encoding="utf-8")
    return said


def test_bruno_finds_every_file(reported: Path) -> None:
    assert reported.name == "plan-001"
    assert {path.name for path in reported.iterdir()} == FILES | {"tables"}
    assert {path.name for path in (reported / "tables").iterdir()} >= TABLES
    told = json.loads((reported / "run.json").read_text(encoding="utf-8"))
    assert told["as_of"] == "2026-11-21"
    assert told["plan"] == "night"


def test_a_classified_sheet_enters_no_file_not_even_by_its_name(reported: Path) -> None:
    for name, said in everything(reported).items():
        for secret in (SECRET, SECRET_PLACE, "East entrance of the station", "vehicle could reach"):
            assert secret not in said, name


def test_nothing_classified_is_sent_to_the_typesetter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def remember(layout: str, content: Mapping[str, Any]) -> tuple[bytes, int]:
        sent.append(json.dumps(content))
        return b"%PDF", 1

    monkeypatch.setattr("plateia.reports.pages.typeset", remember)
    folder = build_city(tmp_path / "city")
    full_plan(folder)
    report_plan(folder, today=TODAY)
    (content,) = sent
    assert "Waiting room at the third stop" in content
    assert SECRET not in content
    assert SECRET_PLACE not in content


def test_single_ratings_and_answers_enter_no_file(reported: Path) -> None:
    for name, said in everything(reported).items():
        assert '"ratings":' not in said, name
        assert '"respondents":' not in said, name


def test_a_plan_with_errors_is_reported_with_the_errors_first(reported: Path) -> None:
    page = (reported / "plan.html").read_text(encoding="utf-8")
    assert page.index("Errors in this plan") < page.index("Disturbances around three night stops</h3>")
    assert "The action has no evaluation plan" in page


def test_no_file_contacts_anybody_or_names_the_machine(reported: Path) -> None:
    for name, said in everything(reported).items():
        assert str(reported.parent.parent) not in said, name
        if name.endswith(".html"):
            assert 'src="http' not in said


def test_the_same_plan_on_the_same_day_gives_the_same_bytes(city: Path) -> None:
    first, second = (report_plan(city, today=TODAY).place for _ in range(2))
    assert (first.name, second.name) == ("plan-001", "plan-002")
    for path in sorted(first.rglob("*")):
        if path.is_file() and path.name != "run.json":
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name


def test_another_day_changes_what_is_overdue(city: Path) -> None:
    later = report_plan(city, today=date(2027, 3, 1))
    assert [row.item for row in later.report.overdue] == ["lamps", "training", "survey-before"]
    assert "As of 1 March 2027" in (later.place / "plan.html").read_text(encoding="utf-8")


def test_german_from_the_first_line_to_the_last_file(city: Path) -> None:
    place = report_plan(city, today=TODAY, language="de").place
    page = (place / "plan.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "Stand 21. November 2026" in page
    assert "SUMMARY:Fällig: " in (place / "plan.ics").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("All lamps at the stops", "Call Anna on +44 113 496 0123. All lamps at the stops", "person.in-text"),
        ("All lamps at the stops", "Facial recognition at the stops", "technology.red-line"),
    ],
)
def test_what_a_guardrail_forbids_is_not_reported(city: Path, old: str, new: str, code: str) -> None:
    change(city / "plans" / "night", ACTION, old, new)
    before = fingerprint(city)
    with pytest.raises(AccessError, match=code) as refused:
        report_plan(city, today=TODAY)
    assert refused.value.code == "plan.refused"
    assert refused.value.exit_code == 3
    assert "496" not in str(refused.value)
    assert fingerprint(city) == before


def test_without_anybody_who_answers_for_it_nothing_is_reported(tmp_path: Path) -> None:
    city = build_city(tmp_path / "city", governance=False)
    copy_plan(city)
    with pytest.raises(SettingsError, match="governance"):
        report_plan(city, today=TODAY)
    assert not (city / "out").exists()


def test_a_run_that_fails_leaves_nothing(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plateia.reports.plans.page.write_plan_pdf", full)
    with pytest.raises(EnvironmentFault):
        report_plan(city, today=TODAY)
    assert not remains_of_runs(city)
    assert not (city / "out").exists()


def test_power_comes_from_the_newest_published_evaluation(city: Path) -> None:
    finding = {
        "kind": "power",
        "hidden": True,
        "values": {"offence_category": "anti_social_behaviour", "template": "too_few"},
    }
    for number, action in ((1, "night-stops"), (2, "another"), (3, "night-stops")):
        document = {
            "version": "internal" if number == 3 else "protected",
            "action": action,
            "outcome": "anti_social_behaviour",
            "findings": [finding],
        }
        place = city / "out" / f"evaluation-{number:03d}"
        place.mkdir(parents=True)
        (place / "findings.json").write_text(json.dumps(document), encoding="utf-8")
    told = report_plan(city, today=TODAY).report.evaluated
    assert {action: row.run for action, row in told.items()} == {"night-stops": "evaluation-001"}
    (city / "out" / "evaluation-001" / "findings.json").write_text("{", encoding="utf-8")
    assert report_plan(city, today=TODAY).report.evaluated == {}


def test_area_names_come_from_the_audit_the_plan_names(city: Path) -> None:
    for number, name in ((1, "Old name"), (2, "New name")):
        tables = city / "out" / f"audit-{number:03d}" / "tables"
        tables.mkdir(parents=True)
        (tables / "areas.csv").write_text(f"area_id,name\nE1,{name}\nE2,\n", encoding="utf-8")
    assert area_names(city, run="audit-001") == {"E1": "Old name"}
    assert area_names(city, run=None) == {"E1": "New name"}
    assert area_names(city, run="audit-009") == {"E1": "New name"}


def test_the_command_says_where_the_report_lies(city: Path) -> None:
    said = run_cli("plan", "report", city, "--today", "2026-11-21")
    assert said.exit_code == 0, said.all
    assert "plan.html" in said.out
    assert (city / "out" / "plan-001" / "slides.pptx").is_file()


def test_strange_signs_in_a_plan_end_in_a_report_not_in_a_fault(city: Path) -> None:
    change(city / "plans" / "night", ACTION, 'title = "Hosts', 'title = "A\\u0001B\\u202e \\ufffe 漢字 Hosts')
    assert report_plan(city, today=TODAY).n_pages > 1
