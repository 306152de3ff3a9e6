from __future__ import annotations

from itertools import pairwise

import pytest

from plateia.errors import MethodError
from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.interventions.power import (
    attained_power,
    minimum_detectable_reduction,
    permutation_smallest_p,
    required_count,
)

GROWING = DispersionModel(form="negative_binomial", theta=400.0)


def test_dispersion_multiplies_the_count() -> None:
    plain, wider = (required_count(0.3, design="wdd", dispersion=phi).count for phi in (1.0, 2.0))
    assert plain is not None
    assert wider == pytest.approx(2 * plain, abs=1)


def test_growing_dispersion_needs_more_and_more_areas_help() -> None:
    one = required_count(0.3, design="wdd", dispersion=GROWING)
    assert one.count is not None
    assert one.count > 323
    assert attained_power(0.3, one.count, design="wdd", dispersion=GROWING) == pytest.approx(0.8, abs=0.002)
    assert required_count(0.2, design="wdd", dispersion=GROWING).reason == "dispersion_grows_too_fast"
    many = required_count(0.2, design="wdd", dispersion=GROWING, n_treated=4, n_comparison=4)
    assert many.count is not None
    assert many.reason is None


def test_more_comparison_areas_never_need_more() -> None:
    for design in ("wdd", "rate_ratio"):
        counts = [required_count(0.2, design=design, n_comparison=n).count or 0 for n in (1, 2, 5, 50)]
        assert all(later <= earlier for earlier, later in pairwise(counts))


def test_power_is_the_level_where_nothing_is_there() -> None:
    assert attained_power(1e-9, 500, design="wdd") == pytest.approx(0.05)
    assert minimum_detectable_reduction(0, design="rate_ratio").reason == "too_few_events"


def test_before_after_says_that_nothing_was_compared() -> None:
    assert "comparison_untouched" not in required_count(0.2, design="before_after").assumptions
    assert "comparison_untouched" in required_count(0.2, design="wdd").assumptions


def test_equal_groups_mirror_each_other() -> None:
    found = permutation_smallest_p(3, 3)
    assert (found.n_assignments, found.smallest_p) == (20, 0.1)
    assert permutation_smallest_p(4, 8).can_show
    assert permutation_smallest_p(1, 1).smallest_p == 1


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(MethodError, match=r"power\.share-invalid"):
        required_count(20, design="wdd")
    with pytest.raises(MethodError, match=r"power\.areas-invalid"):
        required_count(0.2, design="wdd", n_comparison=0)
    with pytest.raises(MethodError, match=r"power\.areas-invalid"):
        permutation_smallest_p(0, 4)
    with pytest.raises(MethodError, match=r"power\.design-unknown"):
        required_count(0.2, design="miracle")  # type: ignore[arg-type]
