"""One evaluation of one action: design, power, effects, before anything is published, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from plateia.findings.model import Choice, Finding, Months, Value

if TYPE_CHECKING:
    import pandas as pd

TREATED, COMPARISON = "treated", "comparison"
DISPLACEMENT, DISPLACEMENT_COMPARISON = "displacement", "displacement_comparison"
RINGS = "rings"
"""Sums that cut through areas: for a named person only."""
FURTHER = "further"
"""Counts of further outcomes, protected with no other: for a named person only."""
WITHHELD = frozenset({RINGS, FURTHER})
WITHHELD_CODES = frozenset({"displacement.rings-withheld", "evaluation.further-withheld"})
"""Refusals by which the protected version says so."""
GROUPS = (TREATED, COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON)


@dataclass(frozen=True)
class AreaMonths:
    """All records by category, area and month; read by disclosure control only.

    Attributes
    ----------
    categories : tuple of str
        ``all`` among them.
    area_ids, months : tuple of str
    by_area : ndarray of int, shape (n_categories, n_areas, n_months)
    without_area : ndarray of int, shape (n_categories, n_months)
    """

    categories: tuple[str, ...]
    area_ids: tuple[str, ...]
    months: tuple[str, ...]
    by_area: NDArray[np.int64]
    without_area: NDArray[np.int64]

    def of(self, category: str) -> NDArray[np.int64]:
        """Return incidents by area and month; none where the category is unknown."""
        if category not in self.categories:
            return np.zeros((len(self.area_ids), len(self.months)), np.int64)
        return self.by_area[self.categories.index(category)]

    def with_rest(self, category: str) -> NDArray[np.int64]:
        """Return the same with a last row of incidents that lie in no area."""
        own = self.of(category)
        if category not in self.categories:
            return np.vstack([own, np.zeros((1, own.shape[1]), np.int64)])
        return np.vstack([own, self.without_area[self.categories.index(category)]])


@dataclass(frozen=True)
class UnitCounts:
    """Counts of every unit of the study area in one period of the evaluation; read by disclosure control only.

    Attributes
    ----------
    months : frozenset of str
        Months of the period.
    counts : mapping of str to int
        Unit id -> recorded incidents of the outcome.
    """

    months: frozenset[str]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Evaluation:
    """What the evaluation of one action found.

    Attributes
    ----------
    action, title, question : str
        Id and title of the action; the question its evaluation plan asks.
    outcome : str
        Offence category, or ``all``.
    unit : str
        ``area``, or the level the units belong to.
    groups : mapping of str to tuple of str
        Group -> ids of its units.
    areas_of : mapping of str to tuple of str
        Unit id -> ids of its areas.
    periods : mapping of str to UnitCounts
        ``before``, and ``after`` where it is over.
    recorded : AreaMonths or None
        None once published.
    tables : mapping of str to DataFrame
        ``groups`` (group, period, n, n_units, n_months), ``series`` (group, month, n, expected, expected_low,
        expected_high), ``effects`` (one row per method).
    sealed : mapping or None
        ``on`` (date), ``sha256`` and ``changes`` (fields changed since); None without a seal.
    """

    city: str
    country: str
    language: str
    edition: str
    action: str
    title: str
    question: str
    outcome: str
    sensitive: bool
    unit: str
    governance: Mapping[str, str | int]
    period: Months
    groups: Mapping[str, tuple[str, ...]]
    unit_names: Mapping[str, str]
    areas_of: Mapping[str, tuple[str, ...]]
    periods: Mapping[str, UnitCounts]
    recorded: AreaMonths | None
    findings: tuple[Finding, ...]
    tables: Mapping[str, pd.DataFrame]
    sealed: Mapping[str, Value] | None
    sources: tuple[Mapping[str, str], ...]
    choices: tuple[Choice, ...]
    seed: int
    versions: Mapping[str, str]
    settings_sha256: str
    synthetic: bool = False


@dataclass(frozen=True)
class PublishedEvaluation:
    """What may leave the desk; made only by ``plateia.findings.protected_evaluation``.

    Attributes
    ----------
    evaluation : Evaluation
        Without ``periods`` and ``recorded``; hidden counts empty with ``reason`` ``suppressed``, findings that rest on
        them hidden.
    internal_for : str or None
    hidden_groups : tuple of str
        Groups whose counts are not shown.
    """

    evaluation: Evaluation
    internal_for: str | None
    hidden_groups: tuple[str, ...]
    minimum_count: int

    @property
    def results(self) -> tuple[Finding, ...]:
        """What may be handed on: the deciding effect with limits, and before it the one that allows for a high start.

        None in an internal version, nor where the effect is hidden or could not be computed.
        """
        found = [one for one in self.evaluation.findings if one.kind == "effect" and one.values.get("primary")]
        shown = [one for one in found if not one.hidden and None not in (one.estimate.ci_low, one.estimate.ci_high)]
        if self.internal_for is not None or not shown:
            return ()
        allowed_for = (
            one
            for one in self.evaluation.findings
            if one.kind == "high_start" and not one.hidden and one.values["template"] != "not_told"
        )
        return (*allowed_for, *shown)
