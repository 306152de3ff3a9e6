"""Change by rings around the treated area: where offences went, or how far the good reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plateia.errors import InputError
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.interventions.displacement import DisplacementQuotient, check_comparison, displacement_quotient
from plateia.measures.interventions.effects import (
    AnyDispersion,
    Assumption,
    CountPair,
    Difference,
    PairedCounts,
    dispersion_assumption,
    normal_difference,
    paired_counts,
    single_count,
)


@dataclass(frozen=True)
class Ring:
    """Counts before and after between two distances from the boundary of the treated area, in metres."""

    inner_m: float
    outer_m: float
    before: int
    after: int


@dataclass(frozen=True)
class RingChange:
    """One ring, possibly merged from ``n_rings``.

    ``net`` is the number of events below what the comparison area lets expect: negative means more events here.
    """

    inner_m: float
    outer_m: float
    before: int
    after: int
    n_rings: int
    quotient: DisplacementQuotient
    net: Difference


@dataclass(frozen=True)
class RingDisplacement:
    """All rings, and their net change together."""

    rings: tuple[RingChange, ...]
    net: Difference
    n: int
    minimum_count: int
    level: float
    dispersion: DispersionModel
    assumptions: tuple[Assumption, ...]


def ring_displacement(
    rings: Sequence[Ring],
    *,
    treated: CountPair,
    comparison: CountPair,
    dispersion: AnyDispersion = 1.0,
    minimum_count: int = 10,
    level: float = 0.95,
) -> RingDisplacement:
    """Return quotient and net change of each ring around the treated area.

    Parameters
    ----------
    rings : sequence of Ring
        From the inside to the outside, without gaps; rings that touch another treated area are left out beforehand.
    treated, comparison : pair of int, or of arrays of int
        The comparison area may not touch the rings.
    dispersion : float, Dispersion or DispersionModel
    minimum_count : int
        A ring with fewer events before or after is merged with the next one outwards, the last one inwards.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``displacement.rings-invalid``: none, or not from the inside to the outside.
    MethodError
        ``displacement.comparison-empty``.

    Notes
    -----
    net = Db Ca/Cb - Da. Its variance, phi (D_b (Ca/Cb)^2 + D_a + (D_b Ca/Cb)^2 (1/Ca + 1/Cb)), is by the delta method.

    Examples
    --------
    >>> found = ring_displacement(
    ...     [Ring(0, 150, 64, 60), Ring(150, 300, 80, 83), Ring(300, 450, 95, 91)],
    ...     treated=(120, 84), comparison=(400, 380),
    ... )
    >>> [round(ring.net.estimate, 2) for ring in found.rings], round(found.net.estimate, 2)
    ([0.8, -7.0, -0.75], -6.95)
    """
    model = as_dispersion_model(dispersion)
    against = paired_counts(comparison, name="comparison", model=model)
    check_comparison(against)
    _check_rings(rings)
    changes = []
    for ring, n_rings in _merged(rings, minimum_count):
        counts = (ring.before, ring.after)
        changes.append(
            RingChange(
                inner_m=ring.inner_m,
                outer_m=ring.outer_m,
                before=ring.before,
                after=ring.after,
                n_rings=n_rings,
                quotient=displacement_quotient(treated=treated, comparison=comparison, displacement=counts),
                net=_net_difference(paired_counts(counts, name="rings", model=model), against, level),
            )
        )
    whole = paired_counts(
        ([change.before for change in changes], [change.after for change in changes]), name="rings", model=model
    )
    return RingDisplacement(
        rings=tuple(changes),
        net=_net_difference(whole, against, level),
        n=int(whole.before + whole.after),
        minimum_count=minimum_count,
        level=level,
        dispersion=model,
        assumptions=(dispersion_assumption(model), "equal_relative_trends", "comparison_untouched",
                     "normal_approximation"),
    )  # fmt: skip


def _net_difference(ring: PairedCounts, comparison: PairedCounts, level: float) -> Difference:
    trend = comparison.after / comparison.before
    expected = ring.before * trend
    own = ring.factor * (ring.before * trend**2 + ring.after)
    shared = comparison.factor * expected**2 * (1 / comparison.after + 1 / comparison.before)
    return normal_difference(expected - ring.after, variance=own + shared, level=level)


def _check_rings(rings: Sequence[Ring]) -> None:
    for ring in rings:
        single_count(ring.before, name="rings")
        single_count(ring.after, name="rings")
    edges = [edge for ring in rings for edge in (ring.inner_m, ring.outer_m)]
    apart = any(inner.outer_m != outer.inner_m for inner, outer in pairwise(rings))
    if not rings or apart or edges != sorted(edges) or any(ring.inner_m >= ring.outer_m for ring in rings):
        raise InputError(
            "displacement.rings-invalid",
            expected="At least one ring, from the inside to the outside, each beginning where the last one ends.",
            seen=f"{len(rings)} rings with edges at {', '.join(f'{edge:g}' for edge in edges) or 'none'} m.",
            remedy="sort the rings by distance and close the gaps.",
        )


def _merged(rings: Sequence[Ring], minimum_count: int) -> list[tuple[Ring, int]]:
    """Merge rings outwards until each has enough events before and after; what is left joins the last."""
    merged: list[tuple[Ring, int]] = []
    for ring in rings:
        if merged and min(merged[-1][0].before, merged[-1][0].after) < minimum_count:
            held, n_rings = merged[-1]
            merged[-1] = (_joined(held, ring), n_rings + 1)
        else:
            merged.append((ring, 1))
    if len(merged) > 1 and min(merged[-1][0].before, merged[-1][0].after) < minimum_count:
        last, n_last = merged.pop()
        held, n_rings = merged[-1]
        merged[-1] = (_joined(held, last), n_rings + n_last)
    return merged


def _joined(inner: Ring, outer: Ring) -> Ring:
    return replace(inner, outer_m=outer.outer_m, before=inner.before + outer.before, after=inner.after + outer.after)
