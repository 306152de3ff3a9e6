"""Everything the audit reads, in order: settings, areas, incidents, supplied tables, map context."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.city.run import Progress
from plateia.errors import SettingsError
from plateia.findings.edition import InputFile, Layer
from plateia.settings.city import CitySettings
from plateia.sources.areas import read_areas
from plateia.sources.files import Fingerprints, SourceFile, find_files
from plateia.sources.incidents.intake import Intake, take_in
from plateia.sources.incidents.tidy import SourceRows, read_source
from plateia.sources.supplied import read_supplied
from plateia.sources.vector import read_features
from plateia.tables.areas import Areas
from plateia.tools.auditing.assembling import AuditInputs
from plateia.tools.auditing.supplied import harm_weights

if TYPE_CHECKING:
    from plateia.settings.city import Affected
    from plateia.sources.supplied import SuppliedTable

VERSIONED = ("plateia", "numpy", "scipy", "pandas", "pyarrow", "shapely", "pyproj", "pyogrio", "numba")


@dataclass(frozen=True)
class CityData:
    """Areas and incidents of a city, tidy, with the files they came from."""

    areas: Areas
    intake: Intake
    files: list[tuple[SourceFile, int]]


def read_city(
    settings: CitySettings, *, folder: Path, salt: str, fingerprints: Fingerprints, progress: Progress
) -> CityData:
    """Read areas and all sources of incidents."""
    from plateia.tables.area_index import AreaIndex

    progress("areas", 0, None)
    areas, files = read_areas(settings, folder=folder)
    index = AreaIndex.build(areas.geometry)
    sources: list[SourceRows] = []
    for number, source in enumerate(settings.incidents):
        progress("incidents", number, len(settings.incidents))
        sources.append(
            read_source(
                source,
                folder=folder,
                salt=salt,
                timezone=settings.city.timezone,
                fingerprints=fingerprints,
                progress=lambda rows: progress("rows", rows, None),
            )
        )
    progress("intake", 0, None)
    point_first = settings.areas.assign == "point"
    intake = take_in(sources, areas=areas, index=index, period=settings.period, point_first=point_first)
    return CityData(areas, intake, files + [file for rows in sources for file in rows.files])


def audit_inputs(
    settings: CitySettings, city: CityData, *, folder: Path, fingerprints: Fingerprints, seed: int
) -> AuditInputs:
    """Read what a city may supply besides, and say where everything came from."""
    files = list(city.files)
    harm = None
    if settings.harm is not None:
        harm, table = harm_weights(settings.harm, folder=folder)
        files += table.files
    affected: list[tuple[Affected, SuppliedTable]] = []
    for layout in settings.affected:
        named = [layout.category, layout.sex, layout.age_band, layout.setting, layout.n]
        supplied = read_supplied(
            layout, [name for name in named if name is not None], numbers=(layout.n,), folder=folder
        )
        affected.append((layout, supplied))
        files += supplied.files
    layers, context_files = _context_layers(settings, city.areas, folder)
    inputs = {
        source.shown: InputFile(source.shown, fingerprints.result(source), rows)
        for source, rows in files + context_files
    }
    return AuditInputs(
        settings=settings,
        areas=city.areas,
        intake=city.intake,
        harm=harm,
        affected=affected,
        context_layers=layers,
        inputs=tuple(inputs[shown] for shown in sorted(inputs)),
        settings_sha256=settings_fingerprint(settings),
        versions={name: version(name) for name in VERSIONED},
        seed=seed,
    )


def settings_fingerprint(settings: CitySettings) -> str:
    """Hash what the settings say, not how the file is laid out."""
    told = settings.model_dump(mode="json", by_alias=True)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _context_layers(
    settings: CitySettings, areas: Areas, folder: Path
) -> tuple[dict[str, Layer], list[tuple[SourceFile, int]]]:
    """Return rivers, stations and the like within the study area, for the maps."""
    import shapely
    from pyproj import Transformer

    layers, files = {}, []
    window = shapely.box(*shapely.total_bounds(areas.geometry))
    for source in find_files(settings.map.context, folder=folder) if settings.map.context else []:
        table, geometry, crs = read_features(source)
        if geometry is None or crs is None:
            raise SettingsError(
                "map.context",
                expected=f"A map layer with a coordinate system in {source.shown!r}.",
                seen="no geometry or no system.",
                remedy="export it from a GIS as GeoPackage, or take it out of [map] context.",
            )
        transform = Transformer.from_crs(crs, areas.crs, always_xy=True)
        moved = shapely.transform(geometry, transform.transform, interleaved=False)
        names = table.column("name").to_pylist() if "name" in table.column_names else [None] * len(moved)
        inside = np.flatnonzero(shapely.intersects(moved, window))
        clipped = shapely.intersection(moved[inside], window)
        layers[f"context:{source.path.stem}"] = Layer(
            ids=tuple(str(number) for number in range(len(inside))),
            geometries=clipped,
            names=tuple(str(names[number] or "") for number in inside),
            crs=areas.crs,
        )
        files.append((source, len(moved)))
    return layers, files


def manifest_of(
    settings: CitySettings, inputs: AuditInputs, *, salt: str, taken_in_on: dict[str, str]
) -> dict[str, Any]:
    """Return the manifest of the tidy tables: where they came from and on what ground (G-15, G-19)."""
    return {
        "salt": salt,
        "code_version": version("plateia"),
        "settings_sha256": inputs.settings_sha256,
        "inputs": [{"path": entry.path, "sha256": entry.sha256, "rows": entry.rows} for entry in inputs.inputs],
        "sources": [
            {
                "id": f"s{number}",
                "source": source.source,
                "licence": source.licence,
                "controller": source.controller,
                "purpose": source.purpose,
                "legal_basis": source.legal_basis,
                "statute": source.statute,
                "retention": source.retention,
                "first_taken_in_on": taken_in_on[source.source],
            }
            for number, source in enumerate(settings.incidents, start=1)
        ],
        "areas": {"source": settings.areas.source, "licence": settings.areas.licence},
    }
