"""Bruno evaluates an action of a made-up city: planted fall, seals, periods not over, both versions and languages."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from plateia.errors import AccessError, InputError, PlateiaError, SettingsError
from plateia.example_cities.synthetic import write_synthetic_city
from plateia.findings.evaluation_document import evaluation_schema
from plateia.knowledge.own import read_own_practices
from plateia.tools import safety_audit
from plateia.tools.evaluation import run
from plateia.tools.plan import seal
from plateia.vocabulary import offence_categories

ACTION = "lighting"
TODAY = date(2023, 12, 1)
PLAN = """
[evaluation]
question = "Do offences against cars fall where car parks are lit and watched?"
outcome = "vehicle_crime"
outcome_because = "It is what the measure aims at."
design = "difference_in_differences"
treated = {treated}
comparison = "all others"
comparable_because = "Same city, same recording, similar level before."
before = {{ from = "2022-01", to = "2023-12" }}
after = {{ from = "2024-01", to = "2024-12" }}
expected_reduction = 0.2
chosen_for_high_counts = true
"""
HEAD = """title = "Light and eyes in car parks"
priority = 1
lead = "City, prevention office"
status = "draft"
starts = 2024-01-01
need = "n"
[[measures]]
id = "m1"
text = "Lamps and wardens in six car parks"
"""


def _busiest(folder: Path, n: int) -> tuple[list[str], list[dict[str, str]], dict[str, str]]:
    import geopandas as gpd

    areas = gpd.read_parquet(folder / "data" / "areas.parquet").sort_values("area_id")
    with (folder / "data" / "incidents.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    points = gpd.GeoSeries.from_xy([float(row["east"]) for row in rows], [float(row["north"]) for row in rows])
    joined = gpd.GeoDataFrame(geometry=points, crs=areas.crs).sjoin(areas[["area_id", "geometry"]], how="left")
    area_of = joined[~joined.index.duplicated()]["area_id"].tolist()
    cars = [area for area, row in zip(area_of, rows, strict=True) if row["offence"].startswith("car")]
    names, counts = np.unique([str(area) for area in cars], return_counts=True)
    chosen = names[np.lexsort((names, -counts))][10 : 10 + n].tolist()
    return chosen, rows, {row["number"]: str(area) for area, row in zip(area_of, rows, strict=True)}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city in which offences against cars fell by 45 % in six areas in 2024."""
    folder = tmp_path_factory.mktemp("evaluated") / "city"
    write_synthetic_city(folder, seed=5, incidents_per_year=20_000)
    treated, rows, area_of = _busiest(folder, 6)
    rng = np.random.default_rng(1)
    kept = [
        row
        for row in rows
        if not (area_of[row["number"]] in treated and row["offence"].startswith("car") and row["from_date"] >= "2024")
        or rng.random() > 0.45
    ]
    with (folder / "data" / "incidents.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(kept)
    actions = folder / "plans" / "car-crime" / "actions"
    actions.mkdir(parents=True)
    (actions.parent / "plan.toml").write_text(
        'title = "Fewer cars broken into"\nfocus_areas = ["safe_public_spaces"]\nlead = "City, prevention office"\n'
    )
    (actions / f"{ACTION}.toml").write_text(HEAD + PLAN.format(treated=json.dumps(treated)))
    return folder


@pytest.fixture
def copied(city: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(city, tmp_path / "city", ignore=shutil.ignore_patterns("out")))


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "plans" / "car-crime" / "actions" / f"{ACTION}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def evaluate(folder: Path, **more: Any) -> tuple[Path, dict[str, Any]]:
    done = run(folder, action=ACTION, **more)
    document = json.loads((done.place / "findings.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    jsonschema.validate(document, dict(evaluation_schema()), cls=jsonschema.Draft202012Validator)
    return done.place, document


def city_knowledge(folder: Path) -> Path:
    (folder / "knowledge").mkdir(exist_ok=True)
    return folder / "knowledge"


def of_kind(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [finding for finding in document["findings"] if finding["kind"] == kind]


def test_the_planted_fall_is_found_and_power_comes_first(copied: Path) -> None:
    place, document = evaluate(copied)
    assert [finding["kind"] for finding in document["findings"]][:3] == ["power", "evaluation_design", "effect"]
    effect = of_kind(document, "effect")[0]
    assert effect["values"]["primary"]
    assert effect["values"]["verdict"] == "fewer"
    assert effect["estimate"]["ci_low"] < 0.55 < effect["estimate"]["ci_high"]
    html = (place / "evaluation.html").read_text(encoding="utf-8")
    assert 0 < html.index('id="power"') < html.index('id="effect"')
    assert not re.search(r"\b(nan|inf|None)\b", re.sub(r"<(script|style).*?</\1>", "", html, flags=re.S))
    entry = tomllib.loads((place / "practice.toml").read_text(encoding="utf-8"))
    # Six car parks chosen because their numbers were high: what allows for that comes first, and is worth the money.
    allowed_for, decided = entry["results"]
    assert allowed_for["effect"] == of_kind(document, "high_start")[0]["estimate"]["value"]
    assert decided["effect"] == effect["estimate"]["value"] < allowed_for["effect"] < 1
    assert {row["design_level"] for row in entry["results"]} == {3}
    assert entry["practice"]["country"] == "Germany"
    (code,) = entry["codes"]
    assert (code["facet"], code["code"]) == ("offence_category", "vehicle_crime")
    assert code["words"] in entry["practice"]["summary"]
    shutil.copy(place / "practice.toml", city_knowledge(copied) / "car-parks.toml")
    (own,) = read_own_practices(copied, city="Example")
    assert own.practice.name == "Light and eyes in car parks"


@pytest.mark.parametrize("design", ["synthetic_control", "synthetic_did", "rate_ratio", "before_after"])
def test_every_design_goes_the_whole_way_for_one_place(copied: Path, design: str) -> None:
    change(copied, '"difference_in_differences"', f'"{design}"')
    text = (copied / "plans" / "car-crime" / "actions" / f"{ACTION}.toml").read_text(encoding="utf-8")
    listed = re.search(r"treated = (\[.*\])", text)
    assert listed is not None
    change(copied, listed[1], json.dumps(json.loads(listed[1])[:1]))
    _, document = evaluate(copied)
    told = [finding for finding in document["findings"] if finding["kind"] in ("effect", "refusal")]
    assert told[0]["values"]["method"] == design


def test_an_action_named_otherwise_than_practices_are_is_evaluated(copied: Path) -> None:
    actions = copied / "plans" / "car-crime" / "actions"
    (actions / f"{ACTION}.toml").rename(actions / "car_parks.toml")
    done = run(copied, action="car_parks")
    entry = tomllib.loads((done.place / "practice.toml").read_text(encoding="utf-8"))
    assert entry["results"]
    assert not [row for row in entry["results"] if "action" in row]


def test_what_no_report_may_hold_no_evaluation_holds(copied: Path) -> None:
    change(copied, "Do offences against cars fall", "Does Kevin Example, born 03.05.1999, stop")
    with pytest.raises(AccessError, match=r"plan\.refused"):
        run(copied, action=ACTION)
    assert not list((copied / "out").glob("*")) if (copied / "out").is_dir() else True


def test_the_cost_of_another_offence_is_refused(copied: Path) -> None:
    path = copied / "plans" / "car-crime" / "actions" / f"{ACTION}.toml"
    costs = """
[costs]
currency = "GBP"
price_year = 2018
years = 3
unit_cost_of = "homicide"
transfer_factor = 1.2
transfer_because = "prices"
[[costs.streams]]
what = "lamps"
kind = "one_off"
bearer = "city"
amounts = [50000.0, 0.0, 0.0]
"""
    path.write_text(path.read_text(encoding="utf-8") + costs, encoding="utf-8")
    with pytest.raises(InputError, match=r"evaluation\.costs-faulty"):
        run(copied, action=ACTION)


def test_without_a_result_there_is_nothing_to_hand_on(copied: Path) -> None:
    change(copied, 'from = "2024-01", to = "2024-12"', 'from = "2025-01", to = "2035-12"')
    change(copied, "starts = 2024-01-01", "starts = 2025-01-01")
    place, _ = evaluate(copied)
    assert not (place / "practice.toml").exists()
    assert "There is no result yet that other cities could read." in (place / "evaluation.html").read_text("utf-8")
    internal, _ = evaluate(copied, internal_for="Ana Example")
    assert not (internal / "practice.toml").exists()


def test_the_same_inputs_give_the_same_bytes(copied: Path) -> None:
    first, _ = evaluate(copied)
    again, _ = evaluate(copied)
    names = sorted(str(path.relative_to(first)) for path in first.rglob("*") if path.is_file())
    for name in names:
        if name != "run.json":
            assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_both_versions_speak_german(copied: Path) -> None:
    _, shown = evaluate(copied, language="de")
    _, inside = evaluate(copied, language="de", internal_for="Ana")
    assert (shown["version"], inside["version"]) == ("protected", "internal")
    assert "Vorfälle" in of_kind(inside, "power")[0]["statement"]


def test_an_unfinished_period_gives_power_and_design_alone(copied: Path) -> None:
    change(copied, 'to = "2024-12"', 'to = "2025-06"')
    place, document = evaluate(copied)
    assert [finding["kind"] for finding in document["findings"]] == ["power", "evaluation_design", "refusal"]
    assert of_kind(document, "refusal")[0]["values"]["code"] == "evaluation.not-over"
    assert not of_kind(document, "power")[0]["hidden"]
    groups = (place / "tables" / "groups.csv").read_text(encoding="utf-8")
    assert "2024" not in groups
    register = json.loads((copied / "out" / "published.json").read_text(encoding="utf-8"))
    assert all(month < "2024" for one in register["sums"] for month in one["months"])


def test_an_action_that_has_not_begun_can_be_planned(copied: Path) -> None:
    change(copied, 'after = { from = "2024-01", to = "2024-12" }', 'after = { from = "2026-01", to = "2026-12" }')
    _, document = evaluate(copied)
    assert not of_kind(document, "power")[0]["hidden"]
    assert not of_kind(document, "effect")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('before = { from = "2022-01"', 'before = { from = "2020-01"', "evaluation.months-missing"),
        ('outcome = "vehicle_crime"', 'outcome = "shoplifting"', "evaluation.outcome-absent"),
        ('treated = ["', 'treated = ["nowhere", "', "evaluation.unit-unknown"),
        ('comparison = "all', 'unit = "village"\ncomparison = "all', "evaluation.unit-level-unknown"),
    ],
)
def test_what_would_make_a_figure_wrong_is_an_error(copied: Path, old: str, new: str, code: str) -> None:
    change(copied, old, new)
    with pytest.raises((InputError, SettingsError)) as refused:
        evaluate(copied)
    assert refused.value.code == code
    assert not [path for path in (copied / "out").glob("*") if "evaluation" in path.name]


def test_an_action_without_an_evaluation_plan_is_an_error(copied: Path) -> None:
    path = copied / "plans" / "car-crime" / "actions" / f"{ACTION}.toml"
    path.write_text(HEAD)
    with pytest.raises(SettingsError, match=r"evaluation\.no-plan"):
        evaluate(copied)
    with pytest.raises(PlateiaError, match=r"plan\.action-unknown"):
        run(copied, action="lamps")


@pytest.mark.parametrize("state", ["sealed", "changed", "late", "unsealed"])
def test_the_report_says_what_was_fixed_beforehand(copied: Path, state: str) -> None:
    if state != "unsealed":
        seal(copied, ACTION, today=date(2025, 2, 1) if state == "late" else TODAY, late=state == "late")
    if state == "changed":
        change(copied, "expected_reduction = 0.2", "expected_reduction = 0.4")
    _, document = evaluate(copied)
    design = of_kind(document, "evaluation_design")[0]
    assert design["values"]["template"] == state
    assert design["values"]["changes"] == (["expected_reduction"] if state == "changed" else [])


def test_a_broken_seal_stops_everything(copied: Path) -> None:
    seal(copied, ACTION, today=TODAY)
    path = copied / "plans" / "car-crime" / "seals.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"expected_reduction": 0.2', '"expected_reduction": 0.4'))
    with pytest.raises(PlateiaError) as refused:
        evaluate(copied)
    assert refused.value.code.startswith("seal.")


def test_drawn_lots_lift_no_design_that_compares_nothing(copied: Path) -> None:
    change(copied, 'design = "difference_in_differences"', 'design = "before_after"\nrandomised = true')
    _, document = evaluate(copied)
    assert of_kind(document, "evaluation_design")[0]["values"]["level"] == 2
    assert "effect" not in of_kind(document, "effect")[0]["statement"]


AHEAD = (
    ("starts = 2024-01-01", "starts = 2025-07-01"),
    ('before = { from = "2022-01", to = "2023-12" }', 'before = { from = "2024-07", to = "2025-06" }'),
    ('after = { from = "2024-01", to = "2024-12" }', 'after = { from = "2025-07", to = "2026-06" }'),
)


def test_power_comes_before_the_period_before_is_over(copied: Path) -> None:
    for old, new in AHEAD:
        change(copied, old, new)
    place, document = evaluate(copied)
    assert [finding["kind"] for finding in document["findings"]] == ["power", "evaluation_design", "refusal"]
    power, design, refusal = document["findings"]
    assert power["values"]["earlier_months"][0] == "2023-07"  # a year earlier the data hold all twelve months
    assert "July 2023 to June 2024" in power["statement"]
    assert "power_from_earlier_months" in {caveat["code"] for caveat in power["caveats"]}
    assert refusal["values"]["code"] == "evaluation.not-over"
    assert design["values"]["template"] == "not_yet"
    assert "1 July 2025" in design["statement"]
    groups = (place / "tables" / "groups.csv").read_text(encoding="utf-8")
    assert "earlier" in groups
    assert "2024-07" not in groups
    register = json.loads((copied / "out" / "published.json").read_text(encoding="utf-8"))
    assert {month for one in register["sums"] for month in one["months"]} == set(power["values"]["earlier_months"])


def test_an_action_without_a_day_to_start_on_is_asked_for_one(copied: Path) -> None:
    for old, new in AHEAD:
        change(copied, old, "" if old.startswith("starts") else new)
    _, document = evaluate(copied, language="de")
    assert of_kind(document, "evaluation_design")[0]["values"]["template"] == "not_yet_no_start"


def test_a_start_moved_before_the_seal_makes_it_late(copied: Path) -> None:
    seal(copied, ACTION, today=TODAY)
    change(copied, "starts = 2024-01-01", "starts = 2023-11-01")
    _, document = evaluate(copied)
    assert of_kind(document, "evaluation_design")[0]["values"]["template"] == "late"


def test_rings_are_told_inside_and_said_to_be_withheld_outside(copied: Path) -> None:
    change(copied, "chosen_for_high_counts = true", "chosen_for_high_counts = true\nring_width_m = 300")
    documents = [evaluate(copied, **more)[1] for more in ({}, {"internal_for": "Ana"})]
    for document, shown in zip(documents, (False, True), strict=True):
        templates = [str(finding["values"]["template"]) for finding in of_kind(document, "displacement")]
        assert [template.startswith("rings.") for template in templates] == [True] * shown
        refused = [one["values"]["code"] for one in of_kind(document, "refusal")]
        assert refused == ["displacement.rings-withheld"] * (not shown)
        caveats = {caveat["code"] for finding in document["findings"] for caveat in finding["caveats"]}
        assert "displacement_not_examined" not in caveats
    for html in copied.rglob("evaluation.html"):
        assert "No surroundings were named" not in html.read_text(encoding="utf-8")


def test_rings_that_leave_no_unit_to_compare_with_are_refused(copied: Path) -> None:
    change(copied, "chosen_for_high_counts = true", "chosen_for_high_counts = true\nring_width_m = 5000")
    _, document = evaluate(copied)
    assert [one["values"]["code"] for one in of_kind(document, "refusal")] == ["displacement.rings-no-comparison"]


def test_further_outcomes_are_told_to_a_named_person_only(copied: Path) -> None:
    change(copied, "expected_reduction", 'secondary = ["burglary", "robbery"]\nexpected_reduction')
    place, document = evaluate(copied)
    assert not [one for one in document["findings"] if one["values"].get("offence_category") in ("burglary", "robbery")]
    assert "internal version only" in (place / "evaluation.html").read_text(encoding="utf-8")
    _, document = evaluate(copied, internal_for="Ana Example")
    effects = [one for one in document["findings"] if one["kind"] == "effect"]
    further = [one for one in effects if one["values"]["offence_category"] == "burglary"]
    assert [one["values"]["primary"] for one in further] == [False]
    assert further[0]["estimate"]["ci_low"] < further[0]["estimate"]["value"] < further[0]["estimate"]["ci_high"]
    assert "This does not decide." in further[0]["statement"]
    assert sum(one["values"]["primary"] for one in effects) == 1


def test_only_the_deciding_method_says_that_an_effect_followed(copied: Path) -> None:
    _, document = evaluate(copied)
    effects = [one for one in document["findings"] if one["kind"] == "effect"]
    first, *others = effects
    assert first["values"]["template"] == "fewer.compared_high"
    assert "fall by themselves" in first["statement"]
    assert others
    assert {one["values"]["template"].rpartition(".")[2] for one in others} == {"second"}
    assert not any("followed by an effect" in one["statement"] for one in effects)


def test_the_shape_of_a_series_is_fixed_by_the_plan(copied: Path) -> None:
    change(copied, '"difference_in_differences"', '"interrupted_time_series"\nshape = "slope"')
    _, document = evaluate(copied)
    slope = next(one for one in document["findings"] if one["kind"] == "effect" and one["values"]["primary"])
    change(copied, 'shape = "slope"', 'shape = "level"')
    _, document = evaluate(copied)
    level = next(one for one in document["findings"] if one["kind"] == "effect" and one["values"]["primary"])
    assert slope["values"]["ratio"] != level["values"]["ratio"]
    change(copied, "interrupted_time_series", "rate_ratio")
    change(copied, 'shape = "level"', 'shape = "both"')
    with pytest.raises(SettingsError):
        evaluate(copied)


def test_all_offences_by_their_harm_are_told_to_a_named_person(copied: Path) -> None:
    weights = ["offence_category,days,source,valid_from"]
    weights += [f"{name},{10 * at},made up,2020-01-01" for at, name in enumerate(offence_categories(), start=1)]
    (copied / "data" / "harm.csv").write_text("\n".join(weights), encoding="utf-8")
    settings = copied / "city.toml"
    table = '[harm]\npath = "data/harm.csv"\nsource = "A made-up table"\nlicence = "none"\n'
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n{table}", encoding="utf-8")
    change(copied, 'outcome = "vehicle_crime"', 'outcome = "all"')
    _, document = evaluate(copied)
    assert not [one for one in document["findings"] if "harm" in one["id"]]
    place, document = evaluate(copied, internal_for="Ana Example")
    (harm,) = [one for one in document["findings"] if one["id"] == "effect:harm:all"]
    assert harm["estimate"]["ci_low"] < harm["estimate"]["value"] < harm["estimate"]["ci_high"]
    assert harm["statement"] in (place / "evaluation.html").read_text(encoding="utf-8")


def test_what_squares_say_together_is_published_coarsely(copied: Path) -> None:
    done = safety_audit.run(copied)
    with (done.place / "tables" / "concentration.csv").open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["unit"] != "areas" and row["gini"]]
    assert rows
    for row in rows:
        assert all(float(row[name]) == round(float(row[name]), 2) for name in ("gini", "gini_chance_low"))
        assert all(float(row[name]) == round(float(row[name]), 3) for name in ("share25", "share50"))
    document = json.loads((done.place / "findings.json").read_text(encoding="utf-8"))
    told = [
        one for one in document["findings"] if one["kind"] == "concentration" and one["values"].get("unit") != "areas"
    ]
    assert all(one["estimate"]["value"] == round(one["estimate"]["value"], 2) for one in told if not one["hidden"])
