"""Everything that bears on the sums of an evaluation: the records, and what audits and evaluations showed before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from plateia.findings.evaluation import AreaMonths
from plateia.findings.register import EarlierEdition, Register
from plateia.findings.thresholds import sensitive_minimum
from plateia.vocabulary import ALL, offence_categories, sensitive_categories


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
    revised : frozenset of GroundSum
        Those shown whose records have changed since by a handful: shown again, the difference would be told.
    beside : tuple of Ledger
        Of the other categories evaluations showed sums of, where they and this one add up to ``all`` or are part of it.
    """

    recorded: AreaMonths
    category: str
    k: int
    minimum_count: int
    shown: tuple[GroundSum, ...]
    editions: tuple[EarlierEdition, ...]
    revised: frozenset[GroundSum] = frozenset()
    beside: tuple[Ledger, ...] = ()

    def hidden_by(self, edition: EarlierEdition) -> NDArray[np.bool_]:
        """Return the areas whose count of the category an audit does not show, shape (n_areas,)."""
        n_of = dict(zip(edition.area_ids, edition.areas.get(self.category, ()), strict=False))
        return np.array([n_of.get(area) is None for area in self.recorded.area_ids])


def ledger_of(
    recorded: AreaMonths, *, category: str, register: Register, layer: str, k: int, minimum_count: int
) -> Ledger:
    """Return what is known of a category; sums and audits of months that are not in the records are left out."""
    own = _alone(recorded, category, register, layer, k=k, minimum_count=minimum_count)
    together = [*parts_of_all(recorded), ALL]
    if category not in together:
        return own
    sensitive = sensitive_categories()
    others = []
    for name in together:
        if name != category:
            least = sensitive_minimum(minimum_count) if name in sensitive else minimum_count
            others.append(_alone(recorded, name, register, layer, k=least, minimum_count=minimum_count))
    beside = tuple(one for one in others if one.shown)
    adds_up = ALL in (category, *(one.category for one in beside))
    return replace(own, beside=beside if adds_up else ())


def parts_of_all(recorded: AreaMonths) -> list[str]:
    """Return the recorded categories that ``all`` adds up."""
    known = offence_categories()
    return [name for name in recorded.categories if name != ALL and known[name].in_all]


def _alone(
    recorded: AreaMonths, category: str, register: Register, layer: str, *, k: int, minimum_count: int
) -> Ledger:
    months, areas = frozenset(recorded.months), frozenset(recorded.area_ids)
    shown = [
        (GroundSum(frozenset(one.area_ids), frozenset(one.months)), one.n)
        for one in register.sums
        if (one.layer, one.category) == (layer, category)
    ]
    editions = (
        edition
        for edition in register.editions
        if edition.layer == layer and category in edition.areas and frozenset(edition.months) <= months
    )
    kept = [(one, n) for one, n in shown if one.months <= months and one.areas <= areas]
    revised = frozenset(one for one, n in kept if 0 < abs(n - _recorded(one, recorded, category)) < k)
    known = tuple(dict.fromkeys(one for one, _ in kept))
    return Ledger(recorded, category, k, minimum_count, known, tuple(editions), revised)


def _recorded(one: GroundSum, recorded: AreaMonths, category: str) -> int:
    inside = np.array([area in one.areas for area in recorded.area_ids])
    during = np.array([month in one.months for month in recorded.months])
    return int(recorded.of(category)[np.ix_(inside, during)].sum())
