"""Displacement, regression to the mean, the test of the test, power and costs on made-up panels."""

from __future__ import annotations

import numpy as np
import pytest

from plateia.settings.plan_files.costs import Costs
from plateia.tools.evaluating.assembling import facts_of
from plateia.tools.evaluating.beside import displacement_finding, group_rows, high_start_finding, untouched_finding
from plateia.tools.evaluating.costs import cost_finding
from plateia.tools.evaluating.effects import effect_by
from plateia.tools.evaluating.past import usual_variation
from plateia.tools.evaluating.power import power_finding
from tests.made_up_panel import made_up_panel, made_up_plan

DESIGN = "rate_ratio"


def flat(*levels: int, after: tuple[float, ...] | None = None, n_units: int = 40) -> np.ndarray:
    """Return units with the given monthly counts, the rest at 20; the last twelve months times ``after``."""
    counts = np.full((n_units, 48), 20)
    for unit, level in enumerate(levels):
        counts[unit] = level
        if after is not None:
            counts[unit, 36:] = round(level * after[unit])
    return counts


@pytest.mark.parametrize("own", [False, True], ids=["shared comparison", "own comparison"])
@pytest.mark.parametrize(("factor", "template"), [(1.8, "displaced"), (0.4, "diffused"), (1.0, "not_seen")])
def test_surroundings_are_read_against_a_comparison(factor: float, template: str, own: bool) -> None:
    counts = flat(20, 20, 20, 20, after=(0.5, 1.0, factor, 1.0))
    panel = made_up_panel(counts, [0], [1, *range(4, 40)], [2], [3] if own else [])
    finding = displacement_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel))
    assert finding is not None
    assert finding.values["template"] == template
    assert finding.values["own_comparison"] is own
    assert ("displacement_comparison_shared" in finding.caveats) is not own
    assert finding.values["displacement_low"] <= finding.values["displacement_estimate"]


def test_no_surroundings_no_finding_and_an_empty_comparison_is_refused() -> None:
    panel = made_up_panel(flat(20), [0], range(1, 40))
    assert displacement_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel)) is None
    counts = flat(20, 20, 0)
    empty = made_up_panel(counts, [0], [2], [1])
    finding = displacement_finding(made_up_plan(empty, DESIGN), empty, usual_variation(empty))
    assert finding is not None
    assert finding.kind == "refusal"
    assert finding.values["kind"] == "displacement"


def test_places_chosen_for_high_counts_are_expected_to_fall() -> None:
    rng = np.random.default_rng(4)
    rates = rng.gamma(4, 5, 80)
    counts = rng.poisson(rates[:, None] / 6, (80, 48))
    chosen = np.argsort(-counts[:, 12:36].sum(axis=1))[:4]
    panel = made_up_panel(counts, chosen, sorted(set(range(80)) - set(chosen.tolist())))
    plan = made_up_plan(panel, DESIGN, chosen_for_high_counts=True)
    finding = high_start_finding(plan, panel, usual_variation(panel))
    assert finding is not None
    assert finding.values["naive_ratio"] < finding.values["ratio"]
    assert high_start_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel)) is None


def test_untouched_units_are_called_an_effect_about_as_often_as_chance() -> None:
    counts = np.random.default_rng(6).poisson(6, (400, 48))
    panel = made_up_panel(counts, [0], range(1, 400))
    finding = untouched_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel))
    assert finding is not None
    assert finding.values["template"] == "calm"
    assert 0 <= finding.values["share"] <= 0.1
    assert finding.estimate.ci_low <= finding.values["share"] <= finding.estimate.ci_high


def test_power_needs_nothing_of_the_period_after() -> None:
    counts = flat(20, 20)
    over, ahead = (made_up_panel(counts, [0], range(1, 40), complete=complete) for complete in (True, False))
    told = [
        power_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel), n_after=12) for panel in (over, ahead)
    ]
    assert told[0].values["n_needed"] == told[1].values["n_needed"]
    assert told[0].values["n_available"] == told[1].values["n_available"] == 240


def test_more_incidents_more_power() -> None:
    powers = []
    for level in (1, 5, 20, 80):
        panel = made_up_panel(flat(level), [0], range(1, 40))
        powers.append(power_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel), n_after=12))
    assert [finding.values["power"] for finding in powers] == sorted(finding.values["power"] for finding in powers)
    assert all(0 <= finding.values["power"] <= 1 for finding in powers)


def test_few_units_are_said_before_any_result() -> None:
    panel = made_up_panel(flat(20, 20), [0], [1])
    finding = power_finding(made_up_plan(panel, "difference_in_differences"), panel, usual_variation(panel), n_after=12)
    assert finding.values["template"] == "too_few_units"


def test_groups_give_no_row_for_a_period_that_is_not_over() -> None:
    panel = made_up_panel(flat(20, 20), [0], [1], complete=False)
    assert {row["period"] for row in group_rows(panel)} == {"before"}
    assert facts_of(made_up_plan(panel, DESIGN), panel).n_after == 12


@pytest.mark.parametrize(("after", "template"), [(0.4, "established"), (1.0, "not_established")])
def test_benefits_rest_on_an_effect_that_leaves_out_none(after: float, template: str) -> None:
    panel = made_up_panel(flat(40, after=(after,)), [0], range(1, 40))
    plan = made_up_plan(panel, DESIGN, comparable_because="alike")
    effect = effect_by(DESIGN, panel, usual_variation(panel), rng=np.random.default_rng(1))
    costs = Costs.model_validate(
        {
            "currency": "EUR",
            "price_year": 2025,
            "years": 1,
            "streams": [{"what": "lamps", "kind": "one_off", "bearer": "city", "amounts": [1000.0]}],
            "unit_cost": 500.0,
            "unit_cost_source": "made up",
        }
    )
    finding = cost_finding(costs, plan, effect, rng=np.random.default_rng(1))
    assert finding.values["template"] == template
    assert "benefits_to_victims" in finding.caveats
