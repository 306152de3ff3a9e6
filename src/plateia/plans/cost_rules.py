"""Whether the unit cost an action counts with is that of the offence its evaluation looks at."""

from __future__ import annotations

from collections.abc import Mapping

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.actions import Action
from plateia.vocabulary import ALL, NOT_CLASSIFIED
from plateia.vocabulary.costs import UnitCost

WHERE = "costs.unit_cost_of"
MIXED = (ALL, NOT_CLASSIFIED, "other_crime")
"""Outcomes that name no single offence: any cost of the table is that of one part at best."""


def check_costs(action: Action, *, file: str, unit_costs: Mapping[str, UnitCost]) -> list[Remark]:
    """Return an error where the unit cost is of another offence than the outcome, a warning where it is of a part.

    A cost that is given with its own source is the city's to answer for. Which category an offence of the table belongs
    to is our own decision.
    """
    if action.costs is None or action.costs.unit_cost_of is None:
        return []
    offence = action.costs.unit_cost_of
    cost = unit_costs.get(offence)
    if cost is None:
        known = ", ".join(sorted(unit_costs))
        return [Remark("costs.offence-unknown", "error", file, WHERE, details={"offences": known})]
    if action.evaluation is None:
        return []
    if cost.currency != action.costs.currency and action.costs.transfer_factor == 1:
        currencies = {"table": cost.currency, "costs": action.costs.currency}
        return [Remark("costs.currency-differs", "error", file, WHERE, details=currencies)]
    outcome = action.evaluation.outcome
    details = {"offence": offence.replace("_", " "), "offence_category": outcome}
    if outcome != cost.category and outcome not in MIXED:
        return [Remark("costs.other-offence", "error", file, WHERE, details=details)]
    if outcome != cost.category or cost.covers == "part":
        return [Remark("costs.part-of-outcome", "warning", file, WHERE, details=details)]
    return []
