"""Further outcomes, and all offences by their harm: what rests on counts of its own, for a named person only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plateia.errors import InputError, MethodError
from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, FURTHER, TREATED
from plateia.findings.model import CountKey, Estimate, Finding, Value
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tables.areas import Areas
from plateia.tools.auditing.counts import Counts
from plateia.tools.evaluating.effects import comparison_weight
from plateia.tools.evaluating.methods import effect_by
from plateia.tools.evaluating.panel import panel_of
from plateia.tools.evaluating.past import usual_variation
from plateia.tools.evaluating.telling import LEVEL, counts_of, effect_finding, period_of, refusal, spans_of
from plateia.vocabulary import ALL, offence_categories

if TYPE_CHECKING:
    from plateia.measures.interventions.displacement import WeightedDisplacementDifference

KIND = "further_outcome"
WEIGHTED = "weighted_displacement_difference"


@dataclass(frozen=True)
class HarmTable:
    """Harm of one offence of each category, in ``unit``, as ``source`` has it."""

    weights: Mapping[str, float]
    unit: str
    source: str


def further_findings(
    plan: EvaluationPlan,
    counts: Counts,
    areas: Areas,
    *,
    harm: HarmTable | None,
    level: int,
    rng: Callable[[str], np.random.Generator],
) -> list[Finding]:
    """Return what became of the secondary outcomes and of all offences by harm, and that it is for a named person.

    Their counts are not protected together with those of the primary outcome, so all that rests on them, refusals
    included, carries ``FURTHER`` and stays out of the protected version.
    """
    told = [_further(plan, outcome, counts, areas, level=level, rng=rng) for outcome in plan.secondary]
    told += _by_harm(plan, counts, areas, harm=harm, level=level)
    if not told:
        return []
    return [*told, refusal(KIND, "evaluation.further-withheld", panel_of(plan, counts, areas), method=plan.design)]


def _further(
    plan: EvaluationPlan,
    outcome: str,
    counts: Counts,
    areas: Areas,
    *,
    level: int,
    rng: Callable[[str], np.random.Generator],
) -> Finding:
    own = plan.model_copy(update={"outcome": outcome})
    panel = panel_of(own, counts, areas)
    usual = usual_variation(panel)
    basis = (CountKey("groups", FURTHER, outcome),)
    try:
        effect = effect_by(plan.design, panel, usual, rng=rng(f"{KIND} {outcome}"))
    except MethodError as error:
        return replace(refusal(KIND, error.code, panel, method=plan.design, offence_category=outcome), basis=basis)
    finding = effect_finding(effect, plan=own, panel=panel, usual=usual, level=level, primary=False)
    return replace(finding, caveats=(*finding.caveats, "many_comparisons"), basis=basis)


def _by_harm(
    plan: EvaluationPlan, counts: Counts, areas: Areas, *, harm: HarmTable | None, level: int
) -> list[Finding]:
    """Return the weighted displacement difference of all offences by their harm, where the city has such a table.

    Only for the outcome ``all`` with comparison units; every offence weighs as its harm, so few may decide.
    """
    from plateia.measures.interventions.harm_weighting import harm_weighted_difference

    if harm is None or plan.outcome != ALL or not plan.comparison:
        return []
    panel = panel_of(plan, counts, areas)
    known = offence_categories()
    own = [category for category in counts.categories if category != ALL and known[category].in_all]
    basis = (CountKey("groups", FURTHER, ALL),)
    try:
        found = harm_weighted_difference(
            {category: _weighted(plan, category, counts, areas) for category in own}, harm=harm.weights
        )
    except (InputError, MethodError) as error:
        return [replace(refusal(KIND, error.code, panel, method=WEIGHTED, offence_category=ALL), basis=basis)]
    averted = (0.0 - found.local.estimate, 0.0 - found.local.high, 0.0 - found.local.low)
    verdict = "fewer" if averted[1] > 0 else "more" if averted[2] < 0 else "no_clear_difference"
    values: dict[str, Value] = {
        "template": f"harm.{verdict}",
        "method": WEIGHTED,
        "primary": False,
        "level": level,
        "verdict": verdict,
        "offence_category": ALL,
        "harm_unit": harm.unit,
        "harm_table": harm.source,
        "n_categories": found.n_categories,
        **counts_of(panel),
        **spans_of(panel),
        **dict(zip(("averted", "averted_low", "averted_high"), averted, strict=True)),
        "p": found.local.p,
    }
    return [
        Finding(
            id="effect:harm:all",
            kind="effect",
            values=values,
            estimate=Estimate(*averted, LEVEL, "dispersion", None, found.n, harm.unit),
            period=period_of(panel),
            method=WEIGHTED,
            caveats=("recorded_only", "weights_national"),
            basis=basis,
        )
    ]


def _weighted(plan: EvaluationPlan, category: str, counts: Counts, areas: Areas) -> WeightedDisplacementDifference:
    from plateia.measures.interventions.displacement import Weights, weighted_displacement_difference

    panel = panel_of(plan.model_copy(update={"outcome": category}), counts, areas)
    return weighted_displacement_difference(
        treated=panel.pair(TREATED),
        comparison=panel.pair(COMPARISON),
        displacement=panel.pair(DISPLACEMENT) if panel.has(DISPLACEMENT) else None,
        dispersion=usual_variation(panel).model,
        weights=Weights(before=panel.n_before / panel.n_after, comparison=comparison_weight(panel)),
    )
