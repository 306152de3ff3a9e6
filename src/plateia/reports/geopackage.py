"""``layers.gpkg``: areas, districts, cells and context with their figures, styled when QGIS opens it.

Colours are one neutral scale in three classes of change against the area's own past, never a scale of level; hidden
areas are hatched.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.edition import Edition, Layer, Published
from plateia.reports.layer_styles import LayerStyle, areas_style, cells_style, plain_style, write_layer_styles

if TYPE_CHECKING:
    import pandas as pd

    from plateia.wording import Wording

FIXED_TIME = "2000-01-01T00:00:00Z"
"""Stands where a GeoPackage wants a moment: the same edition gives the same bytes."""

Columns = dict[str, NDArray[Any]]

_AREA_FIGURES = ("n", "rate", "rate_ci_low", "rate_ci_high", "reason")
_WHOLE_LIMIT = 2**31


def write_geopackage(published: Published, path: Path, *, wording: Wording) -> None:
    """Write the layers ``areas``, ``districts``, ``cells`` and one per context, in the city's own system.

    Areas and districts are wide: for every category ``n_<category>``, ``rate_<category>``, ``change_<category>`` and so
    on; what is hidden is empty, with ``reason_<category>``. An existing file is replaced.
    """
    import pyogrio

    edition = published.edition
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_TIME})
    try:
        styles = [
            _write_context(edition, path, wording=wording),
            _write_districts(edition, path, wording=wording),
            _write_areas(edition, path, wording=wording),
            _write_cells(edition, path, wording=wording),
        ]
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    write_layer_styles(path, [style for some in styles for style in some], moment=FIXED_TIME)


def _write_areas(edition: Edition, path: Path, *, wording: Wording) -> list[LayerStyle]:
    layer = edition.layers.get("areas")
    if layer is None:
        return []
    columns = _identity(layer, "area_id")
    columns["district"] = _texts([edition.parents.get(area, "") for area in layer.ids])
    columns |= _area_figures(edition.tables["areas"], layer)
    columns |= _changes(edition.tables.get("changes"), layer, level="area")
    _write_layer(path, "areas", layer.geometries, columns, crs=layer.crs)
    change = f"change_{edition.focus_category}"
    return [areas_style("areas", change if change in columns else None, wording=wording)]


def _write_districts(edition: Edition, path: Path, *, wording: Wording) -> list[LayerStyle]:
    layer = edition.layers.get("districts")
    if layer is None:
        return []
    columns = _identity(layer, "district_id") | _changes(edition.tables.get("changes"), layer, level="district")
    _write_layer(path, "districts", layer.geometries, columns, crs=layer.crs)
    change = f"change_{edition.focus_category}"
    return [areas_style("districts", change if change in columns else None, wording=wording)]


def _write_cells(edition: Edition, path: Path, *, wording: Wording) -> list[LayerStyle]:
    import shapely

    cells = edition.tables.get("cells")
    if cells is None or cells.empty:
        return []
    half = cells["cell_m"].to_numpy(dtype=float) / 2
    x, y = cells["x_m"].to_numpy(dtype=float), cells["y_m"].to_numpy(dtype=float)
    squares = shapely.box(x - half, y - half, x + half, y + half)
    columns: Columns = {
        "cell_id": _texts(cells["cell_id"]),
        "offence_category": _texts(cells["offence_category"]),
        "n": _numbers(cells["n"]),
        "z": _numbers(cells["z"]),
        "q": _numbers(cells["q"]),
        "high": _numbers(cells["high"]),
    }
    _write_layer(path, "cells", squares, columns, crs=_crs(edition))
    return [cells_style("cells", edition.focus_category, wording=wording)]


def _write_context(edition: Edition, path: Path, *, wording: Wording) -> list[LayerStyle]:
    styles = []
    for name, layer in edition.layers.items():
        if not name.startswith("context:"):
            continue
        title = "context_" + name.removeprefix("context:")
        _write_layer(path, title, layer.geometries, _identity(layer, "id"), crs=layer.crs)
        styles.append(plain_style(title, wording=wording))
    return styles


def _identity(layer: Layer, id_name: str) -> Columns:
    return {id_name: _texts(layer.ids), "name": _texts(layer.names)}


def _area_figures(table: pd.DataFrame, layer: Layer) -> Columns:
    """Return one column per figure and category, in the order of the layer."""
    columns: Columns = {}
    for category, rows in table.groupby("offence_category", sort=False):
        placed = rows.set_index("area_id").reindex(layer.ids)
        for figure in _AREA_FIGURES:
            spread = _texts if figure == "reason" else _numbers
            columns[f"{figure}_{category}"] = spread(placed[figure])
    return columns


def _changes(table: pd.DataFrame | None, layer: Layer, *, level: str) -> Columns:
    """Return the reading of change per category, from the longest comparison the table holds at this level."""
    if table is None:
        return {}
    rows = table[table["level"] == level]
    for comparison in ("twelve_months", "year_to_date", "same_month"):
        found = rows[rows["comparison"] == comparison]
        if not found.empty:
            break
    columns: Columns = {}
    for category, of_category in found.groupby("offence_category", sort=False):
        placed = of_category.set_index("area_id").reindex(layer.ids)
        columns[f"before_{category}"] = _numbers(placed["before"])
        columns[f"after_{category}"] = _numbers(placed["after"])
        columns[f"change_{category}"] = _texts(placed["reading"])
        columns[f"change_reason_{category}"] = _texts(placed["reason"])
    return columns


def _write_layer(
    path: Path, name: str, geometries: NDArray[Any], columns: Mapping[str, NDArray[Any]], *, crs: str
) -> None:
    import pyogrio.raw
    import shapely

    kinds = set(shapely.get_type_id(geometries).tolist())
    kind = "Unknown"
    if kinds <= _POLYGONS:
        geometries, kind = _multi(geometries, shapely.GeometryType.POLYGON, shapely.multipolygons), "MultiPolygon"
    elif kinds <= _LINES:
        geometries, kind = _multi(geometries, shapely.GeometryType.LINESTRING, shapely.multilinestrings), _LINE_LAYER
    elif kinds == {shapely.GeometryType.POINT.value}:
        kind = "Point"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(geometries, output_dimension=2),
        field_data=list(columns.values()),
        fields=list(columns),
        layer=name,
        driver="GPKG",
        geometry_type=kind,
        crs=crs,
        append=path.exists(),
        layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
    )


_POLYGONS = {3, 6}
_LINES = {1, 5}
_LINE_LAYER = "MultiLineString"


def _multi(geometries: NDArray[Any], single: Any, gather: Any) -> NDArray[Any]:
    """Return the geometries with single parts wrapped, so that a layer has one type."""
    import shapely

    wrapped = np.array(geometries, dtype=object)
    lone = np.flatnonzero(shapely.get_type_id(wrapped) == single.value)
    wrapped[lone] = gather(wrapped[lone], indices=np.arange(lone.size))
    return wrapped


def _crs(edition: Edition) -> str:
    return next(iter(edition.layers.values())).crs


def _texts(values: Any) -> NDArray[Any]:
    return np.array([None if value is None or value != value else str(value) for value in values], dtype=object)


def _numbers(values: pd.Series) -> NDArray[np.float64]:
    """Return figures as float64, NaN where empty: GDAL writes NaN as an empty value."""
    return values.astype("float64").to_numpy()
