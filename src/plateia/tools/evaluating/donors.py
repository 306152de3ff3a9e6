"""The units a weighted comparison is made of: which, how many, and their rates."""

from __future__ import annotations

import numpy as np

from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import UsualVariation

FEWEST_MONTHS = 8
"""A series needs as many months on each side (planning and evaluation 15.7, 15.8)."""
FEWEST_DONORS = 10
DONORS_FOR_EACH = 20
"""For each treated unit: one among fewer cannot stand out at 5 %, and groups drawn from fewer are too much alike."""
MOST_DONORS = 100
"""For up to five treated units; for more, so many for each."""


def offers_weights(panel: Panel) -> bool:
    """Tell whether there is enough for a weighted comparison to keep its level: else only where a plan names it."""
    return _bears_weights(panel) and not few_donors(panel)


def few_donors(panel: Panel) -> bool:
    """Tell whether there are too few donors for the placebo groups to differ from each other."""
    return _donors(panel) < DONORS_FOR_EACH * panel.n(TREATED)


def _bears_weights(panel: Panel) -> bool:
    sized = bool((panel.exposure[panel.groups[TREATED]] > 0).all())
    return sized and _donors(panel) >= FEWEST_DONORS and panel.n_before >= FEWEST_MONTHS


def _donors(panel: Panel) -> int:
    return int((panel.groups[COMPARISON] & (panel.exposure > 0)).sum())


def most_donors(n_treated: int) -> int:
    """Return how many comparison units may lend weight at most."""
    return max(MOST_DONORS, DONORS_FOR_EACH * n_treated)


def pooled_rates(panel: Panel, usual: UsualVariation) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """Return rates by month, which rows are treated, the exposure of the treated units, and how much each row swings.

    The first rows, one for each treated unit, hold the rate of all of them together: so the measures know of how many
    units it is a mean, and compare it with groups of as many.

    Raises
    ------
    MethodError
        ``evaluation.donors-few``.
    """
    if not _bears_weights(panel):
        raise MethodError(
            "evaluation.donors-few",
            expected=f"At least {FEWEST_DONORS} comparison units, {FEWEST_MONTHS} months before, and a denominator of "
            "every treated unit.",
            seen=f"{_donors(panel)} and {panel.n_before}.",
            remedy="name more comparison units or a longer period before, or choose another design.",
        )
    chosen = panel.before | panel.after
    treated = panel.groups[TREATED]
    pool = float(panel.exposure[treated].sum())
    pooled = panel.counts[treated][:, chosen].sum(axis=0) / pool
    donors = _alike(panel)
    rates = panel.counts[donors][:, chosen] / panel.exposure[donors, None]
    n, swings = panel.n(TREATED), _swings(panel, usual)
    # Of the mean of as many equal rows: their swings are those of all treated units together.
    together = np.sqrt((swings[treated] ** 2).sum() * n) / pool
    noise = np.concatenate([np.full(n, together), swings[donors] / panel.exposure[donors]])
    return np.vstack([np.tile(pooled, (n, 1)), rates]), np.arange(n), pool, noise


def _swings(panel: Panel, usual: UsualVariation) -> np.ndarray:
    """Return the standard deviation of each unit's count in a period as long as the one after, from those before."""
    before = panel.counts[:, panel.before].sum(axis=1)
    # Half an event: where nothing was recorded something may be.
    expected = np.maximum(before, 0.5) * panel.n_after / panel.n_before
    return np.asarray(np.sqrt(usual.model.variance(expected)))


def _alike(panel: Panel) -> np.ndarray:
    """Return the comparison units nearest to each treated unit in their rate before, some for each.

    Among hundreds of units a dozen months fit any treated unit by chance alone.
    """
    donors = np.flatnonzero(panel.groups[COMPARISON] & (panel.exposure > 0))
    treated = panel.groups[TREATED]
    # In an order of their own, so that the order of the table says nothing where units are equally near.
    donors = donors[np.lexsort(panel.counts[donors][:, panel.before].T)]
    before = panel.counts[:, panel.before].sum(axis=1)
    distance = np.abs((before[donors] / panel.exposure[donors])[:, None] - before[treated] / panel.exposure[treated])
    rank = distance.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    nearest = np.lexsort((distance.min(axis=1), rank.min(axis=1)))
    return np.sort(donors[nearest[: most_donors(panel.n(TREATED))]])
