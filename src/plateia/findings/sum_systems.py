"""The equations that sums shown of areas and months amount to, and how far they leave a count free to move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plateia.findings.ledger import GroundSum, Ledger, parts_of_all
from plateia.findings.suppression import alike
from plateia.findings.thresholds import interval_width, sensitive_minimum
from plateia.vocabulary import ALL, sensitive_categories

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Frame(NamedTuple):
    """Areas that lie in the same sums form a class, months that do a part of time.

    Attributes
    ----------
    classes : ndarray of int, shape (n_areas,)
    parts : ndarray of int, shape (n_months,)
    """

    classes: Whole
    parts: Whole


def frame_of(known: Sequence[GroundSum], ledger: Ledger) -> Frame:
    """Return the classes and parts that all these sums, and the audits, tell apart."""
    recorded = ledger.recorded
    grounds = [np.array([area in one.areas for area in recorded.area_ids]) for one in known]
    spans = [*(one.months for one in known), *(edition.months for edition in ledger.editions)]
    blocks = [np.array([month in span for month in recorded.months]) for span in spans]
    return Frame(alike(grounds, len(recorded.area_ids)), alike(blocks, len(recorded.months)))


@dataclass(frozen=True)
class SumSystem:
    """Unknowns are classes of areas by parts of time; rows are the sums somebody knows.

    Attributes
    ----------
    counts : ndarray of float, shape (n_rows, n_parts)
        A row is a class of areas, or one category in a class.
    limits, need : ndarray of float, shape (n_rows,)
        Counts under the limit are small; how far they have to be free to move.
    sums : tuple of (row mask, part mask)
    at_least : tuple of (row mask, part mask, lower bound)
    """

    counts: Floats
    limits: Floats
    need: Floats
    sums: tuple[tuple[Mask, Mask], ...]
    at_least: tuple[tuple[Mask, Mask, float], ...]

    @classmethod
    def of(cls, known: Sequence[GroundSum], ledger: Ledger, frame: Frame) -> SumSystem:
        """Set up the equations of one category."""
        recorded, (classes, parts) = ledger.recorded, frame
        by_month = recorded.of(ledger.category)
        counts = np.zeros((classes.max() + 1, parts.max() + 1))
        np.add.at(counts, (classes[:, None], parts[None, :]), by_month)
        sums = [(_areas(one, ledger, classes), members(one.months, recorded.months, parts)) for one in known]
        everywhere = np.ones(len(counts), bool)
        # What the whole city holds in the same months is known, or may be.
        sums += [(everywhere, block) for _, block in sums]
        at_least = []
        for edition in ledger.editions:
            window = np.array([month in edition.months for month in recorded.months])
            inside, hidden = members(edition.months, recorded.months, parts), ledger.hidden_by(edition)
            sums.append((everywhere, inside))
            for number in range(len(counts)):
                own, one = classes == number, np.arange(len(counts)) == number
                if not hidden[own].any():
                    sums.append((one, inside))
                else:
                    visible = by_month[own & ~hidden][:, window].sum()
                    at_least.append((one, inside, float(visible)))
        width, n_areas = interval_width(ledger.k), np.bincount(classes, minlength=len(counts))
        limits = np.where(n_areas > 1, width, ledger.k).astype(np.float64)
        return cls(counts, limits, np.full(len(counts), float(width)), tuple(sums), tuple(at_least))

    def small(self) -> list[tuple[int, Mask]]:
        """Return the unknowns that are small: under k, or under 2k where several areas share them.

        What may not be told however large it is, is asked for in all months of each sum together as well.
        """
        touched = np.zeros(self.counts.shape, bool)
        for ground, block in self.sums:
            touched |= ground[:, None] & block[None, :]
        each = np.eye(self.counts.shape[1], dtype=bool)
        found = [(int(row), each[part]) for row, part in np.argwhere(touched & (self.counts < self.limits[:, None]))]
        blocks = {block.tobytes(): block for _, block in self.sums}
        return [
            *found,
            *((int(row), block) for row in np.flatnonzero(np.isinf(self.limits)) for block in blocks.values()),
        ]

    def whole(self, row: int, block: Mask) -> float:
        """Return the smallest sum around an unknown: that a part is at most the whole, readers always know."""
        around = [(ground, months) for ground, months in self.sums if ground[row] and months[block].all()]
        return min((float(self.counts[np.ix_(ground, months)].sum()) for ground, months in around), default=np.inf)

    def width(self, row: int, block: Mask) -> float:
        """Return how far one unknown can move."""
        return spread(row, block, [self.counts, *self.ends(row, block)])

    def ends(self, row: int, block: Mask) -> Iterator[Floats]:
        """Give a table that agrees with all sums and holds the most of one unknown, then one with the least."""
        from scipy.optimize import linprog

        target = np.zeros(self.counts.shape)
        target[row, block] = 1
        if not self.sums:
            yield np.where(target > 0, np.inf, self.counts)
            return
        for sign in (-1.0, 1.0):
            found = linprog(
                sign * target.ravel(),
                A_eq=self._equal,
                b_eq=self._equal @ self.counts.ravel(),
                A_ub=None if self._least is None else -self._least,
                b_ub=None if self._least is None else [-low for _, _, low in self.at_least],
                method="highs",
            )
            yield np.where(target > 0, np.inf, self.counts) if found.x is None else found.x.reshape(target.shape)

    @cached_property
    def _equal(self) -> csr_array:
        return _rows(self.sums)

    @cached_property
    def _least(self) -> csr_array | None:
        return _rows([(ground, block) for ground, block, _ in self.at_least]) if self.at_least else None


def of_all_offences(known: Mapping[str, Sequence[GroundSum]], ledger: Ledger, frame: Frame) -> SumSystem:
    """Set up the equations of all categories that were shown, of the others taken together, and of ``all``.

    ``all`` less the categories shown tells the others. A sensitive category that was itself not shown is small however
    large it is: it is shown by district at the finest.
    """
    ledgers = {one.category: one for one in (ledger, *ledger.beside)}
    named = [name for name in known if name != ALL]
    systems = {name: SumSystem.of(sums, ledgers[name], frame) for name, sums in known.items()}
    rest = [name for name in parts_of_all(ledger.recorded) if name not in named]
    blocks = [systems[name] for name in named] + ([_rest(systems, named, rest, ledger)] if rest else [])
    n_classes, n_blocks = len(systems[ALL].counts), len(blocks)

    def of_rows(name: str, ground: Mask) -> Mask:
        if name == ALL:
            return np.tile(ground, n_blocks)
        at = named.index(name) * n_classes
        return np.concatenate([np.zeros(at, bool), ground, np.zeros((n_blocks - 1) * n_classes - at, bool)])

    sensitive = sensitive_categories() - {ledger.category}
    limits = [np.full(n_classes, np.inf) if name in sensitive else systems[name].limits for name in named]
    return SumSystem(
        counts=np.vstack([block.counts for block in blocks]),
        limits=np.concatenate([*limits, *(block.limits for block in blocks[len(named) :])]),
        need=np.concatenate([block.need for block in blocks]),
        sums=tuple((of_rows(name, ground), block) for name, one in systems.items() for ground, block in one.sums),
        at_least=tuple(
            (of_rows(name, ground), block, low) for name, one in systems.items() for ground, block, low in one.at_least
        ),
    )


def _rest(systems: Mapping[str, SumSystem], named: Sequence[str], rest: Sequence[str], ledger: Ledger) -> SumSystem:
    """Return the categories nothing was shown of, taken together."""
    together, sensitive = systems[ALL], sensitive_categories() & set(rest)
    k = sensitive_minimum(ledger.minimum_count) if sensitive else ledger.minimum_count
    need = np.full(len(together.counts), float(interval_width(k)))
    limits = need if len(rest) > 1 else np.minimum(together.limits, need)
    if sensitive and len(rest) == 1:
        limits = np.full(len(need), np.inf)
    counts = together.counts - np.sum([systems[name].counts for name in named], axis=0)
    return SumSystem(counts, limits, need, (), ())


def spread(row: int, block: Mask, tables: Sequence[Floats]) -> float:
    """Return how far an unknown lies apart in tables that all agree with the sums."""
    held = [float(table[row, block].sum()) for table in tables]
    return max(held) - min(held)


def members(months: Sequence[str] | frozenset[str], recorded: Sequence[str], parts: Whole) -> Mask:
    """Return which parts of time some months make up."""
    return _numbers(np.array([month in months for month in recorded]), parts)


def _areas(one: GroundSum, ledger: Ledger, classes: Whole) -> Mask:
    return _numbers(np.array([area in one.areas for area in ledger.recorded.area_ids]), classes)


def _numbers(mask: Mask, numbers: Whole) -> Mask:
    """Return which numbers lie in a mask."""
    found = np.zeros(numbers.max() + 1, bool)
    found[numbers[mask]] = True
    return found


def _rows(sums: Sequence[tuple[Mask, Mask]]) -> Any:
    from scipy.sparse import csr_array

    return csr_array(np.array([np.outer(ground, block).ravel() for ground, block in sums], dtype=np.float64))
