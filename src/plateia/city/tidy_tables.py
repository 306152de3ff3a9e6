"""The tidy tables of a city on disk: GeoParquet and a manifest that says where each came from and on what ground."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.errors import InputError
from plateia.tables.areas import Areas
from plateia.tables.incidents import NO_TIME, NOWHERE, RESOLUTIONS, Incidents, IncidentTable, Integers

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
SALT_BYTES = 8
_ROWS_AT_ONCE = 1 << 20
_SETTINGS = ("unknown", "public", "private")


def read_manifest(tables: Path) -> dict[str, Any]:
    """Return what the manifest beside the tidy tables says, nothing where there is none.

    Raises
    ------
    InputError
        ``tables.manifest-unreadable``.
    """
    path = tables / MANIFEST
    if not path.is_file():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        days = {entry["source"]: dt.date.fromisoformat(entry["first_taken_in_on"]) for entry in manifest["sources"]}
    except (ValueError, KeyError, TypeError):
        raise InputError(
            "tables.manifest-unreadable",
            expected=f"A manifest of the tidy tables in {tables.name}/{MANIFEST}.",
            seen="a file that is damaged or was changed by hand.",
            remedy=f"restore it from a copy: it holds since when data are kept. Or delete the folder {tables.name}.",
        ) from None
    return {**manifest, "days": days}


def salt_of(tables: Path) -> str:
    """Return the city's secret key of id hashes: the one kept with its tables, or a new one."""
    kept = read_manifest(tables).get("salt", "")
    if isinstance(kept, str) and len(kept) == 2 * SALT_BYTES:
        return kept
    return secrets.token_hex(SALT_BYTES)


def write_tidy_tables(
    folder: Path, *, table: IncidentTable, areas: Areas, covered_by: Sequence[str], manifest: Mapping[str, Any]
) -> None:
    """Write ``incidents.parquet``, ``areas.parquet`` and the manifest into an empty folder."""
    folder.mkdir()
    _write_incidents(folder / "incidents.parquet", table, areas)
    _write_areas(folder / "areas.parquet", areas, covered_by)
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _write_incidents(path: Path, table: IncidentTable, areas: Areas) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, writer = None, None
    try:
        for start in range(0, len(table.rows), _ROWS_AT_ONCE):
            part = table.rows.rows(start, start + _ROWS_AT_ONCE)
            arrow = _incidents_as_arrow(part, table, areas)
            if writer is None:
                schema = arrow.schema.with_metadata({b"geo": _geo_metadata("point", ["Point"], areas.crs)})
                writer = pq.ParquetWriter(path, schema, compression="zstd", write_statistics=False)
            writer.write_table(pa.Table.from_arrays(arrow.columns, schema=schema))
    finally:
        if writer is not None:
            writer.close()


def _incidents_as_arrow(rows: Incidents, table: IncidentTable, areas: Areas) -> pa.Table:
    """Return rows as the declared columns, with the point as GeoParquet geometry."""
    import pyarrow as pa

    located = rows.location >= 0
    place = np.where(located, rows.location, 0)
    has_places = len(table.places) > 0
    x = table.places.x_m[place] if has_places else np.zeros(len(rows))
    y = table.places.y_m[place] if has_places else np.zeros(len(rows))
    columns = {
        "incident_id": _hexadecimal(rows.incident_id),
        "source_id": _chosen(rows.source, table.sources),
        "offence_category": _chosen(rows.category, table.categories),
        "source_category": _chosen(rows.source_category, table.source_categories),
        "earliest": pa.array(rows.earliest.astype("i8") * 60, pa.timestamp("s")),
        "latest": pa.array(rows.latest.astype("i8") * 60, pa.timestamp("s")),
        "time_resolution": _chosen(rows.resolution, RESOLUTIONS),
        "recorded_on": pa.array(rows.recorded_on, pa.int32(), mask=rows.recorded_on == NO_TIME).cast(pa.date32()),
        "extract_id": _chosen(rows.extract, table.extracts),
        "x_m": pa.array(x, mask=~located),
        "y_m": pa.array(y, mask=~located),
        "location_id": pa.array(rows.location, pa.int32(), mask=~located),
        "location_precision": _chosen(_precision(rows, table), ("exact", "anchor", "area", "none")),
        "setting": _chosen(rows.setting, _SETTINGS),
        "area_id": _chosen(rows.area, areas.ids),
        "geometry": pa.StructArray.from_arrays([pa.array(x), pa.array(y)], names=["x", "y"], mask=pa.array(~located)),
    }
    return pa.table(columns)


def _precision(rows: Incidents, table: IncidentTable) -> Integers:
    anchored = np.isin(rows.source, list(table.anchored_sources))
    without_point = np.where(rows.area != NOWHERE, 2, 3)
    return np.where(rows.location >= 0, np.where(anchored, 1, 0), without_point).astype(np.int8)


def _hexadecimal(identifiers: Integers) -> pa.Array:
    """Return 16 hexadecimal digits per number, missing where it is 0."""
    import pyarrow as pa

    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    octets = np.ascontiguousarray(identifiers.astype(">u8")).view(np.uint8).reshape(-1, 8)
    text = np.empty((len(identifiers), 16), np.uint8)
    text[:, 0::2], text[:, 1::2] = digits[octets >> 4], digits[octets & 15]
    offsets = np.arange(0, 16 * len(identifiers) + 1, 16, dtype=np.int32)
    valid = np.packbits(identifiers != 0, bitorder="little")
    return pa.StringArray.from_buffers(
        len(identifiers), pa.py_buffer(offsets), pa.py_buffer(text), pa.py_buffer(valid), int((identifiers == 0).sum())
    )


def _chosen(codes: Integers, names: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32), mask=codes < 0), pa.array(list(names), pa.string())
    )


def _write_areas(path: Path, areas: Areas, covered_by: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    columns: dict[str, Any] = {"area_id": list(areas.ids), "name": list(areas.names)}
    columns.update({f"level_{level}": list(ids) for level, ids in areas.parents.items()})
    columns.update({name: pa.array(values, from_pandas=True) for name, values in areas.denominators.items()})
    columns["covered_by"] = [text or None for text in covered_by]
    columns["geometry"] = pa.array(shapely.to_wkb(areas.geometry), pa.binary())
    arrow = pa.table(columns)
    geo = _geo_metadata("WKB", ["Polygon", "MultiPolygon"], areas.crs)
    pq.write_table(arrow.replace_schema_metadata({b"geo": geo}), path, compression="zstd")


def _geo_metadata(encoding: str, kinds: list[str], crs: str) -> bytes:
    from pyproj import CRS

    column = {"encoding": encoding, "geometry_types": kinds, "crs": json.loads(CRS.from_user_input(crs).to_json())}
    return json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).encode()
