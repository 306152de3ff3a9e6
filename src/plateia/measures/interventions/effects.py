"""What every measure of an intervention shares: pairs of counts, their variance, and the parts of a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from plateia.errors import InputError, MethodError
from plateia.measures.areas.dispersion import Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.checks import Floats, check_counts, check_level, check_same_shape
from plateia.measures.intervals import Interval

# Counts before and after: one number each, or one for each of several areas that are added up.
CountPair = tuple[ArrayLike, ArrayLike]
WITHOUT_LIMIT = 50.0  # a factor of exp(50): more than the people on Earth, squared
AnyDispersion = float | Dispersion | DispersionModel
Assumption = Literal[
    "poisson_counts",
    "dispersion_from_past",
    "independent_periods",
    "same_recording",
    "no_other_change",
    "equal_linear_trends",
    "equal_relative_trends",
    "similar_sized_comparison",
    "comparison_untouched",
    "independent_categories",
    "equal_periods",
    "equal_baselines",
    "normal_approximation",
    "half_added_to_each_count",
    "margins_fixed",
    "prior_from_comparison_areas",
    "independent_points",
    "independent_items",
    "benefits_to_victims_not_cash",
    "effect_constant_over_years",
]


@dataclass(frozen=True)
class Difference:
    """A difference of counts with standard error, z, two-sided p and limits; negative means fewer events."""

    estimate: float
    se: float
    z: float
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class Averted:
    """Events that would have been recorded but for the measure, with limits; positive means fewer recorded."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedCounts:
    """Counts of one unit, possibly several areas added up, before and after, with their dispersion.

    ``factor`` is variance over mean of both counts: phi, or for a growing dispersion the mean over the areas at the
    level of each.
    """

    before: float
    after: float
    factor: float

    @property
    def variance(self) -> float:
        """Variance of after minus before."""
        return self.factor * (self.before + self.after)


def whole_counts(counts: ArrayLike, *, name: str, may_be_missing: bool = False) -> Floats:
    """Return counts that are whole, and known unless stated: what is evaluated is recorded events, not rates.

    Raises
    ------
    InputError
        ``counts.invalid``: negative or infinite. ``counts.not-whole``: missing, or not a whole number.

    Examples
    --------
    >>> whole_counts([3, 4], name="treated").tolist()
    [3.0, 4.0]
    """
    numbers = check_counts(counts, name=name)
    wrong = (numbers != np.floor(numbers)) & ~(np.isnan(numbers) & may_be_missing)
    if wrong.any():
        raise InputError(
            "counts.not-whole",
            expected=f"Whole numbers of recorded events in '{name}'.",
            seen=f"{int(wrong.sum())} of {numbers.size} missing or not whole.",
            remedy="give counts, not rates or averages; lengths and sizes go into exposures or weights.",
        )
    return numbers


def paired_counts(pair: CountPair, *, name: str, model: DispersionModel) -> PairedCounts:
    """Return one unit's counts before and after, added up over its areas, with their variance over mean.

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``; ``counts.shapes-differ``: not two counts, or arrays of other lengths.
    """
    parts = [np.atleast_1d(whole_counts(part, name=name)) for part in pair]
    if len(parts) != 2 or not all(part.size for part in parts):
        raise InputError(
            "counts.shapes-differ",
            expected=f"Two counts in '{name}', before and after, or one for each area in both.",
            seen=f"{len(parts)} parts of {', '.join(str(part.size) for part in parts) or 'no'} numbers.",
            remedy="give (before, after).",
        )
    before, after = parts
    check_same_shape(before=before, after=after)
    total = before + after
    weights = total if total.sum() > 0 else np.ones_like(total)
    factor = float(np.average(model.factor(total / 2), weights=weights))
    return PairedCounts(before=float(before.sum()), after=float(after.sum()), factor=factor)


def single_count(count: ArrayLike, *, name: str) -> int:
    """Return one whole count (``counts.not-single``: several numbers)."""
    numbers = whole_counts(count, name=name)
    if numbers.ndim:
        raise InputError(
            "counts.not-single",
            expected=f"One count in '{name}'.",
            seen=f"{numbers.size} numbers.",
            remedy="add the areas up first, or use a measure for several areas.",
        )
    return int(numbers)


def normal_difference(estimate: float, *, variance: float, level: float) -> Difference:
    """Return a difference with the limits and the p-value of the normal approximation.

    Raises
    ------
    MethodError
        ``interventions.no-incidents``: the variance is zero, because no event was recorded anywhere.
    """
    check_level(level)
    if not variance > 0:
        raise MethodError(
            "interventions.no-incidents",
            expected="At least one event in the units and periods compared.",
            seen="none.",
            remedy="take longer periods or a wider offence category.",
        )
    se = float(np.sqrt(variance))
    z = estimate / se
    reach = float(ndtri(0.5 + level / 2)) * se
    return Difference(
        estimate=estimate, se=se, z=z, p=float(2 * ndtr(-abs(z))), low=estimate - reach, high=estimate + reach
    )


def carrying_total(end: float, *, centre: float, n: float, total: Interval) -> float:
    """Return a limit of averted events that carries the error of the total of ``n`` events too.

    The error of how the total divides, which led to ``end``, and that of the total are independent: they are joined on
    the logarithmic scale, so that no limit changes its side of zero.
    """
    if end * centre <= 0:
        return end
    towards_zero = abs(end) < abs(centre)
    of_total = np.log(n / total.low) if towards_zero else np.log(total.high / n)
    distance = float(np.hypot(np.log(end / centre), of_total))
    return centre * float(np.exp(-distance if towards_zero else distance))


def averted_by_ratio(expected: float, *, ratio: float, low: float, high: float, share_of_expected: float) -> Averted:
    """Return events averted from a ratio of recorded to expected events and its limits.

    Parameters
    ----------
    expected : float
        Events had the treated units followed the comparison.
    share_of_expected : float, in [0, 1]
        How much of the variance of the logarithm of ``ratio`` comes from ``expected``; the rest from what was recorded.

    Notes
    -----
    Expected and recorded events vary on the logarithmic scale within an ellipse whose largest and smallest ratio are
    the limits; events averted are the smallest and largest difference within it. Both leave out no effect, or neither.
    A ratio without a limit, or within a factor of ``exp(50)``, leaves events averted without one.
    """
    angle = np.linspace(0.0, 2 * np.pi, 1441)
    of_expected = np.cos(angle) * np.sqrt(share_of_expected)
    of_recorded = np.sin(angle) * np.sqrt(1 - share_of_expected)

    def differences(half_width: float) -> Floats:
        if half_width > WITHOUT_LIMIT:
            return np.array([-np.inf, np.inf])
        return np.asarray(expected * (np.exp(half_width * of_expected) - ratio * np.exp(half_width * of_recorded)))

    up = float(np.log(high / ratio))
    down = float(np.log(ratio / low)) if low > 0 else float("inf")
    return Averted(
        estimate=expected * (1 - ratio), low=float(differences(up).min()), high=float(differences(down).max())
    )


def dispersion_assumption(model: DispersionModel) -> Assumption:
    """Return what the variance rests on: Poisson counts, or the dispersion of the past."""
    return "poisson_counts" if model.form == "poisson" else "dispersion_from_past"
