"""One entry of the knowledge base with every field; what its source does not state is said to be not stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.errors import InputError
from plateia.knowledge.folding import fold
from plateia.knowledge.practices import Practice, practices
from plateia.knowledge.research import city_tools, insights, policies
from plateia.settings.reading import read_settings
from plateia.tools.knowing.entries import city_practices

if TYPE_CHECKING:
    from plateia.knowledge.own import OwnPractice
    from plateia.knowledge.research import CityTool, Insight, Policy
    from plateia.settings.practice import PracticeFile
    from plateia.wording import Wording

    Shown = Practice | OwnPractice | Policy | Insight | CityTool

MOST_LETTERS, SHORTEST, MOST_NEAR, LEAST_LIKE = 60, 3, 5, 0.6
"""An id is read so far; a part of a name has so many letters; so many near entries are named, at least so like."""

TERMS = ("focus_area", "category", "country_basis", "section", "mark", "evidence_kind")
"""Fields that hold keys of ``content.<field>``; the others hold words of the source or ours."""
BESIDE = ("id", "name", "codes", "provenance", "person_level", "country_basis", "source", "source_section", "n_results")


def find_entry(entry_id: str, *, folder: Path | None = None) -> Shown:
    """Return an entry by its id: of the package, or of a city folder where one is given.

    Raises
    ------
    InputError
        ``practices.unknown-id``: there is none of that id; near ones are named.
    PlateiaError
        What reading the city's practices raises.
    """
    package: tuple[Shown, ...] = (*practices(), *policies(), *insights(), *city_tools())
    own = () if folder is None else city_practices(folder, city=read_settings(folder).city.name)
    known: dict[str, Shown] = {_parts(entry)[0].id: entry for entry in (*package, *own)}
    found = known.get(entry_id)
    if found is None:
        raise InputError(
            "practices.unknown-id",
            expected="The id of an entry of the knowledge base.",
            seen=f"{entry_id[:MOST_LETTERS]!r}.",
            remedy=_remedy(near_entries(entry_id, known)),
        )
    return found


def near_entries(asked: str, known: Mapping[str, Shown]) -> list[str]:
    """Return ids whose id, name or city is near what was asked, the nearest first.

    Examples
    --------
    >>> near_entries("safetipin", {entry.id: entry for entry in practices()})
    ['PS-15']
    """
    words = fold(asked[:MOST_LETTERS]).strip()
    names = {id_: [fold(text) for text in _titles(id_, entry)] for id_, entry in known.items()}
    having = [id_ for id_, titles in names.items() if len(words) >= SHORTEST and any(words in text for text in titles)]
    spelt = {text: id_ for id_, titles in reversed(names.items()) for text in titles}
    like = [spelt[text] for text in get_close_matches(words, spelt, n=MOST_NEAR, cutoff=LEAST_LIKE)]
    return list(dict.fromkeys([*having, *like]))[:MOST_NEAR]


def _titles(entry_id: str, entry: Shown) -> tuple[str, ...]:
    shown, _ = _parts(entry)
    if isinstance(shown, Practice):
        return entry_id, shown.name, *shown.city_or_organisation
    return tuple(text for text in (entry_id, getattr(shown, "name", ""), getattr(shown, "city", "")) if text)


def _remedy(near: Sequence[str]) -> str:
    if near:
        return f"{', '.join(near)}; `plateia practices WORDS` finds others."
    return "an id such as PS-19; `plateia practices WORDS` finds them."


def describe(entry: Shown, *, wording: Wording) -> str:
    """Return an entry as plain lines: every field, its codes with the words that support them, its source."""
    from plateia.reports.practices import required_lines

    shown, form = _parts(entry)
    title = " · ".join(part for part in (shown.id, getattr(shown, "name", "")) if part)
    lines = [title]
    if isinstance(shown, Practice) and shown.person_level:
        lines += required_lines(wording)
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
    from plateia.reports.practices import document_text, source_text

    if isinstance(entry, Practice):
        return source_text(entry, wording=wording)
    return document_text(entry.source, entry.source_section, wording=wording)


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
