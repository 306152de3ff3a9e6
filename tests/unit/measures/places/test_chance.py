from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.places import chance
from plateia.measures.places.chance import chance_histograms, concentration_expected_by_chance
from plateia.measures.places.concentration import concentration_share, generalised_gini


def test_histograms_give_the_same_figures_as_the_counts_they_stand_for() -> None:
    drawn = chance_histograms(40, 25, dispersion=2.0, n_simulations=50, rng=np.random.default_rng(5))
    ginis, shares = chance._ginis(drawn), chance._half_shares(drawn)
    for row, gini_here, share_here in zip(drawn.n_with, ginis, shares, strict=True):
        counts = np.repeat(np.arange(row.size), row)
        assert counts.size == 25
        assert counts.sum() == 40
        assert gini_here == pytest.approx(generalised_gini(counts))
        assert share_here == pytest.approx(concentration_share(counts))


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
def test_counts_have_the_mean_and_variance_asked_for(dispersion: float) -> None:
    drawn = chance_histograms(8000, 4000, dispersion=dispersion, n_simulations=200, rng=np.random.default_rng(6))
    assert drawn.exact
    count = np.arange(drawn.n_with.shape[1])
    variance = np.mean(drawn.n_with @ count**2 / 4000 - 4.0)
    # Conditioning on the total takes about one place in 4,000 away.
    assert variance == pytest.approx(2.0 * dispersion, rel=0.01)


@pytest.mark.parametrize("dispersion", [1.0, 4.0])
@pytest.mark.parametrize("n_incidents", [600, 9000])
def test_drawing_histograms_agrees_with_drawing_every_place(
    n_incidents: int, dispersion: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulate() -> chance.ChanceConcentration:
        return concentration_expected_by_chance(
            n_incidents, 3000, rng=np.random.default_rng(7), dispersion=dispersion, n_simulations=666
        )

    direct = simulate()
    monkeypatch.setattr(chance, "_MOST_DIRECT_COUNTS", 0)
    quick = simulate()
    assert (direct.method, quick.method) == ("exact total", "histogram, adjusted to the total")
    width = direct.gini_high - direct.gini_low
    assert quick.gini_mean == pytest.approx(direct.gini_mean, abs=0.06 * width)
    assert quick.gini_high - quick.gini_low == pytest.approx(width, rel=0.15)
    assert quick.share50_mean == pytest.approx(direct.share50_mean, rel=0.01)


def test_more_dispersion_looks_more_concentrated() -> None:
    plain, spread = (
        concentration_expected_by_chance(500, 200, rng=np.random.default_rng(8), dispersion=phi) for phi in (1.0, 3.0)
    )
    assert spread.gini_low > plain.gini_high
    assert spread.share50_high < plain.share50_low


def test_very_strong_dispersion_stays_finite() -> None:
    result = concentration_expected_by_chance(5, 2000, rng=np.random.default_rng(9), dispersion=60.0)
    assert 0.0 <= result.gini_low <= result.gini_mean <= result.gini_high <= 1.0


def test_the_seed_fixes_the_band() -> None:
    first, second = (concentration_expected_by_chance(90, 60, rng=np.random.default_rng(2)) for _ in range(2))
    assert first == second


def test_impossible_arguments_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(MethodError) as caught:
        concentration_expected_by_chance(0, 10, rng=rng)
    assert caught.value.code == "concentration.no-incidents"
    with pytest.raises(MethodError) as caught:
        concentration_expected_by_chance(5, 10, rng=rng, dispersion=0.9)
    assert caught.value.code == "dispersion.below-one"
    with pytest.raises(InputError) as refused:
        concentration_expected_by_chance(5, 0, rng=rng)
    assert refused.value.code == "places.chance-arguments-invalid"
