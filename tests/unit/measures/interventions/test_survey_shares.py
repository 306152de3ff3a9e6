from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.point_pattern import difference_of_shares
from plateia.measures.interventions.survey_shares import difference_of_shares_interval, wilson_limits


@pytest.mark.parametrize(("found", "n"), [(0, 1), (1, 1), (0, 20), (7, 20), (81, 263), (500, 500)])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_limits_of_a_share_equal_those_of_scipy(found: int, n: int, level: float) -> None:
    low, high = wilson_limits(found / n, n=n, level=level)
    peer = binomtest(found, n).proportion_ci(level, method="wilson")
    assert (float(low), float(high)) == pytest.approx((peer.low, peer.high), abs=1e-12)


def test_shares_of_areas_and_of_surveys_are_compared_alike() -> None:
    base, test = np.array([50, 30, 20]), np.array([40, 45, 15])
    areas = difference_of_shares(base, test)
    for row in range(3):
        low, high = difference_of_shares_interval(base[row] / 100, 100, test[row] / 100, 100)
        assert (areas.low[row], areas.high[row]) == pytest.approx((low, high))


def test_exchanging_the_surveys_changes_the_sign() -> None:
    low, high = difference_of_shares_interval(0.6, 80, 0.8, 70)
    assert difference_of_shares_interval(0.8, 70, 0.6, 80) == pytest.approx((-high, -low))


@pytest.mark.parametrize("n", [0, -3, 10.5, float("nan"), float("inf")])
def test_answers_are_whole_and_at_least_one(n: float) -> None:
    for answers in ((n, 10), (10, n)):
        with pytest.raises(InputError, match=r"survey_shares\.answers-invalid"):
            difference_of_shares_interval(0.5, answers[0], 0.5, answers[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [-0.1, 1.1, 60.0, float("nan")])
def test_a_share_is_no_percentage(share: float) -> None:
    with pytest.raises(InputError, match=r"survey_shares\.share-outside"):
        difference_of_shares_interval(share, 10, 0.5, 10)


def test_the_level_is_a_share() -> None:
    with pytest.raises(MethodError, match=r"interval\.level-invalid"):
        difference_of_shares_interval(0.5, 10, 0.5, 10, level=95)
