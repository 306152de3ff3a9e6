"""Were the stated probabilities any good? The Brier score of dated expectations, once their date has come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from plateia.errors import InputError
from plateia.measures.checks import check_level, check_same_shape
from plateia.measures.interventions.effects import Assumption


@dataclass(frozen=True)
class BrierScore:
    """Mean squared distance of probabilities from what came; 0 is perfect, 0.25 is what "one half" always gets.

    Parameters
    ----------
    score : float, in [0, 1]
    low, high : float or None
        Limits of the mean, within [0, 1]; None for a single expectation.
    reliability : float
        Distance of each stated probability from how often it came true: smaller is better.
    resolution : float
        How far the groups of equal probability differ from the base rate: larger is better.
    uncertainty : float
        Score of the base rate itself; score = reliability - resolution + uncertainty.
    skill : float or None
        1 - score / uncertainty; None where all or none came true.
    base_rate : float
    n, n_groups : int
        Expectations, and different probabilities among them.
    level : float
    assumptions : tuple of str
    """

    score: float
    low: float | None
    high: float | None
    reliability: float
    resolution: float
    uncertainty: float
    skill: float | None
    base_rate: float
    n: int
    n_groups: int
    level: float
    assumptions: tuple[Assumption, ...]


def brier_score(probabilities: ArrayLike, outcomes: ArrayLike, *, level: float = 0.95) -> BrierScore:
    """Return the Brier score of expectations with its decomposition.

    Parameters
    ----------
    probabilities : array-like of float, shape (n,), in [0, 1]
        Stated beforehand.
    outcomes : array-like of bool or of 0 and 1, shape (n,)
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``forecasts.values-invalid``: none, a probability outside [0, 1] or an outcome that is neither 0 nor 1.
        ``counts.shapes-differ``.

    Notes
    -----
    Groups are the expectations with the same probability, so that the decomposition is exact. With few expectations
    in each group reliability and resolution are both too large. Limits: Student's t of the squared distances.

    References
    ----------
    Brier (1950), Monthly Weather Review 78, 1-3; Murphy (1973), Journal of Applied Meteorology 12, 595-600.

    Examples
    --------
    >>> found = brier_score([0.9, 0.9, 0.2, 0.2, 0.2], [1, 1, 0, 0, 1])
    >>> round(found.score, 3), round(found.reliability - found.resolution + found.uncertainty, 3)
    (0.148, 0.148)
    """
    check_level(level)
    stated, came = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (probabilities, outcomes))
    check_same_shape(probabilities=stated, outcomes=came)
    if not stated.size or not ((stated >= 0) & (stated <= 1) & np.isin(came, (0, 1))).all():
        raise InputError(
            "forecasts.values-invalid",
            expected="At least one probability in [0, 1], each with an outcome of 0 or 1.",
            seen=f"{stated.size} expectations, {int((~((stated >= 0) & (stated <= 1))).sum())} of them outside.",
            remedy="leave out expectations whose date has not come or whose outcome is not known.",
        )
    squared = (stated - came) ** 2
    score, base_rate, n = float(squared.mean()), float(came.mean()), stated.size
    groups, group = np.unique(stated, return_inverse=True)
    sizes = np.bincount(group)
    frequency = np.bincount(group, weights=came) / sizes
    uncertainty = base_rate * (1 - base_rate)
    low = high = None
    if n > 1:
        reach = float(stdtrit(n - 1, 0.5 + level / 2) * squared.std(ddof=1) / np.sqrt(n))
        low, high = max(0.0, score - reach), min(1.0, score + reach)
    return BrierScore(
        score=score,
        low=low,
        high=high,
        reliability=float((sizes * (groups - frequency) ** 2).sum() / n),
        resolution=float((sizes * (frequency - base_rate) ** 2).sum() / n),
        uncertainty=uncertainty,
        skill=1 - score / uncertainty if uncertainty > 0 else None,
        base_rate=base_rate,
        n=n,
        n_groups=int(groups.size),
        level=level,
        assumptions=("independent_items", "normal_approximation"),
    )
