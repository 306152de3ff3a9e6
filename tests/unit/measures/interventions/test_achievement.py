from __future__ import annotations

import pytest

from plateia.errors import InputError
from plateia.measures.interventions.achievement import achievement


@pytest.mark.parametrize(
    ("numbers", "share", "reached"),
    [((30, 24, 24), 1.0, True), ((30, 24, 33), -0.5, False), ((52, 60, 64), 1.5, True), ((30, 30, 30), None, True),
     ((30, 30, 31), None, False)],
)  # fmt: skip
def test_share_of_the_way(numbers: tuple[float, float, float], share: float | None, reached: bool) -> None:
    found = achievement(*numbers)
    assert (found.share, found.reached) == (share, reached)
    assert (found.reason is None) == (share is not None)


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(InputError, match=r"achievement\.value-missing"):
        achievement(30, 24, float("nan"))
