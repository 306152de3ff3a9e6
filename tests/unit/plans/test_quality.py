"""The grid engine, EMMIE, the Maryland scale and the pillars beyond their worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.errors import MethodError
from plateia.plans.emmie import check_reviews, emmie_reading
from plateia.plans.maryland import StudyDesign, maryland_level
from plateia.plans.pillars import PILLARS, check_pillars
from plateia.plans.quality import check_rating, fallback_grid, grid_of, grid_score, paired_answers
from plateia.settings.plan_files.plan import Pillars
from plateia.settings.plan_files.quality import Grid, QualityRating, Reviews
from plateia.wording import languages, load

GRID = Grid.model_validate(
    {
        "version": "1",
        "title": "Two steps",
        "official": True,
        "source": "made up",
        "blocks": [
            {
                "id": "a",
                "title": "A",
                "items": [{"id": "a1", "text": "?", "max": 4}, {"id": "a2", "text": "?", "max": 2}],
            },
            {"id": "b", "title": "B", "step": 2, "weight": 3, "items": [{"id": "b1", "text": "?", "max": 5}]},
        ],
        "labels": [
            {"id": "gold", "title": "gold", "min_total_percent": 80, "min_block_percent": {"a": 50}},
            {"id": "silver", "title": "silver", "required_items": {"a1": 2}},
            {"id": "none", "title": "none"},
        ],
    }
)


def test_percent_by_block_and_weighted_mean() -> None:
    score = grid_score(GRID, {"a1": 4.0, "a2": 0.0, "b1": 5.0})
    assert [row.percent for row in score.blocks] == [pytest.approx(200 / 3), 100]
    assert score.percent == pytest.approx((200 / 3 + 300) / 4)
    assert (score.label, score.official) == ("gold", True)


def test_what_does_not_apply_leaves_both_sums() -> None:
    score = grid_score(GRID, {"a1": 4.0, "a2": "not applicable", "b1": "not applicable"})
    assert [row.percent for row in score.blocks] == [100, None]
    assert (score.percent, score.not_applicable, score.unanswered) == (100, ("a2", "b1"), ())
    none = grid_score(GRID, dict.fromkeys(("a1", "a2", "b1"), "not applicable"))
    assert (none.percent, none.label) == (None, "none")


def test_no_answer_counts_as_nothing_and_is_listed() -> None:
    score = grid_score(GRID, {"a1": 2.0})
    assert (score.blocks[0].percent, score.unanswered, score.label) == (pytest.approx(100 / 3), ("a2", "b1"), "silver")


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({"b1": 1.0}, "quality.step-order"),
        ({"a1": 1.0, "b1": "not applicable"}, "quality.step-order"),
        ({"a1": 4.5}, "quality.points-range"),
        ({"c1": 1.0}, "quality.item-unknown"),
    ],
)
def test_points_that_do_not_fit_are_refused(points: dict[str, Any], code: str) -> None:
    with pytest.raises(MethodError) as caught:
        grid_score(GRID, points)
    assert caught.value.code == code


@given(st.tuples(*[st.integers(0, 2)] * 4))
def test_more_points_never_lower_the_label(points: tuple[int, ...]) -> None:
    grid = fallback_grid(load("en"))
    order = [label.id for label in grid.labels]
    given_ = {f"criterion_{n}": float(row) for n, row in enumerate(points, start=1)}
    label = grid_score(grid, given_).label
    for item in given_:
        more = grid_score(grid, {**given_, item: 2.0}).label
        assert order.index(more) <= order.index(label)


@pytest.mark.parametrize(
    ("points", "label"),
    [
        # Reference 12: "promising" needs criteria 1 and 2 >= 1 and a total of 4 points or more.
        ((1, 1, None, None), "insufficient_information"),
        ((2, 2, None, None), "promising"),
        ((1, 1, 1, None), "insufficient_information"),
        ((2, 2, None, 2), "promising"),
        ((2, 2, 1, 2), "meets_minimum_criteria"),
        ((None, None, None, None), "insufficient_information"),
    ],
)
def test_what_does_not_apply_earns_no_label_of_the_fallback(points: tuple[int | None, ...], label: str) -> None:
    given_ = {f"criterion_{n}": "not applicable" if row is None else float(row) for n, row in enumerate(points, 1)}
    assert grid_score(fallback_grid(load("en")), given_).label == label  # type: ignore[arg-type]


@given(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, "not applicable"])] * 4))
def test_not_applicable_is_never_better_than_nothing(points: tuple[Any, ...]) -> None:
    grid = fallback_grid(load("en"))
    given_ = {f"criterion_{n}": row for n, row in enumerate(points, start=1)}
    absent = {item: 0.0 if row == "not applicable" else row for item, row in given_.items()}
    assert grid_score(grid, given_).label == grid_score(grid, absent).label


def test_two_raters_are_paired_item_by_item() -> None:
    first, second = paired_answers(GRID, {"a1": 4.0, "a2": "not applicable"}, {"a1": 3.0, "a2": 1.0, "b1": 2.0})
    assert (first.first, first.second, first.n_left_out) == (("4", "not applicable"), ("3", "1"), 0)
    assert (second.first, second.n_left_out) == ((), 1)


@pytest.mark.parametrize("language", languages())
def test_the_fallback_says_that_it_is_not_the_official_grid(language: str) -> None:
    grid = fallback_grid(load(language))
    assert not grid.official
    assert "QUALIPREV" in grid.title
    assert (
        grid.title.split("QUALIPREV")[0].rstrip().endswith(("not", "nicht", "pas", "non", "no", "não", "niet", "nav"))
    )


def rating(**changes: Any) -> QualityRating:
    raters = [{"code": code, "on": date(2026, 4, 1), "points": {"criterion_1": 2}} for code in ("R1", "R2")]
    return QualityRating.model_validate({"practice": "PS-23", "raters": raters, **changes})


def test_remarks_on_a_rating() -> None:
    grid = grid_of(rating(), grids={}, wording=load("en"))
    assert {row.code for row in check_rating(rating(), file="f", grid=grid)} == {
        "quality.not-official",
        "quality.unanswered",
    }
    assert grid_of(rating(grid="other"), grids={}, wording=load("en")) is None
    assert [row.code for row in check_rating(rating(grid="other"), file="f", grid=None)] == ["quality.grid-unknown"]
    assert {row.code for row in check_rating(rating(), file="f", grid=GRID)} == {"quality.cannot-be-rated"}


def reviews(**changes: Any) -> Reviews:
    cell = {"found": "text", "quality": 2}
    review = {
        "id": "r",
        "title": "R",
        "source": "s",
        "year": 2016,
        "n_studies": 3,
        "explicit_method": True,
        "quantitative_outcome": True,
        "coders": ["C1", "C2"],
        "agreed": True,
        "effect": {"found": "mixed", "quality": 1},
        **dict.fromkeys(("mechanism", "moderators", "implementation", "economics"), cell),
        **changes,
    }
    return Reviews.model_validate({"practice": "PS-23", "reviews": [review]})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"n_studies": 1}, "emmie.not-eligible"),
        ({"explicit_method": False}, "emmie.not-eligible"),
        ({"quantitative_outcome": False}, "emmie.not-eligible"),
        ({"coders": ["C1"]}, "emmie.one-coder"),
        ({"coders": ["C1", "C1"]}, "emmie.one-coder"),
        ({"agreed": False}, "emmie.one-coder"),
    ],
)
def test_a_review_that_cannot_be_coded_is_left_out(changes: dict[str, Any], code: str) -> None:
    assert [row.code for row in check_reviews(reviews(**changes))] == [code]
    assert emmie_reading(reviews(**changes).reviews) == ()
    assert check_reviews(reviews()) == []


def test_emmie_has_no_sum() -> None:
    readings = emmie_reading(reviews().reviews)
    assert [row.dimension for row in readings] == ["effect", "mechanism", "moderators", "implementation", "economics"]
    assert not hasattr(readings, "total")


@given(
    st.builds(
        StudyDesign,
        randomised=st.booleans(),
        comparison=st.booleans(),
        before_and_after=st.booleans(),
        comparable=st.booleans(),
        n_treated=st.integers(1, 4),
        n_comparison=st.integers(0, 4),
        covariates_handled=st.booleans(),
    )
)
def test_causes_need_a_comparable_comparison_or_chance(design: StudyDesign) -> None:
    level = maryland_level(design)
    wording = load("en")
    assert 1 <= level.level <= 5
    if level.may_speak_of_causes:
        assert design.randomised or (design.comparison and design.comparable and design.before_and_after)
    else:
        assert "no_causal_words" in level.remarks
    assert wording.has(f"maryland.reason.{level.reason}")
    assert all(wording.has(f"maryland.remark.{remark}") for remark in level.remarks)


def test_an_empty_plan_lacks_all_pillars() -> None:
    assert [row.details["pillar"] for row in check_pillars(Pillars())] == list(PILLARS)
