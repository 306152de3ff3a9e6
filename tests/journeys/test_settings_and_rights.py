"""What is wrong in city.toml, and what nobody may do: named, all of it at once, and the folder left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.city_builder import build_city, edit_settings, incident_rows, write_table
from tests.journeys.command_line import DOORS, MARKER, Said, assert_refused, audited, fingerprint, run_cli

GOVERNANCE = 'controller = "City of Sample"\ncontact = "safety@example.org"\ndpia = "not needed: made-up data"\n'
CATEGORY = 'category = {column = "offence", map = "data/offences.csv"}'


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return build_city(tmp_path / "city", n_rows=120, months=3, marker=MARKER)


def refused_at_every_door(city: Path, code: str, *, exit_code: int = 2) -> Said:
    for door in DOORS.values():
        said = assert_refused(city, code, exit_code=exit_code, door=door)
    return said


MISTAKES = {
    "a Windows path": ("data/incidents.csv", r"C:\Users\ana\incidents.csv", "settings.backslash", "single quotes"),
    "no TOML": ("[areas]", "[areas", "settings.toml", "line 13"),
    "a number without end": ("[areas]", f"[areas]\nx = {'9' * 5000}", "settings.toml", "without end"),
    "brackets without end": ("[areas]", f"[areas]\nx = {'[' * 5000}", "settings.toml", "without end"),
    "an unknown key": ("retention", "retension", "settings.several", "did you mean 'retention'?"),
    "an unknown key, nearest": ('id = "number"', 'identifier = "number"', "settings.unknown-key", "known keys here"),
    "an unknown section": ("[governance]", "[gouvernance]", "settings.unknown-key", "did you mean 'governance'?"),
    "a missing key": ('name = "Sample"\n', "", "settings.missing-key", "city.name"),
    "a low minimum": ("[governance]", "[governance]\nminimum_count = 3", "governance.minimum-count", "at least 5"),
    "no statute": ('"anonymous"', '"gdpr-6-1-e"', "settings.value", "needs `statute`"),
    "a retention that is none": ('"P5Y"', '"five years"', "settings.value", "incidents[1].retention"),
    "no time zone": ("Europe/Berlin", "Mars/Base", "settings.value", "Europe/Berlin"),
    "an encoding that is none": ('id = "number"', 'encoding = "base64"', "settings.value", "latin-1"),
    "no offence category": (CATEGORY, 'category = "theft"', "settings.value", "burglary"),
    "a day that is none": ("[areas]", '[period]\nfrom = "2022-02-30"\n[areas]', "settings.value", "2018-01-31"),
    "an assessment that is none": ("not needed: made-up data", "later", "settings.value", "done: reference"),
    "points without a system": ('crs = "EPSG:4326"\n', "", "settings.value", "coordinates need `crs`"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_settings_is_named(city: Path, name: str) -> None:
    old, new, code, shown = MISTAKES[name]
    edit_settings(city, old, new)
    said = refused_at_every_door(city, code)
    assert shown in said.err, said.err


def test_all_mistakes_are_told_at_once(city: Path) -> None:
    for old, new in (("retention =", "retension ="), ("Europe/Berlin", "Mars/Base"), ('name = "Sample"\n', "")):
        edit_settings(city, old, new)
    said = refused_at_every_door(city, "settings.several")
    assert "4 problems" in said.err
    for code in ("settings.unknown-key", "settings.missing-key", "settings.value"):
        assert f"[{code}]" in said.err


def test_settings_in_another_encoding_are_refused_and_a_byte_order_mark_is_not(city: Path) -> None:
    text = (city / "city.toml").read_text(encoding="utf-8").replace("Sample", "Köln")
    (city / "city.toml").write_bytes(text.encode("latin-1"))
    assert "line 2" in refused_at_every_door(city, "settings.encoding").err
    (city / "city.toml").write_bytes(text.encode("utf-8-sig"))
    assert run_cli("check", city).exit_code == 0


def test_a_folder_without_settings_or_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_refused(tmp_path / "empty", "settings.not-found")
    said = run_cli("audit", tmp_path / "none")
    assert (said.exit_code, "[folder.not-found]" in said.err) == (2, True)


def test_new_writes_a_city_once_and_never_over_anything(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    assert run_cli("new", folder).exit_code == 0
    (folder / "city.toml").write_text("mine", encoding="utf-8")
    before = fingerprint(folder)
    said = run_cli("new", folder)
    assert (said.exit_code, "[folder.settings-exist]" in said.err) == (2, True)
    assert fingerprint(folder) == before
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    said = run_cli("new", tmp_path / "file")
    assert (said.exit_code, "[folder.settings-exist]" in said.err) == (2, True)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("options", [("--internal",), ("--for", "Ana"), ("--internal", "--for", "  ")])
def test_an_internal_version_is_for_somebody(city: Path, options: tuple[str, ...]) -> None:
    assert_refused(city, "audit.internal-for", door=("audit", *options))


@pytest.mark.parametrize("options", [("--seed", "-1"), ("--seed", "x"), ("--colour",)])
def test_an_option_that_is_none_is_a_usage_error(city: Path, options: tuple[str, ...]) -> None:
    before = fingerprint(city)
    assert run_cli("audit", city, *options).exit_code == 2
    assert fingerprint(city) == before


def test_a_language_we_do_not_speak_is_refused(city: Path) -> None:
    before = fingerprint(city)
    said = run_cli("audit", city, "--language", "tlh")
    assert (said.exit_code, "Traceback" in said.err) == (2, False)
    assert fingerprint(city) == before


def test_nothing_is_made_public_without_somebody_who_answers_for_it(city: Path) -> None:
    edit_settings(city, GOVERNANCE, "")
    said = assert_refused(city, "governance.incomplete")
    assert "controller, contact, dpia" in said.err
    assert run_cli("check", city).exit_code == 0
    audited(city, "--internal", "--for", "Ana")


@pytest.mark.parametrize("column", ["dob", "Name", "victim_name", "phone_number", "Kennzeichen"])
def test_a_column_about_a_person_is_refused_before_a_row_is_read(city: Path, column: str) -> None:
    rows = incident_rows(n_rows=120, months=3)
    write_table(city / "data/incidents.csv", {**rows, column: [MARKER] * 120})
    edit_settings(city, 'area = "district"', f'area = "{column}"')
    said = refused_at_every_door(city, "columns.personal", exit_code=3)
    assert repr(column) in said.err
    assert "G-16" in said.err


@pytest.mark.parametrize("column", ["age_band", "LSOA name", "Stadtteil"])
def test_a_column_about_a_place_or_an_age_band_is_read(city: Path, column: str) -> None:
    rows = incident_rows(n_rows=120, months=3)
    write_table(city / "data/incidents.csv", {**rows, column: rows["district"]})
    edit_settings(city, 'area = "district"', f'area = "{column}"')
    assert run_cli("check", city).exit_code == 0


def test_a_person_under_the_number_of_its_column_is_refused_too(city: Path) -> None:
    rows = incident_rows(n_rows=120, months=3)
    write_table(city / "data/incidents.csv", {"Geburtsdatum": [MARKER] * 120, **rows})
    for position, name in enumerate(rows, start=2):
        if name != "remark":
            edit_settings(city, f'"{name}"', f'"{position}"')
    edit_settings(city, 'id = "2"', 'id = "1"\ncolumns_by_position = true')
    refused_at_every_door(city, "columns.personal", exit_code=3)


def test_data_past_their_retention_are_not_read_until_they_are_forgotten(city: Path) -> None:
    place = audited(city, "--internal", "--for", "Ana")
    manifest = city / "tables/manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["sources"][0]["first_taken_in_on"] = "2015-03-01"
    manifest.write_text(json.dumps(content), encoding="utf-8")
    said = assert_refused(city, "retention.expired", exit_code=3)
    assert "2020-03-01" in said.err
    told = run_cli("forget", city)
    assert told.exit_code == 0
    assert not manifest.exists()
    assert not place.exists()
    assert (city / "data/incidents.csv").is_file()
    assert run_cli("forget", city).out.strip() == "Nothing has expired."


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"sources": [{}]}', '{"sources": [{"source": 1, "first_taken_in_on": 2}]}']
)
def test_a_damaged_manifest_is_not_taken_for_a_new_city(city: Path, text: str) -> None:
    audited(city, "--internal", "--for", "Ana")
    (city / "tables/manifest.json").write_text(text, encoding="utf-8")
    refused_at_every_door(city, "tables.manifest-unreadable")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"entries": 7}'])
def test_a_damaged_register_stops_publication(city: Path, text: str) -> None:
    audited(city)
    (city / "out/published.json").write_text(text, encoding="utf-8")
    before = fingerprint(city)
    said = run_cli("audit", city)
    assert said.exit_code == 3, said.all
    assert "publication.register" in said.err
    assert fingerprint(city) == before
    audited(city, "--internal", "--for", "Ana")
