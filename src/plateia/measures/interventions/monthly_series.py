"""A checked monthly series and the columns of its regression: trend, measure and season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats, check_same_shape
from plateia.measures.interventions.effects import whole_counts

Shape = Literal["level", "slope", "both"]
Term = Literal["trend", "level", "slope"]
MINIMUM_SIDE = 8
MINIMUM_SEASON = 24
HARMONICS = 2
TERMS: dict[Shape, tuple[Term, ...]] = {
    "level": ("trend", "level"),
    "slope": ("trend", "slope"),
    "both": ("trend", "level", "slope"),
}


@dataclass(frozen=True)
class MonthlySeries:
    """Counts (NaN where not covered), months as year * 12 + month - 1, the measure's first month, log exposure."""

    counts: Floats
    months: NDArray[np.int64]
    start: int
    offset: Floats

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Months with a count."""
        return ~np.isnan(self.counts)

    @property
    def after(self) -> NDArray[np.bool_]:
        """Months with the measure."""
        return np.asarray(self.months >= self.start)

    def design(self, shape: Shape, *, season: bool, measure: bool = True) -> Floats:
        """Return intercept, trend, the measure's terms (zero where it is thought away) and the season."""
        # Centred at the start: otherwise the level is the jump at month 0, long before anything happened.
        time = (self.months - self.start).astype(np.float64)
        switched = self.after * float(measure)
        columns = {"trend": time, "level": switched, "slope": time * switched}
        waves = [
            wave(2 * np.pi * k * self.months / 12)
            for k in range(1, HARMONICS + 1)
            for wave in (np.sin, np.cos)
            if season
        ]
        return np.column_stack([np.ones_like(time), *(columns[name] for name in TERMS[shape]), *waves])


def check_series(counts: ArrayLike, *, year_month: ArrayLike, start: int, exposure: ArrayLike | None) -> MonthlySeries:
    """Return the checked series (input errors of ``interrupted_time_series``)."""
    numbers = whole_counts(counts, name="counts", may_be_missing=True)
    months = np.asarray(year_month)
    check_same_shape(counts=numbers, year_month=months.astype(np.float64))
    if numbers.ndim != 1 or not np.issubdtype(months.dtype, np.integer) or (np.diff(months) <= 0).any():
        raise InputError(
            "series.months-invalid",
            expected="One whole number for each month, year * 12 + month - 1, rising.",
            seen=f"shape {numbers.shape}, months of type {months.dtype}, not rising or repeated.",
            remedy="sort by month and add up what falls into the same month.",
        )
    measured = np.ones_like(numbers) if exposure is None else np.asarray(exposure, dtype=np.float64)
    check_same_shape(counts=numbers, exposure=measured)
    if not ((measured > 0) & np.isfinite(measured)).all():
        raise InputError(
            "series.exposure-invalid",
            expected="A positive exposure for every month.",
            seen=f"{int((~(measured > 0)).sum())} of {measured.size} missing, zero or negative.",
            remedy="leave the exposure out, or leave out those months.",
        )
    return MonthlySeries(numbers, months.astype(np.int64), int(start), np.log(measured))


def check_length(series: MonthlySeries, *, shape: Shape, season: bool) -> None:
    """Refuse what the series is too short for (method errors of ``interrupted_time_series``)."""
    if shape not in TERMS:
        raise MethodError(
            "interrupted_series.shape-unknown",
            expected=f"A shape out of {', '.join(TERMS)}.",
            seen=f"{shape!r}.",
            remedy="take level for a measure that works at once, slope for one that grows.",
        )
    sides = [int((series.covered & side).sum()) for side in (~series.after, series.after)]
    if min(sides) < MINIMUM_SIDE:
        raise MethodError(
            "interrupted_series.too-short",
            expected=f"At least {MINIMUM_SIDE} months with a count before the start and after it.",
            seen=f"{sides[0]} before, {sides[1]} after.",
            remedy="wait, take an older start of the series, or compare two like periods.",
        )
    if season and sum(sides) < MINIMUM_SEASON:
        raise MethodError(
            "interrupted_series.season-too-short",
            expected=f"At least {MINIMUM_SEASON} months to tell the season from the change.",
            seen=f"{sum(sides)}.",
            remedy="take a longer series; season=False only where the offence has none.",
        )
    if not all(series.counts[series.covered & side].sum() > 0 for side in (~series.after, series.after)):
        raise MethodError(
            "interrupted_series.no-events",
            expected="Incidents before the start and after it.",
            seen="none on one side.",
            remedy="use the exact test of two counts.",
        )
