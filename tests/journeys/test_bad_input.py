"""Every kind of bad input has its own error, its exit code, and leaves the folder as it was: through every door."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from plateia.sources.delimited import Utf8Stream
from tests.city_builder import (
    GROUNDS,
    area_columns,
    build_city,
    csv_text,
    edit_settings,
    incident_rows,
    squares,
    write_areas,
    write_table,
)
from tests.journeys.command_line import DOORS, MARKER, assert_refused, run_cli

Break = Callable[[Path], None]
CSV = Path("data/incidents.csv")


def rewritten(**changes: object) -> Break:
    """Write the incidents anew with some columns exchanged; a callable gets the old column."""

    def change(folder: Path) -> None:
        rows = incident_rows(marker=MARKER)
        for name, new in changes.items():
            rows[name] = new(rows[name]) if callable(new) else new  # type: ignore[assignment]
        write_table(folder / CSV, rows)

    return change


def settings(old: str, new: str) -> Break:
    return lambda folder: edit_settings(folder, old, new)


def raw(content: bytes) -> Break:
    def write(folder: Path) -> None:
        (folder / CSV).write_bytes(content)

    return write


def text_changed(change: Callable[[str], str], encoding: str = "utf-8") -> Break:
    def write(folder: Path) -> None:
        text = (folder / CSV).read_text(encoding="utf-8")
        (folder / CSV).write_bytes(change(text).encode(encoding))

    return write


def areas(**options: object) -> Break:
    """Write the areas anew as GeoParquet."""

    def write(folder: Path) -> None:
        write_areas(folder / "data/areas.parquet", **options)  # type: ignore[arg-type]
        edit_settings(folder, "areas.geojson", "areas.parquet")

    return write


def in_degrees() -> list[list[tuple[float, float]]]:
    from pyproj import Transformer

    to_degrees = Transformer.from_crs(GROUNDS["table"].crs, "EPSG:4326", always_xy=True)
    return [[to_degrees.transform(*corner) for corner in ring] for ring in squares()]


def other_format(name: str, content: bytes) -> Break:
    def write(folder: Path) -> None:
        (folder / "data" / name).write_bytes(content)
        edit_settings(folder, "incidents.csv", name)

    return write


def as_workbook(folder: Path) -> None:
    write_table(folder / "data/incidents.xlsx", incident_rows(marker=MARKER))
    edit_settings(folder, 'path = "data/incidents.csv"', 'path = "data/incidents.xlsx"\nsheet = "Delikte"')


def areas_that_are_no_parquet(folder: Path) -> None:
    (folder / "data/areas.parquet").write_bytes(b"PAR1" + NAME)
    edit_settings(folder, "areas.geojson", "areas.parquet")


def population_of(*rows: str) -> Break:
    return file_of("population.csv", "area_id,residents,dwellings", *rows)


def file_of(name: str, *lines: str) -> Break:
    def write(folder: Path) -> None:
        (folder / "data" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    return write


def as_layers(folder: Path) -> None:
    write_areas(folder / "data/areas.gpkg")
    edit_settings(folder, 'path = "data/areas.geojson"', 'path = "data/areas.gpkg"\nlayer = "Bezirke"')


def shapefile_without_system(folder: Path) -> None:
    write_areas(folder / "data/areas.shp")
    (folder / "data/areas.prj").unlink()
    edit_settings(folder, "areas.geojson", "areas.shp")


def junk_after_a_header(folder: Path) -> None:
    raw((folder / CSV).read_bytes()[:50] + junk())(folder)


def truncated_gzip(folder: Path) -> None:
    whole = gzip.compress((folder / CSV).read_bytes() * 20)
    other_format("incidents.csv.gz", whole[: len(whole) // 2])(folder)


def two_columns_of_one_name(folder: Path) -> None:
    text_changed(lambda text: text.replace("remark", "day", 1))(folder)


def shifted_ring() -> list[list[tuple[float, float]]]:
    rings = squares()
    rings[1] = [(x - 200, y) for x, y in rings[1]]
    return rings


def junk() -> bytes:
    return np.random.default_rng(7).bytes(20_000)


NAME = MARKER.encode()
SWAPPED = ('x = "lon"\ny = "lat"', 'x = "lat"\ny = "lon"')
BROKEN: dict[str, tuple[Break, str, str]] = {
    "no such file": (lambda folder: (folder / CSV).unlink(), "file.not-found", "data/incidents.csv"),
    "no file of the pattern": (settings("incidents.csv", "**/*-street.csv"), "file.not-found", "street"),
    "a folder as file": (settings("data/incidents.csv", "data"), "file.not-found", "'data'"),
    "a pattern that is none": (settings("incidents.csv", "in**.csv"), "file.not-found", ""),
    "a name beyond all length": (settings("incidents.csv", "x" * 5000), "file.not-found", ""),
    "no areas file": (settings("areas.geojson", "quarters.gpkg"), "file.not-found", "quarters.gpkg"),
    "empty file": (raw(b""), "file.empty", "0 bytes"),
    "empty workbook": (other_format("incidents.xlsx", b""), "file.empty", "0 bytes"),
    "header only": (raw(b"number,offence,district,day,hour,lon,lat,remark\n"), "table.no-rows", "header without rows"),
    "column missing": (settings('area = "district"', 'area = "Bezirk"'), "table.column-missing", "'district', 'day'"),
    "no header": (text_changed(lambda text: text.partition("\n")[2]), "table.header-missing", "8 fields"),
    "another separator": (
        settings('id = "number"', 'id = "number"\nseparator = ";"'),
        "table.header-missing",
        "one field",
    ),
    "unreadable dates": (
        rewritten(day=lambda days: [f"{MARKER} {day}" if row % 2 else day for row, day in enumerate(days)]),
        "incidents.dates-unreadable",
        "150 of 300 rows with none that can be read (first rows: 3, 5, 7, 9, 11)",
    ),
    "another style of dates": (
        rewritten(day=lambda days: [f"{day[8:]}.{day[5:7]}.{day[:4]}" for day in days]),
        "incidents.dates-unreadable",
        "300 of 300 rows with none that can be read (first rows: 2, 3, 4, 5, 6)",
    ),
    "decimal commas in coordinates": (
        rewritten(lon=["13,4"] * 300, lat=["52,5"] * 300),
        "incidents.coordinates-unreadable",
        "600 of 600",
    ),
    "a style of dates that is none": (settings("%Y-%m-%d", "%Y-%Q"), "incidents.date-format", "'%Y-%Q'"),
    "degrees declared as metres": (
        settings("EPSG:4326", "EPSG:25833"),
        "incidents.crs-not-metres",
        "in 300 of 300 rows",
    ),
    "metres declared as degrees": (
        rewritten(lon=[390_500.0] * 300, lat=[5_818_500.0] * 300),
        "incidents.crs-not-degrees",
        "in 300 of 300 rows",
    ),
    "longitude and latitude exchanged": (settings(*SWAPPED), "incidents.coordinates-swapped", "300 of 300 points"),
    "no such system": (settings("EPSG:4326", "EPSG:999999"), "incidents.crs", "EPSG:999999"),
    "a city in degrees": (settings('crs = "EPSG:25833"', 'crs = "EPSG:4326"'), "city.crs", "EPSG:4326"),
    "areas: degrees declared as metres": (areas(rings=in_degrees()), "areas.crs-not-metres", "degrees"),
    "areas: metres declared as degrees": (areas(crs="EPSG:4326"), "areas.crs-not-degrees", "metres"),
    "areas without a system": (areas(crs=None), "areas.crs-missing", "EPSG:25833"),
    "areas without a system, Shapefile": (shapefile_without_system, "areas.crs-missing", "EPSG:25833"),
    "areas: no such system": (
        settings('id = "area_id"', 'crs = "EPSG:999999"\nid = "area_id"'),
        "areas.crs",
        "[areas]",
    ),
    "duplicate area ids": (
        areas(columns={**area_columns(), "area_id": ["01010001"] * 2 + area_columns()["area_id"][2:]}),
        "areas.duplicate-ids",
        "1 ids more than once (01010001)",
    ),
    "area without an id": (
        areas(columns={**area_columns(), "area_id": [None, *area_columns()["area_id"][1:]]}),
        "areas.id-missing",
        "1 areas without",
    ),
    "overlapping areas": (areas(rings=shifted_ring()), "areas.overlap", "01010001 and 01010002 share 200,000 m2"),
    "areas that are none": (settings("data/areas.geojson", "data/offences.csv"), "areas.geometry", "offences.csv"),
    "no areas left": (
        settings("[areas.levels", '[areas.where]\nward = "harbour"\n[areas.levels'),
        "areas.none-left",
        "[areas.where]",
    ),
    "no rows left": (
        settings("[areas]", '[period]\nfrom = "2031-01-01"\n[areas]'),
        "incidents.none-left",
        "outside_period 300",
    ),
    "truncated gzip": (truncated_gzip, "table.truncated", "end is missing"),
    "plain text called gzip": (
        other_format("incidents.csv.gz", b"number,day\n1,2\n"),
        "table.truncated",
        "take .gz off",
    ),
    "a value of 1 MB": (
        rewritten(district=lambda ids: [*ids[:9], NAME.decode() * 60_000, *ids[10:]]),
        "table.line-too-long",
        "row 11",
    ),
    "a value of 1 MB in a column not named": (
        rewritten(remark=lambda texts: [*texts[:9], "x" * 1_000_000, *texts[10:]]),
        "table.line-too-long",
        "row 11",
    ),
    "a line of 1 MB": (text_changed(lambda text: text + MARKER * 60_000), "table.line-too-long", "row 302"),
    "a header of 1 MB": (raw(b"number," * 150_000), "table.line-too-long", "row 1"),
    "a value of 20 KB": (rewritten(day=lambda days: ["x" * 20_000, *days[1:]]), "table.line-too-long", "10000"),
    "an open quote": (
        text_changed(lambda text: text.replace("remark\n", 'remark\n"', 1)),
        "table.quote-open",
        "opens in row 2 ",
    ),
    "an open quote at a line's end": (
        text_changed(lambda text: text[: text.rindex(",", 0, 2000) + 1] + '"' + text[text.rindex(",", 0, 2000) + 1 :]),
        "table.quote-open",
        "one that opens in row",
    ),
    "rows of other lengths": (
        text_changed(
            lambda text: "\n".join(line + ",x" * (number % 9 == 5) for number, line in enumerate(text.split("\n")))
        ),
        "table.malformed-rows",
        "first: 6, 15, 24",
    ),
    "columns twice": (two_columns_of_one_name, "table.column-twice", "'day' more than once"),
    "UTF-16 without saying so": (text_changed(lambda text: text, "utf-16"), "table.encoding", '"utf-16"'),
    "Latin-1 without saying so": (text_changed(lambda text: text, "latin-1"), "table.encoding", '"latin-1"'),
    "binary junk": (raw(junk()), "table.unreadable", "no readable header"),
    "binary junk after a header": (
        junk_after_a_header,
        "table.encoding",
        "bytes that are not",
    ),
    "an Excel workbook that is none": (
        other_format("incidents.xlsx", b"number,day\n" + NAME),
        "table.unreadable",
        "Excel",
    ),
    "a Parquet file that is none": (
        other_format("incidents.parquet", b"number,day\n" + NAME),
        "table.unreadable",
        "Parquet",
    ),
    "a GeoPackage that is none": (other_format("incidents.gpkg", b"number,day\n" + NAME), "table.unreadable", "GDAL"),
    "areas as Parquet that is none": (areas_that_are_no_parquet, "table.unreadable", "GeoParquet"),
    "an unknown sheet": (as_workbook, "table.sheet-missing", "sheets 'Incidents'"),
    "an unknown layer": (as_layers, "table.layer-missing", "layers 'areas'"),
    "a category that is none": (
        settings('column = "offence"', 'column = "number"'),
        "incidents.category-distinct",
        "300 different",
    ),
    "a map of categories that is none": (
        file_of("offences.csv", "source_category,offence_category", "Einbruch,theft"),
        "incidents.category-map",
        "'theft'",
    ),
    "population of other areas": (
        population_of("9,1,1"),
        "lookup.no-match",
        "population.csv",
    ),
    "population twice": (
        population_of("01010001,1,1", "01010001,2,1"),
        "lookup.ids-repeated",
        "1 areas",
    ),
    "population below zero": (
        population_of("01010001,-1,1"),
        "denominators.negative",
        "1 negative",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_bad_input_is_an_error_of_its_own_and_changes_nothing(tmp_path: Path, name: str) -> None:
    break_it, code, shown = BROKEN[name]
    folder = build_city(tmp_path / "city", marker=MARKER)
    break_it(folder)
    for door in DOORS.values():
        said = assert_refused(folder, code, door=door)
        assert shown in said.err, said.err


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = build_city(tmp_path / "city", marker=MARKER)
    read = Utf8Stream.read

    def and_grow(stream: Utf8Stream, size: int = -1) -> bytes:
        with (folder / CSV).open("a") as growing:
            growing.write(f"{MARKER}, half a row")
        return read(stream, size)

    monkeypatch.setattr(Utf8Stream, "read", and_grow)
    said = run_cli("check", folder)
    assert "[file.changed-while-reading]" in said.err, said.all
    assert said.exit_code == 2
    said = run_cli("audit", folder)
    assert "[file.changed-while-reading]" in said.err
    assert not (folder / "out").exists()
    assert not (folder / "tables").exists()


READABLE: dict[str, tuple[Break, str]] = {
    "UTF-16, said": (text_changed(lambda text: text, "utf-16"), 'encoding = "utf-16"'),
    "Latin-1, said": (text_changed(lambda text: text, "latin-1"), 'encoding = "latin-1"'),
    "UTF-8 with a byte order mark": (text_changed(lambda text: text, "utf-8-sig"), ""),
    "lines that end as on Windows": (text_changed(lambda text: text.replace("\n", "\r\n")), ""),
    "lines that end as on an old Macintosh": (text_changed(lambda text: text.replace("\n", "\r")), ""),
    "semicolons": (text_changed(lambda text: text.replace(",", ";")), ""),
    "semicolons, said": (text_changed(lambda text: text.replace(",", ";")), 'separator = ";"'),
    "everything quoted": (
        text_changed(lambda text: "\n".join('"' + line.replace(",", '","') + '"' for line in text.splitlines())),
        "",
    ),
    "new lines within quotes": (rewritten(remark=lambda texts: [f"{text}\nsecond, line\n" for text in texts]), ""),
    "quotes within values": (rewritten(remark=lambda texts: [f'5" {text}' for text in texts]), ""),
    "blanks around values": (text_changed(lambda text: text.replace(",", " , ")), ""),
    "two lines above the header": (text_changed(lambda text: f"Export\n{MARKER}\n{text}"), "header_row = 3"),
    "no line at the end": (text_changed(lambda text: text.rstrip("\n")), ""),
    "empty lines": (text_changed(lambda text: text.replace("\n", "\n\n")), ""),
}


@pytest.mark.parametrize("name", READABLE)
def test_other_ways_to_write_a_table_give_the_same_account(tmp_path: Path, name: str) -> None:
    folder = build_city(tmp_path / "city", marker=MARKER)
    plain = run_cli("check", folder, "--json")
    rewrite, setting = READABLE[name]
    rewrite(folder)
    if setting:
        edit_settings(folder, 'id = "number"', f'id = "number"\n{setting}')
    assert plain.exit_code == 0
    assert run_cli("check", folder, "--json").out == plain.out


def test_a_table_without_a_header_is_read_by_position(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city", marker=MARKER)
    plain = run_cli("check", folder, "--json")
    text_changed(lambda text: text.partition("\n")[2])(folder)
    names = ["number", "offence", "district", "day", "hour", "lon", "lat"]
    for position, name in enumerate(names, start=1):
        edit_settings(folder, f'"{name}"', f'"{position}"')
    edit_settings(folder, 'id = "1"', 'id = "1"\ncolumns_by_position = true\nheader_row = 0')
    assert run_cli("check", folder, "--json").out == plain.out


def test_rows_that_are_no_rows_are_counted_when_few(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city", marker=MARKER)
    (folder / CSV).write_text(csv_text(incident_rows(marker=MARKER)) + f"{MARKER},and nothing more\n", encoding="utf-8")
    said = run_cli("check", folder)
    assert said.exit_code == 0
    assert "301 rows read, 300 kept" in said.out
    assert "malformed_rows 1" in said.out
