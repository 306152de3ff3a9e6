"""Reads the folder of a plan: every file into its strict model, all problems of all files at once.

A plan lies in ``<city>/plans/<plan>/``. Files nobody knows are named, not passed over; nothing outside the folder is
read, whatever a link points to.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from plateia.errors import AccessError, InputError, SettingsError, SettingsErrors
from plateia.plans.files import MOST_BYTES, NOTES, PLAN_FILE, PLANS, model_of, page_of
from plateia.plans.sealing import SEALS_FILE, Seal, parse_seals
from plateia.settings.city import Section
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.costs import UnitCostTable
from plateia.settings.plan_files.design import Design, Scoping
from plateia.settings.plan_files.fields import ID_PATTERN, LONGEST_ID
from plateia.settings.plan_files.foresight import Foresight
from plateia.settings.plan_files.indicators import Indicator, Indicators
from plateia.settings.plan_files.partners import Partnership, Stakeholders
from plateia.settings.plan_files.plan import PlanFile
from plateia.settings.plan_files.problems import Problem
from plateia.settings.plan_files.quality import Grid, QualityRating, Reviews
from plateia.settings.plan_files.security_by_design import DesignSheet
from plateia.settings.plan_files.technology import RED_LINE_KINDS, Technology
from plateia.settings.plan_files.theory import Theory
from plateia.settings.reading import check_city_folder, check_tree, parse_tree, read_text
from plateia.vocabulary.costs import UnitCost, unit_costs
from plateia.vocabulary.persons import kind_of_person_key


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as its files say.

    Attributes
    ----------
    name : str
        Name of its folder.
    problems, theories, actions, technologies, foresights, sheets, ratings, grids : mapping of str to model
        File name without ``.toml`` -> content.
    unknown_files : tuple of str
        Paths of files that were not read, because no file of that name belongs to a plan.
    texts : mapping of str to mapping
        Every file as it was read: path -> tables, for checks that look at all words.
    """

    name: str
    file: PlanFile
    indicators: tuple[Indicator, ...] = ()
    problems: Mapping[str, Problem] = field(default_factory=dict)
    theories: Mapping[str, Theory] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    technologies: Mapping[str, Technology] = field(default_factory=dict)
    foresights: Mapping[str, Foresight] = field(default_factory=dict)
    sheets: Mapping[str, DesignSheet] = field(default_factory=dict)
    ratings: Mapping[str, QualityRating] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    stakeholders: Stakeholders | None = None
    partnership: Partnership | None = None
    design: Design | None = None
    scoping: Scoping | None = None
    reviews: Reviews | None = None
    unit_costs: Mapping[str, UnitCost] = field(default_factory=unit_costs)
    seals: tuple[Seal, ...] = ()
    unknown_files: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def plan_names(city: Path) -> list[str]:
    """Return the names of the plans of a city: the folders in ``plans`` that hold a ``plan.toml``."""
    folder = city / PLANS
    if not folder.is_dir():
        return []
    visible = (entry for entry in folder.iterdir() if not entry.name.startswith("."))
    return sorted(entry.name for entry in visible if (entry / PLAN_FILE).is_file())


def find_plan(city: Path, name: str | None = None) -> Path:
    """Return the folder of a plan; without a name the only one there is.

    Raises
    ------
    InputError
        ``folder.not-found``, ``plan.none``, ``plan.not-found``.
    SettingsError
        ``plan.several``: there are several, and none was named.
    """
    check_city_folder(city)
    names = plan_names(city)
    if not names:
        raise InputError(
            "plan.none",
            expected=f"A plan in {city.name}/{PLANS}: a folder with a {PLAN_FILE}.",
            seen="none.",
            remedy="plateia plan new FOLDER NAME writes one; --finding starts it from a finding of the audit.",
        )
    if name is None and len(names) == 1:
        return city / PLANS / names[0]
    if name is None:
        raise SettingsError(
            "plan.several",
            expected="The name of one plan.",
            seen=f"{len(names)} plans: {', '.join(names)}.",
            remedy="name the one that is meant, after the folder or with --plan.",
        )
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        raise InputError(
            "plan.not-found",
            expected=f"A plan of this name in {city.name}/{PLANS}.",
            seen=f"{name!r}.",
            remedy=f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}.",
        )
    return city / PLANS / name


def read_plan(folder: Path) -> Plan:
    """Return the plan in a folder.

    Raises
    ------
    InputError
        ``plan.file-missing``, ``seal.unreadable``, ``seal.broken``.
    SettingsErrors
        All problems of all files: unknown keys with the nearest known one, missing keys, unusable values,
        ``plan.file-unreadable``, ``plan.file-outside``, ``plan.file-too-large``, ``plan.file-name``.
    AccessError
        ``plan.person-key``: a key that asks for a person; ``technology.red-line``: a kind no setting can enable.
    """
    if not (folder / PLAN_FILE).is_file():
        raise InputError(
            "plan.file-missing",
            expected=f"A file {PLAN_FILE} in the folder of the plan.",
            seen=f"none in {folder.name!r}.",
            remedy="plateia plan new FOLDER NAME writes one.",
        )
    reading = _Reading(folder)
    for path in _files_in(folder):
        reading.read(path)
    if reading.problems:
        raise SettingsErrors(f"{PLANS}/{folder.name}", reading.problems, page="docs/plan-actions.md")
    return reading.plan()


def _files_in(folder: Path) -> Iterator[str]:
    """Return the paths of all files, in order; folders are entered where they are no links."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and not entry.name.startswith("."):
            yield from (f"{entry.name}/{inner}" for inner in _files_in(entry))
        elif not NOTES.search(entry.name):
            yield entry.name


class _Reading:
    """What has been read so far, and what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[SettingsError] = []
        self.unknown: list[str] = []
        self.texts: dict[str, Mapping[str, Any]] = {}
        self.models: dict[str, Section] = {}
        self.seals: tuple[Seal, ...] = ()

    def read(self, path: str) -> None:
        model = model_of(path)
        if model is None and path != SEALS_FILE:
            self.unknown.append(path)
            return
        text = self._text(path)
        if text is None:
            return
        if model is None:
            self.seals = parse_seals(text)
            return
        try:
            tree = parse_tree(text, file=path)
            check_red_line(tree, path=path)
            self.models[path] = check_tree(tree, model=model, file=path, page=page_of(path))
            self.texts[path] = tree
        except SettingsError as fault:
            check_no_person_keys(fault, path=path)
            self.problems.append(_named(fault, path))

    def _text(self, path: str) -> str | None:
        """Return the text of a file, or note why it cannot be read."""
        place = self.folder / path
        name = Path(path).stem
        if "/" in path and (not re.match(ID_PATTERN, name) or len(name) > LONGEST_ID):
            self.problems.append(
                SettingsError(
                    "plan.file-name",
                    expected="A file name of lower-case letters, digits, - and _: other files refer to it.",
                    seen=f"{path}.",
                    remedy="rename the file.",
                )
            )
            return None
        if not place.resolve().is_relative_to(self.folder.resolve()) or not place.is_file():
            self.problems.append(
                SettingsError(
                    "plan.file-outside",
                    expected="Files that lie in the folder of the plan.",
                    seen=f"{path}, which leads elsewhere or nowhere.",
                    remedy="put the file itself there, not a link.",
                )
            )
            return None
        if place.stat().st_size > MOST_BYTES:
            self.problems.append(
                SettingsError(
                    "plan.file-too-large",
                    expected=f"Files of a plan of at most {MOST_BYTES // 1000} kB.",
                    seen=f"{path} with {place.stat().st_size // 1000} kB.",
                    remedy="keep texts here and figures in tables.",
                )
            )
            return None
        try:
            return read_text(place)
        except InputError as fault:
            self.problems.append(
                SettingsError(
                    "plan.file-unreadable", expected=f"{path} saved as UTF-8.", seen=fault.seen, remedy=fault.remedy
                )
            )
            return None

    def plan(self) -> Plan:
        indicators = cast("Indicators | None", self.models.get("indicators.toml"))
        own_costs = cast("UnitCostTable | None", self.models.get("unit-costs.toml"))
        return Plan(
            name=self.folder.name,
            file=cast("PlanFile", self.models[PLAN_FILE]),
            indicators=() if indicators is None else indicators.indicators,
            problems=self._within("problems"),
            theories=self._within("theory"),
            actions=self._within("actions"),
            technologies=self._within("technology"),
            foresights=self._within("foresight"),
            sheets=self._within("security_by_design"),
            ratings=self._within("quality"),
            grids=self._within("grids"),
            stakeholders=cast("Stakeholders | None", self.models.get("stakeholders.toml")),
            partnership=cast("Partnership | None", self.models.get("partnership.toml")),
            design=cast("Design | None", self.models.get("design.toml")),
            scoping=cast("Scoping | None", self.models.get("scoping.toml")),
            reviews=cast("Reviews | None", self.models.get("reviews.toml")),
            unit_costs={**unit_costs(), **({} if own_costs is None else own_costs.by_offence())},
            seals=self.seals,
            unknown_files=tuple(self.unknown),
            texts=self.texts,
        )

    def _within(self, folder: str) -> dict[str, Any]:
        return {Path(path).stem: model for path, model in self.models.items() if path.startswith(f"{folder}/")}


def check_red_line(tree: Mapping[str, Any], *, path: str) -> None:
    """Refuse a technology file of a kind that no setting can enable."""
    kind = str(tree.get("kind", "")).replace("-", "_").replace(" ", "_").lower()
    if path.startswith("technology/") and kind in RED_LINE_KINDS:
        raise AccessError(
            "technology.red-line",
            expected="A technology that works on places and things.",
            seen=f"kind = {kind!r} in {path}.",
            remedy=f"leave it out: guardrail {RED_LINE_KINDS[kind]} forbids it, and no setting enables it.",
        )


def check_no_person_keys(fault: SettingsError, *, path: str) -> None:
    """Refuse a file with a key nobody knows that looks like a person's: a plan has no field for persons."""
    for problem in getattr(fault, "problems", (fault,)):
        if problem.code != "settings.unknown-key":
            continue
        key = problem.seen.removesuffix(".").rpartition(".")[2]
        kind = None if key == "name" else kind_of_person_key(key)  # a bare name is as likely that of a place
        if kind is not None:
            raise AccessError(
                "plan.person-key",
                expected="A plan of places, situations, organisations and groups.",
                seen=f"the key {key!r} in {path}, which asks for a person's {kind}.",
                remedy="take it out: no file of a plan holds a person, or a list or score of persons (G-01, G-03).",
            )


def _named(fault: SettingsError, path: str) -> SettingsError:
    """Return a problem that names its file; what the model says does so already."""
    if isinstance(fault, SettingsErrors):
        return fault
    return SettingsErrors(path, [fault], page=page_of(path))
