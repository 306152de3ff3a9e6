"""No focus area is property crime; which entries touch it follows from their codes."""

from __future__ import annotations

from plateia.findings.model import Estimate, Finding, Months
from plateia.knowledge.codes import Code
from plateia.knowledge.coverage import BESIDE_PROPERTY_CRIME, PROPERTY_CRIME, touching_property_crime
from plateia.knowledge.matching import match_practices
from plateia.knowledge.practices import Practice, Provenance, practice, practices
from plateia.vocabulary import offence_categories


def level(category: str) -> Finding:
    return Finding(
        id=f"level:{category}",
        kind="level",
        values={"offence_category": category},
        estimate=Estimate(1.0),
        period=Months("2019-01", "2020-12"),
        method="level",
    )


def test_the_offences_are_those_of_the_vocabulary() -> None:
    assert set(offence_categories()) >= PROPERTY_CRIME
    assert not PROPERTY_CRIME & BESIDE_PROPERTY_CRIME


def test_entries_that_touch_it_follow_from_their_codes() -> None:
    assert {entry.id for entry in touching_property_crime()} == {"PS-02", "PS-16"}
    uncoded = [entry for entry in practices() if entry.id not in ("PS-02", "PS-16")]
    assert touching_property_crime(uncoded) == ()
    own = Practice(
        "own-1", "Marking", "safe_public_spaces", ("activity",), "Bicycles are marked.",
        codes=(Code("offence_category", "bicycle_theft", "Bicycles", "summary"),), provenance=Provenance("Leeds"),
    )  # fmt: skip
    assert touching_property_crime((own,)) == (own,)


def test_an_entry_on_single_persons_is_not_named() -> None:
    assert any(code.code == "petty_crime" for code in practice("S5-24").codes)
    assert "S5-24" not in {entry.id for entry in touching_property_crime()}


def test_touching_is_named_beside_property_crime_and_nothing_else_and_never_matched() -> None:
    for category in sorted(offence_categories()):
        found = match_practices(level(category))
        assert bool(found.touching) == ("property_crime" in found.nothing_stated), category
        assert not {match.practice.id for match in found.matches} & {entry.id for entry in found.touching}


def test_an_offence_nobody_names_says_which_of_the_four_lack() -> None:
    told = {part.facet: part for part in match_practices(level("drugs")).agreement}
    assert list(told) == ["offence_category", "place", "target_group", "mechanism"]
    assert (told["offence_category"].asked, told["offence_category"].n_entries) == (True, 0)
    assert not told["place"].asked
    burglary = {part.facet: part for part in match_practices(level("burglary")).agreement}
    housing = sum(any(code.code == "housing" for code in entry.codes_by_facet("place")) for entry in practices())
    assert (burglary["place"].asked, burglary["place"].n_entries) == (True, housing)


def test_agreement_is_said_only_where_something_was_looked_up() -> None:
    assert match_practices(level("all")).agreement == ()
