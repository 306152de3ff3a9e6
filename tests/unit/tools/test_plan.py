"""The tool: a plan started from a finding, its figures read from the audit, sealed once, nothing overwritten."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from plateia.errors import InputError, MethodError, PlateiaError, SettingsError
from plateia.example_cities import copy_example_city
from plateia.plans.indicator_rules import AuditFigure
from plateia.settings.plan_files.indicators import FromAudit
from plateia.settings.reading import read_settings
from plateia.tools import plan
from plateia.tools.planning.audits import audit_figure
from plateia.tools.planning.checking import as_json, describe
from plateia.wording import languages, load
from tests.sample_plan import ACTION, change, copy_plan

TODAY = date(2026, 11, 21)
HEADER = "area_id,name,offence_category,n,reason\n"
ROWS = (
    "E01033010,A,anti_social_behaviour,200,\n"
    "E2,B,anti_social_behaviour,7,\n"
    "E3,C,anti_social_behaviour,,suppressed\n"
    "E4,D,anti_social_behaviour,,not_covered\n"
    "E01033010,A,robbery,12,\n"
)
FINDING = "area_high:anti_social_behaviour:E01033010"


def finding(id_: str, areas: list[str], **values: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": id_.partition(":")[0],
        "hidden": False,
        "statement": 'Leeds 111B: 200 recorded incidents; "about" 7 expected.',
        "values": {"offence_category": "anti_social_behaviour", "n": 200, "name": "Leeds 111B", **values},
        "where": {"area_ids": areas},
        "period": {"from": "2016-07", "to": "2018-07", "months": ["2016-07", "2017-07", "2018-07"]},
        "practices": ["PS-19"],
    }


@pytest.fixture
def city(tmp_path: Path) -> Path:
    run = tmp_path / "leeds" / "out" / "audit-001"
    (run / "tables").mkdir(parents=True)
    (run / "tables" / "areas.csv").write_text(HEADER + ROWS, encoding="utf-8")
    findings = [
        finding(FINDING, ["E01033010"]),
        finding("area_high:anti_social_behaviour:E3", ["E3"]),
        finding("level:anti_social_behaviour", []),
        finding("timing", [], offence_category=None, n=None),
    ]
    document = {"version": "protected", "findings": findings}
    (run / "findings.json").write_text(json.dumps(document), encoding="utf-8")
    return tmp_path / "leeds"


@pytest.mark.parametrize("named", [None, *(row for row in (FINDING, "level:anti_social_behaviour", "timing"))])
def test_a_new_plan_reads_without_errors(city: Path, named: str | None) -> None:
    place = plan.new(city, "night", finding=named, today=TODAY)
    assert place == city / "plans" / "night"
    checked = plan.check(city, today=TODAY)
    assert checked.n_errors == 0, [row for row in checked.remarks if row.gravity == "error"]
    assert "plan.to-be-written" in {row.code for row in checked.remarks}
    assert checked.plan.actions["night"].status == "draft"


def test_a_plan_from_a_finding_holds_what_the_finding_says(city: Path) -> None:
    plan.new(city, "night", finding=FINDING, today=TODAY)
    checked = plan.check(city, today=TODAY)
    action = checked.plan.actions["night"]
    assert action.evaluation is not None
    assert action.evaluation.treated == ("E01033010",)
    assert action.evaluation.outcome == "anti_social_behaviour"
    assert action.evaluation.chosen_for_high_counts
    assert (action.evaluation.before.from_, action.evaluation.before.to) == ("2016-07", "2018-07")
    assert checked.figures["recorded"] == AuditFigure(200.0)
    assert [row.practice for row in action.good_practices] == ["PS-19"]
    assert checked.plan.problems["night"].findings == (FINDING,)
    assert '"about" 7 expected' in checked.plan.problems["night"].frames[0].symptom
    assert checked.plan.file.run == "audit-001"


def test_who_leads_and_who_named_the_problem_is_left_to_the_person(city: Path) -> None:
    other = copy_example_city("leeds", city.parent / "example")
    shutil.copytree(city / "out", other / "out")
    place = plan.new(other, "night", finding=FINDING, today=TODAY)
    controller = read_settings(other).governance.controller
    texts = "".join(path.read_text(encoding="utf-8") for path in place.rglob("*.toml"))
    assert controller
    assert controller not in texts
    checked = plan.check(other, today=TODAY)
    (frame,) = checked.plan.problems["night"].frames
    assert [*frame.named_by, checked.plan.file.lead] == [
        load("en").text("plan_start.problem.named_by"), load("en").text("plan_start.lead"),
    ]  # fmt: skip
    assert {"plan.toml", "problems/night.toml"} <= {
        row.file for row in checked.remarks if row.code == "plan.to-be-written"
    }


def test_a_new_plan_is_written_in_the_language_of_the_city(city: Path, tmp_path: Path) -> None:
    unwritten = {}
    for language, begins in (("en", "To be "), ("de", "Noch zu ")):
        other = copy_example_city("leeds", tmp_path / language)
        settings = (other / "city.toml").read_text(encoding="utf-8")
        (other / "city.toml").write_text(settings.replace('language = "en"', f'language = "{language}"'))
        shutil.copytree(city / "out", other / "out")
        place = plan.new(other, "night", finding=FINDING, today=TODAY)
        checked = plan.check(other, today=TODAY)
        assert checked.n_errors == 0, [row for row in checked.remarks if row.gravity == "error"]
        assert checked.plan.actions["night"].measures[0].text.startswith(begins)
        assert ("To be " in "".join(path.read_text() for path in place.rglob("*.toml"))) == (language == "en")
        unwritten[language] = {row.file: row.details["n"] for row in checked.remarks if "written" in row.code}
    assert unwritten["de"] == unwritten["en"]


def test_the_comments_of_a_new_plan_are_in_the_language_of_the_city_and_nothing_else_differs(
    city: Path, tmp_path: Path
) -> None:
    lines: dict[str, list[str]] = {}
    for language in languages():
        other = copy_example_city("leeds", tmp_path / language)
        settings = (other / "city.toml").read_text(encoding="utf-8")
        (other / "city.toml").write_text(settings.replace('language = "en"', f'language = "{language}"'))
        shutil.copytree(city / "out", other / "out")
        place = plan.new(other, "night", finding=FINDING, today=TODAY)
        texts = [path.read_text(encoding="utf-8") for path in sorted(place.rglob("*.toml"))]
        lines[language] = "\n".join(texts).splitlines()
    comments = {
        language: [line.partition("#")[2] for line in found if "#" in line and " " in line.partition("#")[2].strip()]
        for language, found in lines.items()
    }
    english = set(comments.pop("en"))
    for language, found in comments.items():
        same = {line for line in found if line in english}
        assert all("=" in line or "plateia" in line or ", " in line for line in same), (language, same)
        assert len(set(found) - english) > 30, language
    # Keys stand at the beginning of a line, those of an example behind a "# ".
    keys = {language: re.findall(r"^(?:# )?(\w+) = ", "\n".join(found), re.M) for language, found in lines.items()}
    assert all(found == keys["en"] for found in keys.values())


def test_the_months_of_a_finding_are_written_in_words(city: Path) -> None:
    place = plan.new(city, "night", finding=FINDING, today=TODAY)
    assert 'baseline_period = "July 2016, July 2017 and July 2018"' in (place / "indicators.toml").read_text()
    assert 'when = "July 2016, July 2017 and July 2018"' in (place / "problems" / "night.toml").read_text()


@pytest.mark.parametrize(("language", "day"), [("en", "21 November 2026"), ("de", "21. November 2026")])
def test_the_check_writes_days_in_words(city: Path, language: str, day: str) -> None:
    plan.new(city, "night", finding=FINDING, today=TODAY)
    said = describe(plan.check(city, today=TODAY), wording=load(language))
    assert day in said
    assert "2026-11-21" not in said


def test_a_hidden_count_becomes_no_baseline(city: Path) -> None:
    plan.new(city, "night", finding="area_high:anti_social_behaviour:E3", today=TODAY)
    text = (city / "plans" / "night" / "indicators.toml").read_text(encoding="utf-8")
    assert "audit = " not in text
    assert plan.check(city, today=TODAY).figures == {}


def test_nothing_that_is_there_is_touched(city: Path) -> None:
    plan.new(city, "night", today=TODAY)
    before = {path: path.read_bytes() for path in (city / "plans").rglob("*.toml")}
    with pytest.raises(SettingsError) as refused:
        plan.new(city, "night", finding=FINDING, today=TODAY)
    assert refused.value.code == "plan.exists"
    assert before == {path: path.read_bytes() for path in (city / "plans").rglob("*.toml")}


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("../x", {}, "plan.name"),
        ("Ä", {}, "plan.name"),
        ("x", {"run": "audit-001"}, "plan.run-without-finding"),
        ("x", {"finding": "area_high:anti_social_behavior:E01033010"}, "plan.finding-not-found"),
        ("x", {"finding": FINDING, "run": "audit-009"}, "plan.run-not-found"),
        ("x", {"finding": FINDING, "run": "internal/audit-001-for-ana"}, "plan.run-not-found"),
    ],
)
def test_what_cannot_be_started_leaves_no_trace(city: Path, name: str, options: dict[str, str], code: str) -> None:
    with pytest.raises(PlateiaError) as refused:
        plan.new(city, name, today=TODAY, **options)
    assert refused.value.code == code
    assert not list(city.rglob("plan.toml"))


def test_an_internal_document_is_no_source(city: Path) -> None:
    path = city / "out" / "audit-001" / "findings.json"
    path.write_text(path.read_text(encoding="utf-8").replace("protected", "internal"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        plan.new(city, "x", finding=FINDING, today=TODAY)
    assert refused.value.code == "plan.findings-unreadable"


@pytest.mark.parametrize(
    ("areas", "category", "run", "figure"),
    [
        (("E01033010",), "anti_social_behaviour", "audit-001", AuditFigure(200.0)),
        (("E01033010", "E2"), "anti_social_behaviour", "audit-001", AuditFigure(207.0)),
        (("E01033010", "E3"), "anti_social_behaviour", "audit-001", AuditFigure(None, "hidden")),
        ((), "anti_social_behaviour", "audit-001", AuditFigure(None, "not_covered")),
        (("E4",), "anti_social_behaviour", "audit-001", AuditFigure(None, "not_covered")),
        (("E9",), "anti_social_behaviour", "audit-001", AuditFigure(None, "area_missing")),
        ((), "robbery", "audit-001", AuditFigure(12.0)),
        ((), "burglary", "audit-001", AuditFigure(None, "category_missing")),
        ((), "robbery", "audit-002", AuditFigure(None, "run_missing")),
    ],
)
def test_figures_of_an_audit(city: Path, areas: tuple[str, ...], category: str, run: str, figure: AuditFigure) -> None:
    assert audit_figure(city, FromAudit(audit=run, offence_category=category, area_ids=areas)) == figure


def test_a_reference_to_a_hidden_count_is_told_without_a_number(city: Path) -> None:
    folder = copy_plan(city)
    change(folder, "indicators.toml", 'area_ids = ["E01033010"]', 'area_ids = ["E01033010", "E3"]')
    checked = plan.check(city, today=TODAY)
    (remark,) = [row for row in checked.remarks if row.code == "indicator.no-audit-figure"]
    assert remark.details["reason"] == "hidden"
    assert checked.figures["recorded-asb"].value is None
    assert "200" not in describe(checked, wording=load("en"))


def test_the_example_against_its_audit(city: Path) -> None:
    folder = copy_plan(city)
    change(
        folder, "indicators.toml", "baseline = 52\n", "baseline = 52\nobserved = [{ on = 2027-12-01, value = 57 }]\n"
    )
    change(
        folder,
        "foresight/night-2030.toml",
        "probability = 0.7",
        "probability = 0.7\ncame_true = true\nresolved_on = 2028-03-15",
    )
    checked = plan.check(city, today=date(2028, 3, 20))
    assert checked.n_errors == 0
    assert checked.figures["recorded-asb"] == AuditFigure(200.0)
    assert checked.achievements["safe-at-stop"].share == pytest.approx(0.625)
    assert checked.forecasts is not None
    assert checked.forecasts.score == pytest.approx(0.09)
    assert [row.sdg for row in checked.sdg] == ["16.1.4"]
    assert "of the way from the baseline to the target" in describe(checked, wording=load("en"))
    assert "Brier score 0.09 over 1" in describe(checked, wording=load("en"))
    for language in languages():
        assert describe(checked, wording=load(language))
        assert json.dumps(as_json(checked, wording=load(language)))


def test_sealing_appends_and_refuses(city: Path) -> None:
    folder = copy_plan(city)
    first = plan.seal(city, "night-stops", today=TODAY)
    assert not first.late
    assert "action.not-sealed" not in {row.code for row in plan.check(city, today=TODAY).remarks}
    with pytest.raises(MethodError) as same:
        plan.seal(city, "night-stops", today=TODAY)
    assert same.value.code == "seal.nothing-changed"
    change(folder, ACTION, "expected_reduction = 0.2", "expected_reduction = 0.3")
    second = plan.seal(city, "night-stops", today=TODAY)
    kept = json.loads((folder / "seals.json").read_text(encoding="utf-8"))["seals"]
    assert [row["sha256"] for row in kept] == [first.sha256, second.sha256]
    with pytest.raises(InputError, match="did you mean 'night-stops'"):
        plan.seal(city, "night-stop", today=TODAY)


def test_an_unwritten_evaluation_is_not_sealed(city: Path) -> None:
    plan.new(city, "night", finding=FINDING, today=TODAY)
    with pytest.raises(InputError) as refused:
        plan.seal(city, "night", today=TODAY)
    assert refused.value.code == "plan.evaluation-unwritten"


def test_calendar_and_tables_are_written_from_a_folder(city: Path) -> None:
    copy_plan(city)
    assert plan.calendar(city, stamp=datetime(2026, 1, 1, tzinfo=UTC)).count("BEGIN:VEVENT") == 18
    assert "roadmap.csv" in plan.tables(city, today=TODAY, language="de")
