"""The city as a whole: levels, trends, comparisons, and the monthly series with what was to be expected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.findings.model import CITY, CountKey, Estimate, Finding, Value
from plateia.tables.published import CHANGES
from plateia.tools.auditing.context import DISCOVERY_RATE, LEVEL, AuditContext, Steps
from plateia.tools.auditing.dispersions import Dispersions
from plateia.tools.auditing.periods import LikePeriods, months_of, spans_of
from plateia.vocabulary import ALL, counts_in_all

if TYPE_CHECKING:
    import pandas as pd

    from plateia.measures.checks import Floats

FEWEST_TO_COMPARE = 10
TREND_MONTHS = 24
ASSUMED_RATE = 0.01
"""Where what is usual had to be assumed, a change has to be five times rarer to be called clear. Our decision."""


def add_levels(context: AuditContext, dispersions: Dispersions, steps: Steps) -> None:
    """How much was recorded: incidents per year of every category."""
    from plateia.measures.intervals import poisson_interval

    counts = context.counts
    complete = counts.complete
    years = float(complete.sum()) / 12
    total = int(counts.city[counts.position(ALL)][complete].sum())
    for number, category in enumerate(counts.categories):
        n = int(counts.city[number][complete].sum())
        if not years or (category == ALL and not total):
            continue
        dispersion = dispersions.city[category]
        limits = poisson_interval(n, dispersion=dispersion.phi, level=LEVEL)
        low, high = float(limits.low) / years, float(limits.high) / years
        estimate = Estimate(n / years, low, high, LEVEL, "quasi_poisson_exact", n=n, unit="incidents_per_year")
        values: dict[str, Value] = {
            "offence_category": category,
            "n": n,
            "n_without_area": int(counts.without_area[number][complete].sum()),
            "years": years,
            "share_of_all": n / total if total and counts_in_all(category) else None,
        }
        steps.findings.append(
            Finding(
                id=f"level:{category}",
                kind="level",
                values=values,
                estimate=estimate,
                period=context.period,
                method="rates",
                caveats=(*context.common_caveats, *(("dispersion_assumed",) if dispersion.assumed else ())),
                basis=(CountKey("months", CITY, category),),
            )
        )


def months_table(context: AuditContext) -> pd.DataFrame:
    """Return the city month by month, with expectation and limits from the same months of earlier years."""
    import pandas as pd

    from plateia.measures.incidents.months import monthly_expectation

    counts = context.counts
    parts = []
    for number, category in enumerate(counts.categories):
        series = counts.city[number]
        expectation = monthly_expectation(series, year_month=counts.months, covered=counts.complete, level=LEVEL)
        # Before two years of months are known nobody can say what is usual: the mean is shown, limits are not.
        known_past = np.cumsum(counts.complete) - counts.complete >= TREND_MONTHS
        parts.append(
            pd.DataFrame(
                {
                    "month": counts.month_texts,
                    "offence_category": category,
                    "n": pd.array(
                        [
                            None if status == "missing" else int(n)
                            for n, status in zip(series, counts.status, strict=True)
                        ],
                        dtype="Int64",
                    ),
                    "expected": expectation.expected,
                    "limit_low": np.where(known_past, expectation.low, np.nan),
                    "limit_high": np.where(known_past, expectation.high, np.nan),
                    "status": list(counts.status),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def add_trends(context: AuditContext, steps: Steps) -> None:
    """How each category moves from year to year over all complete months."""
    from plateia.measures.incidents.trend import yearly_trend

    counts = context.counts
    n_months = int(counts.complete.sum())
    if n_months < TREND_MONTHS:
        steps.refuse("trend", "trend.too-short", context, method="trend", n_months=n_months)
        return
    months = counts.months[counts.complete]
    for number, category in enumerate(counts.categories):
        series = counts.city[number][counts.complete]
        if series.sum() < FEWEST_TO_COMPARE * 2:
            steps.refuse("trend", "trend.too-few", context, method="trend", offence_category=category)
            continue
        trend = yearly_trend(series, year_month=months, level=LEVEL)
        reading = "as_usual"
        if trend.low > 1 or trend.high < 1:
            reading = "clearly_more" if trend.ratio > 1 else "clearly_fewer"
        estimate = Estimate(
            trend.ratio,
            trend.low,
            trend.high,
            LEVEL,
            "quasi_poisson_seasonal",
            n=int(series.sum()),
            unit="ratio_per_year",
        )
        steps.findings.append(
            Finding(
                id=f"trend:{category}",
                kind="trend",
                values={
                    "offence_category": category,
                    "n_months": n_months,
                    "ratio_per_year": trend.ratio,
                    "reading": reading,
                },
                estimate=estimate,
                period=context.period,
                method="trend",
                caveats=(*context.common_caveats, *pandemic(context, np.flatnonzero(counts.complete))),
                basis=(CountKey("months", CITY, category),),
            )
        )


def pandemic(context: AuditContext, positions: Any) -> tuple[str, ...]:
    """Return the caveat of 2020 and 2021 where a period touches them."""
    years = context.counts.months[positions] // 12
    return ("pandemic_months",) if np.isin(years, (2020, 2021)).any() else ()


def add_city_changes(context: AuditContext, steps: Steps) -> list[dict[str, Any]]:
    """Compare like periods of the whole city; return the rows of the table of changes."""
    from plateia.measures.intervals import false_discovery_q_values

    found = context.comparisons()
    names = {pair.comparison for pair in found}
    for missing in sorted({"same_month", "year_to_date", "twelve_months"} - names):
        steps.refuse(
            "period_change", "comparison.no-like-months", context, method="period_comparison", comparison=missing
        )
    rows = []
    for pair in found:
        compared = [_compared(context, category, pair) for category in context.counts.categories]
        q_values = false_discovery_q_values([row["p"] for row in compared])
        assumed = all(row["assumed"] for row in compared)
        limit = _limit_of_clear(q_values, ASSUMED_RATE if assumed else DISCOVERY_RATE)
        for row, q in zip(compared, q_values, strict=True):
            row["q"] = float(q)
            row["reading"] = _reading(row)
            row |= _usual_range(row, limit)
            steps.findings.append(_change_finding(context, row, pair))
            rows.append({name: value for name, value in row.items() if name in CHANGES.column_names})
    return rows


def _limit_of_clear(q_values: Floats, rate: float) -> float:
    """Return the p-value up to which a change of this family is clear: outside the usual range and clear are one."""
    tested = ~np.isnan(q_values)
    flagged = int((q_values[tested] <= rate).sum())
    return max(flagged, 1) * rate / max(int(tested.sum()), 1)


def _usual_range(row: dict[str, Any], limit: float) -> dict[str, float | None]:
    """Return the later counts that would not be clear; none where nobody knows what is usual."""
    from plateia.measures.areas.comparison import compare_two_counts

    if math.isnan(row["ratio"]) or row["reading"] == "cannot_be_said":
        return {"usual_low": None, "usual_high": None}
    change = compare_two_counts(row["before"], row["after"], dispersion=row["dispersion"], level=1 - limit)
    low, high = (row["before"] * change.ratio / bound for bound in (change.high, change.low))
    return {"usual_low": low, "usual_high": high}


def _compared(context: AuditContext, category: str, pair: LikePeriods) -> dict[str, Any]:
    """Return one category's comparison; dispersion carries month-to-month noise and ordinary yearly swings."""
    from plateia.measures.areas.comparison import compare_two_counts
    from plateia.measures.incidents.variation import USUAL_SWING, USUAL_SWING_ALL, usual_variation

    counts = context.counts
    series = counts.city[counts.position(category)]
    before, after = int(series[pair.before].sum()), int(series[pair.after].sum())
    row: dict[str, Any] = {"level": "city", "area_id": "", "name": "", "offence_category": category}
    row |= {"comparison": pair.comparison, "before": before, "after": after, "p": math.nan, "ratio": math.nan}
    row |= {"ratio_low": math.nan, "ratio_high": math.nan, "dispersion": math.nan, "assumed": True}
    if min(before, after) == 0 or before + after < FEWEST_TO_COMPARE:
        return row
    earlier = counts.complete & (np.arange(len(series)) < pair.after.min())
    variation = usual_variation(
        np.where(earlier, series, np.nan),
        year_month=counts.months,
        before=int(counts.months[pair.after.min()]),
        usual_swing=USUAL_SWING_ALL if category == ALL else USUAL_SWING,
        swing_weight=1.0,
    )
    dispersion = max(1.0, variation.phi + variation.swing**2 / (1 / before + 1 / after))
    change = compare_two_counts(before, after, dispersion=dispersion, level=LEVEL)
    row |= {"p": change.p, "ratio": change.ratio, "ratio_low": change.low, "ratio_high": change.high}
    return row | {"dispersion": dispersion, "assumed": variation.assumed}


def _reading(row: dict[str, Any]) -> str:
    """Say what the comparison bears: without a past of its own, only a change beyond any ordinary one is clear."""
    if math.isnan(row["q"]):
        return "cannot_be_said"
    if row["q"] <= (ASSUMED_RATE if row["assumed"] else DISCOVERY_RATE):
        return "clearly_more" if row["ratio"] > 1 else "clearly_fewer"
    return "cannot_be_said" if row["assumed"] else "as_usual"


def _change_finding(context: AuditContext, row: dict[str, Any], pair: LikePeriods) -> Finding:
    months = context.counts.months
    category, before, after = row["offence_category"], row["before"], row["after"]
    known = not math.isnan(row["ratio"])
    values = {
        "level": "city",
        "area_id": None,
        "name": None,
        "offence_category": category,
        **spans_of(pair, months),
        "before": before,
        "after": after,
        "ratio": row["ratio"] if known else None,
        "usual_low": row["usual_low"],
        "usual_high": row["usual_high"],
        "reading": row["reading"],
        "dispersion": row["dispersion"] if known else None,
        "dispersion_assumed": row["assumed"],
    }
    estimate = (
        Estimate(
            row["ratio"],
            row["ratio_low"],
            row["ratio_high"],
            LEVEL,
            "beta_binomial",
            n=before + after,
            unit="ratio",
        )
        if known
        else Estimate(None, no_interval_reason="too_few", n=before + after, unit="ratio")
    )
    caveats = (*context.common_caveats, *pandemic(context, np.concatenate([pair.before, pair.after])))
    if row["assumed"]:
        caveats = (*caveats, "dispersion_assumed", "short_past")
    return Finding(
        id=f"period_change:city:{pair.comparison}:{category}",
        kind="period_change",
        values=values,
        estimate=estimate,
        period=months_of(pair.after, months),
        method="period_comparison",
        caveats=caveats,
        excess_low=before * (row["ratio_low"] - 1) if known and row["reading"] == "clearly_more" else None,
        basis=(CountKey("changes", CITY, category),),
    )
