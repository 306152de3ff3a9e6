"""What a city may supply besides incidents, from files to the report: harm weights, aggregates, map context."""

from __future__ import annotations

import json
from pathlib import Path

import pyogrio
import pytest

from plateia.example_cities import copy_example_city
from plateia.tools.safety_audit import run
from plateia.vocabulary import ALL, category_pack

SETTINGS = """
[map]
context = ["data/river.geojson"]
[report]
problem = "burglary"
[harm]
path = "data/harm.csv"
source = "made up for this test"
licence = "own"
[[affected]]
path = "data/affected.csv"
category = "category"
sex = "sex"
age_band = "age"
n = "n"
source = "police"
licence = "own"
controller = "police"
purpose = "audit"
legal_basis = "anonymous"
retention = "P1Y"
"""
RIVER = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Aire"},
            "geometry": {"type": "LineString", "coordinates": [[-1.7, 53.83], [-1.55, 53.79], [-1.4, 53.75]]},
        }
    ],
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_example_city("leeds", tmp_path_factory.mktemp("supplied") / "leeds")
    data = folder / "data"
    days = dict.fromkeys(sorted(set(category_pack("police.uk").values())), 1) | {"shoplifting": 365}
    lines = [f"{category},{day},test,2018-01-01" for category, day in days.items()]
    (data / "harm.csv").write_text(
        "offence_category,days,source,valid_from\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    rows = ["robbery,women,18-29,40", "robbery,men,18-29,60", "robbery,men,65+,2", "burglary,women,30-49,33"]
    (data / "affected.csv").write_text("category,sex,age,n\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (data / "river.geojson").write_text(json.dumps(RIVER), encoding="utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as stream:
        stream.write(SETTINGS)
    return folder


def _findings(place: Path, kind: str) -> list[dict]:
    document = json.loads((place / "findings.json").read_text(encoding="utf-8"))
    return [finding for finding in document["findings"] if finding["kind"] == kind]


def test_harm_is_the_sum_of_days_and_turns_the_order(city: Path) -> None:
    place = run(city, internal_for="Ana").place
    levels = {finding["values"]["offence_category"]: finding["values"]["n"] for finding in _findings(place, "level")}
    expected = sum(n * (365 if category == "shoplifting" else 1) for category, n in levels.items() if category != ALL)
    (harm,) = _findings(place, "harm")
    assert harm["values"]["harm"] == expected
    high = [
        finding for finding in _findings(place, "area_high") if finding["values"]["offence_category"] == "shoplifting"
    ]
    assert high
    assert high[0]["rank"] <= len(high)


def test_the_public_version_hides_small_groups_and_keeps_the_words_of_the_city(city: Path) -> None:
    place = run(city, language="de").place
    rows = {
        row["sex"] + row["age_band"]: row["n"]
        for f in _findings(place, "affected")
        for row in f["values"].get("rows", [])
    }
    assert rows.get("men65+") is None
    assert "women 30-49: 33" in (place / "audit.html").read_text(encoding="utf-8")
    assert any("river" in name for name, _ in pyogrio.list_layers(place / "layers.gpkg"))


def test_a_harm_table_without_a_category_is_a_refusal_not_a_figure(city: Path) -> None:
    table = city / "data" / "harm.csv"
    kept = table.read_text(encoding="utf-8")
    try:
        table.write_text(
            "\n".join(line for line in kept.splitlines() if not line.startswith("drugs")), encoding="utf-8"
        )
        place = run(city, internal_for="Ana").place
    finally:
        table.write_text(kept, encoding="utf-8")
    assert not _findings(place, "harm")
    assert "harm.category-missing" in {finding["values"]["code"] for finding in _findings(place, "refusal")}
