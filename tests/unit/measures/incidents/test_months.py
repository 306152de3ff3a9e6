from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.incidents.months import monthly_expectation

JANUARY_2015 = 2015 * 12


def test_mean_of_the_same_month_in_up_to_five_covered_years() -> None:
    months = np.arange(JANUARY_2015, JANUARY_2015 + 84)
    counts = (months // 12 - 2014) * 10 + months % 12
    covered = np.ones(84, dtype=bool)
    covered[24] = False
    result = monthly_expectation(counts, year_month=months, covered=covered)
    assert np.isnan(result.expected[:24]).all()
    assert result.n_years[25] == 2
    assert np.isnan(result.expected[24])
    # January 2021: 2016, 2018, 2019 and 2020 are covered, 2017 is not, 2015 lies six years back.
    assert result.n_years[72] == 4
    assert result.expected[72] == pytest.approx(np.mean([20, 40, 50, 60]))
    assert result.n_years[73] == 5


def test_a_gap_is_never_read_as_zero() -> None:
    months = np.arange(JANUARY_2015, JANUARY_2015 + 48)
    covered = np.ones(48, dtype=bool)
    covered[18] = False
    full = monthly_expectation(np.full(48, 90), year_month=months, covered=covered)
    emptied = np.full(48, 90.0)
    emptied[18] = 0
    gap = monthly_expectation(emptied, year_month=months, covered=covered)
    for one, other in zip((full.expected, full.low, full.high), (gap.expected, gap.low, gap.high), strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.isnan(gap.expected[18])


def test_absent_rows_are_gaps_and_order_does_not_matter() -> None:
    rng = np.random.default_rng(41)
    months = np.delete(np.arange(JANUARY_2015, JANUARY_2015 + 60), [7, 30])
    counts = rng.poisson(200, months.size)
    straight = monthly_expectation(counts, year_month=months, covered=np.ones(months.size, dtype=bool))
    order = rng.permutation(months.size)
    mixed = monthly_expectation(counts[order], year_month=months[order], covered=np.ones(months.size, dtype=bool))
    np.testing.assert_array_equal(mixed.high, straight.high[order])
    np.testing.assert_array_equal(mixed.n_years, straight.n_years[order])


def test_limits_hold_ordinary_months_and_mark_a_doubled_one() -> None:
    inside, marked = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        months = np.arange(JANUARY_2015, JANUARY_2015 + 72)
        level = np.repeat(np.exp(rng.normal(0, 0.13 / np.sqrt(2), 6)), 12)
        counts = rng.negative_binomial(300 * level / 2, 1 / 3)
        result = monthly_expectation(counts, year_month=months, covered=np.ones(72, dtype=bool))
        known = ~np.isnan(result.low)
        inside.append(((counts >= result.low) & (counts <= result.high))[known].mean())
        marked.append(2 * counts[60] > result.high[60])
    assert 0.93 <= np.mean(inside) <= 0.995
    assert np.mean(marked) > 0.95


def test_a_steady_city_earns_narrower_limits() -> None:
    months = np.arange(JANUARY_2015, JANUARY_2015 + 120)
    counts = np.random.default_rng(43).poisson(5000, 120)
    result = monthly_expectation(counts, year_month=months, covered=np.ones(120, dtype=bool))
    width = (result.high - result.low) / result.expected
    assert width[119] < 0.75 * width[24]


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(InputError, match=r"months\.repeated"):
        monthly_expectation([1, 2], year_month=[5, 5], covered=[True, True])
    with pytest.raises(MethodError, match=r"months\.years-invalid"):
        monthly_expectation([1], year_month=[5], covered=[True], minimum_years=6)
    with pytest.raises(InputError, match=r"counts\.shapes-differ"):
        monthly_expectation([1, 2], year_month=[5], covered=[True])


def test_a_category_never_recorded_does_not_alarm_at_its_first_event() -> None:
    months = np.arange(JANUARY_2015, JANUARY_2015 + 36)
    result = monthly_expectation(np.zeros(36), year_month=months, covered=np.ones(36, dtype=bool))
    assert result.expected[30] == 0
    assert result.high[30] >= 1
