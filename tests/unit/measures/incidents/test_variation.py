from __future__ import annotations

import numpy as np
import pytest

from plateia.measures.areas.dispersion import series_dispersion
from plateia.measures.incidents.variation import USUAL_SWING, counts_at, usual_variation

JANUARY_2018 = 2018 * 12
MONTHS = np.arange(JANUARY_2018, JANUARY_2018 + 48)
NOW = JANUARY_2018 + 36


def test_the_swing_mixes_the_citys_own_yearly_changes_with_the_usual_one() -> None:
    counts = np.repeat([1000.0, 1200.0, 900.0, 5000.0], 12)
    found = usual_variation(counts, year_month=MONTHS, before=NOW, swing_weight=3.0)
    # Months within a year do not differ at all: phi is 1, its floor.
    assert found.phi == 1.0
    explained = [1 / 10_800 + 1 / 14_400, 1 / 14_400 + 1 / 12_000]
    own = [np.log(0.75) ** 2 - explained[0], np.log(1.2) ** 2 - explained[1]]
    assert found.swing == pytest.approx(np.sqrt((3 * USUAL_SWING**2 + sum(own)) / 5), rel=1e-12)
    assert not found.assumed


def test_the_month_judged_and_all_after_it_say_nothing() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(200, 48).astype(float)
    changed = np.where(MONTHS >= NOW, 10_000.0, counts)
    assert usual_variation(counts, year_month=MONTHS, before=NOW) == usual_variation(
        changed, year_month=MONTHS, before=NOW
    )


def test_phi_is_that_of_the_series() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(300 * rng.gamma(30, 1 / 30, 48)).astype(float)
    past = series_dispersion(counts[:36], years=MONTHS[:36] // 12, months=MONTHS[:36] % 12)
    assert usual_variation(counts, year_month=MONTHS, before=NOW).phi == past.phi


def test_a_short_past_is_marked_and_keeps_the_usual_swing() -> None:
    found = usual_variation(np.full(18, 50.0), year_month=MONTHS[:18], before=JANUARY_2018 + 18)
    assert found.assumed
    assert found.phi == 2.0
    # One pair of six like months agrees wholly; it counts as one of four.
    assert found.swing == pytest.approx(USUAL_SWING * np.sqrt(3 / 4))


def test_nothing_before_leaves_the_assumptions() -> None:
    found = usual_variation([40.0], year_month=[NOW], before=NOW)
    assert (found.phi, found.swing, found.assumed) == (2.0, USUAL_SWING, True)


def test_changes_that_chance_explains_add_no_swing() -> None:
    rng = np.random.default_rng(6)
    swings = [
        usual_variation(rng.poisson(40, 36).astype(float), year_month=MONTHS[:36], before=NOW, swing_weight=0.001).swing
        for _ in range(200)
    ]
    # 480 events a year: their own chance is 6 %; what is left beyond it is small.
    assert np.median(swings) < 0.03


def test_a_gap_leaves_both_sides_of_a_yearly_change() -> None:
    counts = np.repeat([100.0, 100.0, 100.0], 12)
    counts[3] = np.nan
    found = usual_variation(counts, year_month=MONTHS[:36], before=NOW, swing_weight=1.0)
    # Two yearly changes, neither of them a change: the usual swing is one of three.
    assert found.swing == pytest.approx(USUAL_SWING / np.sqrt(3))


def test_too_few_like_months_are_no_yearly_change() -> None:
    counts = np.repeat([100.0, 300.0], 12)
    counts[5:12] = np.nan
    found = usual_variation(counts, year_month=MONTHS[:24], before=JANUARY_2018 + 24)
    assert found.swing == pytest.approx(USUAL_SWING)


def test_counts_of_absent_months_are_missing() -> None:
    found = counts_at(np.array([1.0, 2.0]), np.array([10, 12]), np.array([9, 10, 11, 12, 13]))
    np.testing.assert_array_equal(found, [np.nan, 1, np.nan, 2, np.nan])
    assert np.isnan(counts_at(np.empty(0), np.empty(0, dtype=np.int64), np.array([1]))).all()
