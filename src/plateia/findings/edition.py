"""One edition of an audit: findings, tables, layers, account and provenance, before anything is published.

Reports never see an ``Edition``: they accept only what ``protect`` or ``internal`` return, a ``Published``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plateia.findings.model import Choice, Finding, Months

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True)
class SourceAccount:
    """The intake account of one source; every row read is kept or dropped with a reason."""

    id: str
    name: str
    licence: str
    time_basis: str
    time_resolution: str
    read: int
    kept: int
    with_area: int
    without_area: int
    dropped: Mapping[str, int]
    first: str | None
    last: str | None
    months_missing: tuple[str, ...]
    months_partial: tuple[str, ...]
    area_disagreement: float | None
    without_coordinates: int
    repeated_ids: int
    without_id: int
    distinct_locations: int
    anchored: bool
    defects: Mapping[str, int | float]
    """Counts of what was found and shown but not dropped: far points, swapped coordinates, mended ids, ..."""
    source_categories: Mapping[str, tuple[str, int]]
    """The source's own category -> (shared category, rows kept)."""
    controller: str | None = None
    purpose: str | None = None
    legal_basis: str | None = None
    retention: str | None = None


@dataclass(frozen=True)
class AreaAccount:
    """What was found in the areas: mended polygons, overlaps, missing denominators."""

    n_areas: int
    mended: int
    small_overlaps: int
    source: str
    licence: str
    denominators: Mapping[str, int]
    """Denominator -> number of areas that have it."""


@dataclass(frozen=True)
class Coverage:
    """What was looked at: each of eight data categories and four focus areas is used, partly or missing."""

    categories: Mapping[str, str]
    focus_areas: Mapping[str, str]


@dataclass(frozen=True)
class InputFile:
    """One file read: host-free path, fingerprint, rows."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Provenance:
    """Where the figures come from and what the program chose."""

    inputs: tuple[InputFile, ...]
    seed: int
    versions: Mapping[str, str]
    choices: tuple[Choice, ...]
    settings_sha256: str


@dataclass(frozen=True)
class Layer:
    """Geometries for maps and for the GeoPackage, in metres.

    Attributes
    ----------
    ids : tuple of str
        Same order as ``geometries``.
    geometries : object array of shapely geometries
    names : tuple of str
    crs : str
    """

    ids: tuple[str, ...]
    geometries: np.ndarray[Any, Any]
    names: tuple[str, ...]
    crs: str


@dataclass(frozen=True)
class Edition:
    """Everything one run found.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        ``areas``, ``months``, ``cells``, ``concentration``, ``changes`` and, where allowed, ``places``: the columns
        are declared in ``plateia.tables.published``.
    layers : mapping of str to Layer
        ``areas``; ``districts`` where the settings name a level; ``context:<name>`` for what makes a map readable.
    parents : mapping of str to str
        Area id -> id of the district it lies in (empty without a level).
    denominators : mapping of str to mapping
        Area id -> {residents, dwellings, hectares}; public figures, used by disclosure control and reports.
    focus_category : str
        The one problem the first page draws (chart and map).
    """

    city: str
    country: str
    language: str
    tool: str
    edition: str
    governance: Mapping[str, str | int]
    period: Months
    coverage: Coverage
    sources: tuple[SourceAccount, ...]
    areas: AreaAccount
    months_missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    tables: Mapping[str, pd.DataFrame]
    layers: Mapping[str, Layer]
    parents: Mapping[str, str]
    denominators: Mapping[str, Mapping[str, float]]
    categories: tuple[str, ...]
    sensitive: frozenset[str]
    focus_category: str
    provenance: Provenance
    synthetic: bool = False


@dataclass(frozen=True)
class Published:
    """What may leave the analyst's desk, or, with ``internal_for``, what one named person may see.

    Only ``plateia.findings.protect.protect`` and ``plateia.findings.protect.internal`` make one.

    Attributes
    ----------
    edition : Edition
        Tables with hidden values empty and ``reason`` ``suppressed``; findings whose counts are hidden have
        ``hidden`` True, no values but their names, and no estimate.
    internal_for : str or None
        The person the full version was made for; None for the protected version.
    hidden : mapping of str to int
        Table -> how many counts are hidden (primary and secondary together: the two are never told apart).
    minimum_count : int
    """

    edition: Edition
    internal_for: str | None
    hidden: Mapping[str, int]
    minimum_count: int
