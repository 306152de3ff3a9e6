"""Which area a point lies in, which areas overlap, and which are neighbours.

Convention: areas are closed, their boundary belongs to them. A point that several areas cover, on a shared edge or in
an overlap, belongs to the one with the lowest index; so every point lies in exactly one area or in none. Inside the
index, edges are half-open at their upper end, which makes a ray through a corner count once.

Two ideas make the look-up fast: a raster tells for most points at once which area covers their cell whole; for the rest
only the edges in the point's own row of the raster are tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError
from plateia.tables.neighbours import Neighbours, neighbours_from_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

# About 32 by 32 cells of the raster per area, within what fits into a few megabytes.
_CELLS_PER_AREA = 1024
_FEWEST_CELLS, _MOST_CELLS = 1 << 12, 1 << 20


@dataclass(frozen=True, repr=False, eq=False)
class AreaIndex:
    """Areas prepared for looking points up; build it with ``AreaIndex.build``.

    Attributes
    ----------
    n_areas : int
        Number of areas, empty ones included.

    Examples
    --------
    Two squares side by side: the shared edge goes to the first, the outer edge belongs to its square.

    >>> import shapely
    >>> index = AreaIndex.build([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])
    >>> index.area_of([5.0, 10.0, 15.0, 20.0, 21.0], [5.0, 5.0, 5.0, 5.0, 5.0])
    array([ 0,  0,  1,  1, -1], dtype=int32)
    """

    n_areas: int
    # What ``look_up`` wants after the points: edges by row, raster, and the areas to be tried in each of its cells.
    _arrays: tuple[NDArray[Any], ...]

    @classmethod
    def build(cls, geometries: Sequence[Any] | NDArray[Any]) -> AreaIndex:
        """Prepare areas for look-up.

        Parameters
        ----------
        geometries : sequence of shapely Polygon or MultiPolygon, length n_areas
            Valid, in metres; holes and several parts are understood; missing and empty ones cover no point.

        Raises
        ------
        InputError
            ``areas.geometry-not-polygon``: a geometry is no polygon (rows named).
            ``areas.coordinates-not-finite``: a corner is not a finite number (rows named).
        """
        from plateia.tables.area_index_kernels import build_raster

        shapes = _polygons(geometries)
        edges, area = _edges_of(shapes)
        grid, n_x, n_y = _raster_of(edges, n_areas=shapes.size)
        slotted, slot_start, area_slot, area_row = _edges_by_row(edges, area, grid, n_y=n_y, n_areas=shapes.size)
        cover, candidate_start, candidates = build_raster(slotted, slot_start, area_slot, area_row, grid, n_x, n_y)
        arrays = (slotted, slot_start, area_slot, area_row, grid, cover, candidate_start, candidates)
        for array in arrays:
            array.setflags(write=False)
        return cls(shapes.size, arrays)

    def area_of(self, x_m: ArrayLike, y_m: ArrayLike) -> NDArray[np.int32]:
        """Return the index of the area that covers each point.

        Parameters
        ----------
        x_m, y_m : array-like of float, shape (n,)
            Coordinates in metres, in the system of the areas.

        Returns
        -------
        ndarray of int32, shape (n,)
            The lowest index among the areas that cover the point; -1 outside all and for missing coordinates.

        Raises
        ------
        InputError
            ``areas.coordinates-mismatched``: as many x as y are needed.
        """
        from plateia.tables.area_index_kernels import look_up

        x = np.ascontiguousarray(x_m, dtype=np.float64)
        y = np.ascontiguousarray(y_m, dtype=np.float64)
        if x.ndim != 1 or x.shape != y.shape:
            raise InputError(
                "areas.coordinates-mismatched",
                expected="One x and one y per point, in two columns of equal length.",
                seen=f"shapes {x.shape} and {y.shape}.",
                remedy="pass the columns x_m and y_m of one table.",
            )
        found: NDArray[np.int32] = look_up(x, y, *self._arrays)
        return found

    def __repr__(self) -> str:
        return f"AreaIndex({self.n_areas} areas)"


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Pairs of areas that share ground, ``first < second``, in ascending order.

    Attributes
    ----------
    first, second : ndarray of int64, shape (n_pairs,)
        Indices of the two areas.
    overlap_m2 : ndarray of float, shape (n_pairs,)
        Shared ground in square metres, above 0.
    share_of_smaller : ndarray of float, shape (n_pairs,)
        Shared ground over the ground of the smaller of the two, in (0, 1].
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    overlap_m2: NDArray[np.float64]
    share_of_smaller: NDArray[np.float64]


def overlaps(geometries: Sequence[Any] | NDArray[Any]) -> Overlaps:
    """Return the pairs of areas that share more than a boundary.

    Real boundaries overlap by slivers under a square millimetre: the caller judges which size matters.

    Parameters
    ----------
    geometries : sequence of shapely Polygon or MultiPolygon
        Valid, in metres.

    Raises
    ------
    InputError
        ``areas.geometry-not-polygon``, ``areas.coordinates-not-finite``: as in ``AreaIndex.build``.

    Examples
    --------
    >>> import shapely
    >>> found = overlaps([shapely.box(0, 0, 10, 10), shapely.box(9, 0, 19, 10), shapely.box(19, 0, 20, 10)])
    >>> found.first, found.second, found.overlap_m2, found.share_of_smaller
    (array([0]), array([1]), array([10.]), array([0.1]))
    """
    import shapely

    shapes = _polygons(geometries)
    first, second = _pairs(shapes, predicate="intersects")
    shared_m2 = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    kept = shared_m2 > 0.0
    first, second, shared_m2 = first[kept], second[kept], shared_m2[kept]
    ground_m2 = shapely.area(shapes)
    return Overlaps(first, second, shared_m2, shared_m2 / np.minimum(ground_m2[first], ground_m2[second]))


def neighbours(geometries: Sequence[Any] | NDArray[Any], *, tolerance_m: float = 2.0) -> Neighbours:
    """Return which areas lie within a tolerance of each other.

    Real boundaries share borders only up to rounding: asked strictly, small areas of a city may have no neighbour at
    all. Areas that meet at a corner are neighbours.

    Parameters
    ----------
    geometries : sequence of shapely Polygon or MultiPolygon
        Valid, in metres.
    tolerance_m : float
        Greatest gap between two neighbours, in metres; state it beside any result that rests on neighbours.

    Raises
    ------
    InputError
        ``areas.geometry-not-polygon``, ``areas.coordinates-not-finite``: as in ``AreaIndex.build``.
        ``areas.tolerance-invalid``: the tolerance is negative or not finite.

    Examples
    --------
    A gap of one metre does not part neighbours, one of three does.

    >>> import shapely
    >>> found = neighbours([shapely.box(0, 0, 9, 9), shapely.box(10, 0, 19, 9), shapely.box(22, 0, 30, 9)])
    >>> found.indptr, found.indices
    (array([0, 1, 2, 2]), array([1, 0]))
    """
    if not (np.isfinite(tolerance_m) and tolerance_m >= 0.0):
        raise InputError(
            "areas.tolerance-invalid",
            expected="A tolerance of 0 or more metres.",
            seen=f"{tolerance_m}.",
            remedy="leave the default of 2 metres.",
        )
    shapes = _polygons(geometries)
    first, second = _pairs(shapes, predicate="dwithin", distance_m=tolerance_m)
    return neighbours_from_pairs(np.r_[first, second], np.r_[second, first], n=shapes.size)


def _polygons(geometries: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    import shapely

    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    kind = shapely.get_type_id(shapes)
    polygon_kinds = (-1, int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))
    _refuse(
        ~np.isin(kind, polygon_kinds),
        code="areas.geometry-not-polygon",
        expected="Every area is a polygon or a multipolygon.",
        remedy="keep the polygons of the layer only.",
    )
    corners, corner_area = shapely.get_coordinates(shapes, return_index=True)
    not_finite = np.zeros(shapes.size, dtype=np.bool_)
    not_finite[corner_area[~np.isfinite(corners).all(axis=1)]] = True
    _refuse(
        not_finite,
        code="areas.coordinates-not-finite",
        expected="Every corner of every area is a finite number of metres.",
        remedy="mend or project the layer again.",
    )
    return shapes


def _refuse(faulty: NDArray[np.bool_], *, code: str, expected: str, remedy: str) -> None:
    rows = np.flatnonzero(faulty)
    if rows.size:
        named = ", ".join(str(row) for row in rows[:5].tolist())
        raise InputError(code, expected=expected, seen=f"{rows.size} others, first rows {named}.", remedy=remedy)


def _pairs(
    shapes: NDArray[Any], *, predicate: str, distance_m: float | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from shapely import STRtree

    first, second = STRtree(shapes).query(shapes, predicate=predicate, distance=distance_m)
    once = first < second
    first, second = first[once].astype(np.int64), second[once].astype(np.int64)
    order = np.lexsort((second, first))
    return first[order], second[order]


def _edges_of(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of all rings, each going up, and the area each belongs to, ascending."""
    import shapely

    parts, part_area = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    corners, corner_ring = shapely.get_coordinates(rings, return_index=True)
    same_ring = corner_ring[1:] == corner_ring[:-1]
    start, end = corners[:-1][same_ring], corners[1:][same_ring]
    down = start[:, 1] > end[:, 1]
    low, high = np.where(down[:, None], end, start), np.where(down[:, None], start, end)
    area = part_area[ring_part[corner_ring[:-1][same_ring]]]
    return np.ascontiguousarray(np.hstack((low, high))), area.astype(np.int64)


def _raster_of(edges: NDArray[np.float64], *, n_areas: int) -> tuple[NDArray[np.float64], int, int]:
    """Return the raster (x0, y0, cell width, cell height, slack, x1, y1) and its numbers of columns and rows."""
    if edges.shape[0] == 0:
        # Bounds the wrong way round: no point is inside.
        return np.array([0.0, 0.0, 1.0, 1.0, 0.0, -1.0, -1.0]), 1, 1
    x, y = edges[:, 0::2], edges[:, 1::2]
    x0, x1, y0, y1 = x.min(), x.max(), y.min(), y.max()
    width, height = max(x1 - x0, 1e-6), max(y1 - y0, 1e-6)
    n_cells = min(max(_CELLS_PER_AREA * n_areas, _FEWEST_CELLS), _MOST_CELLS)
    n_x = int(min(max(np.sqrt(n_cells * width / height), 1.0), n_cells))
    n_y = max(n_cells // n_x, 1)
    cell_x, cell_y = width / n_x * (1.0 + 1e-9), height / n_y * (1.0 + 1e-9)
    slack = 1e-6 * min(cell_x, cell_y) + 1e-12 * float(np.abs(edges).max())
    return np.array([x0, y0, cell_x, cell_y, slack, x1, y1]), n_x, n_y


def _edges_by_row(
    edges: NDArray[np.float64], area: NDArray[np.int64], grid: NDArray[np.float64], *, n_y: int, n_areas: int
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sort edges by area and raster row, repeating those that reach over several rows.

    Returns the edges, the start of each slot (one area in one row), the first slot of each area and its first row.
    """
    # The same expression as in the kernel: a point and an edge at one height must meet in one row.
    rows = np.clip(((edges[:, 1::2] - grid[1]) / grid[3]).astype(np.int64), 0, n_y - 1)
    first_row, last_row = np.full(n_areas, n_y, dtype=np.int64), np.full(n_areas, -1, dtype=np.int64)
    np.minimum.at(first_row, area, rows[:, 0])
    np.maximum.at(last_row, area, rows[:, 1])
    area_slot = np.zeros(n_areas + 1, dtype=np.int64)
    np.cumsum(np.maximum(last_row - first_row + 1, 0), out=area_slot[1:])
    n_rows = rows[:, 1] - rows[:, 0] + 1
    edge = np.repeat(np.arange(area.size), n_rows)
    step = np.arange(edge.size) - np.repeat(np.cumsum(n_rows) - n_rows, n_rows)
    slot = area_slot[area[edge]] + rows[edge, 0] + step - first_row[area[edge]]
    slot_start = np.zeros(int(area_slot[-1]) + 1, dtype=np.int64)
    np.cumsum(np.bincount(slot, minlength=int(area_slot[-1])), out=slot_start[1:])
    return edges[edge[np.argsort(slot, kind="stable")]], slot_start, area_slot, first_row
