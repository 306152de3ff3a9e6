"""Outcomes beside police records: survey shares before and after, and the quality of delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plateia.errors import InputError
from plateia.findings.model import Estimate, Finding, Months, Value
from plateia.plans.folder import Plan
from plateia.plans.quality import GridScore, grid_of, grid_score, paired_answers
from plateia.settings.plan_files.indicators import Indicator
from plateia.settings.plan_files.quality import Grid, QualityRating
from plateia.tools.evaluating.telling import LEVEL
from plateia.wording import Wording

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
    """Return one rating; of two raters the mean, and the lower label."""
    scores = [grid_score(grid, rater.points) for rater in rating.raters]
    order = [label.id for label in grid.labels]
    label = grid.labels[max(order.index(score.label) for score in scores)]
    shares = [score.percent / 100 for score in scores if score.percent is not None]
    total = sum(shares) / len(shares) if shares else None
    months = sorted(rater.on.isoformat()[:7] for rater in rating.raters)
    template = "not_rated" if total is None else "official" if grid.official else "rated"
    values: dict[str, Value] = {
        "template": template,
        "practice": rating.practice,
        "grid": grid.title,
        "official": grid.official,
        "total": total,
        "label": label.title,
        "blocks": _blocks(grid, scores),
        "n_raters": len(scores),
        **_agreement(rating, grid),
    }
    return Finding(
        id=f"process:{name}",
        kind="process",
        values=values,
        estimate=Estimate(total, no_interval_reason="rating", n=len(scores), unit="share of points"),
        period=Months(months[0], months[-1]),
        method="rater_agreement",
        caveats=() if len(scores) > 1 else ("one_rater",),
    )


def _blocks(grid: Grid, scores: Sequence[GridScore]) -> dict[str, Value]:
    """Return the share of points by block, the mean of the raters; None where no item applies."""
    found: dict[str, Value] = {}
    for number, block in enumerate(grid.blocks):
        given = [percent for score in scores if (percent := score.blocks[number].percent) is not None]
        found[block.id] = sum(given) / len(given) / 100 if given else None
    return found


def _agreement(rating: QualityRating, grid: Grid) -> dict[str, Value]:
    """Return how far two raters agree, in all and by block; nothing where there is one, or no item both answered."""
    from plateia.measures.interventions.ratings import cohens_kappa

    if len(rating.raters) < 2:
        return {}
    paired = paired_answers(grid, rating.raters[0].points, rating.raters[1].points)
    first = [answer for block in paired for answer in block.first]
    second = [answer for block in paired for answer in block.second]
    if not first:
        return {}
    together = cohens_kappa(first, second)
    by_block: dict[str, Value] = {}
    for block in paired:
        if block.first:
            found = cohens_kappa(block.first, block.second)
            by_block[block.block] = {"kappa": found.kappa, "agreement": found.agreement, "n": found.n}
    return {
        "agreement": together.agreement,
        "kappa": together.kappa,
        "kappa_low": together.low,
        "kappa_high": together.high,
        "n_items": together.n,
        "agreement_by_block": by_block,
    }
