"""What the sums of an evaluation tell together with everything shown before (G-11, G-14).

Areas are gathered in classes: those that lie in the same sums. A class and some months is then one unknown, every sum
shown an equation, and how far an unknown can move is a linear programme. What an audit hid by area is proved apart, by
the flow that proved it then, with the classes as columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from plateia.findings.evaluation import AreaMonths
from plateia.findings.register import EarlierEdition, Register
from plateia.findings.suppression import SumTable, alike, interval_widths, split_column
from plateia.findings.thresholds import interval_width, sensitive_minimum
from plateia.vocabulary import ALL, offence_categories, sensitive_categories

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
LITTLE = 1e-6


class GroundSum(NamedTuple):
    """Incidents of some areas in some months, added up and shown."""

    areas: frozenset[str]
    months: frozenset[str]


@dataclass(frozen=True)
class Ledger:
    """Everything that bears on one offence category: the records, and what was shown of them before.

    Attributes
    ----------
    k : int
        The category's smallest count to be shown.
    minimum_count : int
        That of ordinary categories.
    shown : tuple of GroundSum
        By earlier evaluations.
    editions : tuple of EarlierEdition
        Audits of the same areas.
    """

    recorded: AreaMonths
    category: str
    k: int
    minimum_count: int
    shown: tuple[GroundSum, ...]
    editions: tuple[EarlierEdition, ...]


def ledger_of(
    recorded: AreaMonths, *, category: str, register: Register, layer: str, k: int, minimum_count: int
) -> Ledger:
    """Return what is known of a category; sums and audits of months that are not in the records are left out."""
    months, areas = frozenset(recorded.months), frozenset(recorded.area_ids)
    shown = (
        GroundSum(frozenset(one.area_ids), frozenset(one.months))
        for one in register.sums
        if (one.layer, one.category) == (layer, category)
    )
    editions = (
        edition
        for edition in register.editions
        if edition.layer == layer and category in edition.areas and frozenset(edition.months) <= months
    )
    kept = (one for one in shown if one.months <= months and one.areas <= areas)
    return Ledger(recorded, category, k, minimum_count, tuple(dict.fromkeys(kept)), tuple(editions))


def give_a_handful_away(new: Sequence[GroundSum], ledger: Ledger) -> bool:
    """Whether sums, shown beside what is known, bound a small count of some areas and months within 2k."""
    after = _System.of((*ledger.shown, *new), ledger)
    before = _System.of(ledger.shown, ledger, like=after)
    need = interval_width(ledger.k)
    for place, part in after.small(ledger.k):
        width = after.width(place, part)
        if width < min(need, after.whole(place, part)) - LITTLE and width < before.width(place, part) - LITTLE:
            return True
    return any(_opens(edition, after, ledger) for edition in ledger.editions)


@dataclass(frozen=True)
class _System:
    """Unknowns are classes of areas by parts of time; rows are the sums somebody knows.

    Attributes
    ----------
    classes : ndarray of int, shape (n_areas,)
    parts : ndarray of int, shape (n_months,)
    counts : ndarray of float, shape (n_classes, n_parts)
    sums : tuple of (class mask, part mask)
    at_least : tuple of (class mask, part mask, lower bound)
    """

    classes: NDArray[np.int64]
    parts: NDArray[np.int64]
    counts: Floats
    sums: tuple[tuple[Mask, Mask], ...]
    at_least: tuple[tuple[Mask, Mask, float], ...]

    @classmethod
    def of(cls, known: Sequence[GroundSum], ledger: Ledger, *, like: _System | None = None) -> _System:
        """Set up the equations; ``like`` gives classes and parts where they are to be compared."""
        recorded = ledger.recorded
        grounds = [np.array([area in one.areas for area in recorded.area_ids]) for one in known]
        blocks = [np.array([month in one.months for month in recorded.months]) for one in known]
        windows = [np.array([month in edition.months for month in recorded.months]) for edition in ledger.editions]
        classes = like.classes if like is not None else alike(grounds, len(recorded.area_ids))
        parts = like.parts if like is not None else alike([*blocks, *windows], len(recorded.months))
        by_month = recorded.of(ledger.category)
        counts = np.zeros((classes.max() + 1, parts.max() + 1))
        np.add.at(counts, (classes[:, None], parts[None, :]), by_month)
        pairs = zip(grounds, blocks, strict=True)
        sums = [(_members(ground, classes), _members(block, parts)) for ground, block in pairs]
        everywhere = np.ones(len(counts), bool)
        # What the whole city holds in the same months is known, or may be.
        sums += [(everywhere, _members(block, parts)) for block in blocks]
        at_least = []
        for edition, window in zip(ledger.editions, windows, strict=True):
            inside = _members(window, parts)
            hidden = _hidden_by_area(edition, recorded, ledger.category)
            sums.append((everywhere, inside))
            for number in range(len(counts)):
                own, one = classes == number, np.arange(len(counts)) == number
                if not hidden[own].any():
                    sums.append((one, inside))
                else:
                    visible = by_month[own & ~hidden][:, window].sum()
                    at_least.append((one, inside, float(visible)))
        return cls(classes, parts, counts, tuple(sums), tuple(at_least))

    def small(self, k: int) -> list[tuple[int, int]]:
        """Return the unknowns that are small: under k, or under 2k where several areas share them."""
        n_areas = np.bincount(self.classes, minlength=len(self.counts))
        limits = np.where(n_areas > 1, interval_width(k), k)
        touched = np.zeros(self.counts.shape, bool)
        for ground, block in self.sums:
            touched |= ground[:, None] & block[None, :]
        return [(int(row), int(part)) for row, part in np.argwhere(touched & (self.counts < limits[:, None]))]

    def whole(self, row: int, part: int) -> float:
        """Return the smallest sum around an unknown: that a part is at most the whole, readers always know."""
        around = [(ground, block) for ground, block in self.sums if ground[row] and block[part]]
        return min((float(self.counts[np.ix_(ground, block)].sum()) for ground, block in around), default=np.inf)

    def width(self, row: int, part: int) -> float:
        """Return how far one unknown can move."""
        from scipy.optimize import linprog

        target = np.zeros(self.counts.shape)
        target[row, part] = 1
        rows = [np.outer(ground, block).ravel().astype(np.float64) for ground, block in self.sums]
        if not rows:
            return np.inf
        equal = np.array(rows)
        least = np.array([-np.outer(ground, block).ravel().astype(np.float64) for ground, block, _ in self.at_least])
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * target.ravel(),
                A_eq=equal,
                b_eq=equal @ self.counts.ravel(),
                A_ub=least if len(least) else None,
                b_ub=[-low for _, _, low in self.at_least] if len(least) else None,
                method="highs",
            )
            if found.status == 3:  # without limit
                return np.inf
            ends.append(float(found.fun))
        return -ends[1] - ends[0]


def _members(mask: Mask, numbers: NDArray[np.int64]) -> Mask:
    """Return which numbers lie in a mask."""
    found = np.zeros(numbers.max() + 1, bool)
    found[numbers[mask]] = True
    return found


def _hidden_by_area(edition: EarlierEdition, recorded: AreaMonths, category: str) -> Mask:
    n_of = dict(zip(edition.area_ids, edition.areas.get(category, ()), strict=False))
    return np.array([n_of.get(area) is None for area in recorded.area_ids])


def _opens(edition: EarlierEdition, system: _System, ledger: Ledger) -> bool:
    """Whether the sums bound a count that an audit hid by area."""
    hidden = _hidden_by_area(edition, ledger.recorded, ledger.category)
    inside = _members(np.array([month in edition.months for month in ledger.recorded.months]), system.parts)
    told = np.zeros(len(system.counts), bool)
    for ground, block in system.sums:
        if not ground.all() and (block & inside).any():
            told |= ground
    # What the other months of the audit hold may follow from the city's months: the sums count as known for all of it.
    classes = [system.classes == number for number in np.flatnonzero(told)]
    fixed = [own for own in classes if hidden[own].any()]
    if any(own.sum() == 1 for own in fixed):
        return True
    if not fixed or _follows(edition, hidden, fixed, ledger.category):
        return False
    return ledger.category == ALL or _narrower(edition, fixed, ledger)


def _follows(edition: EarlierEdition, hidden: Mask, fixed: Sequence[Mask], category: str) -> bool:
    """Whether the sum over the areas follows from the audit itself: all that it hid of the category lies in them."""
    shown = edition.totals.get(category) is not None and edition.without_area.get(category) is not None
    return shown and len(fixed) == 1 and not hidden[~fixed[0]].any()


def _narrower(edition: EarlierEdition, fixed: Sequence[Mask], ledger: Ledger) -> bool:
    """Whether a count hidden in an audit has less room once the sums over some areas are known."""
    known = offence_categories()
    names = [name for name in edition.areas if name != ALL and known[name].in_all]
    if ledger.category not in names:
        names = [ledger.category]
    table, hidden = _laid_out(edition, names, ledger)
    place = names.index(ledger.category)
    split, mask = split_column(table, hidden, place, fixed)
    before = interval_widths(table, hidden=hidden)
    after = interval_widths(split, hidden=mask)
    n = len(names)
    merged = after[:, :n].copy()
    merged[:, place] = np.maximum(merged[:, place], after[:, n:-1].max(axis=1, initial=0))
    return bool((merged < before[:, :n]).any() or (after[:, -1] < before[:, -1]).any())


def _laid_out(edition: EarlierEdition, names: Sequence[str], ledger: Ledger) -> tuple[SumTable, Mask]:
    """Return an audit's table of areas by categories with its sums, and what it hid."""
    recorded = ledger.recorded
    window = np.array([month in edition.months for month in recorded.months])
    cells = np.column_stack([recorded.with_rest(name)[:, window].sum(axis=1) for name in names])
    table = SumTable.of(cells, width=interval_width(ledger.minimum_count))
    sensitive = sensitive_categories()
    for place, name in enumerate(names):
        if name in sensitive:
            table.width[:, place] = interval_width(sensitive_minimum(ledger.minimum_count))
    hidden = np.zeros(table.counts.shape, bool)
    for place, name in enumerate((*names, ALL)):
        hidden[:-2, place] = _hidden_by_area(edition, recorded, name)
        hidden[-2, place] = edition.without_area.get(name) is None
        hidden[-1, place] = edition.totals.get(name) is None
    if not offence_categories()[names[0]].in_all:
        # It counts in no sum of a row: the last column stands for nothing that is published.
        hidden[:, -1], table.width[:, -1] = True, 0
    return table, hidden
