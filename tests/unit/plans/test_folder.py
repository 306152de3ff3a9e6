"""A plan's folder: everything in it is read or named, all problems come at once, and nothing asks for a person."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from plateia.errors import AccessError, InputError, PlateiaError, SettingsError, SettingsErrors
from plateia.plans.folder import find_plan, read_plan
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.settings.plan_files.indicators import Indicators
from plateia.settings.plan_files.plan import PlanFile
from plateia.settings.reading import check_tree, parse_tree
from tests.sample_plan import ACTION, EXAMPLE, TECHNOLOGY, change, codes_of, copy_plan, remarks_of


def code_of(folder: Path) -> str:
    with pytest.raises(PlateiaError) as refused:
        read_plan(folder)
    return refused.value.code


def problems_of(folder: Path) -> dict[str, list[str]]:
    """Return the codes of all problems by file."""
    with pytest.raises(SettingsErrors) as refused:
        read_plan(folder)
    found: dict[str, list[str]] = {}
    for problem in refused.value.problems:
        inner = problem.problems if isinstance(problem, SettingsErrors) else (problem,)
        path = problem.path if isinstance(problem, SettingsErrors) else ""
        found.setdefault(path, []).extend(row.code for row in inner)
    return found


def test_the_example_reads_and_has_no_error() -> None:
    plan = read_plan(EXAMPLE)
    assert set(plan.actions) == {"night-stops"}
    assert plan.unknown_files == ()
    assert codes_of(plan, gravity="error") == set()


def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    change(folder, "plan.toml", 'title = "Safe ways', 'titel = "Safe ways')
    change(folder, ACTION, "priority = 1", "priority = 9")
    change(folder, "indicators.toml", 'audit = "audit-001"', 'audti = "audit-001"')
    (folder / "theory" / "bad.toml").write_text("title = ", encoding="utf-8")
    (folder / "foresight" / "latin.toml").write_bytes('title = "Stra\u00dfe"'.encode("latin-1"))
    found = problems_of(folder)
    assert set(found) == {"plan.toml", ACTION, "indicators.toml", "theory/bad.toml", ""}
    assert sorted(found["plan.toml"]) == ["settings.missing-key", "settings.unknown-key"]
    assert found["theory/bad.toml"] == ["settings.toml"]
    assert found[""] == ["plan.file-unreadable"]
    with pytest.raises(SettingsErrors, match="did you mean 'title'"):
        read_plan(folder)


def test_what_to_do_is_said_once_and_each_file_is_named(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    change(folder, ACTION, "priority = 1", "priority = 9")
    with pytest.raises(SettingsErrors) as refused:
        read_plan(folder)
    said = str(refused.value)
    assert said.count("correct each line named above") == 1
    assert f"{ACTION}:" in said
    change(folder, "plan.toml", 'title = "Safe ways', 'titel = "Safe ways')
    with pytest.raises(SettingsErrors) as both:
        read_plan(folder)
    assert str(both.value).count("correct each line named above") == 1


def test_windows_line_ends_and_byte_order_marks_are_read(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    text = (folder / ACTION).read_text(encoding="utf-8")
    (folder / ACTION).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"))
    assert read_plan(folder).actions == read_plan(EXAMPLE).actions


def test_files_nobody_knows_are_named_and_notes_are_not(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    for path in ("action/x.toml", "indicator.toml", "picture.png", "actions/deep/er/x.toml", "README.md", ".hidden"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("", encoding="utf-8")
    plan = read_plan(folder)
    assert set(plan.unknown_files) == {"action/x.toml", "indicator.toml", "picture.png", "actions/deep/er/x.toml"}
    near = {row.file: row.details["near"] for row in remarks_of(plan) if row.code.startswith("folder.")}
    assert near["action/x.toml"] == "actions/x.toml"
    assert near["indicator.toml"] == "indicators.toml"
    assert near["picture.png"] is None


def test_links_that_lead_outside_and_huge_files_are_refused(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    secret = tmp_path / "secret.toml"
    secret.write_text('title = "secret"', encoding="utf-8")
    (folder / "foresight" / "link.toml").symlink_to(secret)
    (folder / "foresight" / "gone.toml").symlink_to(tmp_path / "nowhere.toml")
    (folder / "foresight" / "huge.toml").write_text("#" * 1_000_001, encoding="utf-8")
    (folder / "foresight" / "Not An Id.toml").write_text("", encoding="utf-8")
    codes = problems_of(folder)[""]
    assert sorted(codes) == ["plan.file-name", "plan.file-outside", "plan.file-outside", "plan.file-too-large"]
    with pytest.raises(SettingsErrors) as refused:
        read_plan(folder)
    assert "secret" not in str(refused.value).replace("secret.toml", "")


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.toml").write_text("", encoding="utf-8")
    (folder / "quality").symlink_to(tmp_path / "elsewhere")
    assert read_plan(folder).unknown_files == ("quality",)


def test_endless_nesting_is_an_error_of_the_file(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    (folder / "indicators.toml").write_text("indicators = " + "[" * 5000, encoding="utf-8")
    assert problems_of(folder) == {"indicators.toml": ["settings.toml"]}


def test_which_plan(tmp_path: Path) -> None:
    with pytest.raises(InputError) as none_yet:
        find_plan(tmp_path)
    assert none_yet.value.code == "plan.none"
    folder = copy_plan(tmp_path, "night")
    assert find_plan(tmp_path) == folder
    copy_plan(tmp_path, "day")
    with pytest.raises(SettingsError) as several:
        find_plan(tmp_path)
    assert several.value.code == "plan.several"
    assert "day, night" in several.value.seen
    with pytest.raises(InputError, match="did you mean 'night'"):
        find_plan(tmp_path, "nigth")
    with pytest.raises(InputError) as no_city:
        find_plan(tmp_path / "nowhere")
    assert no_city.value.code == "folder.not-found"


@pytest.mark.parametrize("name", ["..", "../night", "/etc"])
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    copy_plan(tmp_path)
    with pytest.raises(InputError) as refused:
        find_plan(tmp_path, name)
    assert refused.value.code == "plan.not-found"


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("plan.toml", 'suspect_name = "x"'),
        (ACTION, 'date_of_birth = "x"'),
        (ACTION, 'opfer_telefon = "x"'),
        ("indicators.toml", 'email = "x"'),
        ("foresight/night-2030.toml", 'nom_de_famille = "x"'),
        (ACTION, 'offenders = ["x"]'),
        ("indicators.toml", "opfer = 12"),
    ],
)
def test_a_key_that_asks_for_a_person_is_refused(tmp_path: Path, file: str, line: str) -> None:
    folder = copy_plan(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(f"{line}\n{text}", encoding="utf-8")
    with pytest.raises(AccessError) as refused:
        read_plan(folder)
    assert refused.value.code == "plan.person-key"
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("table", ["[suspect]", "[[suspects]]", "[tatverdächtige]", "[client_list]", "[suspect.risk]"])
def test_a_table_of_persons_is_refused(tmp_path: Path, table: str) -> None:
    folder = copy_plan(tmp_path)
    quoted = table.replace("tatverdächtige", '"tatverdächtige"')
    text = (folder / ACTION).read_text(encoding="utf-8")
    (folder / ACTION).write_text(f"{text}\n{quoted}\nlevel = 3\n", encoding="utf-8")
    with pytest.raises(AccessError) as refused:
        read_plan(folder)
    assert (refused.value.code, refused.value.exit_code) == ("plan.person-key", 3)


@pytest.mark.parametrize("key", ["contact_person", "participants", "owners"])
def test_a_key_for_the_holder_of_an_office_is_an_unknown_one(tmp_path: Path, key: str) -> None:
    folder = copy_plan(tmp_path)
    change(folder, ACTION, "title = ", f'{key} = "x"\ntitle = ')
    assert problems_of(folder)[ACTION] == ["settings.unknown-key"]


def test_a_bare_name_is_an_unknown_key_and_no_person(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    change(folder, ACTION, "title = ", "name = ")
    assert sorted(problems_of(folder)[ACTION]) == ["settings.missing-key", "settings.unknown-key"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-01-01T00:00:00Z", '"2026-13-01"', "12:00:00"])
def test_days_are_days_of_our_time(tmp_path: Path, day: str) -> None:
    folder = copy_plan(tmp_path)
    change(folder, ACTION, "ends = 2029-02-28", f"ends = {day}")
    assert problems_of(folder)[ACTION] == ["settings.value"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hosts and working light at three night stops", "Talk with Mr Example"),
        ("Nobody is at the stops", "Call 0113 496 0000"),
        ("Stops, hours and staff", "max.example@mail.org agreed; born 12.03.1999"),
    ],
)
def test_a_person_in_a_text_is_an_error_and_its_words_are_not_repeated(tmp_path: Path, old: str, new: str) -> None:
    folder = copy_plan(tmp_path)
    change(folder, ACTION, old, new)
    (remark,) = [row for row in remarks_of(folder) if row.code == "person.in-text"]
    assert remark.gravity == "error"
    assert "xample" not in str(dict(remark.details))


def test_the_holder_of_an_office_may_be_named(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    change(folder, ACTION, 'responsible = "Example bus company"', 'responsible = "Ms Example, Example bus company"')
    assert "person.in-text" not in codes_of(folder)


@pytest.mark.parametrize("kind", ["facial_recognition", "predictive_policing_of_persons", "Emotion Recognition"])
def test_no_file_can_hold_a_technology_behind_a_red_line(tmp_path: Path, kind: str) -> None:
    folder = copy_plan(tmp_path)
    change(folder, TECHNOLOGY, 'kind = "sensors"', f'kind = "{kind}"')
    with pytest.raises(AccessError) as refused:
        read_plan(folder)
    assert refused.value.code == "technology.red-line"


def test_edited_seals_and_missing_plan_files(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path)
    (folder / "seals.json").write_text("{}", encoding="utf-8")
    assert code_of(folder) == "seal.unreadable"
    (folder / "plan.toml").unlink()
    assert code_of(folder) == "plan.file-missing"


def test_the_blocks_of_the_page_are_what_the_models_read() -> None:
    page = (EXAMPLE.parents[1] / "docs" / "plan-actions.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    plan = check_tree(
        parse_tree(blocks[0], file="plan.toml"), model=PlanFile, file="plan.toml", page="docs/plan-actions.md"
    )
    assert plan.covenant is not None
    indicators = check_tree(
        parse_tree(blocks[1], file="indicators.toml"), model=Indicators, file="indicators.toml", page="docs"
    )
    assert indicators.indicators[0].observed[0].value == 180
    planned = next(tomllib.loads(block) for block in blocks if "[evaluation]" in block)
    assert EvaluationPlan.model_validate(planned["evaluation"]).treated == ("E01033010",)
