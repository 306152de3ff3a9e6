"""A city's own practices: read strictly, told wholly, and closed to persons."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.errors import AccessError, PlateiaError, SettingsErrors
from plateia.findings.codes import FOCUS_AREAS as FOCUS_AREAS_OF_FINDINGS
from plateia.knowledge.declarations import CATEGORIES, PRACTICES
from plateia.knowledge.own import new_practice, practice_form_text, read_own_practices
from plateia.settings.practice import FOCUS_AREAS, PRACTICE_CATEGORIES
from plateia.wording import languages, load
from tests.practice_forms import FORM, city_folder

LINES = FORM.split("\n")


def code_of(folder: Path, text: str) -> str:
    """Return the code of the error that reading the form raises, or ``read``."""
    city_folder(folder, {"night-walks": text})
    try:
        read_own_practices(folder, city="Leeds")
    except PlateiaError as error:
        told = error
    else:
        return "read"
    assert "Zabriskie" not in str(told), "an error must not quote the form"
    return told.code


def test_a_form_becomes_an_entry_like_those_of_the_inventory(tmp_path: Path) -> None:
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": FORM}), city="Leeds")
    entry = own.practice
    assert (entry.id, entry.provenance.origin, entry.provenance.action) == ("night-walks", "Leeds", "lighting-2020")
    assert entry.technology_cyber == "a map on paper; none was named"
    assert entry.cross_border is None
    assert entry.resources_stated is None
    assert entry.actors_involved == ()
    assert [code.code for code in entry.codes] == ["public_space"]
    assert own.form.results[0].low == 0.61
    assert own.form.mechanism.unintended_effects == ("attention may raise worry",)


def test_the_form_has_every_column_of_the_inventory(tmp_path: Path) -> None:
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": FORM}), city="Leeds")
    asked = set(type(own.form.practice).model_fields) | set(type(own.form.cross_cutting).model_fields)
    of_the_source = {"id", "country_basis", "source", "source_section", "scope", "annex_rows", "evidence_kind"}
    assert {column.name for column in PRACTICES.columns} - asked - of_the_source == {"technology_cyber"}
    assert {"technology", "online_sphere"} <= asked


def test_the_controlled_values_are_those_of_the_inventory() -> None:
    assert FOCUS_AREAS == FOCUS_AREAS_OF_FINDINGS
    assert PRACTICE_CATEGORIES == CATEGORIES


def test_a_city_without_practices_has_none(tmp_path: Path) -> None:
    assert read_own_practices(tmp_path, city="Leeds") == ()


@pytest.mark.parametrize("language", languages())
def test_the_new_form_asks_everything_and_passes_once_filled(tmp_path: Path, language: str) -> None:
    path = new_practice(tmp_path, "night-walks", wording=load(language))
    with pytest.raises(SettingsErrors) as caught:
        read_own_practices(tmp_path, city="Leeds")
    assert len(caught.value.problems) == 4  # name, organisation, country, summary
    assert "docs/own-practices.md" in str(caught.value)
    text = path.read_text(encoding="utf-8")
    assert not any(not line.startswith(("#", "[")) and " = " not in line for line in text.splitlines() if line)
    for key in ("name", "country", "summary"):
        text = text.replace(f'\n{key} = ""', f'\n{key} = "Something"')
    path.write_text(text.replace("city_or_organisation = []", 'city_or_organisation = ["Leeds"]'), encoding="utf-8")
    assert read_own_practices(tmp_path, city="Leeds")[0].practice.name == "Something"


def test_a_new_form_never_overwrites(tmp_path: Path) -> None:
    path = new_practice(tmp_path, "night-walks", wording=load("en"))
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(PlateiaError, match=r"practice\.exists"):
        new_practice(tmp_path, "night-walks", wording=load("en"))
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "practice_id", ["../x", "a/b", "C:x", "Night", "nul", "com1", "a" * 61, "", "-a", "nіght", "a\n"]
)
def test_an_id_is_never_a_path_or_a_trick(tmp_path: Path, practice_id: str) -> None:
    with pytest.raises(PlateiaError, match=r"practice\.id"):
        new_practice(tmp_path, practice_id, wording=load("en"))
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("summary = ", "sumary = ", "settings.several"),
        ('focus_area = "safe_public_spaces"', 'focus_area = "burglary"', "settings.value"),
        ('category = ["diagnostic", "activity"]', 'category = ["activity", "activity"]', "settings.value"),
        ("person_level = false\n", "", "settings.missing-key"),
        ("person_level = false", 'person_level = "no"', "settings.value"),
        ("effect = 0.84", "effect = 1.84", "settings.value"),
        ("effect = 0.84", "effect = nan", "settings.value"),
        ('displacement = "no rise in the ring around"\n', "", "settings.missing-key"),
        ('power = "a fall of 35 % would have been seen"\n', "", "settings.missing-key"),
        ("low = 0.61\n", "", "settings.missing-key"),
        ("design_level = 3", "design_level = 6", "settings.value"),
        ('code = "public_space"', 'code = "moon"', "practice.code"),
        ('words = "the squares"', 'words = "the harbour"', "practice.code"),
        ('"https://www.example.org/', '"javascript:', "settings.value"),
        ("Night walks", "Night \u202ewalks", "settings.value"),
        ("Night walks", "N\u0456ght walks", "settings.value"),
        ("[practice]", "[practice", "settings.toml"),
        # persons
        ("[contact]", '[contact]\nname = "A. Zabriskie"', "practice.person-field"),
        ("[contact]", '[contact]\nphone = "none"', "practice.person-field"),
        ("[contact]", '[contact]\ne_mail = "none"', "practice.person-field"),
        ("[mechanism]", '[mechanism]\ndate_of_birth = "none"', "practice.person-field"),
        ("[practice]", '[suspect]\nname = "A. Zabriskie"\n[practice]', "practice.person-field"),
        ("Public realm", "a.zabriskie@example.org", "practice.person-text"),
        ("Public realm", "Public realm, +44 113 496 0000", "practice.person-text"),
        ('"residents"]', '"Herr Zabriskie, geb. 1.2.1990"]', "practice.person-text"),
        ("attention may raise worry", "Ms Zabriskie complained", "practice.person-text"),
        ("person_level = false", "person_level = true", "practice.person-result"),
    ],
)  # fmt: skip
def test_each_fault_has_its_code(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in FORM
    assert code_of(tmp_path, FORM.replace(old, new, 1)) == code


def test_an_instrument_about_single_persons_is_text_only(tmp_path: Path) -> None:
    text = FORM.replace("person_level = false", "person_level = true").partition("[[results]]")[0]
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": text}), city="Leeds")
    assert own.practice.person_level


def test_the_error_about_a_person_names_the_field_and_not_the_words(tmp_path: Path) -> None:
    city_folder(tmp_path, {"night-walks": FORM.replace("Public realm", "Mrs Zabriskie")})
    with pytest.raises(AccessError, match=r"a person's name in contact\.department") as caught:
        read_own_practices(tmp_path, city="Leeds")
    assert caught.value.exit_code == 3


def test_a_misnamed_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlateiaError, match=r"practice\.id"):
        read_own_practices(city_folder(tmp_path, {"Night Walks": FORM}), city="Leeds")


def test_every_question_stands_in_every_language() -> None:
    forms = [tomllib.loads(practice_form_text(load(language))) for language in languages()]
    assert all(form == forms[0] for form in forms)


@given(drawn=st.data())
def test_whatever_becomes_of_a_line_the_error_is_one_of_ours(
    tmp_path_factory: pytest.TempPathFactory, drawn: st.DataObject
) -> None:
    number = drawn.draw(st.integers(0, len(LINES) - 1))
    line = drawn.draw(st.one_of(st.text(max_size=30), st.sampled_from(LINES)))
    text = "\n".join([*LINES[:number], line, *LINES[number + 1 :]]).encode("utf-8", "replace").decode()
    code = code_of(tmp_path_factory.mktemp("city"), text)
    assert code.partition(".")[0] in {"read", "settings", "practice"}
