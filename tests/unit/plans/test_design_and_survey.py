"""Design stages, ideas, prototypes, the scoping survey and the sheets of places."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.plans.design_process import check_design, ranked_ideas, stage_readings
from plateia.plans.design_sheets import check_sheet, public_sheets, sheet_reading
from plateia.plans.scoping_tally import check_scoping, full_tally, shown_tally
from plateia.settings.plan_files.design import Design, Idea, Scoping
from plateia.settings.plan_files.problems import Problem
from plateia.settings.plan_files.security_by_design import DesignSheet
from plateia.vocabulary.design_checklist import checklist_items
from plateia.wording import languages, load

TODAY = date(2026, 6, 1)


def stage(name: str, month: int, **changes: Any) -> dict[str, Any]:
    begun, ended = date(2026, month, 1), date(2026, month, 28)
    return {"stage": name, "from": begun, "to": ended, "groups": ["residents"], "end_users": True, **changes}


def design(*stages: dict[str, Any], **changes: Any) -> Design:
    return Design.model_validate({"stages": list(stages), **changes})


def codes(checked: Design) -> list[str]:
    return [row.code for row in check_design(checked, problems=frozenset({"a"}), today=TODAY)]


def test_stages_in_order_with_end_users_have_no_remark() -> None:
    assert codes(design(stage("define", 1), stage("ideate", 2), stage("prototype", 3), stage("test", 4))) == []
    assert codes(design(stage("define", 1), stage("ideate", 2), stage("define", 3))) == []


def test_what_a_process_lacks() -> None:
    assert codes(design(stage("define", 1), stage("prototype", 2))) == ["design.stage-skipped"]
    assert codes(design(stage("define", 2), stage("ideate", 1))) == ["design.stage-order"]
    assert codes(design(stage("define", 1, end_users=False))) == ["design.no-end-users"]
    assert codes(design(problems=["b"])) == ["design.problem-unknown"]


def test_success_is_set_before_the_result() -> None:
    prototype = {
        "idea": "i",
        "hypothesis": "h",
        "test": "t",
        "success_criterion": "s",
        "criterion_set": date(2026, 3, 1),
    }
    result = {"result": "r", "result_on": date(2026, 3, 1), "successful": True}
    ideas = [{"id": "i", "title": "I", "impact": 3, "effort": 3}]
    assert codes(design(ideas=ideas, prototypes=[prototype])) == []
    assert codes(design(ideas=ideas, prototypes=[{**prototype, **result}])) == ["design.criterion-after-result"]
    later = {**prototype, **result, "result_on": date(2026, 7, 1)}
    assert codes(design(ideas=ideas, prototypes=[later])) == ["design.result-in-future"]


def test_a_stage_shows_the_frames_that_date_from_it() -> None:
    frame = {"named_by": ["x"], "symptom": "s", "affected": "a", "where": "w", "when": "w"}
    frames = [{**frame, "dated": date(2026, 1, 5)}, {**frame, "dated": date(2026, 4, 5)}]
    problem = Problem.model_validate({"title": "t", "owner": "o", "frames": frames})
    readings = stage_readings(design(stage("test", 4), stage("define", 1), problems=["a"]), {"a": problem})
    assert [(row.held.stage, [frame.dated.month for _, frame in row.frames]) for row in readings] == [
        ("define", [1]),
        ("test", [4]),
    ]


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=8))
def test_ranks_follow_priority_whatever_the_order(rated: list[tuple[int, int]]) -> None:
    ideas = [Idea(id=f"i{n}", title="I", impact=impact, effort=effort) for n, (impact, effort) in enumerate(rated)]
    ranked = ranked_ideas(ideas)
    assert {(row.idea.id, row.rank) for row in ranked} == {(row.idea.id, row.rank) for row in ranked_ideas(ideas[::-1])}
    priorities = [row.priority for row in ranked]
    assert priorities == sorted(priorities, reverse=True)
    assert ranked[0].rank == 1


def scoping(n: int) -> Scoping:
    rows = [{"code": f"R{k}", "partner": f"p{k // 2}", "ticks": ["a"] if k % 2 else ["a", "b"]} for k in range(n)]
    options = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
    together = [{"id": "ab", "title": "A and B", "options": ["a", "b"]}]
    written = {"question": "?", "held": TODAY, "options": options, "together": together, "respondents": rows}
    return Scoping.model_validate(written)


@pytest.mark.parametrize("n", [1, 4, 5, 9])
def test_few_respondents_show_partners_only(n: int) -> None:
    shown = shown_tally(scoping(n))
    assert shown.partners_only == (n < 5)
    assert (shown.options[0].ticks is None) == (n < 5)
    assert (shown.together[0].parts[1].share_of_ticks is None) == (n < 5)
    assert shown.options[0].n_partners == (n + 1) // 2
    remarks = check_scoping(scoping(n), partners=frozenset({f"p{k}" for k in range(9)}))
    assert [row.code for row in remarks] == (["scoping.few-respondents"] if n < 5 else [])


def test_together_keeps_both_counts_and_shares_of_ticks_add_up() -> None:
    tally = full_tally(scoping(6))
    assert (tally.together[0].ticks, [part.ticks for part in tally.together[0].parts]) == (9, [6, 3])
    assert tally.together[0].share_of_respondents == 1
    assert sum(option.share_of_ticks or 0 for option in tally.options) == pytest.approx(1)


def test_who_left_the_question_out_is_no_part_of_the_denominator() -> None:
    written = scoping(5).model_dump()
    written["respondents"] = (*written["respondents"], {"code": "X1", "partner": "p9"})
    tally = full_tally(Scoping.model_validate(written))
    assert (tally.n_respondents, tally.n_ticked, tally.options[0].share_of_respondents) == (6, 5, 1)


def test_who_left_everything_blank_counts_nowhere() -> None:
    written = scoping(4).model_dump()
    written["respondents"] = (*written["respondents"], {"code": "X1", "partner": "p9", "ticks": []})
    blank = Scoping.model_validate(written)
    tally = full_tally(blank)
    assert (tally.n_respondents, tally.n_ticked) == (5, 4)
    assert tally.options[0].share_of_respondents == 1
    assert shown_tally(blank).partners_only
    assert [row.code for row in check_scoping(blank, partners=frozenset({"p0", "p1", "p9"}))] == [
        "scoping.few-respondents"
    ]


def test_shares_of_ticks_and_of_respondents_as_in_the_reference() -> None:
    """Ticks 3, 3, 2, 1 of four respondents: 33.3, 33.3, 22.2 and 11.1 % of ticks; technology 75 % of respondents."""
    ticked: tuple[list[str], ...] = (
        ["technology", "participation", "terrorism"], ["technology", "participation"],
        ["technology", "participation", "terrorism"], ["events"], [],
    )  # fmt: skip
    options = [{"id": id_, "title": id_} for id_ in ("technology", "participation", "terrorism", "events")]
    rows = [{"code": f"R{n}", "partner": f"p{n}", "ticks": ticks} for n, ticks in enumerate(ticked)]
    tally = full_tally(
        Scoping.model_validate({"question": "?", "held": TODAY, "options": options, "respondents": rows})
    )
    assert [option.share_of_ticks for option in tally.options] == [3 / 9, 3 / 9, 2 / 9, 1 / 9]
    assert tally.options[0].share_of_respondents == 3 / 4


def sheet(classification: str, *items: str) -> DesignSheet:
    answers = [{"item": item, "answer": "no", "because": "the kerb is low on the east side"} for item in items]
    return DesignSheet.model_validate(
        {
            "place": "Station square",
            "checked_on": date(2026, 3, 1),
            "checked_by": ["Planning", "Police"],
            "classification": classification,
            "answers": answers,
        }
    )


def test_a_classified_sheet_never_enters_a_public_output() -> None:
    sheets = {
        "a": sheet("restricted", "vehicle_approach_looked_at"),
        "b": sheet("internal", "activity_hours"),
        "c": sheet("open", "activity_hours"),
    }
    assert list(public_sheets(sheets)) == ["c"]
    wording = load("en")
    for row in check_sheet(sheets["a"], file="security_by_design/a.toml", today=TODAY):
        said = wording.text(f"remark.{row.code}", **row.details)
        assert "kerb" not in said + str(row)
        assert "Station" not in said + str(row)


def test_open_is_refused_for_every_sensitive_item() -> None:
    sensitive = [item.id for item in checklist_items() if item.sensitive]
    assert len(sensitive) >= 4
    for item in sensitive:
        with pytest.raises(ValueError, match="internal or restricted"):
            sheet("open", item)


def test_a_sheet_is_read_by_strategy_without_a_score() -> None:
    reading = sheet_reading(sheet("internal", "natural_surveillance_openings"))
    surveillance = next(row for row in reading.strategies if row.strategy == "natural_surveillance")
    assert surveillance.no == ("natural_surveillance_openings",)
    assert len(surveillance.open) == 2
    assert reading.completeness == 1 / len(checklist_items())
    assert not hasattr(reading, "score")


@pytest.mark.parametrize("language", languages())
def test_every_item_has_its_words(language: str) -> None:
    wording = load(language)
    for item in checklist_items():
        assert wording.has(f"security_by_design.item.{item.id}")
        assert wording.has(f"security_by_design.strategy.{item.strategy}")
        assert wording.has(f"security_by_design.framework.{item.framework}")
