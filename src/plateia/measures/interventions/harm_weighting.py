"""Displacement differences of several offence categories, added up by the harm of one event of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plateia.errors import InputError
from plateia.measures.interventions.displacement import WeightedDisplacementDifference
from plateia.measures.interventions.effects import (
    Assumption,
    Difference,
    normal_difference,
)


@dataclass(frozen=True)
class HarmWeightedDifference:
    """Weighted displacement differences of several offence categories, in units of harm."""

    local: Difference
    displacement: Difference | None
    total: Difference
    n: int
    n_categories: int
    level: float
    assumptions: tuple[Assumption, ...]


def harm_weighted_difference(
    effects: Mapping[str, WeightedDisplacementDifference], *, harm: Mapping[str, float], level: float = 0.95
) -> HarmWeightedDifference:
    """Return the sum over offence categories of harm times weighted displacement difference.

    Parameters
    ----------
    effects : mapping of str to WeightedDisplacementDifference
        One for each offence category, of events that stand in one category only.
    harm : mapping of str to float, at least 0
        Harm of one event of each category, such as recommended days of a sentence.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``displacement.harm-missing``: a category has no weight, or a negative one.

    Notes
    -----
    Sum of w_i estimate_i, variance sum of w_i^2 se_i^2: the categories are taken as independent.

    Examples
    --------
    >>> from plateia.measures.interventions.displacement import weighted_displacement_difference
    >>> burglary = weighted_displacement_difference(treated=(50, 30), comparison=(40, 42))
    >>> theft = weighted_displacement_difference(treated=(120, 110), comparison=(100, 105))
    >>> both = harm_weighted_difference({"burglary": burglary, "theft": theft}, harm={"burglary": 20, "theft": 2})
    >>> both.total.estimate, round(both.total.se, 1)
    (-470.0, 258.0)
    """
    wrong = [category for category in effects if not 0 <= harm.get(category, float("nan")) < float("inf")]
    if wrong or not effects:
        raise InputError(
            "displacement.harm-missing",
            expected="At least one offence category, each with a harm of zero or more.",
            seen=f"{len(effects)} categories, without such a weight: {', '.join(wrong) or 'none'}.",
            remedy="add the harm of one event of each category.",
        )

    def summed(parts: Mapping[str, Difference]) -> Difference:
        estimate = sum(harm[category] * part.estimate for category, part in parts.items())
        variance = sum((harm[category] * part.se) ** 2 for category, part in parts.items())
        return normal_difference(estimate, variance=variance, level=level)

    moved = {category: effect.displacement for category, effect in effects.items() if effect.displacement is not None}
    found: dict[Assumption, None] = {key: None for effect in effects.values() for key in effect.assumptions}
    return HarmWeightedDifference(
        local=summed({category: effect.local for category, effect in effects.items()}),
        displacement=summed(moved) if moved else None,
        total=summed({category: effect.total for category, effect in effects.items()}),
        n=sum(effect.n for effect in effects.values()),
        n_categories=len(effects),
        level=level,
        assumptions=(*found, "independent_categories"),
    )
