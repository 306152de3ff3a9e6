"""Where it happened: coordinates to metres, the area each place lies in, and what is doubtful about either."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.errors import InputError, SettingsError
from plateia.sources.incidents.tidy import SourceRows
from plateia.tables.incidents import NOWHERE, Floats, Integers

if TYPE_CHECKING:
    from plateia.tables.area_index import AreaIndex
    from plateia.tables.areas import Areas

FAR_M = 100_000.0
SWAPPED_MARGIN_DEGREES = 1.0


@dataclass(frozen=True)
class Placed:
    """Row by row: the place (in metres), the area of the place and the area that is stated.

    ``place`` points into ``x_m`` and ``y_m``; -1 without usable coordinates.
    """

    place: Integers
    x_m: Floats
    y_m: Floats
    place_area: Integers
    stated_area: Integers
    stated_elsewhere: Integers
    defects: Counter[str]


def place_rows(rows: SourceRows, *, areas: Areas, index: AreaIndex) -> Placed:
    """Project the places of a source and find their areas.

    Raises
    ------
    InputError
        ``incidents.crs-not-metres``, ``incidents.crs-not-degrees``, ``incidents.coordinates-swapped``.
    SettingsError
        ``incidents.crs``.
    """
    defects: Counter[str] = Counter()
    x_m, y_m = _in_metres(rows, areas, defects)
    stated, elsewhere = _stated_areas(rows, areas, defects)
    if rows.settings.territory != "wider" and elsewhere.any():
        defects["unknown_area_ids"] = int(elsewhere.sum())
    usable = np.isfinite(x_m) & np.isfinite(y_m)
    number = np.where(usable, np.cumsum(usable) - 1, NOWHERE).astype(np.int32)
    place = np.append(number, np.int32(NOWHERE))[rows.place] if len(rows.place) else rows.place
    x_m, y_m = x_m[usable], y_m[usable]
    place_area = index.area_of(x_m, y_m)
    located = place >= 0
    far = _far_from(areas, x_m, y_m)
    if far.any():
        defects["far_points"] = int(far[place[located]].sum())
    return Placed(place, x_m, y_m, place_area, stated, elsewhere, defects)


def _in_metres(rows: SourceRows, areas: Areas, defects: Counter[str]) -> tuple[Floats, Floats]:
    if not len(rows.place_x):
        return rows.place_x, rows.place_y
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    if rows.crs is None:
        raise InputError(
            "incidents.crs-missing",
            expected=f"A coordinate system for the points of {rows.settings.source!r}.",
            seen="none in the file.",
            remedy='set `crs`, for example "EPSG:25833".',
        )
    try:
        crs = CRS.from_user_input(rows.crs)
    except CRSError:
        raise SettingsError(
            "incidents.crs",
            expected=f"A known coordinate system for {rows.settings.source!r}, such as EPSG:4326.",
            seen=f"{rows.crs!r}.",
            remedy="look the code up at the publisher of the data.",
        ) from None
    # How many rows stand on each place: shares are shares of rows.
    weights = np.bincount(rows.place[rows.place >= 0], minlength=len(rows.place_x))
    x, y = rows.place_x.astype(float), rows.place_y.astype(float)
    x, y = _without_null_island(x, y, weights, defects)
    _check_units(rows, x, y, weights, crs)
    if crs.is_geographic:
        x, y = _without_swapped(rows, x, y, weights, areas, defects)
    transform = Transformer.from_crs(crs, areas.crs, always_xy=True)
    x_m, y_m = transform.transform(x, y)
    wrong = ~(np.isfinite(x_m) & np.isfinite(y_m))
    return np.where(wrong, np.nan, x_m), np.where(wrong, np.nan, y_m)


def _without_null_island(x: Floats, y: Floats, weights: Integers, defects: Counter[str]) -> tuple[Floats, Floats]:
    null = (x == 0) & (y == 0)
    if null.any():
        defects["null_island"] = int(weights[null].sum())
    return np.where(null, np.nan, x), np.where(null, np.nan, y)


def _check_units(rows: SourceRows, x: Floats, y: Floats, weights: Integers, crs: Any) -> None:
    known = np.isfinite(x) & np.isfinite(y)
    total = int(weights[known].sum())
    if not total:
        return
    in_degrees = int(weights[known & (np.abs(x) <= 180) & (np.abs(y) <= 180)].sum())
    if crs.is_geographic and in_degrees < 0.5 * total:
        raise InputError(
            "incidents.crs-not-degrees",
            expected=f"Degrees in the coordinates of {rows.settings.source!r}, as `crs` says.",
            seen=f"numbers beyond 180 in {total - in_degrees} of {total} rows: metres, or another system.",
            remedy="set `crs` to the system the numbers are in.",
        )
    if not crs.is_geographic and in_degrees > 0.5 * total:
        raise InputError(
            "incidents.crs-not-metres",
            expected=f"Metres in the coordinates of {rows.settings.source!r}, as `crs` says.",
            seen=f"numbers within 180 in {in_degrees} of {total} rows: degrees.",
            remedy='set `crs` = "EPSG:4326" if these are longitudes and latitudes.',
        )


def _without_swapped(
    rows: SourceRows, x: Floats, y: Floats, weights: Integers, areas: Areas, defects: Counter[str]
) -> tuple[Floats, Floats]:
    """Leave out points that lie in the study area only when read the other way round."""
    import shapely
    from pyproj import Transformer

    bounds = shapely.total_bounds(areas.geometry)
    to_degrees = Transformer.from_crs(areas.crs, "OGC:CRS84", always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*bounds)
    margin = SWAPPED_MARGIN_DEGREES

    def near(lon: Floats, lat: Floats) -> Integers:
        inside = (lon > west - margin) & (lon < east + margin) & (lat > south - margin) & (lat < north + margin)
        return np.asarray(inside)

    swapped = ~near(x, y) & near(y, x)
    number, total = int(weights[swapped].sum()), int(weights[np.isfinite(x)].sum())
    if number and number > 0.5 * total:
        raise InputError(
            "incidents.coordinates-swapped",
            expected=f"Longitude in `x` and latitude in `y` of {rows.settings.source!r}.",
            seen=f"{number} of {total} points that lie in the study area only the other way round.",
            remedy="exchange the two column names in city.toml.",
        )
    if number:
        defects["swapped_coordinates"] = number
    return np.where(swapped, np.nan, x), np.where(swapped, np.nan, y)


def _stated_areas(rows: SourceRows, areas: Areas, defects: Counter[str]) -> tuple[Integers, Integers]:
    """Return the stated area of each row in the study, and whether the row states one elsewhere."""
    place_of = {area: number for number, area in enumerate(areas.ids)}
    length = {len(area) for area in areas.ids}
    width = length.pop() if len(length) == 1 and all(area.isdigit() for area in areas.ids) else 0
    numbers = np.full(len(rows.stated_areas) + 1, NOWHERE, np.int32)
    repaired = np.zeros(len(rows.stated_areas) + 1, bool)
    for code, text in enumerate(rows.stated_areas):
        numbers[code] = place_of.get(text, NOWHERE)
        whole = text.removesuffix(".0")
        if numbers[code] == NOWHERE and whole.isdigit() and whole.zfill(width) in place_of:
            numbers[code], repaired[code] = place_of[whole.zfill(width)], True
    if repaired.any():
        defects["leading_zero"] = int(repaired[rows.stated].sum())
    stated = numbers[rows.stated]
    return stated, (rows.stated >= 0) & (stated == NOWHERE)


def _far_from(areas: Areas, x_m: Floats, y_m: Floats) -> Integers:
    import shapely

    west, south, east, north = shapely.total_bounds(areas.geometry)
    beyond_x = np.maximum(np.maximum(west - x_m, x_m - east), 0)
    beyond_y = np.maximum(np.maximum(south - y_m, y_m - north), 0)
    return np.asarray(np.hypot(beyond_x, beyond_y) > FAR_M)
