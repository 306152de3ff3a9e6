"""The partnership check: five conditions rated by the partners, each met, contested or not met; no overall score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.partners import CONDITIONS, Condition, PartnerRating, Partnership

FILE = "partnership.toml"
FEWEST_FOR_DISTRIBUTION = 5
MET_MEDIAN, MET_MINIMUM, CONTESTED_RANGE = 4, 3, 3
State = Literal["met", "contested", "not_met", "not_rated"]


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """One condition as the partners rate it.

    Attributes
    ----------
    state : str
        ``met``, ``contested``, ``not_met``; ``not_rated`` where nobody rated it. With fewer than five ratings only met
        or not met is told.
    n : int
        Partners that rated it.
    median, minimum, range : float, int, int; or None
        None with fewer than five ratings: a partner could be read from them.
    """

    condition: Condition
    state: State
    n: int
    median: float | None = None
    minimum: int | None = None
    range: int | None = None


@dataclass(frozen=True, slots=True)
class PartnershipReading:
    """The five conditions; the partnership is ready when all are met, and has no score."""

    conditions: tuple[ConditionReading, ...]

    @property
    def n_met(self) -> int:
        """How many of the five are met."""
        return sum(row.state == "met" for row in self.conditions)

    @property
    def ready(self) -> bool:
        """Whether all five are met."""
        return self.n_met == len(self.conditions)


def condition_reading(condition: Condition, ratings: Sequence[int]) -> ConditionReading:
    """Return how one condition is rated.

    Met with a median of at least 4 and no rating below 3; contested where the ratings lie 3 or more apart; otherwise
    not met. The limits are our own, not those of the source of the five conditions.

    Examples
    --------
    >>> condition_reading("power", [5, 4, 4, 4, 1]).state, condition_reading("power", [5, 4, 4, 1]).state
    ('contested', 'not_met')
    """
    n = len(ratings)
    if not n:
        return ConditionReading(condition, "not_rated", 0)
    middle, lowest, spread = median(ratings), min(ratings), max(ratings) - min(ratings)
    is_met = middle >= MET_MEDIAN and lowest >= MET_MINIMUM
    if n < FEWEST_FOR_DISTRIBUTION:
        return ConditionReading(condition, "met" if is_met else "not_met", n)
    state: State = "met" if is_met else "contested" if spread >= CONTESTED_RANGE else "not_met"
    return ConditionReading(condition, state, n, float(middle), lowest, spread)


def partnership_reading(partnership: Partnership) -> PartnershipReading:
    """Return how the partners rate the five conditions."""
    return PartnershipReading(
        tuple(
            condition_reading(condition, [given for row in partnership.ratings if (given := _rating(row, condition))])
            for condition in CONDITIONS
        )
    )


def check_partnership(partnership: Partnership, *, partners: frozenset[str]) -> list[Remark]:
    """Return conditions that are not met, partners that did not rate, and ratings of partners nobody knows."""
    remarks = [_weak(row) for row in partnership_reading(partnership).conditions if row.state != "met"]
    rated = {row.partner for row in partnership.ratings}
    remarks += [
        Remark("partnership.partner-unknown", "error", FILE, partner, details={"partner": partner})
        for partner in sorted(rated - partners)
    ]
    remarks += [
        Remark("partnership.partner-silent", "note", FILE, partner, details={"partner": partner})
        for partner in sorted(partners - rated)
    ]
    return remarks


def _weak(row: ConditionReading) -> Remark:
    details = {"condition": row.condition, "n": row.n}
    if row.state == "contested":
        return Remark("partnership.contested", "warning", FILE, row.condition, "own", details)
    if row.state == "not_rated":
        return Remark("partnership.not-rated", "warning", FILE, row.condition, "five_conditions", details)
    return Remark("partnership.not-met", "warning", FILE, row.condition, "own", details)


def _rating(row: PartnerRating, condition: Condition) -> int | None:
    ratings: dict[Condition, int | None] = {
        "ownership": row.ownership,
        "expectations": row.expectations,
        "power": row.power,
        "trust": row.trust,
        "end_users": row.end_users,
    }
    return ratings[condition]
