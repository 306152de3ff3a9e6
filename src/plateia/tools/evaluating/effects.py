"""What a method says of an effect: one uniform result for all of them, and what several of them need."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.findings.model import Value
from plateia.tools.evaluating.panel import Panel

TRENDS_APART = 0.05
"""Treated and comparison units that moved apart before the action with a p below this are no comparison."""
ALONE = ("before_after", "interrupted_time_series")
"""Methods that compare with nothing but the past."""


@dataclass(frozen=True)
class Effect:
    """What one method says.

    Attributes
    ----------
    ratio, low, high : float or None
        Recorded over expected incidents after the start. None where the method gives a difference alone.
    averted, averted_low, averted_high : float or None
        Expected minus recorded incidents.
    p, smallest_p : float or None
    basis : str
        What the interval rests on.
    no_interval : str, optional
        Why there are no limits, as a code of ``plateia.findings.codes``.
    extra : mapping
        Figures of the method alone, for the analyst.
    series : tuple of three arrays of float or None, shape (n_months,)
        Expected incidents of the treated units by month of the panel, and their limits where the method gives them.
    """

    method: str
    ratio: float | None
    low: float | None
    high: float | None
    averted: float | None
    averted_low: float | None
    averted_high: float | None
    p: float | None
    basis: str
    smallest_p: float | None = None
    no_interval: str | None = None
    caveats: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    extra: Mapping[str, Value] = field(default_factory=dict)
    series: tuple[np.ndarray, np.ndarray | None, np.ndarray | None] | None = None

    @property
    def has_limits(self) -> bool:
        """Whether both limits of the incidents averted are known: without them nothing can be carried into money."""
        ends = (self.averted, self.averted_low, self.averted_high)
        return all(end is not None and math.isfinite(end) for end in ends)


def check_comparison(panel: Panel, method: str) -> None:
    """Refuse a method that compares where there is nothing to compare with (``evaluation.needs-comparison``)."""
    if not panel.has(COMPARISON):
        raise MethodError(
            "evaluation.needs-comparison",
            expected=f"Comparison units for {method}.",
            seen="none in the evaluation plan.",
            remedy='name them under comparison, or write comparison = "all others".',
        )


def comparison_weight(panel: Panel, group: str = COMPARISON, to: str = TREATED) -> float:
    """Return how many times larger a comparison was before: its counts are divided by that, so that it is as large.

    Without it a comparison area ten times as large would stand for ten areas: equal linear trends ask for equal size.
    """
    own, other = panel.pair(to)[0].sum(), panel.pair(group)[0].sum()
    return float(max(other, 1) / max(own, 1))
