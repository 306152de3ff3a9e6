"""The review of strategies as it is told: words stay words, every count is one of 21, nothing else is mixed in."""

from __future__ import annotations

import pytest

from plateia.errors import SettingsError
from plateia.knowledge.research import strategy_review
from plateia.tools.knowing.strategies import as_json, describe, review_figures
from plateia.wording import languages, load

WORDING = load("en")


def test_a_phrase_stays_a_phrase_and_is_marked() -> None:
    said = describe(review_figures("5.1"), wording=WORDING)
    assert "“two thirds” (approximation: about 14 of 21 strategies)" in said
    assert "57% (12 of 21 strategies)" in said
    marked = [line for line in describe(review_figures(), wording=WORDING).splitlines() if "(approximation: " in line]
    assert len(marked) == sum(figure.value_basis == "phrase" for figure in strategy_review())


def test_surveys_and_interviews_are_no_strategies() -> None:
    assert {figure.variable for figure in review_figures()}.isdisjoint({"survey", "interviews"})
    assert "36" not in describe(review_figures("3.3"), wording=WORDING)


def test_a_section_holds_those_inside_it_and_no_other() -> None:
    assert {figure.source_section for figure in review_figures("5.6")} == {
        "5.6 technology", "5.6 gender", "5.6 cross-border",
    }  # fmt: skip
    assert {figure.source_section for figure in review_figures("5.6 gender")} == {"5.6 gender"}
    assert len(review_figures("5")) + len(review_figures("3.3")) == len(review_figures())
    for unknown in ("9", "", "5.", "3.1"):
        with pytest.raises(SettingsError, match=r"review\.section-unknown"):
            review_figures(unknown)


def test_what_counts_no_strategies_has_no_share_of_them() -> None:
    target = next(line for line in describe(review_figures("5.6"), wording=WORDING).splitlines() if "target of" in line)
    assert target.endswith("50%")


@pytest.mark.parametrize("language", languages())
def test_what_the_review_is_not_is_said_in_every_language(language: str) -> None:
    wording = load(language)
    about = wording.text("strategies.about", n=21)
    assert about in describe(review_figures("5.2"), wording=wording)
    document = as_json(review_figures("5.2"), wording=wording)
    assert document["about"] == about
    assert {row["id"]: row["approximate"] for row in document["figures"]}["SR-029"] is True
