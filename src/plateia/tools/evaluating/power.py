"""Power first: could this design show the effect the theory of change expects, and what would help if not."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.findings.model import Estimate, Finding, Value
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.tools.evaluating.donors import most_donors
from plateia.tools.evaluating.panel import YEAR, Panel
from plateia.tools.evaluating.past import UsualVariation

LONGEST_MONTHS = 36
"""Nobody waits longer for an answer, and other things change meanwhile (our own limit)."""
MOST_TIMES_TREATED = 4
"""No action is taken to so many more places for the sake of its evaluation (our own limit)."""
LARGE = 1000
"""A comparison of so many times the incidents of a treated unit is as good as any larger one."""

WEIGHTED = ("synthetic_control", "synthetic_did")
"""Methods whose p is a rank among comparison units treated as if they had had the action."""

PowerDesign = Literal["before_after", "wdd", "rate_ratio"]
POWER_DESIGN: dict[str, PowerDesign] = {
    "before_after": "before_after",
    "interrupted_time_series": "before_after",
    "weighted_displacement_difference": "wdd",
}
"""Method -> the formula its power follows; every other compares rates with comparison units."""
SAME_FORMULA = ("before_after", "weighted_displacement_difference", "rate_ratio")
"""Methods the formulas were made for; for others they are the nearest there is."""


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

    @property
    def longest(self) -> int:
        """Months of the longest period looked at."""
        return max(LONGEST_MONTHS, self.n_months)

    @property
    def at_longest(self) -> int:
        """Incidents per unit in a period as long as that."""
        return self.count * self.longest // self.n_months

    def would_do(
        self,
        design: PowerDesign,
        *,
        count: int | None = None,
        n_treated: int | None = None,
        n_comparison: float | None = None,
    ) -> bool:
        """Whether these incidents, treated units and this size of the comparison would give the power wanted."""
        changed = replace(
            self,
            n_treated=self.n_treated if n_treated is None else n_treated,
            n_comparison=self.n_comparison if n_comparison is None else n_comparison,
        )
        needed = changed.needed(design)
        return needed is not None and (self.count if count is None else count) >= needed

    def needed(self, design: PowerDesign) -> int | None:
        """Return the incidents per unit and period the design needs, None where no number would do."""
        from plateia.measures.interventions.power import required_count

        found = required_count(
            self.reduction,
            design=design,
            n_comparison=self.n_comparison,
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
        n_comparison=min(max(other / max(per_unit, 1.0), 1.0), float(LARGE)),
        dispersion=usual.factor_at(by_unit * n_after / panel.n_before),
        n_months=max(n_after * YEAR // panel.per_year, 1),
        reduction=plan.expected_reduction,
        alpha=plan.significance,
        power=plan.power,
    )


def power_finding(plan: EvaluationPlan, panel: Panel, usual: UsualVariation, *, n_after: int) -> Finding:
    """Return the finding of kind ``power``."""
    from plateia.tools.evaluating.telling import period_of, rests_on

    told = situation(plan, panel, usual, n_after=n_after)
    values = power_values(told, design=plan.design, outcome=plan.outcome, n_comparison=panel.n(COMPARISON))
    months = tuple(panel.label(int(month)) for month in panel.months[panel.before]) if panel.earlier else None
    return Finding(
        id=f"power:{plan.outcome}",
        kind="power",
        values={**values, "dispersion_basis": usual.basis, "n_past": usual.n, "earlier_months": months},
        estimate=Estimate(
            told.attained(formula_of(plan.design)), no_interval_reason="computed", n=told.count, unit="probability"
        ),
        period=period_of(panel),
        method="power",
        caveats=_caveats(plan, panel, usual),
        basis=rests_on(panel, plan.outcome),
    )


def _caveats(plan: EvaluationPlan, panel: Panel, usual: UsualVariation) -> tuple[str, ...]:
    found = {
        "dispersion_assumed": usual.basis == "assumed",
        "dispersion_from_series": usual.basis == "series",
        "power_from_earlier_months": panel.earlier,
        "power_from_other_seasons": panel.earlier and not _same_seasons(plan, panel),
        "power_of_simpler_design": plan.design not in SAME_FORMULA,
    }
    return tuple(code for code, holds in found.items() if holds)


def _same_seasons(plan: EvaluationPlan, panel: Panel) -> bool:
    """Whether the earlier months hold each calendar month as often as the period before will."""
    planned = np.bincount([int(month[5:]) - 1 for month in plan.before.all_months()], minlength=YEAR)
    held = np.bincount(panel.months[panel.before] % YEAR, minlength=YEAR)
    return bool(np.allclose(planned / planned.sum(), held / held.sum()))


def formula_of(design: str) -> PowerDesign:
    """Return the formula the power of a method follows."""
    return POWER_DESIGN.get(design, "rate_ratio")


def power_values(told: Situation, *, design: str, outcome: str, n_comparison: int) -> dict[str, Value]:
    """Return what the sentences of power say; what the dispersion rests on is added by who knows it."""
    formula = formula_of(design)
    needed = told.needed(formula)
    limit = _permutation_limit(design, told, n_comparison=n_comparison)
    template, helps = _reading(told, formula, limit)
    return {
        "template": template,
        "offence_category": outcome,
        "design": design,
        "formula": formula,
        "reduction": told.reduction,
        "n_needed": needed,
        "n_available": told.count,
        "n_months": told.n_months,
        "detectable": told.detectable(formula) if told.count and template != "too_few_units" else None,
        "power": told.attained(formula),
        "wanted_power": told.power,
        "alpha": told.alpha,
        "n_treated": told.n_treated,
        "n_comparison": n_comparison,
        "comparison_size": None if formula == "before_after" else told.n_comparison,
        "dispersion": told.dispersion,
        "smallest_p": limit,
        "helps": helps,
        **_what_it_takes(told, formula),
        "longest_months": told.longest,
        "most_times_treated": MOST_TIMES_TREATED,
    }


def _permutation_limit(design: str, told: Situation, *, n_comparison: int) -> float | None:
    """Return the smallest p reassigning the treatment can give; only for designs that rest on it."""
    from plateia.measures.interventions.panels import placebo_smallest_p
    from plateia.measures.interventions.power import permutation_smallest_p

    if design in WEIGHTED:
        return placebo_smallest_p(min(n_comparison, most_donors(told.n_treated)), n_treated=told.n_treated)
    if design != "difference_in_differences" or not n_comparison:
        return None
    return permutation_smallest_p(told.n_treated, n_comparison, alpha=told.alpha).smallest_p


def _reading(told: Situation, formula: PowerDesign, limit: float | None) -> tuple[str, tuple[str, ...]]:
    """Return how the finding reads, and what of what may be changed would help: each by itself, or all together."""
    if limit is not None and limit > told.alpha:
        return "too_few_units", ("more_comparison_units", "other_outcome")
    needed = told.needed(formula)
    if needed is not None and told.count >= needed:
        return "enough", ()
    takes = _what_it_takes(told, formula)
    months = takes["months_needed"]
    ways = {
        "longer_period": isinstance(months, int) and months <= told.longest,
        "more_areas": takes["treated_needed"] is not None,
        "larger_comparison": takes["comparison_needed"] is not None,
    }
    helps = tuple(code for code, helpful in ways.items() if helpful)
    if helps:
        return "too_few", (*helps, "other_outcome")
    most, longest = MOST_TIMES_TREATED * told.n_treated, told.at_longest
    if told.would_do(formula, count=longest, n_treated=most):
        return "too_few", ("both_together", "limits", "other_outcome")
    if formula != "before_after" and told.would_do(formula, count=longest, n_treated=most, n_comparison=LARGE):
        return "too_few", ("all_together", "limits", "other_outcome")
    return "none_can", (*(("beyond",) if months else ()), "limits", "other_outcome")


def _what_it_takes(told: Situation, formula: PowerDesign) -> dict[str, int | None]:
    """Return the months, the treated units, or the size of the comparison that would do, everything else as it is.

    A longer period is taken to vary as the planned one does; further units to hold as many incidents as the others.
    """
    needed = told.needed(formula)
    treated = range(told.n_treated, MOST_TIMES_TREATED * told.n_treated + 1)
    sizes = range(math.ceil(told.n_comparison), LARGE + 1) if formula != "before_after" else range(0)
    return {
        "months_needed": -(-needed * told.n_months // told.count) if needed is not None and told.count else None,
        "treated_needed": _first(treated, lambda n: told.would_do(formula, n_treated=n)),
        "comparison_needed": _first(sizes, lambda n: told.would_do(formula, n_comparison=n)),
    }


def _first(numbers: range, would_do: Callable[[int], bool]) -> int | None:
    """Return the smallest number that would do, as every larger one then does; None where the largest does not."""
    if not numbers or not would_do(numbers[-1]):
        return None
    return numbers[bisect_left(numbers, True, key=would_do)]
