"""Two shares of two surveys: did the answer change by more than chance explains."""

from __future__ import annotations


def difference_of_shares_interval(before: float, n_before: int, after: float, n_after: int) -> tuple[float, float]:
    """Return the 95 % interval of after minus before for two independent samples.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    56 of 70 against 48 of 80, the paper's first example.

    >>> [round(limit, 4) for limit in difference_of_shares_interval(48 / 80, 80, 56 / 70, 70)]
    [0.0524, 0.3339]
    """
    low_before, high_before = _wilson(before, n_before)
    low_after, high_after = _wilson(after, n_after)
    difference = after - before
    low = difference - ((after - low_after) ** 2 + (high_before - before) ** 2) ** 0.5
    high = difference + ((high_after - after) ** 2 + (before - low_before) ** 2) ** 0.5
    return float(low), float(high)


def _wilson(share: float, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return middle - half, middle + half
