from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from plateia.errors import InputError
from plateia.measures.areas.rates import crude_rate
from plateia.measures.checks import check_counts


@pytest.mark.parametrize(
    "wrong",
    [
        "twelve",
        "12",
        ["3", "4"],
        [3, "many"],
        [[1, 2], [3]],
        np.array(["2024-01-01"], dtype="datetime64[D]"),
        [1 + 2j],
        [{"n": 3}],
        pd.Series(["3", "4"]),
    ],
)
def test_what_is_no_number_is_refused_with_a_code(wrong: object) -> None:
    with pytest.raises(InputError) as caught:
        check_counts(wrong)  # type: ignore[arg-type]
    assert caught.value.code == "counts.not-whole"
    assert "many" not in str(caught.value)


def test_missing_stays_missing() -> None:
    for counts in ([3, None], [3, float("nan")], pd.Series([3, None]), pd.Series([3, None], dtype=object)):
        numbers = check_counts(counts)
        assert numbers[0] == 3
        assert np.isnan(numbers[1])
    assert check_counts([True, False]).tolist() == [1.0, 0.0]
    assert check_counts(np.array([2, 5], dtype="uint8")).dtype == np.float64


def test_a_measure_passes_the_refusal_on() -> None:
    with pytest.raises(InputError, match=r"counts\.not-whole"):
        crude_rate(["a"], [100])
