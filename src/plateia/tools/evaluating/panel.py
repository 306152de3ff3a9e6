"""The panel an evaluation rests on: counts of one outcome by unit and month, with who is treated and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.errors import InputError, MethodError, SettingsError
from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON, TREATED
from plateia.settings.plan_files.evaluation import REST, EvaluationPlan, Shape, Span
from plateia.tables.areas import Areas
from plateia.tables.incidents import month_text
from plateia.tools.auditing.counts import Counts
from plateia.tools.auditing.dispersions import summed_by

AREA = "area"
YEAR = 12
MOST_LISTED = 6
Mask = NDArray[np.bool_]
GROUPS = (TREATED, COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON)


@dataclass(frozen=True)
class Panel:
    """Counts of one offence category.

    Attributes
    ----------
    counts : int array, shape (n_units, n_months)
    covered : bool array, shape (n_units, n_months)
    months : int array, shape (n_months,), year * 12 + month - 1
    ids, names : tuple of str, shape (n_units,)
    groups : mapping of group to bool array, shape (n_units,)
    before, after : bool array, shape (n_months,)
        Months of the two periods; none after while that period is not over or its data are not in.
    exposure : float array, shape (n_units,)
        Residents, dwellings or hectares, whichever the offence happens to; NaN where not supplied.
    complete : bool
        The data hold every month of both periods.
    earlier : bool
        ``before`` holds months in place of the period before, which is not over: for power alone.
    shape : str
        What the action should change of a series: level, slope or both.
    per_year : int
        Periods in a year: 12 for months, 4 for quarters, 1 for years. Months unless a table says otherwise.
    """

    category: str
    counts: NDArray[Any]
    covered: Mask
    months: NDArray[Any]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    groups: dict[str, Mask]
    before: Mask
    after: Mask
    exposure: NDArray[np.float64]
    complete: bool
    per_year: int = 12
    earlier: bool = False
    shape: Shape = "level"

    def label(self, month: int) -> str:
        """Return a period as people write it: 2024-03, 2024-Q1, 2024."""
        if self.per_year == YEAR:
            return month_text(month)
        year, number = divmod(month, self.per_year)
        return f"{year:04d}" if self.per_year == 1 else f"{year:04d}-Q{number + 1}"

    def pair(self, group: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return counts before and after of each unit of a group."""
        rows = self.counts[self.groups[group]]
        return rows[:, self.before].sum(axis=1), rows[:, self.after].sum(axis=1)

    def has(self, group: str) -> bool:
        """Whether any unit belongs to a group."""
        return bool(self.groups[group].any())

    def n(self, group: str) -> int:
        """Return how many units belong to a group."""
        return int(self.groups[group].sum())

    @property
    def named_before(self) -> str:
        """What the months before are called: ``before``, or ``earlier`` where others stand in their place."""
        return "earlier" if self.earlier else "before"

    @property
    def n_before(self) -> int:
        """Months before."""
        return int(self.before.sum())

    @property
    def n_after(self) -> int:
        """Months after."""
        return int(self.after.sum())

    @property
    def untouched(self) -> Mask:
        """Units neither treated nor near a treated one."""
        return ~(self.groups[TREATED] | self.groups[DISPLACEMENT])

    @property
    def like_months(self) -> bool:
        """Whether both periods hold each calendar month equally often per year: no season stands between them."""
        parts = [
            np.bincount(self.months[span] % self.per_year, minlength=self.per_year)
            for span in (self.before, self.after)
        ]
        before, after = (part / max(part.sum(), 1) for part in parts)
        return bool(np.allclose(before, after))


def panel_of(plan: EvaluationPlan, counts: Counts, areas: Areas) -> Panel:
    """Return the panel an evaluation plan asks for.

    Raises
    ------
    SettingsError
        ``evaluation.unit-level-unknown``, ``evaluation.unit-unknown``.
    InputError
        ``evaluation.outcome-absent``, ``evaluation.months-missing``.
    MethodError
        ``evaluation.no-comparison-left``.
    """
    if plan.outcome not in counts.categories:
        raise InputError(
            "evaluation.outcome-absent",
            expected=f"Recorded incidents of the outcome {plan.outcome!r}.",
            seen="none in the city's data.",
            remedy=f"choose an outcome the data hold: {', '.join(counts.categories)}.",
        )
    by_unit, covered, ids, names, exposure = _units(plan, counts, areas)
    groups = _groups(plan, ids)
    after = _within(plan.after, counts.months)
    involved = np.logical_or.reduce(list(groups.values()))
    whole = covered[involved].all(axis=0) & counts.complete
    before, earlier = _before(plan, whole, counts)
    complete = int((after & whole).sum()) == _length(plan.after)
    return Panel(
        category=plan.outcome,
        counts=by_unit,
        covered=covered,
        months=counts.months,
        ids=ids,
        names=names,
        groups=groups,
        before=before,
        after=after & complete,
        exposure=exposure,
        complete=complete,
        earlier=earlier,
        shape=plan.shape,
    )


def _units(
    plan: EvaluationPlan, counts: Counts, areas: Areas
) -> tuple[NDArray[Any], Mask, tuple[str, ...], tuple[str, ...], NDArray[np.float64]]:
    from plateia.vocabulary import ALL, offence_categories

    by_area = counts.by_area[counts.position(plan.outcome)]
    name = "hectares" if plan.outcome == ALL else offence_categories()[plan.outcome].denominator
    exposure = areas.denominators.get(name, areas.hectares)
    if plan.unit == AREA:
        return by_area, counts.covered, areas.ids, areas.names, exposure
    if plan.unit not in areas.parents:
        raise SettingsError(
            "evaluation.unit-level-unknown",
            expected='unit = "area", or a level of [areas.levels] in city.toml.',
            seen=f"unit = {plan.unit!r}.",
            remedy=f"one of: {', '.join((AREA, *areas.parents))}.",
        )
    parents = np.array(areas.parents[plan.unit])
    ids, group = np.unique(parents, return_inverse=True)
    covered = summed_by((~counts.covered).astype(np.int64), group) == 0
    known = areas.parent_names.get(plan.unit, {})
    names = tuple(known.get(str(one), str(one)) for one in ids)
    return summed_by(by_area, group), covered, tuple(str(one) for one in ids), names, summed_by(exposure, group)


def _groups(plan: EvaluationPlan, ids: tuple[str, ...]) -> dict[str, Mask]:
    listed = {
        TREATED: plan.treated,
        COMPARISON: () if REST in plan.comparison else plan.comparison,
        DISPLACEMENT: plan.displacement,
        DISPLACEMENT_COMPARISON: plan.displacement_comparison,
    }
    unknown = sorted(set().union(*listed.values()) - set(ids))
    if unknown:
        raise SettingsError(
            "evaluation.unit-unknown",
            expected=f"Ids of units that exist in the city's areas ({plan.unit}).",
            seen=f"{len(unknown)} that do not: {', '.join(unknown[:5])}.",
            remedy="copy the ids from tables/areas.csv of an audit, or from the layer areas of layers.gpkg.",
        )
    position = {unit: number for number, unit in enumerate(ids)}
    groups = {}
    for group, units in listed.items():
        groups[group] = np.zeros(len(ids), bool)
        groups[group][[position[unit] for unit in units]] = True
    if REST in plan.comparison:
        groups[COMPARISON] = ~np.logical_or.reduce([groups[g] for g in GROUPS if g != COMPARISON])
        if not groups[COMPARISON].any():
            raise MethodError(
                "evaluation.no-comparison-left",
                expected="Units that are neither treated nor displacement units, for comparison.",
                seen="none left.",
                remedy="treat fewer units, or choose the design before_after or interrupted_time_series.",
            )
    return groups


def _length(span: Span) -> int:
    return len(span.all_months())


def _numbers(span: Span) -> NDArray[np.int64]:
    return np.array([int(month[:4]) * YEAR + int(month[5:]) - 1 for month in span.all_months()], np.int64)


def _within(span: Span, months: NDArray[Any]) -> Mask:
    return np.isin(months, _numbers(span))


def _before(plan: EvaluationPlan, whole: Mask, counts: Counts) -> tuple[Mask, bool]:
    """Return the months before, and whether earlier ones stand for them.

    The past cannot be filled in later: every month before has to be there, for every unit. What lies beyond the data
    is another matter: power is asked for before the action starts, and earlier months tell how much is recorded.
    """
    wanted, held = _numbers(plan.before), counts.months[whole]
    missing = np.setdiff1d(wanted, held)
    if not len(missing):
        return np.isin(counts.months, wanted), False
    earlier = earlier_months(wanted, held) if len(held) and missing.min() > held.max() else held[:0]
    if len(earlier):
        return np.isin(counts.months, earlier), True
    texts = [month_text(int(month)) for month in counts.months[counts.complete]]
    shown = f"{len(texts)} whole months: {', '.join(texts if len(texts) <= MOST_LISTED else _ends(texts))}"
    raise InputError(
        "evaluation.months-missing",
        expected=f"Every month of the period before ({plan.before.from_} to {plan.before.to}) for all units.",
        seen=f"{len(missing)} missing or still filling up; the data hold {shown}.",
        remedy="choose a period the data cover (months = [...] lists single months), or add the missing extracts.",
    )


def earlier_months(wanted: NDArray[Any], held: NDArray[Any]) -> NDArray[Any]:
    """Return months of the data in place of those of a period that is not over.

    The same calendar months, as few years earlier as may be; else the newest run as long, or as many whole years of it
    as there are; else the newest months the data hold, as many as the period has. An own rule.

    Examples
    --------
    Twelve months from March 2026 on, where the data end with September 2026: the same a year earlier. Of July alone,
    three years are held.

    >>> march = 2026 * 12 + 2
    >>> wanted, julys = np.arange(march, march + 12), np.arange(2016, 2019) * 12 + 6
    >>> months = earlier_months(wanted, np.arange(2020 * 12, 2026 * 12 + 9))
    >>> month_text(int(months[0])), month_text(int(months[-1]))
    ('2025-03', '2026-02')
    >>> [month_text(int(month)) for month in earlier_months(wanted, julys)]
    ['2016-07', '2017-07', '2018-07']
    """
    first = int(held[0]) if len(held) else 0
    for years in range(1, (int(wanted[0]) - first) // YEAR + 1):
        if np.isin(wanted - years * YEAR, held).all():
            return wanted - years * YEAR
    lengths = dict.fromkeys((len(wanted), *range(len(wanted) // YEAR * YEAR, 0, -YEAR)))
    for length in lengths:
        ends = [end for end in range(length - 1, len(held)) if held[end] - held[end - length + 1] == length - 1]
        if ends:
            return held[ends[-1] - length + 1 : ends[-1] + 1]
    return held[-len(wanted) :]


def _ends(texts: list[str]) -> list[str]:
    return [texts[0], "...", texts[-1]]
