"""Tests by reassigning the treatment among the units: no distribution of counts is assumed.

If the measure did nothing, the treated units are like any other choice of as many units. An *assignment* is one such
choice; the p-value is the share of assignments that show a change at least as large as the one that happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_level, check_same_shape
from plateia.measures.interventions.effects import whole_counts
from plateia.measures.interventions.panels import EffectInterval, Mask, check_units

MOST_ENUMERATED = 5_000
DRAWS = 4_999
# Statistics closer than this are ties, and ties speak for no effect.
TIE = 1e-9
_DRAWN_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class PermutationTest:
    """A p-value by reassigned treatment, with the smallest one this design could give.

    Parameters
    ----------
    p : float, in (0, 1]
    smallest_p : float, in (0, 1]
        Above the level of the test no result of any size could be called an effect: say so before anything else.
    n_assignments : int
        Assignments looked at: all there are, or the number drawn.
    exhaustive : bool
        True where all assignments were looked at.
    statistic : float
        Effect over its expected standard error.
    """

    p: float
    smallest_p: float
    n_assignments: int
    exhaustive: bool
    statistic: float


@dataclass(frozen=True)
class Assignments:
    """The choices of units that are compared, as positions; the smaller side is listed."""

    chosen: NDArray[np.intp]
    exhaustive: bool
    smallest_p: float


def treatment_assignments(n_units: int, n_treated: int, *, rng: np.random.Generator) -> Assignments:
    """Return all choices of ``n_treated`` units, or draws where there are more than five thousand.

    Examples
    --------
    >>> pairs = treatment_assignments(5, 2, rng=np.random.default_rng(1))
    >>> len(pairs.chosen), pairs.smallest_p
    (10, 0.1)
    """
    listed = min(n_treated, n_units - n_treated)
    possible = comb(n_units, listed)
    if possible <= MOST_ENUMERATED:
        # Half of the units against the other half: each choice has a mirror with the same size of change.
        mirrored = 2 * listed == n_units
        chosen = np.array(list(combinations(range(n_units), listed)), dtype=np.intp)
        return Assignments(chosen, exhaustive=True, smallest_p=(2 if mirrored else 1) / possible)
    rows = max(1, _DRAWN_AT_ONCE // n_units)
    parts = [
        np.argpartition(rng.random((min(rows, DRAWS - first), n_units)), listed, axis=1)[:, :listed]
        for first in range(0, DRAWS, rows)
    ]
    return Assignments(np.concatenate(parts), exhaustive=False, smallest_p=1 / (1 + DRAWS))


@dataclass(frozen=True)
class ChangedUnits:
    """Units with their events before and after, and the odds of "after" that are expected without any change.

    ``odds`` is the unit's exposure after over before; a change common to all units is taken off by the statistic.
    """

    before: Floats
    after: Floats
    odds: Floats
    treated: Mask

    def expected_shares(self, log_ratio: float) -> Floats:
        """Return each unit's expected share of events after, if the treated ones changed by this ratio."""
        total = self.before + self.after
        own = np.log(self.odds) + log_ratio * self.treated
        common = np.log((self.after.sum() + 0.5) / (self.before.sum() + 0.5)) - float(np.average(own, weights=total))
        shares = 1 / (1 + np.exp(-(own + common)))
        for _ in range(60):
            slope = float((total * shares * (1 - shares)).sum())
            step = float((self.after - total * shares).sum()) / max(slope, 1e-12)
            common += float(np.clip(step, -2.0, 2.0))
            shares = 1 / (1 + np.exp(-(own + common)))
            if abs(step) < 1e-11:
                break
        return shares

    def residuals(self, log_ratio: float) -> tuple[Floats, Floats, Floats]:
        """Return surplus after the start, its binomial variance, and its variance with the likeness of events."""
        total = self.before + self.after
        shares = self.expected_shares(log_ratio)
        surplus = self.after - total * shares
        binomial = np.maximum(total * shares * (1 - shares), 1e-12)
        n = total.size
        excess = float((surplus**2 / binomial).sum()) * n / max(n - 1, 1) - n
        likeness = min(max(excess / max(float((total - 1).sum()), 1.0), 0.0), 0.99)
        return surplus, binomial, binomial * (1 + np.maximum(total - 1, 0) * likeness)


def _studentised(surplus: Floats, binomial: Floats, variance: Floats, chosen: NDArray[np.intp]) -> Floats:
    """Return the surplus of the chosen units over its expected standard error, the common change taken off."""
    share = binomial[chosen].sum(axis=-1) / binomial.sum()
    held = (1 - 2 * share) * variance[chosen].sum(axis=-1) + share**2 * variance.sum()
    # The surpluses of all units sum to zero, so nothing of the common change is left to take off.
    return np.asarray(surplus[chosen].sum(axis=-1) / np.sqrt(np.maximum(held, 1e-300)))


def permutation_p(units: ChangedUnits, assignments: Assignments, *, log_ratio: float) -> tuple[float, float]:
    """Return p and statistic of the hypothesis that the treated units changed by ``exp(log_ratio)``."""
    parts = units.residuals(log_ratio)
    actual = np.flatnonzero(units.treated)
    observed = float(_studentised(*parts, actual))
    statistics = np.abs(_studentised(*parts, assignments.chosen))
    as_large = int((statistics >= abs(observed) - TIE * max(1.0, abs(observed))).sum())
    if assignments.exhaustive:
        return as_large / len(statistics), observed
    return (1 + as_large) / (1 + len(statistics)), observed


def permutation_test(
    before: ArrayLike,
    after: ArrayLike,
    *,
    treated: ArrayLike,
    rng: np.random.Generator,
    exposure_ratio: ArrayLike | None = None,
    rate_ratio: float = 1.0,
) -> PermutationTest:
    """Test by reassigned treatment whether treated units changed otherwise than the rest.

    Parameters
    ----------
    before, after : array-like of int, shape (n_units,)
        Events of each unit.
    treated : array-like of bool, shape (n_units,), or positions
    rng : numpy.random.Generator
        Used only where there are more than 5,000 assignments; then 4,999 are drawn.
    exposure_ratio : array-like, shape (n_units,), optional
        Exposure after over before; the same for all units by default.
    rate_ratio : float
        The ratio of ratios under test: 1 is no effect.

    Returns
    -------
    PermutationTest
        p is the exact share among all assignments, or (1 + c) / (1 + N) of N draws; ties count against an effect.

    Raises
    ------
    MethodError
        ``permutation.no-events``: fewer than two units have events, or the treated or the others have none.
    InputError
        ``panel.units-invalid``, ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``.

    Notes
    -----
    Given its n events in both periods, unit i is expected to hold n p_i of them after. The statistic is the surplus of
    the chosen units, Σ (after - n p), over its expected standard error under n p (1 - p)(1 + (n - 1) rho), rho being
    the likeness of events of one unit, estimated under the hypothesis from all units. So units of unlike size can
    change places: a small unit's large swing is expected, and counts as such. Exact where units are exchangeable after
    this standardisation. Units without events take no part.

    References
    ----------
    Fisher (1935), The Design of Experiments; Phipson and Smyth (2010), doi:10.2202/1544-6115.1585 (p of draws);
    Chung and Romano (2013), Annals of Statistics 41, 484-507, doi:10.1214/13-AOS1090 (why to studentise).

    Examples
    --------
    Two of five areas treated: ten assignments, so p cannot fall below 0.1.

    >>> test = permutation_test([122, 67, 105, 57, 151], [84, 45, 105, 56, 144], treated=[0, 1],
    ...                         rng=np.random.default_rng(1))
    >>> test.p, test.smallest_p, test.n_assignments
    (0.1, 0.1, 10)
    """
    units = changed_units(before, after, treated=treated, exposure_ratio=exposure_ratio)
    assignments = treatment_assignments(units.before.size, int(units.treated.sum()), rng=rng)
    return permuted(units, assignments, log_ratio=float(np.log(rate_ratio)))


def permuted(units: ChangedUnits, assignments: Assignments, *, log_ratio: float) -> PermutationTest:
    """Return the test of one ratio for units and assignments at hand."""
    p, statistic = permutation_p(units, assignments, log_ratio=log_ratio)
    return PermutationTest(
        p=p,
        smallest_p=assignments.smallest_p,
        n_assignments=len(assignments.chosen),
        exhaustive=assignments.exhaustive,
        statistic=statistic,
    )


def changed_units(
    before: ArrayLike, after: ArrayLike, *, treated: ArrayLike, exposure_ratio: ArrayLike | None = None
) -> ChangedUnits:
    """Return the units that have events, checked (errors of ``permutation_test``)."""
    earlier, later = whole_counts(before, name="before"), whole_counts(after, name="after")
    odds = np.ones_like(earlier) if exposure_ratio is None else np.asarray(exposure_ratio, dtype=np.float64)
    check_same_shape(before=earlier, after=later, exposure_ratio=odds)
    mask = check_units(treated, n_units=earlier.size, name="treated")
    speaking = (earlier + later > 0) & (odds > 0) & np.isfinite(odds)
    kept = ChangedUnits(earlier[speaking], later[speaking], odds[speaking], mask[speaking])
    if not kept.treated.any() or kept.treated.all() or not kept.before.sum() or not kept.after.sum():
        raise MethodError(
            "permutation.no-events",
            expected="Events in treated and in comparison units, before and after.",
            seen=f"{int(kept.treated.sum())} treated and {int((~kept.treated).sum())} comparison units with events.",
            remedy="take a wider category, longer periods or larger units.",
        )
    return kept


def permutation_interval(
    units: ChangedUnits, assignments: Assignments, *, log_ratio: float, level: float
) -> EffectInterval | None:
    """Return all ratios that the permutation test does not reject; None where it can reject none, or all but one.

    Parameters
    ----------
    log_ratio : float
        The estimate, from which the search goes outwards.

    Notes
    -----
    Where at the estimate every unit changed exactly as expected, each other ratio stands out, and the interval would
    have no width: there is nothing in it to measure chance by. The limits are found to 0.01 % of the ratio. Where the
    treated units have no event after the start, or the others none before, the lower limit is 0; the other way round
    the upper one is infinite.
    """
    check_level(level)
    surplus, binomial, _ = units.residuals(log_ratio)
    if assignments.smallest_p > 1 - level + TIE or float((surplus**2 / binomial).max()) < TIE:
        return None
    limits = [_limit(units, assignments, log_ratio=log_ratio, away=away, alpha=1 - level) for away in (-1.0, 1.0)]
    return EffectInterval(float(np.exp(limits[0])), float(np.exp(limits[1])), level, "permutation")


def _limit(units: ChangedUnits, assignments: Assignments, *, log_ratio: float, away: float, alpha: float) -> float:
    falling, rising = (units.after, units.before) if away < 0 else (units.before, units.after)
    if not falling[units.treated].sum() or not rising[~units.treated].sum():
        return away * inf

    def rejected(candidate: float) -> bool:
        return permutation_p(units, assignments, log_ratio=candidate)[0] <= alpha + TIE

    inside, reach = log_ratio, 0.1
    while not rejected(log_ratio + away * reach):
        inside, reach = log_ratio + away * reach, reach * 2
        if reach > 25:
            return away * inf
    outside = log_ratio + away * reach
    while abs(outside - inside) > 1e-4:
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if rejected(middle) else (middle, outside)
    return outside
