from __future__ import annotations

import pytest

from plateia.errors import InputError
from plateia.measures.interventions.displacement import weighted_displacement_difference
from plateia.measures.interventions.harm_weighting import harm_weighted_difference


def test_sum_and_variance_by_hand() -> None:
    near = weighted_displacement_difference(treated=(50, 30), comparison=(40, 42), displacement=(20, 25))
    plain = weighted_displacement_difference(treated=(120, 110), comparison=(100, 105))
    found = harm_weighted_difference({"burglary": near, "theft": plain}, harm={"burglary": 3.0, "theft": 0.5})
    assert found.total.estimate == pytest.approx(3 * (-20 - 2 + 5) + 0.5 * (-10 - 5))
    assert found.total.se**2 == pytest.approx(9 * (50 + 30 + 40 + 42 + 20 + 25) + 0.25 * (120 + 110 + 100 + 105))
    assert found.displacement is not None
    assert found.displacement.estimate == 15
    assert found.n == near.n + plain.n
    assert found.assumptions[-1] == "independent_categories"


def test_every_category_needs_its_harm() -> None:
    change = weighted_displacement_difference(treated=(50, 30), comparison=(40, 42))
    for harm in ({}, {"burglary": -1.0}):
        with pytest.raises(InputError, match=r"displacement\.harm-missing"):
            harm_weighted_difference({"burglary": change}, harm=harm)
    with pytest.raises(InputError, match=r"displacement\.harm-missing"):
        harm_weighted_difference({}, harm={})
