"""Which months a source covers: missing, half-filled, still filling up, or merely quiet."""

from __future__ import annotations

import numpy as np

from plateia.sources.incidents.covering import area_coverage, dense_span, month_coverage
from plateia.tables.incidents import month_number, month_of_minutes

YEARS = np.arange(month_number("2018-01"), month_number("2020-12") + 1)


def by_month(n: np.ndarray) -> np.ndarray:
    return np.repeat(YEARS, n)


def judged(n: np.ndarray) -> tuple[list[int], list[int]]:
    month = by_month(n)
    found = month_coverage(np.zeros(len(month), np.int32), month, months=YEARS, daily=False)
    return np.flatnonzero(found.missing).tolist(), np.flatnonzero(found.partial).tolist()


def days(rng: np.random.Generator, per_day: float, without: range | None = None) -> np.ndarray:
    """Return minutes of incidents at random over 2018, none on some days of the year."""
    n = rng.poisson(per_day, 365)
    if without is not None:
        n[without] = 0
    start = int(np.datetime64("2018-01-01", "D").astype(int))
    return (np.repeat(np.arange(365) + start, n) * 1440 + 600).astype(np.int32)


def daily(minutes: np.ndarray) -> list[int]:
    found = month_coverage(minutes, month_of_minutes(minutes), months=YEARS[:12], daily=True)
    return np.flatnonzero(found.partial).tolist()


def test_a_month_without_rows_is_missing_where_others_hold_many() -> None:
    n = np.full(36, 100)
    n[18] = 0
    assert judged(n) == ([18], [])


def test_a_month_without_rows_is_quiet_where_others_hold_few() -> None:
    n = np.full(36, 3)
    n[18] = 0
    assert judged(n) == ([], [])


def test_half_filled_months_inside_and_at_the_end_are_partial() -> None:
    n = np.full(36, 1000)
    n[[20, 35]] = 510
    assert judged(n) == ([], [20, 35])


def test_seasons_are_not_half_filled() -> None:
    """Bicycle thefts: a January holds a third of a June, and as much as other Januaries."""
    n = (1000 + 600 * np.sin(2 * np.pi * (np.arange(36) - 3) / 12)).astype(int)
    assert judged(n) == ([], [])


def test_a_lasting_fall_is_not_half_filled() -> None:
    n = np.full(36, 1000)
    n[27:31] = 300
    assert judged(n) == ([], [])


def test_days_in_a_row_without_rows_make_a_month_partial() -> None:
    rng = np.random.default_rng(5)
    assert daily(days(rng, 8.0)) == []
    assert daily(days(rng, 8.0, range(134, 151))) == [4]
    assert daily(days(rng, 8.0, range(345, 365))) == [11]
    assert daily(days(rng, 0.3)) == [], "few a day: empty days say nothing"


def test_few_rows_long_before_or_after_the_rest_do_not_stretch_the_span() -> None:
    month = np.concatenate([by_month(np.full(36, 50)), [month_number("1968-03"), month_number("2031-01")]])
    assert dense_span(month) == (YEARS[0], YEARS[-1])


def test_a_month_that_has_just_begun_belongs_to_the_span() -> None:
    n = np.append(np.full(35, 500), 9)
    assert dense_span(by_month(n)) == (YEARS[0], YEARS[-1])


def test_a_wider_source_covers_the_areas_where_it_holds_more_than_spill_over() -> None:
    area = np.repeat([0, 1, 2], [500, 400, 3])
    assert area_coverage(area, n_areas=4, wider=True).tolist() == [True, True, False, False]
    assert area_coverage(area, n_areas=4, wider=False).all()
