"""Each rule of an action, an indicator, a technology, a plan: broken once, found by its code and its gravity."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import plateia.plans
from plateia.errors import SettingsErrors
from plateia.plans.folder import read_plan
from plateia.plans.sealing import seal_evaluation, written_seals
from plateia.wording import languages, load
from tests.sample_plan import ACTION, TECHNOLOGY, TODAY, change, codes_of, copy_plan, remarks_of

INDICATORS, PLAN = "indicators.toml", "plan.toml"
DPIA = 'dpia = "not needed: hosts count situations, not people; the sensors count without pictures or identifiers"'
HOSTS = "Two trained hosts at each of three stops on Friday and Saturday nights, who talk, help and call for help."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_plan(tmp_path)


@pytest.fixture
def active(folder: Path) -> Path:
    """The example, sealed in time and under way."""
    action = read_plan(folder).actions["night-stops"]
    assert action.evaluation is not None
    seal = seal_evaluation(action.evaluation, action="night-stops", starts=action.starts, today=TODAY, seals=())
    (folder / "seals.json").write_text(written_seals([seal]), encoding="utf-8")
    change(folder, ACTION, 'status = "draft"', 'status = "active"')
    return folder


UNDER_WAY = date(2027, 4, 1)


def test_sealed_and_answered_the_example_may_be_active(active: Path) -> None:
    assert codes_of(active, gravity="error", today=UNDER_WAY) == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (ACTION, DPIA, 'dpia = "not assessed"', "action.dpia-not-assessed"),
        (ACTION, DPIA, "", "action.dpia-not-assessed"),
        (ACTION, "need = ", "# need = ", "action.text-missing"),
        (ACTION, 'deliverable = "38 of 38 lamps work"\n', "", "action.item-incomplete"),
        (ACTION, 'successful = "the entry', '# successful = "the entry', "action.practice-incomplete"),
        (ACTION, 'objectives = ["better_knowledge"]', "", "action.no-objective"),
        (ACTION, "starts = 2027-03-01\n", "", "action.no-start"),
        (ACTION, 'theory = "night-stops"', "", "action.no-theory"),
        (TECHNOLOGY, "sunset = 2029-03-31", "", "technology.file-open"),
        (TECHNOLOGY, "council_decision = ", "# council_decision = ", "technology.file-open"),
        (TECHNOLOGY, "sunset = 2029-03-31", "sunset = 2027-03-31", "technology.after-sunset"),
    ],
)
def test_what_is_missing_is_an_error_once_active_and_a_warning_before(
    active: Path, file: str, old: str, new: str, code: str
) -> None:
    change(active, file, old, new)
    assert code in codes_of(active, gravity="error", today=UNDER_WAY)
    if code != "action.no-start":
        change(active, ACTION, 'status = "active"', 'status = "draft"')
        # A draft whose start has passed is under way where it rests on a technology, whatever it calls itself.
        gravity = "error" if code.startswith("technology.") else "warning"
        assert code in codes_of(active, gravity=gravity, today=UNDER_WAY)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('need = "Without', 'need = "-" # "Without', "technology.file-open"),
        ('procurement = "Rented', 'procurement = "To be written: who" # "Rented', "technology.file-open"),
        ("per_year = 5400", "per_year = 0", "technology.file-open"),
        ("held = 2026-04-23", "held = 2027-04-23", "technology.file-open"),
        ("held = 2026-04-23", "held = 2027-04-23", "technology.consultation-ahead"),
        ('kind = "sensors"', 'kind = "video_surveillance"', "technology.assessment-needed"),
    ],
)
def test_an_answer_that_answers_nothing_leaves_the_file_open(active: Path, old: str, new: str, code: str) -> None:
    change(active, TECHNOLOGY, "removal = 900", "removal = 0")
    change(active, TECHNOLOGY, old, new)
    assert code in codes_of(active, gravity="error", today=UNDER_WAY)


@pytest.mark.parametrize(
    ("day", "code"), [("2027-04-02", "technology.sunset-before-end"), ("2035-01-01", "technology.sunset-far")]
)
def test_a_sunset_that_fits_neither_action_nor_council_is_a_warning(active: Path, day: str, code: str) -> None:
    change(active, TECHNOLOGY, "sunset = 2029-03-31", f"sunset = {day}")
    assert code in codes_of(active, gravity="warning", today=UNDER_WAY)


def test_texts_still_to_be_written_are_an_error_once_active(active: Path) -> None:
    change(active, ACTION, 'need = "', 'need = "To be written: ')
    assert "plan.to-be-written" in codes_of(active, gravity="error", today=UNDER_WAY)


CAMERAS = "Twelve CCTV cameras at the stops."
BECAUSE = 'no_technology_because = "a made-up reason"'


def test_a_technology_without_a_file_is_an_error_once_the_action_is_under_way(active: Path) -> None:
    change(active, ACTION, HOSTS, CAMERAS)
    assert "technology.not-declared" in codes_of(active, gravity="error", today=UNDER_WAY)
    change(active, ACTION, 'status = "active"', 'status = "draft"')
    assert "technology.not-declared" in codes_of(active, gravity="warning", today=TODAY)
    assert "technology.not-declared" in codes_of(active, gravity="error", today=UNDER_WAY)


def test_words_that_mean_something_else_are_explained_and_printed(active: Path) -> None:
    change(active, ACTION, f'text = "{HOSTS}"', f'text = "A competition of drone photos."\n{BECAUSE}')
    assert "technology.not-declared" not in codes_of(active, today=UNDER_WAY)
    assert read_plan(active).actions["night-stops"].measures[0].no_technology_because == "a made-up reason"


def test_a_measure_has_a_technology_or_a_reason_why_not(active: Path) -> None:
    change(active, ACTION, 'technology = "stop-counters"', f'technology = "stop-counters"\n{BECAUSE}')
    with pytest.raises(SettingsErrors, match="exclude each other"):
        read_plan(active)


def test_a_technology_only_the_roadmap_speaks_of(active: Path) -> None:
    text = (active / ACTION).read_text(encoding="utf-8")
    (active / ACTION).write_text(
        text.replace('technology = "stop-counters"', "").replace('activity = "', 'activity = "Drones, and ', 1),
        encoding="utf-8",
    )
    assert "technology.item-not-declared" in codes_of(active, gravity="error", today=UNDER_WAY)


def test_without_a_seal_no_action_is_active(active: Path) -> None:
    (active / "seals.json").unlink()
    assert "action.not-sealed" in codes_of(active, gravity="error", today=UNDER_WAY)


def test_a_change_after_the_seal_is_told_field_by_field(active: Path) -> None:
    change(active, ACTION, "expected_reduction = 0.2", "expected_reduction = 0.1")
    (remark,) = [row for row in remarks_of(active, today=UNDER_WAY) if row.code == "action.changed-since-seal"]
    assert remark.details["fields"] == "expected_reduction"


def test_the_sunset_itself_is_still_a_day_of_use(active: Path) -> None:
    assert "technology.after-sunset" not in codes_of(active, today=date(2029, 3, 31))
    assert "technology.after-sunset" in codes_of(active, gravity="error", today=date(2029, 4, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "gravity"),
    [
        (ACTION, 'theory = "night-stops"', 'theory = "other"', "action.theory-unknown", "error"),
        (ACTION, 'problems = ["night-stops"]', 'problems = ["other"]', "action.problem-unknown", "error"),
        (ACTION, 'members = ["city", ', 'members = ["nobody", ', "action.member-unknown", "warning"),
        (ACTION, 'id = "training"', 'id = "lamps"', "action.item-twice", "error"),
        (ACTION, "sdgs = [11, 16]", "sdgs = [16]", "action.no-goal-11", "warning"),
        (ACTION, "sdgs = [11, 16]", "sdgs = [3, 5, 8, 10, 11, 16]", "action.many-goals", "warning"),
        (ACTION, 'technology = "stop-counters"', 'technology = "other"', "technology.no-file", "error"),
        (ACTION, HOSTS, "Zwei neue Überwachungskameras am Halt.", "technology.not-declared", "warning"),
        (ACTION, HOSTS, "Cameras with facial recognition at the stop.", "technology.red-line", "error"),
        (ACTION, "starts = 2027-03-01", "starts = 2027-02-15", "action.before-runs-into-start", "error"),
        (ACTION, 'starts = 2027-03-01', "starts = 2027-04-01", "action.after-begins-too-soon", "error"),
        (TECHNOLOGY, "Counting sensors", "Counting with face recognition", "technology.red-line", "error"),
        (TECHNOLOGY, "need = ", "# need = ", "technology.question-open", "warning"),
        (TECHNOLOGY, "Counting sensors", "AI that predicts who will offend", "technology.red-line", "error"),
        (TECHNOLOGY, "Counting sensors", "Gait recognition", "technology.red-line", "error"),
        (TECHNOLOGY, "Counting sensors", "Software zur Vorhersage von Straftätern", "technology.red-line", "error"),
        (ACTION, HOSTS, "Migrants harass women at the stops.", "problem.label", "error"),
        (ACTION, HOSTS, "The Hernandez family terrorises the stop.", "problem.label", "error"),
        (INDICATORS, "direct_link = true\nlink_reason = \"hosts and", "direct_link = false\nlink_reason = \"hosts and",
         "indicator.no-direct-link", "error"),
        (INDICATORS, "target = 60", "target = 52", "indicator.target-is-baseline", "error"),
        (INDICATORS, "baseline = 52\n", "", "indicator.no-baseline", "warning"),
        (INDICATORS, 'action = "night-stops"\nname = "People who', 'action = "other"\nname = "People who',
         "indicator.action-unknown", "error"),
        (INDICATORS, 'id = "nights-hosted"', 'id = "safe-at-stop"', "indicator.twice", "error"),
        (INDICATORS, 'source_kind = "survey"\nfrequency = "b', 'source_kind = "police_records"\nfrequency = "b',
         "indicator.sdg-from-police", "warning"),
        (INDICATORS, "by = 2029-09-30", "by = 2027-01-31", "indicator.due-before-start", "error"),
        (PLAN, 'lead_coordinators = ["city"]', "lead_coordinators = []", "plan.group-lead", "error"),
        (PLAN, 'lead_coordinators = ["city"]', 'lead_coordinators = ["city", "buses"]', "plan.group-lead", "error"),
        (PLAN, '"night-economy", "tenants"]', '"night-economy"]', "plan.partner-idle", "error"),
        (PLAN, '"night-economy", "tenants"]', '"night-economy", "tenants", "x"]', "plan.partner-unknown", "error"),
        (PLAN, 'id = "c2"', 'id = "c1"', "plan.comment-twice", "error"),
        (PLAN, 'disposition = "accepted"\n', "", "plan.comments-open", "warning"),
        (PLAN, "approved = 2026-03-31\n", "", "plan.no-approved-document", "warning"),
        (PLAN, 'state = "strategy"\nheld', 'state = "audit"\nheld', "plan.no-participation", "warning"),
        ("foresight/night-2030.toml", 'id = "host-shifts"', 'id = "later-bus"', "foresight.twice", "error"),
    ],
)  # fmt: skip
def test_each_rule(folder: Path, file: str, old: str, new: str, code: str, gravity: str) -> None:
    assert code not in codes_of(folder)
    change(folder, file, old, new)
    assert code in codes_of(folder, gravity=gravity)


def test_outcomes_may_not_rest_on_police_records_alone(folder: Path) -> None:
    text = (folder / INDICATORS).read_text(encoding="utf-8")
    for kind in ("survey", "observation"):
        text = text.replace(f'source_kind = "{kind}"', 'source_kind = "police_records"')
    (folder / INDICATORS).write_text(text, encoding="utf-8")
    assert "indicator.police-only" in codes_of(folder, gravity="error")


@pytest.mark.parametrize(
    ("objective", "text", "found"),
    [
        ("better_funding", "with additional funding of the state", True),
        ("better_regulation", "ein neues Gesetz", True),
        ("better_knowledge", "with additional funding of the state", False),
    ],
)
def test_better_funding_and_regulation_promise_no_new_ones(
    folder: Path, objective: str, text: str, *, found: bool
) -> None:
    change(folder, ACTION, "better_knowledge", objective)
    change(folder, ACTION, "Nobody is at the stops", f"{text}: nobody is at the stops")
    assert ("action.promises-too-much" in codes_of(folder, gravity="error")) is found


def test_what_is_overdue_is_a_note_and_grows_by_a_day_a_day(folder: Path) -> None:
    due = date(2027, 1, 31)
    assert "action.item-overdue" not in codes_of(folder, today=due)
    for days in (1, 17):
        (remark,) = [
            row
            for row in remarks_of(folder, today=due + timedelta(days=days))
            if row.code == "action.item-overdue" and row.where == "lamps"
        ]
        assert (remark.gravity, remark.details["days"]) == ("note", days)


def test_expectations_are_resolved_when_they_are_due(folder: Path) -> None:
    assert "foresight.not-resolved" in codes_of(folder, gravity="note", today=date(2028, 3, 16))
    change(
        folder,
        "foresight/night-2030.toml",
        "probability = 0.7",
        "probability = 0.7\ncame_true = false\nresolved_on = 2028-01-01",
    )
    assert "foresight.resolved-early" in codes_of(folder, gravity="warning", today=date(2028, 3, 16))
    assert "foresight.resolved-in-future" in codes_of(folder, gravity="error", today=date(2027, 3, 16))


def literal_codes() -> Iterator[tuple[str, str]]:
    """Return the code and the rule of every remark that stands in the code of the room."""
    for path in Path(plateia.plans.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remark" and len(node.args) > 1:
                code = node.args[0]
                rule = (
                    node.args[4]
                    if len(node.args) > 4
                    else next((k.value for k in node.keywords if k.arg == "rule"), None)
                )
                yield (
                    str(code.value) if isinstance(code, ast.Constant) else "",
                    str(rule.value) if isinstance(rule, ast.Constant) else "own",
                )


@pytest.mark.parametrize("language", languages())
def test_every_remark_and_every_rule_has_its_words(language: str) -> None:
    wording = load(language)
    found = {pair for pair in literal_codes() if pair[0]}
    assert len(found) > 60
    missing = {code for code, _ in found if not wording.has(f"remark.{code}")}
    missing |= {rule for _, rule in found if not wording.has(f"rule.{rule}")}
    assert missing == set()


def test_each_practice_has_one_remark_that_names_all_it_lacks(folder: Path) -> None:
    lacking = [
        '[[good_practices]]\npractice = "PS-17"\nuse = "transfer"\n',
        '[[good_practices]]\npractice = "PS-21"\nuse = "transfer"\nimplemented = "Augsburg"\n',
    ]
    (folder / ACTION).write_text("\n".join([(folder / ACTION).read_text(encoding="utf-8"), *lacking]), encoding="utf-8")
    remarks = [row for row in remarks_of(folder) if row.code == "action.practice-incomplete"]
    assert [(row.where, row.details["parts"]) for row in remarks] == [
        ("PS-17", ("implemented", "successful", "replicable")),
        ("PS-21", ("successful", "replicable")),
    ]


def test_texts_an_action_lacks_stand_in_one_remark(folder: Path) -> None:
    for key in ("need", "novelty"):
        change(folder, ACTION, f"{key} = ", f"# {key} = ")
    (remark,) = [row for row in remarks_of(folder) if row.code == "action.text-missing"]
    assert remark.details["texts"] == ("need", "novelty")


@pytest.mark.parametrize(
    "text",
    [
        "Score the risk of reoffending of each young person",
        "Jugendliche werden nach Rückfallrisiko geordnet",
        "évaluer le risque de récidive des jeunes",
        "valutare il rischio di recidiva",
        "puntuación de reincidencia de los jóvenes",
        "avaliar o risco de reincidência",
        "een recidivescore voor elke jongere",
        "recidīva riska novērtēšana",
    ],
)
def test_a_measure_that_scores_persons_is_refused_in_eight_languages(folder: Path, text: str) -> None:
    change(folder, ACTION, HOSTS, text)
    assert "technology.red-line" in codes_of(folder, gravity="error")


def test_less_reoffending_is_an_aim_and_no_score(folder: Path) -> None:
    change(
        folder, ACTION, HOSTS, "Mentors help young people so that fewer offend again; the risk of reoffending falls."
    )
    assert "technology.red-line" not in codes_of(folder)


def test_an_office_may_be_named_with_its_telephone_and_without_a_birth_date(folder: Path) -> None:
    lead = 'lead = "Example: head of the community safety office'
    change(folder, ACTION, lead, f"{lead}, Ms Example, +49 30 1234567")
    assert "person.in-text" not in codes_of(folder)
    change(folder, ACTION, "Ms Example", "Ms Example, born 03.05.1999")
    assert "person.in-text" in codes_of(folder, gravity="error")


def test_a_start_moved_before_the_seal_makes_the_seal_late(active: Path) -> None:
    assert "action.sealed-late" not in codes_of(active, today=UNDER_WAY)
    change(active, ACTION, "starts = 2027-03-01", f"starts = {(TODAY - timedelta(days=30)).isoformat()}")
    assert "action.sealed-late" in codes_of(active, gravity="warning", today=UNDER_WAY)


def test_a_survey_of_a_handful_is_no_figure_of_a_plan(active: Path) -> None:
    change(active, "indicators.toml", 'source_kind = "survey"', 'source_kind = "survey"\nbaseline_n = 4 #')
    assert "indicator.few-answers" in codes_of(active, gravity="error", today=UNDER_WAY)
