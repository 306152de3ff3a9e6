"""The evaluation of an action, written before it starts: question, units, periods, outcome, design, power."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from plateia.settings.city import OneOrMore, Section
from plateia.vocabulary import ALL, offence_categories

DESIGNS = (
    "before_after",
    "weighted_displacement_difference",
    "rate_ratio",
    "difference_in_differences",
    "interrupted_time_series",
    "synthetic_control",
    "synthetic_did",
)
Design = Literal[
    "before_after",
    "weighted_displacement_difference",
    "rate_ratio",
    "difference_in_differences",
    "interrupted_time_series",
    "synthetic_control",
    "synthetic_did",
]
REST = "all others"
"""Stands for every area that is neither treated nor near a treated one."""


class Span(Section):
    """Whole months, both ends included."""

    from_: str = Field(alias="from")
    to: str

    @field_validator("from_", "to")
    @classmethod
    def _is_month(cls, month: str) -> str:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
            raise ValueError("must be a month like 2025-03")
        return month

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.from_ > self.to:
            raise ValueError("`from` must not be later than `to`")
        return self


class EvaluationPlan(Section):
    """How the effect of one action will be judged; sealed with a hash before the action starts.

    Attributes
    ----------
    outcome : str
        An offence category of the vocabulary, or ``all``: the one primary outcome.
    unit : str
        ``area``, or the name of a level of the city's settings.
    treated, comparison : tuple of str
        Ids of units; ``comparison = "all others"`` takes every unit that is not treated and not a displacement unit.
    displacement, displacement_comparison : tuple of str
        Units around the treated ones into which offences could move, and their own comparison.
    ring_width_m, n_rings
        Rings around the treated units, counted from points: a picture of where offences went, for internal use.
    expected_reduction : float
        The share by which the theory of change expects the outcome to fall; what power is computed for.
    """

    question: str = Field(min_length=1)
    outcome: str
    outcome_because: str = Field(min_length=1)
    unit: str = "area"
    design: Design
    treated: OneOrMore = Field(min_length=1)
    comparison: OneOrMore = ()
    comparable_because: str | None = None
    covariates_handled: str | None = None
    displacement: OneOrMore = ()
    displacement_comparison: OneOrMore = ()
    ring_width_m: float | None = Field(default=None, ge=50, le=5000)
    n_rings: int = Field(default=3, ge=1, le=10)
    before: Span
    after: Span
    expected_reduction: float = Field(gt=0, lt=1)
    power: float = Field(default=0.8, gt=0.5, lt=1)
    significance: float = Field(default=0.05, gt=0, le=0.1)
    chosen_for_high_counts: bool
    randomised: bool = False
    secondary: OneOrMore = ()
    also_measured: OneOrMore = ()
    """Outcomes beside recorded offences, such as ``perceived_safety_after_dark`` of a survey."""

    @field_validator("outcome")
    @classmethod
    def _known_outcome(cls, outcome: str) -> str:
        if outcome != ALL and outcome not in offence_categories():
            raise ValueError("no offence category of this name; `plateia tools` and docs/tables.md list them")
        return outcome

    @model_validator(mode="after")
    def _consistent(self) -> EvaluationPlan:
        if self.before.to >= self.after.from_:
            raise ValueError("the period before must end before the period after begins")
        groups = [set(self.treated), set(self.comparison), set(self.displacement), set(self.displacement_comparison)]
        if sum(len(group) for group in groups) > len(set().union(*groups)):
            raise ValueError("a unit stands in two groups; treated, comparison and displacement must not overlap")
        if REST in self.comparison and len(self.comparison) > 1:
            raise ValueError(f'comparison is either "{REST}" or a list of units')
        if self.design not in ("before_after", "interrupted_time_series") and not self.comparison:
            raise ValueError(f"the design {self.design} needs comparison units")
        if self.displacement_comparison and not self.displacement:
            raise ValueError("displacement_comparison without displacement")
        return self
