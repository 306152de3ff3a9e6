"""Power first: how many recorded offences an evaluation needs before it can show anything."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from plateia.errors import MethodError
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.checks import Floats
from plateia.measures.interventions.effects import AnyDispersion, Assumption, dispersion_assumption, single_count

Design = Literal["before_after", "wdd", "rate_ratio"]


@dataclass(frozen=True)
class RequiredCount:
    """Recorded offences per area and period that a design needs to confirm a reduction.

    ``count`` is None where no count suffices, because the dispersion grows as fast as the effect does: then only more
    areas help. ``n_treated`` and ``n_comparison`` are numbers of areas of equal baseline; ``power`` is the chance that
    the test shows the reduction, ``alpha`` its two-sided level.
    """

    count: int | None
    reason: Literal["dispersion_grows_too_fast"] | None
    reduction: float
    design: Design
    n_treated: int
    n_comparison: float
    dispersion: DispersionModel
    alpha: float
    power: float
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class DetectableReduction:
    """Smallest true reduction that a design shows with the stated power, as a share of the baseline.

    ``share`` is None where not even the end of all offences would be shown.
    """

    share: float | None
    reason: Literal["too_few_events"] | None
    count: int
    design: Design
    n_treated: int
    n_comparison: float
    dispersion: DispersionModel
    alpha: float
    power: float
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class PermutationLimit:
    """Smallest p a permutation test can print; above ``alpha`` it cannot show anything, whatever the effect."""

    n_assignments: int
    smallest_p: float
    alpha: float
    can_show: bool


def required_count(
    reduction: float,
    *,
    design: Design,
    n_comparison: float = 1,
    n_treated: int = 1,
    dispersion: AnyDispersion = 1.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> RequiredCount:
    """Return the recorded offences per area and period that confirm a reduction with the stated power.

    Parameters
    ----------
    reduction : float, in (0, 1)
        True reduction in the treated areas as a share; no change elsewhere.
    design : "before_after", "wdd" or "rate_ratio"
        Difference without a comparison area; weighted displacement difference; relative incidence rate ratio.
    n_comparison : float, above 0
        Comparison areas, each with the same baseline; infinity for a very large pool.
    n_treated : int
    dispersion : float, Dispersion or DispersionModel
        From the city's own past.
    alpha, power : float, in (0, 1)

    Raises
    ------
    MethodError
        ``power.share-invalid``, ``power.areas-invalid``, ``power.design-unknown``.

    Notes
    -----
    With m treated and c comparison areas, n = (z_a + z_b)^2 phi v(r) / effect(r)^2, where differences have effect r and
    v = (2 - r) / m + 2 / c (before-after without the last term), and the rate ratio has effect ln(1 - r) and
    v = (1 + 1 / (1 - r)) / m + 2 / c. Normal approximation, two-sided; the count is rounded. Where the dispersion
    grows with the count (phi = 1 + n / theta) the equation is solved for n, and has no solution where the right-hand
    side at phi = 1 reaches theta.

    Examples
    --------
    >>> [required_count(r, design="wdd").count for r in (0.1, 0.2, 0.3, 0.5)]
    [3061, 746, 323, 110]
    >>> required_count(0.2, design="wdd", dispersion=2.0).count
    1491
    >>> required_count(0.2, design="wdd", dispersion=DispersionModel(form="negative_binomial", theta=20.0)).reason
    'dispersion_grows_too_fast'
    """
    check_shares(reduction=reduction, alpha=alpha, power=power)
    model = as_dispersion_model(dispersion)
    precision = _information(np.array([reduction]), design, n_treated, n_comparison)[0]
    at_poisson = (ndtri(1 - alpha / 2) + ndtri(power)) ** 2 / precision
    if model.form == "negative_binomial":
        count = at_poisson / (1 - at_poisson / model.theta) if at_poisson < model.theta else None
    else:
        count = at_poisson * model.phi
    return RequiredCount(
        count=None if count is None else round(float(count)),
        reason="dispersion_grows_too_fast" if count is None else None,
        reduction=reduction,
        design=design,
        n_treated=n_treated,
        n_comparison=n_comparison,
        dispersion=model,
        alpha=alpha,
        power=power,
        assumptions=_held(design, model),
    )


def minimum_detectable_reduction(
    count: int,
    *,
    design: Design,
    n_comparison: float = 1,
    n_treated: int = 1,
    dispersion: AnyDispersion = 1.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> DetectableReduction:
    """Return the smallest reduction that ``count`` offences per area and period can confirm.

    Parameters are those of ``required_count``; ``count`` is the baseline of each area.

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``.
    MethodError
        ``power.share-invalid``, ``power.areas-invalid``, ``power.design-unknown``.

    Examples
    --------
    >>> [round(minimum_detectable_reduction(n, design="wdd").share, 3) for n in (50, 100, 200, 500)]
    [0.718, 0.522, 0.377, 0.243]
    >>> minimum_detectable_reduction(20, design="wdd").reason
    'too_few_events'
    """
    check_shares(alpha=alpha, power=power)
    model, baseline = as_dispersion_model(dispersion), single_count(count, name="count")
    needed = (ndtri(1 - alpha / 2) + ndtri(power)) ** 2
    effective = baseline / float(model.factor(baseline))

    def reached(share: float) -> bool:
        return bool(effective * _information(np.array([share]), design, n_treated, n_comparison)[0] >= needed)

    # The ratio grows less certain as the last offences vanish: the best share need not be the largest.
    steps = np.linspace(0.001, 0.999, 999)
    shown = effective * _information(steps, design, n_treated, n_comparison) >= needed
    share = None
    if shown.any():
        first = int(np.argmax(shown))
        low, high = (float(steps[first - 1]) if first else 0.0), float(steps[first])
        while high - low > 1e-10:
            middle = (low + high) / 2
            low, high = (low, middle) if reached(middle) else (middle, high)
        share = high
    return DetectableReduction(
        share=share,
        reason="too_few_events" if share is None else None,
        count=baseline,
        design=design,
        n_treated=n_treated,
        n_comparison=n_comparison,
        dispersion=model,
        alpha=alpha,
        power=power,
        assumptions=_held(design, model),
    )


def attained_power(
    reduction: float,
    count: int,
    *,
    design: Design,
    n_comparison: float = 1,
    n_treated: int = 1,
    dispersion: AnyDispersion = 1.0,
    alpha: float = 0.05,
) -> float:
    """Return the chance that the test shows a true reduction; parameters are those of ``required_count``.

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``.
    MethodError
        ``power.share-invalid``, ``power.areas-invalid``, ``power.design-unknown``.

    Examples
    --------
    >>> round(attained_power(0.2, 746, design="wdd"), 3), round(attained_power(0.2, 80, design="wdd"), 3)
    (0.8, 0.151)
    """
    check_shares(reduction=reduction, alpha=alpha)
    model, baseline = as_dispersion_model(dispersion), single_count(count, name="count")
    effective = baseline / float(model.factor(baseline))
    distance = float(np.sqrt(effective * _information(np.array([reduction]), design, n_treated, n_comparison)[0]))
    edge = float(ndtri(1 - alpha / 2))
    return float(ndtr(distance - edge) + ndtr(-distance - edge))


def _information(reduction: Floats, design: Design, n_treated: int, n_comparison: float) -> Floats:
    """Return the squared effect over its variance that one offence per area and period carries at dispersion 1."""
    if not (n_treated >= 1 and n_comparison > 0):
        raise MethodError(
            "power.areas-invalid",
            expected="At least one treated area, and comparison areas above zero.",
            seen=f"{n_treated} treated and {n_comparison:g} for comparison.",
            remedy="use the design before_after where there is no comparison area.",
        )
    if design == "before_after":
        return np.asarray(reduction**2 * n_treated / (2 - reduction))
    if design == "wdd":
        return np.asarray(reduction**2 / ((2 - reduction) / n_treated + 2 / n_comparison))
    if design == "rate_ratio":
        variance = (1 + 1 / (1 - reduction)) / n_treated + 2 / n_comparison
        return np.asarray(np.log1p(-reduction) ** 2 / variance)
    raise MethodError(
        "power.design-unknown",
        expected="One of before_after, wdd, rate_ratio.",
        seen=f"{design!r}.",
        remedy="other designs find their power by permutation_smallest_p or by simulation.",
    )


def _held(design: Design, model: DispersionModel) -> tuple[Assumption, ...]:
    common: tuple[Assumption, ...] = (dispersion_assumption(model), "equal_periods", "normal_approximation")
    return common if design == "before_after" else (*common, "equal_baselines", "comparison_untouched")


def check_shares(**shares: float) -> None:
    """Refuse a reduction, level or power outside (0, 1) (``power.share-invalid``)."""
    for name, share in shares.items():
        if not 0 < share < 1:
            raise MethodError(
                "power.share-invalid",
                expected=f"A share between 0 and 1 as '{name}'.",
                seen=f"{share:g}.",
                remedy="give 20 % as 0.2.",
            )


def permutation_smallest_p(n_treated: int, n_comparison: int, *, alpha: float = 0.05) -> PermutationLimit:
    """Return the smallest p that reassigning the treatment among the units can give.

    Raises
    ------
    MethodError
        ``power.areas-invalid``, ``power.share-invalid``.

    Notes
    -----
    All choices of as many units are equally probable; where both groups are equally large each choice has a mirror
    with the same size of change, and the smallest two-sided p is doubled.

    Examples
    --------
    >>> permutation_smallest_p(2, 3)
    PermutationLimit(n_assignments=10, smallest_p=0.1, alpha=0.05, can_show=False)
    """
    check_shares(alpha=alpha)
    if not (n_treated >= 1 and n_comparison >= 1):
        raise MethodError(
            "power.areas-invalid",
            expected="At least one treated and one comparison unit.",
            seen=f"{n_treated} treated and {n_comparison} for comparison.",
            remedy="a permutation test needs units that were not treated.",
        )
    n_assignments = comb(n_treated + n_comparison, n_treated)
    smallest = min(1.0, (2 if n_treated == n_comparison else 1) / n_assignments)
    return PermutationLimit(n_assignments=n_assignments, smallest_p=smallest, alpha=alpha, can_show=smallest <= alpha)
