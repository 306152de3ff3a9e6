from __future__ import annotations

import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.interventions.displacement import Weights, displacement_quotient, weighted_displacement_difference


def test_dispersion_multiplies_the_variance() -> None:
    plain = weighted_displacement_difference(treated=(120, 84), comparison=(118, 112))
    wider = weighted_displacement_difference(treated=(120, 84), comparison=(118, 112), dispersion=2.5)
    assert wider.total.se**2 == pytest.approx(2.5 * plain.total.se**2)
    assert (plain.factor, wider.factor) == (1, 2.5)
    assert plain.displacement is None
    assert plain.total == plain.local


def test_growing_dispersion_is_taken_at_the_level_of_each_area() -> None:
    growing = DispersionModel(form="negative_binomial", theta=20.0)
    found = weighted_displacement_difference(treated=(40, 40), comparison=([10, 30], [10, 30]), dispersion=growing)
    assert found.total.se**2 == pytest.approx(80 * 3 + 20 * 1.5 + 60 * 2.5)
    assert found.factor == pytest.approx((80 * 3 + 20 * 1.5 + 60 * 2.5) / 160)


def test_weights_divide_counts_and_their_squares_the_variance() -> None:
    found = weighted_displacement_difference(
        treated=(60, 20), comparison=(240, 120), weights=Weights(after=0.5, comparison=2.0)
    )
    assert found.total.estimate == (40 - 60) - (120 - 120)
    assert found.total.se**2 == pytest.approx(60 + 20 / 0.25 + 240 / 4 + 120 / 1)


def test_a_shared_comparison_area_weighs_twice_in_the_total() -> None:
    units = {"treated": (60, 40), "comparison": (100, 90), "displacement": (30, 35)}
    shared = weighted_displacement_difference(**units, comparison_shared=True)  # type: ignore[arg-type]
    assert shared.displacement is not None
    assert shared.total.estimate == (40 - 60) + (35 - 30) - 2 * (90 - 100)
    assert shared.total.se**2 == pytest.approx(60 + 40 + 30 + 35 + 4 * (100 + 90))
    assert shared.displacement.se**2 == pytest.approx(30 + 35 + 100 + 90)
    assert shared.n == 60 + 40 + 100 + 90 + 30 + 35
    with pytest.raises(MethodError, match=r"displacement\.ring-missing"):
        weighted_displacement_difference(
            treated=(60, 40), comparison=(100, 90), displacement=(30, 35), displacement_comparison=(100, 90),
            comparison_shared=True,
        )  # fmt: skip


def test_what_cannot_be_weighed_or_compared_is_refused() -> None:
    with pytest.raises(MethodError, match=r"displacement\.weight-invalid"):
        Weights(after=0.0)
    with pytest.raises(MethodError, match=r"interventions\.no-incidents"):
        weighted_displacement_difference(treated=(0, 0), comparison=(0, 0))
    with pytest.raises(MethodError, match=r"displacement\.ring-missing"):
        weighted_displacement_difference(treated=(1, 2), comparison=(1, 2), displacement_comparison=(3, 4))
    with pytest.raises(InputError, match=r"counts\.invalid"):
        weighted_displacement_difference(treated=(-1, 2), comparison=(1, 2))
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        weighted_displacement_difference(treated=(1.5, 2), comparison=(1, 2))
    with pytest.raises(InputError, match=r"counts\.shapes-differ"):
        weighted_displacement_difference(treated=([1, 2], [3]), comparison=(1, 2))


@pytest.mark.parametrize(
    ("after", "reading"),
    [(40, "diffusion_larger"), (95, "diffusion"), (100, "none"), (110, "displacement_smaller"),
     (160, "displacement_larger")],
)  # fmt: skip
def test_readings(after: int, reading: str) -> None:
    found = displacement_quotient(treated=(150, 100), comparison=(200, 200), displacement=(100, after))
    assert found.reading == reading
    assert found.interval is None


def test_quotient_needs_a_comparison() -> None:
    with pytest.raises(MethodError, match=r"displacement\.comparison-empty"):
        displacement_quotient(treated=(12, 8), comparison=(0, 4), displacement=(5, 5))
    nothing_before = displacement_quotient(treated=(0, 2), comparison=(4, 4), displacement=(5, 5))
    assert (nothing_before.gross_effect_share, nothing_before.quotient) == (None, None)


def test_no_change_around_is_zero_without_a_sign() -> None:
    found = displacement_quotient(treated=(120, 84), comparison=(400, 400), displacement=(64, 64))
    assert (str(found.quotient), found.reading) == ("0.0", "none")
    still = displacement_quotient(treated=(120, 120), comparison=(400, 400), displacement=(64, 64))
    assert str(still.net_effect) == "0.0"
