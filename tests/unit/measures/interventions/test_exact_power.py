from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from plateia.errors import MethodError
from plateia.measures.interventions.before_after import e_test
from plateia.measures.interventions.exact_power import e_test_power


def test_equals_the_sum_over_all_outcomes() -> None:
    total = 0.0
    for x, y in np.ndindex(24, 18):
        if x + y and e_test(int(x), int(y)).p <= 0.05:
            total += poisson.pmf(x, 6) * poisson.pmf(y, 3)
    assert e_test_power(6, 3) == pytest.approx(total, abs=1e-6)


def test_exchange_changes_nothing() -> None:
    assert e_test_power(9, 4) == pytest.approx(e_test_power(4, 9))


def test_means_are_positive() -> None:
    with pytest.raises(MethodError, match=r"power\.mean-invalid"):
        e_test_power(0, 3)
