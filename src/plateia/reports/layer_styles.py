"""The styles a GeoPackage carries for QGIS: a table ``layer_styles`` with one QML text per layer.

One neutral scale from light to dark stands for fewer, as usual and more than the area's own past; what is hidden or
cannot be said is hatched. No red, no scale of level (guardrail G-59).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from plateia.wording import Wording

FILLS = {"clearly_fewer": "235,239,243,255", "as_usual": "178,190,204,255", "clearly_more": "70,92,120,255"}
_EDGE = "110,118,128,255"
_GREY = "196,196,196,255"


@dataclass(frozen=True)
class LayerStyle:
    """The style of one layer."""

    layer: str
    description: str
    qml: str


def areas_style(layer: str, change_column: str, *, wording: Wording) -> LayerStyle:
    """Return three classes of change against the area's own past, and a hatch for the rest."""
    description = wording.text("layer.change")
    classes = [(reading, wording.reading(reading), _solid(fill)) for reading, fill in FILLS.items()]
    classes += [("cannot_be_said", wording.reading("cannot_be_said"), _hatched())]
    classes += [("", wording.text("layer.hidden"), _hatched())]
    return LayerStyle(layer, description, _qml(_categorized(change_column, classes)))


def cells_style(layer: str, high_column: str, *, wording: Wording) -> LayerStyle:
    """Return flagged cells of the chosen problem in one neutral tone; the other cells are an outline."""
    description = wording.text("layer.cells_high")
    classes = [("1", description, _solid("70,92,120,160")), ("", wording.text("layer.cells_other"), _solid("0,0,0,0"))]
    return LayerStyle(layer, description, _qml(_categorized(high_column, classes)))


def write_layer_styles(path: Path, styles: Sequence[LayerStyle], *, moment: str) -> None:
    """Add the table ``layer_styles`` as QGIS makes it, registered in ``gpkg_contents`` as attributes."""
    with closing(sqlite3.connect(path)) as package, package:
        package.execute(_CREATE)
        geometry = dict(package.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        package.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', NULL, ?)",
            [(s.layer, geometry[s.layer], s.layer, s.qml, s.description, moment) for s in styles],
        )
        package.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (moment,),
        )


_CREATE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""


def _qml(renderer: str) -> str:
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.28\">{renderer}</qgis>"


def _categorized(column: str, classes: Sequence[tuple[str, str, str]]) -> str:
    categories = "".join(
        f'<category value={quoteattr(value)} label={quoteattr(label)} symbol="{number}" render="true"/>'
        for number, (value, label, _) in enumerate(classes)
    )
    symbols = "".join(_fill_symbol(str(number), layer) for number, (_, _, layer) in enumerate(classes))
    return (
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(column)}><categories>{categories}</categories>'
        f"<symbols>{symbols}</symbols></renderer-v2>"
    )


def _fill_symbol(name: str, layers: str) -> str:
    return f'<symbol type="fill" name="{name}" alpha="1">{layers}</symbol>'


def _solid(fill: str) -> str:
    return (
        '<layer class="SimpleFill" enabled="1"><Option type="Map">'
        f"{_option('color', fill)}{_option('style', 'solid')}{_option('outline_color', _EDGE)}"
        f"{_option('outline_width', '0.16')}{_option('outline_style', 'solid')}</Option></layer>"
    )


def _hatched() -> str:
    return (
        '<layer class="SimpleFill" enabled="1"><Option type="Map">'
        f"{_option('color', _GREY)}{_option('style', 'b_diagonal')}{_option('outline_color', _EDGE)}"
        f"{_option('outline_width', '0.16')}{_option('outline_style', 'solid')}</Option></layer>"
    )


def _option(name: str, value: str) -> str:
    return f'<Option type="QString" name="{name}" value="{value}"/>'
