"""Every example on the pages about counts runs and prints what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods"
PAGES = [
    "rates", "smoothed_rates", "standardised_ratio", "dispersion",
    "funnel", "period_comparison", "monthly_expectation", "harm",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_examples_of_the_page_run(page: str) -> None:
    result = doctest.testfile(
        str(METHODS / f"{page}.md"), module_relative=False, encoding="utf-8", optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert result.attempted > 0
    assert result.failed == 0
