"""Costs and benefits of an action: the effect's interval carried into money, with its bearer named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.errors import InputError
from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.findings.model import CountKey, Estimate, Finding, Months, Value
from plateia.plans.maryland import CAUSAL_LEVEL
from plateia.settings.plan_files.costs import Costs
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tools.evaluating.effects import Effect
from plateia.tools.evaluating.telling import LEVEL, verdict_of

if TYPE_CHECKING:
    from plateia.measures.interventions.cost_benefit import CostBenefit
    from plateia.vocabulary.costs import UnitCost

YEAR = 12


def cost_finding(
    costs: Costs,
    plan: EvaluationPlan,
    effect: Effect,
    high_start: Finding | None,
    *,
    level: int,
    unit_costs: Mapping[str, UnitCost],
    rng: np.random.Generator,
) -> Finding:
    """Return the finding of kind ``cost_benefit``; benefits are not established where the effect is not.

    Nor are they where nothing may be said of causes: what an event less is worth is no gain of the action (G-53).

    Parameters
    ----------
    level : int
        Of the design that decides.
    unit_costs : mapping of str to UnitCost
        The tables there are, by offence.
    high_start : Finding, optional
        The effect after regression to the mean: where there is one, its events are worth money, and no others.

    Raises
    ------
    InputError
        ``costs.unit-cost-unknown``: the shipped table has no such offence.
    """
    from plateia.measures.interventions.cost_benefit import BenefitStream, CostStream, cost_benefit
    from plateia.measures.interventions.effects import Averted

    unit, low, high, source = _unit_cost(costs, unit_costs)
    per_year = YEAR / len(plan.after.all_months())
    names = ("averted", "averted_low", "averted_high")
    ends = [getattr(effect, name) if high_start is None else high_start.values[name] for name in names]
    averted = Averted(*(_number(end) * per_year for end in ends))
    found = cost_benefit(
        [CostStream(one.amounts, one.kind, one.bearer, one.low_factor, one.high_factor) for one in costs.streams],
        [
            BenefitStream(
                offence=plan.outcome,
                averted_per_year=averted,
                unit_cost=unit,
                first_year=1,
                n_years=costs.years,
                unit_cost_low=low,
                unit_cost_high=high,
                multiplier=costs.recorded_to_actual,
            )
        ],
        discount_rate=costs.discount_rate,
        rng=rng,
    )
    shown = level >= CAUSAL_LEVEL and verdict_of(effect, alpha=plan.significance) == "fewer"
    return Finding(
        id=f"cost_benefit:{plan.outcome}",
        kind="cost_benefit",
        values=_values(costs, plan, found, established=found.established and shown, unit=unit, source=source),
        estimate=_estimate(found),
        period=Months(plan.after.from_, plan.after.to),
        method="cost_benefit",
        caveats=_caveats(costs, plan, high_start),
        basis=tuple(CountKey("groups", group, plan.outcome) for group in (TREATED, COMPARISON)),
    )


def _caveats(costs: Costs, plan: EvaluationPlan, high_start: Finding | None) -> tuple[str, ...]:
    transferred = ("unit_costs_transferred",) if costs.unit_cost_of else ()
    too_high = ("chosen_for_high_counts",) if plan.chosen_for_high_counts and high_start is None else ()
    return ("benefits_to_victims", *transferred, *too_high)


def _values(
    costs: Costs, plan: EvaluationPlan, found: CostBenefit, *, established: bool, unit: float, source: str
) -> dict[str, Value]:
    drawn, n_months = found.simulated, len(plan.after.all_months())
    carried = "established_carried" if YEAR * costs.years > n_months else "established"
    return {
        "template": carried if established else "not_established",
        "n_months": n_months,
        "offence_category": plan.outcome,
        "currency": costs.currency,
        "price_year": costs.price_year,
        "years": costs.years,
        "discount_rate": costs.discount_rate,
        "costs": found.costs,
        "benefits": found.benefits,
        "net_present_value": found.net_present_value,
        "ratio": found.ratio,
        "break_even_share": found.break_even_share,
        "npv_low": drawn.npv_low if drawn else None,
        "npv_high": drawn.npv_high if drawn else None,
        "ratio_low": drawn.ratio_low if drawn else found.low.ratio,
        "ratio_high": drawn.ratio_high if drawn else found.high.ratio,
        "unit_cost": unit,
        "unit_cost_source": source,
        "costs_by_bearer": dict(found.costs_by_bearer),
        "benefits_by_bearer": dict(found.benefits_by_bearer),
    }


def _estimate(found: CostBenefit) -> Estimate:
    drawn = found.simulated
    return Estimate(
        found.ratio,
        drawn.ratio_low if drawn else None,
        drawn.ratio_high if drawn else None,
        LEVEL if drawn else None,
        "monte_carlo" if drawn else None,
        None if drawn else "not_drawn",
        found.n,
        "benefit_per_cost",
    )


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _unit_cost(costs: Costs, known: Mapping[str, UnitCost]) -> tuple[float, float | None, float | None, str]:
    if costs.unit_cost is not None:
        return costs.unit_cost, costs.unit_cost_low, costs.unit_cost_high, str(costs.unit_cost_source)
    row = known.get(costs.unit_cost_of or "")
    if row is None:
        raise InputError(
            "costs.unit-cost-unknown",
            expected="An offence of the plan's unit-costs.toml, or of the table that ships.",
            seen=f"{costs.unit_cost_of!r}.",
            remedy=f"one of {', '.join(sorted(known))}; or give unit_cost of a national table with its source.",
        )
    return row.cost * costs.transfer_factor, None, None, row.source
