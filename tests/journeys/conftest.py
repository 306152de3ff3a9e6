"""The cities of Ana and of her neighbour, for journeys that look things up and plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.example_cities import copy_example_city
from tests.journeys.command_line import audited
from tests.practice_forms import WALKS, city_folder


@pytest.fixture(scope="module")
def leeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ana's city, with one practice of its own, audited twice: for everybody, and for herself."""
    folder = copy_example_city("leeds", tmp_path_factory.mktemp("ana") / "leeds")
    city_folder(folder, {"night-walks": WALKS})
    audited(folder)
    audited(folder, "--internal", "--for", "Ana")
    return folder


@pytest.fixture
def riga(tmp_path: Path) -> Path:
    """Another city that has settings and nothing else."""
    folder = tmp_path / "riga"
    folder.mkdir()
    settings = (copy_example_city("leeds", tmp_path / "template") / "city.toml").read_text(encoding="utf-8")
    folder.joinpath("city.toml").write_text(settings.replace('name = "Leeds', 'name = "Riga', 1), encoding="utf-8")
    return folder
