from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import MethodError
from plateia.measures.areas.dispersion import (
    CrossSectionalDispersion,
    comparison_dispersion,
    cross_sectional_dispersion,
    pooled_comparison_dispersion,
    series_dispersion,
)


def counts_with(rng: np.random.Generator, mean: np.ndarray, phi: float) -> np.ndarray:
    """Draw counts with variance phi * mean."""
    return rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)


@pytest.mark.parametrize("phi", [1.0, 2.0, 4.0])
def test_comparison_dispersion_finds_what_was_planted(phi: float) -> None:
    rng = np.random.default_rng(1)
    mean = rng.uniform(10, 80, 3000)
    found = comparison_dispersion(counts_with(rng, mean, phi), counts_with(rng, 1.3 * mean, phi), winsorise=1.0)
    assert found.phi == pytest.approx(phi, rel=0.06)
    assert not found.assumed


def test_winsorising_keeps_one_strange_area_from_widening_all() -> None:
    rng = np.random.default_rng(4)
    before, after = rng.poisson(40, 200), rng.poisson(40, 200)
    after[0] = 900
    assert comparison_dispersion(before, after, winsorise=1.0).phi > 3
    assert comparison_dispersion(before, after).phi < 1.6


def test_short_pasts_give_the_documented_default() -> None:
    assert comparison_dispersion([20] * 23, [20] * 23).assumed
    assert comparison_dispersion([20] * 23, [20] * 23).phi == 2.0
    assert comparison_dispersion([0] * 50, [0] * 50).assumed
    assert not pooled_comparison_dispersion([([20] * 15, [22] * 15)] * 2).assumed


def test_uncovered_areas_take_no_part() -> None:
    rng = np.random.default_rng(8)
    before, after = rng.poisson(30, 60).astype(float), rng.poisson(30, 60).astype(float)
    padded = comparison_dispersion(np.append(before, np.nan), np.append(after, 500))
    assert padded == comparison_dispersion(before, after)


def test_series_dispersion_survives_gaps() -> None:
    rng = np.random.default_rng(6)
    years, months = np.repeat(np.arange(2012, 2022), 12), np.tile(np.arange(1, 13), 10)
    mean = 200 * (1 + 0.3 * np.sin(months)) * 1.05 ** (years - 2012)
    counts = counts_with(rng, mean, 3.0).astype(float)
    counts[[5, 17, 40, 41]] = np.nan
    found = series_dispersion(counts, years=years, months=months)
    assert found.n == 116
    assert found.phi == pytest.approx(3.0, rel=0.3)
    assert series_dispersion(counts[:24], years=years[:24], months=months[:24]).assumed


def test_cross_section_is_one_for_chance_alone_and_finds_both_forms() -> None:
    rng = np.random.default_rng(9)
    expected = rng.uniform(5, 60, 4000)
    assert cross_sectional_dispersion(rng.poisson(expected), expected).phi == pytest.approx(1.0, abs=0.06)
    multiplied = cross_sectional_dispersion(counts_with(rng, expected, 4.0), expected)
    assert multiplied.phi == pytest.approx(4.0, rel=0.12)
    tau2 = 0.2
    added = cross_sectional_dispersion(rng.poisson(expected * rng.gamma(1 / tau2, tau2, 4000)), expected)
    assert added.tau2 == pytest.approx(tau2, rel=0.25)
    assert cross_sectional_dispersion([1.0], [2.0]) == CrossSectionalDispersion(phi=2.0, tau2=0.0, n=1, assumed=True)
    with pytest.raises(MethodError, match=r"dispersion\.winsorise-invalid"):
        cross_sectional_dispersion([1.0], [2.0], winsorise=0.4)
