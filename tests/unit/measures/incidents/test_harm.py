from __future__ import annotations

import numpy as np
import pytest

from plateia.errors import InputError, MethodError
from plateia.measures.incidents.harm import crime_harm


def test_a_missing_weight_stops_the_sum() -> None:
    with pytest.raises(MethodError, match=r"arson.*harm\.weight-missing"):
        crime_harm({"robbery": 1, "arson": 0}, {"robbery": 365})


def test_wrong_weights_and_no_counts_are_refused() -> None:
    with pytest.raises(InputError, match=r"harm\.weight-invalid"):
        crime_harm({"robbery": 1}, {"robbery": float("nan")})
    with pytest.raises(MethodError, match=r"harm\.no-categories"):
        crime_harm({}, {})


def test_a_single_recorded_category_has_no_rarest() -> None:
    harm = crime_harm({"robbery": 3, "homicide": 0}, {"robbery": 365, "homicide": 5475})
    assert harm.rarest is None
    assert float(harm.harm) == float(harm.harm_without_rarest) == 1095


def test_of_two_equally_rare_the_graver_is_left_out_and_missing_stays_missing() -> None:
    harm = crime_harm(
        {"robbery": [1, 0], "homicide": [0, 1], "theft": [9, np.nan]}, {"robbery": 365, "homicide": 5475, "theft": 2}
    )
    assert harm.rarest == "homicide"
    assert harm.harm[0] == 383
    assert np.isnan(harm.harm[1])
