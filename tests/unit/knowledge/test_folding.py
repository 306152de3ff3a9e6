from __future__ import annotations

import pytest

from plateia.knowledge.folding import fold, likeness, telling_words, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ẞ", "ss"),
        ("Jugendkriminalität", "jugendkriminalitat"),
        ("cœur", "coeur"),
        ("prevenção à violência", "prevencao a violencia"),
        ("señal ¿dónde?", "senal donde"),
        ("ģimeņu šķēršļi, ūdens", "gimenu skersli udens"),
        ("Łódź, Ærø", "lodz aero"),
        ("l'éclairage", "l eclairage"),
        ("city_tool", "city tool"),
        ("ﬁlm ２０２０", "film 2020"),
        ("a\x00b\x1fc", "a b c"),
        ("", ""),
        ("?!… –", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["Straße", "ģimeņu", "ÇA VA", "e\u0301te\u0301", "x" * 50, "日本"])
def test_folding_twice_changes_nothing_and_spelling_of_marks_does_not_matter(text: str) -> None:
    import unicodedata

    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_words_keep_how_they_were_written() -> None:
    assert words_of("Möbel für Straßen")[0] == ("Möbel", "mobel")


def test_words_that_say_nothing_are_left_out_in_every_language() -> None:
    questions = ("the der la los das het un e", "and und et y ou en vai")
    assert all(telling_words(question) == [] for question in questions)


@pytest.mark.parametrize("word", ["via", "bus", "plein", "piazza"])
def test_words_that_tell_something_in_one_language_are_kept(word: str) -> None:
    assert [kept.folded for kept in telling_words(word)] == [word]


def test_likeness_is_one_only_for_the_same_word_and_symmetric() -> None:
    assert likeness("mediation", "mediation") == 1.0
    assert likeness("mediation", "mediacion") == likeness("mediacion", "mediation") < 1.0
    assert likeness("ab", "abc") == 0.0
