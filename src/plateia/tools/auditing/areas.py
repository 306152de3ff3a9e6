"""Areas: rates with the right denominator, areas far from expectation, areas that changed otherwise than the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plateia.tables.areas import DWELLINGS, HECTARES, RESIDENTS
from plateia.tools.auditing.context import LEVEL, AuditContext
from plateia.tools.auditing.dispersions import Dispersions, area_pair, summed_by
from plateia.tools.auditing.periods import LikePeriods
from plateia.vocabulary import ALL, offence_categories

if TYPE_CHECKING:
    import pandas as pd

PER = {RESIDENTS: 1000, DWELLINGS: 1000, HECTARES: 100}
SMALLEST_DENOMINATOR = 100.0
FEWEST_EXPECTED = 1.0
FEWEST_AREAS = 10
"""Fewer do not tell how much areas differ from each other; without that the limits would be those of mere chance."""
FEWEST_IN_PAIR = 10


@dataclass(frozen=True)
class Levels:
    """Each area against what the city's rate would give it; arrays of shape (n_categories, n_areas)."""

    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p_high: NDArray[np.float64]
    p_low: NDArray[np.float64]


@dataclass(frozen=True)
class Changes:
    """Each unit's change against the city's; arrays of shape (n_categories, n_units)."""

    pair: LikePeriods
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    ratio: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p: NDArray[np.float64]


def denominator_of(context: AuditContext, category: str) -> str:
    """Return the denominator of a category: the target at risk, or the nearest the city has a figure for."""
    wanted = HECTARES if category == ALL else offence_categories()[category].denominator
    known = [name for name, values in context.areas.denominators.items() if np.isfinite(values).any()]
    for name in {DWELLINGS: [DWELLINGS, RESIDENTS], RESIDENTS: [RESIDENTS]}.get(wanted, []):
        if name in known:
            if name != wanted:
                context.choose(f"denominator:{category}", name, "denominator_missing", wanted=wanted)
            return name
    if wanted != HECTARES:
        context.choose(f"denominator:{category}", HECTARES, "denominator_missing", wanted=wanted)
    return HECTARES


def areas_table(context: AuditContext, dispersions: Dispersions) -> pd.DataFrame:
    """Return one row for every area and category, zeros included."""
    import pandas as pd

    return pd.concat(
        [
            _category_rows(context, number, category, dispersions)
            for number, category in enumerate(context.counts.categories)
        ],
        ignore_index=True,
    )


def _category_rows(context: AuditContext, number: int, category: str, dispersions: Dispersions) -> pd.DataFrame:
    import pandas as pd

    from plateia.measures.areas.rates import crude_rate, rate_interval, smoothed_rate

    areas, counts = context.areas, context.counts
    name = denominator_of(context, category)
    per, years = PER.get(name, 1000), counts.years
    covered = years > 0
    n = np.where(covered, counts.in_areas[number], np.nan).astype(float)
    denominator = np.asarray(areas.denominators[name], float)
    small = (denominator < SMALLEST_DENOMINATOR) & (name in {RESIDENTS, DWELLINGS})
    usable = covered & np.isfinite(denominator) & (denominator > 0) & ~small
    exposure = np.where(usable, denominator * years, np.nan)
    spread = dispersions.area_factor(category, n, years * 12)
    columns: dict[str, Any] = {"rate": crude_rate(n, exposure, per=per)}
    interval = rate_interval(n, exposure, per=per, dispersion=spread, level=LEVEL)
    columns |= {"rate_ci_low": interval.low, "rate_ci_high": interval.high}
    if usable.sum() >= 2:
        smooth = smoothed_rate(n, exposure, per=per, dispersion=spread, level=LEVEL)
        columns |= {"rate_eb": smooth.rate, "rate_eb_low": smooth.low, "rate_eb_high": smooth.high}
    else:
        columns |= dict.fromkeys(("rate_eb", "rate_eb_low", "rate_eb_high"), np.nan)
    missing = covered & ~np.isfinite(denominator) | (denominator == 0)
    return pd.DataFrame(
        {
            "area_id": list(areas.ids),
            "name": list(areas.names),
            "offence_category": category,
            "n": pd.array(np.where(covered, counts.in_areas[number], 0), "Int64").copy(),
            "denominator_name": name,
            "denominator": denominator,
            "per": per,
            "years": years,
            **columns,
            "reason": np.select(
                [~covered, missing, small], ["not_covered", "denominator_missing", "denominator_small"], ""
            ),
        }
    ).assign(n=lambda rows: rows["n"].where(covered))


def compare_levels(context: AuditContext, dispersions: Dispersions) -> Levels:
    """Set every area beside the number it would have at the city's own rate (indirect standardisation)."""
    from plateia.measures.areas.dispersion import cross_sectional_dispersion
    from plateia.measures.areas.funnel import funnel
    from plateia.measures.areas.standardisation import expected_counts
    from plateia.measures.intervals import poisson_interval

    counts = context.counts
    shape = (len(counts.categories), len(context.areas))
    expected, low, high, p_high, p_low = (np.full(shape, np.nan) for _ in range(5))
    covered = counts.years > 0
    for number, category in enumerate(counts.categories):
        denominator = np.asarray(context.areas.denominators[denominator_of(context, category)], float)
        usable = covered & np.isfinite(denominator) & (denominator > 0)
        observed = counts.in_areas[number].astype(float)
        if usable.sum() < 3 or not observed[usable].sum():
            continue
        exposure = (denominator * counts.years)[usable]
        expected[number, usable] = expected_counts(observed[usable], exposure)
        spread = dispersions.area_factor(category, observed[usable], counts.years[usable] * 12)
        limits = poisson_interval(observed[usable], dispersion=spread, level=LEVEL)
        low[number, usable], high[number, usable] = limits.low, limits.high
        tested = usable & (np.nan_to_num(expected[number]) >= FEWEST_EXPECTED)
        if tested.sum() < FEWEST_AREAS:
            continue
        between = cross_sectional_dispersion(observed[tested], expected[number, tested], minimum_areas=FEWEST_AREAS)
        place = funnel(observed[tested], expected[number, tested], model="additive", dispersion=between, level=LEVEL)
        p_high[number, tested], p_low[number, tested] = place.p_high, place.p_low
    return Levels(expected, low, high, p_high, p_low)


def compare_changes(
    context: AuditContext, pair: LikePeriods, dispersions: Dispersions, *, district_of: NDArray[Any] | None
) -> Changes:
    """Set every area's, or district's, change beside the city's own."""
    from plateia.measures.areas.comparison import compare_areas

    counts = context.counts
    models = dispersions.areas if district_of is None else dispersions.districts
    found: list[tuple[NDArray[np.float64], ...]] = []
    for number, category in enumerate(counts.categories):
        before, after = area_pair(counts.by_area[number], pair, counts.covered)
        if district_of is not None:
            before = summed_by(np.nan_to_num(before), district_of)
            after = summed_by(np.nan_to_num(after), district_of)
        few = ~(before + after >= FEWEST_IN_PAIR)
        blank = np.full(before.shape, np.nan)
        if not (np.nansum(before) and np.nansum(after)) or len(before) < 3:
            found.append((before, after, blank, blank, blank, blank))
            continue
        compared = compare_areas(before, after, dispersion=models[category], level=LEVEL)
        shown = [
            np.where(few, np.nan, values)
            for values in (compared.ratio_to_city, compared.low, compared.high, compared.p)
        ]
        found.append((before, after, *shown))
    return Changes(pair, *(np.array(column) for column in zip(*found, strict=True)))
