"""Any file a person edits is read like city.toml: all problems at once, the nearest known key, the page that helps."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from plateia.errors import SettingsErrors
from plateia.settings.practice import PracticeFile, known_places
from plateia.settings.reading import parse_toml
from tests.practice_forms import FORM

PAGE = Path(__file__).parents[3] / "docs" / "own-practices.md"


def read(text: str) -> PracticeFile:
    return parse_toml(text, model=PracticeFile, file="night-walks.toml", page="docs/own-practices.md")


def test_the_example_of_the_page_is_a_form_and_names_every_key() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert read(block).results[0].design_level == 3
    keys = {place.rpartition(".")[2] for place in known_places(PracticeFile)}
    assert {key for key in keys if not re.search(rf"\b{key}\b", block)} == set()


def test_all_problems_are_told_with_the_nearest_key_and_the_page() -> None:
    text = FORM.replace("sum" + "mary = ", "sumary = ").replace("design_level = 3", "design_levle = 3")
    with pytest.raises(SettingsErrors) as caught:
        read(text)
    told = str(caught.value)
    assert "did you mean 'summary'?" in told
    assert "did you mean 'design_level'?" in told
    assert "A value for results[1].design_level." in told
    assert "night-walks.toml" in told
    assert "docs/own-practices.md explains" in told
    assert "docs/settings.md" not in told
    assert str(pickle.loads(pickle.dumps(caught.value))) == told


def test_a_key_that_nobody_can_read_is_told_without_tricks() -> None:
    with pytest.raises(SettingsErrors) as caught:
        read(FORM.replace("[contact]", '[contact]\n"\u202e' + "x" * 500 + '" = 1'))
    assert "\u202e" not in str(caught.value)
    assert "x" * 61 not in str(caught.value)
