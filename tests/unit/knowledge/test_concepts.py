from __future__ import annotations

import pytest

from plateia.knowledge.codes import code_list
from plateia.knowledge.concepts import LANGUAGES, concepts, concepts_in, labels, relatives


def test_every_concept_has_labels_in_every_language() -> None:
    assert len(concepts()) >= 120
    assert [
        (entry.id, name) for entry in concepts().values() for name in LANGUAGES if not any(entry.labels[name])
    ] == []


def test_broader_concepts_and_codes_exist() -> None:
    known = {f"{facet}:{code}" for facet, code in code_list()}
    assert [entry.id for entry in concepts().values() if entry.broader and entry.broader not in concepts()] == []
    assert [(entry.id, code) for entry in concepts().values() for code in entry.codes if code not in known] == []


def test_no_stem_is_so_short_that_it_stands_in_any_word() -> None:
    short = [label for label in labels() if len(label.words) == 1 and label.words[0][1] and len(label.words[0][0]) < 3]
    assert short == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("street lighting", {"street", "lighting"}),
        ("Straßenbeleuchtung", {"lighting"}),
        ("Bahnhofsbeleuchtung", {"station", "lighting"}),
        ("éclairage public", {"lighting"}),
        ("illuminazione pubblica", {"lighting"}),
        ("alumbrado público", {"lighting"}),
        ("iluminação pública", {"lighting"}),
        ("straatverlichting", {"lighting"}),
        ("ielu apgaismojums", {"street", "lighting"}),
        ("Menschenhandel", {"trafficking"}),
        ("traite des êtres humains", {"trafficking"}),
        ("tratta di esseri umani", {"trafficking"}),
        ("trata de personas", {"trafficking"}),
        ("tráfico de seres humanos", {"trafficking"}),
        ("mensenhandel", {"trafficking"}),
        ("cilvēktirdzniecība", {"trafficking"}),
        ("cilvēku tirdzniecības upuriem", {"trafficking", "victims"}),
    ],
)
def test_one_idea_in_eight_languages(text: str, expected: set[str]) -> None:
    assert {found.concept for found in concepts_in(text)} >= expected


def test_the_longest_label_wins() -> None:
    assert [found.concept for found in concepts_in("sexual exploitation")] == ["sexual_exploitation"]
    assert [found.concept for found in concepts_in("older people")] == ["older_people"]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("kind words for the mayor", "children"),  # German and Dutch Kind
        ("Vecāki un skola", "older_people"),  # parents, not old people
        ("ielaušanās dzīvoklī", "street"),  # burglary, not street
        ("comunicare con i cittadini", "municipality"),
    ],
)
def test_words_that_look_like_others(text: str, absent: str) -> None:
    assert absent not in {found.concept for found in concepts_in(text)}


def test_what_is_found_tells_the_words_and_the_language() -> None:
    (found,) = concepts_in("Zivilcourage gegen häusliche Gewalt", language="de")
    assert (found.concept, found.words, found.language) == ("domestic_violence", "häusliche Gewalt", "de")


def test_relatives_count_less_than_the_concept() -> None:
    shares = dict(relatives("underpass"))
    assert shares["underpass"] == 1.0 > shares["public_space"] > 0
