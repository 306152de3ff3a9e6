"""Offences weighted by harm, with a table of weights that the city or its country supplies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats, check_counts, check_same_shape


@dataclass(frozen=True)
class CrimeHarm:
    """Harm in units of the weights (days of imprisonment), shaped like the counts of one category.

    ``harm_without_rarest`` leaves out ``rarest``, the category with the fewest events above zero: what a single event
    moves must be seen to move. ``rarest`` is None, and both figures agree, where fewer than two categories have events.
    """

    harm: Floats
    n: Floats
    harm_without_rarest: Floats
    rarest: str | None


def crime_harm(counts_by_category: Mapping[str, ArrayLike], weights: Mapping[str, float]) -> CrimeHarm:
    """Return the sum of counts times harm weights.

    Parameters
    ----------
    counts_by_category : mapping of category to int or array-like of shape (n_areas,)
        Offences reported by victims or witnesses. Police detections and shop theft found by the shop's own staff
        belong in a table of their own, offences of earlier years in none.
    weights : mapping of category to float
        Days of imprisonment at the starting point of the national sentencing guideline; the source is shown with it.

    Raises
    ------
    InputError
        ``counts.invalid``, ``counts.shapes-differ``, ``harm.weight-invalid``: a weight is negative or not finite.
    MethodError
        ``harm.weight-missing``: a category has no weight; nothing is left out silently.
        ``harm.no-categories``: there is nothing to weigh.

    References
    ----------
    Sherman, Neyroud and Neyroud (2016), Policing 10(3), 171-183, doi:10.1093/police/paw003

    Examples
    --------
    Many light offences against few grave ones: the second district has more crime, the first more harm.

    >>> weights = {"homicide": 5475, "robbery": 365, "burglary": 20, "shoplifting": 2}
    >>> first = crime_harm({"homicide": 1, "robbery": 4, "burglary": 30, "shoplifting": 400}, weights)
    >>> second = crime_harm({"homicide": 0, "robbery": 1, "burglary": 55, "shoplifting": 900}, weights)
    >>> float(first.harm), float(second.harm), float(first.harm_without_rarest), first.rarest
    (8335.0, 3265.0, 2860.0, 'homicide')
    """
    if not counts_by_category:
        raise MethodError(
            "harm.no-categories",
            expected="Counts of at least one offence category.",
            seen="none.",
            remedy="count the offences by category first.",
        )
    _check_weights(counts_by_category, weights)
    counts = {category: check_counts(numbers, name=category) for category, numbers in counts_by_category.items()}
    check_same_shape(**counts)
    harm = np.asarray(sum(counts[category] * weights[category] for category in counts), dtype=np.float64)
    n = np.asarray(sum(counts.values()), dtype=np.float64)
    totals = {category: float(np.nansum(numbers)) for category, numbers in counts.items()}
    recorded = [category for category, total in totals.items() if total > 0]
    # The graver one of two equally rare categories is left out: it is the one that moves the index.
    rarest = min(recorded, key=lambda category: (totals[category], -weights[category])) if len(recorded) > 1 else None
    without = harm if rarest is None else harm - counts[rarest] * weights[rarest]
    return CrimeHarm(harm=harm, n=n, harm_without_rarest=np.asarray(without), rarest=rarest)


def _check_weights(categories: Mapping[str, ArrayLike], weights: Mapping[str, float]) -> None:
    missing = sorted(set(categories) - set(weights))
    if missing:
        raise MethodError(
            "harm.weight-missing",
            expected="A weight for every offence category that is counted.",
            seen=f"none for {', '.join(missing)}.",
            remedy="add them to the weight table with their source, or leave them out of the counts on purpose.",
        )
    wrong = sorted(category for category in categories if not 0 <= weights[category] < float("inf"))
    if wrong:
        raise InputError(
            "harm.weight-invalid",
            expected="Weights of zero or more days.",
            seen=f"negative or missing numbers for {', '.join(wrong)}.",
            remedy="correct them in the weight table.",
        )
