"""Worked examples of concentration, and what chance alone makes of a thousand equal places."""

from __future__ import annotations

import numpy as np
import pytest

from plateia.measures.places.concentration import (
    concentration_expected_by_chance,
    concentration_share,
    generalised_gini,
    gini,
    incident_share_of_busiest,
)
from plateia.measures.places.location_quotient import location_quotient

TEN_PLACES = [14, 9, 6, 4, 3, 2, 1, 1, 0, 0]
SPARSE = [4, 2, 1, 1] + [0] * 16


def test_ten_places() -> None:
    assert gini(TEN_PLACES) == pytest.approx(0.56)
    assert gini(TEN_PLACES, corrected=True) == pytest.approx(0.6222, abs=5e-5)
    assert incident_share_of_busiest(TEN_PLACES, place_share=0.2) == pytest.approx(0.575)
    assert concentration_share(TEN_PLACES, incident_share=0.5) == 0.2
    assert concentration_share(TEN_PLACES, incident_share=0.8) == 0.4


def test_eight_incidents_at_twenty_places() -> None:
    assert gini(SPARSE) == pytest.approx(0.8625)
    assert generalised_gini(SPARSE) == pytest.approx(0.65625)
    assert generalised_gini(SPARSE, corrected=True) == pytest.approx(0.75)


@pytest.mark.parametrize(("n_incidents", "expected"), [(500, 0.35), (1000, 0.52)])
def test_equal_risk_over_a_thousand_places_looks_concentrated(n_incidents: int, expected: float) -> None:
    result = concentration_expected_by_chance(n_incidents, 1000, rng=np.random.default_rng(1))
    assert result.gini_mean == pytest.approx(expected, abs=0.005)
    assert result.gini_low < expected < result.gini_high


def test_gini_of_many_poisson_counts_has_a_closed_form() -> None:
    """Ramasubban (1958): half the mean difference over the mean is exp(-2m) (I0(2m) + I1(2m))."""
    from scipy.special import ive

    for mean in (1.0, 4.0):
        expected = ive(0, 2 * mean) + ive(1, 2 * mean)
        result = concentration_expected_by_chance(
            int(mean * 200_000), 200_000, rng=np.random.default_rng(2), n_simulations=99
        )
        assert result.gini_mean == pytest.approx(expected, abs=5e-4)


def test_location_quotients_of_burglary() -> None:
    assert location_quotient([40], [200], 600, 6000).quotient[0] == pytest.approx(2.0)
    assert location_quotient([12], [1500], 600, 120_000, totals="exposure").quotient[0] == pytest.approx(1.6)
