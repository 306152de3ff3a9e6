"""What the sums of an evaluation tell together with everything shown before (G-11, G-14).

Areas are gathered in classes: those that lie in the same sums. A class and some months is then one unknown, every sum
shown an equation, and how far an unknown can move is a linear programme. Categories that add up to ``all`` are held
against each other as well. What an audit hid by area is proved apart, by the flow that proved it then, with the classes
as columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plateia.findings.ledger import GroundSum, Ledger
from plateia.findings.register import EarlierEdition
from plateia.findings.sum_systems import SumSystem, Whole, frame_of, members, of_all_offences, spread
from plateia.findings.suppression import SumTable, interval_widths, split_column
from plateia.findings.thresholds import interval_width, sensitive_minimum
from plateia.vocabulary import ALL, offence_categories, sensitive_categories

Mask = NDArray[np.bool_]
LITTLE = 1e-6


def give_a_handful_away(new: Sequence[GroundSum], ledger: Ledger) -> bool:
    """Whether sums, shown beside what is known, bound a small count of some areas and months within 2k."""
    if not ledger.revised.isdisjoint(new):
        return True
    known = (*ledger.shown, *new)
    frame = frame_of(known, ledger)
    after = SumSystem.of(known, ledger, frame)
    if _narrows(after, SumSystem.of(ledger.shown, ledger, frame)):
        return True
    if any(_opens(edition, after, frame.classes, frame.parts, ledger) for edition in ledger.editions):
        return True
    return bool(ledger.beside) and _tells_of_other_offences(new, ledger)


def _tells_of_other_offences(new: Sequence[GroundSum], ledger: Ledger) -> bool:
    """Whether the sums do so once what was shown of other categories is taken from ``all``."""
    shown = {one.category: one.shown for one in (ledger, *ledger.beside)}
    known = {**shown, ledger.category: (*ledger.shown, *new)}
    frame = frame_of([one for sums in known.values() for one in sums], ledger)
    return _narrows(of_all_offences(known, ledger, frame), of_all_offences(shown, ledger, frame))


def _narrows(after: SumSystem, before: SumSystem) -> bool:
    """Whether a small count has less room than it needs, and less than it had before."""
    tables = [after.counts]
    for row, block in after.small():
        wanted = min(after.need[row], after.whole(row, block)) - LITTLE
        ends = after.ends(row, block)
        # Every table that agrees with the sums shows how far all its counts can move, not that one alone.
        while (width := spread(row, block, tables)) < wanted and (table := next(ends, None)) is not None:
            tables.append(table)
        if width < wanted and width < before.width(row, block) - LITTLE:
            return True
    return False


def _opens(edition: EarlierEdition, system: SumSystem, classes: Whole, parts: Whole, ledger: Ledger) -> bool:
    """Whether the sums bound a count that an audit hid by area."""
    hidden = ledger.hidden_by(edition)
    inside = members(edition.months, ledger.recorded.months, parts)
    told = np.zeros(len(system.counts), bool)
    for ground, block in system.sums:
        if not ground.all() and (block & inside).any():
            told |= ground
    # What the other months of the audit hold may follow from the city's months: the sums count as known for all of it.
    fixed = [own for own in (classes == number for number in np.flatnonzero(told)) if hidden[own].any()]
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
        hidden[:-2, place] = replace(ledger, category=name).hidden_by(edition)
        hidden[-2, place] = edition.without_area.get(name) is None
        hidden[-1, place] = edition.totals.get(name) is None
    if not offence_categories()[names[0]].in_all:
        # It counts in no sum of a row: the last column stands for nothing that is published.
        hidden[:, -1], table.width[:, -1] = True, 0
    return table, hidden
