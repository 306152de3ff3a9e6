"""Which design an evaluation can have, and how much it can say: the wizard behind ``plateia plan`` and ``evaluate``."""

from __future__ import annotations

from dataclasses import dataclass

from plateia.plans.maryland import CAUSAL_LEVEL, DesignLevel, StudyDesign, maryland_level

LONG_SERIES = 24
AFTER_SERIES = 8
MANY_DONORS = 20
MANY_UNITS = 20


@dataclass(frozen=True)
class Facts:
    """What is known of an action before its evaluation is planned.

    Attributes
    ----------
    n_treated, n_comparison : int
        Units with and without the action.
    n_before, n_after : int
        Months of data.
    comparable : bool
        It is stated why the comparison units are comparable.
    covariates : bool
        It is stated which other differences were dealt with, and how.
    """

    n_treated: int
    n_comparison: int
    n_before: int
    n_after: int
    has_displacement_units: bool = False
    comparable: bool = False
    covariates: bool = False
    randomised: bool = False


@dataclass(frozen=True)
class Advice:
    """The design a set of facts can bear best, its level, and why.

    Attributes
    ----------
    design : str
        One of ``plateia.settings.plan_files.evaluation.DESIGNS``.
    level : int
        Maryland scientific methods scale, 1 to 5.
    reasons : tuple of str
        Codes; sentences are ``design_reason.<code>`` of the wording.
    would_raise : tuple of str
        Codes of what would lift the level; sentences are ``design_raise.<code>``.
    """

    design: str
    level: int
    reasons: tuple[str, ...]
    would_raise: tuple[str, ...]


def advise(facts: Facts) -> Advice:
    """Return the design and its level (planning and evaluation, section 18).

    Examples
    --------
    >>> advise(Facts(n_treated=1, n_comparison=0, n_before=12, n_after=12)).design
    'before_after'
    >>> advise(Facts(n_treated=2, n_comparison=60, n_before=36, n_after=12, comparable=True)).design
    'difference_in_differences'
    """
    design, reasons = _design(facts)
    level = level_of(facts, design).level
    return Advice(design, level, reasons, _would_raise(facts, level))


def level_of(facts: Facts, design: str) -> DesignLevel:
    """Return the level a design reaches and why; lots drawn count only where the drawn units are compared."""
    compared = facts.n_comparison > 0 and design not in ("before_after", "interrupted_time_series")
    told = StudyDesign(
        randomised=facts.randomised and compared,
        comparison=compared,
        before_and_after=True,
        comparable=facts.comparable,
        n_treated=facts.n_treated,
        n_comparison=facts.n_comparison,
        covariates_handled=facts.covariates,
        long_series=design == "interrupted_time_series" and _has_long_series(facts),
    )
    return maryland_level(told)


def _has_long_series(facts: Facts) -> bool:
    return facts.n_before >= LONG_SERIES and facts.n_after >= AFTER_SERIES


def _design(facts: Facts) -> tuple[str, tuple[str, ...]]:
    long_series = _has_long_series(facts)
    if not facts.n_comparison:
        if long_series:
            return "interrupted_time_series", ("no_comparison", "long_series")
        return "before_after", ("no_comparison", "short_series")
    if facts.has_displacement_units and facts.n_comparison < MANY_UNITS:
        return "weighted_displacement_difference", ("comparison", "displacement_units")
    if facts.n_treated == 1 and long_series and facts.n_comparison >= MANY_DONORS:
        return "synthetic_control", ("one_treated_unit", "many_donors", "long_series")
    if facts.n_treated + facts.n_comparison >= MANY_UNITS:
        return "difference_in_differences", ("comparison", "many_units")
    return "rate_ratio", ("comparison", "few_units")


def _would_raise(facts: Facts, level: int) -> tuple[str, ...]:
    found = []
    if not facts.n_comparison:
        found.append("comparison_units")
    elif not facts.comparable:
        found.append("say_why_comparable")
    elif level == CAUSAL_LEVEL:
        fewest = min(facts.n_treated, facts.n_comparison)
        found.append("covariates" if fewest > 1 else "more_units_and_covariates")
    if not facts.randomised and facts.n_treated > 1:
        found.append("draw_lots")
    return tuple(found)
