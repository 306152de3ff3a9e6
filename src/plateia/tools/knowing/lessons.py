"""What research and practice taught, by section and focus area, and the seven pillars of the roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from plateia.errors import SettingsError
from plateia.findings.codes import FOCUS_AREAS
from plateia.knowledge.declarations import ALL_FOCUS_AREAS, RESEARCH_SECTIONS
from plateia.knowledge.research import Insight, Pillar, insights

if TYPE_CHECKING:
    from plateia.wording import Wording


def lessons(*, section: str | None = None, focus_area: str | None = None) -> tuple[Insight, ...]:
    """Return what research and practice taught, by section in the order of the sections.

    Parameters
    ----------
    section : str, optional
        trend, tension, lesson or gap.
    focus_area : str, optional
        One of the four, with what concerns them all; ``all`` for that alone.

    Raises
    ------
    SettingsError
        ``lessons.section-unknown``, ``lessons.focus-unknown``.

    Examples
    --------
    >>> len(lessons()), [entry.id for entry in lessons(section="gap", focus_area="organised_crime")][:4]
    (97, ['RI-052', 'RI-053', 'RI-054', 'RI-055'])
    """
    if section not in (None, *RESEARCH_SECTIONS):
        raise SettingsError(
            "lessons.section-unknown",
            expected=f"A section in --section: {', '.join(RESEARCH_SECTIONS)}.",
            seen="another one.",
            remedy="leave it out for all of them.",
        )
    if focus_area not in (None, *FOCUS_AREAS, ALL_FOCUS_AREAS):
        raise SettingsError(
            "lessons.focus-unknown",
            expected=f"A focus area in --focus: {', '.join((*FOCUS_AREAS, ALL_FOCUS_AREAS))}.",
            seen="another one.",
            remedy="leave it out for all of them.",
        )
    found = insights(section=section, focus_area=None if focus_area == ALL_FOCUS_AREAS else focus_area)
    kept = [entry for entry in found if focus_area != ALL_FOCUS_AREAS or entry.focus_area == ALL_FOCUS_AREAS]
    return tuple(sorted(kept, key=lambda entry: RESEARCH_SECTIONS.index(entry.section)))


def describe(found: Sequence[Insight], *, wording: Wording) -> str:
    """Return the lessons as plain lines by section, each with its focus area and its source."""
    lines = [
        wording.text("lessons.heading"),
        wording.text("lessons.about"),
        wording.text("lessons.found", n=len(found)),
    ]
    for section, inside in groupby(found, key=lambda entry: entry.section):
        name = wording.text(f"content.section.{section}")
        lines += ["", wording.text("lessons.section", name=name, id=section)]
        for entry in inside:
            focus = wording.text(f"content.focus_area.{entry.focus_area}")
            lines.append(wording.text("lessons.line", id=entry.id, focus=focus, text=entry.text))
            mark = wording.text(f"content.mark.{entry.mark}")
            lines.append("  " + wording.text("lessons.source", source=_source(entry, wording), mark=mark))
    return "\n".join(lines)


def describe_pillars(pillars: Sequence[Pillar], *, wording: Wording) -> str:
    """Return the pillars as plain lines, each with the question a plan answers under it, and the source."""
    lines = [wording.text("pillars.heading"), wording.text("pillars.about"), ""]
    lines += [
        wording.text("pillars.line", position=pillar.position, name=pillar.name, question=pillar.question)
        for pillar in pillars
    ]
    said = dict.fromkeys(wording.text("pillars.source", source=_source(pillar, wording)) for pillar in pillars)
    return "\n".join([*lines, "", *said])


def _source(entry: Insight | Pillar, wording: Wording) -> str:
    from plateia.reports.practices import document_text

    return document_text(entry.source, entry.source_section, wording=wording)


def as_json(found: Sequence[Insight]) -> dict[str, Any]:
    """Return the lessons as JSON values."""
    return {"lessons": [asdict(entry) for entry in found]}


def pillars_as_json(pillars: Sequence[Pillar]) -> dict[str, Any]:
    """Return the pillars as JSON values."""
    return {"pillars": [asdict(pillar) for pillar in pillars]}
