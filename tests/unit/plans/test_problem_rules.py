"""The check of problems: one agency, one source, answers as symptoms, labels, SARA, THOR."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plateia.plans.problem_rules import check_problem, latest_frame, reframings
from plateia.plans.thor import check_thor, thor_reading
from plateia.settings.plan_files.problems import DIMENSIONS, Problem, Thor

TODAY = date(2026, 6, 1)
EVIDENCE = [
    {"source": "Police", "kind": "police_record", "says": "Recorded burglary rises in August."},
    {"source": "Landlord", "kind": "service", "says": "Complaints about noise."},
]


def frame(**changes: Any) -> dict[str, Any]:
    return {
        "dated": date(2026, 5, 1),
        "named_by": ["Police", "Residents' association"],
        "symptom": "People avoid the entrances after dark.",
        "affected": "Residents",
        "where": "Entrances",
        "when": "Evenings",
        "how_might_we": "How might we use the entrances?",
        "causes": ["nobody looks after them"],
        "evidence": EVIDENCE,
        **changes,
    }


def problem(*frames: dict[str, Any], **changes: Any) -> Problem:
    written = {"title": "Entrances", "owner": "Prevention office", "findings": ["level:burglary"], **changes}
    return Problem.model_validate({**written, "frames": list(frames) or [frame()]})


def codes(checked: Problem, *, language: str = "en") -> set[str]:
    return {row.code for row in check_problem(checked, file="problems/a.toml", language=language, today=TODAY)}


def test_a_sound_problem_has_no_remark() -> None:
    assert codes(problem()) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"named_by": ["Police", " police "]}, "problem.one-agency"),
        ({"evidence": EVIDENCE[:1]}, "problem.one-source"),
        ({"evidence": [{**row, "kind": "police_record"} for row in EVIDENCE]}, "problem.police-records-only"),
        ({"evidence": []}, "problem.no-evidence"),
        ({"symptom": "There are too few cameras."}, "problem.solution"),
        ({"causes": ["known offenders"]}, "problem.label"),
        ({"how_might_we": None}, "problem.no-question"),
        ({"dated": date(2027, 1, 1)}, "problem.frame-in-future"),
    ],
)
def test_each_weakness_is_told(changes: dict[str, Any], code: str) -> None:
    assert code in codes(problem(frame(**changes)))


@pytest.mark.parametrize("unwritten", ["To be named: who named it", "Noch zu benennen: wer es benannt hat"])
def test_a_name_still_to_be_written_is_no_agency(unwritten: str) -> None:
    assert "problem.one-agency" not in codes(problem(frame(named_by=[unwritten])))
    assert "problem.one-agency" in codes(problem(frame(named_by=["Police", unwritten])))


def test_a_symptom_in_the_language_of_the_plan() -> None:
    german = problem(frame(symptom="Es fehlen Kameras."))
    assert "problem.solution" in codes(german, language="de")
    assert "problem.solution" not in codes(german, language="en")
    assert codes(problem(), language="pl") == {"problem.words-not-checked"}


def test_only_the_latest_frame_is_judged_but_labels_count_anywhere() -> None:
    first = frame(dated=date(2026, 1, 1), named_by=["Police"], evidence=[], symptom="Too few patrols", causes=[])
    both = problem(frame(), first)
    assert latest_frame(both).dated == date(2026, 5, 1)
    assert codes(both) == set()
    assert codes(problem(frame(), {**first, "affected": "hot families"})) == {"problem.label"}
    remarks = check_problem(
        problem(frame(), {**first, "affected": "hot families"}), file="f", language="en", today=TODAY
    )
    assert [(row.gravity, row.where) for row in remarks] == [("error", "frames[2].affected")]


def test_the_name_of_an_organisation_is_not_ours_to_judge() -> None:
    named = {"source": "Society for Young Offenders", "kind": "service", "says": "Fewer places than needed."}
    assert codes(problem(frame(evidence=[*EVIDENCE, named]))) == set()
    told = {**named, "says": "The troublemakers come at night."}
    assert codes(problem(frame(evidence=[*EVIDENCE, told]))) == {"problem.label"}


def test_reframing_says_what_is_new() -> None:
    first = frame(dated=date(2026, 1, 1), named_by=["Police"], evidence=EVIDENCE[:1], causes=[])
    (change,) = reframings(problem(first, frame()))
    assert change.new_sources == ("Landlord",)
    assert change.new_partners == ("Residents' association",)
    assert change.new_causes == ("nobody looks after them",)
    assert reframings(problem()) == ()


def test_sara_wants_analysis_and_assessment_beside_a_response() -> None:
    assert codes(problem(actions=["lights"])) == {
        "problem.response-without-analysis",
        "problem.response-without-assessment",
    }
    assert codes(problem(frame(causes=[]), analysis="It is dark.")) == {"problem.no-causes"}
    assert codes(problem(findings=[])) == {"problem.no-finding"}


FULL = {name: {"state": "so it is", "gap": "none, because it works"} for name in DIMENSIONS}


def test_thor_wants_state_and_gap_in_all_dimensions() -> None:
    assert check_thor(Thor.model_validate(FULL), file="f") == []
    remarks = check_thor(Thor.model_validate({**FULL, "human": {"state": "so it is"}}), file="f")
    assert [(row.code, row.where, row.gravity) for row in remarks] == [("thor.not-answered", "thor.human.gap", "error")]


def test_measures_in_one_dimension_are_a_warning() -> None:
    human = {**FULL["human"], "measure": "none, because the others come first"}
    one = {**FULL, "human": human, "technological": {**FULL["technological"], "measure": "lamps"}}
    assert [row.code for row in check_thor(Thor.model_validate(one), file="f")] == ["thor.one-dimension"]
    two = {**one, "regulatory": {**FULL["regulatory"], "measure": "new house rules"}}
    assert check_thor(Thor.model_validate(two), file="f") == []


def test_thor_tells_what_is_answered_and_where_the_gaps_are() -> None:
    reading = thor_reading(Thor.model_validate({**FULL, "human": {"state": "a", "gap": "b", "owner": "c"}}))
    human = reading.dimensions[1]
    assert (human.completeness, human.missing, human.gap) == (0.6, ("evidence", "measure"), "b")
    assert reading.dimensions[0].gap is None
    assert reading.complete
    assert not thor_reading(Thor()).complete
    assert thor_reading(Thor()).density == 0
