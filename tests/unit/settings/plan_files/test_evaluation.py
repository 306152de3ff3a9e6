"""The periods of an evaluation: whole months with both ends or a list, and nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from plateia.settings.plan_files.evaluation import Span


@pytest.mark.parametrize("written", [{"months": ["2017-07"]}, {"from": "2017-07", "to": "2017-07"}])
def test_a_key_nobody_knows_is_refused_beside_either_kind_of_period(written: dict[str, object]) -> None:
    assert Span.model_validate(written).all_months() == ("2017-07",)
    with pytest.raises(ValidationError, match="suspect"):
        Span.model_validate({**written, "suspect": "A"})
