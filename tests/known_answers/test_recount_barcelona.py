"""Barcelona's road collisions read with the settings in ``examples/`` alone, recounted with plain pandas."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.recounting import EXAMPLES, Audited, audited, example_folder, hidden_and_shown

pytestmark = pytest.mark.realdata

FOLDER = "barcelona-guardia-urbana-2017"


def the_snippet_of_the_readme() -> str:
    text = (EXAMPLES / "barcelona" / "README.md").read_text(encoding="utf-8")
    return text.split("```python\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def barcelona(tmp_path_factory: pytest.TempPathFactory, realdata: Path) -> Audited:
    names = ("accidents_2017.csv.gz", "barcelona.json.gz")
    folder = example_folder("barcelona", tmp_path_factory.mktemp("recount"), {n: realdata / FOLDER / n for n in names})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(the_snippet_of_the_readme(), "README.md", "exec"), {})
    (folder / "data" / "barcelona.json.gz").unlink()
    return audited(folder)


@pytest.fixture(scope="module")
def rows(realdata: Path) -> pd.DataFrame:
    return pd.read_csv(realdata / FOLDER / "accidents_2017.csv.gz", dtype=str).apply(lambda column: column.str.strip())


@pytest.fixture(scope="module")
def outside(rows: pd.DataFrame, realdata: Path) -> pd.Series:
    place = json.loads(gzip.decompress((realdata / FOLDER / "barcelona.json.gz").read_bytes()))
    city = gpd.GeoSeries([shapely.from_geojson(json.dumps(place["geometry"]))], crs="EPSG:4326").to_crs("EPSG:25831")
    points = gpd.GeoSeries(
        gpd.points_from_xy(rows["Longitude"].astype(float), rows["Latitude"].astype(float), crs="EPSG:4326")
    ).to_crs("EPSG:25831")
    return ~points.intersects(city.iloc[0])


@pytest.fixture(scope="module")
def kept(rows: pd.DataFrame, outside: pd.Series) -> pd.DataFrame:
    read = rows[["Id", "Month", "Day", "Hour", "Longitude", "Latitude"]]
    return rows[~read.duplicated() & ~outside]


def test_the_intake_account(barcelona: Audited, rows: pd.DataFrame, outside: pd.Series, kept: pd.DataFrame) -> None:
    """Four collisions stand twice, alike in all columns that are read; a few points lie beyond the boundary."""
    source = barcelona.source()
    assert source["read"] == len(rows) == 10_339
    assert source["dropped"] == {"identical_rows": 4, "outside_study_area": int(outside.sum())}
    assert source["kept"] == len(kept)
    assert source["repeated_ids"] == int((rows["Id"].value_counts() > 1).sum()) == 4
    assert source["time_resolution"] == "hour"
    assert source["anchored"] is False
    quality = {finding["values"]["code"] for finding in barcelona.of_kind("data_quality")}
    assert "identical_rows" in quality
    assert "repeated_ids" not in quality, "no row is left that shares its id with one that differs"


def test_collisions_are_a_category_of_their_own_and_never_in_all(barcelona: Audited, kept: pd.DataFrame) -> None:
    areas = barcelona.tables["areas"].set_index("offence_category")
    assert areas["n"].to_dict() == {"road_collision": len(kept), "all": 0}
    assert set(areas["denominator_name"]) == {"hectares"}
    assert (barcelona.tables["months"].query("offence_category == 'all'")["n"] == 0).all()
    assert [finding["id"] for finding in barcelona.of_kind("level")] == ["level:road_collision"]
    assert barcelona.choices()["focus_category"] == "road_collision"


def test_months_counted_again(barcelona: Audited, kept: pd.DataFrame) -> None:
    months = barcelona.tables["months"].query("offence_category == 'road_collision'").set_index("month")["n"]
    number = pd.to_datetime(kept["Month"], format="%B").dt.strftime("2017-%m")
    assert months.to_dict() == number.value_counts().to_dict()


def test_weekday_and_hour_counted_again(barcelona: Audited, kept: pd.DataFrame) -> None:
    """The weekday comes out of year, month and day; the file's own weekday column, never read, must agree."""
    week = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    mine = pd.crosstab(kept["Weekday"], kept["Hour"].astype(int)).reindex(index=week, columns=range(24), fill_value=0)
    (timing,) = barcelona.of_kind("timing")
    np.testing.assert_allclose(np.array(timing["values"]["weights"]), mine.to_numpy(), atol=1e-6)


def test_cells_and_repeated_places_counted_again(barcelona: Audited, kept: pd.DataFrame) -> None:
    points = gpd.GeoSeries(
        gpd.points_from_xy(kept["Longitude"].astype(float), kept["Latitude"].astype(float), crs="EPSG:4326")
    ).to_crs("EPSG:25831")
    cells = barcelona.tables["cells"].query("offence_category == 'road_collision'")
    mine = pd.Series(1, index=[np.floor(points.x / 500), np.floor(points.y / 500)]).groupby(level=[0, 1]).sum()
    column, row = (np.floor(cells[axis] / 500) for axis in ("x_m", "y_m"))
    theirs = pd.Series(cells["n"].to_numpy(), index=[column, row])
    assert (theirs[theirs > 0].sort_index() == mine.sort_index()).all()
    distinct = kept.groupby(["Longitude", "Latitude"]).size()
    (repeats,) = barcelona.of_kind("repeat_places")
    assert repeats["values"]["n_places"] == pytest.approx(len(distinct), abs=3)
    assert repeats["values"]["n_repeat_places"] == pytest.approx(int((distinct > 1).sum()), abs=3)
    places = barcelona.tables["places"]
    assert places["n"].tolist() == sorted(distinct, reverse=True)[: len(places)]


def test_one_area_and_one_year_refuse_what_they_cannot_bear(barcelona: Audited) -> None:
    assert {
        ("area_high", "areas.too-few"),
        ("trend", "trend.too-short"),
        ("period_change", "comparison.no-like-months"),
        ("location_quotient", "quotient.too-few"),
    } <= barcelona.refusals()


def test_the_protected_version_shows_no_small_count(barcelona: Audited) -> None:
    protected = audited(barcelona.place.parents[2], internal_for=None)
    assert protected.findings["version"] == "protected"
    assert hidden_and_shown(protected.tables["areas"], barcelona.tables["areas"]) == (0, 2)
    assert "places" not in protected.tables
