"""The design process: its stages as they were held, ideas in order of impact per effort, prototypes and their tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.design import Design, Idea, Prototype, StageHeld
from plateia.settings.plan_files.partners import STAGES
from plateia.settings.plan_files.problems import Frame, Problem

FILE = "design.toml"


@dataclass(frozen=True, slots=True)
class RankedIdea:
    """An idea with its place; equal ideas share a place.

    Attributes
    ----------
    priority : float
        Impact divided by effort.
    n_groups : int
        Distinct stakeholder groups in favour: they decide between ideas of equal priority.
    """

    rank: int
    idea: Idea
    priority: float
    n_groups: int


@dataclass(frozen=True, slots=True)
class StageReading:
    """One stage as it was held, with the frames of the problems that date from it."""

    held: StageHeld
    frames: tuple[tuple[str, Frame], ...]


def ranked_ideas(ideas: Sequence[Idea]) -> tuple[RankedIdea, ...]:
    """Return the ideas by impact per effort, ties by the number of distinct groups in favour (an own rule).

    Examples
    --------
    >>> ideas = [Idea(id="a", title="A", impact=4, effort=2, in_favour=("residents", "schools")),
    ...          Idea(id="b", title="B", impact=5, effort=4), Idea(id="c", title="C", impact=2, effort=1)]
    >>> [(row.idea.id, row.priority) for row in ranked_ideas(ideas)]
    [('a', 2.0), ('c', 2.0), ('b', 1.25)]
    """
    keys = {idea.id: (-Fraction(idea.impact, idea.effort), -_n_groups(idea)) for idea in ideas}
    ordered = sorted(ideas, key=lambda idea: (keys[idea.id], idea.id))
    return tuple(
        RankedIdea(
            rank=1 + sum(key < keys[idea.id] for key in keys.values()),
            idea=idea,
            priority=idea.impact / idea.effort,
            n_groups=_n_groups(idea),
        )
        for idea in ordered
    )


def stage_readings(design: Design, problems: Mapping[str, Problem]) -> tuple[StageReading, ...]:
    """Return the stages by date, each with the dated frames of the design's problems that fall into it."""
    frames = [(id_, frame) for id_ in design.problems if id_ in problems for frame in problems[id_].frames]
    frames.sort(key=lambda row: (row[1].dated, row[0]))
    return tuple(
        StageReading(held, tuple(row for row in frames if held.from_ <= row[1].dated <= held.to))
        for held in sorted(design.stages, key=lambda held: (held.from_, STAGES.index(held.stage)))
    )


def check_design(design: Design, *, problems: frozenset[str], today: date) -> list[Remark]:
    """Return what the design process lacks."""
    remarks = [
        Remark("design.problem-unknown", "error", FILE, "problems", details={"problem": problem})
        for problem in design.problems
        if problem not in problems
    ]
    for number, prototype in enumerate(design.prototypes, start=1):
        remarks += _prototype(prototype, f"prototypes[{number}]", today)
    return remarks + _stages(design)


def _stages(design: Design) -> list[Remark]:
    """A stage is held after an earlier one began, and users take part at least once in defining and testing."""
    remarks = []
    first = {stage: min((row.from_ for row in design.stages if row.stage == stage), default=None) for stage in STAGES}
    held = [stage for stage in STAGES if first[stage] is not None]
    for stage in held:
        before = [other for other in STAGES[: STAGES.index(stage)] if first[other] is None]
        if before:
            details = {"stage": stage, "missing": before[-1]}
            remarks.append(Remark("design.stage-skipped", "warning", FILE, "stages", "design_thinking", details))
    for earlier, later in pairwise(held):
        if (begun := first[later]) is not None and (start := first[earlier]) is not None and begun < start:
            details = {"stage": later, "missing": earlier}
            remarks.append(Remark("design.stage-order", "warning", FILE, "stages", "design_thinking", details))
    for stage in ("define", "test"):
        rows = [row for row in design.stages if row.stage == stage]
        if rows and not any(row.end_users for row in rows):
            details = {"stage": stage}
            remarks.append(Remark("design.no-end-users", "warning", FILE, "stages", "design_thinking", details))
    return remarks


def _prototype(prototype: Prototype, where: str, today: date) -> list[Remark]:
    details = {"idea": prototype.idea}
    if prototype.result_on is None:
        return []
    remarks = []
    if prototype.criterion_set >= prototype.result_on:
        remarks.append(Remark("design.criterion-after-result", "warning", FILE, where, details=details))
    if prototype.result_on > today:
        remarks.append(Remark("design.result-in-future", "error", FILE, where, details=details))
    return remarks


def _n_groups(idea: Idea) -> int:
    return len({" ".join(group.casefold().split()) for group in idea.in_favour})
