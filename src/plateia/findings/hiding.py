"""Which counts of an edition are hidden: the small ones, and what would give them away.

Three tables hang together: areas by categories, whose column totals are the city's counts; months by categories, with
the same totals; and the comparison of twelve months with the twelve before, sums of months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from plateia.findings.counts import CityCounts, HiddenCounts
from plateia.findings.suppression import SumTable, hide_secondary, interval_widths, split_column
from plateia.findings.thresholds import SENSITIVE_MONTHS, interval_width

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """What readers of earlier editions know; see ``differencing``.

    Attributes
    ----------
    must_hide : ndarray of bool, shape (n_areas + 2, n_categories + 1)
        Rows are areas, without an area, the city; columns are the categories and ``all``.
    settled : ndarray of bool, same shape
        Protected by the proof of an earlier edition, or given away by it: no width is asked for.
    public : ndarray of bool, same shape
        Counts that follow from what was shown: they cannot be hidden any more.
    low : ndarray of int, same shape
        Counts shown for shorter periods: a count is at least that.
    series : ndarray of bool, shape (n_categories + 1,)
        Categories (and ``all``) whose months were hidden in an edition that shares one.
    months : ndarray of bool, shape (n_months, n_categories + 1)
        Months whose count was shown earlier.
    blocks : tuple of ndarray of bool, each of shape (n_months,)
        Months whose sum is known from an earlier edition.
    classes : mapping of int to tuple of ndarray of bool, each of shape (n_areas,)
        By column: areas whose counts added up are known from an evaluation.
    """

    must_hide: Mask
    settled: Mask
    public: Mask
    low: Whole
    series: Mask
    months: Mask
    blocks: tuple[Mask, ...] = ()
    classes: Mapping[int, tuple[Mask, ...]] = field(default_factory=dict)

    @classmethod
    def nothing(cls, counts: CityCounts) -> Known:
        """Return the knowledge of somebody who never saw an edition."""
        shape = (len(counts.area_ids) + 2, len(counts.categories) + 1)
        return cls(
            must_hide=np.zeros(shape, dtype=bool),
            settled=np.zeros(shape, dtype=bool),
            public=np.zeros(shape, dtype=bool),
            low=np.zeros(shape, dtype=np.int64),
            series=np.zeros(shape[1], dtype=bool),
            months=np.zeros((len(counts.months), shape[1]), dtype=bool),
        )


def hidden_counts(
    counts: CityCounts, *, minimum_count: int, known: Known, compared: Sequence[Mask] = ()
) -> HiddenCounts:
    """Decide which counts of an edition are hidden.

    Parameters
    ----------
    counts : CityCounts
    minimum_count : int
        k, at least 5.
    known : Known
        From earlier editions.
    compared : sequence of ndarray of bool, each of shape (n_months,)
        The twelve months and those before them that the city's comparison adds up; empty without one.

    Returns
    -------
    HiddenCounts
        Every hidden count has, whatever else is published, an interval of at least twice its category's k.
    """
    thresholds = counts.thresholds(minimum_count)
    hidden = _primary(counts, thresholds, minimum_count, known)
    # Each round hides at least one more total.
    for _ in range(len(counts.categories) + 2):
        hidden = _by_area(counts, hidden, thresholds, minimum_count, known)
        hidden, narrow = _by_month(counts, hidden, thresholds, minimum_count, known)
        totals, total_all = _totals_to_hide(counts, hidden, narrow, known.public[-1])
        if np.array_equal(totals, hidden.totals) and total_all == hidden.total_all:
            break
        hidden = replace(hidden, totals=totals, total_all=total_all)
    return _compared(counts, hidden, thresholds, minimum_count, known, compared)


def _primary(counts: CityCounts, thresholds: Whole, k: int, known: Known) -> HiddenCounts:
    n, rows = counts.by_area, counts.row_totals
    residents = np.append(counts.residents, np.nan)
    # Incidents without an area have the city as their base.
    everything = n.sum(axis=1)  # a category that does not count in ``all`` (road collisions) is a base of its own too
    base = np.append(everything[:-1], everything.sum())
    has_base = (base >= k) & ~(residents < k)
    hidden = (n >= 1) & (n < thresholds) | (n == 0) & ~has_base[:, None]
    hidden[:-1] |= counts.sensitive
    totals, wide = counts.totals, interval_width(1) * thresholds
    must = known.must_hide & ~known.public
    # Where no category counts in ``all`` its zeros are zeros by definition.
    anything = bool(counts.in_all.any())
    return HiddenCounts(
        by_area=counts.covered & (hidden | must[:-1, :-1]),
        all_by_area=anything & counts.all_published & ((rows < k) & ((rows > 0) | ~has_base) | must[:-1, -1]),
        totals=(totals >= 1) & (totals < wide) | (totals == 0) & (counts.total_all < k) | must[-1, :-1],
        total_all=anything and bool(counts.total_all < interval_width(k) or must[-1, -1]),
        series=np.zeros(len(counts.categories), dtype=bool),
        series_all=False,
        twelve_months=False,
    )


def _by_area(counts: CityCounts, hidden: HiddenCounts, thresholds: Whole, k: int, known: Known) -> HiddenCounts:
    """Protect areas by categories, and the city's counts with them."""
    in_all, alone = np.flatnonzero(counts.in_all), np.flatnonzero(~counts.in_all)
    by_area, totals = hidden.by_area.copy(), hidden.totals.copy()
    all_by_area, total_all = hidden.all_by_area, hidden.total_all
    n_narrow = 0
    if in_all.size:
        table = _sum_table(counts, in_all, thresholds, k, known)
        mask = np.zeros(table.counts.shape, dtype=bool)
        mask[:-1, :-1], mask[-1, :-1] = hidden.by_area[:, in_all], hidden.totals[in_all]
        mask[:-1, -1], mask[-1, -1] = hidden.all_by_area | ~counts.all_published, hidden.total_all
        table = _zeros_need_a_base(table, counts, hidden, k)
        mask, n_narrow = _beside_classes(table, mask, in_all, known)
        by_area[:, in_all], totals[in_all] = mask[:-1, :-1], mask[-1, :-1]
        all_by_area, total_all = mask[:-1, -1] & counts.all_published, bool(mask[-1, -1])
    for column in alone:
        table = _sum_table(counts, np.array([column]), thresholds, k, known)
        mask = np.ones(table.counts.shape, dtype=bool)
        mask[:-1, 0], mask[-1, 0] = hidden.by_area[:, column], hidden.totals[column]
        # It counts in no sum of a row: the second column stands for nothing that is published.
        table.width[:, 1], table.low[:, 1] = 0, 0
        mask, narrow = _beside_classes(table, mask, np.array([column]), known)
        by_area[:, column], totals[column] = mask[:-1, 0], mask[-1, 0]
        n_narrow += narrow
    protected = replace(hidden, by_area=by_area, all_by_area=all_by_area, totals=totals, total_all=total_all)
    if not n_narrow:
        return protected
    # Earlier editions left no room by area: areas are not shown but for what follows from earlier editions. The city's
    # counts stay where enough was added to them for an area's part of it to be unknown.
    public = known.public
    added = np.append(counts.totals, counts.total_all) - known.low[-1]
    widths = np.append(interval_width(1) * thresholds, interval_width(k))
    too_little = (added < widths) & ~public[-1]
    return replace(
        protected,
        by_area=counts.covered & ~public[:-1, :-1],
        all_by_area=counts.all_published & ~public[:-1, -1],
        totals=(hidden.totals | too_little[:-1]) & ~public[-1, :-1],
        total_all=bool(
            (hidden.total_all or too_little[:-1][counts.in_all].any() or too_little[-1]) and not public[-1, -1]
        ),
    )


def _beside_classes(table: SumTable, mask: Mask, columns: NDArray[np.intp], known: Known) -> tuple[Mask, int]:
    """Hide what has to be hidden; areas whose sum is known stand in columns of their own."""
    n, places = len(columns), []
    for place, column in enumerate(columns):
        classes = known.classes.get(int(column), ())
        table, mask = split_column(table, mask, place, classes)
        places += [place] * len(classes)
    mask, n_narrow = hide_secondary(table, hidden=mask)
    merged = np.column_stack([mask[:, :n], mask[:, -1]])
    for number, place in enumerate(places):
        merged[:-1, place] |= mask[:-1, n + number]
    return merged, n_narrow


def _sum_table(counts: CityCounts, columns: NDArray[np.intp], thresholds: Whole, k: int, known: Known) -> SumTable:
    table = SumTable.of(counts.by_area[:, columns], width=interval_width(k))
    places = np.append(columns, -1)
    table.width[:, :-1] = interval_width(1) * thresholds[columns]
    table.width[known.settled[:, places]] = 0
    np.copyto(table.low, known.low[:, places])
    public = known.public[:, places]
    table.width[public] = 0
    table.low[public] = table.high[public] = table.counts[public]
    unpublished = np.flatnonzero(~counts.all_published)
    table.width[unpublished, -1], table.low[unpublished, -1] = 0, 0
    return table


def _zeros_need_a_base(table: SumTable, counts: CityCounts, hidden: HiddenCounts, k: int) -> SumTable:
    """Note what a visible zero says, of whatever category: that its area, or the city, holds at least k."""
    by_area = (counts.covered & (counts.by_area == 0) & ~hidden.by_area).any(axis=1)
    says = np.append(by_area, ((counts.totals == 0) & ~hidden.totals).any()) & (table.counts[:, -1] >= k)
    low = table.low.copy()
    low[says, -1] = np.maximum(low[says, -1], k)
    return replace(table, low=low)


def _by_month(
    counts: CityCounts, hidden: HiddenCounts, thresholds: Whole, k: int, known: Known
) -> tuple[HiddenCounts, Mask]:
    """Hide whole monthly series; return the categories too whose months can still be told too well."""
    n = counts.by_month
    rows = n[:, counts.in_all].sum(axis=1)
    small = (n >= 1) & (n < thresholds) | (n == 0) & (rows < k)[:, None]
    series = small.any(axis=0) | hidden.totals
    if len(counts.months) >= SENSITIVE_MONTHS:
        series |= counts.sensitive
    series |= known.series[:-1]
    no_base = bool(counts.in_all.any() and (rows < k).any())
    hidden = replace(hidden, series=series, series_all=bool(hidden.total_all or known.series[-1] or no_base))
    while True:
        narrow = _narrow_series(counts, hidden, thresholds, k, known, known.blocks)
        if not (narrow[:-1] & counts.in_all).any():
            return hidden, narrow
        partners = np.flatnonzero(counts.in_all & ~hidden.series & (n.sum(axis=0) > 0))
        if partners.size:
            smallest = partners[np.argmin(n[:, partners].sum(axis=0))]
            more = hidden.series.copy()
            more[smallest] = True
            hidden = replace(hidden, series=more)
        elif not hidden.series_all:
            hidden = replace(hidden, series_all=True)
        else:
            return hidden, narrow


def _totals_to_hide(counts: CityCounts, hidden: HiddenCounts, narrow: Mask, public: Mask) -> tuple[Mask, bool]:
    """Return the city's counts to be hidden so that months can hide behind them: their own, another's, the sum."""
    narrow = narrow & ~public
    own, total_all = hidden.totals | narrow[:-1], bool(hidden.total_all or narrow[-1])
    if not narrow.any() or (own != hidden.totals).any() or total_all != hidden.total_all:
        return own, total_all
    others = np.flatnonzero(counts.in_all & ~hidden.totals & ~public[:-1] & (counts.totals > 0))
    if others.size:
        own[others[np.argmin(counts.totals[others])]] = True
        return own, total_all
    return own, total_all or bool((narrow[:-1] & counts.in_all).any() and not public[-1])


def _narrow_series(
    counts: CityCounts, hidden: HiddenCounts, thresholds: Whole, k: int, known: Known, blocks: Sequence[Mask]
) -> Mask:
    """Return the categories (and ``all``) of which a month could be told too well, sums over blocks being known."""
    narrow = np.zeros(len(counts.categories) + 1, dtype=bool)
    labels = np.array([np.packbits(block) for block in zip(*blocks, strict=True)]) if blocks else None
    kinds = np.unique(labels, axis=0) if labels is not None else [None]
    groups = [np.flatnonzero(counts.in_all), *(np.array([c]) for c in np.flatnonzero(~counts.in_all))]
    for kind in kinds:
        months = np.ones(len(counts.months), dtype=bool) if labels is None else (labels == kind).all(axis=1)
        for columns in groups:
            if months.any() and columns.size and (hidden.series[columns].any() or hidden.series_all):
                narrow[np.append(columns, -1)] |= _narrow_block(counts, hidden, thresholds, k, known, months, columns)
    return narrow


def _narrow_block(
    counts: CityCounts, hidden: HiddenCounts, thresholds: Whole, k: int, known: Known, months: Mask,
    columns: NDArray[np.intp],
) -> Mask:  # fmt: skip
    table = SumTable.of(counts.by_month[months][:, columns], width=interval_width(k))
    n, alone = table.counts[:-1], not counts.in_all[columns[0]]
    seen = known.months[months][:, np.append(columns, -1)]
    seen[:, -1] &= not alone
    table.width[:-1, :-1] = interval_width(1) * thresholds[columns]
    table.width[:-1][seen] = 0
    # Sums over the block are known or, where the city's count is hidden, free; neither is a count to protect here.
    table.width[-1, :] = 0
    table.low[:-1][seen] = n[seen]
    table.high[:-1][seen] = n[seen]
    mask = np.zeros(table.counts.shape, dtype=bool)
    mask[:-1, :-1] = hidden.series[columns]
    mask[-1, :-1] = hidden.totals[columns]
    mask[:, -1] = alone or hidden.series_all
    mask[-1, -1] = alone or hidden.total_all
    if alone:
        table.width[:, -1] = 0
    return np.asarray((mask & (interval_widths(table, hidden=mask) < table.width)).any(axis=0))


def _compared(
    counts: CityCounts, hidden: HiddenCounts, thresholds: Whole, k: int, known: Known, compared: Sequence[Mask]
) -> HiddenCounts:
    """Let twelve months be compared where the series is hidden, if the sums give no month away."""
    if not compared or known.months.any() or known.series.any() or known.blocks:
        return hidden
    if (hidden.series & counts.sensitive).any() and min(int(block.sum()) for block in compared) < SENSITIVE_MONTHS:
        return hidden
    narrow = _narrow_series(counts, hidden, thresholds, k, known, compared)
    return replace(hidden, twelve_months=not narrow.any())
