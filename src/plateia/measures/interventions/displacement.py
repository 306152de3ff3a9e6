"""Did crime only move? The weighted displacement difference, and the quotient that describes it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

from plateia.errors import MethodError
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.interventions.effects import (
    AnyDispersion,
    Assumption,
    CountPair,
    Difference,
    PairedCounts,
    dispersion_assumption,
    normal_difference,
    paired_counts,
)

Reading = Literal["diffusion_larger", "diffusion", "none", "displacement_smaller", "displacement_larger"]
_POISSON = as_dispersion_model(1.0)


@dataclass(frozen=True)
class Weights:
    """What counts are divided by: relative lengths of the periods and sizes of the units.

    A period of 6 months against one of 12 gives ``after=0.5``; a comparison area twice as large as the treated one
    ``comparison=2``.
    """

    before: float = 1.0
    after: float = 1.0
    treated: float = 1.0
    comparison: float = 1.0
    displacement: float = 1.0
    displacement_comparison: float = 1.0

    def __post_init__(self) -> None:
        if not all(0 < weight < float("inf") for weight in vars(self).values()):
            raise MethodError(
                "displacement.weight-invalid",
                expected="Weights above zero.",
                seen=f"smallest {min(vars(self).values()):g}.",
                remedy="give lengths of periods and sizes of areas relative to the treated area and the first period.",
            )


EQUAL_WEIGHTS = Weights()


@dataclass(frozen=True)
class WeightedDisplacementDifference:
    """Change of the treated area and of its surroundings beyond that of their comparison areas; negative means fewer.

    Parameters
    ----------
    local : Difference
        Treated against comparison area.
    displacement : Difference or None
        Surroundings against theirs; None where none were given.
    total : Difference
        Both together.
    n : int
        Events in all units and both periods.
    level : float
    dispersion : DispersionModel
    factor : float
        Variance over mean that it came to, averaged over the counts.
    weights : Weights
    assumptions : tuple of str
    """

    local: Difference
    displacement: Difference | None
    total: Difference
    n: int
    level: float
    dispersion: DispersionModel
    factor: float
    weights: Weights
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class DisplacementQuotient:
    """Change of the surroundings relative to that of the treated area, both as shares of the comparison area.

    Parameters
    ----------
    gross_effect : int
        Before minus after in the treated area: positive means fewer.
    gross_effect_share : float or None
        The same as a share of the count before; None where that is zero.
    net_effect : float
        Before minus after of the ratio treated to comparison area.
    success, buffer : float
        After minus before of the ratio to the comparison area: of the treated area, and of its surroundings.
    quotient : float or None
        buffer / success; None unless success is below zero, with the reason.
    reading : str or None
        ``diffusion_larger`` (above 1), ``diffusion`` (0 to 1), ``none``, ``displacement_smaller`` (-1 to 0) or
        ``displacement_larger`` (below -1).
    total_net_effect : float
        Events fewer than expected from the comparison area, treated area and surroundings together.
    interval : None
        No standard error of the quotient exists: test with the weighted displacement difference.
    """

    gross_effect: int
    gross_effect_share: float | None
    net_effect: float
    success: float
    buffer: float
    quotient: float | None
    reading: Reading | None
    reason: Literal["no_success_to_displace"] | None
    total_net_effect: float
    n: int
    interval: None
    assumptions: tuple[Assumption, ...]


def weighted_displacement_difference(
    *,
    treated: CountPair,
    comparison: CountPair,
    displacement: CountPair | None = None,
    displacement_comparison: CountPair | None = None,
    comparison_shared: bool = False,
    dispersion: AnyDispersion = 1.0,
    weights: Weights = EQUAL_WEIGHTS,
    level: float = 0.95,
) -> WeightedDisplacementDifference:
    """Return by how many events the treated area and its surroundings changed beyond their comparison areas.

    Parameters
    ----------
    treated, comparison : pair of int, or of arrays of int
        Counts (before, after); arrays hold one count per area and are added up.
    displacement, displacement_comparison : pair, optional
        The ring around the treated area, and what it is compared with: no change where it is left out.
    comparison_shared : bool
        True where the ring is compared with the comparison area of the treated area: its changes then weigh twice.
    dispersion : float, Dispersion or DispersionModel
        From the city's own past; 1 is Poisson.
    weights : Weights
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``.
    MethodError
        ``interventions.no-incidents``: nothing was recorded. ``displacement.ring-missing``: surroundings to compare
        with, but none to be compared, or two of them.

    Notes
    -----
    WDD = (T1 - T0) - (C1 - C0) + (D1 - D0) - (Cd1 - Cd0), each count divided by w, the weight of its period times that
    of its unit; variance = sum of phi count / w^2. A shared comparison area enters the total with both of its weights
    added before squaring. Where the dispersion grows with the count, phi is that of each area at the mean of its two
    counts.

    References
    ----------
    Wheeler and Ratcliffe (2018), Crime Science 7:11, doi:10.1186/s40163-018-0085-5.

    Examples
    --------
    >>> change = weighted_displacement_difference(
    ...     treated=(207, 110), comparison=(308, 318), displacement=(178, 157), displacement_comparison=(150, 140)
    ... )
    >>> change.total.estimate, round(change.total.se, 2), round(change.total.z, 2), round(change.total.low)
    (-118.0, 39.6, -2.98, -196)
    """
    model = as_dispersion_model(dispersion)
    ring_comparison = comparison if comparison_shared else displacement_comparison
    _check_ring(displacement, displacement_comparison, comparison_shared)
    units = {"treated": treated, "comparison": comparison}
    if displacement is not None:
        units |= {"displacement": displacement}
    if ring_comparison is not None:
        units |= {"displacement_comparison": ring_comparison}
    counts = {name: paired_counts(pair, name=name, model=model) for name, pair in units.items()}
    changes = {name: _weighted_change(pair, weights, getattr(weights, name)) for name, pair in counts.items()}
    nothing = (0.0, 0.0)
    local = _difference_of(changes["treated"], changes["comparison"])
    moved = _difference_of(changes.get("displacement", nothing), changes.get("displacement_comparison", nothing))
    # The same counts twice, each time divided by another weight: their errors do not cancel but add.
    twice = 2 * sqrt(changes["comparison"][1] * changes["displacement_comparison"][1]) if comparison_shared else 0.0
    seen = [pair for name, pair in counts.items() if not (comparison_shared and name == "displacement_comparison")]
    n = sum(pair.before + pair.after for pair in seen)
    total = normal_difference(local[0] + moved[0], variance=local[1] + moved[1] + twice, level=level)
    return WeightedDisplacementDifference(
        local=normal_difference(local[0], variance=local[1], level=level),
        displacement=normal_difference(moved[0], variance=moved[1], level=level) if moved[1] > 0 else None,
        total=total,
        n=int(n),
        level=level,
        dispersion=model,
        factor=sum(pair.variance for pair in seen) / n,
        weights=weights,
        assumptions=(dispersion_assumption(model), "equal_linear_trends", "similar_sized_comparison",
                     "comparison_untouched", "normal_approximation"),
    )  # fmt: skip


def _check_ring(displacement: CountPair | None, its_comparison: CountPair | None, comparison_shared: bool) -> None:
    needless = comparison_shared and its_comparison is not None
    if needless or (displacement is None and (its_comparison is not None or comparison_shared)):
        raise MethodError(
            "displacement.ring-missing",
            expected="Counts of the surroundings beside those they are compared with, once.",
            seen="two comparisons of the surroundings."
            if needless
            else "a comparison of the surroundings without them.",
            remedy="give 'displacement' alone, with 'displacement_comparison', or with comparison_shared=True.",
        )


def _weighted_change(pair: PairedCounts, weights: Weights, size: float) -> tuple[float, float]:
    before, after = weights.before * size, weights.after * size
    change = pair.after / after - pair.before / before
    return change, pair.factor * (pair.after / after**2 + pair.before / before**2)


def _difference_of(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return one[0] - other[0], one[1] + other[1]


def displacement_quotient(
    *, treated: CountPair, comparison: CountPair, displacement: CountPair
) -> DisplacementQuotient:
    """Return the weighted displacement quotient with its companions.

    Parameters
    ----------
    treated, comparison, displacement : pair of int, or of arrays of int
        Counts (before, after) of the treated area, the comparison area and the ring around the treated area.

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``.
    MethodError
        ``displacement.comparison-empty``: the comparison area has no event in one of the periods.

    Notes
    -----
    Success = Ta/Ca - Tb/Cb; buffer = Da/Ca - Db/Cb; WDQ = buffer / success. Total net effect = (Tb Ca/Cb - Ta) +
    (Db Ca/Cb - Da). Where the treated area did not fall against its comparison area there is nothing to displace, and
    no quotient.

    References
    ----------
    Bowers and Johnson (2003), Journal of Quantitative Criminology 19, 275-301; Guerette (2009), POP Guides, Problem-
    Solving Tools 10.

    Examples
    --------
    >>> found = displacement_quotient(treated=(120, 84), comparison=(400, 380), displacement=(64, 70))
    >>> round(found.quotient, 4), found.reading, round(found.total_net_effect, 1)
    (-0.3067, 'displacement_smaller', 20.8)
    """
    t = paired_counts(treated, name="treated", model=_POISSON)
    c = paired_counts(comparison, name="comparison", model=_POISSON)
    d = paired_counts(displacement, name="displacement", model=_POISSON)
    check_comparison(c)
    success = t.after / c.after - t.before / c.before
    buffer = d.after / c.after - d.before / c.before
    # Without the sum, no change around the treated area would be printed as -0.
    quotient = buffer / success + 0.0 if success < 0 else None
    return DisplacementQuotient(
        gross_effect=int(t.before - t.after),
        gross_effect_share=(t.before - t.after) / t.before if t.before else None,
        net_effect=t.before / c.before - t.after / c.after,
        success=success,
        buffer=buffer,
        quotient=quotient,
        reading=None if quotient is None else _reading(quotient),
        reason="no_success_to_displace" if quotient is None else None,
        total_net_effect=_net(t, c) + _net(d, c),
        n=int(sum(pair.before + pair.after for pair in (t, c, d))),
        interval=None,
        assumptions=("equal_relative_trends", "comparison_untouched", "same_recording"),
    )


def _net(pair: PairedCounts, comparison: PairedCounts) -> float:
    return pair.before * comparison.after / comparison.before - pair.after


def _reading(quotient: float) -> Reading:
    if quotient > 1:
        return "diffusion_larger"
    if quotient > 0:
        return "diffusion"
    if quotient == 0:
        return "none"
    return "displacement_smaller" if quotient >= -1 else "displacement_larger"


def check_comparison(comparison: PairedCounts) -> None:
    """Refuse a comparison area that is empty in one of the periods: nothing can be divided by it."""
    if not min(comparison.before, comparison.after) > 0:
        raise MethodError(
            "displacement.comparison-empty",
            expected="Events in the comparison area in both periods.",
            seen=f"{comparison.before:g} before and {comparison.after:g} after.",
            remedy="choose a larger comparison area or longer periods.",
        )
