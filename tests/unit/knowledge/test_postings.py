from __future__ import annotations

import math

import numpy as np
import pytest

from plateia.knowledge.postings import LEAST_SCORE, MOST_RANKED, Postings

WEIGHTS = {"name": 4.0, "summary": 2.0}
TEXTS = (
    {"name": "Night mediators", "summary": "Mediators walk the square."},
    {"name": "Square", "summary": "Mediation for neighbours."},
    {"name": "Lamps", "summary": "New lighting in the park."},
    {"name": "", "summary": "Benches."},
    {},
)


@pytest.fixture(scope="module")
def postings() -> Postings:
    return Postings(TEXTS, weights=WEIGHTS)


def test_one_word_is_scored_by_the_formula_of_bm25(postings: Postings) -> None:
    """Robertson and Zaragoza (2009), equation 3.15 for weighted fields, with k1 = 1.2 and b = 0.75, by hand."""
    n, held, lengths = 5, 2, (6, 4, 6, 1, 0)
    rarity = math.log((n - held + 0.5) / (held + 0.5))
    mean = sum(lengths) / n
    expected = [0.0] * n
    for row, said in ((0, 2.0), (1, 4.0)):
        expected[row] = rarity * said * 2.2 / (said + 1.2 * (0.25 + 0.75 * lengths[row] / mean))
    assert postings.scores(["square"]) == pytest.approx(expected)


def test_a_name_weighs_more_than_a_summary(postings: Postings) -> None:
    scores = postings.scores(["square"])
    assert scores[1] > scores[0] > 0


def test_scores_of_several_words_add_up(postings: Postings) -> None:
    both = postings.scores(["square", "lamps"])
    assert both == pytest.approx(postings.scores(["square"]) + postings.scores(["lamps"]))


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    texts = [{"name": "night square"}, *({"name": "night watch"} for _ in range(9))]
    postings = Postings(texts, weights={"name": 1.0})
    assert postings.scores(["square"])[0] > 10 * postings.scores(["night"])[0]
    assert (postings.scores(["night"]) >= LEAST_SCORE).all()


def test_words_are_found_by_their_stem_and_told_as_they_stand(postings: Postings) -> None:
    assert postings.fields_holding(0, ["mediator"]) == [("name", "mediators"), ("summary", "mediators")]


def test_nothing_asked_and_nothing_held_finds_nothing(postings: Postings) -> None:
    assert not postings.scores([]).any()
    assert not postings.scores(["drones", '"', "NEAR", "*"]).any()
    assert postings.fields_holding(0, []) == []
    assert Postings([], weights=WEIGHTS).scores(["square"]).shape == (0,)


def test_spellings_are_the_words_as_written_and_folded() -> None:
    assert Postings([{"name": "Die Unterführung"}], weights={"name": 1.0}).spellings == {"die", "unterfuhrung"}


def test_scores_are_new_arrays(postings: Postings) -> None:
    postings.scores(["square"])[:] = 9
    assert np.max(postings.scores(["square"])) < 9


def test_words_that_thousands_hold_find_and_rank_only_where_nothing_rarer_does() -> None:
    texts = [{"name": "night square"}, *({"name": "night watch"} for _ in range(MOST_RANKED + 1))]
    postings = Postings(texts, weights={"name": 1.0})
    both = postings.scores(["night", "square"])
    assert both[0] > 1
    assert np.all(both[1:] == LEAST_SCORE)
    assert np.all(postings.scores(["watch"])[1:] >= LEAST_SCORE)
