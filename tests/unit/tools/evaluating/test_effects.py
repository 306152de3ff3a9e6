"""Effects and verdicts on made-up panels: planted, absent, degenerate."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from plateia.errors import MethodError
from plateia.findings.document import finding_entry
from plateia.settings.plan_files.evaluation import DESIGNS
from plateia.tools.evaluating.methods import effect_by
from plateia.tools.evaluating.past import usual_variation
from plateia.tools.evaluating.telling import verdict_of
from plateia.wording import load
from tests.made_up_panel import made_up_panel, made_up_plan, told_of

EXACT = ("before_after", "rate_ratio", "weighted_displacement_difference", "interrupted_time_series")
"""Methods whose p-value and interval come from the same distribution."""


def planted(ratio: float, *, seed: int = 5, n_units: int = 45, mean: float = 8.0, n_treated: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(mean, (n_units, 48))
    counts[:n_treated, 36:] = rng.poisson(mean * ratio, (n_treated, 12))
    return counts


def primary(findings):
    return next(finding for finding in findings if finding.values.get("primary"))


@pytest.mark.parametrize("design", [design for design in DESIGNS if design != "synthetic_control"])
def test_a_planted_fall_of_half_is_found(design: str) -> None:
    panel = made_up_panel(planted(0.5), range(3), range(3, 45))
    effects, findings = told_of(panel, made_up_plan(panel, design, comparable_because="alike"))
    assert effects[0].method == design
    assert primary(findings).values["verdict"] == "fewer"
    assert effects[0].averted == pytest.approx(3 * 12 * 8 * 0.5, rel=0.35)


@pytest.mark.parametrize("design", DESIGNS)
def test_where_nothing_was_planted_nothing_is_found(design: str) -> None:
    panel = made_up_panel(planted(1.0), range(3), range(3, 45))
    _, findings = told_of(panel, made_up_plan(panel, design, comparable_because="alike"))
    verdicts = {finding.values.get("verdict") for finding in findings if finding.values.get("primary")}
    assert verdicts <= {"no_clear_difference", "cannot_show"}


def test_unequal_periods_change_no_expectation() -> None:
    counts = np.full((6, 42), 10)
    panel = made_up_panel(counts, [0], range(1, 6), n_before=24, n_after=6)
    usual = usual_variation(panel)
    for method in ("rate_ratio", "weighted_displacement_difference"):
        effect = effect_by(method, panel, usual, rng=np.random.default_rng(1))
        assert effect.averted == pytest.approx(0, abs=0.6), method


def test_a_comparison_ten_times_as_large_stands_for_one() -> None:
    counts = np.vstack([np.full(36, 20), np.full(36, 200)])
    counts[:, 24:] = counts[:, 24:] * 8 // 10
    panel = made_up_panel(counts, [0], [1])
    effect = effect_by("weighted_displacement_difference", panel, usual_variation(panel), rng=np.random.default_rng(1))
    assert effect.averted == pytest.approx(0, abs=1e-9)


def test_one_treated_and_one_comparison_unit_cannot_show_by_reassignment() -> None:
    panel = made_up_panel(planted(0.3, n_units=3, n_treated=1), [0], [1, 2])
    _, findings = told_of(panel, made_up_plan(panel, "difference_in_differences", comparable_because="alike"))
    assert primary(findings).values["verdict"] == "cannot_show"
    assert primary(findings).values["smallest_p"] > 0.05


def test_trends_that_parted_before_are_no_comparison() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(20, (45, 48))
    counts[:3, 12:36] = rng.poisson(np.linspace(40, 10, 24), (3, 24))
    counts[:3, 36:] = rng.poisson(8, (3, 12))
    panel = made_up_panel(counts, range(3), range(3, 45))
    _, findings = told_of(panel, made_up_plan(panel, "difference_in_differences", comparable_because="alike"))
    assert primary(findings).values["verdict"] == "trends_apart"


@pytest.mark.parametrize(("n_units", "reassigned"), [(45, True), (5, False)])
def test_the_time_before_is_tested_by_reassignment_where_that_can_reject(n_units: int, reassigned: bool) -> None:
    from plateia.measures.interventions.difference_in_differences import count_difference_in_differences

    panel = made_up_panel(planted(0.5, n_units=n_units, n_treated=2), range(2), range(2, n_units))
    usual = usual_variation(panel)
    effect = effect_by("difference_in_differences", panel, usual, rng=np.random.default_rng(1))
    lead = count_difference_in_differences(
        np.hstack([panel.counts[:, panel.before], panel.counts[:, panel.after]]),
        treated=panel.groups["treated"],
        first_period_after=panel.n_before,
        rng=np.random.default_rng(1),
        dispersion=usual.model if usual.basis != "untouched" else None,
    ).placebo_lead
    assert lead is not None
    assert effect.extra["lead_p"] == (lead.permutation_p if reassigned else lead.p)


def test_a_perfect_fit_before_is_no_effect() -> None:
    """A twin among the comparison units leaves no gap before: nothing is left to measure chance by."""
    counts = np.random.default_rng(4).poisson(9, (41, 36))
    counts[0] = counts[1]
    panel = made_up_panel(counts, [0], range(1, 41), n_before=12)
    with pytest.raises(MethodError, match=r"evaluation\.fit-perfect"):
        effect_by("synthetic_control", panel, usual_variation(panel), rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    ("design", "code"),
    [
        ("synthetic_control", "evaluation.donors-few"),
        ("interrupted_time_series", "evaluation.series-short"),
        ("before_after", "evaluation.season-between"),
    ],
)
def test_a_design_that_cannot_be_computed_is_refused_and_nothing_takes_its_place(design: str, code: str) -> None:
    panel = made_up_panel(planted(0.5, n_units=5), [0], range(1, 5), n_before=12, n_after=5)
    effects, findings = told_of(panel, made_up_plan(panel, design, comparable_because="alike"))
    assert effects == []
    assert [(finding.kind, finding.values["code"]) for finding in findings] == [("refusal", code)]


def test_seasons_between_are_refused_without_a_comparison_and_named_with_one() -> None:
    panel = made_up_panel(planted(1.0), [0], range(1, 45), n_before=24, n_after=6)
    _, findings = told_of(panel, made_up_plan(panel, "rate_ratio", comparable_because="alike"))
    assert "seasons_differ" in primary(findings).caveats


def _degenerate(mode: str, n_units: int, mean: float, n_before: int, n_after: int):
    counts = np.random.default_rng(3).poisson(mean, (n_units, n_before + n_after + 12))
    n_treated = 1 if n_units < 4 else 2
    if mode in ("none before", "none at all"):
        counts[:n_treated, : n_before + 12] = 0
    if mode in ("none after", "none at all"):
        counts[:n_treated, n_before + 12 :] = 0
    if mode == "none in the comparison":
        counts[n_treated:] = 0
    around = (n_units - 1,) if n_units >= 4 else ()
    return made_up_panel(
        counts, range(n_treated), range(n_treated, n_units - len(around)), around, n_before=n_before, n_after=n_after
    )


@pytest.mark.parametrize("mode", ["plain", "none before", "none after", "none at all", "none in the comparison"])
@pytest.mark.parametrize(("n_before", "n_after"), [(24, 12), (1, 1), (12, 5)])
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
def test_thin_counts_are_told_or_refused_never_a_crash(design: str, n_before: int, n_after: int, mode: str) -> None:
    english, german = load("en"), load("de")
    for n_units, mean in itertools.product((2, 4, 25), (0.0, 0.1, 3.0)):
        panel = _degenerate(mode, n_units, mean, n_before, n_after)
        plan = made_up_plan(panel, design, comparable_because="alike", chosen_for_high_counts=True)
        _, findings = told_of(panel, plan)
        for finding in findings:
            figures = (finding.estimate.value, finding.estimate.ci_low, finding.estimate.ci_high)
            assert all(figure is None or math.isfinite(figure) for figure in figures), finding.id
            for wording in (english, german):
                assert "inf" not in finding_entry(finding, wording=wording)["statement"].split()
            _intervals_agree(finding)


def _intervals_agree(finding) -> None:
    values = finding.values
    if finding.kind != "effect" or None in (values["averted_low"], values["averted_high"]):
        return
    clear = values["averted_low"] > 0 or values["averted_high"] < 0
    if values["method"] in EXACT and values["p"] is not None:
        assert (values["p"] < 0.05) == clear, finding.id
    if values["verdict"] == "fewer":
        assert values["averted_low"] > 0
        assert values["ratio_high"] is None or values["ratio_high"] < 1
    if values["verdict"] == "more":
        assert values["averted_high"] < 0
        assert values["ratio_low"] is None or values["ratio_low"] > 1


def test_the_order_of_units_changes_no_figure() -> None:
    counts = planted(0.6)
    panel = made_up_panel(counts, range(3), range(3, 45))
    turned = made_up_panel(counts[::-1].copy(), range(42, 45), range(42))
    for method in ("rate_ratio", "weighted_displacement_difference", "interrupted_time_series", "synthetic_control"):
        one, other = (
            effect_by(method, one, usual_variation(one), rng=np.random.default_rng(1)) for one in (panel, turned)
        )
        assert one.averted == pytest.approx(other.averted, rel=1e-4), method


def test_an_effect_without_an_end_has_no_limits_to_carry_into_money() -> None:
    """Nothing at all is recorded after the start: by reassignment the upper limit of what was averted is endless."""
    counts = planted(1.0)
    counts[:3, 36:] = 0
    panel = made_up_panel(counts, range(3), range(3, 45))
    effect = effect_by("difference_in_differences", panel, usual_variation(panel), rng=np.random.default_rng(1))
    assert effect.averted_high == math.inf
    assert not effect.has_limits
    assert effect_by("rate_ratio", panel, usual_variation(panel), rng=np.random.default_rng(1)).has_limits


@pytest.mark.parametrize("design", [one for one in DESIGNS if one not in ("before_after", "interrupted_time_series")])
def test_comparison_units_without_incidents_before_give_no_expectation(design: str) -> None:
    """Half an event in place of none would have made it 90,000 fewer than expected, beyond chance."""
    counts = planted(1.0)
    counts[3:, :36] = 0
    panel = made_up_panel(counts, range(3), range(3, 45))
    _, findings = told_of(panel, made_up_plan(panel, design, comparable_because="alike"))
    assert [finding.kind for finding in findings if finding.kind in ("effect", "refusal")] == ["refusal"]
    assert findings[0].values["code"] == "evaluation.no-incidents"


@pytest.mark.parametrize("method", EXACT[:3])
def test_no_difference_is_not_below_none(method: str) -> None:
    panel = made_up_panel(np.full((6, 36), 5), [0], range(1, 6), n_before=12)
    effect = effect_by(method, panel, usual_variation(panel), rng=np.random.default_rng(1))
    assert effect.averted == 0
    assert math.copysign(1, effect.averted) == 1


@pytest.mark.parametrize("design", ["difference_in_differences", "synthetic_control"])
def test_the_smallest_p_at_the_very_level_can_show(design: str) -> None:
    """One treated of twenty: one assignment of twenty is 0.05, and the interval by the same test leaves out none."""
    counts = np.random.default_rng(3).poisson(30, (20, 36))
    counts[0, 24:] = np.random.default_rng(4).poisson(3, 12)
    panel = made_up_panel(counts, [0], range(1, 20))
    _, findings = told_of(panel, made_up_plan(panel, design, comparable_because="alike"))
    found = primary(findings).values
    assert found["smallest_p"] == found["p"] == pytest.approx(0.05)
    assert found["averted_low"] > 0
    assert found["verdict"] == "fewer"


@pytest.mark.parametrize(("n_units", "basis"), [(45, "past"), (3, "assumed")])
def test_counts_are_said_to_vary_as_in_the_past_only_where_that_was_measured(n_units: int, basis: str) -> None:
    panel = made_up_panel(planted(0.5, n_units=n_units, n_treated=1), [0], range(1, n_units))
    _, findings = told_of(panel, made_up_plan(panel, "rate_ratio"))
    found = primary(findings)
    assert found.values["dispersion_basis"] == basis
    assert ("dispersion_from_past" in found.values["assumptions"]) is (basis == "past")
    assert ("dispersion_assumed" in found.caveats) is (basis == "assumed")


@pytest.mark.parametrize("level", [3, 30])
def test_a_unit_unlike_all_others_is_not_weighed_into_an_effect(level: int) -> None:
    """Nothing was done: a mean of the others stays to one side of it, and by rank that once counted as an effect."""
    refused, flagged = 0, 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        counts = rng.poisson(10, (41, 36))
        counts[0] = rng.poisson(level, 36)
        panel = made_up_panel(counts, [0], range(1, 41))
        usual = usual_variation(panel)
        effect = effect_by("synthetic_did", panel, usual, rng=rng)
        flagged += verdict_of(effect, alpha=0.05) in ("fewer", "more")
        try:
            effect_by("synthetic_control", panel, usual, rng=rng)
        except MethodError as fault:
            refused += fault.code == "evaluation.out-of-reach"
    assert refused == 20
    assert flagged <= 3
