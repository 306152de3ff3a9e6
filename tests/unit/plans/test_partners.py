"""Stakeholders and partnership: who must not be dropped, who came late, and what is told of few ratings."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plateia.plans.partnership_check import check_partnership, condition_reading, partnership_reading
from plateia.plans.stakeholder_grid import HANDLINGS, check_stakeholders, handling_of, stakeholder_grid
from plateia.settings.plan_files.partners import Partnership, Stakeholders


def stakeholders(*rows: dict[str, Any]) -> Stakeholders:
    base = {
        "name": "Association",
        "kind": "organisation",
        "group": "residents",
        "influence": 3,
        "interest": 3,
        "affected": False,
        "included_from": "framing",
    }
    return Stakeholders.model_validate({"stakeholders": [{**base, "id": f"s{n}", **row} for n, row in enumerate(rows)]})


def test_those_affected_come_before_who_is_only_watched() -> None:
    placed = stakeholder_grid(stakeholders({}, {"affected": True}, {"influence": 5, "interest": 5}))
    assert [row.handling for row in placed] == ["manage_closely", "involve", "monitor"]
    assert [row.overridden for row in placed] == [False, True, False]


@given(influence=st.integers(1, 5), interest=st.integers(1, 5))
def test_who_is_affected_is_never_only_watched_or_informed(influence: int, interest: int) -> None:
    handling = handling_of(influence=influence, interest=interest, affected=True)
    assert handling in HANDLINGS
    assert handling not in ("monitor", "keep_informed")


def codes(*rows: dict[str, Any]) -> dict[str, str]:
    return {row.code: row.gravity for row in check_stakeholders(stakeholders(*rows))}


def test_the_affected_are_not_dropped() -> None:
    assert codes({"affected": True}, {}) == {}
    assert codes({"affected": True, "left_out_because": "no time"}, {}, {})["stakeholder.affected-left-out"] == "error"
    assert codes({"affected": True, "included_from": "not_yet"}, {}, {}) == {"stakeholder.affected-left-out": "error"}


def test_partners_join_before_the_problem_is_defined() -> None:
    late = {"included_from": "test"}
    assert codes({"affected": True}, {}, late) == {"stakeholder.joined-late": "warning"}
    assert "stakeholder.defined-alone" in codes({"affected": True}, late)
    assert "stakeholder.nobody-affected" in codes({}, {})


def partnership(n: int, **changes: Any) -> Partnership:
    full = dict.fromkeys(("ownership", "expectations", "power", "trust", "end_users"), 4)
    rows = [{"partner": f"p{number}", **full, **changes} for number in range(n)]
    return Partnership.model_validate({"held": date(2026, 1, 1), "ratings": rows})


def test_few_ratings_tell_only_met_or_not_met() -> None:
    for ratings in ([5, 1], [1, 4, 4, 4], [3]):
        reading = condition_reading("trust", ratings)
        assert (reading.state, reading.median, reading.minimum, reading.range) == ("not_met", None, None, None)
    assert condition_reading("trust", [4, 4]).state == "met"
    assert condition_reading("trust", []).state == "not_rated"


@given(st.lists(st.integers(1, 5), min_size=5, max_size=12))
def test_met_and_contested_exclude_each_other(ratings: list[int]) -> None:
    reading = condition_reading("power", ratings)
    if reading.state == "met":
        assert max(ratings) - min(ratings) < 3
    assert reading.range == max(ratings) - min(ratings)
    assert condition_reading("power", ratings[::-1]) == reading


def test_all_five_are_needed() -> None:
    assert partnership_reading(partnership(5)).ready
    weak = partnership_reading(partnership(5, trust=2))
    assert (weak.n_met, weak.ready) == (4, False)
    assert not hasattr(weak, "score")


def test_who_rated_and_who_did_not() -> None:
    remarks = check_partnership(partnership(5, trust=None, power=3), partners=frozenset({"p0", "p1", "p2", "p3", "p9"}))
    told = {(row.code, row.where) for row in remarks}
    assert told == {
        ("partnership.not-rated", "trust"),
        ("partnership.not-met", "power"),
        ("partnership.partner-unknown", "p4"),
        ("partnership.partner-silent", "p9"),
    }
