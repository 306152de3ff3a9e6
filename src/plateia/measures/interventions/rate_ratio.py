"""The relative incidence rate ratio: the change of the treated area over that of its comparison area."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import gammaln, logsumexp, ndtr, ndtri

from plateia.errors import MethodError
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.checks import Floats, check_level
from plateia.measures.intervals import poisson_interval
from plateia.measures.interventions.effects import (
    AnyDispersion,
    Assumption,
    Averted,
    CountPair,
    PairedCounts,
    averted_by_ratio,
    carrying_total,
    dispersion_assumption,
    paired_counts,
)

# Beyond this on the logarithmic scale a limit is not looked for.
_WIDEST = 60.0


@dataclass(frozen=True)
class RateRatio:
    """Ratio of ratios with interval and two-sided p; below 1 the treated area fell more than its comparison area.

    Parameters
    ----------
    ratio, log_ratio : float
    se, z : float or None
        Of the logarithm; None in the conditional form.
    p, low, high : float
    averted : Averted
        Events fewer in the treated area than its comparison area lets expect: T1 / ratio - T1.
    n : int
        Events in the four counts.
    level : float
    dispersion : DispersionModel
    factor : float
        Variance over mean that it came to, averaged over the counts.
    zero_corrected : bool
        True where a count was zero and 0.5 was added to all four.
    form : "wald" or "conditional"
    assumptions : tuple of str
    """

    ratio: float
    log_ratio: float
    se: float | None
    z: float | None
    p: float
    low: float
    high: float
    averted: Averted
    n: int
    level: float
    dispersion: DispersionModel
    factor: float
    zero_corrected: bool
    form: Literal["wald", "conditional"]
    assumptions: tuple[Assumption, ...]


def relative_incidence_rate_ratio(
    *, treated: CountPair, comparison: CountPair, dispersion: AnyDispersion = 1.0, level: float = 0.95
) -> RateRatio:
    """Return the relative incidence rate ratio of a treated and a comparison area, before and after.

    Parameters
    ----------
    treated, comparison : pair of int, or of arrays of int
        Counts (before, after); arrays hold one count per area and are added up.
    dispersion : float, Dispersion or DispersionModel
        From the city's own past; 1 is Poisson.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``.
    MethodError
        ``rate_ratio.no-incidents``: an area without any event in both periods.

    Notes
    -----
    log RIRR = ln(T1/T0) - ln(C1/C0); variance = phi_T (1/T1 + 1/T0) + phi_C (1/C1 + 1/C0). With a zero, 0.5 is added to
    all four counts. The periods of both areas are the same, so that their lengths cancel.

    References
    ----------
    Wilson (2022), Journal of Quantitative Criminology 38, 323-341, doi:10.1007/s10940-021-09494-w; Farrington et al.
    (2007), Journal of Experimental Criminology 3, 21-38, doi:10.1007/s11292-007-9024-2.

    Examples
    --------
    >>> found = relative_incidence_rate_ratio(treated=(120, 84), comparison=(118, 112), dispersion=2.0)
    >>> [round(number, 4) for number in (found.ratio, found.low, found.high)]
    [0.7375, 0.4307, 1.2627]
    >>> round(found.averted.estimate, 1)
    29.9
    """
    check_level(level)
    model = as_dispersion_model(dispersion)
    t, c = _checked(treated, comparison, model)
    counts = (t.before, t.after, c.before, c.after)
    added = 0.5 if min(counts) == 0 else 0.0
    t0, t1, c0, c1 = (count + added for count in counts)
    log_ratio = float(np.log(t1 / t0) - np.log(c1 / c0))
    se = float(np.sqrt(t.factor * (1 / t1 + 1 / t0) + c.factor * (1 / c1 + 1 / c0)))
    of_expected = float(np.sqrt(t.factor / t0 + c.factor * (1 / c1 + 1 / c0)))
    reach = float(ndtri(0.5 + level / 2)) * se
    low, high = float(np.exp(log_ratio - reach)), float(np.exp(log_ratio + reach))
    ratio = float(np.exp(log_ratio))
    held: tuple[Assumption, ...] = (
        dispersion_assumption(model), "equal_relative_trends", "comparison_untouched", "normal_approximation"
    )  # fmt: skip
    return RateRatio(
        ratio=ratio,
        log_ratio=log_ratio,
        se=se,
        z=log_ratio / se,
        p=float(2 * ndtr(-abs(log_ratio) / se)),
        low=low,
        high=high,
        averted=averted_by_ratio(
            t1 / ratio, ratio=ratio, low=low, high=high, share_of_expected=(of_expected / se) ** 2
        ),
        n=int(sum(counts)),
        level=level,
        dispersion=model,
        factor=(t.variance + c.variance) / sum(counts),
        zero_corrected=added > 0,
        form="wald",
        assumptions=(*held, "half_added_to_each_count") if added else held,
    )


def _checked(treated: CountPair, comparison: CountPair, model: DispersionModel) -> tuple[PairedCounts, PairedCounts]:
    t = paired_counts(treated, name="treated", model=model)
    c = paired_counts(comparison, name="comparison", model=model)
    if not (t.before + t.after > 0 and c.before + c.after > 0):
        raise MethodError(
            "rate_ratio.no-incidents",
            expected="Events in the treated and in the comparison area.",
            seen=f"{t.before + t.after:g} and {c.before + c.after:g}.",
            remedy="take longer periods, or a wider offence category.",
        )
    return t, c


def conditional_rate_ratio(*, treated: CountPair, comparison: CountPair, level: float = 0.95) -> RateRatio:
    """Return the rate ratio with the exact interval of Poisson counts: for small counts and dispersion 1.

    Parameters
    ----------
    treated, comparison : pair of int, or of arrays of int
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``.
    MethodError
        ``rate_ratio.no-incidents``: an area or a period without any event.

    Notes
    -----
    Given the events of each area and of each period, the treated area's later count follows Fisher's noncentral
    hypergeometric distribution, whose odds ratio is the RIRR: no nuisance is left. The ratio is the conditional maximum
    likelihood estimate, p adds all tables no more probable than the one seen, and each limit leaves half of 1 - level
    in its tail. The interval never covers less than stated for Poisson counts; for recorded offences of most places it
    is too narrow, because they vary more than Poisson. Averted events: at a ratio, the margins lead to expect T1 later
    events in the treated area and C1 in the comparison area; averted = T0 C1 / C0 - T1 with the rest of each area's
    events as T0 and C0 (0.5 added to C0 and C1 where one is zero). Limits join those of the ratio and of the treated
    area's total on the logarithmic scale. They are our own: of 500 seeded draws 92 to 98 % hold the truth at expected
    counts from 10 and 3 on, fewer where nearly all events are averted (87 % at 60 and 3).

    References
    ----------
    Fisher (1935), J. R. Stat. Soc. 98, 39-82; Cornfield (1956), Proc. Third Berkeley Symposium 4, 135-148.

    Examples
    --------
    >>> found = conditional_rate_ratio(treated=(12, 3), comparison=(10, 9))
    >>> [round(number, 3) for number in (found.ratio, found.low, found.high, found.p)]
    [0.289, 0.039, 1.585, 0.152]
    """
    check_level(level)
    model = as_dispersion_model(1.0)
    t, c = _checked(treated, comparison, model)
    tables = _tables(t, c)
    log_ratio, low, high, p = _fisher(tables, int(t.after), level)
    total = poisson_interval(tables.n_treated, dispersion=1.0, level=level)
    centre = tables.averted(log_ratio)

    def limit(log_odds: float) -> float:
        return carrying_total(tables.averted(log_odds), centre=centre, n=tables.n_treated, total=total)

    return RateRatio(
        ratio=float(np.exp(log_ratio)),
        log_ratio=log_ratio,
        se=None,
        z=None,
        p=p,
        low=float(np.exp(low)),
        high=float(np.exp(high)),
        averted=Averted(estimate=centre, low=limit(high), high=limit(low)),
        n=int(t.before + t.after + c.before + c.after),
        level=level,
        dispersion=model,
        factor=1.0,
        zero_corrected=False,
        form="conditional",
        assumptions=("poisson_counts", "equal_relative_trends", "comparison_untouched", "margins_fixed"),
    )


@dataclass(frozen=True)
class _Tables:
    """All tables with the margins seen, by the treated area's later count; weights are logarithms of their numbers."""

    n_treated: float
    n_comparison: float
    later: float
    outcomes: Floats
    weights: Floats

    def probabilities(self, log_odds: float) -> Floats:
        powers = self.weights + log_odds * self.outcomes
        return np.asarray(np.exp(powers - logsumexp(powers)))

    def mean(self, log_odds: float) -> float:
        if np.isinf(log_odds):
            return float(self.outcomes[0 if log_odds < 0 else -1])
        return float((self.probabilities(log_odds) * self.outcomes).sum())

    def averted(self, log_odds: float) -> float:
        """Return the events averted if the ratio were this one and the margins as seen."""
        treated = self.mean(log_odds)
        after = self.later - treated
        before = self.n_comparison - after
        added = 0.5 if min(before, after) < 1e-9 else 0.0
        return (self.n_treated - treated) * (after + added) / (before + added) - treated


def _tables(treated: PairedCounts, comparison: PairedCounts) -> _Tables:
    n_treated, n_comparison = treated.before + treated.after, comparison.before + comparison.after
    later = treated.after + comparison.after
    outcomes = np.arange(max(0.0, later - n_comparison), min(n_treated, later) + 1)
    if outcomes.size == 1:
        raise MethodError(
            "rate_ratio.no-incidents",
            expected="Events in both periods.",
            seen=f"{n_treated + n_comparison - later:g} before and {later:g} after, both areas together.",
            remedy="take longer periods, or a wider offence category.",
        )
    weights = _log_choose(n_treated, outcomes) + _log_choose(n_comparison, later - outcomes)
    return _Tables(n_treated, n_comparison, later, outcomes, weights)


def _fisher(tables: _Tables, observed: int, level: float) -> tuple[float, float, float, float]:
    """Return the logarithms of estimate and limits, and p, of Fisher's noncentral hypergeometric distribution."""
    outcomes, probabilities = tables.outcomes, tables.probabilities
    tail = (1 - level) / 2
    at_low_end, at_high_end = observed == outcomes[0], observed == outcomes[-1]
    low = -np.inf if at_low_end else _rising_root(lambda b: probabilities(b)[outcomes >= observed].sum() - tail)
    high = np.inf if at_high_end else _rising_root(lambda b: tail - probabilities(b)[outcomes <= observed].sum())
    if at_low_end or at_high_end:
        estimate = -np.inf if at_low_end else np.inf
    else:
        estimate = _rising_root(lambda b: tables.mean(b) - observed)
    unchanged = probabilities(0.0)
    # Tables that mirror each other differ by rounding only and must count alike.
    as_rare = unchanged <= unchanged[outcomes == observed] * (1 + 1e-7)
    return estimate, low, high, min(1.0, float(unchanged[as_rare].sum()))


def _log_choose(n: float, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _rising_root(distance: Callable[[float], float]) -> float:
    """Return where a rising function of the log odds ratio crosses zero."""
    low, high = -_WIDEST, _WIDEST
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (low, middle) if distance(middle) > 0 else (middle, high)
    return (low + high) / 2
