from __future__ import annotations

import pytest

from plateia.knowledge.misspelt import LONGEST_MENDED, differ_by_one, mended, without_umlauts_spelt_out
from plateia.knowledge.search import search


@pytest.mark.parametrize("wrong", ["olice", "poice", "polici", "xpolice", "policee", "oplice", "polcie", "pxlice"])
def test_one_letter_may_be_wrong_in_any_way_and_either_word_may_come_first(wrong: str) -> None:
    assert differ_by_one("police", wrong)
    assert differ_by_one(wrong, "police")


@pytest.mark.parametrize("other", ["police", "pocile", "pxlixe", "policing", "poli", ""])
def test_two_letters_or_none_are_not_one(other: str) -> None:
    assert not differ_by_one("police", other)


@pytest.mark.parametrize("word", ["cilveku", "sievietes", "jugendkriminalitat", "mustermann", "rettig"])
def test_words_that_are_right_and_names_are_left_as_they_are(word: str) -> None:
    assert mended(word) is None


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("bulying at school", "bullying at school"),
        ("Menschenhadnel", "Menschenhandel"),
        ("Maedchen in der Unterfuehrung", "Mädchen in der Unterführung"),
        ("Frauenhaeuser", "Frauenhäuser"),
        ("méditaion sociale", "médiation sociale"),
        ("insegnanti e radicalizazione", "insegnanti e radicalizzazione"),
        ("acoso ecsolar", "acoso escolar"),
        ("avaliaçao de progetos", "avaliação de projetos"),
        ("mensenhandle", "mensenhandel"),
        ("cilvēku tirdznecība", "cilvēku tirdzniecība"),
    ],
)
def test_a_misspelt_query_names_the_concepts_of_the_right_one(query: str, right: str) -> None:
    asked = search(query).concepts
    assert {found.concept for found in search(right).concepts} <= {found.concept for found in asked}
    assert all(word in query for found in asked for word in found.words.split())


def test_letters_spelt_out_for_umlauts_only_count_where_they_say_more() -> None:
    words = ("rue", "neue", "frauen", "steuer", "poesia", "quartiere")
    assert [without_umlauts_spelt_out(word) for word in words] == list(words)


def test_long_words_take_no_longer() -> None:
    assert mended("q" * 100_000) is None
    assert LONGEST_MENDED < 100
