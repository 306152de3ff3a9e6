"""How much counts of these units vary when nothing is done: the dispersion every effect carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.tools.auditing.dispersions import area_pair
from plateia.tools.auditing.periods import LikePeriods
from plateia.tools.evaluating.panel import Panel

if TYPE_CHECKING:
    from plateia.measures.areas.dispersion_model import DispersionModel

Basis = Literal["past", "untouched", "series", "assumed"]
FEWEST_UNITS = 5
"""With fewer, the change common to all takes most of what single units swing with it (our own limit)."""


@dataclass(frozen=True)
class UsualVariation:
    """The dispersion of units' counts, and what it was estimated on.

    Attributes
    ----------
    basis : str
        ``past``: like periods before the action; ``untouched``: units far from the action, over the same two periods;
        ``series``: months of the treated units themselves before the action, where nothing else is there;
        ``assumed``: the documented default, too little is known.
    n : int
        Pairs of unit and like periods; months of a series.
    """

    model: DispersionModel
    basis: Basis
    n: int

    def factor(self, panel: Panel, group: str) -> float:
        """Return variance over mean of the counts of a group added up."""
        before, after = panel.pair(group)
        return self.factor_at((before + after) / 2 if panel.after.any() else before)

    def factor_at(self, per_unit: NDArray[Any]) -> float:
        """Return variance over mean of counts added up, from the count of each unit."""
        weights = per_unit if per_unit.sum() > 0 else np.ones_like(per_unit)
        return float(np.average(self.model.factor(per_unit), weights=weights))


def usual_variation(panel: Panel) -> UsualVariation:
    """Estimate dispersion on the city's own past; where that is too short, on the units the action did not touch.

    Where neither tells enough and nothing is compared, the months before the action of the treated units themselves do.
    The later period of the evaluation is never used for treated or displacement units: a true effect would hide itself.
    """
    from plateia.measures.areas.dispersion_model import choose_dispersion_model

    past = choose_dispersion_model([area_pair(panel.counts, pair, panel.covered) for pair in past_pairs(panel)])
    if not past.assumed and len(panel.ids) >= FEWEST_UNITS:
        return UsualVariation(past, "past", past.n)
    rows = panel.untouched
    if panel.after.any():
        pair = LikePeriods("same", np.flatnonzero(panel.before), np.flatnonzero(panel.after))
        untouched = choose_dispersion_model([area_pair(panel.counts[rows], pair, panel.covered[rows])])
        if not untouched.assumed:
            return UsualVariation(untouched, "untouched", untouched.n)
    default = past if past.assumed else choose_dispersion_model([])
    return _own_series(panel) or UsualVariation(default, "assumed", default.n)


def past_pairs(panel: Panel) -> list[LikePeriods]:
    """Return pairs of like periods, as long as the period after, that ended before the action began."""
    whole = np.asarray(panel.covered.any(axis=0))
    position = {int(month): place for place, month in enumerate(panel.months) if whole[place]}
    last = int(panel.months[np.flatnonzero(panel.before)[-1]])
    year = panel.per_year
    length = max(min(panel.n_after or year, year), 1)
    found = []
    for end in range(last, int(panel.months[0]) + year - 1, -year):
        later = [end - step for step in range(length)][::-1]
        if all(month in position and month - year in position for month in later):
            found.append(LikePeriods("past", _places(later, position, year), _places(later, position, 0)))
    return found


def _places(months: list[int], position: dict[int, int], back: int) -> NDArray[Any]:
    return np.array([position[month - back] for month in months], np.int64)


def _own_series(panel: Panel) -> UsualVariation | None:
    """Return the dispersion of the treated units' own months before the action; None where too few, or compared.

    Where units are compared it is their difference that has to be judged, and one series does not tell how that moves.
    """
    from plateia.measures.areas.dispersion import series_dispersion
    from plateia.measures.areas.dispersion_model import as_dispersion_model

    if panel.has(COMPARISON):
        return None
    rows = panel.groups[TREATED]
    held = panel.covered[rows].all(axis=0) & (panel.months <= panel.months[panel.before].max())
    months = panel.months[held]
    counts = panel.counts[rows][:, held].sum(axis=0)
    found = series_dispersion(counts, years=months // panel.per_year, months=months % panel.per_year)
    return None if found.assumed else UsualVariation(as_dispersion_model(found), "series", found.n)
