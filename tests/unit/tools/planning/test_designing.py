"""The wizard before a plan: design and level follow from the facts, power from the count that is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plateia.errors import SettingsError
from plateia.measures.interventions.power import required_count
from plateia.plans.designs import Facts
from plateia.tools.planning.designing import answer_design, as_json, describe
from plateia.wording import load

FACTS = Facts(n_treated=3, n_comparison=40, n_before=36, n_after=12, comparable=True)


def test_power_is_that_of_the_measure() -> None:
    power = answer_design(FACTS, incidents=6.0, dispersion=1.5).power
    assert power is not None
    needed = required_count(
        0.2, design="rate_ratio", n_comparison=40, n_treated=3, dispersion=1.5, alpha=0.05, power=0.8
    )
    assert power.values["n_needed"] == needed.count
    assert power.values["n_available"] == 72
    assert power.values["template"] == "too_few"
    many = answer_design(FACTS, incidents=600.0).power
    assert many is not None
    assert many.values["template"] == "enough"


def test_without_a_count_power_is_not_known_and_said_so() -> None:
    said = describe(answer_design(FACTS), wording=load("en"))
    assert "not known" in said
    assert "Level 3 of 5" in said


def test_a_handful_of_incidents_shows_nothing_at_all() -> None:
    alone = replace(FACTS, n_treated=1, n_comparison=0)
    said = describe(answer_design(alone, incidents=1.0), wording=load("en"))
    assert "Below level 3 nothing is said about causes." in said
    assert "cannot be shown with 1 treated unit, nor with 4 times as many" in said


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_json_carries_the_sentences(language: str) -> None:
    answer = answer_design(FACTS, incidents=6.0)
    told = as_json(answer, wording=load(language))
    assert told["text"] == describe(answer, wording=load(language))
    assert (told["design"], told["level"], told["may_speak_of_causes"]) == ("difference_in_differences", 3, True)


@pytest.mark.parametrize(
    "wrong", [{"incidents": 0.0}, {"dispersion": float("nan")}, {"reduction": 1.0}, {"reduction": -0.2}]
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=r"design\.facts-invalid"):
        answer_design(FACTS, **wrong)
