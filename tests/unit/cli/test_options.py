"""Days of the command line: those that plan files may hold, no other."""

from __future__ import annotations

from datetime import date

import pytest

from plateia.cli.options import day_of
from plateia.errors import SettingsError


def test_a_day_is_read() -> None:
    assert day_of("2026-03-31") == date(2026, 3, 31)
    assert day_of("1990-01-01") == date(1990, 1, 1)


@pytest.mark.parametrize("day", ["31.3.2026", "9999-12-31", "0001-01-01", "1989-12-31", "2200-01-01", ""])
def test_a_day_no_plan_can_speak_of_is_refused(day: str) -> None:
    with pytest.raises(SettingsError) as refused:
        day_of(day)
    assert refused.value.code == "command.day"
