"""A unit cost is that of the offence whose fall is valued: another one is an error, a part of it a warning."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from plateia.plans.cost_rules import check_costs
from plateia.plans.folder import read_plan
from plateia.settings.plan_files.actions import Action
from plateia.vocabulary import offence_categories
from plateia.vocabulary.costs import unit_costs
from plateia.wording import languages, load
from tests.sample_plan import EXAMPLE


def action(outcome: str, *, of: str | None, factor: float = 1.4) -> Action:
    example = read_plan(EXAMPLE).actions["night-stops"]
    assert example.evaluation is not None
    value = (
        {"unit_cost_of": of, "transfer_because": "b", "transfer_factor": factor}
        if of
        else {"unit_cost": 9.0, "unit_cost_source": "s"}
    )
    stream = {"what": "w", "kind": "running", "bearer": "city", "amounts": [1.0]}
    costs = {"currency": "EUR", "price_year": 2026, "years": 1, "streams": [stream], **value}
    tree = {"title": "t", "priority": 1, "lead": "city", "costs": costs, "starts": date(2027, 3, 1)}
    return Action.model_validate(tree).model_copy(
        update={"evaluation": example.evaluation.model_copy(update={"outcome": outcome})}
    )


@pytest.mark.parametrize(
    ("of", "outcome", "found"),
    [
        ("homicide", "vehicle_crime", [("costs.other-offence", "error")]),
        ("homicide", "violence_and_sexual_offences", [("costs.part-of-outcome", "warning")]),
        ("theft_of_vehicle", "vehicle_crime", [("costs.part-of-outcome", "warning")]),
        ("robbery", "all", [("costs.part-of-outcome", "warning")]),
        ("robbery", "robbery", []),
        ("theft_from_person", "theft_from_the_person", []),
        ("murder", "robbery", [("costs.offence-unknown", "error")]),
        (None, "vehicle_crime", []),
    ],
)
def test_the_offence_that_is_valued_is_the_one_that_is_counted(
    of: str | None, outcome: str, found: list[tuple[str, str]]
) -> None:
    remarks = check_costs(action(outcome, of=of), file="actions/a.toml", unit_costs=unit_costs())
    assert [(row.code, row.gravity) for row in remarks] == found
    for language in languages():
        for row in remarks:
            assert load(language).text(f"remark.{row.code}", **row.details)


def test_every_offence_of_the_table_belongs_to_a_category() -> None:
    assert {row.category for row in unit_costs().values()} <= set(offence_categories())


def test_without_costs_or_an_evaluation_there_is_nothing_to_compare() -> None:
    bare = action("robbery", of="homicide")
    assert check_costs(bare.model_copy(update={"costs": None}), file="a", unit_costs=unit_costs()) == []
    assert check_costs(bare.model_copy(update={"evaluation": None}), file="a", unit_costs=unit_costs()) == []


OWN_TABLE = """
country = "DE"
territory = "made-up Land"
currency = "EUR"
price_year = "2023"
source = "A made-up table"
[[offences]]
offence = "wohnungseinbruch"
cost = 7000
category = "burglary"
"""


def test_a_city_may_bring_the_table_of_its_own_country(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "plan"))
    (folder / "unit-costs.toml").write_text(OWN_TABLE, encoding="utf-8")
    known = read_plan(folder).unit_costs
    assert (known["wohnungseinbruch"].cost, known["wohnungseinbruch"].currency) == (7000, "EUR")
    assert known["robbery"].country == "GB"
    assert check_costs(action("burglary", of="wohnungseinbruch"), file="a", unit_costs=known) == []
    other = check_costs(action("drugs", of="wohnungseinbruch"), file="a", unit_costs=known)
    assert [row.code for row in other] == ["costs.other-offence"]


def test_a_cost_in_another_currency_is_not_taken_one_to_one() -> None:
    remarks = check_costs(action("robbery", of="robbery", factor=1.0), file="a", unit_costs=unit_costs())
    assert [(row.code, row.gravity) for row in remarks] == [("costs.currency-differs", "error")]
