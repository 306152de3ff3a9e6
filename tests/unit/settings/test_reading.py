"""Settings are strict: every problem of a file is told with its place, its code and the nearest known key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.errors import PlateiaError, SettingsError, SettingsErrors
from plateia.settings.reading import SETTINGS_FILE, parse_settings
from tests.city_builder import settings_text

TEXT = settings_text()
LINES = TEXT.split("\n")


def problems(text: str) -> dict[str, str]:
    """Return what is wrong with the settings: code by the place that is named."""
    with pytest.raises(SettingsErrors) as caught:
        parse_settings(text)
    return {f"{problem.expected} {problem.seen} {problem.remedy}": problem.code for problem in caught.value.problems}


def test_the_made_up_city_has_no_problem() -> None:
    assert parse_settings(TEXT).incidents[0].format == "table"
    assert parse_settings(settings_text("police.uk")).governance.minimum_count == 5


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("licence = ", "license = ", "did you mean 'licence'", "settings.unknown-key"),
        ("[areas.population]", "[areas.populations]", "did you mean 'population'", "settings.unknown-key"),
        ("[incidents.earliest]\ndate", "[incidents.earliest]\ndates", "did you mean 'date'", "settings.unknown-key"),
        ('source = "Sample Police"\n', "", "incidents[1].source", "settings.missing-key"),
        ('purpose = "local safety audit"\n', "", "incidents[1].purpose", "settings.missing-key"),
        ('country = "DE"', 'country = "Germany"', "city.country", "settings.value"),
        ('id = "number"', "id = 7", "incidents[1].id", "settings.value"),
        ('retention = "P5Y"', 'retention = "5Y"', "incidents[1].retention", "settings.value"),
        ('retention = "P5Y"', 'retention = "P"', "incidents[1].retention", "settings.value"),
        ('"anonymous"', '"led"', "needs `statute`", "settings.value"),
        ('"anonymous"', '"consent"', "incidents[1].legal_basis", "settings.value"),
        ("[governance]", "[governance]\nminimum_count = 4", "at least 5", "governance.minimum-count"),
        ("[governance]", '[governance]\nminimum_count = "many"', "at least 5", "governance.minimum-count"),
        ("[areas]", '[period]\nfrom = "2022-05-01"\nto = "2022-04-01"\n[areas]', "later than", "settings.value"),
        ("[areas]", '[period]\nmonths = ["2022-13"]\n[areas]', "2018-07", "settings.value"),
        ("[areas]", '[period]\nmonths = ["2022-12"]\nto = "2022-04-01"\n[areas]', "not both", "settings.value"),
        ('hour = "hour"', 'year = 2022\nhour = "hour"', "either `date`", "settings.value"),
        ('x = "lon"\n', "", "belong together", "settings.value"),
        ("[incidents.earliest]", "[incidents.sometime]", "did you mean", "settings.unknown-key"),
    ],
)  # fmt: skip
def test_each_problem_has_its_place_and_code(old: str, new: str, place: str, code: str) -> None:
    assert old in TEXT
    found = problems(TEXT.replace(old, new, 1))
    assert code in [found[told] for told in found if place in told], found


def test_a_list_that_is_short_because_an_entry_is_wrong_is_one_problem() -> None:
    assert list(problems(TEXT.replace('id = "number"', "id = 7")).values()) == ["settings.value"]


def code_of(text: str) -> str:
    try:
        parse_settings(text)
    except PlateiaError as error:
        return error.code
    return "read"


@given(st.data())
def test_whatever_becomes_of_a_line_the_error_is_one_of_ours(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(LINES) - 1))
    line = data.draw(st.one_of(st.text(max_size=30), st.sampled_from(LINES)))
    code = code_of("\n".join([*LINES[:number], line, *LINES[number + 1 :]]))
    assert code.partition(".")[0] in {"read", "settings", "governance"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('retention = "P5Y"', "retention = 5", "no text in quotes"),
        ('name = "', "name = 7 # ", "no text in quotes"),
    ],
)
def test_what_is_wrong_with_a_value_is_told_without_words_of_a_library(old: str, new: str, told: str) -> None:
    assert old in TEXT
    found = " ".join(problems(TEXT.replace(old, new, 1)))
    assert told in found
    assert not any(word in found for word in ("Input", "String", "validation", "Tuple"))


def test_a_file_that_is_no_toml_is_named() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings("[areas")
    assert SETTINGS_FILE in caught.value.expected


@pytest.mark.parametrize("part", ["a", '"a"', "'a'"])
def test_a_key_of_thousands_of_parts_is_refused_before_it_is_read(part: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(f"{TEXT}\n{'.'.join([part] * 20_000)} = 1")
    assert caught.value.code == "settings.toml"
