"""Shares of two samples: did an answer, or the part of a place in all events, change by more than chance explains."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from plateia.errors import InputError
from plateia.measures.checks import Floats, check_level


def difference_of_shares_interval(
    before: float, n_before: int, after: float, n_after: int, *, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of after minus before for two independent samples.

    Parameters
    ----------
    before, after : float, in [0, 1]
    n_before, n_after : int, at least 1
        Answers.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``survey_shares.share-outside``, ``survey_shares.answers-invalid``.
    MethodError
        ``interval.level-invalid``.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    56 of 70 against 48 of 80, the paper's first example.

    >>> [round(limit, 4) for limit in difference_of_shares_interval(48 / 80, 80, 56 / 70, 70)]
    [0.0524, 0.3339]
    """
    check_level(level)
    for share, n, name in ((before, n_before, "before"), (after, n_after, "after")):
        _check_sample(share, n, name=name)
    low, high = newcombe_limits(before, after, n_before=n_before, n_after=n_after, level=level)
    return float(low), float(high)


def newcombe_limits(
    before: ArrayLike, after: ArrayLike, *, n_before: float, n_after: float, level: float
) -> tuple[Floats, Floats]:
    """Return the limits of after minus before from the Wilson limits of each; shares and sizes are taken as checked.

    Sizes may be effective ones, divided by a dispersion.
    """
    earlier, later = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    earlier_low, earlier_high = wilson_limits(earlier, n=n_before, level=level)
    later_low, later_high = wilson_limits(later, n=n_after, level=level)
    difference = later - earlier
    low = difference - np.sqrt((later - later_low) ** 2 + (earlier_high - earlier) ** 2)
    high = difference + np.sqrt((later_high - later) ** 2 + (earlier - earlier_low) ** 2)
    return np.asarray(low), np.asarray(high)


def wilson_limits(share: ArrayLike, *, n: float, level: float) -> tuple[Floats, Floats]:
    """Return Wilson's limits of a share of n; shares and sizes are taken as checked.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    81 of 263.

    >>> [round(float(limit), 4) for limit in wilson_limits(81 / 263, n=263, level=0.95)]
    [0.2553, 0.3662]
    """
    p = np.asarray(share, dtype=np.float64)
    z = float(ndtri(0.5 + level / 2))
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return np.asarray(centre - reach), np.asarray(centre + reach)


def _check_sample(share: float, n: float, *, name: str) -> None:
    if not 0 <= share <= 1:
        raise InputError(
            "survey_shares.share-outside",
            expected=f"A share between 0 and 1 in '{name}'.",
            seen=f"{share:g}.",
            remedy="divide the answers that count by all answers; a percentage is divided by 100.",
        )
    if not (n >= 1 and float(n).is_integer()):
        raise InputError(
            "survey_shares.answers-invalid",
            expected=f"The number of answers behind the share '{name}': whole, and at least 1.",
            seen=f"{n:g}.",
            remedy="give the number of persons who answered, not a weighted sum or a share.",
        )
