"""layers.gpkg: valid, styled, nothing hidden that is not hidden elsewhere, the same bytes each time."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely

from plateia.reports.geopackage import write_geopackage
from plateia.wording import load
from tests.sample_edition import sample_edition, sample_published


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layers") / "layers.gpkg"
    write_geopackage(sample_published(), path, wording=load("en"))
    return path


def test_layers_and_their_geometries(package: Path) -> None:
    layers = dict(pyogrio.list_layers(package).tolist())
    assert layers == {
        "areas": "MultiPolygon", "districts": "MultiPolygon", "cells": "MultiPolygon",
        "context_rivers": "MultiLineString", "context_stations": "Point", "layer_styles": None,
    }  # fmt: skip
    edition = sample_edition()
    meta, _, geometry, fields = pyogrio.raw.read(package, layer="areas")
    assert meta["crs"] == "EPSG:27700"
    assert tuple(fields[0]) == edition.layers["areas"].ids
    assert shapely.equals(shapely.from_wkb(geometry), edition.layers["areas"].geometries).all()


def test_areas_hold_the_published_figures(package: Path) -> None:
    table = sample_published().edition.tables["areas"]
    meta, _, _, fields = pyogrio.raw.read(package, layer="areas")
    columns = dict(zip(meta["fields"], fields, strict=True))
    for category, rows in table.groupby("offence_category"):
        wanted = rows["n"].astype("float64").to_numpy()
        np.testing.assert_array_equal(columns[f"n_{category}"], wanted)
        hidden = columns[f"reason_{category}"] == "suppressed"
        assert np.isnan(columns[f"n_{category}"][hidden]).all()
        assert np.isnan(columns[f"rate_{category}"][hidden]).all()


def test_cells_are_squares_where_they_stand(package: Path) -> None:
    cells = sample_published().edition.tables["cells"]
    meta, _, geometry, fields = pyogrio.raw.read(package, layer="cells")
    assert len(geometry) == cells["cell_id"].nunique()
    first = shapely.from_wkb(geometry[0])
    assert first.area == pytest.approx(250.0**2)
    assert first.centroid.x == cells["x_m"].iloc[0]
    columns = dict(zip(meta["fields"], fields, strict=True))
    assert np.nansum(columns["n_all"]) == cells.loc[cells["offence_category"] == "all", "n"].sum()


def test_styles_are_neutral_and_belong_to_their_columns(package: Path) -> None:
    with closing(sqlite3.connect(package)) as connection:
        styles = connection.execute("SELECT f_table_name, styleQML, useAsDefault FROM layer_styles").fetchall()
        registered = connection.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchall()
        assert registered == [("attributes",)]
    assert {name for name, _, _ in styles} == {"areas", "districts", "cells"}
    for name, qml, is_default in styles:
        assert is_default == 1
        renderer = ET.fromstring(qml.split("\n", 1)[1]).find("renderer-v2")
        assert renderer is not None
        assert renderer.attrib["attr"] in pyogrio.read_info(package, layer=name)["fields"]
        assert len(renderer.findall("categories/category")) == len(renderer.findall("symbols/symbol"))
        for option in renderer.iter("Option"):
            if option.get("name") == "color":
                red, green, blue, _ = map(int, option.attrib["value"].split(","))
                assert red <= max(green, blue), "no red"


def test_package_is_sound(package: Path) -> None:
    with closing(sqlite3.connect(package)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        moments = connection.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
    assert [moment[:10] for (moment,) in moments] == ["2000-01-01"]


def test_bytes_are_the_same_and_a_second_run_replaces(tmp_path: Path) -> None:
    first, second = tmp_path / "a.gpkg", tmp_path / "b.gpkg"
    write_geopackage(sample_published(), first, wording=load("en"))
    for _ in range(2):
        write_geopackage(sample_published(), second, wording=load("en"))
    assert first.read_bytes() == second.read_bytes()


def test_without_districts_and_cells(tmp_path: Path) -> None:
    import dataclasses

    edition = sample_edition()
    bare = dataclasses.replace(
        edition,
        layers={"areas": edition.layers["areas"]},
        tables={"areas": edition.tables["areas"]},
        parents={},
    )
    path = tmp_path / "bare.gpkg"
    write_geopackage(sample_published(bare), path, wording=load("de"))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["areas", "layer_styles"]
