"""One entry of the knowledge base with every field; what its source does not state is said to be not stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.knowledge.practices import Practice, practice
from plateia.knowledge.research import city_tools, insights, policies
from plateia.settings.reading import read_settings
from plateia.tools.knowing.entries import city_practices

if TYPE_CHECKING:
    from plateia.knowledge.own import OwnPractice
    from plateia.knowledge.research import CityTool, Insight, Policy
    from plateia.settings.practice import PracticeFile
    from plateia.wording import Wording

    Shown = Practice | OwnPractice | Policy | Insight | CityTool

TERMS = ("focus_area", "category", "country_basis", "section", "mark")
"""Fields that hold keys of ``content.<field>``; the others hold words of the source or ours."""
BESIDE = ("id", "name", "codes", "provenance", "person_level", "country_basis", "source", "source_section", "n_results")


def find_entry(entry_id: str, *, folder: Path | None = None) -> Shown:
    """Return an entry by its id: of the package, or of a city folder where one is given.

    Raises
    ------
    InputError
        ``practices.unknown-id``.
    PlateiaError
        What reading the city's practices raises.
    """
    if folder is not None:
        for own in city_practices(folder, city=read_settings(folder).city.name):
            if own.practice.id == entry_id:
                return own
    others: tuple[Policy | Insight | CityTool, ...] = (*policies(), *insights(), *city_tools())
    return next((entry for entry in others if entry.id == entry_id), None) or practice(entry_id)


def describe(entry: Shown, *, wording: Wording) -> str:
    """Return an entry as plain lines: every field, its codes with the words that support them, its source."""
    shown, form = _parts(entry)
    title = " · ".join(part for part in (shown.id, getattr(shown, "name", "")) if part)
    lines = [title]
    if isinstance(shown, Practice) and shown.person_level:
        lines.append(wording.text("content.person_level"))
    lines += [
        f"{_label(field.name, wording)}: {_said(shown, field.name, wording)}"
        for field in fields(shown)
        if field.name not in BESIDE
    ]
    lines.append(f"{_label('source', wording)}: {_source(shown, wording)}")
    if form is not None:
        lines += ["", *_form_lines(form, wording)]
    if isinstance(shown, Practice):
        lines += ["", *_code_lines(shown, wording), wording.text("content.claim")]
    return "\n".join(lines)


def _parts(entry: Shown) -> tuple[Practice | Policy | Insight | CityTool, PracticeFile | None]:
    from plateia.knowledge.own import OwnPractice

    return (entry.practice, entry.form) if isinstance(entry, OwnPractice) else (entry, None)


def _label(name: str, wording: Wording) -> str:
    return wording.text(f"content.field.{name}") if wording.has(f"content.field.{name}") else name.replace("_", " ")


def _said(entry: Any, name: str, wording: Wording) -> str:
    value = getattr(entry, name)
    if value in (None, "", ()):
        return wording.text("content.not_stated")
    if name == "country" and getattr(entry, "country_basis", None) == "inferred":
        return wording.text("content.inferred", country=value)
    members = value if isinstance(value, tuple) else (value,)
    if name in TERMS:
        members = tuple(wording.text(f"content.{name}.{member}") for member in members)
    return "; ".join(map(str, members))


def _source(entry: Any, wording: Wording) -> str:
    from plateia.knowledge.research import sources
    from plateia.reports.practices import source_text

    if isinstance(entry, Practice):
        return source_text(entry, wording=wording)
    return wording.text("match.from_source", title=sources()[entry.source].title, section=entry.source_section)


def _form_lines(form: PracticeFile, wording: Wording) -> Iterator[str]:
    """Say why a city expects its practice to work, and what it found."""
    absent = wording.text("content.not_stated")
    for key, answer in form.mechanism.model_dump().items():
        said = "; ".join(answer) if isinstance(answer, tuple) else answer
        yield f"{wording.text(f'own.label.mechanism.{key}')}: {said or absent}"
    for result in form.results:
        yield wording.text("own.label.result")
        for key, answer in result.model_dump().items():
            yield f"  {wording.text(f'own.label.results.{key}')}: {_answer(key, answer, wording)}"


def _answer(key: str, answer: Any, wording: Wording) -> str:
    """Return one answer on a result in words: the measure by its name, numbers as they are written in the language."""
    if answer is None:
        return wording.text("content.not_stated")
    if key == "measure":
        return wording.text(f"own.measure.{answer}")
    if key == "interval_level":
        return wording.percent(answer)
    if isinstance(answer, float):
        return wording.number(answer, len(f"{answer:.6g}".partition(".")[2]))
    return str(answer)


def _code_lines(entry: Practice, wording: Wording) -> Iterator[str]:
    from plateia.reports.practices import coded_by_text

    if entry.codes:
        yield coded_by_text([entry], wording=wording)
    for code in entry.codes:
        meaning = wording.text(f"content.code.{code.facet}.{code.code}")
        yield f"  {meaning} · {wording.text('match.reason', facet=code.facet, words=code.words)}"


def as_json(entry: Shown) -> dict[str, Any]:
    """Return an entry as JSON values; None and an empty list say "not stated"."""
    shown, form = _parts(entry)
    return asdict(shown) if form is None else {**asdict(shown), "form": form.model_dump(mode="json")}
