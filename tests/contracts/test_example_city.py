"""The example city is what its README says, can be made again, and is never written over."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from plateia.errors import SettingsError
from plateia.example_cities import copy_example_city, example_city, example_city_names

ROOT = Path(__file__).resolve().parents[2]
ROWS = {"2016-07": 9_243, "2017-07": 9_671, "2018-07": 10_726}
COLUMNS = [
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
]  # fmt: skip


def published_rows(month: str) -> list[list[str]]:
    path = example_city("leeds") / "data" / f"{month}-west-yorkshire-street.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(("month", "rows"), ROWS.items())
def test_incidents_are_as_published(month: str, rows: int) -> None:
    header, *records = published_rows(month)
    assert header == COLUMNS
    assert len(records) == rows
    assert {record[1] for record in records} == {month}
    assert {record[8].rpartition(" ")[0] for record in records} == {"Leeds"}


def test_areas_population_and_incidents_speak_of_the_same_places() -> None:
    geopandas = pytest.importorskip("geopandas")
    leeds = example_city("leeds")
    areas = geopandas.read_parquet(leeds / "data" / "areas.parquet")
    with (leeds / "data" / "population.csv").open(encoding="utf-8", newline="") as file:
        population = list(csv.DictReader(file))
    assert list(areas.columns) == ["LSOA11CD", "LSOA11NM", "MSOA11CD", "MSOA11NM", "geometry"]
    assert areas.crs == "EPSG:4326"
    assert areas["LSOA11CD"].is_unique
    assert (len(areas), areas["MSOA11NM"].nunique()) == (482, 107)
    assert set(areas["LSOA11CD"]) == {row["LSOA Code"] for row in population}
    assert {record[7] for month in ROWS for record in published_rows(month)[1:]} <= set(areas["LSOA11CD"])


def test_population_adds_up_to_the_census() -> None:
    """Leeds had 751,485 usual residents in 320,596 households (Census 2011, tables KS101EW and KS105EW)."""
    path = example_city("leeds") / "data" / "population.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    totals = {name: sum(int(row[name].replace(",", "")) for row in rows) for name in ("Persons", "Households")}
    assert totals == {"Persons": 751_485, "Households": 320_596}
    assert any("," in row["Persons"] for row in rows), "the published way of writing 1,279 is part of the example"


def test_settings_name_files_that_are_there() -> None:
    leeds = example_city("leeds")
    settings = tomllib.loads((leeds / "city.toml").read_text(encoding="utf-8"))
    assert (leeds / settings["areas"]["path"]).is_file()
    assert (leeds / settings["areas"]["population"]["path"]).is_file()
    months = [path.name[:7] for path in sorted(leeds.glob(settings["incidents"][0]["path"]))]
    assert months == settings["period"]["months"] == list(ROWS)


def test_a_copy_holds_the_same_files(tmp_path: Path) -> None:
    folder = copy_example_city("leeds", tmp_path / "new" / "leeds")
    assert contents(folder) == contents(example_city("leeds"))
    assert [path.name for path in folder.parent.iterdir()] == ["leeds"], "nothing half-made is left beside it"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "leeds").mkdir()
    assert (copy_example_city("leeds", tmp_path / "leeds") / "city.toml").is_file()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    folder = copy_example_city("leeds", tmp_path / "leeds")
    (folder / "city.toml").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(SettingsError) as refused:
        copy_example_city("leeds", folder)
    assert refused.value.code == "folder.not-empty"
    with pytest.raises(SettingsError) as refused:
        copy_example_city("leeds", folder / "city.toml")
    assert refused.value.code == "folder.not-empty"
    assert contents(tmp_path) == before


def test_an_unknown_city_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="leeds") as refused:
        example_city("atlantis")
    assert refused.value.code == "example-city.unknown"
    assert "leeds" in example_city_names()


def test_the_city_is_made_again_from_the_two_wheels(tmp_path: Path) -> None:
    wheels = os.environ.get("PLATEIA_LEEDS_WHEELS")
    if not wheels:
        pytest.skip("PLATEIA_LEEDS_WHEELS names no folder with the two wheels that examples/make_leeds.py starts from.")
    for name in ("first", "second"):
        command = [sys.executable, str(ROOT / "examples" / "make_leeds.py"), wheels, "--into", str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    made = {path.name: unpacked(path) for path in (tmp_path / "first" / "data").iterdir()}
    shipped = {path.name: unpacked(path) for path in (example_city("leeds") / "data").iterdir()}
    # Another release of the Parquet writer may pack the same areas differently; the rest is the same to the byte.
    assert {name: made[name] for name in made if name != "areas.parquet"} == {
        name: shipped[name] for name in shipped if name != "areas.parquet"
    }


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def contents(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
