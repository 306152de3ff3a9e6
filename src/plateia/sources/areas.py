"""Areas from anything GDAL reads or GeoParquet: selected, mended, projected, checked for overlaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plateia.errors import InputError, SettingsError
from plateia.settings.city import Areas as AreaSettings
from plateia.settings.city import CitySettings, Level, Scalar
from plateia.sources.batches import check_columns
from plateia.sources.denominators import join_denominators, read_lookup
from plateia.sources.files import SourceFile, find_files, unchanged
from plateia.sources.vector import read_features
from plateia.tables.area_index import overlaps
from plateia.tables.areas import HECTARES, Areas

OVERLAP_SHARE, OVERLAP_M2 = 0.01, 100.0


def read_areas(settings: CitySettings, *, folder: Path) -> tuple[Areas, list[tuple[SourceFile, int]]]:
    """Return the areas of the study and the files they came from, each with its number of rows.

    Raises
    ------
    InputError
        ``areas.crs-missing``, ``areas.crs-not-metres``, ``areas.crs-not-degrees``, ``areas.duplicate-ids``,
        ``areas.id-missing``, ``areas.geometry``, ``areas.none-left``, ``areas.overlap`` and those of reading a table.
    SettingsError
        ``city.crs``: no projected system in metres.
    """
    chosen = settings.areas
    source = find_files([chosen.path], folder=folder)[0]
    with unchanged(source):
        columns, geometry, crs = _read_polygons(source, chosen)
    inputs = [(source, len(geometry))]
    keep = _selected(columns, chosen.where, source)
    columns = {name: values[keep] for name, values in columns.items()}
    ids = _checked_ids(columns[chosen.id], source)
    order = np.argsort(ids)
    geometry, mended = _mended(geometry[keep][order], source)
    columns = {name: values[order] for name, values in columns.items()}
    geometry, target = _projected(geometry, _declared_crs(chosen, crs, source), settings.city.crs, source)
    names, name_files = _names(columns, tuple(ids[order]), chosen, folder)
    parents, parent_names, level_files = _levels(columns, chosen.levels, folder, source)
    hectares = _hectares(geometry)
    denominators, population_files = join_denominators(tuple(ids[order]), chosen.population, folder=folder)
    areas = Areas(
        ids=tuple(ids[order]),
        names=names,
        geometry=geometry,
        hectares=hectares,
        denominators={**denominators, HECTARES: hectares},
        parents=parents,
        parent_names=parent_names,
        crs=target,
        mended=mended,
        small_overlaps=_checked_overlaps(geometry, tuple(ids[order]), source),
    )
    return areas, inputs + name_files + level_files + population_files


def _hectares(geometry: Any) -> Any:
    import shapely

    return shapely.area(geometry) / 10_000


def _read_polygons(source: SourceFile, chosen: AreaSettings) -> tuple[dict[str, Any], Any, Any]:
    """Return the attribute columns as text arrays, the geometries and the declared system."""
    table, geometry, crs = read_features(source, layer=chosen.layer)
    if geometry is None or not len(geometry):
        raise _no_geometry(source, "none.")
    wanted = [chosen.id, *([chosen.name] if chosen.name is not None else []), *chosen.where]
    named = [column for level in chosen.levels.values() for column in (level.column, level.name)]
    wanted += [column for column in named if column is not None]
    wanted = list(dict.fromkeys(wanted))
    check_columns(wanted, table.column_names, shown=source.shown)
    return {name: _texts(table.column(name)) for name in wanted}, geometry, crs


def _texts(column: Any) -> Any:
    values = column.to_pylist()
    return np.array([_text(value) for value in values], dtype=object)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value == value and value.is_integer() else ("" if value != value else str(value))
    return str(value).strip()


def _no_geometry(source: SourceFile, seen: str) -> InputError:
    return InputError(
        "areas.geometry",
        expected=f"Polygons in {source.shown!r}.",
        seen=seen,
        remedy="give a layer of polygons; `layer` names one where a file has several.",
    )


def _selected(columns: Mapping[str, Any], where: Mapping[str, Sequence[Scalar]], source: SourceFile) -> Any:
    keep = np.ones(len(next(iter(columns.values()))), bool)
    for column, wanted in where.items():
        keep &= np.isin(columns[column], [_text(value) for value in wanted])
    if not keep.any():
        raise InputError(
            "areas.none-left",
            expected=f"Areas of {source.shown!r} that meet [areas.where].",
            seen="none.",
            remedy="check column and values of [areas.where].",
        )
    return keep


def _checked_ids(ids: Any, source: SourceFile) -> Any:
    empty = int((ids == "").sum())
    if empty:
        raise InputError(
            "areas.id-missing",
            expected=f"An id for every area of {source.shown!r}.",
            seen=f"{empty} areas without.",
            remedy="fill the column, or name another one as `id`.",
        )
    distinct, counts = np.unique(ids.astype(str), return_counts=True)
    if (counts > 1).any():
        some = ", ".join(distinct[counts > 1][:5])
        raise InputError(
            "areas.duplicate-ids",
            expected=f"Each area id once in {source.shown!r}.",
            seen=f"{int((counts > 1).sum())} ids more than once ({some}).",
            remedy="dissolve the parts of an area into one multipolygon, or name a unique column as `id`.",
        )
    return ids


def _mended(geometry: Any, source: SourceFile) -> tuple[Any, int]:
    import shapely

    if shapely.is_missing(geometry).any() or shapely.is_empty(geometry).any():
        number = int((shapely.is_missing(geometry) | shapely.is_empty(geometry)).sum())
        raise _no_geometry(source, f"{number} areas without a polygon.")
    invalid = ~shapely.is_valid(geometry)
    geometry = geometry.copy()
    geometry[invalid] = [_polygons_of(shape) for shape in shapely.make_valid(geometry[invalid])]
    kinds = shapely.get_type_id(geometry)
    if not np.isin(kinds, [3, 6]).all() or shapely.is_empty(geometry).any():
        raise _no_geometry(source, f"{int((~np.isin(kinds, [3, 6])).sum())} shapes that are no polygons.")
    return shapely.force_2d(geometry), int(invalid.sum())


def _polygons_of(shape: Any) -> Any:
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), [3, 6])])


def _declared_crs(chosen: AreaSettings, found: Any, source: SourceFile) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    declared = chosen.crs or found
    if declared is None:
        raise InputError(
            "areas.crs-missing",
            expected=f"A coordinate system for {source.shown!r}.",
            seen="none in the file.",
            remedy='set `crs` in [areas], for example "EPSG:25833".',
        )
    try:
        return CRS.from_user_input(declared)
    except CRSError:
        raise SettingsError(
            "areas.crs",
            expected="A coordinate system for the areas, such as EPSG:25833.",
            seen="one that is not known.",
            remedy="look the code up at the publisher of the boundaries and set `crs` in [areas].",
        ) from None


def _projected(geometry: Any, crs: Any, wanted: str | None, source: SourceFile) -> tuple[Any, str]:
    import shapely
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    _check_units(shapely.total_bounds(geometry), crs, f"areas of {source.shown!r}", "areas")
    try:
        target = CRS.from_user_input(wanted) if wanted else _utm_zone(shapely.total_bounds(geometry), crs)
    except CRSError:
        target = None
    if target is None or not target.is_projected or target.axis_info[0].unit_name not in {"metre", "meter"}:
        raise SettingsError(
            "city.crs",
            expected="A projected coordinate system in metres as [city] crs.",
            seen=f"{wanted}.",
            remedy='use the national grid, for example "EPSG:27700" or "EPSG:25833", or leave the key out.',
        )
    if target.equals(crs):
        return geometry, _crs_text(target)
    transform = Transformer.from_crs(crs, target, always_xy=True)
    moved = shapely.transform(geometry, transform.transform, interleaved=False)
    return moved, _crs_text(target)


def _crs_text(crs: Any) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.to_wkt()


def _utm_zone(bounds: Any, crs: Any) -> Any:
    from pyproj import CRS, Transformer

    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    lon, lat = Transformer.from_crs(crs, "OGC:CRS84", always_xy=True).transform(x, y)
    return CRS.from_epsg((32600 if lat >= 0 else 32700) + int((lon + 180) // 6) % 60 + 1)


def _check_units(bounds: Any, crs: Any, what: str, table: str) -> None:
    """Raise where degrees are declared as metres or the reverse."""
    looks_like_degrees = bool(np.all(np.abs(bounds[[0, 2]]) <= 180) and np.all(np.abs(bounds[[1, 3]]) <= 90))
    if crs.is_geographic and not looks_like_degrees:
        raise InputError(
            f"{table}.crs-not-degrees",
            expected=f"Degrees in the {what}, as their coordinate system says.",
            seen="numbers beyond 180 or 90: metres, or another system.",
            remedy="set `crs` to the system the numbers are in.",
        )
    if not crs.is_geographic and looks_like_degrees:
        raise InputError(
            f"{table}.crs-not-metres",
            expected=f"Metres in the {what}, as their coordinate system says.",
            seen="numbers within 180 and 90: degrees.",
            remedy='set `crs` = "EPSG:4326" if these are longitudes and latitudes.',
        )


def _names(
    columns: Mapping[str, Any], ids: tuple[str, ...], chosen: AreaSettings, folder: Path
) -> tuple[tuple[str, ...], list[tuple[SourceFile, int]]]:
    if chosen.names is not None:
        found, files = read_lookup(chosen.names, [chosen.names.name], folder=folder, ids=ids)
        return tuple(found.get(area, [area])[0] or area for area in ids), files
    if chosen.name is None:
        return ids, []
    return tuple(name or area for name, area in zip(columns[chosen.name], ids, strict=True)), []


def _levels(
    columns: Mapping[str, Any], levels: Mapping[str, Level], folder: Path, source: SourceFile
) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, str]], list[tuple[SourceFile, int]]]:
    parents, names, files = {}, {}, []
    for level, column in levels.items():
        ids = tuple(text[: column.characters] for text in columns[column.column])
        if "" in ids:
            raise InputError(
                "areas.level-missing",
                expected=f"A {level} for every area of {source.shown!r}.",
                seen=f"{ids.count('')} areas without.",
                remedy=f"fill the column {column.column!r}.",
            )
        parents[level] = ids
        if column.names is not None:
            distinct = tuple(sorted(set(ids)))
            found, read = read_lookup(column.names, [column.names.name], folder=folder, ids=distinct)
            names[level] = {parent: found.get(parent, [parent])[0] or parent for parent in distinct}
            files += read
        else:
            labels = columns[column.name] if column.name is not None else ids
            names[level] = dict(zip(ids, labels, strict=True))
    return parents, names, files


def _checked_overlaps(geometry: Any, ids: tuple[str, ...], source: SourceFile) -> int:
    """Return how many small overlaps there are; refuse larger ones with the pair."""
    found = overlaps(geometry)
    large = (found.share_of_smaller > OVERLAP_SHARE) | (found.overlap_m2 > OVERLAP_M2)
    if large.any():
        worst = int(np.argmax(np.where(large, found.overlap_m2, -1)))
        first, second = ids[int(found.first[worst])], ids[int(found.second[worst])]
        raise InputError(
            "areas.overlap",
            expected=f"Areas of {source.shown!r} that do not overlap.",
            seen=f"{int(large.sum())} pairs that do; {first} and {second} share {found.overlap_m2[worst]:,.0f} m2.",
            remedy="mend the boundaries in a GIS, or select one vintage of areas with [areas.where].",
        )
    return len(found.overlap_m2)
