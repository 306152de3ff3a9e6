"""GeoPackage, GeoJSON, Shapefile and whatever else GDAL reads, as batches of text with point coordinates."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from plateia.errors import InputError
from plateia.sources.batches import FileAccount, as_text, check_columns
from plateia.sources.files import SourceFile

if TYPE_CHECKING:
    import pyarrow as pa

    from plateia.settings.city import TableFile

GEOMETRY_X, GEOMETRY_Y = "@x", "@y"
PARQUET_SUFFIXES = (".parquet", ".geoparquet")


def read_vector(
    source: SourceFile,
    layout: TableFile,  # noqa: ARG001 (one form for all readers)
    columns: Sequence[str],
    optional: Sequence[str],
    account: FileAccount,
) -> Iterator[pa.RecordBatch]:
    """Yield one batch with the named columns and, where points are asked for, ``@x`` and ``@y``."""
    import pyarrow as pa

    table, geometry, crs = read_features(source)
    account.geometry_crs = crs
    plain = [name for name in columns if name not in {GEOMETRY_X, GEOMETRY_Y}]
    check_columns(plain, table.column_names, shown=source.shown)
    wanted = [*plain, *(name for name in optional if name in table.column_names)]
    arrays: dict[str, Any] = {}
    for name in wanted:
        arrays[name] = as_text(table.column(name).combine_chunks(), name=name, shown=source.shown)
    if geometry is not None and (GEOMETRY_X in columns or GEOMETRY_X in optional):
        import shapely

        points = shapely.centroid(geometry)
        arrays[GEOMETRY_X], arrays[GEOMETRY_Y] = pa.array(shapely.get_x(points)), pa.array(shapely.get_y(points))
    yield pa.record_batch(list(arrays.values()), names=list(arrays))


def read_features(source: SourceFile, *, layer: str | None = None) -> tuple[pa.Table, Any, str | None]:
    """Return attributes, geometries (object array, or None where there are none) and coordinate system of one layer.

    Raises
    ------
    InputError
        ``table.unreadable``; ``table.layer-missing`` naming the layers there are.
    """
    import pyogrio
    import pyogrio.raw
    import shapely
    from pyogrio.errors import DataLayerError, DataSourceError

    if source.path.name.lower().endswith(PARQUET_SUFFIXES):
        return _read_geoparquet(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a shape GDAL cannot read is missing, and counted as such
            meta, table = pyogrio.raw.read_arrow(source.path, layer=layer)
        table.validate(full=True)
    except DataLayerError:
        if layer is None:
            raise _unreadable(source) from None
        names = ", ".join(repr(str(name)) for name, _ in pyogrio.list_layers(source.path))
        raise InputError(
            "table.layer-missing",
            expected=f"A layer {layer!r} in {source.shown!r}.",
            seen=f"layers {names}.",
            remedy="correct `layer` in city.toml.",
        ) from None
    except (DataSourceError, RuntimeError, ValueError, OSError):
        raise _unreadable(source) from None
    name = meta["geometry_name"] or "wkb_geometry"
    if name not in table.column_names:
        return table, None, meta["crs"]
    return table, shapely.from_wkb(table.column(name).to_numpy(zero_copy_only=False), on_invalid="ignore"), meta["crs"]


def _unreadable(source: SourceFile) -> InputError:
    return InputError(
        "table.unreadable",
        expected=f"A map layer in {source.shown!r} that GDAL can read.",
        seen="a file that is none, or a damaged one.",
        remedy="open it in QGIS and export it as GeoPackage.",
    )


def _read_geoparquet(source: SourceFile) -> tuple[pa.Table, Any, str | None]:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    try:
        table = pq.read_table(source.path)
        table.validate(full=True)
        geo = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
        name = geo.get("primary_column", "geometry")
        crs = geo.get("columns", {}).get(name, {}).get("crs", "OGC:CRS84" if geo else None)
    except PermissionError:
        raise
    except (pa.ArrowException, OSError, ValueError, AttributeError, TypeError):
        raise InputError(
            "table.unreadable",
            expected=f"A GeoParquet file {source.shown!r}.",
            seen="a file that is none, or a damaged one.",
            remedy="export it again.",
        ) from None
    if name not in table.column_names:
        return table, None, crs
    encoded = table.column(name)
    table = table.drop_columns([name])
    if not (pa.types.is_binary(encoded.type) or pa.types.is_large_binary(encoded.type)):
        return table, None, crs
    return table, shapely.from_wkb(encoded.to_numpy(), on_invalid="ignore"), crs
