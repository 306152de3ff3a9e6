"""A tiny made-up city on disk: square areas, seeded incidents and the ``city.toml`` that reads them.

``build_city`` writes a folder that ``plateia check`` accepts; tests then break one thing in it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

Kind = Literal["table", "police.uk"]
Points = Literal["exact", "anchored", "none"]
Columns = dict[str, list[Any]]

AREA_M = 1000.0
VECTOR_SUFFIXES = (".gpkg", ".geojson", ".shp")
TABLE_OFFENCES = {
    "Fahrraddiebstahl": "bicycle_theft",
    "Einbruch": "burglary",
    "Sachbeschädigung": "criminal_damage_and_arson",
}
POLICE_UK_OFFENCES = ("Burglary", "Shoplifting", "Violence and sexual offences")


@dataclass(frozen=True)
class Ground:
    """Where a kind of city lies: the south-west corner in metres and what follows from the country."""

    crs: str
    west_m: float
    south_m: float
    country: str
    timezone: str
    area_prefix: str

    def area_id(self, number: int) -> str:
        return f"{self.area_prefix}{number + 1:04d}"


GROUNDS: Mapping[str, Ground] = {
    "table": Ground("EPSG:25833", 390_000.0, 5_818_000.0, "DE", "Europe/Berlin", "0101"),
    "police.uk": Ground("EPSG:27700", 430_000.0, 433_000.0, "GB", "Europe/London", "E0100"),
}


def build_city(
    folder: Path,
    *,
    kind: Kind = "table",
    n_rows: int = 300,
    months: int = 12,
    first_month: str = "2022-01",
    seed: int = 1,
    points: Points = "exact",
    side: int = 3,
    suffix: str = ".csv",
    areas: Literal[".geojson", ".parquet", ".gpkg"] = ".geojson",
    marker: str = "",
    governance: bool = True,
    extra: str = "",
) -> Path:
    """Write a city folder and return it.

    Parameters
    ----------
    suffix : str
        Kind of the incidents file ``data/incidents<suffix>``: .csv, .tsv, .csv.gz, .xlsx, .parquet, .gpkg, .geojson or
        .shp. The three last carry points instead of the columns ``lon`` and ``lat``.
    side : int
        The city has ``side * side`` square areas of one kilometre.
    marker : str
        Text planted in the source's case numbers and in a column that the settings do not name.
    extra : str
        Text put at the end of ``city.toml``.
    """
    (folder / "data").mkdir(parents=True)
    rows = incident_rows(
        kind, n_rows=n_rows, months=months, first_month=first_month, seed=seed, points=points, side=side, marker=marker
    )
    write_table(folder / "data" / f"incidents{suffix}", rows)
    write_areas(folder / "data" / f"areas{areas}", kind, side=side)
    write_table(folder / "data" / "population.csv", population(kind, side=side, seed=seed))
    pairs = {"source_category": list(TABLE_OFFENCES), "offence_category": list(TABLE_OFFENCES.values())}
    write_table(folder / "data" / "offences.csv", pairs)
    text = settings_text(
        kind, suffix=suffix, areas=areas, with_points=points != "none", governance=governance, extra=extra
    )
    (folder / "city.toml").write_text(text, encoding="utf-8")
    return folder


def edit_settings(folder: Path, old: str, new: str) -> None:
    """Replace one piece of ``city.toml``, which must be there."""
    path = folder / "city.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in city.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def incident_rows(
    kind: Kind = "table",
    *,
    n_rows: int = 300,
    months: int = 12,
    first_month: str = "2022-01",
    seed: int = 1,
    points: Points = "exact",
    side: int = 3,
    marker: str = "",
) -> Columns:
    """Return incidents as columns; the first area holds about a third of them."""
    rng = np.random.default_rng(seed)
    ground = GROUNDS[kind]
    area = np.where(rng.random(n_rows) < 0.3, 0, rng.integers(0, side * side, n_rows))
    within = rng.integers(1, 3, (n_rows, 2)) / 3 if points == "anchored" else rng.uniform(0.05, 0.95, (n_rows, 2))
    lon, lat = _degrees(
        ground,
        ground.west_m + (area % side + within[:, 0]) * AREA_M,
        ground.south_m + (area // side + within[:, 1]) * AREA_M,
    )
    month = np.datetime64(first_month, "M") + np.sort(np.arange(n_rows) % months)
    numbers = [f"{marker}{seed:02d}-{number:06d}" for number in range(n_rows)]
    ids = [ground.area_id(int(number)) for number in area]
    if kind == "police.uk":
        return _police_uk_columns(rng, numbers, month, ids, lon, lat, points)
    day = month.astype("M8[D]") + rng.integers(0, 28, n_rows)
    columns: Columns = {
        "number": numbers,
        "offence": rng.choice(list(TABLE_OFFENCES), n_rows).tolist(),
        "district": ids,
        "day": day.astype(str).tolist(),
        "hour": rng.integers(0, 24, n_rows).tolist(),
        "lon": lon,
        "lat": lat,
        "remark": [f"{marker} {number}" for number in range(n_rows)],
    }
    if points == "none":
        del columns["lon"], columns["lat"]
    return columns


def _police_uk_columns(
    rng: np.random.Generator,
    numbers: list[str],
    month: Any,
    ids: list[str],
    lon: list[float],
    lat: list[float],
    points: str,
) -> Columns:
    n_rows = len(numbers)
    blank = [""] * n_rows
    return {
        "Crime ID": numbers,
        "Month": month.astype(str).tolist(),
        "Reported by": ["Made-up Police"] * n_rows,
        "Falls within": ["Made-up Police"] * n_rows,
        "Longitude": blank if points == "none" else lon,
        "Latitude": blank if points == "none" else lat,
        "Location": ["On or near High Street"] * n_rows,
        "LSOA code": ids,
        "LSOA name": [f"Leeds {area}" for area in ids],
        "Crime type": rng.choice(POLICE_UK_OFFENCES, n_rows).tolist(),
        "Last outcome category": ["Under investigation"] * n_rows,
        "Context": blank,
    }


def _degrees(ground: Ground, x_m: Any, y_m: Any) -> tuple[list[float], list[float]]:
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(ground.crs, "EPSG:4326", always_xy=True).transform(x_m, y_m)
    return np.round(lon, 6).tolist(), np.round(lat, 6).tolist()


def population(kind: Kind = "table", *, side: int = 3, seed: int = 1) -> Columns:
    rng = np.random.default_rng(seed)
    residents = rng.integers(800, 2400, side * side)
    return {
        "area_id": [GROUNDS[kind].area_id(number) for number in range(side * side)],
        "residents": residents.tolist(),
        "dwellings": (residents // 2).tolist(),
    }


# Files


def write_table(
    path: Path, columns: Mapping[str, Sequence[Any]], *, separator: str = ",", encoding: str = "utf-8"
) -> None:
    """Write columns in the kind of file the name says; map layers get points from ``lon`` and ``lat``."""
    name = path.name.lower()
    if name.endswith(".xlsx"):
        _write_excel(path, columns)
    elif name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table({key: list(values) for key, values in columns.items()}), path)
    elif name.endswith(VECTOR_SUFFIXES):
        write_points(path, columns)
    else:
        raw = csv_text(columns, separator="\t" if ".tsv" in name else separator).encode(encoding)
        path.write_bytes(gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw)


def csv_text(columns: Mapping[str, Sequence[Any]], *, separator: str = ",", newline: str = "\n") -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=newline)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return stream.getvalue()


def _write_excel(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Incidents")
    sheet.append(list(columns))
    for row in zip(*columns.values(), strict=True):
        sheet.append(list(row))
    book.save(path)


def write_points(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write a map layer of points; a row whose ``lon`` is None has no geometry."""
    import pyogrio.raw
    import shapely

    points = [
        None if x is None else shapely.to_wkb(shapely.Point(x, y))
        for x, y in zip(columns["lon"], columns["lat"], strict=True)
    ]
    fields = {
        name: np.array(values, dtype=object if isinstance(values[0], str) else None)
        for name, values in columns.items()
        if name not in {"lon", "lat"}
    }
    pyogrio.raw.write(
        path,
        np.array(points, dtype=object),
        field_data=list(fields.values()),
        fields=list(fields),
        geometry_type="Point",
        crs="EPSG:4326",
        encoding="UTF-8",
    )


def squares(kind: Kind = "table", *, side: int = 3) -> list[list[tuple[float, float]]]:
    """Return the closed rings of the areas in metres, row by row from the south-west."""
    ground = GROUNDS[kind]
    rings = []
    for number in range(side * side):
        west, south = ground.west_m + number % side * AREA_M, ground.south_m + number // side * AREA_M
        east, north = west + AREA_M, south + AREA_M
        rings.append([(west, south), (east, south), (east, north), (west, north), (west, south)])
    return rings


def area_columns(kind: Kind = "table", *, side: int = 3) -> Columns:
    numbers = range(side * side)
    ids = [GROUNDS[kind].area_id(number) for number in numbers]
    quarter = [f"{'NS'[number // side < side / 2]}{'WE'[number % side >= side / 2]}" for number in numbers]
    return {"area_id": ids, "name": [f"Quarter {number + 1}" for number in numbers], "ward": quarter}


def write_areas(
    path: Path,
    kind: Kind = "table",
    *,
    side: int = 3,
    rings: Sequence[Sequence[tuple[float, float]]] | None = None,
    columns: Mapping[str, Sequence[Any]] | None = None,
    crs: str | None = "as published",
) -> None:
    """Write the areas: GeoJSON in degrees, GeoParquet and GeoPackage in metres.

    ``crs`` overwrites what a GeoParquet or GeoPackage declares, None leaves it out; the numbers stay the same.
    """
    rings = squares(kind, side=side) if rings is None else rings
    columns = area_columns(kind, side=side) if columns is None else columns
    declared = GROUNDS[kind].crs if crs == "as published" else crs
    if path.suffix == ".geojson":
        path.write_text(_geojson_areas(kind, rings, columns), encoding="utf-8")
    elif path.suffix == ".parquet":
        _geoparquet_areas(path, rings, columns, declared)
    else:
        import pyogrio.raw
        import shapely

        pyogrio.raw.write(
            path,
            shapely.to_wkb(shapely.polygons([shapely.linearrings(ring) for ring in rings])),
            field_data=[np.array(values, dtype=object) for values in columns.values()],
            fields=list(columns),
            geometry_type="Polygon",
            crs=declared,
        )


def _geojson_areas(
    kind: Kind, rings: Sequence[Sequence[tuple[float, float]]], columns: Mapping[str, Sequence[Any]]
) -> str:
    features = []
    for number, ring in enumerate(rings):
        lon, lat = _degrees(GROUNDS[kind], *np.array(ring).T)
        features.append(
            {
                "type": "Feature",
                "properties": {name: values[number] for name, values in columns.items()},
                "geometry": {"type": "Polygon", "coordinates": [list(zip(lon, lat, strict=True))]},
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features})


def _geoparquet_areas(
    path: Path, rings: Sequence[Sequence[tuple[float, float]]], columns: Mapping[str, Sequence[Any]], crs: str | None
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely
    from pyproj import CRS

    geometry = shapely.to_wkb(shapely.polygons([shapely.linearrings(ring) for ring in rings]))
    table = pa.table(
        {**{name: list(values) for name, values in columns.items()}, "geometry": pa.array(geometry, pa.binary())}
    )
    column = {"encoding": "WKB", "geometry_types": ["Polygon"], "crs": CRS(crs).to_json_dict() if crs else None}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)


# Settings

_CITY = """\
[city]
name = "Sample"
country = "{country}"
language = "en"
timezone = "{timezone}"
crs = "{crs}"

[governance]
{governance}
[areas]
path = "data/areas{areas}"
id = "area_id"
name = "name"
source = "made up"
licence = "CC0-1.0"
[areas.levels.district]
column = "ward"
[areas.population]
path = "data/population.csv"
id = "area_id"
residents = "residents"
dwellings = "dwellings"
source = "made up"
licence = "CC0-1.0"

[[incidents]]
path = "data/incidents{suffix}"
format = "{kind}"
source = "Sample Police"
licence = "CC0-1.0"
controller = "Sample Police"
purpose = "local safety audit"
legal_basis = "anonymous"
retention = "P5Y"
"""
_GOVERNANCE = """\
controller = "City of Sample"
contact = "safety@example.org"
dpia = "not needed: made-up data"
"""
_TABLE = """\
id = "number"
category = {column = "offence", map = "data/offences.csv"}
area = "district"
"""
_TABLE_POINTS = 'x = "lon"\ny = "lat"\ncrs = "EPSG:4326"\n'
_TABLE_TIMES = '[incidents.earliest]\ndate = "day"\nhour = "hour"\nformat = "%Y-%m-%d"\n'


def settings_text(
    kind: Kind = "table",
    *,
    suffix: str = ".csv",
    areas: str = ".geojson",
    with_points: bool = True,
    governance: bool = True,
    extra: str = "",
) -> str:
    """Return the ``city.toml`` of a made-up city."""
    ground = GROUNDS[kind]
    text = _CITY.format(
        country=ground.country,
        timezone=ground.timezone,
        crs=ground.crs,
        governance=_GOVERNANCE if governance else "",
        areas=areas,
        suffix=suffix,
        kind=kind,
    )
    if kind == "table":
        columns = _TABLE_POINTS if with_points and suffix not in VECTOR_SUFFIXES else ""
        text += _TABLE + columns + _TABLE_TIMES
    return text + extra
