"""Findings of an evaluation: what each method says, as typed values; no sentence is written here."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from plateia.findings.evaluation import COMPARISON, GROUPS, TREATED
from plateia.findings.model import CountKey, Estimate, Finding, Months, Value
from plateia.plans.maryland import CAUSAL_LEVEL
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tools.evaluating.effects import TRENDS_APART, Effect
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import UsualVariation

LEVEL = 0.95
ROUNDING = 1e-9
PANDEMIC = frozenset({2020, 2021})


def period_of(panel: Panel) -> Months:
    """Return the months of both periods; what lies between them is left out."""
    chosen = [panel.label(int(month)) for month in panel.months[panel.before | panel.after]]
    unbroken = len(chosen) == int(panel.months[panel.before | panel.after].max() - panel.months[panel.before].min()) + 1
    return Months(chosen[0], chosen[-1], None if unbroken else tuple(chosen))


def rests_on(panel: Panel, outcome: str, groups: tuple[str, ...] = GROUPS) -> tuple[CountKey, ...]:
    """Return the group counts a figure was computed from."""
    return tuple(CountKey("groups", group, outcome) for group in groups if panel.has(group))


def spans_of(panel: Panel) -> dict[str, Value]:
    """Return first and last month of both periods, and how many months each has."""
    before = panel.named_before
    found: dict[str, Value] = {f"n_months_{before}": panel.n_before, "n_months_after": panel.n_after}
    for side, span in ((before, panel.before), ("after", panel.after)):
        months = panel.months[span]
        if len(months):
            found[f"{side}_from"], found[f"{side}_to"] = panel.label(int(months[0])), panel.label(int(months[-1]))
    return found


def counts_of(panel: Panel) -> dict[str, Value]:
    """Return the four counts every effect is read beside."""
    found: dict[str, Value] = {}
    for group, prefix in ((TREATED, ""), (COMPARISON, "comparison_")):
        if panel.has(group):
            before, after = panel.pair(group)
            found[f"{prefix}before"], found[f"{prefix}after"] = int(before.sum()), int(after.sum())
    return found


def verdict_of(effect: Effect, *, alpha: float) -> str:
    """Return fewer, more, no_clear_difference, cannot_show or trends_apart.

    Clear means: the intervals of ratio and incidents leave out no effect, and where p comes from ranks or reassignment,
    p says so too.
    """
    # Ranks give p in steps: a p at the very level rejects, as it does where these tests are turned into intervals.
    level = alpha + ROUNDING
    if effect.smallest_p is not None and effect.smallest_p > level:
        return "cannot_show"
    if effect.averted_low is None or effect.averted_high is None:
        return "cannot_show"
    lead = effect.extra.get("lead_p")
    if isinstance(lead, float) and lead < TRENDS_APART:
        return "trends_apart"
    if effect.p is not None and effect.p > level:
        return "no_clear_difference"
    low, high = (-math.inf if effect.low is None else effect.low), (math.inf if effect.high is None else effect.high)
    if effect.averted_low > 0 and (effect.ratio is None or high < 1):
        return "fewer"
    return "more" if effect.averted_high < 0 and (effect.ratio is None or low > 1) else "no_clear_difference"


def untold(verdict: str) -> bool:
    """Say whether the deciding design tells nothing from chance, whatever other figures seem to say."""
    return verdict not in ("fewer", "more")


def effect_finding(
    effect: Effect, *, plan: EvaluationPlan, panel: Panel, usual: UsualVariation, level: int, primary: bool
) -> Finding:
    """Return the finding of kind ``effect`` of one method."""
    verdict = verdict_of(effect, alpha=plan.significance)
    effect = _finite(effect)
    recorded = float(panel.pair(TREATED)[1].sum())
    values: dict[str, Value] = {
        "template": f"{verdict}.{_reach(verdict, plan, panel, level) if primary else 'second'}",
        "method": effect.method,
        "primary": primary,
        "offence_category": plan.outcome,
        "level": level,
        "verdict": verdict,
        **counts_of(panel),
        **spans_of(panel),
        "expected": None if effect.averted is None else recorded + effect.averted,
        "ratio": effect.ratio,
        "ratio_low": effect.low,
        "ratio_high": effect.high,
        "averted": effect.averted,
        "averted_low": effect.averted_low,
        "averted_high": effect.averted_high,
        "p": effect.p,
        "smallest_p": effect.smallest_p,
        "dispersion": usual.factor(panel, TREATED),
        "dispersion_basis": usual.basis,
        # What the dispersion rests on instead of the past is said by a caveat.
        "assumptions": tuple(
            code for code in effect.assumptions if usual.basis == "past" or code != "dispersion_from_past"
        ),
        "diagnostics": dict(effect.extra),
    }
    return Finding(
        id=f"effect:{effect.method}:{plan.outcome}",
        kind="effect",
        values=values,
        estimate=_estimate(effect, panel),
        period=period_of(panel),
        method=effect.method,
        caveats=caveats_of(effect, plan=plan, panel=panel, usual=usual),
        basis=rests_on(panel, plan.outcome, (TREATED, COMPARISON)),
    )


def _finite(effect: Effect) -> Effect:
    """Return the effect with limits that are none left out: nothing recorded before has no ratio, and no end above."""
    names = ("ratio", "low", "high", "averted", "averted_low", "averted_high")
    figures = {name: getattr(effect, name) for name in names}
    endless: dict[str, Any] = {name: None for name, n in figures.items() if n is not None and not math.isfinite(n)}
    return replace(effect, **endless)


def _reach(verdict: str, plan: EvaluationPlan, panel: Panel, level: int) -> str:
    """Return how far the sentence may go: no causal word below level 3 (G-53), nor where numbers fall by themselves."""
    if level >= CAUSAL_LEVEL:
        return "compared_high" if plan.chosen_for_high_counts and verdict == "fewer" else "compared"
    return "beside" if panel.has(COMPARISON) else "alone"


def _estimate(effect: Effect, panel: Panel) -> Estimate:
    n = int(sum(sum(part.sum() for part in panel.pair(group)) for group in (TREATED, COMPARISON)))
    reason = None if effect.averted_low is not None else (effect.no_interval or "not_available")
    if effect.ratio is not None:
        return Estimate(effect.ratio, effect.low, effect.high, LEVEL, effect.basis, reason, n, "ratio")
    low, high = effect.averted_low, effect.averted_high
    return Estimate(effect.averted, low, high, LEVEL, effect.basis, reason, n, "incidents_averted")


def caveats_of(effect: Effect, *, plan: EvaluationPlan, panel: Panel, usual: UsualVariation) -> tuple[str, ...]:
    """Return what limits an effect."""
    found = ["recorded_only", *effect.caveats]
    rests_on_usual = effect.basis in ("dispersion", "stated_dispersion")
    if usual.basis == "assumed" and rests_on_usual:
        found.append("dispersion_assumed")
    if usual.basis in ("untouched", "series") and rests_on_usual:
        found.append(f"dispersion_from_{usual.basis}")
    if not panel.like_months and effect.method != "interrupted_time_series":
        found.append("seasons_differ")
    if plan.chosen_for_high_counts:
        found.append("chosen_for_high_counts")
    if not plan.displacement and plan.ring_width_m is None:
        found.append("displacement_not_examined")
    years = {int(month) // panel.per_year for month in panel.months[panel.before | panel.after]}
    if years & PANDEMIC:
        found.append("pandemic_months")
    return tuple(dict.fromkeys(found))


REFUSED = (
    "evaluation.not-over",
    "evaluation.out-of-reach",
    "evaluation.needs-comparison",
    "evaluation.season-between",
    "evaluation.series-short",
    "evaluation.donors-few",
    "evaluation.no-incidents",
    "displacement.comparison-empty",
    "displacement.needs-comparison",
    "displacement.rings-anchored",
    "displacement.rings-no-comparison",
    "displacement.rings-withheld",
    "evaluation.further-withheld",
    "displacement.harm-missing",
)
"""Codes with a sentence of their own; every other reads as ``evaluation.failed``."""


def refusal(kind: str, code: str, panel: Panel, *, method: str, **values: Any) -> Finding:
    """Return a finding of kind ``refusal``: the data cannot bear this."""
    values["error"], code = code, code if code in REFUSED else "evaluation.failed"
    return Finding(
        id=f"refusal:{kind}:{code}:{method}",
        kind="refusal",
        values={"kind": kind, "code": code, "reason": "", "method": method, **values},
        estimate=Estimate(None, no_interval_reason="refused"),
        period=period_of(panel),
        method=method,
    )
