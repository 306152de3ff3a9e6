"""What the findings of an evaluation say in the version that may leave the house: rounded, or hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, GROUPS, TREATED, WITHHELD, Evaluation
from plateia.findings.model import Estimate, Finding, Value

KEPT_WHEN_HIDDEN = ("offence_category", "method", "primary", "kind", "name", "indicator")
"""Values of a hidden finding that no count decides; how its sentence would have read is not among them."""

NOT_FROM_COUNTS = (
    "evaluation.not-over",
    "evaluation.needs-comparison",
    "evaluation.season-between",
    "evaluation.series-short",
    "displacement.needs-comparison",
    "displacement.rings-anchored",
    "displacement.rings-no-comparison",
    "displacement.rings-withheld",
)
"""Refusals that follow from plan, months and map alone; any other says something about the counts."""

SPARED = ("evaluation_design", "survey_outcome", "process", "refusal")
"""Kinds that plan, answers and raters decide: whether any other can be computed depends on the counts of the groups."""

PATTERN = "pattern_change"
"""Computed from every unit of the city, whatever group it is in; all of them added up are no sum of shown groups."""

MOMENTS = "diagnostics"
"""Second moments of the units and of the months: for the analyst, not for print."""

HIDDEN = Estimate(None, no_interval_reason="suppressed")


def protected_findings(evaluation: Evaluation, hidden: Sequence[str]) -> tuple[Finding, ...]:
    """Return the findings rounded, and a hidden sentence in place of what rests on hidden counts.

    Which methods could be computed, what stands beside them and which caveats they carry depends on the counts. So
    where treated or comparison units are hidden, there is power, one effect and the displacement, all hidden, whatever
    the counts are, and no test of other units: it would say that the effect could be computed. Rings are never shown.
    """
    compared = bool({TREATED, COMPARISON} & set(hidden))
    found = [one for one in evaluation.findings if not any(key.area_id in WITHHELD for key in one.basis)]
    told: list[Finding] = []
    for one in found:
        if not _tells(one, hidden, compared=compared):
            told.append(_rounded(one))
        elif one.hidden or one.kind == "power" or not (compared or one.kind in ("displacement", "refusal", PATTERN)):
            told.append(_hidden(one))
    first = next((one for one in found if one.kind == "effect" or _is_refused_by_counts(one, "effect")), None)
    if first is not None and compared:
        told.append(_stand_in("effect", evaluation, method=str(first.values["method"])))
    if first is not None and hidden and evaluation.groups.get(DISPLACEMENT):
        told.append(_stand_in("displacement", evaluation, method="weighted_displacement_difference"))
    return tuple(told)


def _tells(finding: Finding, hidden: Sequence[str], *, compared: bool) -> bool:
    """Whether a finding says something of hidden counts, be it that they cannot bear a method."""
    # Power asks how many incidents treated and comparison units hold, never where others went.
    asked = (TREATED, COMPARISON) if finding.kind == "power" else GROUPS
    if finding.hidden or any(key.area_id in hidden and key.area_id in asked for key in finding.basis):
        return True
    if (compared and finding.kind not in SPARED) or (hidden and finding.kind == PATTERN):
        return True
    refused = (compared and _is_refused_by_counts(finding, "effect")) or _is_refused_by_counts(finding, "displacement")
    return bool(hidden) and refused


def _is_refused_by_counts(finding: Finding, kind: str) -> bool:
    refused = finding.kind == "refusal" and finding.values["kind"] == kind
    return refused and finding.values["code"] not in NOT_FROM_COUNTS


def _stand_in(kind: str, evaluation: Evaluation, *, method: str) -> Finding:
    values: dict[str, Value] = {"offence_category": evaluation.outcome, "method": method, "primary": True}
    return Finding(
        id=f"{kind}:{method}:{evaluation.outcome}",
        kind=kind,
        values=values,
        estimate=HIDDEN,
        period=evaluation.period,
        method=method,
        hidden=True,
    )


def _hidden(finding: Finding) -> Finding:
    values = {name: value for name, value in finding.values.items() if name in KEPT_WHEN_HIDDEN}
    return replace(finding, values=values, estimate=HIDDEN, caveats=(), choices=(), hidden=True)


def _rounded(finding: Finding) -> Finding:
    estimate = replace(
        finding.estimate,
        **{name: coarse(name, getattr(finding.estimate, name)) for name in ("value", "ci_low", "ci_high")},
        n=None if finding.kind == PATTERN else finding.estimate.n,
    )
    values = {name: coarse(name, value) for name, value in finding.values.items() if name != MOMENTS}
    return replace(finding, values=values, estimate=estimate)


def coarse(name: str, value: Any) -> Any:
    """Round a figure so that it gives nothing back that the counts beside it do not say.

    Examples
    --------
    >>> coarse("ratio", 0.70043), coarse("averted", 55.2), coarse("p", 0.04321), coarse("n", 12)
    (0.7, 55, 0.043, 12)
    """
    if isinstance(value, Mapping):
        return {key: coarse(str(key), inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return tuple(coarse(name, inner) for inner in value)
    if not isinstance(value, float) or value != value or value in (float("inf"), float("-inf")):
        return value
    if name == "dispersion":
        return round(value, 1)
    if name == "p" or name.endswith("_p"):
        return max(round(value, 3), 0.001)
    return round(value) if abs(value) >= 10 else round(value, 2)
