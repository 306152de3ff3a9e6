from __future__ import annotations

import pytest
from scipy.stats import chi2_contingency

from plateia.errors import MethodError
from plateia.measures.interventions.association import phi_coefficient


def test_chi_square_equals_scipy() -> None:
    found = phi_coefficient(treated=(30, 12), comparison=(25, 28))
    oracle = chi2_contingency([[30, 12], [25, 28]], correction=False)
    assert found.chi_square == pytest.approx(oracle.statistic)
    assert found.p == pytest.approx(oracle.pvalue)
    assert phi_coefficient(treated=(30, 12), comparison=(25, 28), dispersion=2.0).p > found.p


def test_an_empty_margin_is_refused() -> None:
    with pytest.raises(MethodError, match=r"displacement\.empty-margin"):
        phi_coefficient(treated=(0, 0), comparison=(4, 5))
