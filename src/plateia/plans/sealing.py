"""Seals of evaluation plans: the plan as it stood on a day, with its hash, and what was changed since.

A seal is one entry of ``seals.json`` in the plan folder. The hash is SHA-256 of the whole entry (action, version, day,
whether late, the plan) as canonical JSON: keys sorted, no blanks, UTF-8. A seal is never replaced: sealing again adds a
further version. The hash shows a change by hand; who makes it anew as well is found out only by a copy of it elsewhere,
in the minutes of the council or in git.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from plateia.errors import InputError, MethodError
from plateia.settings.plan_files.evaluation import EvaluationPlan

SEALS_FILE = "seals.json"


@dataclass(frozen=True, slots=True)
class Seal:
    """The evaluation plan of an action as it was sealed.

    Attributes
    ----------
    action : str
    version : int
        1 for the first seal of the action.
    sealed_on : date
    late : bool
        Sealed on or after the day the action started: the plan may have been written with results in sight.
    sha256 : str
        Of every other field as canonical JSON.
    content : mapping
        The evaluation plan, defaults included.
    """

    action: str
    version: int
    sealed_on: date
    late: bool
    sha256: str
    content: Mapping[str, Any]

    @property
    def is_whole(self) -> bool:
        """Whether every field still is what the hash was made of."""
        return _hash(self) == self.sha256


@dataclass(frozen=True, slots=True)
class Change:
    """A field of the evaluation plan that differs from its seal; ``None`` where it was not there."""

    field: str
    sealed: Any
    now: Any


def canonical_json(content: Any) -> str:
    """Return the one JSON text of these values: keys sorted, no blanks, no NaN.

    Examples
    --------
    >>> canonical_json({"b": 0.2, "a": ["é"]})
    '{"a":["é"],"b":0.2}'
    """
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def seal_evaluation(
    plan: EvaluationPlan, *, action: str, starts: date | None, today: date, seals: Sequence[Seal], late: bool = False
) -> Seal:
    """Return the seal of an action's evaluation plan; the caller appends it to the others.

    Parameters
    ----------
    starts : date or None
        The day the action starts.
    seals : sequence of Seal
        All that there are; the new one is the next version of its action.
    late : bool
        Seal although the action has started; the seal then says so for ever.

    Raises
    ------
    MethodError
        ``seal.no-start``, ``seal.too-late``, ``seal.nothing-changed``.
    """
    if starts is None:
        raise MethodError(
            "seal.no-start",
            expected=f"A day on which the action {action!r} starts.",
            seen="none.",
            remedy=f"write starts = 2026-03-01 into actions/{action}.toml; the plan is sealed before that day.",
        )
    started = today >= starts
    if started and not late:
        raise MethodError(
            "seal.too-late",
            expected=f"A seal before the action {action!r} starts on {starts.isoformat()}.",
            seen=f"{today.isoformat()}.",
            remedy="seal it as late with --late: reports then say that the plan was fixed after the start.",
        )
    content = content_of(plan)
    last = latest_seal(seals, action)
    if last is not None and content == last.content:
        raise MethodError(
            "seal.nothing-changed",
            expected="An evaluation plan that differs from its seal.",
            seen=f"the plan sealed on {last.sealed_on.isoformat()}.",
            remedy="nothing is to be done; the seal holds.",
        )
    version = 1 if last is None else last.version + 1
    unhashed = Seal(action, version, today, started, "", content)
    return replace(unhashed, sha256=_hash(unhashed))


def content_of(plan: EvaluationPlan) -> dict[str, Any]:
    """Return the evaluation plan as JSON values, defaults included."""
    return plan.model_dump(mode="json", by_alias=True)


def latest_seal(seals: Sequence[Seal], action: str) -> Seal | None:
    """Return the newest seal of an action, or None."""
    return max((seal for seal in seals if seal.action == action), key=lambda seal: seal.version, default=None)


def binding_seal(seals: Sequence[Seal], action: str) -> Seal | None:
    """Return the seal later analysis is compared with, or None: the newest from before the start, else the seal."""
    own = sorted((seal for seal in seals if seal.action == action), key=lambda seal: seal.version)
    in_time = [seal for seal in own if not seal.late]
    return in_time[-1] if in_time else next(iter(own), None)


def changes_since_seal(plan: EvaluationPlan, seal: Seal) -> tuple[Change, ...]:
    """Return every field that differs from the seal, by its dotted name, in alphabetical order.

    Lists are compared as wholes: which units were added or taken away shows in the values.
    """
    sealed, now = _flat(seal.content), _flat(content_of(plan))
    defaults = _flat({name: field.default for name, field in EvaluationPlan.model_fields.items()})
    return tuple(
        Change(name, sealed.get(name), now.get(name))
        for name in sorted(sealed.keys() | now.keys())
        if sealed.get(name, defaults.get(name)) != now.get(name, defaults.get(name))
    )


def parse_seals(text: str) -> tuple[Seal, ...]:
    """Return the seals written in ``seals.json``.

    Raises
    ------
    InputError
        ``seal.unreadable``: no JSON, or not the JSON a seal is; ``seal.broken``: content and hash disagree.
    """
    try:
        seals = tuple(_seal(entry) for entry in json.loads(text)["seals"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            "seal.unreadable",
            expected=f"Seals in {SEALS_FILE} as Plateia wrote them.",
            seen="something else.",
            remedy="restore the file from a copy or from git; seals are not written by hand.",
        ) from None
    broken = [f"{seal.action} (version {seal.version})" for seal in seals if not seal.is_whole]
    if broken:
        raise InputError(
            "seal.broken",
            expected=f"Seals in {SEALS_FILE} as they were hashed: action, version, day, late, content.",
            seen=f"another entry in: {', '.join(broken)}.",
            remedy="restore the file from a copy or from git; what changes is written into the action, not the seal.",
        )
    return seals


def written_seals(seals: Sequence[Seal]) -> str:
    """Return the text of ``seals.json``: one line per field, so that git shows what was added."""
    return json.dumps({"seals": [_entry(seal) for seal in seals]}, ensure_ascii=False, indent=1) + "\n"


def _entry(seal: Seal) -> dict[str, Any]:
    return {**asdict(seal), "sealed_on": seal.sealed_on.isoformat()}


def _seal(entry: Mapping[str, Any]) -> Seal:
    return Seal(
        action=str(entry["action"]),
        version=int(entry["version"]),
        sealed_on=date.fromisoformat(entry["sealed_on"]),
        late=bool(entry["late"]),
        sha256=str(entry["sha256"]),
        content=dict(entry["content"]),
    )


def _hash(seal: Seal) -> str:
    told = {name: field for name, field in _entry(seal).items() if name != "sha256"}
    return hashlib.sha256(canonical_json(told).encode("utf-8")).hexdigest()


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, branch in tree.items():
        if isinstance(branch, Mapping):
            flat.update(_flat(branch, f"{prefix}{name}."))
        else:
            flat[prefix + name] = list(branch) if isinstance(branch, tuple) else branch
    return flat
