"""The evaluation of an action, written before it starts: question, units, periods, outcome, design, power."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from plateia.settings.city import OneOrMore, Section
from plateia.settings.plan_files.fields import Said
from plateia.vocabulary import ALL, offence_categories

Design = Literal[
    "before_after",
    "weighted_displacement_difference",
    "rate_ratio",
    "difference_in_differences",
    "interrupted_time_series",
    "synthetic_control",
    "synthetic_did",
]
DESIGNS: tuple[str, ...] = get_args(Design)
Shape = Literal["level", "slope", "both"]
"""What of an interrupted series the action should change: chosen from the mechanism, before anyone looks."""
REST = "all others"
"""Stands for every area that is neither treated nor near a treated one."""


class Span(Section):
    """Whole months: `from` and `to`, both included, or a list of `months` with gaps, such as three Julys.

    Attributes
    ----------
    from_, to : str
        First and last month, also of a list.
    months : tuple of str
        The months of a list, sorted; empty for an unbroken span.
    """

    from_: str = Field(alias="from")
    to: str
    months: OneOrMore = ()

    @model_validator(mode="before")
    @classmethod
    def _ends_of_a_list(cls, written: Any) -> Any:
        if not isinstance(written, dict) or not written.get("months"):
            return written
        if "from" in written or "to" in written:
            raise ValueError("give either from and to, or months")
        months = written["months"]
        listed = sorted({str(month) for month in (months if isinstance(months, list | tuple) else [months])})
        return {**written, "from": listed[0], "to": listed[-1], "months": listed}

    @field_validator("from_", "to", "months")
    @classmethod
    def _are_months(cls, written: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for month in (written,) if isinstance(written, str) else written:
            if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
                raise ValueError("must be a month like 2025-03")
        return written

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.from_ > self.to:
            raise ValueError("`from` must not be later than `to`")
        return self

    def all_months(self) -> tuple[str, ...]:
        """Return every month, sorted.

        Examples
        --------
        >>> Span.model_validate({"from": "2024-11", "to": "2025-01"}).all_months()
        ('2024-11', '2024-12', '2025-01')
        >>> Span.model_validate({"months": ["2017-07", "2016-07"]}).all_months()
        ('2016-07', '2017-07')
        """
        if self.months:
            return self.months
        first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (self.from_, self.to))
        return tuple(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1))


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
    shape : str
        Of an interrupted series: whether its level, its slope or both should change.
    secondary : tuple of str
        Further outcomes: offence categories; what became of them is for a named person only.
    expected_reduction : float
        The share by which the theory of change expects the outcome to fall; what power is computed for.
    """

    question: str = Field(min_length=1)
    outcome: str
    outcome_because: str = Field(min_length=1)
    unit: str = "area"
    design: Design
    shape: Shape = "level"
    treated: OneOrMore = Field(min_length=1)
    comparison: OneOrMore = ()
    comparable_because: Said | None = None
    covariates_handled: Said | None = None
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

    @field_validator("secondary")
    @classmethod
    def _known_outcomes(cls, outcomes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(cls._known_outcome(outcome) for outcome in outcomes)

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
        if self.shape != "level" and self.design != "interrupted_time_series":
            raise ValueError('shape is for design = "interrupted_time_series"')
        if len({self.outcome, *self.secondary}) <= len(self.secondary):
            raise ValueError("secondary names an outcome twice; the primary outcome is not among them")
        if self.displacement_comparison and not self.displacement:
            raise ValueError("displacement_comparison without displacement")
        return self
