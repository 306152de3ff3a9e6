"""When things happen, where only an interval is known: the owner left at eight and came back at six.

Each incident is spread evenly over its interval (Ratcliffe 2000) and the parts are added up by weekday
and hour. The sum is worked out on the 10,080 minutes of a week: an interval adds its density where it starts and takes
it away where it ends, so a million intervals cost two additions each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError

_DAY: Final = 1440
_WEEK: Final = 7 * _DAY
# 1970-01-01 was a Thursday.
_EPOCH_WEEKDAY: Final = 3


@dataclass(frozen=True, eq=False)
class AoristicWeights:
    """Incidents by weekday and hour, each incident adding up to one.

    Attributes
    ----------
    weights : ndarray of float, shape (7, 24)
        Monday first, local hours 0 to 23; the total equals ``n_used``.
    n_used : int
        Incidents spread or placed.
    n_too_long : int
        Incidents left out because their interval is longer than ``max_days``.
    max_days : float
    """

    weights: NDArray[np.float64]
    n_used: int
    n_too_long: int
    max_days: float


def aoristic_weights(earliest_minute: ArrayLike, latest_minute: ArrayLike, *, max_days: float = 7.0) -> AoristicWeights:
    """Spread incidents of uncertain time over weekday and hour.

    Parameters
    ----------
    earliest_minute, latest_minute : array-like of int, shape (n_incidents,)
        Interval [earliest, latest) in whole minutes of the city's clock since 1970-01-01 00:00. Equal ends: the moment
        is known and counts wholly in its hour.
    max_days : float
        Incidents with a longer interval are left out and counted: spread over more than a week, one says nothing about
        weekday or hour.

    Returns
    -------
    AoristicWeights

    Raises
    ------
    InputError
        ``aoristic.minutes-invalid``: columns of unequal length, or not of whole numbers.
        ``aoristic.interval-reversed``: an interval ends before it starts (count named).
    MethodError
        ``aoristic.max-days-invalid``: the longest interval is not above 0.

    Notes
    -----
    Weights are not observations: an incident of unknown hour is shared out evenly, which draws every peak flatter than
    it is. Use records whose resolution is a minute or an hour; with dates alone the hours are flat by construction.
    The hour that the clock jumps over or repeats twice a year stays as it stands on the clock.

    References
    ----------
    Ratcliffe (2000), International Journal of Geographical Information Science 14(7), doi:10.1080/136588100424963
    Ashby and Bowers (2013), Crime Science 2(1), doi:10.1186/2193-7680-2-1 (tested against camera recordings)

    Examples
    --------
    Between 22:30 and 00:30 in the first night of 1970, a Thursday: a quarter, a half, a quarter.

    >>> result = aoristic_weights([22 * 60 + 30], [24 * 60 + 30])
    >>> result.weights[3, 22:].tolist(), result.weights[4, :2].tolist()
    ([0.25, 0.5], [0.25, 0.0])
    """
    earliest, latest = _minutes(earliest_minute, latest_minute)
    if not max_days > 0.0:
        raise MethodError(
            "aoristic.max-days-invalid",
            expected="A longest interval above 0 days.",
            seen=f"{max_days}.",
            remedy="leave the default of 7 days.",
        )
    duration = latest - earliest
    used = duration <= max_days * _DAY
    start, duration = (earliest[used] + _EPOCH_WEEKDAY * _DAY) % _WEEK, duration[used]
    known = duration == 0
    by_hour = np.bincount(start[known] // 60, minlength=168).astype(np.float64)
    by_hour += _spread(start[~known], duration[~known])
    return AoristicWeights(
        weights=by_hour.reshape(7, 24),
        n_used=int(start.size),
        n_too_long=int(earliest.size - start.size),
        max_days=max_days,
    )


def _spread(start: NDArray[np.int64], duration: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of each hour of the week from intervals that start at a minute of the week and last one minute or more."""
    density = 1.0 / duration
    whole_weeks, rest = np.divmod(duration, _WEEK)
    end = start + rest
    wraps = end > _WEEK
    change = np.bincount(start, weights=density, minlength=_WEEK + 1)
    change -= np.bincount(np.where(wraps, end - _WEEK, end), weights=density, minlength=_WEEK + 1)
    change[0] += density[wraps].sum()
    per_minute = np.cumsum(change)[:_WEEK] + float((whole_weeks * density).sum())
    # Adding and taking away leaves dust of rounding where nothing is.
    return np.maximum(per_minute, 0.0).reshape(168, 60).sum(axis=1)


def _minutes(earliest_minute: ArrayLike, latest_minute: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    earliest, latest = np.asarray(earliest_minute), np.asarray(latest_minute)
    if (
        earliest.ndim != 1
        or earliest.shape != latest.shape
        or earliest.dtype.kind not in "iu"
        or latest.dtype.kind not in "iu"
    ):
        raise InputError(
            "aoristic.minutes-invalid",
            expected="Two columns of whole minutes, equally long.",
            seen=f"{earliest.dtype} {earliest.shape} and {latest.dtype} {latest.shape}.",
            remedy="leave out incidents without a time, then pass minutes since 1970-01-01 as int64.",
        )
    n_reversed = int(np.count_nonzero(latest < earliest))
    if n_reversed:
        raise InputError(
            "aoristic.interval-reversed",
            expected="Every interval ends at or after its start.",
            seen=f"{n_reversed} of {earliest.size} intervals end before they start.",
            remedy="treat these times as doubtful at intake and leave them out.",
        )
    return earliest.astype(np.int64), latest.astype(np.int64)
