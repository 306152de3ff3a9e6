"""The order of findings: by the lower bound of excess events, with the range each rank could take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plateia.findings.model import KINDS, Finding


def ranked(findings: Sequence[Finding], *, harm_weights: dict[str, float] | None = None) -> tuple[Finding, ...]:
    """Return the findings in order, each with its rank from 1.

    Parameters
    ----------
    harm_weights : dict of str to float, optional
        Weight of an event of each category; a category without one counts as 1 event. Without it every event counts 1.

    Notes
    -----
    Those with an excess come first, the largest lower bound first; then the others by kind. Areas with fewer than 20
    events have no excess to be ordered by (G-12). ``rank_low`` and ``rank_high`` (of those with an excess) count how
    many findings lie wholly above and wholly below within their intervals.
    """

    def weight(finding: Finding) -> float:
        category = finding.values.get("offence_category")
        return (harm_weights or {}).get(str(category), 1.0)

    bounds = {finding.id: _bounds(finding, weight(finding)) for finding in findings if finding.excess_low is not None}
    first = sorted((f for f in findings if f.id in bounds), key=lambda f: (-bounds[f.id][0], f.id))
    rest = sorted((f for f in findings if f.id not in bounds), key=lambda f: (KINDS.index(f.kind), f.id))
    ranges = _rank_ranges([bounds[finding.id] for finding in first])
    ordered = [
        replace(finding, values={**finding.values, "rank_low": low, "rank_high": high})
        for finding, (low, high) in zip(first, ranges, strict=True)
    ]
    return tuple(replace(finding, rank=rank) for rank, finding in enumerate([*ordered, *rest], start=1))


def _bounds(finding: Finding, weight: float) -> tuple[float, float]:
    """Return lower and upper bound of the excess, weighted."""
    low = float(finding.excess_low or 0.0)
    estimate, values = finding.estimate, finding.values
    high = low
    if estimate.ci_low is not None and estimate.ci_high is not None:
        base = values.get("expected") or values.get("before") or 0
        if isinstance(base, int | float) and not isinstance(base, bool):
            high = low + (estimate.ci_high - estimate.ci_low) * float(base)
    return low * weight, high * weight


def _rank_ranges(bounds: list[tuple[float, float]]) -> list[tuple[int, int]]:
    from bisect import bisect_left, bisect_right

    lows, highs = sorted(low for low, _ in bounds), sorted(high for _, high in bounds)
    n = len(bounds)
    return [(1 + n - bisect_right(lows, high), n - bisect_left(highs, low)) for low, high in bounds]
