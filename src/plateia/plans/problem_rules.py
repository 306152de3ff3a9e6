"""The check of a problem: how it is framed, on whose evidence, in which words, and whether SARA is followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from plateia.plans.remarks import Remark
from plateia.plans.thor import check_thor
from plateia.plans.unwritten import is_unwritten
from plateia.settings.plan_files.problems import Frame, Problem
from plateia.vocabulary.framing import framing_words, label_words, solution_words

ORGANISATION_KEYS = frozenset({"owner", "source", "named_by", "checked_by"})
"""Keys whose text is the name of an organisation, which may have a label in it that is not ours to judge."""


@dataclass(frozen=True, slots=True)
class Reframing:
    """What one frame added to the one before it."""

    dated: date
    new_causes: tuple[str, ...]
    new_sources: tuple[str, ...]
    new_partners: tuple[str, ...]


def latest_frame(problem: Problem) -> Frame:
    """Return the frame that counts: the latest by date."""
    return max(problem.frames, key=lambda frame: frame.dated)


def reframings(problem: Problem) -> tuple[Reframing, ...]:
    """Return how the understanding of a problem changed, frame by frame; the first has nothing before it."""
    frames = sorted(problem.frames, key=lambda frame: frame.dated)
    return tuple(
        Reframing(
            dated=later.dated,
            new_causes=_new(later.causes, earlier.causes),
            new_sources=_new(_sources(later), _sources(earlier)),
            new_partners=_new(later.named_by, earlier.named_by),
        )
        for earlier, later in pairwise(frames)
    )


def check_problem(problem: Problem, *, file: str, language: str, today: date) -> list[Remark]:
    """Return what is weak in a problem.

    Parameters
    ----------
    language : str
        In which the plan is written; words are checked where there is a list for it.
    today : date

    Notes
    -----
    The latest frame is checked, since earlier ones are kept on purpose; labels for people are an error anywhere.
    """
    frame = latest_frame(problem)
    remarks = _words(problem, frame, file=file, language=language) + _agencies(problem, frame, file=file)
    remarks += _sara(problem, frame, file=file)
    remarks += [
        Remark("problem.frame-in-future", "error", file, where, details={"day": row.dated.isoformat()})
        for where, row in _placed(problem)
        if row.dated > today
    ]
    return remarks + ([] if problem.thor is None else check_thor(problem.thor, file=file))


def check_labels(tree: Any, *, file: str, language: str) -> list[Remark]:
    """Return an error for every text of a file that labels persons or groups (guardrail G-56)."""
    return [
        Remark("problem.label", "error", file, where, "no_labels", {"words": ", ".join(found)})
        for where, text in _texts(tree)
        if (found := label_words(text, language=language))
    ]


def _words(problem: Problem, frame: Frame, *, file: str, language: str) -> list[Remark]:
    remarks = check_labels(problem.model_dump(by_alias=True), file=file, language=language)
    where = _where(problem, frame)
    found = solution_words(frame.symptom, language=language)
    if found:
        details = {"words": ", ".join(found)}
        remarks.append(Remark("problem.solution", "warning", file, f"{where}.symptom", "framing", details))
    if language not in framing_words():
        remarks.append(Remark("problem.words-not-checked", "note", file, details={"language": language}))
    return remarks


def _agencies(problem: Problem, frame: Frame, *, file: str) -> list[Remark]:
    """Named by one agency, evidence of one, or evidence from police records alone."""
    remarks = []
    where = _where(problem, frame)
    named_by = [name for name in frame.named_by if not is_unwritten(name)]
    if len({_folded(name) for name in named_by}) == 1:
        details = {"organisation": named_by[0]}
        remarks.append(Remark("problem.one-agency", "warning", file, where, "framing", details))
    if not frame.evidence:
        return [*remarks, Remark("problem.no-evidence", "warning", file, where, "framing")]
    if len({_folded(row.source) for row in frame.evidence}) == 1:
        details = {"organisation": frame.evidence[0].source}
        remarks.append(Remark("problem.one-source", "warning", file, where, "framing", details))
    if all(row.kind == "police_record" for row in frame.evidence):
        remarks.append(Remark("problem.police-records-only", "warning", file, where, "framing"))
    return remarks


def _sara(problem: Problem, frame: Frame, *, file: str) -> list[Remark]:
    remarks = []
    if problem.actions and problem.analysis is None:
        remarks.append(Remark("problem.response-without-analysis", "warning", file, "analysis", "sara"))
    if problem.actions and problem.assessment is None:
        remarks.append(Remark("problem.response-without-assessment", "warning", file, "assessment", "sara"))
    if problem.analysis is not None and not frame.causes:
        remarks.append(Remark("problem.no-causes", "warning", file, _where(problem, frame), "sara"))
    if frame.how_might_we is None:
        remarks.append(Remark("problem.no-question", "note", file, _where(problem, frame), "design_thinking"))
    if not problem.findings:
        remarks.append(Remark("problem.no-finding", "note", file, "findings"))
    return remarks


def _placed(problem: Problem) -> list[tuple[str, Frame]]:
    return [(f"frames[{number}]", frame) for number, frame in enumerate(problem.frames, start=1)]


def _where(problem: Problem, frame: Frame) -> str:
    return next(where for where, row in _placed(problem) if row.dated == frame.dated)


def _sources(frame: Frame) -> tuple[str, ...]:
    return tuple(row.source for row in frame.evidence)


def _new(later: Iterable[str], earlier: Iterable[str]) -> tuple[str, ...]:
    known = {_folded(text) for text in earlier}
    fresh = {_folded(text): text for text in later if _folded(text) not in known}
    return tuple(fresh.values())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _texts(branch: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(branch, str):
        yield where, branch
    elif isinstance(branch, dict):
        for key, inner in branch.items():
            if key not in ORGANISATION_KEYS:
                yield from _texts(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(branch, list | tuple):
        for number, inner in enumerate(branch, start=1):
            yield from _texts(inner, f"{where}[{number}]")
