from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.areas.dispersion_model import as_dispersion_model
from plateia.measures.interventions.effects import normal_difference, paired_counts, whole_counts


def test_areas_without_events_have_no_say_in_the_dispersion() -> None:
    found = paired_counts(([0, 5], [0, 7]), name="treated", model=as_dispersion_model(2.0))
    assert (found.before, found.after, found.factor, found.variance) == (5, 7, 2, 24)
    assert paired_counts((0, 0), name="treated", model=as_dispersion_model(2.0)).factor == 2


@pytest.mark.parametrize("wrong", [-1, 0.5, float("nan"), float("inf")])
def test_counts_are_whole_and_known(wrong: float) -> None:
    with pytest.raises(InputError, match=r"counts\."):
        whole_counts([1, wrong], name="treated")


def test_nothing_happened_is_no_result() -> None:
    with pytest.raises(MethodError, match=r"interventions\.no-incidents"):
        normal_difference(0.0, variance=0.0, level=0.95)


@pytest.mark.parametrize("pair", [(1, 2, 3), (4,), ([], []), ()])
def test_a_pair_has_two_parts_with_numbers(pair: tuple[object, ...]) -> None:
    with pytest.raises(InputError, match=r"counts\.shapes-differ"):
        paired_counts(pair, name="treated", model=as_dispersion_model(1.0))  # type: ignore[arg-type]


def test_what_may_be_missing_is_whole_all_the_same() -> None:
    assert np.isnan(whole_counts([1, float("nan")], name="counts", may_be_missing=True)).tolist() == [False, True]
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        whole_counts([1.5, float("nan")], name="counts", may_be_missing=True)
