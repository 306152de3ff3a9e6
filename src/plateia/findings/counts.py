"""The counts of an edition as arrays, and which of them are hidden: what disclosure control works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.edition import Edition
from plateia.findings.thresholds import sensitive_minimum
from plateia.vocabulary import ALL, offence_categories

if TYPE_CHECKING:
    import pandas as pd

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class CityCounts:
    """Everything an edition counts, before anything is hidden.

    Attributes
    ----------
    area_ids, categories, months : tuple of str
        Areas and months sorted; ``all`` is no category here, and months without records are left out.
    by_area : ndarray of int, shape (n_areas + 1, n_categories)
        The last row holds the incidents that lie in no area.
    covered : ndarray of bool, same shape
        False where the area lies outside the territory of every source: no count, nothing to hide.
    all_published : ndarray of bool, shape (n_areas + 1,)
        Whether the table gives the sum of the row.
    by_month : ndarray of int, shape (n_months, n_categories)
    in_all, sensitive : ndarray of bool, shape (n_categories,)
    residents : ndarray of float, shape (n_areas,)
        NaN where unknown.
    """

    area_ids: tuple[str, ...]
    categories: tuple[str, ...]
    months: tuple[str, ...]
    by_area: Whole
    covered: Mask
    all_published: Mask
    by_month: Whole
    in_all: Mask
    sensitive: Mask
    residents: NDArray[np.float64]

    @property
    def totals(self) -> Whole:
        """Incidents of each category in the whole city."""
        return np.asarray(self.by_area.sum(axis=0), dtype=np.int64)

    @property
    def total_all(self) -> int:
        """Incidents of the city that count in ``all``."""
        return int(self.totals[self.in_all].sum())

    @property
    def row_totals(self) -> Whole:
        """Incidents that count in ``all``, for each area and for none."""
        return np.asarray(self.by_area[:, self.in_all].sum(axis=1), dtype=np.int64)

    def thresholds(self, minimum_count: int) -> Whole:
        """Return the smallest count of each category that may be shown."""
        return np.where(self.sensitive, sensitive_minimum(minimum_count), minimum_count).astype(np.int64)


@dataclass(frozen=True)
class HiddenCounts:
    """Which counts are hidden, primary and secondary alike; shapes as in ``CityCounts``.

    Attributes
    ----------
    by_area : ndarray of bool, shape (n_areas + 1, n_categories)
    all_by_area : ndarray of bool, shape (n_areas + 1,)
    totals : ndarray of bool, shape (n_categories,)
    total_all : bool
    series : ndarray of bool, shape (n_categories,)
        Categories whose month by month counts are hidden.
    series_all : bool
    twelve_months : bool
        Whether the city's twelve months of categories with a hidden series may be compared all the same.
    """

    by_area: Mask
    all_by_area: Mask
    totals: Mask
    total_all: bool
    series: Mask
    series_all: bool
    twelve_months: bool

    def total(self, counts: CityCounts, category: str) -> bool:
        """Say whether the city's count of a category is hidden."""
        return self._of(counts, category, self.totals, self.total_all)

    def month_by_month(self, counts: CityCounts, category: str) -> bool:
        """Say whether the monthly counts of a category are hidden."""
        return self._of(counts, category, self.series, self.series_all)

    def outside_areas(self, counts: CityCounts, category: str) -> bool:
        """Say whether the count of incidents without an area is hidden."""
        return self._of(counts, category, self.by_area[-1], bool(self.all_by_area[-1]))

    def in_areas(self, counts: CityCounts, category: str) -> Mask:
        """Return which areas hide their count of a category."""
        if category == ALL:
            return self.all_by_area[:-1]
        return self.by_area[:-1, counts.categories.index(category)]

    def everything(self) -> HiddenCounts:
        """Return the same with every count hidden."""
        full = np.ones_like
        return HiddenCounts(
            full(self.by_area), full(self.all_by_area), full(self.totals), True, full(self.series), True, False
        )

    @staticmethod
    def _of(counts: CityCounts, category: str, mask: Mask, of_all: bool) -> bool:
        return of_all if category == ALL else bool(mask[counts.categories.index(category)])


def city_counts(edition: Edition) -> CityCounts:
    """Read the counts of an edition from its tables and its findings of kind ``level``."""
    areas, months = edition.tables["areas"], edition.tables["months"]
    categories = _categories(edition, areas, months)
    # Sorted, so that the order of rows in a table decides nothing.
    area_ids = tuple(sorted(str(area) for area in areas["area_id"].drop_duplicates()))
    per_area = _pivot(areas, "area_id", area_ids, (*categories, ALL))
    recorded = months[months["status"] != "missing"]
    month_ids = tuple(sorted(str(month) for month in recorded["month"].unique()))
    per_month = _pivot(recorded, "month", month_ids, categories)
    outside = _without_area(edition)
    last = np.array([[outside.get(category, 0) for category in categories]], dtype=np.float64)
    by_area = np.concatenate([per_area[:, :-1], last])
    known = offence_categories()
    return CityCounts(
        area_ids=area_ids,
        categories=categories,
        months=month_ids,
        by_area=np.nan_to_num(by_area).astype(np.int64),
        covered=~np.isnan(by_area),
        all_published=np.append(~np.isnan(per_area[:, -1]), True),
        by_month=np.nan_to_num(per_month).astype(np.int64),
        in_all=np.array([name not in known or known[name].in_all for name in categories], dtype=bool),
        sensitive=np.array([name in edition.sensitive for name in categories], dtype=bool),
        residents=np.array(
            [float(edition.denominators.get(area, {}).get("residents", np.nan)) for area in area_ids], dtype=np.float64
        ),
    )


def _categories(edition: Edition, *tables: pd.DataFrame) -> tuple[str, ...]:
    found = {str(name): None for table in tables for name in table["offence_category"].unique()}
    listed = [name for name in edition.categories if name != ALL]
    return tuple(dict.fromkeys([*listed, *(name for name in found if name != ALL)]))


def _pivot(
    table: pd.DataFrame, rows: str, row_ids: tuple[str, ...], categories: tuple[str, ...]
) -> NDArray[np.float64]:
    """Return n by row and category, NaN where the table has none."""
    wide = np.full((len(row_ids), len(categories)), np.nan)
    row_of: Mapping[Any, int] = {name: number for number, name in enumerate(row_ids)}
    column_of: Mapping[Any, int] = {name: number for number, name in enumerate(categories)}
    at_row = table[rows].astype(str).map(row_of)
    at_column = table["offence_category"].map(column_of)
    here = (at_row.notna() & at_column.notna()).to_numpy()
    n = table["n"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    wide[at_row.to_numpy()[here].astype(int), at_column.to_numpy()[here].astype(int)] = n[here]
    return wide


def _without_area(edition: Edition) -> dict[str, int]:
    """Return the incidents without an area by category, from the findings that say so."""
    return {
        str(finding.values["offence_category"]): int(n)
        for finding in edition.findings
        if finding.kind == "level" and isinstance(n := finding.values.get("n_without_area"), int | np.integer)
    }


def compared_months(edition: Edition, counts: CityCounts) -> tuple[Mask, ...]:
    """Return which months the city's twelve-month comparison adds up, before and after; like months only."""
    for finding in edition.findings:
        values = finding.values
        if finding.kind == "period_change" and values.get("level") == "city":
            if values.get("comparison") == "twelve_months" and "before_from" in values:
                return _like_months(counts.months, {name: str(values[name])[:7] for name in _ENDS})
    return ()


_ENDS = ("before_from", "before_to", "after_from", "after_to")


def _like_months(months: tuple[str, ...], ends: Mapping[str, str]) -> tuple[Mask, Mask]:
    recorded = set(months)
    after = {
        month
        for month in recorded
        if ends["after_from"] <= month <= ends["after_to"]
        and ends["before_from"] <= _year_before(month) <= ends["before_to"]
        and _year_before(month) in recorded
    }
    before = {_year_before(month) for month in after}
    return (
        np.array([month in before for month in months], dtype=bool),
        np.array([month in after for month in months], dtype=bool),
    )


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1:04d}{month[4:]}"
