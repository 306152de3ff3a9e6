"""The wizard: which design, which level, and that no causal word is near below level 3."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from plateia.plans.designs import Facts, advise, level_of
from plateia.plans.maryland import CAUSAL_LEVEL
from plateia.settings.plan_files.evaluation import DESIGNS

PLAIN = Facts(n_treated=2, n_comparison=40, n_before=36, n_after=12, comparable=True)
ALONE = ("before_after", "interrupted_time_series")


@pytest.mark.parametrize(
    ("facts", "design"),
    [
        (replace(PLAIN, n_comparison=0, n_before=12), "before_after"),
        (replace(PLAIN, n_comparison=0), "interrupted_time_series"),
        (replace(PLAIN, n_comparison=5, has_displacement_units=True), "weighted_displacement_difference"),
        (replace(PLAIN, n_comparison=5), "rate_ratio"),
        (replace(PLAIN, n_treated=1, comparable=False), "synthetic_control"),
        (replace(PLAIN, n_treated=1), "synthetic_control"),
        (replace(PLAIN, n_treated=1, n_before=12), "difference_in_differences"),
        (replace(PLAIN, n_treated=1, n_comparison=19), "difference_in_differences"),
        (PLAIN, "difference_in_differences"),
    ],
)
def test_design_follows_from_the_facts(facts: Facts, design: str) -> None:
    assert advise(facts).design == design


@pytest.mark.parametrize("design", DESIGNS)
def test_level_three_needs_a_comparison_and_a_stated_reason(design: str) -> None:
    assert level_of(replace(PLAIN, comparable=False), design).level < CAUSAL_LEVEL
    assert level_of(replace(PLAIN, n_comparison=0), design).level < CAUSAL_LEVEL
    assert (level_of(PLAIN, design).level >= CAUSAL_LEVEL) == (design not in ALONE)


@pytest.mark.parametrize("design", ALONE)
def test_drawn_lots_raise_nothing_where_nothing_is_compared(design: str) -> None:
    assert level_of(replace(PLAIN, randomised=True), design).level == 2
    assert level_of(replace(PLAIN, randomised=True, n_comparison=0), "rate_ratio").level == 2
    assert level_of(replace(PLAIN, randomised=True), "rate_ratio").level == 5


def test_level_four_needs_several_units_and_covariates() -> None:
    handled = replace(PLAIN, covariates=True)
    assert level_of(handled, "difference_in_differences").level == 4
    assert level_of(replace(handled, n_treated=1), "difference_in_differences").level == 3


def test_a_level_says_why_and_what_the_scale_leaves_out() -> None:
    alone = replace(PLAIN, n_comparison=0)
    series = level_of(alone, "interrupted_time_series")
    assert (series.level, series.reason) == (2, "before_after_only")
    assert series.remarks == ("long_series_understated", "no_causal_words")
    # A single before and after leaves the long series unused, and a short one is none.
    assert level_of(alone, "before_after").remarks == ("no_causal_words",)
    assert level_of(replace(alone, n_before=12), "interrupted_time_series").remarks == ("no_causal_words",)
    assert level_of(PLAIN, "rate_ratio").remarks == ()


def test_advice_names_what_would_raise_the_level() -> None:
    assert "comparison_units" in advise(replace(PLAIN, n_comparison=0)).would_raise
    assert "say_why_comparable" in advise(replace(PLAIN, comparable=False)).would_raise


def test_every_advice_is_a_known_design_with_reasons() -> None:
    for n_treated, n_comparison, n_before, comparable in itertools.product((1, 5), (0, 1, 19, 60), (1, 12, 48), (0, 1)):
        facts = Facts(n_treated, n_comparison, n_before, 12, comparable=bool(comparable))
        advice = advise(facts)
        assert advice.design in DESIGNS
        assert advice.reasons
        assert advice.level == level_of(facts, advice.design).level
