"""Square cells: counted, tested, and said where more happens together than elsewhere and than is exposed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.model import CITY, CountKey, Estimate, Finding, Where
from plateia.tools.auditing.areas import denominator_of
from plateia.tools.auditing.context import DISCOVERY_RATE, AuditContext, Steps
from plateia.vocabulary import offence_categories

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_CELL_M = 500.0
"""Without address data no public cell is smaller (G-13)."""
LARGEST_CELL_M = 2_000.0
FEWEST_INCIDENTS = 50
FEWEST_CELLS = 30


@dataclass(frozen=True)
class CellCounts:
    """Cells of the study window that can hold an incident, with counts by category.

    Attributes
    ----------
    keys : int64, shape (n_cells,)
    n : int array, shape (n_categories, n_cells)
    z, p : float arrays of the same shape, NaN where the category has too few incidents
    p_exposure : float array of the same shape
        Chance of as many in the cell and its neighbours given the people, homes or ground there.
    """

    cell_m: float
    keys: NDArray[np.int64]
    n: NDArray[Any]
    z: NDArray[np.float64]
    p: NDArray[np.float64]
    p_exposure: NDArray[np.float64]

    @property
    def p_tested(self) -> NDArray[np.float64]:
        """A cell is high only where both questions say so: the larger of the two p-values."""
        return np.where(np.isnan(self.p), np.nan, np.fmax(self.p, self.p_exposure))


def located(context: AuditContext) -> NDArray[np.bool_]:
    """Return the rows with a point inside the study area, of complete months."""
    rows, places = context.intake.table.rows, context.intake.table.places
    month = np.searchsorted(context.counts.months, rows.month)
    inside = np.append(places.area, -1)[rows.location] >= 0
    return np.asarray(inside & context.counts.complete[month])


def count_cells(context: AuditContext, steps: Steps) -> CellCounts | None:
    """Count incidents in square cells and test each against the rest of the window."""
    from plateia.measures.cells.exposure import neighbourhood_excess
    from plateia.measures.cells.gi_star import getis_ord_gi_star
    from plateia.tables.cell_shares import cell_shares
    from plateia.tables.cells import cell_of, queen_neighbours

    table = context.intake.table
    inside = located(context)
    if not inside.any():
        steps.refuse("cells_high", "cells.no-coordinates", context, method="gi_star")
        return None
    cell_m = _cell_size(context)
    if cell_m > LARGEST_CELL_M:
        steps.refuse("cells_high", "cells.anchor-spacing", context, method="gi_star")
        return None
    of_place = cell_of(table.places.x_m, table.places.y_m, cell_m=cell_m)
    keys, place_key = np.unique(of_place[table.places.area >= 0], return_inverse=True)
    if len(keys) < FEWEST_CELLS:
        steps.refuse("cells_high", "cells.too-few", context, method="gi_star")
        return None
    place_cell = np.full(len(of_place) + 1, -1, np.int64)
    place_cell[:-1][table.places.area >= 0] = place_key
    n = _by_category(context, place_cell[table.rows.location[inside]], inside, len(keys))
    near, pieces = queen_neighbours(keys), cell_shares(context.areas.geometry, keys, cell_m=cell_m)
    z, p, p_exposure = (np.full(n.shape, np.nan) for _ in range(3))
    for number, category in enumerate(context.counts.categories):
        if n[number].sum() >= FEWEST_INCIDENTS:
            star = getis_ord_gi_star(n[number], near.indptr, near.indices)
            z[number], p[number] = star.z, star.p
            exposure = pieces.spread(_exposure(context, category), n_cells=len(keys))
            p_exposure[number] = neighbourhood_excess(n[number], exposure, near.indptr, near.indices).p
    return CellCounts(cell_m, keys, n, z, p, p_exposure)


def _exposure(context: AuditContext, category: str) -> NDArray[np.float64]:
    """Return what is exposed in each area; where the figure is missing, what the city has on as much ground."""
    exposure = np.asarray(context.areas.denominators[denominator_of(context, category)], float)
    known = np.isfinite(exposure)
    per_hectare = exposure[known].sum() / context.areas.hectares[known].sum()
    return np.where(known, exposure, per_hectare * context.areas.hectares)


def _cell_size(context: AuditContext) -> float:
    """Return 500 m, or more where the anchors of published points lie further apart."""
    places = context.intake.table.places
    if not context.intake.table.anchored_sources:
        context.choose("cell_m", SMALLEST_CELL_M, "cell_m")
        return SMALLEST_CELL_M
    spacing = _anchor_spacing(places.x_m[places.area >= 0], places.y_m[places.area >= 0])
    size = max(SMALLEST_CELL_M, float(np.ceil(4 * spacing / 100) * 100))
    context.choose("cell_m", size, "cell_m_anchors", spacing_m=round(spacing))
    return size


def _anchor_spacing(x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> float:
    from scipy.spatial import cKDTree

    points = np.column_stack([x_m, y_m])
    if len(points) < 2:
        return 0.0
    distance, _ = cKDTree(points).query(points, k=2)
    return float(np.median(distance[:, 1]))


def _by_category(
    context: AuditContext, unit: NDArray[Any], chosen: NDArray[np.bool_], n_units: int
) -> NDArray[np.int64]:
    """Return counts by category and unit, ``all`` last."""
    table, known = context.intake.table, offence_categories()
    n_own = len(table.categories)
    flat = table.rows.category[chosen].astype(np.int64) * n_units + unit
    counts = np.bincount(flat, minlength=n_own * n_units).reshape(n_own, n_units)
    together = counts[[known[category].in_all for category in table.categories]].sum(axis=0)
    return np.concatenate([counts, together[None]]).astype(np.int64)


def cells_table(context: AuditContext, cells: CellCounts, q: NDArray[np.float64]) -> pd.DataFrame:
    """Return every cell and category; ``q`` has the shape of ``cells.p``."""
    import pandas as pd

    from plateia.tables.cells import cell_corners, cell_ids

    x, y = cell_corners(cells.keys, cell_m=cells.cell_m)
    n_categories, n_cells = cells.n.shape
    ids = cell_ids(cells.keys, cell_m=cells.cell_m)
    return pd.DataFrame(
        {
            "cell_id": np.tile(ids, n_categories),
            "x_m": np.tile(x + cells.cell_m / 2, n_categories),
            "y_m": np.tile(y + cells.cell_m / 2, n_categories),
            "cell_m": cells.cell_m,
            "offence_category": pd.Categorical.from_codes(
                np.repeat(np.arange(n_categories), n_cells), list(context.counts.categories)
            ).astype(str),
            "n": cells.n.ravel(),
            "z": cells.z.ravel(),
            "p": cells.p.ravel(),
            "q": q.ravel(),
            "high": (q <= DISCOVERY_RATE).ravel(),
        }
    )


def add_cells(context: AuditContext, cells: CellCounts, q: NDArray[np.float64], steps: Steps) -> None:
    """One finding per category in which cells stand out, or one that none does."""
    high = q <= DISCOVERY_RATE
    n_tests = int(np.isfinite(q).sum())
    if not n_tests:
        steps.refuse("cells_high", "cells.too-few", context, method="gi_star")
    elif not high.any():
        steps.findings.append(_no_cells(context, cells, n_tests))
    for number in np.flatnonzero(high.any(axis=1)):
        category = context.counts.categories[number]
        total, inside = int(cells.n[number].sum()), int(cells.n[number][high[number]].sum())
        n_high = int(high[number].sum())
        steps.findings.append(
            Finding(
                id=f"cells_high:{category}",
                kind="cells_high",
                values={
                    "offence_category": category,
                    "n_cells_high": n_high,
                    "n_cells": len(cells.keys),
                    "n_in_high": inside,
                    "share_in_high": inside / total,
                    "cell_m": cells.cell_m,
                },
                estimate=Estimate(inside / total, no_interval_reason="selected_by_test", n=total, unit="share"),
                period=context.period,
                method="gi_star",
                where=Where(geometry_ref="layers.gpkg:cells"),
                caveats=(*context.common_caveats, "many_comparisons", "default_grid", *anchored_caveat(context)),
                choices=(context.choices["cell_m"],),
                excess_low=None,
                basis=(CountKey("cells", CITY, category),),
            )
        )


def _no_cells(context: AuditContext, cells: CellCounts, n_tests: int) -> Finding:
    return Finding(
        id="cells_high:none",
        kind="cells_high",
        values={"template": "none", "n_cells": len(cells.keys), "n_tests": n_tests, "cell_m": cells.cell_m},
        estimate=Estimate(0.0, no_interval_reason="nothing_flagged", n=n_tests, unit="cells_flagged"),
        period=context.period,
        method="gi_star",
        caveats=(*context.common_caveats, "many_comparisons", "default_grid"),
        choices=(context.choices["cell_m"],),
    )


def anchored_caveat(context: AuditContext) -> tuple[str, ...]:
    """Return the caveat of points that stand for streets, where there are any."""
    return ("anchored_points",) if context.intake.table.anchored_sources else ()
