"""How far an indicator came from its baseline towards its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plateia.errors import InputError


@dataclass(frozen=True)
class Achievement:
    """Share of the way from baseline to target; above 1 beyond it, below 0 the other way.

    ``share`` is None where the target equals the baseline: there is no way to go. ``reached`` says whether the
    indicator stands at its target or beyond it, in that case too.
    """

    share: float | None
    reason: Literal["target_equals_baseline"] | None
    reached: bool
    baseline: float
    target: float
    actual: float


def achievement(baseline: float, target: float, actual: float) -> Achievement:
    """Return the share of the way from the baseline to the target that the indicator has come.

    Parameters
    ----------
    baseline, target, actual : float
        Of one indicator in one unit; the target may lie above or below the baseline.

    Raises
    ------
    InputError
        ``achievement.value-missing``: one of them is not a finite number.

    Notes
    -----
    (actual - baseline) / (target - baseline). It says nothing about cause, and an indicator that swings may reach its
    target by chance.

    Examples
    --------
    Feeling safe from 52 to 57 % with a target of 60 %; robberies from 30 to 27 a year with a target of 24.

    >>> achievement(52, 60, 57).share, achievement(30, 24, 27).share
    (0.625, 0.5)
    """
    if not all(float("-inf") < number < float("inf") for number in (baseline, target, actual)):
        raise InputError(
            "achievement.value-missing",
            expected="Numbers for baseline, target and actual value.",
            seen="one that is missing or infinite.",
            remedy="measure the indicator first.",
        )
    way = target - baseline
    return Achievement(
        share=(actual - baseline) / way if way else None,
        reason=None if way else "target_equals_baseline",
        reached=(actual >= target if way > 0 else actual <= target) if way else actual == target,
        baseline=baseline,
        target=target,
        actual=actual,
    )
