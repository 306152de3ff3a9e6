"""Cities with next to nothing in them: an audit that says so, or an error; never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.city_builder import Columns, build_city, edit_settings, incident_rows, settings_text, write_table
from tests.journeys.command_line import DOORS, MARKER, audited, remains_of_runs

TEXT = settings_text()
POPULATION = TEXT[TEXT.index("[areas.population]") : TEXT.index("[[incidents]]")]
LEVELS = '[areas.levels.district]\ncolumn = "ward"\n'
CATEGORY = 'category = {column = "offence", map = "data/offences.csv"}'
CODE = "<script>alert(1)</script> & # [x](y) *_` $"
BY_HOUR = 'hour = "hour"\nformat = "%Y-%m-%d"'

Change = Callable[[Columns], dict[str, list[Any]]]


def nowhere(columns: Columns) -> dict[str, list[Any]]:
    blank: list[Any] = [""] * len(columns["lon"])
    return {"district": blank, "lon": blank, "lat": blank}


def one_place(columns: Columns) -> dict[str, list[Any]]:
    return {name: columns[name][:1] * len(columns[name]) for name in ("district", "lon", "lat")}


def cut_days(length: int) -> Change:
    return lambda columns: {"day": [day[:length] for day in columns["day"]]}


CITIES: dict[str, tuple[dict[str, Any], list[tuple[str, str]], Change | None]] = {
    "one row": ({"n_rows": 1, "months": 1}, [], None),
    "two rows": ({"n_rows": 2, "months": 1}, [], None),
    "five rows of police.uk": ({"n_rows": 5, "months": 2, "kind": "police.uk"}, [], None),
    "one area": ({"side": 1}, [], None),
    "four areas": ({"side": 2}, [], None),
    "one month": ({"months": 1}, [], None),
    "four years": ({"months": 48, "n_rows": 2000}, [], None),
    "no points": ({"points": "none"}, [], None),
    "no population": ({}, [(POPULATION, "")], None),
    "no population and no levels": ({}, [(POPULATION, ""), (LEVELS, "")], None),
    "no ids": ({}, [('id = "number"\n', "")], None),
    "no areas and no points": ({}, [], nowhere),
    "one place": ({}, [], one_place),
    "years only": ({}, [(BY_HOUR, 'format = "%Y"')], cut_days(4)),
    "months only": ({}, [(BY_HOUR, 'format = "%Y-%m"')], cut_days(7)),
    "collisions only": ({}, [(CATEGORY, 'category = "road_collision"')], None),
    "offences without a place": ({}, [(CATEGORY, 'category = "fraud_online"')], None),
    "nothing classified": ({}, [(CATEGORY, 'category = "not_classified"')], None),
    "two months far apart": ({}, [("[areas]", '[period]\nmonths = ["2022-01", "2022-06"]\n[areas]')], None),
    "mostly outside its data": ({}, [("[areas]", '[period]\nfrom = "2021-01-01"\nto = "2024-12-31"\n[areas]')], None),
    "a high minimum": ({}, [("[governance]", "[governance]\nminimum_count = 1000")], None),
    "names that are code": (
        {},
        [('name = "Sample"', f'name = "{CODE}"'), ('"Sample Police"', '"=1+1 <b> # $x$ @r"')],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("door", ["protected", "internal"])
@pytest.mark.parametrize("name", CITIES)
def test_a_city_with_next_to_nothing_is_audited(tmp_path: Path, name: str, door: str) -> None:
    options, edits, change = CITIES[name]
    folder = build_city(tmp_path / "city", marker=MARKER, **options)
    for old, new in edits:
        edit_settings(folder, old, new)
    if change is not None:
        columns = incident_rows(marker=MARKER)
        write_table(folder / "data/incidents.csv", {**columns, **change(columns)})
    place = audited(folder, *DOORS[door][1:])
    assert "<script>alert" not in (place / "audit.html").read_text(encoding="utf-8")
    assert not remains_of_runs(folder)
