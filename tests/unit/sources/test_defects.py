"""The defects of real extracts are found, counted and treated as the design says; nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateia.tools.intake_check import describe
from plateia.tools.intake_check import run as check
from tests.city_builder import (
    Columns,
    build_city,
    edit_settings,
    incident_rows,
    population,
    squares,
    write_areas,
    write_table,
)
from tests.reading_cities import CityRead, city_read

CSV = "data/incidents.csv"
FAR = (9.99, 53.55)  # Hamburg, 250 km from the city of the tests


def with_columns(folder: Path, **changes: Sequence[Any] | Callable[[list[Any]], Sequence[Any]]) -> Columns:
    """Write the incidents anew with some columns exchanged; a callable gets the old column."""
    columns = incident_rows()
    for name, new in changes.items():
        columns[name] = list(new(columns[name]) if callable(new) else new)
    write_table(folder / CSV, columns)
    return columns


def every(n: int, new: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda values: [new if row % n == 0 else value for row, value in enumerate(values)]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return build_city(tmp_path / "city")


def second_source(folder: Path, columns: Columns, name: str = "Second Police") -> None:
    """Add a source that is like the first but for its rows and name."""
    text = (folder / "city.toml").read_text(encoding="utf-8")
    section = text[text.index("[[incidents]]") :].replace("incidents.csv", "second.csv").replace("Sample Police", name)
    (folder / "city.toml").write_text(f"{text}\n{section}", encoding="utf-8")
    write_table(folder / "data/second.csv", columns)


# Months


def test_a_month_missing_in_one_of_several_sources_is_missing_in_that_one_only(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city", kind="police.uk", n_rows=600)
    columns = incident_rows("police.uk", n_rows=600, seed=2)
    there = [row for row, month in enumerate(columns["Month"]) if month != "2022-05"]
    second_source(folder, {name: [values[row] for row in there] for name, values in columns.items()})
    city = city_read(folder)
    assert city.months_missing(0) == []
    assert city.months_missing(1) == ["2022-05"]
    assert "months missing: 2022-05" in describe(check(folder))


def test_half_filled_months_at_the_edges_are_partial(city: Path) -> None:
    def half_filled(day: str) -> str:
        if day.startswith("2022-01"):
            return f"2022-01-2{day[9]}"
        return f"2022-12-0{int(day[9]) % 9 + 1}" if day.startswith("2022-12") else day

    with_columns(city, day=lambda days: [half_filled(day) for day in days])
    assert city_read(city).months_partial() == ["2022-01", "2022-12"]


def test_a_month_that_the_period_cuts_is_partial(city: Path) -> None:
    edit_settings(city, "[areas]", '[period]\nfrom = "2022-02-10"\nto = "2022-11-30"\n[areas]')
    read = city_read(city)
    assert "2022-02" in read.months_partial()
    assert "2022-11" not in read.months_partial()
    assert read.source.dropped["outside_period"] > 50


# Ids


def test_of_rows_that_share_an_id_only_identical_ones_are_dropped(city: Path) -> None:
    columns = incident_rows()
    rows = [*range(300), 0, 0, 1, 2]
    repeated = {name: [values[row] for row in rows] for name, values in columns.items()}
    repeated["hour"][302] = (repeated["hour"][1] + 1) % 24
    repeated["hour"][303] = (repeated["hour"][2] + 1) % 24
    write_table(city / CSV, repeated)
    source = city_read(city).source
    assert (source.read, source.kept) == (304, 302)
    assert source.dropped == {"identical_rows": 2}
    assert source.repeated_ids == 3
    assert source.sharing_id == 4


def test_rows_without_an_id_are_never_duplicates(city: Path) -> None:
    columns = incident_rows()
    twice = {name: [*values, *values] for name, values in columns.items()}
    write_table(city / CSV, {**twice, "number": [""] * 600})
    source = city_read(city).source
    assert (source.kept, source.without_id, source.repeated_ids) == (600, 600, 0)


def test_case_numbers_leave_only_as_salted_hashes(city: Path) -> None:
    rows = city_read(city).rows()
    assert len({row[0] for row in rows}) == 300
    assert all(row[0] > 10**6 for row in rows)


# Places


def test_missing_coordinates_are_counted_by_source(city: Path) -> None:
    columns = incident_rows(seed=2)
    second_source(city, {**columns, "lon": every(4, "")(columns["lon"])})
    sources = city_read(city).intake.sources
    assert [source.without_coordinates for source in sources] == [0, 75]
    assert [source.kept for source in sources] == [300, 300]


def test_points_far_away_are_counted_and_dropped_where_no_area_is_stated(city: Path) -> None:
    with_columns(city, lon=every(30, FAR[0]), lat=every(30, FAR[1]), district=[""] * 300)
    source = city_read(city).source
    assert source.defects["far_points"] == 10
    assert source.dropped == {"outside_study_area": 10}


def test_swapped_coordinates_are_left_out_and_counted(city: Path) -> None:
    columns = incident_rows()
    some = [row % 10 == 0 for row in range(300)]
    lon = [y if flip else x for x, y, flip in zip(columns["lon"], columns["lat"], some, strict=True)]
    lat = [x if flip else y for x, y, flip in zip(columns["lon"], columns["lat"], some, strict=True)]
    with_columns(city, lon=lon, lat=lat)
    source = city_read(city).source
    assert source.defects == {"swapped_coordinates": 30}
    assert (source.without_coordinates, source.with_area) == (30, 300)


def test_null_island_is_no_place(city: Path) -> None:
    with_columns(city, lon=every(15, 0), lat=every(15, 0.0))
    source = city_read(city).source
    assert source.defects == {"null_island": 20}
    assert (source.without_coordinates, source.dropped) == (20, {})


def test_stated_area_and_point_that_disagree_are_a_share(city: Path) -> None:
    with_columns(city, district=lambda ids: ["01010002" if row % 5 == 0 else area for row, area in enumerate(ids)])
    read = city_read(city)
    assert read.source.area_disagreement == pytest.approx(0.2, abs=0.06)
    stated = [row[-1] for row in read.rows()].count("01010002")
    edit_settings(city, 'id = "area_id"', 'assign = "point"\nid = "area_id"')
    by_point = city_read(city)
    assert [row[-1] for row in by_point.rows()].count("01010002") < stated
    assert by_point.source.area_disagreement == read.source.area_disagreement


def test_area_ids_that_lost_a_leading_zero_are_found_again_and_counted(city: Path) -> None:
    expected = [row[1:] for row in city_read(city).rows()]
    with_columns(city, district=lambda ids: [area.lstrip("0") for area in ids])
    read = city_read(city)
    assert read.source.defects == {"leading_zero": 300}
    assert [row[1:] for row in read.rows()] == expected
    numbers = population()
    write_table(city / "data/population.csv", {**numbers, "area_id": [area.lstrip("0") for area in numbers["area_id"]]})
    assert city_read(city).areas.denominators["residents"].tolist() == numbers["residents"]


@pytest.mark.parametrize(("points", "anchored"), [("anchored", True), ("exact", False)])
def test_undeclared_anchors_are_recognised(tmp_path: Path, points: Any, anchored: bool) -> None:
    folder = build_city(tmp_path / "city", points=points)
    read = city_read(folder)
    assert read.source.anchored is anchored
    assert read.source.distinct_locations == len({row[-2] for row in read.rows()})
    edit_settings(folder, 'id = "number"', f'id = "number"\npoints = "{"exact" if anchored else "anchored"}"')
    assert city_read(folder).source.anchored is not anchored


@pytest.mark.parametrize(("places", "anchored"), [(99, True), (100, False)])
def test_fewer_than_one_place_per_three_records_are_anchors(city: Path, places: int, anchored: bool) -> None:
    with_columns(city, lon=lambda lon: [13.4 + row % places / 1e5 for row in range(300)], lat=[52.51] * 300)
    assert city_read(city).source.anchored is anchored


@pytest.mark.parametrize(("territory", "kept"), [("study-area", 300), ("wider", 200)])
def test_a_record_with_neither_area_nor_point_counts_where_the_territory_is_the_study_area(
    city: Path, territory: str, kept: int
) -> None:
    with_columns(city, lon=every(3, ""), lat=every(3, ""), district=every(3, ""))
    edit_settings(city, 'id = "number"', f'id = "number"\nterritory = "{territory}"')
    source = city_read(city).source
    assert (source.kept, source.with_area) == (kept, 200)
    assert source.dropped == ({} if kept == 300 else {"unlocated": 100})


def test_an_id_of_no_area_and_no_point_says_nothing_about_where(city: Path) -> None:
    with_columns(city, lon=every(3, ""), lat=every(3, ""), district=every(3, "nowhere"))
    source = city_read(city).source
    assert (source.kept, source.with_area, source.dropped) == (300, 200, {})
    edit_settings(city, 'id = "number"', 'id = "number"\nterritory = "wider"')
    assert city_read(city).source.dropped == {"outside_study_area": 100}


# Boundaries


def test_invalid_areas_are_mended_and_small_overlaps_counted(city: Path) -> None:
    rings = squares()
    (west, south), (east, north) = rings[0][0], rings[0][2]
    rings[0] = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west + 50, north - 50),
        (west, north),
        (west, south),
    ]
    rings[4] = [(x - 0.05 * (number in {0, 3, 4}), y) for number, (x, y) in enumerate(rings[4])]
    write_areas(city / "data/areas.parquet", rings=rings)
    edit_settings(city, "areas.geojson", "areas.parquet")
    areas = city_read(city).areas
    assert (areas.mended, areas.small_overlaps) == (1, 1)
    assert areas.hectares == pytest.approx([100] * 9, abs=0.1)


# Every row is kept or dropped, whatever the rows are like

CELL = st.sampled_from(["good", "empty", "elsewhere", "junk"])


@settings(max_examples=30)
@given(
    st.lists(st.tuples(CELL, CELL, CELL, st.booleans()), min_size=5, max_size=40),
    st.sampled_from(["study-area", "wider"]),
)
def test_read_is_kept_and_dropped_and_kept_is_with_and_without_an_area(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str, bool]], territory: str
) -> None:
    folder = build_city(tmp_path_factory.mktemp("city") / "city", n_rows=60, months=2)
    columns = incident_rows(n_rows=60, months=2)
    for row, (area, point, time, repeated) in enumerate(cells):
        if area != "good":
            columns["district"][row] = {"empty": "", "elsewhere": "99999999", "junk": "?"}[area]
        if point != "good":
            columns["lon"][row], columns["lat"][row] = {"empty": ("", ""), "elsewhere": FAR, "junk": ("x", 1)}[point]
        if time == "elsewhere":
            columns["day"][row] = "2031-01-01"
        if repeated:
            columns["number"][row] = columns["number"][0]
    write_table(folder / CSV, columns)
    edit_settings(folder, "[areas]", '[period]\nto = "2022-12-31"\n[areas]')
    edit_settings(folder, 'id = "number"', f'id = "number"\nterritory = "{territory}"')
    read: CityRead = city_read(folder)
    account = check(folder)["sources"][0]
    assert account["read"] == 60 == account["kept"] + sum(account["dropped"].values())
    assert account["kept"] == account["with_area"] + account["without_area"] == len(read.rows())
    assert account["with_area"] == sum(row[-1] != "" for row in read.rows())
    assert np.isin(read.intake.table.rows.area, range(-1, 9)).all()
