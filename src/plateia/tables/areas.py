"""The tidy table of areas: mutually exclusive polygons in metres with their denominators and coarser levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.tables.columns import Column, TableDeclaration

RESIDENTS, DWELLINGS, HECTARES = "residents", "dwellings", "hectares"

AREAS = TableDeclaration(
    "areas",
    "One row per area; together they cover the study area without overlap.",
    (
        Column("area_id", "string", "the area's own id"),
        Column("name", "string", "the area's name; its id where there is none"),
        Column("geometry", "geometry", "polygon or multipolygon", "m"),
        Column("hectares", "number", "size of the polygon", "ha"),
        Column("residents", "number", "people who live there", "persons", "no figure supplied"),
        Column("dwellings", "number", "homes", "dwellings", "no figure supplied"),
        Column("covered_by", "string", "sources that cover the area, separated by spaces", missing="none does"),
    ),
)


@dataclass(frozen=True)
class Areas:
    """Areas as columns of equal length.

    Attributes
    ----------
    ids, names : tuple of str, sorted by id
    geometry : object array of shapely polygons in metres, shape (n_areas,)
    hectares : float64, shape (n_areas,)
    denominators : mapping of str to float64 array, NaN where not supplied; hectares are always there
    parents : mapping of level to tuple of str, the level's id of every area
    parent_names : mapping of level to mapping of level id to name
    crs : str
        The projected system of ``geometry``, as an authority code or WKT.
    mended, small_overlaps : int
        Invalid polygons made valid; overlaps too small to matter.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    geometry: NDArray[Any]
    hectares: NDArray[np.float64]
    denominators: Mapping[str, NDArray[np.float64]]
    parents: Mapping[str, tuple[str, ...]]
    parent_names: Mapping[str, Mapping[str, str]]
    crs: str
    mended: int = 0
    small_overlaps: int = 0

    def __len__(self) -> int:
        return len(self.ids)
