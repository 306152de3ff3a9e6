"""How much counts vary when nothing is done: estimated once per category, for areas and for the city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.tools.auditing.context import AuditContext
from plateia.tools.auditing.periods import LikePeriods

if TYPE_CHECKING:
    from plateia.measures.areas.dispersion import Dispersion
    from plateia.measures.areas.dispersion_model import DispersionModel


@dataclass(frozen=True)
class Dispersions:
    """Per category: the model for areas, the model for districts, and the city series.

    ``window_months`` is the length of the periods the area models were estimated on: an area's rate moves from one such
    period to the next.
    """

    areas: dict[str, DispersionModel]
    districts: dict[str, DispersionModel]
    city: dict[str, Dispersion]
    window_months: int

    def area_factor(self, category: str, n: ArrayLike, covered_months: ArrayLike) -> NDArray[np.float64]:
        """Return variance over mean of areas' counts that add up several such periods.

        Over T periods of mean mu the variance is T (mu + mu^2 / theta): the factor is that of one period.
        """
        periods = np.maximum(np.asarray(covered_months, float) / self.window_months, 1.0)
        return np.asarray(self.areas[category].factor(np.nan_to_num(np.asarray(n, float)) / periods))


def estimate_dispersions(context: AuditContext, district_of: NDArray[Any] | None) -> Dispersions:
    """Estimate from the city's own past; the later side of the main comparison is never used."""
    from plateia.measures.areas.dispersion import series_dispersion
    from plateia.measures.areas.dispersion_model import choose_dispersion_model

    counts, pair = context.counts, context.main_comparison()
    past = context.past_of(pair) if pair is not None else []
    before_now = _earlier_months(context, pair)
    areas, districts, city = {}, {}, {}
    for number, category in enumerate(counts.categories):
        by_area = counts.by_area[number]
        areas[category] = _coarse(
            choose_dispersion_model([area_pair(by_area, earlier, counts.covered) for earlier in past])
        )
        if district_of is not None:
            grouped = summed_by(by_area, district_of)
            districts[category] = _coarse(
                choose_dispersion_model(
                    [(grouped[:, p.before].sum(axis=1), grouped[:, p.after].sum(axis=1)) for p in past]
                )
            )
        months = counts.months[before_now]
        city[category] = series_dispersion(counts.city[number][before_now], years=months // 12, months=months % 12)
    return Dispersions(areas, districts, city, window_months=len(pair) if pair is not None else 12)


def _coarse(model: DispersionModel) -> DispersionModel:
    """Return a model with two significant digits: limits of areas tell it, and hidden counts take part in it."""
    phi, theta = (float(f"{figure:.{DIGITS}g}") for figure in (model.phi, model.theta))
    return replace(model, phi=phi, theta=theta)


FEWEST_PLACEBO_AREAS = 20
DIGITS = 2


def note_placebo(context: AuditContext) -> None:
    """Note how many areas would be flagged in the latest past pair, where nothing is known to have been done.

    Dispersion comes from the other pairs of like periods, the one under test included; no pair is tested on itself.
    """
    from plateia.measures.areas.comparison import placebo_share
    from plateia.measures.areas.dispersion_model import choose_dispersion_model

    counts, pair = context.counts, context.main_comparison()
    past = context.past_of(pair) if pair is not None else []
    if pair is None or not past:
        return
    for number, category in enumerate(counts.categories):
        pairs = [area_pair(counts.by_area[number], like, counts.covered) for like in (past[0], *past[1:], pair)]
        model = choose_dispersion_model(pairs[1:])
        before, after = pairs[0]
        if model.assumed or not (np.nansum(before) and np.nansum(after)):
            continue
        found = placebo_share(before, after, dispersion=model)
        if found.n_areas >= FEWEST_PLACEBO_AREAS:
            context.choose(f"placebo:areas:{category}", round(found.share, 3), "placebo", n=found.n_areas)


def _earlier_months(context: AuditContext, pair: LikePeriods | None) -> NDArray[Any]:
    complete = np.flatnonzero(context.counts.complete)
    return complete[complete < pair.after.min()] if pair is not None else complete


def area_pair(
    by_area: NDArray[Any], pair: LikePeriods, covered: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return counts of two like periods per area, NaN where an area is not covered throughout."""
    whole = covered[:, np.concatenate([pair.before, pair.after])].all(axis=1)
    before = np.where(whole, by_area[:, pair.before].sum(axis=1), np.nan)
    return before, np.where(whole, by_area[:, pair.after].sum(axis=1), np.nan)


def summed_by(by_area: NDArray[Any], group: NDArray[Any]) -> NDArray[Any]:
    """Return sums over the areas of each group, shape (n_groups, ...)."""
    sums = np.zeros((int(group.max()) + 1, *by_area.shape[1:]), by_area.dtype)
    np.add.at(sums, group, by_area)
    return sums
