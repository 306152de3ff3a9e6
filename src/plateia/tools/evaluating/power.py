"""Power first: could this design show the effect the theory of change expects, and what would help if not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.findings.model import Estimate, Finding, Value
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tools.evaluating.panel import YEAR, Panel
from plateia.tools.evaluating.past import UsualVariation

LONGEST_MONTHS = 36
"""Nobody waits longer for an answer, and other things change meanwhile."""
LARGE_POOL = 1000.0

PowerDesign = Literal["before_after", "wdd", "rate_ratio"]
POWER_DESIGN: dict[str, PowerDesign] = {
    "before_after": "before_after",
    "interrupted_time_series": "before_after",
    "weighted_displacement_difference": "wdd",
}
"""Method -> the formula its power follows; every other compares rates with comparison units."""


@dataclass(frozen=True)
class Situation:
    """What power depends on, per treated unit, in periods as long as the one after."""

    count: int
    n_treated: int
    n_comparison: float
    dispersion: float
    n_months: int
    reduction: float
    alpha: float
    power: float

    def needed(self, design: PowerDesign, *, n_comparison: float | None = None) -> int | None:
        """Return the incidents per unit and period the design needs, None where no number would do."""
        from plateia.measures.interventions.power import required_count

        found = required_count(
            self.reduction,
            design=design,
            n_comparison=self.n_comparison if n_comparison is None else n_comparison,
            n_treated=self.n_treated,
            dispersion=self.dispersion,
            alpha=self.alpha,
            power=self.power,
        )
        return found.count

    def detectable(self, design: PowerDesign) -> float | None:
        """Return the smallest reduction the incidents there are could show."""
        from plateia.measures.interventions.power import minimum_detectable_reduction

        found = minimum_detectable_reduction(
            self.count,
            design=design,
            n_comparison=self.n_comparison,
            n_treated=self.n_treated,
            dispersion=self.dispersion,
            alpha=self.alpha,
            power=self.power,
        )
        return found.share

    def attained(self, design: PowerDesign) -> float:
        """Return the chance to see the expected reduction with the incidents there are."""
        from plateia.measures.interventions.power import attained_power

        if self.count == 0:
            return 0.0
        return attained_power(
            self.reduction,
            self.count,
            design=design,
            n_comparison=self.n_comparison,
            n_treated=self.n_treated,
            dispersion=self.dispersion,
            alpha=self.alpha,
        )


def situation(plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, n_after: int) -> Situation:
    """Return what power depends on, from the counts before alone: it is known before the action starts."""
    n_treated = panel.n(TREATED)
    by_unit = panel.counts[panel.groups[TREATED]][:, panel.before].sum(axis=1)
    before = float(by_unit.sum())
    other = float(panel.counts[panel.groups[COMPARISON]][:, panel.before].sum())
    per_unit = before / n_treated
    return Situation(
        count=round(per_unit * n_after / panel.n_before),
        n_treated=n_treated,
        n_comparison=min(max(other / max(per_unit, 1.0), 1.0), LARGE_POOL),
        dispersion=usual.factor_at(by_unit * n_after / panel.n_before),
        n_months=max(n_after * YEAR // panel.per_year, 1),
        reduction=plan.expected_reduction,
        alpha=plan.significance,
        power=plan.power,
    )


def power_finding(plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, n_after: int) -> Finding:
    """Return the finding of kind ``power``."""
    told = situation(plan, panel, usual, n_after=n_after)
    values = power_values(told, design=plan.design, outcome=plan.outcome, n_comparison=panel.n(COMPARISON))
    from plateia.tools.evaluating.telling import period_of, rests_on

    attained = told.attained(formula_of(plan.design))
    return Finding(
        id=f"power:{plan.outcome}",
        kind="power",
        values={**values, "dispersion_basis": usual.basis, "n_past": usual.n},
        estimate=Estimate(attained, no_interval_reason="computed", n=told.count, unit="probability"),
        period=period_of(panel),
        method="power",
        caveats=("dispersion_assumed",) if usual.basis == "assumed" else (),
        basis=rests_on(panel, plan.outcome),
    )


def formula_of(design: str) -> PowerDesign:
    """Return the formula the power of a method follows."""
    return POWER_DESIGN.get(design, "rate_ratio")


def power_values(told: Situation, *, design: str, outcome: str, n_comparison: int) -> dict[str, Value]:
    """Return what the sentences of power say; what the dispersion rests on is added by who knows it."""
    formula = formula_of(design)
    needed = told.needed(formula)
    limit = _permutation_limit(design, told, n_comparison=n_comparison)
    template, helps, months = _reading(told, formula, needed, limit, has_comparison=n_comparison > 0)
    return {
        "template": template,
        "offence_category": outcome,
        "design": design,
        "reduction": told.reduction,
        "n_needed": needed,
        "n_available": told.count,
        "n_months": told.n_months,
        "months_needed": months,
        "detectable": told.detectable(formula) if told.count else None,
        "power": told.attained(formula),
        "wanted_power": told.power,
        "alpha": told.alpha,
        "n_treated": told.n_treated,
        "n_comparison": n_comparison,
        "dispersion": told.dispersion,
        "smallest_p": limit,
        "helps": helps,
    }


def _permutation_limit(design: str, told: Situation, *, n_comparison: int) -> float | None:
    """Return the smallest p reassigning the treatment can give; only for designs that rest on it."""
    from plateia.measures.interventions.power import permutation_smallest_p

    if design == "synthetic_control":
        return 1 / (n_comparison + 1)
    if design != "difference_in_differences" or not n_comparison:
        return None
    return permutation_smallest_p(told.n_treated, n_comparison, alpha=told.alpha).smallest_p


def _reading(
    told: Situation, design: PowerDesign, needed: int | None, limit: float | None, *, has_comparison: bool
) -> tuple[str, tuple[str, ...], int | None]:
    """Return how the finding reads, what would help, and the months it would take."""
    if limit is not None and limit > told.alpha:
        return "too_few_units", ("more_comparison_units", "other_outcome"), None
    if needed is not None and told.count >= needed:
        return "enough", (), None
    longest = told.count * LONGEST_MONTHS / told.n_months
    months = None
    helps = []
    if needed is not None and told.count and longest >= needed:
        months = -(-needed * told.n_months // told.count)
        helps.append("longer_period")
    pool = told.needed("rate_ratio", n_comparison=LARGE_POOL)
    if pool is not None and longest >= pool and not helps:
        helps.append("more_comparison_units" if has_comparison else "comparison_units")
    try:
        many = told.needed(design)
    except MethodError:
        many = None
    if many is not None and told.count * 4 >= many:
        helps.append("more_areas")
    template = "too_few" if helps else "none_can"
    return template, (*helps, "other_outcome"), months
