"""The cube every count of the audit is read from: category by area by month, with what is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.sources.incidents.intake import Intake, SourceIntake
from plateia.tables.areas import Areas
from plateia.tables.incidents import month_text
from plateia.vocabulary import ALL, offence_categories

COMPLETE, PARTIAL, MISSING = "complete", "partial", "missing"


@dataclass(frozen=True)
class Counts:
    """Incidents counted once, at intake.

    Attributes
    ----------
    categories : tuple of str
        Those with incidents, ``all`` last.
    months : int array, shape (n_months,), year * 12 + month - 1
    by_area : int array, shape (n_categories, n_areas, n_months)
    without_area : int array, shape (n_categories, n_months)
    covered : bool array, shape (n_areas, n_months)
        All sources that cover the area have the month, whole.
    status : tuple of str, shape (n_months,)
        complete (every source has it whole), missing (no source has it), else partial.
    """

    categories: tuple[str, ...]
    months: NDArray[Any]
    by_area: NDArray[Any]
    without_area: NDArray[Any]
    covered: NDArray[np.bool_]
    status: tuple[str, ...]

    @cached_property
    def city(self) -> NDArray[Any]:
        """Incidents of the whole city, shape (n_categories, n_months)."""
        return np.asarray(self.by_area.sum(axis=1) + self.without_area)

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """Which months every source has whole, shape (n_months,)."""
        return np.array([status == COMPLETE for status in self.status])

    @cached_property
    def in_areas(self) -> NDArray[Any]:
        """Incidents of each area in its covered months, shape (n_categories, n_areas)."""
        return np.asarray((self.by_area * self.covered).sum(axis=2))

    @cached_property
    def years(self) -> NDArray[np.float64]:
        """Covered months / 12 of each area."""
        return np.asarray(self.covered.sum(axis=1) / 12)

    @property
    def month_texts(self) -> list[str]:
        """The months as YYYY-MM."""
        return [month_text(int(month)) for month in self.months]

    def position(self, category: str) -> int:
        """Return the place of a category in every array."""
        return self.categories.index(category)


def count_incidents(intake: Intake, areas: Areas) -> Counts:
    """Count the tidy table once; ``all`` adds up the categories the vocabulary puts into it."""
    rows, table = intake.table.rows, intake.table
    n_areas, n_months, n_own = len(areas), len(intake.months), len(table.categories)
    month = np.searchsorted(intake.months, rows.month)
    flat = (rows.category.astype(np.int64) * (n_areas + 1) + (rows.area + 1)) * n_months + month
    cube = np.bincount(flat, minlength=n_own * (n_areas + 1) * n_months).reshape(n_own, n_areas + 1, n_months)
    known = offence_categories()
    together = cube[[known[category].in_all for category in table.categories]].sum(axis=0)
    cube = np.concatenate([cube, together[None]]).astype(np.int32)
    return Counts(
        categories=(*table.categories, ALL),
        months=intake.months,
        by_area=cube[:, 1:],
        without_area=cube[:, 0],
        covered=_covered(intake.sources, n_areas, n_months),
        status=_status(intake.sources, n_months),
    )


def _covered(sources: Sequence[SourceIntake], n_areas: int, n_months: int) -> NDArray[np.bool_]:
    covered = np.ones((n_areas, n_months), bool)
    by_any = np.zeros(n_areas, bool)
    for source in sources:
        whole = ~(source.months.missing | source.months.partial)
        covered &= ~source.areas_covered[:, None] | whole[None, :]
        by_any |= source.areas_covered
    return covered & by_any[:, None]


def _status(sources: Sequence[SourceIntake], n_months: int) -> tuple[str, ...]:
    def of(position: int) -> str:
        if all(source.months.missing[position] for source in sources):
            return MISSING
        if any(source.months.missing[position] or source.months.partial[position] for source in sources):
            return PARTIAL
        return COMPLETE

    return tuple(of(position) for position in range(n_months))
