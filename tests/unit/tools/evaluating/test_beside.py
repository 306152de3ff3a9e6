"""Displacement, regression to the mean, the test of the test, power and costs on made-up panels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plateia.findings.document import finding_entry
from plateia.findings.model import Estimate, Finding, Months
from plateia.settings.plan_files.costs import Costs
from plateia.tools.evaluating.assembling import facts_of
from plateia.tools.evaluating.beside import displacement_finding, group_rows, high_start_finding, untouched_finding
from plateia.tools.evaluating.costs import cost_finding
from plateia.tools.evaluating.methods import effect_by
from plateia.tools.evaluating.past import usual_variation
from plateia.tools.evaluating.power import power_finding
from plateia.wording import load
from tests.made_up_panel import made_up_panel, made_up_plan, told_of

DESIGN = "rate_ratio"
COSTS = Costs.model_validate(
    {
        "currency": "EUR",
        "price_year": 2025,
        "years": 1,
        "streams": [{"what": "lamps", "kind": "one_off", "bearer": "city", "amounts": [1000.0]}],
        "unit_cost": 500.0,
        "unit_cost_source": "made up",
    }
)


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


@pytest.mark.parametrize(
    ("own", "around", "reading"),
    [(0.5, 1.8, "displacement_larger"), (0.5, 0.4, "diffusion_larger"), (0.5, 1.05, None), (1.0, 1.8, None)],
)
def test_the_quotient_says_nothing_that_the_interval_does_not(own: float, around: float, reading: str | None) -> None:
    panel = made_up_panel(flat(20, 20, after=(own, around)), [0], range(2, 40), [1])
    finding = displacement_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel))
    assert finding is not None
    assert finding.values["quotient_reading"] == reading
    said = finding_entry(finding, wording=load("en"))["statement"]
    assert ("quotient" in said) is (reading is not None)


def test_surroundings_without_a_comparison_or_any_record_are_said() -> None:
    alone = made_up_panel(flat(20, 20), [0], (), [1])
    finding = displacement_finding(made_up_plan(alone, "before_after"), alone, usual_variation(alone))
    assert finding is not None
    assert finding.values["code"] == "displacement.needs-comparison"
    empty = made_up_panel(flat(20, 0), [0], range(2, 40), [1])
    finding = displacement_finding(made_up_plan(empty, DESIGN), empty, usual_variation(empty))
    assert finding is not None
    assert finding.values["template"] == "none_recorded"
    for language in ("en", "de"):
        assert finding_entry(finding, wording=load(language))["statement"]


def test_surroundings_were_not_examined_only_where_neither_they_nor_rings_are_asked_for() -> None:
    panel = made_up_panel(flat(20, 20), [0], range(1, 40))
    for more, told in (({}, True), ({"ring_width_m": 300}, False), ({"displacement": ["u2"]}, False)):
        _, findings = told_of(panel, made_up_plan(panel, DESIGN, **more))
        assert ("displacement_not_examined" in findings[0].caveats) is told


def test_places_chosen_for_high_counts_are_expected_to_fall() -> None:
    rng = np.random.default_rng(4)
    rates = rng.gamma(4, 5, 80)
    counts = rng.poisson(rates[:, None] / 6, (80, 48))
    chosen = np.argsort(-counts[:, 12:36].sum(axis=1))[:4]
    panel = made_up_panel(counts, chosen, sorted(set(range(80)) - set(chosen.tolist())))
    plan = made_up_plan(panel, DESIGN, chosen_for_high_counts=True)
    finding = high_start_finding(plan, panel, usual_variation(panel), verdict="fewer")
    assert finding is not None
    assert finding.values["naive_ratio"] < finding.values["ratio"]
    assert high_start_finding(made_up_plan(panel, DESIGN), panel, usual_variation(panel), verdict="fewer") is None


@pytest.mark.parametrize("verdict", ["cannot_show", "trends_apart", "no_clear_difference"])
def test_where_the_deciding_design_tells_nothing_the_correction_tells_nothing(verdict: str) -> None:
    counts = np.random.default_rng(4).poisson(12, (80, 48))
    counts[:4, 36:] //= 3
    panel = made_up_panel(counts, range(4), range(4, 80))
    plan = made_up_plan(panel, DESIGN, chosen_for_high_counts=True)
    usual = usual_variation(panel)
    told = [high_start_finding(plan, panel, usual, verdict=one) for one in ("fewer", verdict)]
    assert [one.values["template"] for one in told if one is not None] == ["fewer", "not_told"]


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
    finding = cost_finding(COSTS, plan, effect, None, level=3, unit_costs={}, rng=np.random.default_rng(1))
    assert finding.values["template"] == template
    assert finding.caveats == ("benefits_to_victims",)


@pytest.mark.parametrize(
    ("level", "more", "template"),
    [
        (3, {}, "established"),
        (2, {}, "not_established"),
        (3, {"smallest_p": 0.1}, "not_established"),
        (3, {"extra": {"lead_p": 0.01}}, "not_established"),
    ],
    ids=["shown", "no causes below level 3", "cannot show", "trends apart"],
)
def test_benefits_are_established_only_where_the_effect_is(level: int, more: dict, template: str) -> None:
    panel = made_up_panel(flat(40, after=(0.4,)), [0], range(1, 40))
    plan = made_up_plan(panel, DESIGN, comparable_because="alike" if level == 3 else None)
    effect = replace(effect_by(DESIGN, panel, usual_variation(panel), rng=np.random.default_rng(1)), **more)
    finding = cost_finding(COSTS, plan, effect, None, level=level, unit_costs={}, rng=np.random.default_rng(1))
    assert finding.values["template"] == template


def test_where_nothing_is_recorded_after_elsewhere_there_is_no_usual_level_to_fall_back_to() -> None:
    counts = flat(40)
    counts[1:, 36:] = 0
    panel = made_up_panel(counts, [0], range(1, 40))
    plan = made_up_plan(panel, DESIGN, chosen_for_high_counts=True)
    assert high_start_finding(plan, panel, usual_variation(panel), verdict="fewer") is None


def test_what_would_have_fallen_by_itself_is_worth_nothing() -> None:
    panel = made_up_panel(flat(40, after=(0.4,)), [0], range(1, 40))
    plan = made_up_plan(panel, DESIGN, comparable_because="alike", chosen_for_high_counts=True)
    effect = effect_by(DESIGN, panel, usual_variation(panel), rng=np.random.default_rng(1))
    half = {name: (getattr(effect, name) or 0.0) / 2 for name in ("averted", "averted_low", "averted_high")}
    high_start = Finding("high_start:x", "high_start", half, Estimate(0.7, 0.5, 0.9), Months("2024-01", "2024-02"), "m")
    whole = cost_finding(COSTS, plan, effect, None, level=3, unit_costs={}, rng=np.random.default_rng(1))
    corrected = cost_finding(COSTS, plan, effect, high_start, level=3, unit_costs={}, rng=np.random.default_rng(1))
    assert corrected.values["benefits"] == pytest.approx(float(whole.values["benefits"]) / 2)  # type: ignore[arg-type]
    assert "chosen_for_high_counts" in whole.caveats
    assert "chosen_for_high_counts" not in corrected.caveats


@pytest.mark.parametrize(("years", "n_after", "template"), [(1, 12, ""), (3, 12, "_carried"), (1, 6, "_carried")])
def test_an_effect_carried_beyond_what_was_measured_is_called_an_assumption(
    years: int, n_after: int, template: str
) -> None:
    panel = made_up_panel(flat(80, after=(0.3,)), [0], range(1, 40), n_after=n_after)
    plan = made_up_plan(panel, DESIGN, comparable_because="alike")
    effect = effect_by(DESIGN, panel, usual_variation(panel), rng=np.random.default_rng(1))
    costs = COSTS.model_copy(update={"years": years})
    finding = cost_finding(costs, plan, effect, None, level=3, unit_costs={}, rng=np.random.default_rng(1))
    assert finding.values["template"] == f"established{template}"
    said = finding_entry(finding, wording=load("en"))["statement"]
    assert ("nobody has measured that" in said) is bool(template)
    assert finding_entry(finding, wording=load("de"))["statement"]
