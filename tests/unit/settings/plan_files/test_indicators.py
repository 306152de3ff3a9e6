"""Figures of ``indicators.toml``: numbers one can reckon with."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from plateia.settings.plan_files.indicators import Observed, OfBaseline

ENDLESS = (float("inf"), float("-inf"), float("nan"))


@pytest.mark.parametrize("value", ENDLESS)
def test_no_figure_is_endless(value: Any) -> None:
    with pytest.raises(ValidationError):
        Observed(on="2028-09-30", value=value)  # type: ignore[arg-type]  # as TOML may write a day
    with pytest.raises(ValidationError):
        OfBaseline(share_of_baseline=value)
