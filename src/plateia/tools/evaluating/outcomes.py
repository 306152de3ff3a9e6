"""Outcomes beside police records: survey shares before and after, and the quality of delivery."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from plateia.errors import InputError
from plateia.findings.model import Estimate, Finding, Months, Value
from plateia.findings.thresholds import SURVEY_MINIMUM
from plateia.plans.folder import Plan
from plateia.plans.quality import GridScore, grid_of, grid_score
from plateia.settings.plan_files.indicators import Indicator, OfBaseline
from plateia.settings.plan_files.quality import Grid, QualityRating
from plateia.tools.evaluating.telling import LEVEL
from plateia.wording import Wording

PERCENT = re.compile(
    r"(?:%|per ?cent(?:age|o)?|pro[zc]ent|pour ?cent|por ?cien(?:to)?|por ?cento)(?! ?-?(?:points?|punkte?)|\w)",
    re.IGNORECASE,
)
SHARE = re.compile(r"(?:share|proportion|anteil)\b", re.IGNORECASE)
"""How the unit of a share begins: "percent of those asked", "% of visitors", "share of those asked"."""


def survey_findings(plan: Plan, action_id: str) -> list[Finding]:
    """Return shares of a survey before and after, for every survey indicator of one action; else why there is none."""
    starts = plan.actions[action_id].starts
    surveys = [one for one in plan.indicators if one.action == action_id and one.source_kind == "survey"]
    return [_survey_finding(indicator, starts) for indicator in surveys]


def full_scale(unit: str) -> float | None:
    """Return what all of those asked come to in this unit: 100 or 1; None where it is no share.

    Examples
    --------
    >>> [full_scale(unit) for unit in ("percent of those asked", "share", "mean of a scale", "percentage points")]
    [100.0, 1.0, None, None]
    """
    if PERCENT.match(unit.strip()):
        return 100.0
    return 1.0 if SHARE.match(unit.strip()) else None


def _survey_finding(indicator: Indicator, starts: date | None) -> Finding:
    before, n_before, scale = indicator.baseline, indicator.baseline_n, full_scale(indicator.unit)
    later = [one for one in indicator.observed if one.n is not None and (starts is None or one.on >= starts)]
    if not isinstance(before, float) or n_before is None:
        return _not_said(indicator, "survey.no-baseline")
    if not later:
        return _not_said(indicator, "survey.not-repeated")
    if scale is None:
        return _not_said(indicator, "survey.unit-unknown")
    last = max(later, key=lambda one: one.on)
    if not (0 <= before <= scale and 0 <= last.value <= scale):
        return _not_said(indicator, "survey.outside-scale")
    return _share_finding(indicator, before / scale, n_before, last.value / scale, last.n or 0, last.on)


def _not_said(indicator: Indicator, code: str) -> Finding:
    """Return the refusal for an indicator that a survey was meant to measure."""
    month = indicator.by.isoformat()[:7]
    values: dict[str, Value] = {
        "kind": "survey_outcome", "code": code, "reason": "", "name": indicator.name, "indicator": indicator.id,
    }  # fmt: skip
    return Finding(
        id=f"refusal:survey_outcome:{indicator.id}",
        kind="refusal",
        values=values,
        estimate=Estimate(None, no_interval_reason="refused"),
        period=Months(month, month),
        method="survey_shares",
    )


def _share_finding(
    indicator: Indicator, before: float, n_before: int, after: float, n_after: int, on: date
) -> Finding:  # fmt: skip
    """Compare two shares; the surveys before and after are taken as independent samples."""
    from plateia.measures.interventions.survey_shares import difference_of_shares_interval

    low, high = difference_of_shares_interval(before, n_before, after, n_after)
    hidden = min(n_before, n_after) < SURVEY_MINIMUM
    moved = 1 if low > 0 else -1 if high < 0 else 0
    template = "no_clear_difference" if not moved else "better" if (moved > 0) == _is_to_rise(indicator) else "worse"
    values: dict[str, Value] = {"name": indicator.name, "indicator": indicator.id}
    if not hidden:
        values |= {"template": template, "before": before, "after": after, "n_before": n_before, "n_after": n_after}
    estimate = Estimate(after - before, low, high, LEVEL, "newcombe", None, n_before + n_after, "difference_of_shares")
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


def _is_to_rise(indicator: Indicator) -> bool:
    """Whether the target lies above the baseline."""
    if isinstance(indicator.target, OfBaseline):
        return indicator.target.share_of_baseline >= 1
    return isinstance(indicator.baseline, float) and indicator.target >= indicator.baseline


def process_findings(plan: Plan, action_id: str, *, wording: Wording) -> list[Finding]:
    """Return how well the action is described and delivered, by the quality grids its raters filled in.

    A rating belongs to the action whose name its file bears, or whose good practices it rates.

    Raises
    ------
    InputError
        ``quality.grid-unknown``: a rating names a grid that is not there.
    MethodError
        ``quality.item-unknown``, ``quality.points-range``, ``quality.step-order``.
    """
    action = plan.actions[action_id]
    followed = {action_id, *(one.practice for one in action.good_practices)}
    followed |= {practice for measure in action.measures for practice in measure.practices}
    return [
        _process_finding(name, rating, _grid_of(rating, plan, wording))
        for name, rating in sorted(plan.ratings.items())
        if name == action_id or rating.practice in followed
    ]


def _grid_of(rating: QualityRating, plan: Plan, wording: Wording) -> Grid:
    grid = grid_of(rating, grids=plan.grids, wording=wording)
    if grid is None:
        raise InputError(
            "quality.grid-unknown",
            expected=f"The grid {rating.grid!r} in grids/ of the plan.",
            seen=f"grids: {', '.join(sorted(plan.grids)) or 'none'}.",
            remedy='name one of them, or grid = "fallback".',
        )
    return grid


def _process_finding(name: str, rating: QualityRating, grid: Grid) -> Finding:
    """Return one rating; two raters stand side by side, for no rule makes one figure of them."""
    scores = [grid_score(grid, rater.points) for rater in rating.raters]
    shares = [None if score.percent is None else score.percent / 100 for score in scores]
    total = shares[0] if len(scores) == 1 else None
    months = sorted(rater.on.isoformat()[:7] for rater in rating.raters)
    template = "official" if grid.official else "rated"
    if all(share is None for share in shares):
        template = "not_rated"
    elif len(scores) > 1:
        template += "_twice"
    values: dict[str, Value] = {
        "template": template,
        "practice": rating.practice,
        "grid": grid.title,
        "official": grid.official,
        **_results(grid, scores, shares),
        "n_raters": len(scores),
        **_agreement(rating, grid),
    }
    return Finding(
        id=f"process:{name}",
        kind="process",
        values=values,
        estimate=Estimate(total, no_interval_reason="rating", n=len(scores), unit="share_of_points"),
        period=Months(months[0], months[-1]),
        method="rater_agreement",
        caveats=() if len(scores) > 1 else ("one_rater",),
    )


def _results(grid: Grid, scores: Sequence[GridScore], shares: Sequence[float | None]) -> dict[str, Value]:
    """Return share of points, label and blocks of each rater: of one alone without a name before them."""
    titles = {label.id: label.title for label in grid.labels}
    names = ("",) if len(scores) == 1 else ("first_", "second_")
    found: dict[str, Value] = {}
    for name, score, share in zip(names, scores, shares, strict=True):
        blocks: dict[str, Value] = {
            block.block: None if block.percent is None else block.percent / 100 for block in score.blocks
        }
        found |= {f"{name}total": share, f"{name}label": titles[score.label], f"{name}blocks": blocks}
    return found


def _agreement(rating: QualityRating, grid: Grid) -> dict[str, Value]:
    """Return how far two raters agree, in all and by block; nothing where there is one, or no item both answered."""
    from plateia.tools.raters import raters_agreement

    found = raters_agreement(rating, grid)
    if found is None:
        return {}
    by_block: dict[str, Value] = {
        block: {"kappa": agreed.kappa, "agreement": agreed.share, "n": agreed.n}
        for block, agreed in found.blocks.items()
    }
    return {
        "agreement": found.together.share,
        "kappa": found.together.kappa,
        "kappa_low": found.together.kappa_low,
        "kappa_high": found.together.kappa_high,
        "n_items": found.together.n,
        "agreement_by_block": by_block,
    }
