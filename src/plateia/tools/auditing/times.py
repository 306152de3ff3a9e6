"""Weekday by hour, where the sources know the hour; incidents with a time span are shared over it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.model import CITY, CountKey, Estimate, Finding
from plateia.sources.incidents.times import DAY, HOUR
from plateia.tables.incidents import MINUTES_PER_DAY
from plateia.tools.auditing.context import AuditContext, Steps
from plateia.vocabulary import ALL, offence_categories

FEWEST_TIMED = 50
PEAK_HOURS = 4
LONGEST_DAYS = 7.0
NOTED_SHARE = 0.05


def add_timing(context: AuditContext, steps: Steps) -> None:
    """One finding per category whose times are known to the hour."""
    rows = context.intake.table.rows
    month = np.searchsorted(context.counts.months, rows.month)
    timed = (rows.resolution <= HOUR) & context.counts.complete[month]
    if not timed.any():
        code = "time.day-resolution" if (rows.resolution == DAY).any() else "time.month-resolution"
        steps.refuse("timing", code, context, method="aoristic_timing")
        return
    known = offence_categories()
    categories = context.intake.table.categories
    groups = {category: timed & (rows.category == number) for number, category in enumerate(categories)}
    together = [number for number, category in enumerate(categories) if known[category].in_all]
    if len(together) > 1:
        groups[ALL] = timed & np.isin(rows.category, together)
    found = 0
    for category, chosen in groups.items():
        if chosen.sum() >= FEWEST_TIMED:
            found += _add(context, category, rows.earliest[chosen], rows.latest[chosen], steps)
    if not found:
        steps.refuse("timing", "time.none-usable", context, method="aoristic_timing")


def _add(context: AuditContext, category: str, earliest: NDArray[Any], latest: NDArray[Any], steps: Steps) -> int:
    from plateia.measures.incidents.aoristic import aoristic_weights

    found = aoristic_weights(earliest, latest, max_days=LONGEST_DAYS)
    if found.n_used < FEWEST_TIMED:
        return 0
    many_long = found.n_too_long or np.mean(latest - earliest > MINUTES_PER_DAY) > NOTED_SHARE
    weights, total = found.weights, float(found.weights.sum())
    weekday, start, share = _peak(weights)
    night = weights[:, 22:].sum() + weights[:, :6].sum()
    steps.findings.append(
        Finding(
            id=f"timing:{category}",
            kind="timing",
            values={
                "offence_category": category,
                "weights": tuple(tuple(round(float(weight), 6) for weight in day) for day in weights),
                "peak_weekday": weekday,
                "peak_from_hour": start,
                "peak_to_hour": start + PEAK_HOURS,
                "share_in_peak": share,
                "share_weekend": float(weights[5:].sum()) / total,
                "share_night": float(night) / total,
                "n_used": found.n_used,
                "n_too_long": found.n_too_long,
            },
            estimate=Estimate(share, no_interval_reason="all_incidents", n=found.n_used, unit="share_in_four_hours"),
            period=context.period,
            method="aoristic_timing",
            caveats=(*context.common_caveats, *(("intervals_long",) if many_long else ())),
            basis=(CountKey("months", CITY, category),),
        )
    )
    return 1


def _peak(weights: NDArray[np.float64]) -> tuple[int, int, float]:
    """Return weekday, first hour and share of the four hours of one day that hold most."""
    blocks = np.lib.stride_tricks.sliding_window_view(weights, PEAK_HOURS, axis=1).sum(axis=2)
    weekday, start = np.unravel_index(int(np.argmax(blocks)), blocks.shape)
    return int(weekday), int(start), float(blocks[weekday, start] / weights.sum())
