"""The files about problems and partners: examples parse, mistakes are refused, persons have no field."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from plateia.settings.city import Section
from plateia.settings.plan_files.design import Design, Scoping
from plateia.settings.plan_files.partners import Partnership, Stakeholders
from plateia.settings.plan_files.problems import Problem
from plateia.settings.plan_files.quality import Grid, QualityRating, Reviews
from plateia.settings.plan_files.security_by_design import DesignSheet
from plateia.settings.reading import parse_toml
from plateia.vocabulary.persons import kind_of_person_column

PAGE = Path(__file__).resolve().parents[4] / "docs" / "plan-problems.md"
EXAMPLES = dict(re.findall(r"```toml (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
MODELS: dict[str, type[Section]] = {
    "problems/nice-nord.toml": Problem,
    "stakeholders.toml": Stakeholders,
    "partnership.toml": Partnership,
    "design.toml": Design,
    "scoping.toml": Scoping,
    "security_by_design/station-square.toml": DesignSheet,
    "quality/evening-cafe.toml": QualityRating,
    "grids/my-grid.toml": Grid,
    "reviews.toml": Reviews,
}


def changed(path: str, old: str, new: str) -> Any:
    assert old in EXAMPLES[path]
    return MODELS[path].model_validate(tomllib.loads(EXAMPLES[path].replace(old, new, 1)))


@pytest.mark.parametrize("path", MODELS)
def test_the_examples_of_the_page_parse(path: str) -> None:
    assert parse_toml(EXAMPLES[path], model=MODELS[path], file=path, page="docs/plan-problems.md") is not None


def test_the_page_has_an_example_of_every_file() -> None:
    assert set(EXAMPLES) == set(MODELS)


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("problems/nice-nord.toml", "2022-07-05", "2022-05-12", "same day"),
        ("problems/nice-nord.toml", 'to = "technological"', 'to = "organisational"', "one dimension to another"),
        ("problems/nice-nord.toml", '"No common picture."', '"None."', "its reason"),
        ("problems/nice-nord.toml", 'kind = "police_record"', 'kind = "informant"', "kind"),
        ("stakeholders.toml", '"Landlord"', '"Mr Example"', "not a private person"),
        ("stakeholders.toml", 'kind = "organisation"', 'kind = "person"', "kind"),
        ("stakeholders.toml", 'id = "landlord"', 'id = "residents-association"', "twice"),
        ("partnership.toml", "trust = 4", "trust = 6", "trust"),
        ("design.toml", 'idea = "evening-cafe"', 'idea = "other"', "not listed"),
        ("design.toml", 'criterion_set = 2022-09-01', 'criterion_set = 2022-09-01\nresult = "x"', "belong together"),
        ("scoping.toml", 'code = "A1"', 'code = "Maria Rossi"', "code"),
        ("scoping.toml", 'code = "A2"', 'code = "A1"', "twice"),
        ("scoping.toml", 'ticks = ["technology"]', 'ticks = ["other"]', "not listed"),
        ("security_by_design/station-square.toml", '"internal"', '"open"', "internal or restricted"),
        ("security_by_design/station-square.toml", '"vehicle_approach_looked_at"', '"other"', "not on the checklist"),
        ("security_by_design/station-square.toml", "aesthetics = 0", "aesthetics = -2", "justified"),
        ("quality/evening-cafe.toml", 'code = "R2"', 'code = "R1"', "two codes"),
        ("grids/my-grid.toml", "stated = 3", "stated = 5", "more points"),
        ("grids/my-grid.toml", 'title = "no label"', 'title = "x"\nmin_total_percent = 1', "need nothing"),
        ("reviews.toml", "quality = 3", "quality = 5", "quality"),
    ],
)  # fmt: skip
def test_mistakes_are_refused(path: str, old: str, new: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        changed(path, old, new)


def test_a_sheet_is_restricted_unless_it_says_otherwise() -> None:
    sheet = changed("security_by_design/station-square.toml", 'classification = "internal"\n', "")
    assert sheet.classification == "restricted"


def models_within(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for inner in sections_of(field.annotation):
            found |= models_within(inner)
    return found


def sections_of(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [section for inner in get_args(annotation) for section in sections_of(inner)]


ALL_MODELS = sorted(
    {inner for model in MODELS.values() for inner in models_within(model)}, key=lambda row: row.__name__
)


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_no_field_asks_for_a_person(model: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in model.model_fields.items()]
    asked = {name for name in names if kind_of_person_column(name) and not names_an_organisation(model, name)}
    assert asked == set()
    forbidden = {"person", "persons", "people", "suspect", "offender", "victim", "case_number", "score", "risk", "age"}
    assert not forbidden & set(names)


def names_an_organisation(model: type[BaseModel], name: str) -> bool:
    return (model.__name__, name) == ("Stakeholder", "name")


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("key", ["name_of_person", "date_of_birth", "phone", "email", "address", "extra"])
def test_a_person_cannot_be_added(model: type[BaseModel], key: str) -> None:
    assert model.model_config["extra"] == "forbid"
    assert key not in model.model_fields


def test_no_table_takes_rows_of_any_shape() -> None:
    """A free table could hold people: every mapping has an id as key and a number, a yes or a no as value."""
    for model in ALL_MODELS:
        for name, field in model.model_fields.items():
            if getattr(field.annotation, "__origin__", None) is dict:
                value = str(get_args(field.annotation)[1])
                assert "str" not in value.replace("not applicable", ""), (model, name)
                assert "Any" not in value, (model, name)
