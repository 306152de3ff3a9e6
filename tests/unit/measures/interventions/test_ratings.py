from __future__ import annotations

import pytest

from plateia.errors import InputError
from plateia.measures.interventions.ratings import cohens_kappa


def test_two_pathologists() -> None:
    """Landis and Koch's 118 slides as in Agresti, Categorical Data Analysis: kappa 0.493, standard error 0.057."""
    table = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]
    pairs = [(i, j) for i in range(4) for j in range(4) for _ in range(table[i][j])]
    one, other = ([str(pair[side]) for pair in pairs] for side in (0, 1))
    found = cohens_kappa(one, other)
    assert found.kappa is not None
    assert found.se is not None
    assert (round(found.kappa, 3), round(found.se, 3), found.n) == (0.493, 0.057, 118)


def test_one_category_leaves_no_kappa() -> None:
    found = cohens_kappa(["yes", "yes"], ["yes", "yes"])
    assert (found.kappa, found.reason, found.agreement) == (None, "one_category_only", 1)


def test_full_agreement_and_a_rater_who_never_differs() -> None:
    assert cohens_kappa(["a", "b", "a"], ["a", "b", "a"]).kappa == pytest.approx(1)
    constant = cohens_kappa(["a", "b", "a", "b"], ["a", "a", "a", "a"])
    assert (constant.kappa, constant.p) == (0, 1)


def test_raters_rate_the_same_items() -> None:
    for one, other in (([], []), (["a"], ["a", "b"])):
        with pytest.raises(InputError, match=r"ratings\.items-differ"):
            cohens_kappa(one, other)


def test_limits_of_no_width_are_not_given() -> None:
    for one, other in ((["a", "b", "a"], ["a", "b", "a"]), (["a", "b", "a"], ["a", "a", "a"])):
        found = cohens_kappa(one, other)
        assert (found.low, found.high, found.reason) == (None, None, "full_or_forced")
