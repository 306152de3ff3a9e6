"""A made-up city with a plan that has everything, told once for all tests of its report."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.reports.plans.content import PlanReport
from plateia.settings.reading import read_settings
from plateia.tools.planning.checking import check_folder
from plateia.tools.planning.running import told_plan
from tests.city_builder import build_city
from tests.full_plan import full_plan
from tests.sample_plan import TODAY


@pytest.fixture(scope="session")
def planned_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city folder with the full plan; tests that change it make their own."""
    city = build_city(tmp_path_factory.mktemp("cities") / "city")
    full_plan(city)
    return city


@pytest.fixture(scope="session")
def report(planned_city: Path) -> PlanReport:
    """The report of that plan."""
    checked = check_folder(planned_city, None, today=TODAY)
    return told_plan(planned_city, checked, settings=read_settings(planned_city))
