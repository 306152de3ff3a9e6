"""The Maryland scientific methods scale: how much a study design can say."""

from __future__ import annotations

from dataclasses import dataclass

CAUSAL_LEVEL = 3
"""Below this level nothing is said about causes (G-53)."""


@dataclass(frozen=True)
class StudyDesign:
    """What the scale looks at.

    Attributes
    ----------
    comparison : bool
        There are units without the intervention.
    comparable : bool
        It is shown, not only said, that they resemble the treated ones.
    n_treated, n_comparison : int
        Units in each arm.
    covariates_handled : bool
        Other differences between the units were dealt with.
    long_series : bool
        The outcome was measured many times before and after.
    attrition, contamination : bool
        Units were lost, or the comparison units got some of the intervention.
    """

    randomised: bool = False
    comparison: bool = False
    before_and_after: bool = False
    comparable: bool = False
    n_treated: int = 1
    n_comparison: int = 0
    covariates_handled: bool = False
    long_series: bool = False
    attrition: bool = False
    contamination: bool = False


@dataclass(frozen=True)
class DesignLevel:
    """A level of the scale and why.

    Attributes
    ----------
    level : int, 1 to 5
    reason : str
        Its sentence is ``maryland.reason.<reason>`` of the wording.
    remarks : tuple of str
        Their sentences are ``maryland.remark.<remark>``.
    """

    level: int
    reason: str
    remarks: tuple[str, ...] = ()

    @property
    def may_speak_of_causes(self) -> bool:
        """Whether causal words are allowed: not below level 3 (guardrail G-53)."""
        return self.level >= CAUSAL_LEVEL


def maryland_level(design: StudyDesign) -> DesignLevel:
    """Return the level a design reaches on the Maryland scientific methods scale.

    Notes
    -----
    From level 3 on the scale wants the outcome before and after: a comparison without it stays at level 2.

    References
    ----------
    Sherman et al. (1997); Farrington, Gottfredson, Sherman and Welsh (2002), The Maryland Scientific Methods Scale.

    Examples
    --------
    Two treated and three matched areas, before and after, other differences dealt with; then the same, not matched.

    >>> matched = StudyDesign(comparison=True, before_and_after=True, comparable=True, n_treated=2, n_comparison=3,
    ...                       covariates_handled=True)
    >>> maryland_level(matched).level
    4
    >>> from dataclasses import replace
    >>> maryland_level(replace(matched, comparable=False)).level
    2
    """
    level, reason = _level(design)
    remarks = []
    if design.long_series and not design.comparison and not design.randomised:
        remarks.append("long_series_understated")
    if design.attrition:
        remarks.append("attrition")
    if design.contamination:
        remarks.append("contamination")
    if level < CAUSAL_LEVEL:
        remarks.append("no_causal_words")
    return DesignLevel(level, reason, tuple(remarks))


def _level(design: StudyDesign) -> tuple[int, str]:
    if design.randomised:
        return 5, "randomised"
    if not design.comparison:
        return (2, "before_after_only") if design.before_and_after else (1, "one_time_only")
    if not design.comparable:
        return 2, "comparison_not_comparable"
    if not design.before_and_after:
        return 2, "comparison_without_before"
    if design.n_treated > 1 and design.n_comparison > 1 and design.covariates_handled:
        return 4, "several_units_controlled"
    return 3, "comparable_before_after"
