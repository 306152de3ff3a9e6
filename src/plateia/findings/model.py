"""What a finding is: one thing the records show, with its uncertainty, its limits and its place.

A finding holds a ``kind`` and typed ``values``; no sentence. Sentences come from ``wording/<language>/`` when the
finding is written or shown, so that every language says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

KINDS: tuple[str, ...] = (
    "level",
    "trend",
    "period_change",
    "area_high",
    "area_low",
    "cells_high",
    "concentration",
    "repeat_places",
    "location_quotient",
    "timing",
    "harm",
    "affected",
    "coverage",
    "data_quality",
    "refusal",
)
"""The closed list of kinds, in the order in which findings without an excess are listed."""

EVALUATION_KINDS: tuple[str, ...] = (
    "power",
    "evaluation_design",
    "effect",
    "displacement",
    "pattern_change",
    "high_start",
    "untouched_units",
    "survey_outcome",
    "cost_benefit",
    "process",
    "refusal",
)
"""The closed list of kinds an evaluation gives, in the order in which they are told: power comes first."""

CITY = ""
"""The area id that stands for the whole city in a count key."""

Value = bool | int | float | str | None | tuple["Value", ...] | Mapping[str, "Value"]
"""What a finding's values may hold: JSON, with tuples for lists. ``None`` in a protected finding means hidden."""


@dataclass(frozen=True, slots=True)
class CountKey:
    """One published count that a figure was computed from: hide the count and the figure goes with it.

    Attributes
    ----------
    table : str
        ``areas`` (whole period), ``changes`` (two like periods), ``months``, ``cells``.
    area_id : str
        ``CITY`` for the whole city.
    offence_category : str
    """

    table: str
    area_id: str
    offence_category: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval, or the reason why it has none.

    ``interval_method``, ``no_interval_reason`` and ``unit`` are codes of ``plateia.findings.codes``.
    """

    value: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    interval_method: str | None = None
    no_interval_reason: str | None = None
    n: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """The areas a finding speaks of; none means the whole city. ``geometry_ref`` names a layer of layers.gpkg."""

    area_ids: tuple[str, ...] = ()
    geometry_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Months:
    """A period of whole months, ends included; ``months`` lists them where the period has declared gaps."""

    first: str
    last: str
    months: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value the program chose for the user, with the reason.

    ``why`` is a code of ``plateia.findings.codes.CHOICE_REASONS``; ``details`` fill in its sentence.
    """

    name: str
    value: str | int | float | bool
    why: str
    details: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; see ``docs/findings.md`` for the values each kind carries.

    Attributes
    ----------
    id : str
        Stable for the same question: ``area_high:burglary:E01011229``.
    kind : str
        One of ``KINDS`` or ``EVALUATION_KINDS``.
    values : mapping
        Typed values for the sentence. ``template`` may name a variant of the kind's sentence.
    estimate : Estimate
    where, period, caveats, choices, method
        Caveats are keys of ``wording`` (``caveat.<code>``); ``method`` is a page of ``docs/methods``.
    excess_low : float or None
        Lower bound of the events above what was expected (harm-weighted where the city supplies weights):
        what findings are ordered by.
    rank : int
        Position in that order, from 1; set by ``ranked``.
    basis : tuple of CountKey
        The counts this finding was computed from. Not written; disclosure control reads it.
    """

    id: str
    kind: str
    values: Mapping[str, Value]
    estimate: Estimate
    period: Months
    method: str
    where: Where = Where()
    caveats: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    practices: tuple[str, ...] = ()
    excess_low: float | None = None
    rank: int = 0
    basis: tuple[CountKey, ...] = field(default=(), repr=False)
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS and self.kind not in EVALUATION_KINDS:
            raise ValueError(f"unknown kind of finding: {self.kind}")
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
