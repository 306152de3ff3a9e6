from __future__ import annotations

import pytest

from plateia.knowledge.folding import trigrams
from plateia.knowledge.spellings import LEAST_LIKE, Spellings

WORDS = ("lighting", "lightning", "mediation", "mediators", "garden", "human", "orto", "horto", "bus")


@pytest.fixture(scope="module")
def spellings() -> Spellings:
    return Spellings(WORDS)


def test_like_words_are_near_and_never_the_word_itself(spellings: Spellings) -> None:
    assert spellings.like("lightning", most=3)[:1] == ["lighting"]
    assert "lighting" not in spellings.like("lighting", most=3)


@pytest.mark.parametrize("word", ["lightin", "mediacion", "mediator", "gardens", "xyz", "", "ab"])
def test_every_word_that_dices_coefficient_takes_for_the_same_is_found(spellings: Spellings, word: str) -> None:
    """Dice (1945): twice what both share over what they have."""
    ours = trigrams(word)
    alike = {}
    for other in WORDS:
        theirs = trigrams(other)
        alike[other] = 2 * len(ours & theirs) / max(len(ours) + len(theirs), 1)
    near = {other for other, share in alike.items() if share >= LEAST_LIKE and len(other) > 3 and other != word}
    found = spellings.like(word, most=len(WORDS))
    assert set(found) == near
    assert found == sorted(found, key=lambda other: (-alike[other], other))


def test_short_words_must_begin_alike(spellings: Spellings) -> None:
    assert spellings.like("porto", most=3) == []
    assert spellings.like("orto", most=3) == ["horto"]
    assert spellings.like("umani", most=3) == ["human"]


def test_an_empty_list_has_nothing_alike() -> None:
    assert Spellings([]).like("lighting", most=3) == []
