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
