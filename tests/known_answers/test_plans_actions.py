"""Worked examples of the reference on planning: 4.2 (Urban Agenda), 4.3 (covenants), 11 (theory of change)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plateia.measures.interventions.achievement import achievement
from plateia.plans.covenant_dates import check_covenant, plan_due, reports_due
from plateia.plans.progress import overdue_items, progress_of
from plateia.plans.theory_graph import check_theory
from plateia.plans.theory_layers import layered_graph
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.plan import Covenant
from plateia.settings.plan_files.theory import Theory
from plateia.wording import load

DONE_OF = ((3, 5), (1, 4), (4, 4), (2, 2), (0, 3), (1, 2))


def action(done: int, items: int) -> Action:
    roadmap: list[dict[str, Any]] = [
        {"id": f"i{number}", "activity": "-", "responsible_type": "member_state"}
        | ({"status": "done", "done_on": date(2020, 3, 1)} if number < done else {"target_date": date(2021, 3, 15)})
        for number in range(items)
    ]
    status = "finished" if done == items else "active"
    return Action.model_validate({"title": "-", "priority": 1, "lead": "-", "status": status, "roadmap": roadmap})


def test_4_2_an_item_is_overdue_by_17_days() -> None:
    item = {"id": "a", "activity": "-", "responsible_type": "member_state", "target_date": date(2020, 3, 15)}
    late = Action.model_validate({"title": "-", "priority": 1, "lead": "-", "status": "active", "roadmap": [item]})
    (overdue,) = overdue_items({"a1": late}, today=date(2020, 4, 1))
    assert overdue.days == 17
    assert overdue_items({"a1": late}, today=date(2020, 3, 15)) == []


def test_4_2_progress_of_six_actions_under_both_weightings() -> None:
    progress = progress_of({f"a{number}": action(*pair) for number, pair in enumerate(DONE_OF)})
    assert (progress.n_actions, progress.n_finished) == (6, 2)
    assert (progress.n_done, progress.n_items) == (11, 20)
    assert progress.item_share == pytest.approx(0.55, abs=1e-12)
    assert progress.action_share is not None
    assert round(100 * progress.action_share, 1) == 55.8
    # Each weighting is named where it is shown.
    said = load("en").text("plan.progress_items", n_done=11, n_items=20, share=0.55)
    assert "Every item counts the same" in said


def test_4_3_dates_of_the_security_covenant() -> None:
    assert plan_due(date(2024, 2, 29)) == date(2025, 2, 28)
    reports = reports_due(date(2025, 1, 20), pattern="security", number=2)
    assert [report.due for report in reports] == [date(2027, 1, 20), date(2029, 1, 20)]
    assert {report.kind for report in reports} == {"progress"}


def test_4_3_a_plan_lacking_either_part_is_rejected() -> None:
    covenant = Covenant.model_validate({"decided": date(2024, 2, 29), "protection_of_public_spaces": ["lights"]})
    remarks = check_covenant(covenant, actions=frozenset({"lights"}), today=date(2024, 6, 1))
    assert [(row.code, row.where, row.gravity) for row in remarks] == [
        ("covenant.part-missing", "prevention_of_violent_radicalisation", "error")
    ]


def test_4_3_pattern_of_the_climate_covenant() -> None:
    """Action report (year 2), full report (4), action (6), full (8); no two parts are asked for."""
    reports = reports_due(date(2020, 1, 20), pattern="climate", number=4)
    assert [(report.due.year - 2020, report.kind) for report in reports] == [
        (2, "action"),
        (4, "full"),
        (6, "action"),
        (8, "full"),
    ]
    covenant = Covenant.model_validate({"decided": date(2024, 2, 29), "pattern": "climate"})
    assert check_covenant(covenant, actions=frozenset(), today=date(2024, 6, 1)) == []


def lighting() -> Theory:
    """A1 lighting -> O1 lamps installed -> C1 perceived safety -> I1 robberies."""
    kinds = (("a1", "activity"), ("o1", "output"), ("c1", "outcome_short"), ("i1", "impact"))
    why = {"mechanism": "-", "assumption": "-", "risk": "-", "evidence": "none"}
    return Theory.model_validate(
        {
            "title": "Lighting",
            "nodes": [{"id": id_, "kind": kind, "text": "-", "indicators": [id_]} for id_, kind in kinds],
            "arrows": [{"from": a, "to": b, **why} for a, b in (("a1", "o1"), ("o1", "c1"), ("c1", "i1"))],
        }
    )


def test_11_the_chain_of_the_lighting_example() -> None:
    theory = lighting()
    graph = layered_graph(theory)
    assert graph is not None
    assert {node: layer for node, (layer, _) in graph.places.items()} == {"a1": 0, "o1": 1, "c1": 2, "i1": 3}
    ids = ["a1", "o1", "c1", "i1"]
    codes = {row.code for row in check_theory(theory, file="t", indicators=ids, own_indicators=ids)}
    # Unintended effects are mandatory; the chain itself is sound.
    assert {"theory.no-displacement", "theory.no-stigma"} <= codes
    assert not {code for code in codes if "outcome" in code or "orphan" in code or "cycle" in code}


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "share"),
    [(0, 40, 40, 1.0), (52, 60, 57, 0.625), (30, 24, 27, 0.5)],
    ids=["lamps", "safety", "robberies"],
)
def test_11_achievement(baseline: float, target: float, actual: float, share: float) -> None:
    assert achievement(baseline, target, actual).share == pytest.approx(share, abs=1e-12)


def test_11_achievement_is_undefined_where_target_equals_baseline() -> None:
    assert achievement(30, 30, 27).share is None
