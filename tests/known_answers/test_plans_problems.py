"""Worked examples of planning, partnership and quality: the figures of the reference, to its printed digits."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plateia.plans.cycle import Step, coming_step
from plateia.plans.design_process import ranked_ideas
from plateia.plans.emmie import emmie_reading
from plateia.plans.maryland import StudyDesign, maryland_level
from plateia.plans.partnership_check import partnership_reading
from plateia.plans.pillars import pillar_coverage
from plateia.plans.quality import fallback_grid, grid_score
from plateia.plans.scoping_tally import full_tally, shown_tally
from plateia.plans.stakeholder_grid import handling_of
from plateia.plans.thor import thor_reading
from plateia.settings.plan_files.design import Idea, Scoping
from plateia.settings.plan_files.partners import CONDITIONS, Partnership
from plateia.settings.plan_files.plan import STATES, Cycle, Document, Participation, Pillar, Pillars
from plateia.settings.plan_files.problems import Thor
from plateia.settings.plan_files.quality import Review
from plateia.wording import load

ROOT = Path(__file__).resolve().parents[2]


def test_four_of_seven_pillars() -> None:
    """Evidence in 1, 2, 3, 4, 7 and owners in 1, 2, 4, 7."""
    both, evidence = Pillar(evidence=("paper",), owner="office"), Pillar(evidence=("paper",))
    pillars = Pillars(
        problem_identification=both,
        partnerships=both,
        design_and_innovation=evidence,
        implementation=both,
        communication=both,
    )
    coverage = pillar_coverage(pillars)
    assert [row.number for row in coverage.pillars if row.satisfied] == [1, 2, 4, 7]
    assert f"{coverage.share:.1%}" == "57.1%"
    missing = {row.number: row.missing for row in coverage.pillars if row.missing}
    assert missing == {3: ("owner",), 5: ("evidence", "owner"), 6: ("evidence", "owner")}


def test_cycle_leaves_a_state_on_a_document_and_with_participation() -> None:
    took_part = tuple(
        Participation(state=state, held=date(2026, 1, 1), form="meeting", groups=("residents",)) for state in STATES
    )
    documents = tuple(Document(state=state, title="paper", approved=date(2026, 2, 1)) for state in STATES)
    steps = [coming_step(Cycle(state=state, documents=documents), took_part) for state in STATES]
    assert [(step.state, step.next_state) for step in steps] == list(zip(STATES, (*STATES[1:], STATES[0]), strict=True))
    assert {step.lacking for step in steps} == {()}
    draft = Cycle(state="strategy", documents=(Document(state="strategy", title="draft"),))
    assert coming_step(draft, took_part).lacking == ("approved_document",)
    assert coming_step(replace_documents(draft, documents), ()).lacking == ("participation",)
    waived = Cycle(state="audit", audit_waived=True, audit_waived_because="a duty by law")
    assert coming_step(waived, ()) == Step("audit", "strategy", ())


def replace_documents(cycle: Cycle, documents: tuple[Document, ...]) -> Cycle:
    return cycle.model_copy(update={"documents": documents})


def scoping() -> Scoping:
    """Partner A with two respondents, B and C; nine ticks, technology by three of the four."""
    items = {"technology": "AAB", "participation": "AAC", "terrorism": "BC", "events": "C"}
    assert sum(map(len, items.values())) == 9
    ticks = {
        "A1": ["technology", "participation"],
        "A2": ["technology", "participation"],
        "B1": ["technology", "terrorism"],
        "C1": ["participation", "terrorism", "events"],
    }
    design = {"A1": False, "A2": True, "B1": False, "C1": True}
    return Scoping.model_validate(
        {
            "question": "Which challenges?",
            "held": date(2019, 3, 1),
            "options": [{"id": option, "title": option} for option in items],
            "items": [{"id": "design", "title": "Security by design"}],
            "together": [{"id": "both", "title": "Both", "options": ["terrorism", "events"]}],
            "respondents": [
                {"code": code, "partner": code[0].lower(), "ticks": ticked, "confirms": {"design": design[code]}}
                for code, ticked in ticks.items()
            ],
        }
    )


def test_scoping_survey() -> None:
    tally = full_tally(scoping())
    shares = {option.id: f"{option.share_of_ticks:.1%}" for option in tally.options}
    assert tally.n_ticks == 9
    assert shares == {"technology": "33.3%", "participation": "33.3%", "terrorism": "22.2%", "events": "11.1%"}
    assert tally.options[0].share_of_respondents == 0.75
    assert (tally.items[0].partners_in_favour, tally.items[0].n_partners) == (2, 3)
    assert [part.ticks for part in tally.together[0].parts] == [2, 1]
    shown = shown_tally(scoping())
    assert shown.partners_only
    assert {option.ticks for option in shown.options} == {None}
    assert (shown.items[0].n_valid, shown.items[0].partners_in_favour) == (None, 2)


@pytest.mark.parametrize(("n_yes", "n_valid", "share"), [(20, 21, "95.2%"), (19, 20, "95.0%"), (18, 19, "94.7%")])
def test_a_blank_is_no_no(n_yes: int, n_valid: int, share: str) -> None:
    """The published 95 and 94.7 per cent come from different numbers of valid answers among 21 respondents."""
    respondents = [
        {"code": f"R{number}", "partner": "p", "confirms": {"item": number < n_yes} if number < n_valid else {}}
        for number in range(21)
    ]
    written = {"question": "?", "held": date(2019, 3, 1), "items": [{"id": "item", "title": "Item"}]}
    tally = shown_tally(Scoping.model_validate({**written, "respondents": respondents}))
    assert (tally.items[0].n_yes, tally.items[0].n_valid) == (n_yes, n_valid)
    assert f"{tally.items[0].share_of_valid:.1%}" == share


def test_partnership() -> None:
    ratings = ([4, 4, 5, 4, 3], [3, 3, 4, 2, 3], [5, 4, 4, 4, 1], [4, 4, 4, 4, 4], [2, 3, 2, 3, 4])
    rows = [dict(zip(CONDITIONS, row, strict=True)) for row in zip(*ratings, strict=True)]
    held = {"held": date(2026, 1, 1), "ratings": [{"partner": f"p{n}", **row} for n, row in enumerate(rows)]}
    reading = partnership_reading(Partnership.model_validate(held))
    assert [row.state for row in reading.conditions] == ["met", "not_met", "contested", "met", "not_met"]
    assert [row.range for row in reading.conditions] == [2, 2, 4, 0, 2]
    assert (reading.n_met, reading.ready) == (2, False)


def test_stakeholder_grid() -> None:
    grid = {
        (5, 4): "manage_closely",
        (4, 3): "keep_satisfied",
        (3, 4): "keep_informed",
        (3, 3): "monitor",
    }
    for (influence, interest), handling in grid.items():
        assert handling_of(influence=influence, interest=interest, affected=False) == handling
    assert handling_of(influence=1, interest=1, affected=True) == "involve"
    assert handling_of(influence=4, interest=1, affected=True) == "keep_satisfied"


def test_ideas() -> None:
    ideas = [
        Idea(id="a", title="A", impact=4, effort=2, in_favour=("x", "y", "z")),
        Idea(id="b", title="B", impact=5, effort=4),
        Idea(id="c", title="C", impact=2, effort=1, in_favour=("x", "X ")),
    ]
    ranked = ranked_ideas(ideas)
    assert [(row.idea.id, row.priority, row.rank) for row in ranked] == [("a", 2.0, 1), ("c", 2.0, 2), ("b", 1.25, 3)]
    assert [row.n_groups for row in ranked] == [3, 1, 0]


def test_thor_of_port_smuggling() -> None:
    pairs = [
        ("regulatory", "organisational"),
        ("organisational", "human"),
        ("human", "technological"),
        ("regulatory", "technological"),
    ]
    links = [{"from": start, "to": end, "because": "reason"} for start, end in pairs]
    reading = thor_reading(Thor.model_validate({"links": links}))
    out_in = {row.dimension: (row.n_out, row.n_in) for row in reading.dimensions}
    assert out_in == {"regulatory": (2, 0), "organisational": (1, 1), "human": (1, 1), "technological": (0, 2)}
    assert reading.root_candidates == ("regulatory",)
    assert reading.symptoms == ("technological",)
    assert f"{reading.density:.1%}" == "33.3%"
    assert sum(map(sum, reading.links)) == 4
    assert not any(reading.links[n][n] for n in range(4))


@pytest.mark.parametrize(
    ("points", "percent", "label"),
    [
        ((2, 2, 1, 2), 87.5, "meets_minimum_criteria"),
        ((2, 1, 0, 1), 50.0, "promising"),
        ((2, 2, 2, 1), 87.5, "promising"),
        ((1, 0, 2, 2), 62.5, "insufficient_information"),
    ],
)
def test_fallback_grid(points: tuple[int, ...], percent: float, label: str) -> None:
    grid = fallback_grid(load("en"))
    score = grid_score(grid, {f"criterion_{n}": float(given) for n, given in enumerate(points, start=1)})
    assert (score.percent, score.label, score.official) == (percent, label, False)
    assert "not QUALIPREV" in grid.title


def review(id_: str, year: int, qualities: tuple[int, ...]) -> Review:
    names = ("mechanism", "moderators", "implementation", "economics")
    cells = {name: {"found": "text", "quality": q} for name, q in zip(names, qualities[1:], strict=True)}
    return Review.model_validate(
        {
            "id": id_,
            "title": id_,
            "source": "journal",
            "year": year,
            "n_studies": 5,
            "explicit_method": True,
            "quantitative_outcome": True,
            "coders": ["C1", "C2"],
            "agreed": True,
            "effect": {"found": "mixed", "quality": qualities[0]},
            **cells,
        }
    )


def test_emmie_takes_the_best_review_for_each_dimension() -> None:
    x, y = review("x", 2010, (3, 1, 2, 1, 0)), review("y", 2016, (3, 2, 1, 2, 1))
    for order in ([x, y], [y, x]):
        readings = {row.dimension: row.review for row in emmie_reading(order)}
        assert readings == {"effect": "y", "mechanism": "y", "moderators": "x", "implementation": "y", "economics": "y"}


def test_maryland_levels() -> None:
    matched = StudyDesign(
        comparison=True,
        before_and_after=True,
        comparable=True,
        n_treated=2,
        n_comparison=3,
        covariates_handled=True,
    )
    assert maryland_level(matched).level == 4
    assert maryland_level(replace(matched, comparable=False)).level == 2
    assert maryland_level(replace(matched, covariates_handled=False)).level == 3
    assert maryland_level(replace(matched, n_treated=1)).level == 3
    assert maryland_level(replace(matched, randomised=True)).level == 5
    assert maryland_level(StudyDesign()).level == 1
    series = maryland_level(StudyDesign(before_and_after=True, long_series=True))
    assert (series.level, series.may_speak_of_causes) == (2, False)
    assert "long_series_understated" in series.remarks


def test_the_page_on_multi_agency_work_computes_its_figures() -> None:
    done = doctest.testfile(str(ROOT / "docs" / "multi-agency-work.md"), module_relative=False)
    assert done.attempted >= 8
    assert done.failed == 0
