"""A city's own practices: one file each in ``knowledge/``, the survey form of the inventory, strictly read.

Organisations stand in it, never persons: keys and sentences that look like one are refused before the form is read
(guardrails G-01, G-16, G-22), and an instrument about single persons is catalogue text without results (G-03).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.errors import SettingsError, SettingsErrors
from plateia.knowledge.codes import Code, code_list
from plateia.knowledge.no_persons import PAGE, check_no_person_results, check_no_persons
from plateia.knowledge.practices import Practice, Provenance
from plateia.settings.city import Section
from plateia.settings.practice import (
    FOCUS_AREAS,
    PRACTICE_CATEGORIES,
    Coded,
    Contact,
    CrossCutting,
    Description,
    Mechanism,
    PracticeFile,
    Result,
    is_plain_id,
)
from plateia.settings.reading import check_tree, parse_tree, read_text
from plateia.settings.writing import toml_value

if TYPE_CHECKING:
    from plateia.wording import Wording

KNOWLEDGE = "knowledge"
_FORM: tuple[tuple[str, type[Section]], ...] = (
    ("practice", Description),
    ("cross_cutting", CrossCutting),
    ("mechanism", Mechanism),
    ("contact", Contact),
)
_REPEATED: tuple[tuple[str, type[Section]], ...] = (("codes", Coded), ("results", Result))
# The inventory asks for technology and for crime online in one column.
_CYBER = dict.fromkeys(("technology", "online_sphere"), "technology_cyber")
_OFFERED: dict[str, object] = {
    "focus_area": FOCUS_AREAS[-1],
    "category": (PRACTICE_CATEGORIES[1],),
    "person_level": False,
    **dict.fromkeys(
        ("city_or_organisation", "target_groups", "actors_involved", "assumptions", "unintended_effects"), ()
    ),
}


@dataclass(frozen=True, slots=True)
class OwnPractice:
    """A practice a city wrote down: as an entry like those of the inventory, and the whole form.

    Attributes
    ----------
    practice : Practice
        For search and matching; its id is the file's, for an imported one ``<city>/<id>``.
    form : PracticeFile
        Mechanism, results and contact stand here.
    """

    practice: Practice
    form: PracticeFile


def read_own_practices(folder: Path, *, city: str) -> tuple[OwnPractice, ...]:
    """Return the practices that stand in ``knowledge/`` of a city folder, in the order of their ids.

    Parameters
    ----------
    folder : Path
        The city folder; without ``knowledge/`` there are none.
    city : str
        Name of the city, for the provenance.

    Raises
    ------
    SettingsError
        ``practice.id``; ``SettingsErrors`` with all problems of a file (``practice.code`` among them).
    AccessError
        ``practice.person-field``, ``practice.person-text``, ``practice.person-result``.
    InputError
        ``settings.encoding``, ``practice.nesting``.
    """
    return tuple(
        OwnPractice(practice_entry(form, practice_id, provenance=Provenance(origin=city)), form)
        for practice_id, form in read_own_forms(folder).items()
    )


def read_own_forms(folder: Path) -> dict[str, PracticeFile]:
    """Return the forms in ``knowledge/`` by id; see ``read_own_practices`` for the errors."""
    paths = sorted(path for path in (folder / KNOWLEDGE).glob("*.toml") if not path.name.startswith("."))
    return {_known_id(path.stem): read_practice_form(path) for path in paths}


def read_practice_form(path: Path) -> PracticeFile:
    """Return one form; see ``read_own_practices`` for the errors."""
    tree = parse_tree(read_text(path), file=path.name)
    check_no_persons(tree, model=PracticeFile, file=path.name)
    form = check_tree(tree, model=PracticeFile, file=path.name, page=PAGE)
    check_no_person_results(form, file=path.name)
    check_codes(form, file=path.name)
    return form


def practice_entry(form: PracticeFile, entry_id: str, *, provenance: Provenance) -> Practice:
    """Return a form as an entry like those of the inventory; empty answers become None: not stated."""
    told, asked = form.practice, form.cross_cutting
    cyber = "; ".join(part for part in (asked.technology, asked.online_sphere) if part)
    actions = [result.action for result in form.results if result.action]
    return Practice(
        id=entry_id,
        name=told.name,
        focus_area=told.focus_area,
        category=told.category,
        summary=told.summary,
        city_or_organisation=told.city_or_organisation,
        country=told.country,
        country_basis="stated",
        target_groups=told.target_groups,
        actors_involved=told.actors_involved,
        technology_cyber=cyber or None,
        gender_aspect=asked.gender_aspect or None,
        cross_border=asked.cross_border or None,
        evidence_stated=told.evidence_stated or None,
        resources_stated=told.resources_stated or None,
        barriers_stated=told.barriers_stated or None,
        success_factors_stated=told.success_factors_stated or None,
        year=told.year or None,
        url=told.url or None,
        person_level=told.person_level,
        notes=told.notes or None,
        codes=tuple(Code(code.facet, code.code, code.words, _CYBER.get(code.field, code.field)) for code in form.codes),
        n_results=len(form.results),
        provenance=Provenance(
            provenance.origin,
            provenance.entered_by or form.contact.organisation or None,
            provenance.entered_on,
            provenance.received_from,
            actions[0] if actions else None,
        ),
    )


def check_codes(form: PracticeFile, *, file: str) -> None:
    """Refuse codes that the shared list does not have, or whose words do not stand in the field they name."""
    texts = _texts(form)
    problems = [
        SettingsError(
            "practice.code",
            expected=f"In codes[{number}] a facet and code of the list, and words that stand in the field they name.",
            seen="an unknown code." if (code.facet, code.code) not in code_list() else "words that do not stand there.",
            remedy=f"{PAGE} says where the list is; copy the words from the form.",
        )
        for number, code in enumerate(form.codes, start=1)
        if (code.facet, code.code) not in code_list() or code.words not in texts.get(code.field, "")
    ]
    if problems:
        raise SettingsErrors(file, problems, page=PAGE)


def _texts(form: PracticeFile) -> dict[str, str]:
    """Return the answers that codes may rest on, by key; the entries of a list one per line."""
    answers = {**form.practice.model_dump(), **form.cross_cutting.model_dump()}
    return {
        key: "\n".join(answer) if isinstance(answer, tuple) else answer
        for key, answer in answers.items()
        if isinstance(answer, str | tuple)
    }


def new_practice(folder: Path, practice_id: str, *, wording: Wording) -> Path:
    """Write a commented form ``knowledge/<id>.toml`` and return its path; nothing that is there is touched.

    Raises
    ------
    SettingsError
        ``practice.id``; ``practice.exists``: there is one already.
    """
    path = folder / KNOWLEDGE / f"{_known_id(practice_id)}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(practice_form_text(wording))
    except FileExistsError:
        raise SettingsError(
            "practice.exists",
            expected=f"No practice {practice_id!r} in {KNOWLEDGE}/ yet.",
            seen="one of that id; it was left as it is.",
            remedy="edit the one that is there, or choose another id.",
        ) from None
    return path


def practice_form_text(wording: Wording) -> str:
    """Return the empty survey form as TOML, each key with its question in the language of ``wording``."""
    lines = [f"# {wording.text(f'own.form.{line}')}" for line in ("top", "empty", "no_persons")]
    for section, model in _FORM:
        lines += ["", f"# {wording.text(f'own.form.{section}.about')}", f"[{section}]"]
        for key in model.model_fields:
            lines.append(f"# {wording.text(f'own.form.{section}.{key}')}")
            lines.append(f"{key} = {toml_value(_OFFERED.get(key, ''))}")
    for section, model in _REPEATED:
        lines += ["", f"# {wording.text(f'own.form.{section}.about')}", f"# [[{section}]]"]
        lines += [f"# {key} =    # {wording.text(f'own.form.{section}.{key}')}" for key in model.model_fields]
    return "\n".join(lines) + "\n"


def _known_id(practice_id: str) -> str:
    if not is_plain_id(practice_id):
        raise SettingsError(
            "practice.id",
            expected="An id of small letters a to z, digits and single hyphens, at most 60: night-walks.",
            seen=f"another kind of name for a file in {KNOWLEDGE}/.",
            remedy="rename it; the id of a practice is the name of its file without .toml.",
        )
    return practice_id
