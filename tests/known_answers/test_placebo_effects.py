"""Where nothing was done an evaluation finds little, and what was planted it finds: on real small areas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.placebo_effects import HIGH_START, PLAIN, WEIGHTED, Case, outcomes, read_city

CATEGORY = "criminal_damage_and_arson"


def _shares(realdata: Path, case: Case, *, draws: int, fall: float = 0.0, methods: tuple[str, ...]) -> dict[str, float]:
    """Return the share of draws in which each method is clear."""
    city = read_city("merseyside", folder=realdata)
    found: dict[str, list[bool]] = {}
    for one in outcomes(city, case, draws=draws, falls=(fall,), methods=methods):
        found.setdefault(one["method"], []).append(one["verdict"] in ("fewer", "more"))
    return {method: float(np.mean(clear)) for method, clear in found.items()}


@pytest.mark.realdata
def test_every_method_offered_finds_little_where_nothing_was_done(realdata: Path) -> None:
    """A true share of 8 % gives more than 20 % of fifty draws in one run of two thousand."""
    shares = _shares(realdata, Case(CATEGORY, comparison="hundred"), draws=50, methods=(*PLAIN, *WEIGHTED))
    assert set(shares) == {*PLAIN, *WEIGHTED}
    assert max(shares.values()) <= 0.2


@pytest.mark.realdata
def test_a_fall_of_three_fifths_is_found(realdata: Path) -> None:
    shares = _shares(realdata, Case(CATEGORY, comparison="hundred"), draws=20, fall=0.6, methods=PLAIN)
    assert min(shares.values()) >= 0.7


@pytest.mark.realdata
def test_what_rose_by_chance_falls_and_only_the_correction_knows(realdata: Path) -> None:
    """Vehicle crime in the busiest areas, half a year: it fell by a fifth with nothing done."""
    case = Case("vehicle_crime", window="half", n_treated=10, chosen="busiest", comparison="hundred")
    shares = _shares(realdata, case, draws=50, methods=("rate_ratio", HIGH_START))
    assert shares["rate_ratio"] > 0.15 > shares[HIGH_START]


@pytest.mark.realdata
def test_one_against_one_is_not_offered_a_test_by_reassignment(realdata: Path) -> None:
    shares = _shares(realdata, Case(CATEGORY, n_treated=1, comparison="as many"), draws=2, methods=(*PLAIN, *WEIGHTED))
    assert set(shares) == {"rate_ratio", "weighted_displacement_difference"}
