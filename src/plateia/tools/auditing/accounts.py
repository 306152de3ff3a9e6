"""The intake account of an edition: what was read of areas and sources, kept, dropped and why."""

from __future__ import annotations

import numpy as np

from plateia.findings.edition import AreaAccount, SourceAccount
from plateia.settings.city import CitySettings
from plateia.sources.incidents.intake import SourceIntake
from plateia.tables.areas import Areas
from plateia.tables.incidents import RESOLUTIONS, month_text
from plateia.tools.auditing.context import AuditContext


def area_account(settings: CitySettings, areas: Areas) -> AreaAccount:
    """Return what was found in the areas."""
    return AreaAccount(
        n_areas=len(areas),
        mended=areas.mended,
        small_overlaps=areas.small_overlaps,
        source=settings.areas.source,
        licence=settings.areas.licence,
        denominators={name: int(np.isfinite(values).sum()) for name, values in areas.denominators.items()},
    )


def source_account(context: AuditContext, source: SourceIntake, source_id: str) -> SourceAccount:
    """Return what was read of one source, in the period of the audit."""
    settings, months = source.source.settings, context.counts.months
    return SourceAccount(
        id=source_id,
        name=settings.source,
        licence=settings.licence,
        time_basis=settings.time_basis or "recorded",
        time_resolution=RESOLUTIONS[source.resolution],
        read=source.read,
        kept=source.kept,
        with_area=source.with_area,
        without_area=source.kept - source.with_area,
        dropped=source.dropped,
        first=_moment(source.first_minute, source.resolution),
        last=_moment(source.last_minute, source.resolution),
        months_missing=tuple(month_text(int(month)) for month in months[source.months.missing]),
        months_partial=tuple(month_text(int(month)) for month in months[source.months.partial]),
        area_disagreement=source.area_disagreement,
        without_coordinates=source.without_coordinates,
        repeated_ids=source.repeated_ids,
        without_id=source.without_id,
        distinct_locations=source.distinct_locations,
        anchored=source.anchored,
        defects=source.defects,
        source_categories=source.kept_by_source_category,
        controller=settings.controller,
        purpose=settings.purpose,
        legal_basis=settings.legal_basis,
        retention=settings.retention,
    )


def _moment(minute: int | None, resolution: int) -> str | None:
    """Return a day, or a month where the source knows no more."""
    if minute is None:
        return None
    day = str(np.datetime64(minute, "m").astype("M8[D]"))
    return day[:7] if RESOLUTIONS[resolution] == "month" else day[:4] if RESOLUTIONS[resolution] == "year" else day
