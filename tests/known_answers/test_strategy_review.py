"""The review of 21 strategies: every published share is a whole number of strategies (IcARUS D2.2, section 5)."""

from __future__ import annotations

import pytest

from plateia.knowledge.research import StrategyFigure, strategy_review

STRATEGIES = 21
SHARES = [figure for figure in strategy_review() if figure.unit == "percent" and figure.n == STRATEGIES]


@pytest.mark.parametrize("figure", SHARES, ids=lambda figure: figure.id)
def test_a_share_of_21_is_a_whole_number_of_strategies(figure: StrategyFigure) -> None:
    assert figure.implied_count is not None
    exact = 100 * figure.implied_count / STRATEGIES
    if figure.value_basis == "figure":
        assert figure.value == round(exact)
    else:
        # A phrase ("about half", "a quarter") is kept as words; its number is an approximation.
        assert figure.value == pytest.approx(exact, abs=3)


@pytest.mark.parametrize(("percent", "count"), [(57, 12), (71, 15), (38, 8), (24, 5)])
def test_shares_of_the_reference(percent: int, count: int) -> None:
    stated = [figure for figure in SHARES if figure.value == percent]
    assert stated
    assert {figure.implied_count for figure in stated} == {count}


def test_safe_public_spaces_account_for_all_strategies() -> None:
    spaces = [
        figure.implied_count
        for figure in strategy_review()
        if figure.source_section == "5.4 public spaces" and figure.variable == "priority"
    ]
    assert spaces == [12, 4, 5]
    assert sum(count for count in spaces if count is not None) == STRATEGIES


def test_periods_account_for_all_strategies() -> None:
    periods = [figure.value for figure in strategy_review() if figure.variable == "strategy_period"]
    assert sum(periods) == STRATEGIES


def test_the_two_shares_on_radicalisation_stay_apart() -> None:
    concern = [figure for figure in SHARES if figure.category.startswith("polarisation and radicalisation")]
    approach = [figure for figure in SHARES if figure.category.startswith("balanced and comprehensive approach")]
    assert [(figure.source_section, figure.implied_count) for figure in concern] == [("5.1", 14)]
    assert [(figure.source_section, figure.implied_count) for figure in approach] == [("5.4 radicalisation", 15)]
