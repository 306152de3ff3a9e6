"""What stands beside the effect: displacement, change of pattern, regression to the mean, and a test of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON, TREATED
from plateia.findings.model import Estimate, Finding, Value
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tools.evaluating.effects import comparison_weight
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import UsualVariation
from plateia.tools.evaluating.telling import LEVEL, counts_of, period_of, refusal, rests_on, spans_of, untold

if TYPE_CHECKING:
    from plateia.measures.interventions.displacement import WeightedDisplacementDifference
    from plateia.measures.interventions.regression_to_mean import HauerEffect

FEWEST_UNITS = 20
FEWEST_FOR_PATTERN = 200
FEWEST_EVENTS = 10
WEIGHTED = "weighted_displacement_difference"
SAYS_THE_SAME = {
    "displaced": ("displacement_smaller", "displacement_larger", "no_success_to_displace"),
    "diffused": ("diffusion", "diffusion_larger"),
    "not_seen": (),
}
"""Readings of the quotient that agree with the interval: it has none itself, and is silent where nothing is clear."""


def displacement_finding(plan: EvaluationPlan, panel: Panel, usual: UsualVariation) -> Finding | None:
    """Return where offences went, by the weighted displacement difference; None without displacement units."""
    if not panel.has(DISPLACEMENT):
        return None
    if not panel.has(COMPARISON):
        return refusal("displacement", "displacement.needs-comparison", panel, method=WEIGHTED)
    own_comparison = panel.has(DISPLACEMENT_COMPARISON)
    other = DISPLACEMENT_COMPARISON if own_comparison else COMPARISON
    if not all(min(_sums(panel, group)) for group in (COMPARISON, other)):
        return refusal("displacement", "displacement.comparison-empty", panel, method=WEIGHTED)
    found = _weighted_difference(panel, usual, other)
    moved = found.displacement if sum(_sums(panel, DISPLACEMENT)) else None
    if moved is None:
        values: dict[str, Value] = {"template": "none_recorded", "offence_category": plan.outcome, **spans_of(panel)}
        estimate = Estimate(None, no_interval_reason="too_few")
    else:
        values = _displacement_values(plan, panel, found, own_comparison=own_comparison)
        estimate = Estimate(moved.estimate, moved.low, moved.high, LEVEL, "dispersion", None, found.n, "incidents")
    return Finding(
        id=f"displacement:{plan.outcome}",
        kind="displacement",
        values=values,
        estimate=estimate,
        period=period_of(panel),
        method=WEIGHTED,
        caveats=() if own_comparison else ("displacement_comparison_shared",),
        basis=rests_on(panel, plan.outcome),
    )


def _weighted_difference(panel: Panel, usual: UsualVariation, other: str) -> WeightedDisplacementDifference:
    from plateia.measures.interventions.displacement import Weights, weighted_displacement_difference

    return weighted_displacement_difference(
        treated=panel.pair(TREATED),
        comparison=panel.pair(COMPARISON),
        displacement=panel.pair(DISPLACEMENT),
        displacement_comparison=None if other == COMPARISON else panel.pair(other),
        comparison_shared=other == COMPARISON,
        dispersion=usual.model,
        weights=Weights(
            before=panel.n_before / panel.n_after,
            comparison=comparison_weight(panel),
            displacement_comparison=comparison_weight(panel, other, DISPLACEMENT),
        ),
    )


def _displacement_values(
    plan: EvaluationPlan, panel: Panel, found: WeightedDisplacementDifference, *, own_comparison: bool
) -> dict[str, Value]:
    from plateia.measures.interventions.displacement import displacement_quotient

    sums = {group: _sums(panel, group) for group in (TREATED, COMPARISON, DISPLACEMENT)}
    quotient = displacement_quotient(
        treated=sums[TREATED], comparison=sums[COMPARISON], displacement=sums[DISPLACEMENT]
    )
    parts = {"displacement": found.displacement, "local": found.local, "total": found.total}
    figures = {
        f"{part}_{name}": getattr(difference, name)
        for part, difference in parts.items()
        for name in ("estimate", "low", "high", "p")
    }
    low, high = figures["displacement_low"], figures["displacement_high"]
    template = "displaced" if low > 0 else "diffused" if high < 0 else "not_seen"
    reading = quotient.reading or quotient.reason
    seen = figures["local_low"] > 0 or figures["local_high"] < 0
    return {
        "template": template,
        "offence_category": plan.outcome,
        **spans_of(panel),
        "before": sums[DISPLACEMENT][0],
        "after": sums[DISPLACEMENT][1],
        **figures,
        "quotient": quotient.quotient,
        "quotient_reading": reading if seen and reading in SAYS_THE_SAME[template] else None,
        "own_comparison": own_comparison,
    }


def _sums(panel: Panel, group: str) -> tuple[int, int]:
    before, after = panel.pair(group)
    return int(before.sum()), int(after.sum())


def pattern_finding(
    plan: EvaluationPlan, panel: Panel, usual: UsualVariation, rng: np.random.Generator
) -> Finding | None:
    """Return whether incidents are spread over the city's units as before; None where there are too few of either."""
    from plateia.measures.interventions.point_pattern import difference_of_shares, spatial_pattern_test

    before = panel.counts[:, panel.before].sum(axis=1)
    after = panel.counts[:, panel.after].sum(axis=1)
    if len(before) < FEWEST_UNITS or min(before.sum(), after.sum()) < FEWEST_FOR_PATTERN:
        return None
    usual_factor = float(np.average(usual.model.factor((before + after) / 2), weights=np.maximum(before + after, 1e-9)))
    drawn = spatial_pattern_test(before, after, rng=rng)
    tested = difference_of_shares(before, after, dispersion=max(usual_factor, 1.0))
    values: dict[str, Value] = {
        "template": "changed" if tested.n_changed else "unchanged",
        "offence_category": plan.outcome,
        **spans_of(panel),
        "n_units": len(before),
        "n_changed": tested.n_changed,
        "similarity": drawn.similarity,
        "robust_similarity": drawn.robust_similarity,
        "dispersion": usual_factor,
    }
    return Finding(
        id=f"pattern_change:{plan.outcome}",
        kind="pattern_change",
        values=values,
        estimate=Estimate(
            drawn.similarity, no_interval_reason="index", n=int(before.sum() + after.sum()), unit="share_of_units"
        ),
        period=period_of(panel),
        method="point_pattern_test",
        caveats=("pattern_not_level", "many_comparisons"),
    )


def high_start_finding(plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, verdict: str) -> Finding | None:
    """Return the effect after regression to the mean, where units were chosen because their counts were high.

    It corrects what the deciding design says and is none itself: where that one tells nothing, neither does this.
    """
    rows = panel.untouched
    if not plan.chosen_for_high_counts or rows.sum() < FEWEST_UNITS:
        return None
    before = panel.counts[:, panel.before].sum(axis=1)
    after = panel.counts[:, panel.after].sum(axis=1)
    if not before[rows].sum() or not after[rows].sum():
        return None
    found = _beyond_the_mean(panel, usual, before, after)
    return Finding(
        id=f"high_start:{plan.outcome}",
        kind="high_start",
        values=_high_start_values(plan, panel, found, told=not untold(verdict)),
        estimate=Estimate(found.ratio, found.low, found.high, LEVEL, "empirical_bayes", None, found.n, "ratio"),
        period=period_of(panel),
        method="regression_to_mean",
        caveats=("recorded_only",),
        basis=rests_on(panel, plan.outcome),
    )


def _beyond_the_mean(panel: Panel, usual: UsualVariation, before: Any, after: Any) -> HauerEffect:
    from plateia.measures.interventions.count_prior import fit_count_prior, lasting_k
    from plateia.measures.interventions.regression_to_mean import hauer_effect

    rows, treated = panel.untouched, panel.groups[TREATED]
    prior = fit_count_prior(before)
    trend = float(after[rows].sum() / before[rows].sum())
    n_treated = int(treated.sum())
    return hauer_effect(
        expected_before=prior.rate * n_treated,
        k=lasting_k(prior, dispersion=float(usual.model.factor(prior.rate))) / n_treated,
        observed_before=int(before[treated].sum()),
        observed_after=int(after[treated].sum()),
        exposure_ratio=trend,
        dispersion=usual.factor(panel, TREATED),
    )


def _high_start_values(plan: EvaluationPlan, panel: Panel, found: HauerEffect, *, told: bool) -> dict[str, Value]:
    reading = "fewer" if found.high < 1 else "more" if found.low > 1 else "no_clear_difference"
    return {
        "template": reading if told else "not_told",
        "offence_category": plan.outcome,
        **counts_of(panel),
        **spans_of(panel),
        "expected": found.expected_after,
        "ratio": found.ratio,
        "ratio_low": found.low,
        "ratio_high": found.high,
        "naive_ratio": found.naive_ratio,
        "averted": found.averted.estimate,
        "averted_low": found.averted.low,
        "averted_high": found.averted.high,
    }


def untouched_finding(plan: EvaluationPlan, panel: Panel, usual: UsualVariation) -> Finding | None:
    """Return how many untouched units the same test would have called an effect: about one in twenty is chance."""
    from plateia.measures.interventions.rate_ratio import relative_incidence_rate_ratio

    rows = np.flatnonzero(panel.untouched)
    before = panel.counts[:, panel.before].sum(axis=1)[rows]
    after = panel.counts[:, panel.after].sum(axis=1)[rows]
    tested = np.flatnonzero(before + after >= FEWEST_EVENTS)
    if len(tested) < FEWEST_UNITS:
        return None
    flagged = 0
    for one in tested:
        rest = np.delete(np.arange(len(rows)), one)
        found = relative_incidence_rate_ratio(
            treated=(before[one], after[one]),
            comparison=(before[rest], after[rest]),
            dispersion=usual.model,
        )
        flagged += found.p < plan.significance
    n = len(tested)
    low, high = _share_limits(flagged, n)
    values: dict[str, Value] = {
        "template": "calm" if low <= plan.significance else "restless",
        "offence_category": plan.outcome,
        "n_units": n,
        "n_flagged": flagged,
        "share": flagged / n,
        "alpha": plan.significance,
    }
    return Finding(
        id=f"untouched_units:{plan.outcome}",
        kind="untouched_units",
        values=values,
        estimate=Estimate(flagged / n, low, high, LEVEL, "clopper_pearson", None, n, "share_of_units"),
        period=period_of(panel),
        method="rate_ratio",
    )


def _share_limits(found: int, n: int) -> tuple[float, float]:
    from scipy.special import betaincinv

    tail = (1 - LEVEL) / 2
    low = float(betaincinv(found, n - found + 1, tail)) if found else 0.0
    high = float(betaincinv(found + 1, n - found, 1 - tail)) if found < n else 1.0
    return low, high


def group_rows(panel: Panel) -> list[dict[str, Any]]:
    """Return one row per group and period: incidents, units, months."""
    from plateia.tables.incidents import month_text

    rows = []
    for group in panel.groups:
        if not panel.has(group):
            continue
        names, spans = (panel.named_before, "after"), (panel.before, panel.after)
        for period, span, counts in zip(names, spans, panel.pair(group), strict=True):
            if not span.any():
                continue
            months = " ".join(month_text(int(month)) for month in panel.months[span])
            rows.append(
                {
                    "group": group,
                    "period": period,
                    "n": int(counts.sum()),
                    "n_units": panel.n(group),
                    "n_months": int(span.sum()),
                    "months": months,
                }
            )
    return rows
