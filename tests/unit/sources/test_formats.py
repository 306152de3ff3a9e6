"""The same rows in another file, another order or several files are the same tidy table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.city_builder import Columns, build_city, edit_settings, incident_rows, write_table
from tests.reading_cities import city_read

SUFFIXES = (".csv", ".tsv", ".csv.gz", ".xlsx", ".parquet", ".gpkg", ".geojson", ".shp")


def rearranged(columns: Columns, order: Any) -> Columns:
    return {name: [values[int(row)] for row in order] for name, values in columns.items()}


@pytest.fixture
def expected(tmp_path: Path) -> list[tuple[Any, ...]]:
    return city_read(build_city(tmp_path / "plain")).rows()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_file_gives_the_same_table(tmp_path: Path, expected: list[tuple[Any, ...]], suffix: str) -> None:
    assert city_read(build_city(tmp_path / "city", suffix=suffix)).rows() == expected


@pytest.mark.parametrize("areas", [".parquet", ".gpkg"])
def test_every_kind_of_boundaries_gives_the_same_table(
    tmp_path: Path, expected: list[tuple[Any, ...]], areas: Any
) -> None:
    assert city_read(build_city(tmp_path / "city", areas=areas)).rows() == expected


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".gpkg"])
def test_order_and_division_into_files_change_nothing(
    tmp_path: Path, expected: list[tuple[Any, ...]], suffix: str
) -> None:
    folder = build_city(tmp_path / "city", suffix=suffix)
    (folder / f"data/incidents{suffix}").unlink()
    rng = np.random.default_rng(3)
    for part, order in enumerate(np.array_split(rng.permutation(300), [1, 20, 150])):
        write_table(folder / f"data/part-{part}{suffix}", rearranged(incident_rows(), order))
    edit_settings(folder, f"data/incidents{suffix}", f"data/part-*{suffix}")
    assert city_read(folder).rows() == expected


def test_police_uk_by_month_in_folders_packed_or_as_parquet_is_one_table(tmp_path: Path) -> None:
    one = build_city(tmp_path / "one", kind="police.uk")
    columns = incident_rows("police.uk")
    expected = city_read(one).rows()
    write_table(one / "data/incidents.parquet", {name: values for name, values in columns.items() if name != "Context"})
    edit_settings(one, "incidents.csv", "incidents.parquet")
    assert city_read(one).rows() == expected
    many = build_city(tmp_path / "many", kind="police.uk")
    months = sorted(set(columns["Month"]))
    for number, month in enumerate(months):
        (many / f"data/{month}").mkdir()
        rows = rearranged(columns, [row for row, stated in enumerate(columns["Month"]) if stated == month])
        write_table(many / f"data/{month}/{month}-street{'.csv.gz' if number % 2 else '.csv'}", rows)
    edit_settings(many, '"data/incidents.csv"', '["data/**/*-street.csv", "data/**/*-street.csv.gz"]')
    assert city_read(many).rows() == expected


def test_cells_that_are_dates_by_type_are_read_whatever_the_style_says(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city", suffix=".xlsx")
    expected = city_read(folder).rows()
    columns = incident_rows()
    days = [dt.datetime.fromisoformat(day) for day in columns["day"]]
    write_table(folder / "data/incidents.xlsx", {**columns, "day": days})
    edit_settings(folder, "%Y-%m-%d", "%d.%m.%Y")
    assert city_read(folder).rows() == expected
    write_table(folder / "data/incidents.parquet", {**columns, "day": days})
    edit_settings(folder, "incidents.xlsx", "incidents.parquet")
    assert city_read(folder).rows() == expected


def test_ids_that_became_numbers_are_the_same_ids(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city", suffix=".parquet")
    expected = [row[1:] for row in city_read(folder).rows()]
    columns = incident_rows()
    for number in (int, float):
        write_table(
            folder / "data/incidents.parquet", {**columns, "district": [number(area) for area in columns["district"]]}
        )
        city = city_read(folder)
        assert [row[1:] for row in city.rows()] == expected
        assert city.source.defects == {"leading_zero": 300}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty_cells_are_missing_in_every_kind_of_file(tmp_path: Path, suffix: str) -> None:
    folder = build_city(tmp_path / "city", suffix=suffix)
    columns = incident_rows()
    blank: Any = "" if suffix in {".csv", ".tsv", ".csv.gz"} else None
    for name in ("number", "district", "lon", "lat"):
        columns[name] = [blank if row % 3 == 1 else value for row, value in enumerate(columns[name])]
    write_table(folder / f"data/incidents{suffix}", columns)
    source = city_read(folder).source
    assert (source.read, source.kept, source.with_area) == (300, 300, 200)
    assert (source.without_coordinates, source.without_id) == (100, 100)
