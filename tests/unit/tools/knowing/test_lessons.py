"""Every lesson is told with its section, focus area and source; the pillars stand in their order."""

from __future__ import annotations

import pytest

from plateia.errors import SettingsError
from plateia.findings.codes import FOCUS_AREAS
from plateia.knowledge.declarations import ALL_FOCUS_AREAS, RESEARCH_SECTIONS
from plateia.knowledge.research import insights, pillars, sources
from plateia.tools.knowing.lessons import as_json, describe, describe_pillars, lessons, pillars_as_json
from plateia.wording import languages, load


@pytest.mark.parametrize("language", languages())
def test_each_lesson_comes_with_its_section_focus_area_and_source(language: str) -> None:
    wording = load(language)
    said = describe(lessons(), wording=wording)
    lines = said.splitlines()
    assert len(lessons()) == len(insights()) == 97
    for entry in insights():
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{entry.id} · "))
        assert wording.text(f"content.focus_area.{entry.focus_area}") in lines[at]
        assert entry.text in lines[at]
        assert sources()[entry.source].title in lines[at + 1]
    for section in RESEARCH_SECTIONS:
        assert wording.text("lessons.section", name=wording.text(f"content.section.{section}"), id=section) in lines


def test_every_lesson_is_in_one_section_and_the_focus_areas_share_those_for_all() -> None:
    assert sum(len(lessons(section=section)) for section in RESEARCH_SECTIONS) == 97
    for_all = {entry.id for entry in lessons(focus_area=ALL_FOCUS_AREAS)}
    assert {entry.focus_area for entry in lessons(focus_area=ALL_FOCUS_AREAS)} == {ALL_FOCUS_AREAS}
    for focus in FOCUS_AREAS:
        found = lessons(focus_area=focus)
        assert for_all < {entry.id for entry in found}
        assert {entry.focus_area for entry in found} == {focus, ALL_FOCUS_AREAS}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"section": "lessons learned"}, "lessons.section-unknown"),
        ({"focus_area": "burglary"}, "lessons.focus-unknown"),
    ],
)
def test_an_unknown_section_or_focus_area_is_refused_with_those_there_are(asked: dict[str, str], code: str) -> None:
    with pytest.raises(SettingsError) as refused:
        lessons(**asked)
    assert refused.value.code == code
    assert any(name in str(refused.value) for name in (*RESEARCH_SECTIONS, *FOCUS_AREAS))


@pytest.mark.parametrize("language", languages())
def test_the_seven_pillars_stand_in_their_order(language: str) -> None:
    said = describe_pillars(pillars(), wording=load(language))
    at = [said.index(f"{pillar.position}. {pillar.name}: {pillar.question}") for pillar in pillars()]
    assert at == sorted(at)
    assert sources()["icarus_roadmap"].title in said


def test_json_holds_whole_rows() -> None:
    assert {"section", "focus_area", "text", "source", "mark"} <= set(as_json(lessons())["lessons"][0])
    assert [row["position"] for row in pillars_as_json(pillars())["pillars"]] == [1, 2, 3, 4, 5, 6, 7]
