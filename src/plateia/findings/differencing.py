"""What earlier editions tell about a new one, and what therefore may not be published (G-14).

Two editions of the same areas differ by the months between them; two editions of different areas differ by the ground
between them. Where such a difference is a handful of incidents, publishing both publishes the handful.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from plateia.findings.counts import CityCounts
from plateia.findings.hiding import Known
from plateia.findings.register import EarlierEdition, Register, ShownSum
from plateia.findings.suppression import classes_of
from plateia.findings.thresholds import interval_width
from plateia.vocabulary import ALL

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class _Shown:
    """What an earlier edition showed of the counts of this one; NaN where it showed nothing."""

    counts: Floats
    hidden: Mask
    series: Mask
    months: frozenset[str]


def known_from_earlier(register: Register, counts: CityCounts, *, layer: str, minimum_count: int) -> Known:
    """Return what readers of the earlier editions know about the counts of a new one.

    Parameters
    ----------
    register : Register
    counts : CityCounts
    layer : str
        Fingerprint of the areas of the new edition.
    minimum_count : int

    Returns
    -------
    Known
        What was hidden in an edition that shares a month stays hidden; a count is hidden whose difference to what was
        shown is too small; and the counts shown of shorter periods inside the new one are lower bounds.

    Notes
    -----
    What was hidden earlier needs no new proof. Move the earlier count and the new one by the same amount: the months
    between them keep their count, all sums of both editions stay, and the earlier proof holds for both. Newly hidden
    counts are proved with the earlier ones standing still, that is with room only in the months between.
    """
    known = _from_editions(register, counts, layer=layer, minimum_count=minimum_count)
    k = np.append(counts.thresholds(minimum_count), minimum_count)
    return _beside_evaluations(known, register.sums, counts, layer, _laid_out(counts)[0], k)


def _from_editions(register: Register, counts: CityCounts, *, layer: str, minimum_count: int) -> Known:
    earlier = _before_the_same(register.editions, counts, layer)
    known = Known.nothing(counts)
    k = np.append(counts.thresholds(minimum_count), minimum_count)
    full, covered = _laid_out(counts)
    if not earlier:
        return known
    new = frozenset(counts.months)
    shown = [_shown(edition, counts, same_areas=edition.layer == layer) for edition in earlier]
    for one in (one for one in shown if one.months & new):
        known.must_hide[:] |= one.hidden & covered
        known.series[:] |= one.series
        if new < one.months:
            _inside_an_earlier_one(known, one, full, k)
        elif not one.months <= new:
            _overlapping(known, one, counts, k)
    _shorter_inside(known, [one for one in shown if one.months <= new], full, k, minimum_count, counts)
    # Where the months of a category were shown its sums say nothing new.
    names = (*counts.categories, ALL)
    unseen = [name for name, hidden in zip(names, known.series, strict=True) if hidden]
    sums = {one.months for one in shown} | {
        block for one in earlier for name in unseen for block in one.known_sums(name)
    }
    inside = sorted((block for block in sums if block and block < new), key=sorted)
    blocks = tuple(np.array([month in block for month in counts.months]) for block in inside)
    months = np.logical_or.reduce([_months_shown(edition, counts) for edition in earlier])
    # A total is the sum of its months, wherever they were shown.
    known.public[-1] |= months.all(axis=0)
    known.public[-1] |= [any(_adds_up(one.known_sums(name), new) for one in earlier) for name in names]
    return replace(known, months=months, blocks=blocks)


def _beside_evaluations(
    known: Known, sums: Sequence[ShownSum], counts: CityCounts, layer: str, full: Whole, k: Whole
) -> Known:
    """Note what evaluations showed: sums over some areas that are known as well."""
    position = {area: number for number, area in enumerate(counts.area_ids)}
    tight: dict[int, list[Mask]] = {}
    for (column, areas), shown in _by_ground(sums, counts, layer).items():
        members = np.zeros(len(position), dtype=bool)
        members[[position[area] for area in areas]] = True
        n = int(full[:-2, column][members].sum())
        low, high = _limits(shown, frozenset(counts.months), n + interval_width(1) * int(k[column]))
        if any(0 < difference < k[column] for difference in (n - low, high - n)):
            known.must_hide[:-2, column] |= members
        # What the other months hold may follow from the city's months and other areas.
        if low or high - n < interval_width(1) * k[column]:
            tight.setdefault(column, []).append(members)
        if len(areas) == 1:
            known.low[:-2, column][members] = np.maximum(known.low[:-2, column][members], min(low, n))
            known.public[:-2, column] |= members & (low == n)
    classes = {column: tuple(classes_of(masks)) for column, masks in tight.items()}
    for column, masks in classes.items():
        for members in masks:
            # What an earlier edition hid among them was proved without their sum: all of them cover it.
            known.must_hide[:-2, column] |= members & known.must_hide[:-2, column][members].any()
    return replace(known, classes=classes)


def _by_ground(
    sums: Sequence[ShownSum], counts: CityCounts, layer: str
) -> dict[tuple[int, tuple[str, ...]], dict[frozenset[str], int]]:
    """Return what was shown of these areas: category and ground -> months -> incidents."""
    names, here = (*counts.categories, ALL), set(counts.area_ids)
    grounds: dict[tuple[int, tuple[str, ...]], dict[frozenset[str], int]] = {}
    for one in sums:
        if one.layer == layer and one.category in names and here.issuperset(one.area_ids):
            grounds.setdefault((names.index(one.category), one.area_ids), {})[frozenset(one.months)] = one.n
    return grounds


def _limits(shown: Mapping[frozenset[str], int], months: frozenset[str], otherwise: int) -> tuple[int, int]:
    """Return what a sum over these months is at least and at most, by blocks inside them and around them."""
    seen, low = frozenset[str](), 0
    for block in sorted((block for block in shown if block <= months), key=lambda block: (-len(block), sorted(block))):
        if not block & seen:
            seen |= block
            low += shown[block]
    return low, min((n for block, n in shown.items() if months <= block), default=otherwise)


def _adds_up(blocks: Sequence[frozenset[str]], months: frozenset[str]) -> bool:
    """Say whether the months are some of the blocks, whole."""
    inside = [block for block in blocks if block <= months]
    return bool(inside) and frozenset[str]().union(*inside) == months


def _before_the_same(editions: Sequence[EarlierEdition], counts: CityCounts, layer: str) -> Sequence[EarlierEdition]:
    """Return the editions before this one was first published; all of them if it never was."""
    full, _ = _laid_out(counts)
    for number, edition in enumerate(editions):
        if edition.layer == layer and edition.months == counts.months and edition.area_ids == counts.area_ids:
            shown = _shown(edition, counts, same_areas=True).counts
            if np.array_equal(shown[~np.isnan(shown)], full[~np.isnan(shown)]):
                return editions[:number]
    return editions


def _laid_out(counts: CityCounts) -> tuple[Whole, Mask]:
    """Return all counts, areas over the city and categories beside ``all``, and which of them exist."""
    inner = np.vstack([counts.by_area, counts.totals])
    beside = np.append(counts.row_totals, counts.total_all)
    covered = np.ones((inner.shape[0], inner.shape[1] + 1), dtype=bool)
    covered[:-1, :-1], covered[:-1, -1] = counts.covered, counts.all_published
    return np.column_stack([inner, beside]), covered


def _shown(edition: EarlierEdition, counts: CityCounts, *, same_areas: bool) -> _Shown:
    names = (*counts.categories, ALL)
    shown = np.full((len(counts.area_ids) + 2, len(names)), np.nan)
    hidden = np.zeros(shown.shape, dtype=bool)
    position = {area: number for number, area in enumerate(edition.area_ids)}
    for column, name in enumerate(names):
        if name in edition.areas and same_areas:
            by_area = edition.areas[name]
            column_of = [by_area[position[area]] if area in position else None for area in counts.area_ids]
            shown[:-2, column] = np.array(column_of, dtype=np.float64)
            shown[-2, column] = _number(edition.without_area.get(name))
            hidden[:-1, column] = np.isnan(shown[:-1, column])
        if name in edition.totals:
            shown[-1, column] = _number(edition.totals[name])
            hidden[-1, column] = np.isnan(shown[-1, column])
    series = np.array([name in edition.months_n and None in edition.months_n[name] for name in names], dtype=bool)
    return _Shown(shown, hidden, series, frozenset(edition.months))


def _number(n: int | None) -> float:
    return np.nan if n is None else float(n)


def _inside_an_earlier_one(known: Known, one: _Shown, full: Whole, k: Whole) -> None:
    """A shorter period inside one already published shows no count by area, and no total that is nearly the same."""
    if not np.isnan(one.counts[:-1]).all():
        known.must_hide[:-1] = True
        known.settled[:-1] = True
    # The months that are left out of the new one would be told apart by the difference of the totals.
    known.must_hide[-1] |= one.series
    difference = one.counts[-1] - full[-1]
    known.must_hide[-1] |= (difference > 0) & (difference < interval_width(1) * k)


def _overlapping(known: Known, one: _Shown, counts: CityCounts, k: Whole) -> None:
    """Hide a total where a hidden series has, in the months of one edition alone, too little room to move."""
    common = np.array([month in one.months for month in counts.months])
    by_month = np.column_stack([counts.by_month, counts.by_month[:, counts.in_all].sum(axis=1)])
    gone, added = one.counts[-1] - by_month[common].sum(axis=0), by_month[~common].sum(axis=0)
    wide = interval_width(1) * k
    known.must_hide[-1] |= one.series & ((gone < wide) | (added < wide))


def _shorter_inside(
    known: Known, inside: list[_Shown], full: Whole, k: Whole, minimum_count: int, counts: CityCounts
) -> None:  # fmt: skip
    """Shorter periods inside the new one: differences, and the lower bounds they give."""
    new = frozenset(counts.months)
    chosen: list[_Shown] = []
    seen: frozenset[str] = frozenset()
    for one in sorted(inside, key=lambda one: (-len(one.months), sorted(one.months))):
        _hide_small_difference(known, one.counts, one.months == new, full, k, minimum_count)
        if not one.months & seen:
            chosen.append(one)
            seen |= one.months
    if chosen:
        together = np.sum([one.counts for one in chosen], axis=0)
        if len(chosen) > 1:
            _hide_small_difference(known, together, seen == new, full, k, minimum_count)
        np.copyto(known.low, np.minimum(np.nan_to_num(together), full).astype(np.int64))
        was_hidden = np.logical_or.reduce([one.hidden for one in chosen])
        known.settled[:] |= was_hidden
        known.low[:] = np.where(was_hidden, full, known.low)
        if seen == new:
            known.public[:] |= ~np.isnan(together)
    # Shorter periods that overlap each other: what they hold together is unknown, so nothing has room below.
    if any(not one.months <= seen for one in inside):
        np.copyto(known.low, full)


def _hide_small_difference(
    known: Known, shown: Floats, same_period: bool, full: Whole, k: Whole, minimum_count: int
) -> None:
    difference = full - shown
    known.must_hide[:] |= (difference > 0) & (difference < k)
    if not same_period:
        # A difference of zero is a zero of the months between: it needs a base of its own.
        base = difference[:, -1:].copy()
        base[-2] = base[-1]
        known.must_hide[:] |= (difference == 0) & ~(base >= minimum_count)


def _months_shown(edition: EarlierEdition, counts: CityCounts) -> Mask:
    position = {month: number for number, month in enumerate(edition.months)}
    names = (*counts.categories, ALL)
    shown = np.zeros((len(counts.months), len(names)), dtype=bool)
    for column, name in enumerate(names):
        by_month = edition.months_n.get(name, ())
        for row, month in enumerate(counts.months):
            at = position.get(month)
            shown[row, column] = at is not None and at < len(by_month) and by_month[at] is not None
    return shown
