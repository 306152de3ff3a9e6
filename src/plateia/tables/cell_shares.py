"""How the ground of areas divides between square cells: what an area's people and homes come to in each cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.tables.cells import cell_corners


class CellShares(NamedTuple):
    """Pieces of areas in cells, one entry per piece.

    Attributes
    ----------
    cell, area : ndarray of int64, shape (n_pieces,)
        Positions in the cells and in the areas.
    share : ndarray of float, in (0, 1]
        Part of the area's ground that lies in the cell.
    """

    cell: NDArray[np.int64]
    area: NDArray[np.int64]
    share: NDArray[np.float64]

    def spread(self, numbers: ArrayLike, *, n_cells: int) -> NDArray[np.float64]:
        """Return numbers of areas (residents, hectares) as numbers of cells, dealt out evenly over the ground."""
        pieces = np.asarray(numbers, dtype=np.float64)[self.area] * self.share
        return np.asarray(np.bincount(self.cell, weights=pieces, minlength=n_cells), dtype=np.float64)


def cell_shares(geometry: NDArray[np.object_], keys: ArrayLike, *, cell_m: float) -> CellShares:
    """Return how much of each area's ground lies in each cell.

    Parameters
    ----------
    geometry : object array of shapely polygons in metres, shape (n_areas,)
    keys : array-like of int64, shape (n_cells,)
        What ``cell_of`` returns, each cell once.
    cell_m : float
        Side of a cell in metres.

    Examples
    --------
    An area of 500 by 1,000 m lies half in one cell, half in the cell above it.

    >>> import shapely
    >>> from plateia.tables.cells import cell_of
    >>> keys = cell_of([10.0, 10.0], [10.0, 510.0], cell_m=500)
    >>> pieces = cell_shares(np.array([shapely.box(0, 0, 500, 1000)]), keys, cell_m=500)
    >>> pieces.spread([800], n_cells=2)
    array([400., 400.])
    """
    import shapely

    x, y = cell_corners(keys, cell_m=cell_m)
    squares = shapely.box(x, y, x + cell_m, y + cell_m)
    cell, area = shapely.STRtree(geometry).query(squares, predicate="intersects")
    ground = shapely.area(shapely.intersection(squares[cell], geometry[area]))
    inside = ground > 0
    share = ground[inside] / shapely.area(geometry)[area[inside]]
    return CellShares(np.asarray(cell[inside]), np.asarray(area[inside]), np.asarray(share))
