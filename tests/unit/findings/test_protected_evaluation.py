"""What of an evaluation is shown: groups, spans, rounding, and one version for one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from plateia.errors import AccessError, DisclosureError
from plateia.findings.model import Choice, CountKey, Estimate, Finding, Months
from plateia.findings.protected_evaluation import internal_evaluation, protect_evaluation, shown_sums
from plateia.findings.register import Register
from tests.attack.made_up_evaluation import MadeUpCounts, made_up_evaluation

BEFORE, AFTER = ("2023-07", "2025-06"), ("2025-07", "2026-06")
LAYER = "l"


def city(levels: list[float]) -> MadeUpCounts:
    """Return areas with a constant count each month."""
    counts = np.repeat(np.array(levels, np.int64)[:, None, None], 36, axis=2)
    return MadeUpCounts(np.concatenate([counts, counts], axis=1), ("burglary", "robbery"))


def protect(evaluation, register: Register | None = None, k: int = 5):
    return protect_evaluation(evaluation, minimum_count=k, register=register or Register(), layer=LAYER)


def evaluation(levels: list[float], groups: dict[str, list[int]], *, before=BEFORE, after=AFTER, outcome="burglary"):
    return made_up_evaluation(city(levels), groups, before=before, after=after, outcome=outcome)


PLENTY = {"treated": [0, 1], "comparison": [2, 3], "displacement": [4, 5]}


def with_effect(base):
    finding = Finding(
        id="effect:rate_ratio:burglary",
        kind="effect",
        values={"offence_category": "burglary", "method": "rate_ratio", "primary": True, "averted": 12.4, "p": 0.00012,
                "ratio": 0.70043, "level": 3, "verdict": "fewer", "template": "fewer.compared"},
        estimate=Estimate(0.70043, 0.501, 0.909, 0.95, "dispersion", None, 100, "ratio"),
        period=Months("2023-07", "2026-06"),
        method="rate_ratio",
        basis=(CountKey("groups", "treated", "burglary"), CountKey("groups", "comparison", "burglary")),
    )  # fmt: skip
    return replace(base, findings=(finding,), choices=(Choice("dispersion", 3.925, "dispersion_past", {"n": 100}),))


def test_large_groups_are_shown_by_month() -> None:
    published = protect(evaluation([9, 9, 9, 9, 9, 9], PLENTY))
    assert published.hidden_groups == ()
    assert set(published.evaluation.tables["series"]["span"]) == {"month"}


def test_by_quarter_where_months_are_small_and_not_at_all_where_quarters_are() -> None:
    series = protect(evaluation([4, 4, 9, 9, 9, 9], PLENTY)).evaluation.tables["series"]
    assert set(series.loc[series["group"] == "treated", "span"]) == {"quarter"}
    series = protect(evaluation([1, 1, 9, 9, 9, 9], PLENTY)).evaluation.tables["series"]
    assert "treated" not in set(series["group"])


def test_a_small_group_is_hidden_and_what_rests_on_it() -> None:
    base = with_effect(evaluation([0, 9, 9, 9, 9, 9], {**PLENTY, "treated": [0]}))
    published = protect(base)
    assert published.hidden_groups == ("treated",)
    groups = published.evaluation.tables["groups"]
    assert groups.loc[groups["group"] == "treated", "n"].isna().all()
    assert set(groups.loc[groups["group"] == "treated", "reason"]) == {"suppressed"}
    effect = published.evaluation.findings[0]
    assert effect.hidden
    assert effect.estimate.value is None
    assert not {"ratio", "averted", "p", "verdict"} & set(effect.values)
    assert published.evaluation.choices == ()  # the dispersion follows from the hidden counts


def refused(base, code: str):
    values = {"kind": "effect", "code": code, "reason": "", "method": "rate_ratio", "error": code}
    estimate = Estimate(None, no_interval_reason="refused")
    refusal = Finding(f"refusal:effect:{code}:rate_ratio", "refusal", values, estimate, base.period, "rate_ratio")
    return replace(base, findings=(refusal,))


def beside(base, *kinds: str):
    """Return an evaluation with further findings that rest on the counts of its groups."""
    (effect,) = base.findings
    more = (replace(effect, id=f"{kind}:burglary", kind=kind, caveats=("zero_cells",)) for kind in kinds)
    return replace(base, findings=(replace(effect, caveats=("zero_cells", "few_events_a_month")), *more))


def test_what_is_hidden_reads_alike_whatever_the_counts_are() -> None:
    small = evaluation([0, 9, 9, 9, 9, 9], {**PLENTY, "treated": [0]})
    computed = protect(beside(with_effect(small), "displacement", "high_start", "cost_benefit"))
    nothing_recorded = protect(refused(small, "evaluation.no-incidents"))
    assert computed.evaluation.findings == nothing_recorded.evaluation.findings
    assert [one.kind for one in computed.evaluation.findings] == ["effect", "displacement"]
    for one in computed.evaluation.findings:
        assert one.hidden
        assert not one.caveats
        assert not {"template", "verdict", "code", "error"} & set(one.values)


def of_the_whole_city(base, *kinds: str):
    """Return an evaluation with tests of other units, which rest on no group."""
    (effect, *_) = base.findings
    more = (replace(effect, id=f"{kind}:burglary", kind=kind, values={}, basis=()) for kind in kinds)
    return replace(base, findings=(*base.findings, *more))


@pytest.mark.parametrize("small", ["treated", "comparison"])
def test_tests_of_other_units_do_not_say_that_an_effect_could_be_computed(small: str) -> None:
    base = evaluation([0, 9, 9, 9, 9, 9], {"treated": [1], "comparison": [2, 3], small: [0]})
    computed = protect(of_the_whole_city(with_effect(base), "untouched_units", "pattern_change"))
    assert computed.hidden_groups == (small,)
    assert computed.evaluation.findings == protect(refused(base, "evaluation.no-incidents")).evaluation.findings


def test_the_pattern_of_all_units_is_not_told_beside_hidden_ones_nor_their_sum_ever() -> None:
    with_pattern = of_the_whole_city(with_effect(evaluation([9] * 6, PLENTY)), "untouched_units", "pattern_change")
    told = {one.kind: one.estimate.n for one in protect(with_pattern).evaluation.findings}
    assert told == {"effect": 100, "untouched_units": 100, "pattern_change": None}
    small = of_the_whole_city(
        with_effect(evaluation([9, 9, 9, 9, 0, 9], {**PLENTY, "displacement": [4]})),
        "untouched_units",
        "pattern_change",
    )
    assert [one.kind for one in protect(small).evaluation.findings] == ["effect", "untouched_units", "displacement"]


def test_power_does_not_ask_where_offences_went() -> None:
    base = with_effect(evaluation([9, 9, 9, 9, 0, 9], {**PLENTY, "displacement": [4]}))
    (effect,) = base.findings
    keys = (*effect.basis, CountKey("groups", "displacement", "burglary"))
    power = replace(effect, id="power:burglary", kind="power", basis=keys)
    told = protect(replace(base, findings=(power, effect))).evaluation.findings
    assert [(one.kind, one.hidden) for one in told] == [("power", False), ("effect", False), ("displacement", True)]


def expecting(base, method: str = "rate_ratio"):
    """Return an evaluation whose series say what was expected: so many times the months of the comparison."""
    series = base.tables["series"]
    months = series[series["group"] == "comparison"].set_index(["span", "months"])["n"]
    rows = list(series[["span", "months"]].itertuples(index=False, name=None))
    expected = [7.0 * months[row] if row in months.index else 1.0 for row in rows]
    treated = series["group"] == "treated"
    series = series.assign(expected=pd.Series(expected, index=series.index).where(treated))
    (effect,) = with_effect(base).findings
    found = replace(effect, values={**effect.values, "method": method})
    return replace(base, findings=(found,), tables={**base.tables, "series": series})


def told_expected(base, method: str = "rate_ratio") -> bool:
    series = protect(expecting(base, method)).evaluation.tables["series"]
    return bool(series["expected"].notna().any())


def test_expected_months_give_no_month_of_the_comparison_back() -> None:
    as_fine = evaluation([9] * 6, PLENTY)
    coarser = evaluation([9, 9, 1, 1, 9, 9], PLENTY)  # the comparison has no series
    hidden = evaluation([9, 9, 0, 0, 9, 9], PLENTY)
    assert [told_expected(base) for base in (as_fine, coarser, hidden)] == [True, False, False]
    own = [told_expected(base, "interrupted_time_series") for base in (as_fine, coarser, hidden)]
    assert own == [True, True, False]
    assert told_expected(evaluation([9] * 6, {"treated": [0, 1]}), "before_after")


@pytest.mark.parametrize("method", ["synthetic_control", "synthetic_did"])
def test_expected_months_that_may_be_those_of_one_unit_are_not_told(method: str) -> None:
    assert not told_expected(evaluation([9] * 6, PLENTY), method)


def test_the_dispersion_is_told_as_coarsely_as_beside_the_effect() -> None:
    (choice,) = protect(with_effect(evaluation([9] * 6, PLENTY))).evaluation.choices
    assert choice.value == 3.9
    small = with_effect(evaluation([9, 9, 0, 0, 9, 9], PLENTY))
    assert protect(small).evaluation.choices == ()  # it follows from the counts of the comparison as well


def test_what_follows_from_the_plan_alone_stays_said() -> None:
    small = evaluation([0, 9, 9, 9, 9, 9], {**PLENTY, "treated": [0]})
    (said,) = protect(refused(small, "evaluation.not-over")).evaluation.findings
    assert (said.kind, said.values["code"], said.hidden) == ("refusal", "evaluation.not-over", False)


def test_small_surroundings_hide_the_displacement_alone() -> None:
    base = beside(with_effect(evaluation([9, 9, 9, 9, 0, 9], {**PLENTY, "displacement": [4]})), "high_start")
    published = protect(base)
    assert published.hidden_groups == ("displacement",)
    assert {one.kind: one.hidden for one in published.evaluation.findings} == {
        "effect": False, "high_start": False, "displacement": True,
    }  # fmt: skip


def test_the_rest_of_the_city_is_protected_as_well() -> None:
    published = protect(evaluation([9, 9, 9, 9, 9, 0], {"treated": [0, 1], "comparison": [2, 3, 4]}))
    assert published.hidden_groups == ("comparison",)
    whole = protect(evaluation([9, 9, 9, 9, 9, 0], {"treated": [0, 1], "comparison": [2, 3, 4, 5]}))
    assert whole.hidden_groups == ()


def test_sensitive_offences_are_not_shown_by_area() -> None:
    counts = MadeUpCounts(np.full((6, 1, 36), 30), ("violence_and_sexual_offences",))
    base = made_up_evaluation(counts, PLENTY, before=BEFORE, after=AFTER)
    assert base.sensitive
    assert set(protect(base).hidden_groups) == {"treated", "comparison", "displacement"}
    assert protect(replace(base, unit="district")).hidden_groups == ()
    assert internal_evaluation(base, "Ana").hidden_groups == ()


def test_figures_are_rounded_so_that_they_give_nothing_back() -> None:
    effect = protect(with_effect(evaluation([9] * 6, PLENTY))).evaluation.findings[0]
    assert (effect.values["ratio"], effect.values["averted"], effect.values["p"]) == (0.7, 12, 0.001)
    assert (effect.estimate.value, effect.estimate.ci_low, effect.estimate.ci_high) == (0.7, 0.5, 0.91)


def test_a_period_that_is_not_over_hides_nothing_of_the_one_before() -> None:
    base = evaluation([9] * 6, PLENTY)
    groups, series = (table[table["period"] == "before"] for table in (base.tables["groups"], base.tables["series"]))
    ahead = replace(
        base, periods={"before": base.periods["before"]}, tables={**base.tables, "groups": groups, "series": series}
    )
    assert protect(ahead).hidden_groups == ()


@pytest.mark.parametrize("months", [("2023-07", "2025-05"), ("2023-08", "2025-06")], ids=["shorter", "later"])
def test_windows_that_differ_by_a_small_month_are_not_both_shown(months: tuple[str, str]) -> None:
    groups = {"treated": [0], "comparison": [1, 2, 3, 4, 5]}
    first = protect(evaluation([2, 9, 9, 9, 9, 9], groups))
    assert first.hidden_groups == ()
    register = Register().with_sums(shown_sums(first, layer=LAYER))
    second = protect(evaluation([2, 9, 9, 9, 9, 9], groups, before=months), register)
    assert "treated" in second.hidden_groups


def test_groups_that_differ_by_a_small_area_are_not_both_shown() -> None:
    counts = city([9, 9, 0, 9, 9, 9])
    counts.by_month[2, :, ::12] = 1

    def of(treated: list[int], register: Register):
        groups = {"treated": treated, "comparison": [3, 4, 5]}
        return protect(made_up_evaluation(counts, groups, before=BEFORE, after=AFTER), register)

    first = of([0, 1, 2], Register())
    assert first.hidden_groups == ()
    register = Register().with_sums(shown_sums(first, layer=LAYER))
    assert "treated" in of([0, 1], register).hidden_groups
    elsewhere = Register(sums=tuple(replace(one, layer="other areas") for one in register.sums))
    assert "treated" not in of([0, 1], elsewhere).hidden_groups


def test_the_same_evaluation_again_is_the_same() -> None:
    base = evaluation([4, 4, 9, 9, 9, 9], PLENTY)
    first = protect(base)
    again = protect(base, Register().with_sums(shown_sums(first, layer=LAYER)))
    for name, table in first.evaluation.tables.items():
        pd.testing.assert_frame_equal(table, again.evaluation.tables[name])


@pytest.mark.parametrize(("later", "shown"), [(0, True), (2, False), (-2, False), (8, True)])
def test_a_handful_recorded_later_is_not_told_by_the_same_evaluation(later: int, shown: bool) -> None:
    counts = city([9.0] * 6)
    first = protect(made_up_evaluation(counts, PLENTY, before=BEFORE, after=AFTER))
    counts.by_month[0, 0, 30] += later
    register = Register().with_sums(shown_sums(first, layer=LAYER))
    again = protect(made_up_evaluation(counts, PLENTY, before=BEFORE, after=AFTER), register)
    assert ("treated" not in again.hidden_groups) is shown
    assert "comparison" not in again.hidden_groups


def test_all_offences_less_those_shown_tell_no_other() -> None:
    counts = city([9.0] * 6)
    counts.by_month[0:2, 1] = 0
    counts.by_month[0, 1, 5] = 3
    groups = {"treated": [0, 1], "comparison": [2, 3]}

    def of(outcome: str, register: Register):
        return protect(made_up_evaluation(counts, groups, before=BEFORE, after=AFTER, outcome=outcome), register)

    register = Register().with_sums(shown_sums(of("all", Register()), layer=LAYER))
    assert of("burglary", Register()).hidden_groups == ()
    assert "treated" in of("burglary", register).hidden_groups
    register = Register().with_sums(shown_sums(of("burglary", Register()), layer=LAYER))
    assert "treated" in of("all", register).hidden_groups


def test_all_offences_less_those_shown_tell_no_sensitive_one_however_large() -> None:
    names = ("burglary", "violence_and_sexual_offences")
    counts = MadeUpCounts(np.full((6, 2, 36), 30), names)
    first = protect(made_up_evaluation(counts, PLENTY, before=BEFORE, after=AFTER, outcome="all"))
    register = Register().with_sums(shown_sums(first, layer=LAYER))
    second = protect(made_up_evaluation(counts, PLENTY, before=BEFORE, after=AFTER), register)
    assert set(second.hidden_groups) == {"treated", "comparison", "displacement"}


def test_the_register_holds_what_was_shown_and_nothing_hidden() -> None:
    published = protect(evaluation([0, 9, 9, 9, 9, 9], {**PLENTY, "treated": [0]}))
    sums = shown_sums(published, layer=LAYER)
    assert {one.area_ids for one in sums} == {("A00003", "A00004"), ("A00005", "A00006")}
    register = Register().with_sums(sums)
    assert register.with_sums(sums) == register
    assert Register.of(register.as_mapping()) == register


def test_nothing_that_is_for_the_desk_leaves_it() -> None:
    published = protect(evaluation([9] * 6, PLENTY))
    assert published.evaluation.recorded is None
    assert published.evaluation.periods == {}
    inside = internal_evaluation(evaluation([9] * 6, PLENTY), "Ana")
    assert inside.evaluation.recorded is None
    with pytest.raises(DisclosureError, match=r"publication\.internal"):
        shown_sums(inside, layer=LAYER)
    with pytest.raises(AccessError, match=r"publication\.no-person"):
        internal_evaluation(evaluation([9] * 6, PLENTY), " ")
    with pytest.raises(DisclosureError, match=r"publication\.minimum-count"):
        protect(evaluation([9] * 6, PLENTY), k=4)
