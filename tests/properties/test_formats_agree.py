"""The same incidents in any kind of file give the same counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from plateia.settings.reading import parse_settings
from plateia.sources.files import Fingerprints
from plateia.tools.auditing.counts import Counts, count_incidents
from plateia.tools.auditing.reading import read_city

N = 300
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
STATED = 'area = "gebiet"\nx = "x"\ny = "y"\ncrs = "EPSG:25833"\n'
DATE, GERMAN = 'date = "wann"', 'date = "wann"\nformat = "%d.%m.%Y %H:%M"'
PARTS = 'year = "jahr"\nmonth = "monat"\nday = "tag"\nhour = "stunde"'
SETTINGS = """
[city]
name = "X"
country = "DE"
timezone = "Europe/Berlin"
[areas]
path = "areas.gpkg"
id = "id"
source = "s"
licence = "l"
[[incidents]]
format = "table"
id = "nr"
category = {column = "art", map = "berlin"}
source = "s"
licence = "l"
controller = "c"
purpose = "p"
legal_basis = "anonymous"
retention = "P5Y"
"""


def incidents() -> pd.DataFrame:
    """Return 300 incidents in twelve square areas whose ids begin with a zero; every 50th has no number."""
    rng = np.random.default_rng(8)
    x, y = 400_000 + rng.uniform(0, 4_000, N), 5_800_000 + rng.uniform(0, 3_000, N)
    square = (x // 1000 - 400).astype(int) * 3 + (y // 1000 - 5800).astype(int)
    # Away from midnight, so that no zone moves a month.
    when = pd.Timestamp("2023-01-01 10:00") + pd.to_timedelta(rng.integers(0, 600, N) * 1440 + 7, unit="m")
    return pd.DataFrame(
        {
            "nr": [f"A{number}" if number % 50 else None for number in range(N)],
            "wann": when,
            "gebiet": [f"0{number + 101}" for number in square],
            "x": x.round(2),
            "y": y.round(2),
            "art": rng.choice(["Raub", "Fahrraddiebstahl", "Unbekanntes"], N),
        }
    )


def in_text(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(wann=table["wann"].dt.strftime("%d.%m.%Y %H:%M"))


def in_parts(table: pd.DataFrame) -> pd.DataFrame:
    when = table["wann"].dt
    return table.assign(jahr=when.year, monat=when.month, tag=when.day, stunde=when.hour)


def as_points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(table["x"], table["y"])
    return gpd.GeoDataFrame(in_text(table).drop(columns=["x", "y", "gebiet"]), geometry=points, crs="EPSG:25833")


def without_zero(table: pd.DataFrame, kind: type) -> pd.DataFrame:
    return table.assign(gebiet=table["gebiet"].astype(int).astype(kind))


def month_names(table: pd.DataFrame) -> pd.DataFrame:
    parts = in_parts(table)
    return parts.assign(monat=[f" {MONTHS[number - 1]}  " for number in parts["monat"]])


WAYS: dict[str, tuple[str, str, str, Callable[[pd.DataFrame, Path], object]]] = {
    "csv": ("t.csv", STATED, GERMAN, lambda t, p: in_text(t).to_csv(p, index=False)),
    "csv of ISO dates, gzip": ("t.csv.gz", STATED, DATE, lambda t, p: t.to_csv(p, index=False)),
    "csv with semicolons, decimal commas, latin-1": (
        "t.csv",
        'encoding = "latin-1"\ndecimal = ","\n' + STATED,
        GERMAN,
        lambda t, p: in_text(t).to_csv(p, index=False, sep=";", decimal=",", encoding="latin-1"),
    ),
    "tsv": ("t.tsv", STATED, GERMAN, lambda t, p: in_text(t).to_csv(p, index=False, sep="\t")),
    "csv of parts": ("t.csv", STATED, PARTS, lambda t, p: in_parts(t).to_csv(p, index=False)),
    "csv of padded month names": (
        "t.csv",
        STATED,
        PARTS + '\nmonth_names = "de"',
        lambda t, p: month_names(t).to_csv(p, index=False),
    ),
    "excel with dates": ("t.xlsx", STATED, DATE, lambda t, p: t.to_excel(p, index=False)),
    "excel with ids as numbers": ("t.xlsx", STATED, DATE, lambda t, p: without_zero(t, int).to_excel(p, index=False)),
    "parquet": ("t.parquet", STATED, DATE, lambda t, p: t.to_parquet(p)),
    "parquet of whole numbers": ("t.parquet", STATED, PARTS, lambda t, p: in_parts(without_zero(t, int)).to_parquet(p)),
    "parquet with ids as fractions": ("t.parquet", STATED, DATE, lambda t, p: without_zero(t, float).to_parquet(p)),
    "geoparquet": ("t.parquet", "", GERMAN, lambda t, p: as_points(t).to_parquet(p)),
    "geopackage": ("t.gpkg", "", GERMAN, lambda t, p: as_points(t).to_file(p)),
    "geojson": ("t.geojson", "", GERMAN, lambda t, p: as_points(t).to_crs("EPSG:4326").to_file(p)),
    "shapefile": ("t.shp", "", GERMAN, lambda t, p: as_points(t).to_file(p)),
}


def read(folder: Path, name: str, keys: str, times: str) -> tuple[Counts, dict[str, int]]:
    settings = parse_settings(f'{SETTINGS}path = "{name}"\n{keys}\n[incidents.earliest]\n{times}\n')
    fingerprints = Fingerprints()
    try:
        city = read_city(settings, folder=folder, salt="0" * 16, fingerprints=fingerprints, progress=lambda *_: None)
    finally:
        fingerprints.close()
    (source,) = city.intake.sources
    assert (source.read, source.kept, source.with_area, source.without_id) == (N, N, N, N // 50)
    return count_incidents(city.intake, city.areas), source.defects


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_of_file_is_read_alike(way: str, tmp_path: Path) -> None:
    squares = [
        shapely.box(400_000 + 1000 * i, 5_800_000 + 1000 * j, 401_000 + 1000 * i, 5_801_000 + 1000 * j)
        for i in range(4)
        for j in range(3)
    ]
    ids = [f"0{number + 101}" for number in range(12)]
    gpd.GeoDataFrame({"id": ids}, geometry=squares, crs="EPSG:25833").to_file(tmp_path / "areas.gpkg")
    table = incidents()
    name, keys, times, write = WAYS[way]
    write(table, tmp_path / name)
    counts, defects = read(tmp_path, name, keys, times)
    assert counts.categories == ("bicycle_theft", "not_classified", "robbery", "all")
    month = table["wann"].dt.year * 12 + table["wann"].dt.month - 1
    named = table["art"].map({"Raub": "robbery", "Fahrraddiebstahl": "bicycle_theft", "Unbekanntes": "not_classified"})
    mine = pd.crosstab([named, table["gebiet"]], month).reindex(columns=counts.months, fill_value=0)
    for number, category in enumerate(counts.categories[:-1]):
        expected = mine.loc[category].reindex(ids, fill_value=0).to_numpy()
        np.testing.assert_array_equal(counts.by_area[number], expected)
    np.testing.assert_array_equal(counts.by_area[-1], counts.by_area[:-1].sum(axis=0))
    lost_zero = "as numbers" in way or "whole" in way or "fractions" in way
    assert defects == ({"leading_zero": N} if lost_zero else {})
