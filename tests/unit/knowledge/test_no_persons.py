"""A practice that predicts or scores persons is catalogue text or nothing; one that says it does not is welcome."""

from __future__ import annotations

import pytest

from plateia.errors import AccessError
from plateia.knowledge.no_persons import check_no_persons
from plateia.settings.practice import PracticeFile


def form(summary: str, *, person_level: bool = False) -> dict[str, object]:
    return {"practice": {"summary": summary, "person_level": person_level}}


@pytest.mark.parametrize(
    "summary",
    [
        "Software predicts who will offend",
        "Risikoscore für Familien",
        "facial recognition of suspects",
        "una lista de jóvenes radicalizados",
    ],
)
def test_a_practice_that_scores_persons_is_refused_unless_it_is_declared(summary: str) -> None:
    with pytest.raises(AccessError) as caught:
        check_no_persons(form(summary), model=PracticeFile, file="a.toml")
    assert caught.value.code == "practice.person-scored"
    assert summary not in str(caught.value)
    check_no_persons(form(summary, person_level=True), model=PracticeFile, file="a.toml")


@pytest.mark.parametrize("summary", ["Hosts talk to young people at risk", "No facial recognition is used"])
def test_a_practice_with_persons_is_none_on_persons(summary: str) -> None:
    check_no_persons(form(summary), model=PracticeFile, file="a.toml")


@pytest.mark.parametrize("tree", [None, [], {"practice": "text"}, {"practice": {"person_level": "no"}}])
def test_what_is_no_form_is_left_to_the_form(tree: object) -> None:
    check_no_persons(tree, model=PracticeFile, file="a.toml")
