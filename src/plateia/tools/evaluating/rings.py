"""Rings around the treated units: counted from points, shown to a named person only, since they cut through areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.findings.evaluation import COMPARISON, RINGS, TREATED
from plateia.findings.model import CountKey, Estimate, Finding, Value
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.sources.incidents.intake import Intake
from plateia.tables.areas import Areas
from plateia.tools.evaluating.panel import AREA, Panel
from plateia.tools.evaluating.past import UsualVariation
from plateia.tools.evaluating.telling import LEVEL, period_of, refusal, rests_on, spans_of
from plateia.vocabulary import ALL, offence_categories

if TYPE_CHECKING:
    from plateia.measures.interventions.displacement_rings import RingDisplacement

METHOD = "displacement_quotient"


def rings_findings(
    plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, areas: Areas, intake: Intake
) -> list[Finding]:
    """Return the change by rings around the treated units, and that it is for a named person; else why there is none.

    Comparison units that touch a ring take no part; points that stand for a neighbourhood (anchors) bear no rings. What
    is said in either version follows from the plan, the map and the kind of points; what was counted, nothing included,
    rests on ``RINGS``.
    """
    if plan.ring_width_m is None:
        return []
    if any(source.anchored for source in intake.sources):
        return [_refusal(plan, panel, "displacement.rings-anchored")]
    treated = _treated_shape(plan, panel, areas)
    far = _far_comparison(plan, panel, areas, treated, plan.ring_width_m * plan.n_rings)
    if not far.any():
        return [_refusal(plan, panel, "displacement.rings-no-comparison")]
    counts = _counts_by_ring(plan, panel, intake, treated, plan.ring_width_m)
    return [
        _counted(plan, panel, usual, counts=counts, far=far),
        _refusal(plan, panel, "displacement.rings-withheld"),
    ]


def _refusal(plan: EvaluationPlan, panel: Panel, code: str) -> Finding:
    return refusal("displacement", code, panel, method=METHOD, width_m=plan.ring_width_m)


def _counted(
    plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, counts: np.ndarray, far: np.ndarray
) -> Finding:
    """Return what the rings hold; that they or the units far from them hold nothing tells of counts as well."""
    from plateia.measures.interventions.displacement_rings import Ring, ring_displacement

    other = panel.counts[far]
    comparison = (other[:, panel.before].sum(axis=1), other[:, panel.after].sum(axis=1))
    values: dict[str, Value] = {
        "offence_category": plan.outcome, **spans_of(panel), "n_rings": plan.n_rings, "width_m": plan.ring_width_m,
    }  # fmt: skip
    estimate = Estimate(None, no_interval_reason="too_few")
    if not counts.sum():
        values["template"] = "rings.none_recorded"
    elif not min(int(part.sum()) for part in comparison):
        values["template"] = "rings.comparison_empty"
    else:
        edges = [float(plan.ring_width_m or 0) * number for number in range(plan.n_rings + 1)]
        found = ring_displacement(
            [Ring(edges[at], edges[at + 1], int(counts[at, 0]), int(counts[at, 1])) for at in range(plan.n_rings)],
            treated=panel.pair(TREATED),
            comparison=comparison,
            dispersion=usual.factor(panel, TREATED),
        )
        net = found.net
        values |= _figures(found)
        estimate = Estimate(net.estimate, net.low, net.high, LEVEL, "dispersion", None, found.n, "incidents")
    return Finding(
        id=f"displacement:rings:{plan.outcome}",
        kind="displacement",
        values=values,
        estimate=estimate,
        period=period_of(panel),
        method=METHOD,
        basis=(CountKey("groups", RINGS, plan.outcome), *rests_on(panel, plan.outcome, (TREATED, COMPARISON))),
    )


def _figures(found: RingDisplacement) -> dict[str, Value]:
    rows: list[Value] = [
        {
            "inner_m": ring.inner_m,
            "outer_m": ring.outer_m,
            "before": ring.before,
            "after": ring.after,
            "net": ring.net.estimate,
            "net_low": ring.net.low,
            "net_high": ring.net.high,
            "quotient": ring.quotient.quotient,
        }
        for ring in found.rings
    ]
    net = found.net
    reading = "fewer" if net.low > 0 else "more" if net.high < 0 else "no_clear_difference"
    return {
        "template": f"rings.{reading}",
        "net": net.estimate,
        "net_low": net.low,
        "net_high": net.high,
        "rings": tuple(rows),
    }


def _treated_shape(plan: EvaluationPlan, panel: Panel, areas: Areas) -> Any:
    import shapely

    chosen = {panel.ids[row] for row in np.flatnonzero(panel.groups[TREATED])}
    unit_of = areas.ids if plan.unit == AREA else areas.parents[plan.unit]
    return shapely.union_all(areas.geometry[[str(unit) in chosen for unit in unit_of]])


def _counts_by_ring(plan: EvaluationPlan, panel: Panel, intake: Intake, treated: Any, width: float) -> np.ndarray:
    """Return incidents by ring and period, shape (n_rings, 2), of points outside the treated units."""
    import shapely

    n_rings, table = plan.n_rings, intake.table
    rows, places = table.rows, table.places
    shapely.prepare(treated)
    distance = shapely.distance(shapely.points(places.x_m, places.y_m), treated)
    known = offence_categories()
    wanted = [plan.outcome in (name, ALL) and (plan.outcome != ALL or known[name].in_all) for name in table.categories]
    used = (rows.location >= 0) & np.array(wanted)[rows.category]
    ring = np.full(len(rows), -1)
    of_row = distance[rows.location[used]]
    ring[used] = np.where((of_row > 0) & (of_row < width * n_rings), of_row // width, -1)
    counts = np.zeros((n_rings, 2), np.int64)
    for side, span in enumerate((panel.before, panel.after)):
        inside = (ring >= 0) & np.isin(rows.month, panel.months[span])
        counts[:, side] = np.bincount(ring[inside], minlength=n_rings)
    return counts


def _far_comparison(plan: EvaluationPlan, panel: Panel, areas: Areas, treated: Any, reach: float) -> np.ndarray:
    import shapely

    near = shapely.distance(areas.geometry, treated) < reach
    unit_of = areas.ids if plan.unit == AREA else areas.parents[plan.unit]
    touched = {str(unit) for unit, close in zip(unit_of, near, strict=True) if close}
    return panel.groups[COMPARISON] & np.array([unit not in touched for unit in panel.ids])
