"""What was looked at, and what is doubtful about it: coverage, data quality, and caveats that hold for all findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from plateia.findings.codes import DATA_CATEGORIES, FOCUS_AREAS, QUALITY
from plateia.findings.edition import Coverage
from plateia.findings.model import Estimate, Finding, Value
from plateia.settings.city import CitySettings
from plateia.sources.incidents.intake import Intake, SourceIntake
from plateia.sources.incidents.times import DAY, MONTH
from plateia.tables.areas import DWELLINGS, RESIDENTS, Areas
from plateia.tables.incidents import month_text
from plateia.tools.auditing.context import AuditContext, Steps
from plateia.vocabulary import NOT_CLASSIFIED

NOTED_SHARE = 0.05
USED, PARTLY, MISSING = "used", "partly", "missing"


def coverage_of(settings: CitySettings, areas: Areas) -> Coverage:
    """Say which of the eight data categories and four focus areas this audit looked at."""
    states = dict.fromkeys(DATA_CATEGORIES, MISSING)
    states["police"] = USED
    has = {name for name in (RESIDENTS, DWELLINGS) if name in areas.denominators}
    states["population"] = USED if RESIDENTS in has else PARTLY if has else MISSING
    states["built_environment"] = PARTLY if settings.map.context else MISSING
    focus = dict.fromkeys(FOCUS_AREAS, MISSING)
    focus["safe_public_spaces"] = PARTLY
    return Coverage(states, focus)


def common_caveats(settings: CitySettings, intake: Intake) -> tuple[str, ...]:
    """Return the caveats every finding of this audit carries."""
    caveats = ["recorded_only"]
    if len(intake.sources) == 1:
        caveats.append("single_source")
    if settings.period.months:
        caveats.append("declared_gaps")
    covered = np.ones(len(intake.months), bool)
    for source in intake.sources:
        covered &= ~(source.months.missing | source.months.partial)
    if len(np.unique(intake.months[covered] % 12)) < 12:
        caveats.append("not_whole_years")
    checks: dict[str, Callable[[SourceIntake], bool]] = {
        "months_missing": lambda source: bool(source.months.missing.any()),
        "months_partial": lambda source: bool(source.months.partial.any()),
        "unlocated_dropped": lambda source: source.dropped.get("unlocated", 0) > NOTED_SHARE * source.read,
        "time_basis_recorded": lambda source: source.source.settings.time_basis == "recorded",
        "time_basis_closed": lambda source: source.source.settings.time_basis == "closed",
        "unclassified_share": lambda source: _unclassified(source) > NOTED_SHARE * source.kept,
    }
    caveats += [code for code, holds in checks.items() if any(holds(source) for source in intake.sources)]
    return tuple(caveats)


def _unclassified(source: SourceIntake) -> int:
    return sum(n for shared, n in source.kept_by_source_category.values() if shared == NOT_CLASSIFIED)


def add_coverage(context: AuditContext, coverage: Coverage, steps: Steps) -> None:
    """Say in one finding what was used, partly used and missing."""

    def of(states: Any, wanted: str) -> tuple[str, ...]:
        return tuple(name for name, state in states.items() if state == wanted)

    values: dict[str, Value] = {state: of(coverage.categories, state) for state in (USED, PARTLY, MISSING)}
    values |= {f"focus_{state}": of(coverage.focus_areas, state) for state in (USED, PARTLY, MISSING)}
    steps.findings.append(
        Finding(
            id="coverage",
            kind="coverage",
            values=values,
            estimate=Estimate(
                float(len(of(coverage.categories, USED))), no_interval_reason="list", unit="data_categories_used"
            ),
            period=context.period,
            method="coverage",
        )
    )


def add_quality(context: AuditContext, steps: Steps) -> None:
    """One finding per defect and source: found and shown, never mended in silence."""
    for number, source in enumerate(context.intake.sources, start=1):
        for code, values in _defects(context, source).items():
            steps.findings.append(
                _quality_finding(context, f"s{number}", code, {"source": source.source.settings.source, **values})
            )
    areas = context.areas
    for code, n in (("invalid_polygons", areas.mended), ("small_overlaps", areas.small_overlaps)):
        if n:
            steps.findings.append(_quality_finding(context, "areas", code, {"n": n}))
    for name in (RESIDENTS, DWELLINGS):
        if name in areas.denominators and np.isnan(areas.denominators[name]).any():
            n = int(np.isnan(areas.denominators[name]).sum())
            steps.findings.append(_quality_finding(context, name, "denominator_missing", {"n": n}))


def _defects(context: AuditContext, source: SourceIntake) -> dict[str, dict[str, Value]]:
    months = context.counts.months
    found: dict[str, dict[str, Value]] = {}
    whole = np.flatnonzero(~(source.months.missing | source.months.partial))
    at_end = np.arange(len(months)) > (whole[-1] if len(whole) else -1)
    masks = {
        "months_missing": source.months.missing,
        "months_partial": source.months.partial & at_end,
        "months_half_filled": source.months.partial & ~at_end,
    }
    for code, mask in masks.items():
        if mask.any():
            found[code] = {"months": tuple(month_text(int(month)) for month in months[mask]), "n": int(mask.sum())}
    counted = {
        "without_coordinates": source.without_coordinates,
        "without_id": source.without_id,
        "repeated_ids": source.sharing_id,
        "without_area": source.kept - source.with_area,
        **{code: n for code, n in source.dropped.items() if code in QUALITY},
        **source.defects,
    }
    for code, n in counted.items():
        if n:
            found[code] = {"n": n, "share": n / source.read}
    if source.area_disagreement:
        found["area_disagreement"] = {"share": source.area_disagreement, "n": source.with_area}
    if source.anchored:
        found["anchored"] = {"n": source.distinct_locations}
    if source.resolution in {DAY, MONTH}:
        found["month_resolution" if source.resolution == MONTH else "day_resolution"] = {"n": source.kept}
    if _unclassified(source):
        unknown = [name for name, (shared, _) in source.kept_by_source_category.items() if shared == NOT_CLASSIFIED]
        found["unknown_categories"] = {"n": len(unknown)}
    return found


def _quality_finding(context: AuditContext, source: str, code: str, values: dict[str, Value]) -> Finding:
    n = values.get("n")
    share = values.get("share")
    return Finding(
        id=f"data_quality:{source}:{code}",
        kind="data_quality",
        values={"code": code, "source": source, "n": None, "share": None, "months": None, **values},
        estimate=Estimate(
            float(share) if isinstance(share, float) else float(n) if isinstance(n, int) else None,
            no_interval_reason="counted",
            n=n if isinstance(n, int) else None,
            unit="share" if isinstance(share, float) else "rows",
        ),
        period=context.period,
        method="intake",
    )
