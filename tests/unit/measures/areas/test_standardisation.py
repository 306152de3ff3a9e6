from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.standardisation import expected_counts, expected_counts_by_stratum, standardised_ratio


def test_expectations_add_up_to_the_observed() -> None:
    rng = np.random.default_rng(2)
    counts, base = rng.poisson(8, (30, 4)), rng.uniform(50, 500, (30, 4))
    assert expected_counts_by_stratum(counts, base).sum() == pytest.approx(counts.sum())
    assert expected_counts(counts[:, 0], base[:, 0]).sum() == pytest.approx(counts[:, 0].sum())


def test_missing_areas_take_no_part() -> None:
    expected = expected_counts([10, np.nan, 20], [100, 500, 100])
    assert expected[[0, 2]].tolist() == [15, 15]
    assert np.isnan(expected[1])


def test_what_cannot_be_standardised_is_refused() -> None:
    with pytest.raises(MethodError, match=r"standardisation\.no-denominator"):
        expected_counts_by_stratum([[1, 2]], [[10, 0]])
    with pytest.raises(MethodError, match=r"standardisation\.no-denominator"):
        expected_counts([0, 0], [0, 0])
    with pytest.raises(InputError, match=r"standardisation\.strata-shape"):
        expected_counts_by_stratum([1], [2])


def test_ratio_without_expectation_is_missing_and_dispersion_widens() -> None:
    assert np.isnan(standardised_ratio([3], [0]).ratio[0])
    narrow, wide = (standardised_ratio([30], [20], dispersion=phi) for phi in (1.0, 2.0))
    assert wide.low[0] < narrow.low[0] < 150 < narrow.high[0] < wide.high[0]
