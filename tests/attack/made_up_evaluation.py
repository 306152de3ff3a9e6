"""Evaluations of small made-up cities, and somebody who has all files of all audits and evaluations of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from plateia.findings.edition import Published
from plateia.findings.evaluation import (
    GROUPS,
    AreaMonths,
    Evaluation,
    PublishedEvaluation,
    UnitCounts,
)
from plateia.findings.model import Months
from plateia.tools.evaluating.beside import group_rows
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.tables import series_table
from plateia.vocabulary import offence_categories, sensitive_categories

Whole = NDArray[np.int64]
Span = tuple[str, str]


@dataclass(frozen=True)
class MadeUpCounts:
    """Counts of a city, (areas, categories, months); the months end with ``end``."""

    by_month: Whole
    categories: tuple[str, ...]
    end: str = "2026-06"
    without_area: Whole | None = None

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(str(month) for month in pd.period_range(end=self.end, periods=self.by_month.shape[2], freq="M"))

    @property
    def area_ids(self) -> tuple[str, ...]:
        return tuple(f"A{number + 1:05d}" for number in range(len(self.by_month)))

    @property
    def outside(self) -> Whole:
        empty = np.zeros(self.by_month.shape[1:], np.int64)
        return empty if self.without_area is None else self.without_area


def made_up_evaluation(
    city: MadeUpCounts, groups: Mapping[str, Sequence[int]], *, before: Span, after: Span, outcome: str | None = None
) -> Evaluation:
    """Return an evaluation of some areas, by their numbers, with the tables disclosure control looks at."""
    outcome = outcome or city.categories[0]
    if outcome == "all":
        counts = city.by_month[:, [offence_categories()[name].in_all for name in city.categories]].sum(axis=1)
    else:
        counts = city.by_month[:, city.categories.index(outcome)]
    panel = _panel(city, counts, groups, before, after, outcome)
    periods = {
        name: UnitCounts(
            frozenset(np.array(city.months)[span].tolist()),
            dict(zip(city.area_ids, counts[:, span].sum(axis=1).tolist(), strict=True)),
        )
        for name, span in (("before", panel.before), ("after", panel.after))
    }
    return Evaluation(
        city="Made up", country="XX", language="en", edition="e", action="a", title="t", question="q", outcome=outcome,
        sensitive=outcome in sensitive_categories(), unit="area", governance={}, period=Months(before[0], after[1]),
        groups={group: tuple(city.area_ids[at] for at in groups.get(group, ())) for group in GROUPS},
        unit_names={}, areas_of={area: (area,) for area in city.area_ids}, periods=periods, recorded=_recorded(city),
        findings=(), sealed=None, sources=(), choices=(), seed=1, versions={}, settings_sha256="",
        tables={
            "groups": pd.DataFrame(group_rows(panel)).assign(reason=""),
            "series": series_table(panel, None),
            "effects": pd.DataFrame({"method": [], "ratio": []}),
        },
    )  # fmt: skip


def _panel(
    city: MadeUpCounts, counts: Whole, groups: Mapping[str, Sequence[int]], before: Span, after: Span, outcome: str
) -> Panel:
    spans = [np.array([first <= month <= last for month in city.months]) for first, last in (before, after)]
    return Panel(
        category=outcome,
        counts=counts,
        covered=np.ones(counts.shape, bool),
        months=np.array([int(month[:4]) * 12 + int(month[5:]) - 1 for month in city.months]),
        ids=city.area_ids,
        names=city.area_ids,
        groups={group: np.isin(np.arange(len(counts)), list(groups.get(group, ()))) for group in GROUPS},
        before=spans[0],
        after=spans[1],
        exposure=np.ones(len(counts)),
        complete=True,
    )


def _recorded(city: MadeUpCounts) -> AreaMonths:
    together = [offence_categories()[name].in_all for name in city.categories]
    cube, outside = city.by_month.transpose(1, 0, 2), city.outside
    return AreaMonths(
        (*city.categories, "all"), city.area_ids, city.months,
        np.concatenate([cube, cube[together].sum(axis=0)[None]]),
        np.concatenate([outside, outside[together].sum(axis=0)[None]]),
    )  # fmt: skip


@dataclass
class Reader:
    """What somebody knows who has every file; unknowns are incidents by category, area (the last: none) and month."""

    city: MadeUpCounts
    sums: list[tuple[NDArray[np.bool_], float]] = field(default_factory=list)
    hidden: dict[tuple[Any, ...], tuple[NDArray[np.bool_], int]] = field(default_factory=dict)

    def _mask(self, categories: Sequence[str], areas: Sequence[str] | None, months: Sequence[str]) -> Any:
        at_area = [area in areas for area in self.city.area_ids] + [False] if areas is not None else None
        mask = np.zeros((len(self.city.categories), len(self.city.area_ids) + 1, len(self.city.months)), bool)
        chosen = np.ones(mask.shape[1], bool) if at_area is None else np.array(at_area)
        rows = np.array([name in categories for name in self.city.categories])
        mask[np.ix_(rows, chosen, np.array([month in months for month in self.city.months]))] = True
        return mask

    def _names(self, category: str) -> list[str]:
        if category != "all":
            return [category]
        return [name for name in self.city.categories if offence_categories()[name].in_all]

    def read_audit(self, published: Published, number: int) -> None:
        """Read the tables of areas and months, and the totals."""
        tables, k_min = published.edition.tables, published.minimum_count
        months = sorted(tables["months"]["month"].unique())
        for row in tables["areas"].to_dict("records"):
            name = row["offence_category"]
            mask = self._mask(self._names(name), [row["area_id"]], months)
            k = max(10, k_min) if name in published.edition.sensitive else k_min
            self._see(("audit", number, row["area_id"], name), mask, row["n"], k)
        for row in tables["months"].to_dict("records"):
            mask = self._mask(self._names(row["offence_category"]), None, [row["month"]])
            self._see(("month", number, row["month"], row["offence_category"]), mask, row["n"], None)
        for finding in published.edition.findings:
            if finding.kind == "level":
                names = self._names(str(finding.values["offence_category"]))
                self._see(("city", number, *names), self._mask(names, None, months), finding.values.get("n"), None)
                outside = self._mask(names, None, months) & ~self._mask(names, self.city.area_ids, months)
                self._see(("outside", number, *names), outside, finding.values.get("n_without_area"), None)

    def read_evaluation(self, published: PublishedEvaluation, number: int, *, small: Evaluation) -> None:
        """Read the tables of groups and series; small counts of the areas in its two periods are secrets."""
        evaluation = published.evaluation
        for table in (evaluation.tables["groups"], evaluation.tables["series"]):
            for row in table.to_dict("records"):
                months = str(row["months"]).split(" ")
                mask = self._mask(self._names(evaluation.outcome), evaluation.groups[row["group"]], months)
                self._see(("sum", number, row["group"], row["months"]), mask, row["n"], None)
        for name, period in small.periods.items():
            for area, n in period.counts.items():
                if n < published.minimum_count:
                    mask = self._mask(self._names(evaluation.outcome), [area], sorted(period.months))
                    self.hidden[("small", number, name, area)] = (mask, published.minimum_count)

    def _see(self, name: tuple[Any, ...], mask: NDArray[np.bool_], n: Any, k: int | None) -> None:
        if n is None or pd.isna(n):
            if k is not None:
                self.hidden[name] = (mask, k)
        else:
            self.sums.append((mask, float(n)))

    def too_narrow(self) -> dict[tuple[Any, ...], float]:
        """Return the hidden counts that can be told within 2k, beyond what a sum around them says by itself."""
        if not self.sums:
            return {}
        rows = csr_array(np.array([mask.ravel() for mask, _ in self.sums], float))
        right = np.array([n for _, n in self.sums])
        found = {}
        for name, (mask, k) in self.hidden.items():
            around = min((n for whole, n in self.sums if not (mask & ~whole).any()), default=np.inf)
            cost = mask.ravel().astype(float)
            ends = []
            for sign in (1.0, -1.0):
                result = linprog(sign * cost, A_eq=rows, b_eq=right, bounds=(0, 1e5), method="highs")
                assert result.status == 0, result.message
                ends.append(float(result.fun))
            width = -ends[1] - ends[0]
            # That a part is at most the whole is known of every count ever shown.
            if width < min(2 * k, around) - 1e-6:
                found[name] = width
        return found
