"""Like months with like months: gaps leave both sides, the past never holds the later side of the test."""

from __future__ import annotations

import numpy as np

from plateia.tools.auditing.periods import like_periods, months_of, past_pairs

JANUARY_2018 = 2018 * 12


def _months(n: int) -> np.ndarray:
    return np.arange(JANUARY_2018, JANUARY_2018 + n)


def test_a_missing_month_leaves_both_sides() -> None:
    months, complete = _months(24), np.ones(24, bool)
    complete[6] = False  # July 2018
    found = {pair.comparison: pair for pair in like_periods(months, complete)}
    assert len(found["twelve_months"]) == 11
    assert 18 not in found["twelve_months"].after


def test_three_julys_allow_one_comparison() -> None:
    months = np.array([2016 * 12 + 6, 2017 * 12 + 6, 2018 * 12 + 6])
    found = like_periods(months, np.ones(3, bool))
    assert [(pair.comparison, pair.before.tolist(), pair.after.tolist()) for pair in found] == [
        ("same_month", [1], [2])
    ]
    past = past_pairs(found[0], months, np.ones(3, bool))
    assert [(pair.before.tolist(), pair.after.tolist()) for pair in past] == [([0], [1])]


def test_the_past_ends_before_the_later_side() -> None:
    months = _months(45)
    pair = next(pair for pair in like_periods(months, np.ones(45, bool)) if pair.comparison == "twelve_months")
    past = past_pairs(pair, months, np.ones(45, bool))
    assert past
    assert all(earlier.after.max() < pair.after.min() for earlier in past)


def test_no_complete_month_no_comparison() -> None:
    assert like_periods(_months(30), np.zeros(30, bool)) == []


def test_a_provisional_last_month_is_not_the_last_month() -> None:
    complete = np.ones(30, bool)
    complete[-1] = False
    pair = like_periods(_months(30), complete)[0]
    assert pair.after.tolist() == [28]


def test_a_period_lists_its_gaps() -> None:
    assert months_of(np.array([0, 1]), _months(3)).months is None
    assert months_of(np.array([0, 2]), _months(3)).months == ("2018-01", "2018-03")
