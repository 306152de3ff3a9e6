"""The comparisons a city expects: like months with like months, a month missing on either side leaves both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.model import Months, Value
from plateia.tables.incidents import month_text

YEAR = 12
FEWEST_LIKE_MONTHS = 6
"""A comparison of twelve months needs at least half of them on both sides."""


@dataclass(frozen=True)
class LikePeriods:
    """Two sets of months, one year apart, as positions in the study's months."""

    comparison: str
    before: NDArray[Any]
    after: NDArray[Any]

    def __len__(self) -> int:
        return len(self.after)


def like_periods(months: NDArray[Any], complete: NDArray[np.bool_]) -> list[LikePeriods]:
    """Return the comparisons the data allow: same_month, year_to_date, twelve_months.

    Examples
    --------
    >>> months = np.arange(2018 * 12, 2020 * 12)
    >>> [(found.comparison, len(found)) for found in like_periods(months, np.ones(24, bool))]
    [('same_month', 1), ('year_to_date', 12), ('twelve_months', 12)]
    """
    if not complete.any():
        return []
    last = int(months[np.flatnonzero(complete)[-1]])
    spans = {
        "same_month": [last],
        "year_to_date": list(range(last - last % YEAR, last + 1)),
        "twelve_months": list(range(last - YEAR + 1, last + 1)),
    }
    found = {name: _pair(name, span, months, complete) for name, span in spans.items()}
    if len(found["year_to_date"]) < 2:
        del found["year_to_date"]
    if len(found["twelve_months"]) < FEWEST_LIKE_MONTHS:
        del found["twelve_months"]
    return [pair for pair in found.values() if len(pair)]


def past_pairs(pair: LikePeriods, months: NDArray[Any], complete: NDArray[np.bool_]) -> list[LikePeriods]:
    """Return the like periods before ``pair``, year by year: the past that says how much counts vary.

    The later side of the pair under test is never part of them.
    """
    found = []
    span = [int(months[position]) - YEAR for position in pair.after]
    while span and min(span) - YEAR >= int(months[0]):
        earlier = _pair("past", span, months, complete)
        if len(earlier):
            found.append(earlier)
        span = [month - YEAR for month in span]
    return found


def _pair(name: str, span: list[int], months: NDArray[Any], complete: NDArray[np.bool_]) -> LikePeriods:
    position = {int(month): place for place, month in enumerate(months) if complete[place]}
    both = [month for month in span if month in position and month - YEAR in position]
    before = np.array([position[month - YEAR] for month in both], np.int64)
    return LikePeriods(name, before, np.array([position[month] for month in both], np.int64))


def spans_of(pair: LikePeriods, months: NDArray[Any]) -> dict[str, Value]:
    """Return first and last month of both sides and their number, as findings hold them."""
    sides = {"before": pair.before, "after": pair.after}
    found: dict[str, Value] = {"comparison": pair.comparison, "n_months": len(pair)}
    for side, positions in sides.items():
        found[f"{side}_from"] = month_text(int(months[positions[0]]))
        found[f"{side}_to"] = month_text(int(months[positions[-1]]))
    return found


def months_of(positions: NDArray[Any], months: NDArray[Any]) -> Months:
    """Return the period these positions span; gaps are listed."""
    numbers = sorted(int(months[position]) for position in positions)
    texts = tuple(month_text(number) for number in numbers)
    unbroken = numbers == list(range(numbers[0], numbers[-1] + 1))
    return Months(texts[0], texts[-1], None if unbroken else texts)
