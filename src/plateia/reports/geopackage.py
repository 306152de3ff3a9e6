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
from plateia.reports.layer_styles import LayerStyle, areas_style, cells_style, write_layer_styles

if TYPE_CHECKING:
    import pandas as pd

    from plateia.wording import Wording

FIXED_TIME = "2000-01-01T00:00:00Z"
"""Stands where a GeoPackage wants a moment: the same edition gives the same bytes."""

Columns = dict[str, NDArray[Any]]

_AREA_FIGURES = ("n", "rate", "rate_ci_low", "rate_ci_high", "reason")
_CELL_FIGURES = ("n", "z", "q", "high")


def write_geopackage(published: Published, path: Path, *, wording: Wording) -> None:
    """Write the layers ``areas``, ``districts``, ``cells`` and one per context, in the city's own system.

    All are wide: for every category ``n_<category>``, ``rate_<category>``, ``change_<category>`` and so on; what is
    hidden is empty, with ``reason_<category>``. An existing file is replaced.
    """
    import pyogrio

    edition = published.edition
    path.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_TIME})
    try:
        _write_context(edition, path)
        styles = [
            *_write_places(edition, path, name="districts", wording=wording),
            *_write_places(edition, path, name="areas", wording=wording),
            *_write_cells(edition, path, wording=wording),
        ]
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    write_layer_styles(path, styles, moment=FIXED_TIME)


def _write_places(edition: Edition, path: Path, *, name: str, wording: Wording) -> list[LayerStyle]:
    """Write areas or districts with their figures; styled where the chosen problem is compared at that level."""
    layer = edition.layers.get(name)
    if layer is None:
        return []
    level = name.removesuffix("s")
    columns = {f"{level}_id": _texts(layer.ids), "name": _texts(layer.names)}
    if level == "area":
        columns["district"] = _texts([edition.parents.get(area, "") for area in layer.ids])
        columns |= _area_figures(edition.tables["areas"], layer)
    columns |= _changes(edition.tables.get("changes"), layer, level=level)
    _write_layer(path, name, layer.geometries, columns, crs=layer.crs)
    change = f"change_{edition.focus_category}"
    return [areas_style(name, change, wording=wording)] if change in columns else []


def _write_cells(edition: Edition, path: Path, *, wording: Wording) -> list[LayerStyle]:
    import shapely

    table = edition.tables.get("cells")
    if table is None or table.empty:
        return []
    cells = table.drop_duplicates("cell_id")
    half = cells["cell_m"].to_numpy(dtype=float) / 2
    x, y = cells["x_m"].to_numpy(dtype=float), cells["y_m"].to_numpy(dtype=float)
    columns: Columns = {"cell_id": _texts(cells["cell_id"])}
    for category, rows in table.groupby("offence_category", sort=False):
        placed = rows.set_index("cell_id").reindex(cells["cell_id"])
        columns |= {f"{figure}_{category}": _numbers(placed[figure]) for figure in _CELL_FIGURES}
    crs = next(iter(edition.layers.values())).crs
    _write_layer(path, "cells", shapely.box(x - half, y - half, x + half, y + half), columns, crs=crs)
    high = f"high_{edition.focus_category}"
    return [cells_style("cells", high, wording=wording)] if high in columns else []


def _write_context(edition: Edition, path: Path) -> None:
    for name, layer in edition.layers.items():
        if name.startswith("context:"):
            columns = {"id": _texts(layer.ids), "name": _texts(layer.names)}
            _write_layer(path, f"context_{name.removeprefix('context:')}", layer.geometries, columns, crs=layer.crs)


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

    geometries, kind = _of_one_kind(geometries)
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


def _of_one_kind(geometries: NDArray[Any]) -> tuple[NDArray[Any], str]:
    """Return polygons and lines wrapped as multi-part, so that a layer has one type, and its name."""
    import shapely

    kinds = set(shapely.get_type_id(geometries).tolist())
    wrapped = np.array(geometries, dtype=object)
    for single, multi, gather, name in (
        (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON, shapely.multipolygons, "MultiPolygon"),
        (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING, shapely.multilinestrings,
         "MultiLineString"),
    ):  # fmt: skip
        if kinds <= {single, multi}:
            lone = np.flatnonzero(shapely.get_type_id(wrapped) == single)
            wrapped[lone] = gather(wrapped[lone], indices=np.arange(lone.size))
            return wrapped, name
    return wrapped, "Point" if kinds == {shapely.GeometryType.POINT} else "Unknown"


def _texts(values: Any) -> NDArray[Any]:
    return np.array([None if value is None or value != value else str(value) for value in values], dtype=object)


def _numbers(values: pd.Series) -> NDArray[np.float64]:
    """Return figures as float64, NaN where empty: GDAL writes NaN as an empty value."""
    return values.astype("float64").to_numpy()
