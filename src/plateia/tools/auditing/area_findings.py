"""Findings about areas: those far from expectation, those that changed, those with an unusual mix."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.model import CITY, CountKey, Estimate, Finding, Where
from plateia.tables.areas import RESIDENTS
from plateia.tools.auditing.areas import Changes, Levels, denominator_of
from plateia.tools.auditing.context import DISCOVERY_RATE, FEW_EVENTS, LEVEL, AuditContext, Steps
from plateia.tools.auditing.dispersions import Dispersions
from plateia.tools.auditing.periods import months_of, spans_of
from plateia.vocabulary import ALL, counts_in_all

READINGS = ("clearly_more", "clearly_fewer", "as_usual", "cannot_be_said")
QUOTIENT_CLEAR = 2.0
QUOTIENTS_PER_CATEGORY = 3
LARGE_DISAGREEMENT = 0.05


def area_caveats(context: AuditContext) -> tuple[str, ...]:
    """Return the caveat of stated areas that disagree with the points, where it is large."""
    disagreements = [source.area_disagreement or 0.0 for source in context.intake.sources]
    return ("area_disagreement",) if max(disagreements, default=0.0) > LARGE_DISAGREEMENT else ()


def add_area_levels(
    context: AuditContext,
    levels: Levels,
    q_high: NDArray[np.float64],
    q_low: NDArray[np.float64],
    dispersions: Dispersions,
    steps: Steps,
) -> None:
    """One finding per area and category outside the over-dispersed funnel; one that says so where none is."""
    for kind, q in (("area_high", q_high), ("area_low", q_low)):
        n_tests = int(np.isfinite(q).sum())
        if not n_tests:
            steps.refuse(kind, "areas.too-few", context, method="funnel")
            continue
        flagged = np.argwhere(q <= DISCOVERY_RATE)
        for number, area in flagged:
            steps.findings.append(_level_finding(context, kind, int(number), int(area), levels, q, dispersions))
        if not len(flagged):
            steps.findings.append(_none_finding(context, kind, n_tests))


def _level_finding(
    context: AuditContext,
    kind: str,
    number: int,
    area: int,
    levels: Levels,
    q: NDArray[np.float64],
    dispersions: Dispersions,
) -> Finding:
    counts, areas = context.counts, context.areas
    category, area_id = counts.categories[number], areas.ids[area]
    n, expected = int(counts.in_areas[number, area]), float(levels.expected[number, area])
    low, high = float(levels.low[number, area]), float(levels.high[number, area])
    excess_low = low - expected
    caveats = [*context.common_caveats, *area_caveats(context), "many_comparisons", "areas_stand_in"]
    caveats += ["visitors_not_counted"] if denominator_of(context, category) == RESIDENTS else []
    caveats += ["few_events"] if n < FEW_EVENTS else []
    caveats += ["dispersion_assumed"] if dispersions.areas[category].assumed else []
    return Finding(
        id=f"{kind}:{category}:{area_id}",
        kind=kind,
        values={
            "offence_category": category,
            "area_id": area_id,
            "name": areas.names[area],
            "n": n,
            "expected": expected,
            "ratio": n / expected,
            "denominator_name": denominator_of(context, category),
            "q": float(q[number, area]),
            "excess": n - expected,
            "excess_low": excess_low,
            "rank_low": None,
            "rank_high": None,
        },
        estimate=Estimate(
            n / expected,
            low / expected,
            high / expected,
            LEVEL,
            "quasi_poisson_exact",
            n=n,
            unit="recorded_over_expected",
        ),
        period=context.period,
        method="funnel",
        where=Where((area_id,), "layers.gpkg:areas"),
        caveats=tuple(caveats),
        excess_low=excess_low if kind == "area_high" and n >= FEW_EVENTS else None,
        basis=(CountKey("areas", area_id, category),),
    )


def _none_finding(context: AuditContext, kind: str, n_tests: int) -> Finding:
    return Finding(
        id=f"{kind}:none",
        kind=kind,
        values={"template": "none", "n_areas": len(context.areas), "n_tests": n_tests},
        estimate=Estimate(0.0, no_interval_reason="nothing_flagged", n=n_tests, unit="areas_flagged"),
        period=context.period,
        method="funnel",
        caveats=(*context.common_caveats, "many_comparisons"),
    )


def change_rows(
    context: AuditContext, changes: Changes, q: NDArray[np.float64], *, level: str, ids: list[str], names: list[str]
) -> list[Any]:
    """Return the table rows of one level, category by category."""
    import pandas as pd

    n_units = len(ids)
    clear = q <= DISCOVERY_RATE
    reading = np.select([clear & (changes.ratio > 1), clear, np.isfinite(changes.p)], READINGS[:3], READINGS[3])
    whole = {name: pd.array(getattr(changes, name).ravel(), "Float64").copy() for name in ("before", "after")}
    frame = pd.DataFrame(
        {
            "level": level,
            "area_id": ids * len(context.counts.categories),
            "name": names * len(context.counts.categories),
            "offence_category": np.repeat(np.array(context.counts.categories, object), n_units),
            "comparison": changes.pair.comparison,
            **{name: values.astype("Int64") for name, values in whole.items()},
            "ratio": changes.ratio.ravel(),
            "ratio_low": changes.low.ravel(),
            "ratio_high": changes.high.ravel(),
            "q": q.ravel(),
            "reading": reading.ravel(),
            "reason": np.where(np.isnan(changes.before.ravel()), "not_covered", ""),
        }
    )
    return [frame]


def add_place_changes(
    context: AuditContext,
    changes: Changes,
    q: NDArray[np.float64],
    dispersions: Dispersions,
    steps: Steps,
    *,
    level: str,
    ids: list[str],
    names: list[str],
) -> None:
    """One finding per area or district that changed clearly otherwise than the city."""
    months = context.counts.months
    pair = changes.pair
    models = dispersions.areas if level == "area" else dispersions.districts
    for number, unit in np.argwhere(q <= DISCOVERY_RATE):
        category = context.counts.categories[number]
        before, after = int(changes.before[number, unit]), int(changes.after[number, unit])
        ratio = float(changes.ratio[number, unit])
        city_ratio = after / (before * ratio) if before and ratio else 1.0
        steps.findings.append(
            Finding(
                id=f"period_change:{level}:{pair.comparison}:{category}:{ids[unit]}",
                kind="period_change",
                values={
                    "level": level,
                    "area_id": ids[unit],
                    "name": names[unit],
                    "offence_category": category,
                    **spans_of(pair, months),
                    "before": before,
                    "after": after,
                    "ratio": ratio,
                    "usual_low": None,
                    "usual_high": None,
                    "reading": "clearly_more" if ratio > 1 else "clearly_fewer",
                    "dispersion": float(models[category].pair_factor(before + after)),
                    "dispersion_assumed": models[category].assumed,
                },
                estimate=Estimate(
                    ratio,
                    float(changes.low[number, unit]),
                    float(changes.high[number, unit]),
                    LEVEL,
                    "beta_binomial_city_removed",
                    n=before + after,
                    unit="ratio_to_city_change",
                ),
                period=months_of(pair.after, months),
                method="period_comparison",
                where=Where((ids[unit],), "layers.gpkg:areas" if level == "area" else "layers.gpkg:districts"),
                caveats=(
                    *context.common_caveats,
                    *area_caveats(context),
                    "many_comparisons",
                    *(("dispersion_assumed",) if models[category].assumed else ()),
                ),
                excess_low=before * city_ratio * (float(changes.low[number, unit]) - 1)
                if ratio > 1 and after >= FEW_EVENTS
                else None,
                basis=(CountKey("changes", ids[unit], category), CountKey("areas", ids[unit], category))
                if level == "area"
                else (CountKey("changes", ids[unit], category),),
            )
        )


def add_location_quotients(context: AuditContext, dispersions: Dispersions, steps: Steps) -> None:
    """Areas whose mix of offences is clearly unlike the city's: lower limit of the quotient at least 2."""
    from plateia.measures.places.location_quotient import location_quotient

    counts = context.counts
    everything = counts.in_areas[counts.position(ALL)].astype(float)
    own = [number for number, category in enumerate(counts.categories) if category != ALL and counts_in_all(category)]
    found = 0
    for number in own if len(own) > 1 else []:
        category, observed = counts.categories[number], counts.in_areas[number].astype(float)
        able = (everything > 0) & (observed >= FEW_EVENTS)
        if not able.any() or observed.sum() >= everything.sum():
            continue
        factor = float(dispersions.area_factor(category, np.median(observed[able]), counts.years.max() * 12))
        quotient = location_quotient(
            observed[able],
            everything[able],
            float(observed.sum()),
            float(everything.sum()),
            dispersion=factor,
            level=LEVEL,
        )
        places = np.flatnonzero(able)
        order = np.argsort(-quotient.low, kind="stable")[:QUOTIENTS_PER_CATEGORY]
        for position in order[quotient.low[order] >= QUOTIENT_CLEAR]:
            found += 1
            area = int(places[position])
            limits = (float(quotient.quotient[position]), float(quotient.low[position]), float(quotient.high[position]))
            steps.findings.append(_quotient_finding(context, category, area, int(observed[area]), limits))
    if len(own) < 2:
        steps.refuse("location_quotient", "quotient.too-few", context, method="location_quotient")
    elif not found:
        steps.findings.append(
            Finding(
                id="location_quotient:none",
                kind="location_quotient",
                values={"template": "none", "n_areas": len(context.areas)},
                estimate=Estimate(None, no_interval_reason="nothing_flagged", unit="location_quotient"),
                period=context.period,
                method="location_quotient",
                caveats=context.common_caveats,
            )
        )


def _quotient_finding(
    context: AuditContext, category: str, area: int, n: int, limits: tuple[float, float, float]
) -> Finding:
    area_id = context.areas.ids[area]
    return Finding(
        id=f"location_quotient:{category}:{area_id}",
        kind="location_quotient",
        values={
            "offence_category": category,
            "area_id": area_id,
            "name": context.areas.names[area],
            "quotient": limits[0],
            "n": n,
        },
        estimate=Estimate(*limits, LEVEL, "log_scale", n=n, unit="location_quotient"),
        period=context.period,
        method="location_quotient",
        where=Where((area_id,), "layers.gpkg:areas"),
        caveats=(*context.common_caveats, *area_caveats(context)),
        basis=(
            CountKey("areas", area_id, category),
            CountKey("areas", area_id, ALL),
            CountKey("areas", CITY, category),
        ),
    )
