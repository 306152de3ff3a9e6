from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from plateia.errors import InputError, MethodError
from plateia.measures.interventions.point_pattern import difference_of_shares, spatial_pattern_test


def test_adjustment_equals_scipy() -> None:
    rng = np.random.default_rng(4)
    found = difference_of_shares(rng.poisson(30, 20), rng.poisson(30, 20) + np.arange(20))
    np.testing.assert_allclose(found.adjusted_p, false_discovery_control(found.p, method="by"))
    assert ((found.low <= found.difference) & (found.difference <= found.high)).all()


def test_dispersion_divides_chi_square() -> None:
    plain, wider = (difference_of_shares([50, 60], [70, 30], dispersion=phi) for phi in (1.0, 3.0))
    assert (wider.p > plain.p).all()
    assert (wider.high - wider.low > plain.high - plain.low).all()
    assert wider.assumptions[0] == "dispersion_from_past"


def test_moved_points_are_seen_by_both() -> None:
    base, test = [100, 100, 100, 0], [40, 160, 100, 0]
    sampled = spatial_pattern_test(base, test, rng=np.random.default_rng(2))
    assert sampled.index.tolist()[:2] == [1, -1]
    assert sampled.similarity == 0.5
    assert sampled.robust_similarity == pytest.approx(1 / 3)
    assert difference_of_shares(base, test).n_changed == 2


def test_limits_are_the_sixth_and_the_hundred_and_ninety_fifth_sample() -> None:
    counts, rng = np.array([30, 50, 20]), np.random.default_rng(8)
    found = spatial_pattern_test(counts, counts, rng=np.random.default_rng(8))
    ordered = np.sort(rng.multivariate_hypergeometric(counts, 85, size=200), axis=0) / 85
    np.testing.assert_array_equal(found.low, ordered[5])
    np.testing.assert_array_equal(found.high, ordered[194])


def test_one_area_alone_cannot_change() -> None:
    assert difference_of_shares([5, 0], [9, 0]).p.tolist()[0] == 1


def test_what_cannot_be_compared_is_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(MethodError, match=r"point_pattern\.no-incidents"):
        difference_of_shares([0, 0], [1, 2])
    with pytest.raises(MethodError, match=r"point_pattern\.sampling-invalid"):
        spatial_pattern_test([1, 2], [1, 2], rng=rng, share=1.0)
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        spatial_pattern_test([1, 2.5], [1, 2], rng=rng)
    with pytest.raises(InputError, match=r"counts\.shapes-differ"):
        difference_of_shares([1, 2], [1, 2, 3])
