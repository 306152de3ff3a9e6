"""The published tables with everything emptied that a hidden count went into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.counts import CityCounts, HiddenCounts
from plateia.findings.thresholds import (
    MANY_HIDDEN,
    PLACES_EVENTS,
    PLACES_UNITS,
    SENSITIVE_MONTHS,
    SMALLEST_CELL_M,
    interval_width,
)
from plateia.vocabulary import ALL

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]

SUPPRESSED = "suppressed"
_SMOOTHED = ["rate_eb", "rate_eb_low", "rate_eb_high"]
_RATES = ["rate", "rate_ci_low", "rate_ci_high", *_SMOOTHED]
_CHANGE = ["before", "after", "ratio", "ratio_low", "ratio_high", "q"]
_GINI = ["gini", "gini_chance_low", "gini_chance_high"]
_SHARES = ["share25", "share50"]
COARSE = {**dict.fromkeys(_GINI, 2), **dict.fromkeys(_SHARES, 3)}
"""Decimals of what is said of squares and places: with all its digits a moment of them tells hidden counts."""


@dataclass(frozen=True)
class Rule:
    """What is hidden and by which thresholds.

    Attributes
    ----------
    minimum_count : int
    thresholds : mapping of str to int
        Category to its k.
    last_month : int
        Month of the year in which the record ends, 1 to 12: the length of the year to date.
    like_months : int
        Months on each side of the twelve-month comparison.
    """

    counts: CityCounts
    hidden: HiddenCounts
    minimum_count: int
    thresholds: Mapping[str, int]
    last_month: int
    like_months: int

    def is_sensitive(self, category: str) -> bool:
        """Say whether a category is sensitive; ``all`` is not."""
        return category != ALL and bool(self.counts.sensitive[self.counts.categories.index(category)])

    def n_months(self, comparison: str) -> int:
        """Return how many months a comparison adds up."""
        return {"same_month": 1, "year_to_date": self.last_month}.get(comparison, self.like_months)

    def total(self, category: str) -> int:
        """Return the city's count of a category."""
        counts = self.counts
        return counts.total_all if category == ALL else int(counts.totals[counts.categories.index(category)])

    def area_counts(self, category: str) -> NDArray[np.int64]:
        """Return the counts of a category by area."""
        counts = self.counts
        if category == ALL:
            return counts.row_totals[:-1]
        return np.asarray(counts.by_area[:-1, counts.categories.index(category)])


def protected_tables(tables: Mapping[str, pd.DataFrame], *, rule: Rule) -> dict[str, pd.DataFrame]:
    """Return the tables of the protected version; ``places`` is none of them."""
    makers: Mapping[str, Callable[..., pd.DataFrame]] = {
        "areas": _areas,
        "months": _months,
        "cells": _cells,
        "concentration": _concentration,
        "changes": _changes,
    }
    return {name: make(tables[name], rule=rule) for name, make in makers.items() if name in tables}


def moments_are_safe(hidden: NDArray[np.int64], *, width: int) -> bool:
    """Say whether a moment of all counts may be published beside all but the hidden ones.

    Sum and sum of squares together bound each of n counts within mean ± standard deviation · sqrt(n - 1), and with few
    counts they leave a single solution. So either nothing is hidden, or much is and it varies.

    Examples
    --------
    >>> moments_are_safe(np.array([], dtype=np.int64), width=10), moments_are_safe(np.full(500, 3), width=10)
    (True, False)
    """
    if hidden.size == 0:
        return True
    reach = float(hidden.std()) * np.sqrt(hidden.size - 1.0)
    return bool(hidden.size >= MANY_HIDDEN and min(float(hidden.mean()), reach) + reach >= 2 * width)


def emptied(table: pd.DataFrame, rows: Mask, columns: list[str]) -> pd.DataFrame:
    """Return the table with columns empty in the given rows; whole numbers and words stay what they are."""
    import pandas as pd

    result = table.copy()
    if not rows.any():
        return result
    for name in columns:
        column = result[name]
        if pd.api.types.is_integer_dtype(column.dtype):
            column = column.astype("Int64")
        elif pd.api.types.is_bool_dtype(column.dtype):
            column = column.astype("boolean")
        result[name] = column.mask(rows)
    return result


def _areas(table: pd.DataFrame, *, rule: Rule) -> pd.DataFrame:
    at = {area: number for number, area in enumerate(rule.counts.area_ids)}
    where = table["area_id"].astype(str).map(at).to_numpy()
    category = table["offence_category"].to_numpy()
    hidden = np.zeros(len(table), dtype=bool)
    unsmoothed = np.zeros(len(table), dtype=bool)
    for name in np.unique(category.astype(str)):
        here = category == name
        of_area = rule.hidden.in_areas(rule.counts, name)
        hidden[here] = of_area[where[here]]
        counts = rule.area_counts(name)[of_area]
        unsmoothed[here] = not moments_are_safe(counts, width=interval_width(rule.thresholds[name]))
    result = emptied(table, hidden, ["n", *_RATES])
    result = emptied(result, unsmoothed, _SMOOTHED)
    unsmoothed = unsmoothed & table[_SMOOTHED[0]].notna().to_numpy()
    result["reason"] = table["reason"].mask(hidden | (unsmoothed & (table["reason"].fillna("") == "")), SUPPRESSED)
    return result


def _months(table: pd.DataFrame, *, rule: Rule) -> pd.DataFrame:
    hidden = _by_category(table, lambda name: rule.hidden.month_by_month(rule.counts, name))
    hidden = hidden & (table["status"] != "missing").to_numpy()
    result = emptied(table, hidden, ["n", "expected", "limit_low", "limit_high"])
    result["status"] = table["status"].mask(hidden, SUPPRESSED)
    return result


def listed_cells(table: pd.DataFrame, *, rule: Rule) -> Mask:
    """Return which squares may be listed: flagged, large, not sensitive, and holding more than twice k.

    A square that is not listed may hold any number up to twice k, flagged or not: absence says nothing.
    """
    enough = np.array([interval_width(rule.thresholds[name]) + 1 for name in table["offence_category"]], dtype=float)
    n = table["n"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    barred = _by_category(table, lambda name: rule.is_sensitive(name) or rule.hidden.total(rule.counts, name))
    large = table["cell_m"].to_numpy(dtype=np.float64) >= SMALLEST_CELL_M
    return np.asarray(table["high"].fillna(False).to_numpy(dtype=bool) & (n >= enough) & ~barred & large)


def _cells(table: pd.DataFrame, *, rule: Rule) -> pd.DataFrame:
    kept = table[listed_cells(table, rule=rule)].reset_index(drop=True)
    return emptied(kept, np.ones(len(kept), dtype=bool), ["n", "z", "p", "q"])


def _concentration(table: pd.DataFrame, *, rule: Rule) -> pd.DataFrame:
    rows = [_concentration_row(row, rule) for row in table.to_dict("records")]
    known: dict[str, list[float]] = {}
    no_n = np.zeros(len(table), dtype=bool)
    for number, row in enumerate(table.to_dict("records")):
        category, k = row["offence_category"], rule.thresholds[row["offence_category"]]
        others = known.setdefault(category, [float(rule.total(category))])
        n = _number(row["n"])
        differs = any(0 < abs(n - other) < k for other in others)
        hidden = rule.hidden.total(rule.counts, category) or rule.hidden.outside_areas(rule.counts, category)
        no_n[number] = hidden or 0 < n < k or differs
        if not no_n[number]:
            others.append(n)
    # Of squares and places `all` less the shown categories would tell the hidden ones: their sum goes with the first.
    units = table["unit"].to_numpy()
    for unit in set(units[no_n]) - {"areas"}:
        no_n |= (units == unit) & (table["offence_category"] == ALL).to_numpy()
    no_shares = no_n | ~np.array([shares for shares, _ in rows], dtype=bool)
    no_gini = no_n | ~np.array([gini for _, gini in rows], dtype=bool)
    result = emptied(emptied(emptied(table, no_n, ["n"]), no_shares, _SHARES), no_gini, _GINI)
    return result.assign(
        **{name: result[name].where(units == "areas", result[name].round(COARSE[name])) for name in COARSE}
    )


def _concentration_row(row: Mapping[Any, Any], rule: Rule) -> tuple[bool, bool]:
    """Say whether the shares and whether the Gini coefficient of a row may be shown."""
    category = str(row["offence_category"])
    if row["unit"] != "areas":
        large = _number(row["n"]) >= PLACES_EVENTS and int(row["n_units"]) >= PLACES_UNITS
        return large, large
    width = interval_width(rule.thresholds[category])
    n, hidden = rule.area_counts(category), rule.hidden.in_areas(rule.counts, category)
    busiest = np.argsort(-n, kind="stable")
    n_half = int(np.searchsorted(np.cumsum(n[busiest]), 0.5 * n.sum())) + 1
    top = busiest[:n_half]
    # Every area that is not among the busiest holds at most as much as the least of them.
    shares = not hidden.any() or bool(not hidden[top].any() and n[top].min() >= width)
    return shares, moments_are_safe(n[hidden], width=width)


def _changes(table: pd.DataFrame, *, rule: Rule) -> pd.DataFrame:
    result = table[table["level"] != "area"].reset_index(drop=True)
    compared = result["before"].notna().to_numpy()
    in_city = (result["level"] == "city").to_numpy()
    records = result.to_dict("records")
    no_counts = compared & ~np.array(
        [city and city_change_is_shown(row, rule) for row, city in zip(records, in_city, strict=True)], dtype=bool
    )
    no_reading = no_counts & ~np.array(
        [not city and reading_is_shown(row, rule) for row, city in zip(records, in_city, strict=True)], dtype=bool
    )
    result = emptied(emptied(result, no_counts, _CHANGE), no_reading, ["reading"])
    result["reason"] = result["reason"].mask(no_counts, SUPPRESSED)
    return result


def city_change_is_shown(row: Mapping[Any, Any], rule: Rule) -> bool:
    """Say whether a comparison of the whole city may be shown with its counts."""
    category, comparison = str(row["offence_category"]), str(row["comparison"])
    if rule.hidden.total(rule.counts, category):
        return False
    if rule.hidden.month_by_month(rule.counts, category):
        return comparison == "twelve_months" and rule.hidden.twelve_months
    k = rule.thresholds[category]
    return not any(0 < _number(row[side]) < k for side in ("before", "after"))


def reading_is_shown(row: Mapping[Any, Any], rule: Rule) -> bool:
    """Say whether the reading of a district may be shown; its counts never are.

    The sum of both periods may be known, so the reading must leave the split within it open: a clear change leaves
    everything that is clearer still, down to k on the smaller side; "as usual" leaves 1.96 · sqrt(sum) and more.
    """
    category = str(row["offence_category"])
    k, width = rule.thresholds[category], interval_width(rule.thresholds[category])
    if rule.is_sensitive(category) and rule.n_months(str(row["comparison"])) < SENSITIVE_MONTHS:
        return False
    before, after = _number(row["before"]), _number(row["after"])
    return bool(min(before, after) >= k + width and 1.96 * np.sqrt(before + after) >= width)


def _by_category(table: pd.DataFrame, says: Callable[[str], bool]) -> Mask:
    category = table["offence_category"].astype(str)
    answers = {name: says(name) for name in category.unique()}
    return np.asarray(category.map(answers).to_numpy(dtype=bool))


def _number(n: object) -> float:
    import pandas as pd

    return np.nan if n is None or pd.isna(n) else float(n)  # type: ignore[arg-type]
