from __future__ import annotations

import pytest

from plateia.errors import InputError
from plateia.measures.interventions.displacement_rings import Ring, ring_displacement


def test_small_rings_are_merged_outwards_and_the_last_inwards() -> None:
    rings = [Ring(0, 50, 4, 6), Ring(50, 100, 9, 12), Ring(100, 150, 30, 20), Ring(150, 200, 2, 3)]
    found = ring_displacement(rings, treated=(60, 40), comparison=(200, 190))
    assert [(ring.inner_m, ring.outer_m, ring.n_rings) for ring in found.rings] == [(0, 100, 2), (100, 200, 2)]
    assert [(ring.before, ring.after) for ring in found.rings] == [(13, 18), (32, 23)]
    assert found.n == 86


def test_rings_with_too_few_events_altogether_stand_as_one() -> None:
    found = ring_displacement([Ring(0, 50, 1, 2), Ring(50, 90, 2, 2)], treated=(60, 40), comparison=(200, 190))
    assert [(ring.before, ring.after) for ring in found.rings] == [(3, 4)]


def test_the_trend_of_the_comparison_area_adds_to_the_variance() -> None:
    found = ring_displacement([Ring(0, 50, 100, 90)], treated=(60, 40), comparison=(100, 100), dispersion=2.0)
    assert found.net.se**2 == pytest.approx(2 * (100 + 90 + 100**2 * 2 / 100))


@pytest.mark.parametrize(
    "rings",
    [[], [Ring(50, 100, 9, 9), Ring(0, 50, 9, 9)], [Ring(0, 50, 9, 9), Ring(60, 90, 9, 9)], [Ring(50, 50, 9, 9)]],
)
def test_rings_out_of_order_are_refused(rings: list[Ring]) -> None:
    with pytest.raises(InputError, match=r"displacement\.rings-invalid"):
        ring_displacement(rings, treated=(60, 40), comparison=(200, 190))


def test_ring_counts_are_whole() -> None:
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        ring_displacement([Ring(0, 50, 9, 9.5)], treated=(6, 4), comparison=(20, 19))  # type: ignore[arg-type]
