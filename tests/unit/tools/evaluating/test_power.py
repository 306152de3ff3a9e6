"""Power: what would help is true by the formulas, the limits are printed, and earlier months stand in where needed."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from plateia.measures.areas.dispersion import series_dispersion
from plateia.measures.interventions.power import attained_power
from plateia.reports.plans.content import Stated
from plateia.tools.evaluating.methods import effect_by
from plateia.tools.evaluating.past import usual_variation
from plateia.tools.evaluating.power import (
    LARGE,
    LONGEST_MONTHS,
    MOST_TIMES_TREATED,
    Situation,
    formula_of,
    power_finding,
    power_values,
)
from plateia.wording import load
from tests.made_up_panel import made_up_panel, made_up_plan

DESIGNS = ("before_after", "weighted_displacement_difference", "rate_ratio")


def situation(count: int, **more: Any) -> Situation:
    facts = {"n_treated": 2, "n_comparison": 5.0, "dispersion": 2.0, "n_months": 12, "reduction": 0.2}
    return Situation(count=count, alpha=0.05, power=0.8, **{**facts, **more})


def chance(told: Situation, design: str, count: float, *, n_treated: int = 0, n_comparison: float = 0) -> float:
    return attained_power(
        told.reduction,
        int(count),
        design=formula_of(design),
        n_treated=n_treated or told.n_treated,
        n_comparison=n_comparison or told.n_comparison,
        dispersion=told.dispersion,
    )


@pytest.mark.parametrize("design", DESIGNS)
def test_what_would_help_does_and_no_smaller_step_would(design: str) -> None:
    seen = set()
    for count, n_treated in itertools.product((0, 3, 12, 40, 120, 400, 900), (1, 3, 8)):
        told = situation(count, n_treated=n_treated)
        values: dict[str, Any] = power_values(told, design=design, outcome="burglary", n_comparison=5)
        seen.update({values["template"], *values["helps"]})
        # The count needed is rounded to the nearest: half an incident of slack.
        if "longer_period" in values["helps"]:
            months = values["months_needed"]
            assert months <= LONGEST_MONTHS
            assert chance(told, design, count * months / 12 + 1) > 0.79
            assert chance(told, design, count * (months - 1) / 12 - 1) < 0.8
        if "more_areas" in values["helps"]:
            units = values["treated_needed"]
            assert n_treated < units <= MOST_TIMES_TREATED * n_treated
            assert chance(told, design, count + 1, n_treated=units) > 0.79
            assert chance(told, design, count - 1, n_treated=units - 1) < 0.8
        if "larger_comparison" in values["helps"]:
            assert chance(told, design, count + 1, n_comparison=values["comparison_needed"]) > 0.79
        if values["template"] == "none_can":
            most = count * LONGEST_MONTHS / 12
            size = LARGE if design != "before_after" else told.n_comparison
            assert chance(told, design, most, n_treated=MOST_TIMES_TREATED * n_treated, n_comparison=size) < 0.81
    assert {"enough", "too_few", "none_can", "longer_period", "more_areas"} <= seen


@pytest.mark.parametrize("language", ["en", "de"])
def test_where_nothing_helps_the_limits_and_the_treated_units_are_named(language: str) -> None:
    values = power_values(situation(12), design="before_after", outcome="burglary", n_comparison=0)
    said = load(language).statement(Stated("power", {**values, "dispersion_basis": "assumed"}, hidden=False))
    assert values["template"] == "none_can"
    assert values["months_needed"] > LONGEST_MONTHS
    named = {values["n_treated"], LONGEST_MONTHS, MOST_TIMES_TREATED, values["months_needed"]}
    assert {str(number) for number in named} <= set(said.replace("-", " ").replace(",", " ").split())


def test_a_period_longer_than_the_limit_is_its_own_limit() -> None:
    values = power_values(situation(12, n_months=60), design="before_after", outcome="burglary", n_comparison=0)
    assert values["longest_months"] == 60


def test_a_series_alone_tells_its_own_dispersion_before_the_action() -> None:
    rng = np.random.default_rng(3)
    counts = rng.negative_binomial(10, 10 / 110, 72)[None]
    panel = made_up_panel(counts, [0], n_before=60)
    usual = usual_variation(panel)
    expected = series_dispersion(counts[0, :60], years=panel.months[:60] // 12, months=panel.months[:60] % 12).phi
    assert (usual.basis, usual.n) == ("series", 60)
    assert usual.factor(panel, "treated") == pytest.approx(expected)
    assert expected > 5
    finding = power_finding(made_up_plan(panel, "before_after"), panel, usual, n_after=12)
    assert finding.values["dispersion"] == pytest.approx(expected)
    assert "dispersion_from_series" in finding.caveats
    assert "dispersion_assumed" not in finding.caveats
    changed = counts.copy()
    changed[:, 60:] *= 5
    assert usual_variation(made_up_panel(changed, [0], n_before=60)).model == usual.model


def test_a_short_series_or_a_compared_one_is_assumed() -> None:
    counts = np.random.default_rng(3).poisson(40, (2, 72))
    assert usual_variation(made_up_panel(counts[:1, :30], [0], n_before=12)).basis == "assumed"
    assert usual_variation(made_up_panel(counts, [0], [1])).basis == "assumed"


@pytest.mark.parametrize("design", ["synthetic_control", "synthetic_did"])
@pytest.mark.parametrize(("n_treated", "n_donors"), [(1, 12), (1, 25), (2, 10), (2, 14), (3, 21)])
def test_the_smallest_p_told_beforehand_is_the_one_the_evaluation_can_give(
    design: str, n_treated: int, n_donors: int
) -> None:
    counts = np.random.default_rng(8).poisson(12, (n_treated + n_donors, 24))
    panel = made_up_panel(counts, range(n_treated), range(n_treated, n_treated + n_donors), n_before=12)
    plan, usual = made_up_plan(panel, design), usual_variation(panel)
    told = power_finding(plan, panel, usual, n_after=12).values
    found = effect_by(design, panel, usual, rng=np.random.default_rng(1))
    assert told["smallest_p"] == pytest.approx(found.smallest_p)
    assert (told["template"] == "too_few_units") is bool(found.smallest_p > 0.05)
