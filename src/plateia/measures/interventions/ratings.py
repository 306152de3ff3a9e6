"""Do two raters agree beyond what chance alone would give? Percent agreement and Cohen's kappa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from plateia.errors import InputError
from plateia.measures.checks import Floats, check_level
from plateia.measures.interventions.effects import Assumption

_NO_SPREAD = 1e-9


@dataclass(frozen=True)
class RaterAgreement:
    """Agreement of two raters on the same items.

    Parameters
    ----------
    kappa : float or None
        Agreement beyond chance over what chance leaves; None where both raters used one and the same category.
    se, low, high : float or None
        Large-sample standard error and limits, never above 1; no limits where the standard error is zero.
    p : float or None
        Two-sided, of no agreement beyond chance.
    agreement, chance_agreement : float
        Share of items rated alike, and what the two raters' habits alone would give.
    n, n_categories : int
    level : float
    reason : str or None
        ``one_category_only``: no kappa. ``full_or_forced``: no limits, because the raters agreed on every item, or one
        of them gave all items the same category; limits of no width would promise a certainty that is not there.
    assumptions : tuple of str
    """

    kappa: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    agreement: float
    chance_agreement: float
    n: int
    n_categories: int
    level: float
    reason: Literal["one_category_only", "full_or_forced"] | None
    assumptions: tuple[Assumption, ...]


def cohens_kappa(rater_1: Sequence[str], rater_2: Sequence[str], *, level: float = 0.95) -> RaterAgreement:
    """Return Cohen's kappa with interval, beside the plain percent agreement.

    Parameters
    ----------
    rater_1, rater_2 : sequence of str, shape (n_items,)
        Categories given to the same items in the same order.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``ratings.items-differ``: no items, or not the same number.

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e). Limits use the standard error of Fleiss, Cohen and Everitt, the p-value the one
    without agreement. With fewer than about 30 items the limits are rough. Categories are taken as unordered.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46; Fleiss, Cohen and Everitt (1969), Psychological
    Bulletin 72, 323-327, doi:10.1037/h0028106.

    Examples
    --------
    >>> one = ["yes"] * 9 + ["no"] * 6 + ["yes"] * 3 + ["no"] * 2
    >>> other = ["yes"] * 9 + ["no"] * 6 + ["no"] * 3 + ["yes"] * 2
    >>> found = cohens_kappa(one, other)
    >>> found.agreement, round(found.chance_agreement, 2), round(found.kappa, 3), round(found.low, 2)
    (0.75, 0.51, 0.49, 0.11)
    """
    check_level(level)
    table = _cross_table(rater_1, rater_2)
    n = int(table.sum())
    share = table / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    agreement, by_chance = float(np.trace(share)), float(rows @ columns)
    if len(table) == 1:
        kappa = se = low = high = p = None
    else:
        kappa = (agreement - by_chance) / (1 - by_chance)
        se = _standard_error(table, kappa)
        reach = float(ndtri(0.5 + level / 2)) * se
        low, high = (max(-1.0, kappa - reach), min(1.0, kappa + reach)) if se > _NO_SPREAD else (None, None)
        without = by_chance + by_chance**2 - float((rows * columns * (rows + columns)).sum())
        # A rater who gave all items one category agrees with any other by chance only: the variance is zero.
        p = float(2 * ndtr(-abs(kappa) * (1 - by_chance) * np.sqrt(n / without))) if without > 1e-12 else 1.0
    return RaterAgreement(
        kappa=kappa,
        se=se,
        low=low,
        high=high,
        p=p,
        agreement=agreement,
        chance_agreement=by_chance,
        n=n,
        n_categories=len(table),
        level=level,
        reason="one_category_only" if kappa is None else "full_or_forced" if low is None else None,
        assumptions=("independent_items", "normal_approximation"),
    )


def _cross_table(rater_1: Sequence[str], rater_2: Sequence[str]) -> Floats:
    if not len(rater_1) or len(rater_1) != len(rater_2):
        raise InputError(
            "ratings.items-differ",
            expected="The same items, at least one, rated by both.",
            seen=f"{len(rater_1)} and {len(rater_2)}.",
            remedy="keep the items that both have rated, in the same order.",
        )
    position = {category: place for place, category in enumerate(sorted({*rater_1, *rater_2}))}
    table = np.zeros((len(position), len(position)))
    for first, second in zip(rater_1, rater_2, strict=True):
        table[position[first], position[second]] += 1
    return table


def _standard_error(table: Floats, kappa: float) -> float:
    n = float(table.sum())
    share = table / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    by_chance = float(rows @ columns)
    agreeing = float((np.diag(share) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    # For raters who differ the habits cross: the first one's use of the second one's category, and the other way.
    crossed = share * (columns[:, np.newaxis] + rows[np.newaxis, :]) ** 2
    differing = (1 - kappa) ** 2 * float(crossed.sum() - np.trace(crossed))
    centre = (kappa - by_chance * (1 - kappa)) ** 2
    return float(np.sqrt(max(agreeing + differing - centre, 0.0) / n) / (1 - by_chance))
