"""The cities in ``examples/`` are settings a person can follow: they parse, and their README names every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.settings.reading import read_settings
from plateia.sources.incidents.formats import resolved

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CITIES = sorted(path.parent.name for path in EXAMPLES.glob("*/city.toml"))


def test_the_three_cities_are_there() -> None:
    assert {"barcelona", "berlin", "city-of-london"} <= set(CITIES)


@pytest.mark.parametrize("name", CITIES)
def test_settings_parse_and_paths_stay_in_the_folder(name: str) -> None:
    settings = read_settings(EXAMPLES / name)
    tables = [*settings.incidents, *settings.areas.population]
    paths = [settings.areas.path, *(path for table in tables for path in table.path)]
    assert all(path.startswith("data/") for path in paths)
    assert all(resolved(source).territory and resolved(source).time_basis for source in settings.incidents)
    assert settings.governance.controller
    assert settings.governance.controller.startswith("Example: nobody at ")


@pytest.mark.parametrize("name", CITIES)
def test_the_readme_names_files_licences_and_limits(name: str) -> None:
    text = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    settings = read_settings(EXAMPLES / name)
    assert Path(settings.areas.path).name in text
    for population in settings.areas.population:
        assert all(Path(path).name in text for path in population.path)
    for heading in ("## The files", "## Every step", "## What this audit cannot show"):
        assert heading in text
    assert f"plateia check {name}" in text
    assert f"plateia audit {name}" in text


def test_nothing_but_settings_and_words_is_committed() -> None:
    kinds = {path.suffix for name in CITIES for path in (EXAMPLES / name).iterdir() if path.is_file()}
    assert kinds <= {".toml", ".md", ".csv"}
