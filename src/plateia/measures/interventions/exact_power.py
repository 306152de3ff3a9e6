"""The exact power of the E-test, outcome by outcome."""

from __future__ import annotations

import numpy as np
from scipy.special import bdtr, bdtrc, gammaln, xlogy

from plateia.errors import MethodError
from plateia.measures.interventions.before_after import e_test_p
from plateia.measures.interventions.power import check_shares


def e_test_power(mean_1: float, mean_2: float, *, alpha: float = 0.05) -> float:
    """Return the exact chance that the E-test rejects at ``alpha`` with these expected counts, exposures being equal.

    Parameters
    ----------
    mean_1, mean_2 : float, above 0
        Expected counts of the two periods; equal ones give the size of the test.
    alpha : float, in (0, 1)

    Raises
    ------
    MethodError
        ``power.mean-invalid``, ``power.share-invalid``.

    Notes
    -----
    For each total of both counts the outcomes that reject are the two ends; they are found by bisection. Meant for
    expected counts up to some thousands: beyond them the normal approximation of ``attained_power`` is as good.

    Examples
    --------
    >>> round(e_test_power(20, 12), 3), round(e_test_power(10, 10), 3)
    (0.289, 0.046)
    """
    check_shares(alpha=alpha)
    if not (0 < mean_1 < np.inf and 0 < mean_2 < np.inf):
        raise MethodError(
            "power.mean-invalid",
            expected="Expected counts above zero.",
            seen=f"{mean_1:g} and {mean_2:g}.",
            remedy="give the counts expected in the two periods.",
        )
    whole = mean_1 + mean_2
    reach = 7 * np.sqrt(whole) + 14
    totals = np.arange(max(1.0, np.floor(whole - reach)), np.ceil(whole + reach) + 1)
    probability = np.exp(xlogy(totals, whole) - whole - gammaln(totals + 1))
    rejected = [_rejected_share(int(total), mean_1 / whole, alpha) for total in totals]
    return float((probability * np.asarray(rejected)).sum())


def _rejected_share(total: int, share: float, alpha: float) -> float:
    """Return the chance that ``total`` events divide so unevenly that the test rejects."""
    # The test is symmetric: the largest smaller half that rejects decides both ends.
    low, high = -1, total // 2 + 1
    while high - low > 1:
        middle = (low + high) // 2
        rejects = e_test_p((middle, total - middle), (1.0, 1.0)) <= alpha
        low, high = (middle, high) if rejects else (low, middle)
    if low < 0:
        return 0.0
    if 2 * low >= total:
        return 1.0
    return float(bdtr(low, total, share) + bdtrc(total - low - 1, total, share))
