"""Two periods compared: of one place, of every area about the city's trend, and of a past in which nothing was done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, betaincinv, gammaln, xlog1py, xlogy

from plateia.errors import MethodError
from plateia.measures.areas.dispersion import Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.checks import Floats, check_comparable, check_counts, check_level, check_same_shape
from plateia.measures.distributions import beta_binomial_at_most, beta_binomial_share_limits


@dataclass(frozen=True)
class PeriodComparison:
    """Ratio of the later rate to the earlier one, with interval and two-sided p.

    Parameters
    ----------
    ratio, low, high : float
    p : float
        At dispersion 1 all outcomes no more probable than the one seen, as other programs print it.
    central_p : float
        Twice the smaller tail, the test that ``low`` and ``high`` invert: at most 1 - level exactly when they leave out
        1. The same as ``p`` where exposures are equal or dispersion is above 1; otherwise a verdict rests on this one.
    """

    ratio: float
    low: float
    high: float
    p: float
    central_p: float


@dataclass(frozen=True)
class AreaComparisons:
    """Each area's change measured against the city's; arrays of shape (n_areas,).

    ``ratio_to_city`` is the area's ratio of later to earlier count over the city's own (``city_ratio``); ``z`` the
    standardised residual. NaN where an area had no event in either period.
    """

    ratio_to_city: Floats
    low: Floats
    high: Floats
    z: Floats
    p: Floats
    city_ratio: float


@dataclass(frozen=True)
class PlaceboShare:
    """Share of areas flagged although nothing was done, beside the range chance allows for a true 5 %.

    ``share`` is NaN where no area has enough events.
    """

    share: float
    n_flagged: int
    n_areas: int
    chance_low: float
    chance_high: float


def compare_two_counts(
    before: float,
    after: float,
    *,
    exposure_before: float = 1.0,
    exposure_after: float = 1.0,
    dispersion: float | Dispersion | DispersionModel = 1.0,
    level: float = 0.95,
) -> PeriodComparison:
    """Return the ratio of two rates with its interval and p-value.

    Parameters
    ----------
    before, after : int
        Events of the earlier and the later period.
    exposure_before, exposure_after : float
        Residents, covered months or whatever the counts are to be divided by.
    dispersion : float, Dispersion or DispersionModel
        1 gives the exact test, for one place and few events; otherwise an estimate from the city's own past.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        ``comparison.no-incidents``: both counts are zero. ``comparison.exposure-invalid``: an exposure is not positive.

    Notes
    -----
    Given n = before + after, the later count is binomial with share e2 / (e1 + e2) if nothing changed. At dispersion 1:
    exact two-sided p (all outcomes no more probable than the one seen) and Clopper-Pearson limits, which invert another
    exact test, twice the smaller tail: with unequal exposures the two can differ, so both are given. Above 1: the
    beta-binomial with the same mean and a variance larger by the dispersion, mid-p tails doubled, limits by inversion
    of the same test. ``central_p`` is at most 0.05 exactly when the 95 % interval leaves out 1.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31, 313-323; Clopper and Pearson (1934), Biometrika 26, 404-413;
    Fay (2010), R Journal 2(1), 53-58 (p-values and intervals of different exact tests).

    Examples
    --------
    >>> change = compare_two_counts(38, 52)
    >>> [round(number, 4) for number in (change.ratio, change.low, change.high, change.p)]
    [1.3684, 0.8835, 2.137, 0.1702]
    """
    check_level(level)
    earlier, later = float(check_counts(before, name="before")), float(check_counts(after, name="after"))
    total = earlier + later
    check_comparable(total, exposure_before, exposure_after)
    exposure_ratio = exposure_before / exposure_after
    expected_share = exposure_after / (exposure_before + exposure_after)
    model = as_dispersion_model(dispersion)
    if model.form == "poisson":
        low, high = _clopper_pearson(later, earlier, level)
        p = _exact_binomial_p(later, total, expected_share)
        central_p = _central_binomial_p(later, earlier, expected_share)
    else:
        successes, trials = np.array([later]), np.array([total])
        correlation = model.pair_correlation(trials)
        low_share, high_share = beta_binomial_share_limits(
            successes, trials=trials, correlation=correlation, level=level
        )
        low, high = float(low_share[0]), float(high_share[0])
        p = central_p = float(_two_sided(successes, trials, np.array([expected_share]), correlation)[0])
    return PeriodComparison(
        ratio=later / earlier * exposure_ratio if earlier else float("inf"),
        low=low / (1 - low) * exposure_ratio if low < 1 else float("inf"),
        high=high / (1 - high) * exposure_ratio if high < 1 else float("inf"),
        p=p,
        central_p=central_p,
    )


def _clopper_pearson(successes: float, failures: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low = float(betaincinv(successes, failures + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - tail)) if failures else 1.0
    return low, high


def _exact_binomial_p(successes: float, trials: float, share: float) -> float:
    """Add the probabilities of all outcomes no more probable than the one observed."""
    outcomes = np.arange(trials + 1)
    log_probability = (
        gammaln(trials + 1) - gammaln(outcomes + 1) - gammaln(trials - outcomes + 1)
        + xlogy(outcomes, share) + xlog1py(trials - outcomes, -share)
    )  # fmt: skip
    # Outcomes that mirror each other differ by rounding only and must count alike.
    as_rare = log_probability <= log_probability[round(successes)] + 1e-7
    return min(1.0, float(np.exp(log_probability[as_rare]).sum()))


def _central_binomial_p(successes: float, failures: float, share: float) -> float:
    """Double the smaller tail, the outcome seen included."""
    at_least = float(betainc(successes, failures + 1, share)) if successes else 1.0
    at_most = float(betaincc(successes + 1, failures, share)) if failures else 1.0
    return min(1.0, 2 * at_least, 2 * at_most)


def _two_sided(successes: Floats, trials: Floats, share: Floats, correlation: Floats) -> Floats:
    at_most = beta_binomial_at_most(successes, trials=trials, share=share, correlation=correlation)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(at_most, 1 - at_most)))


def compare_areas(
    before: ArrayLike,
    after: ArrayLike,
    *,
    dispersion: float | Dispersion | DispersionModel,
    level: float = 0.95,
) -> AreaComparisons:
    """Return for every area whether it changed otherwise than the city as a whole.

    Parameters
    ----------
    before, after : array-like of int, shape (n_areas,)
        Counts in two like periods; NaN where not covered.
    dispersion : float, Dispersion or DispersionModel
        From other years of the same city and category: ``choose_dispersion_model``.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        ``comparison.no-incidents``: one of the periods is empty in all areas.

    Notes
    -----
    The city's trend is p, the later period's share of all events of areas covered in both. Given its n events, an
    area's later count has mean n p and variance n p (1 - p) times the pair factor of the dispersion model; p-values
    are mid-p of that beta-binomial and limits invert the same test. Control many areas together with
    ``false_discovery_q_values``.

    Examples
    --------
    >>> changes = compare_areas([40, 38, 42, 20], [41, 36, 44, 60], dispersion=2.0)
    >>> changes.ratio_to_city.round(2).tolist(), changes.p.round(3).tolist()
    ([0.79, 0.73, 0.81, 2.32], [0.461, 0.347, 0.491, 0.014])
    """
    check_level(level)
    earlier, later = check_counts(before, name="before"), check_counts(after, name="after")
    check_same_shape(before=earlier, after=later)
    total = earlier + later
    known = ~np.isnan(total)
    city_before, city_after = float(earlier[known].sum()), float(later[known].sum())
    if not (city_before > 0 and city_after > 0):
        raise MethodError(
            "comparison.no-incidents",
            expected="Events in both periods.",
            seen=f"{city_before:g} before and {city_after:g} after, over {int(known.sum())} areas covered in both.",
            remedy="choose periods that are covered, or a wider offence category.",
        )
    share = city_after / (city_before + city_after)
    model = as_dispersion_model(dispersion)
    total = np.where(total > 0, total, np.nan)
    correlation = model.pair_correlation(total)
    low, high = beta_binomial_share_limits(later, trials=total, correlation=correlation, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        city_ratio = city_after / city_before
        return AreaComparisons(
            ratio_to_city=np.where(total > 0, later / earlier / city_ratio, np.nan),
            low=low / (1 - low) / city_ratio,
            high=high / (1 - high) / city_ratio,
            z=(later - total * share) / np.sqrt(total * share * (1 - share) * model.pair_factor(total)),
            p=_two_sided(later, total, np.full(total.shape, share), correlation),
            city_ratio=city_ratio,
        )


def placebo_share(
    before: ArrayLike,
    after: ArrayLike,
    *,
    dispersion: float | Dispersion | DispersionModel,
    minimum_events: int = 10,
    level: float = 0.95,
) -> PlaceboShare:
    """Return how many areas the comparison flags in a past in which nothing was done: it should be 5 %.

    Parameters
    ----------
    before, after : array-like of int, shape (n_areas,)
        Two like periods of the past, other than those the dispersion was estimated from.
    dispersion : float, Dispersion or DispersionModel
    minimum_events : int
        Areas with fewer events in both periods together are not judged: they can hardly be flagged at all.
    level : float, in (0, 1)
        0.95 flags at 5 %.

    Notes
    -----
    With 40 areas a true 5 % gives anything from 0 to 12 %: read the share beside ``chance_low`` and ``chance_high``,
    the central 95 % range of a binomial share. Areas near each other change together, so the true range is wider.
    """
    p = compare_areas(before, after, dispersion=dispersion, level=level).p
    events = np.asarray(before, dtype=np.float64) + np.asarray(after, dtype=np.float64)
    judged = events >= minimum_events
    n = int(judged.sum())
    flagged = int((p[judged] <= 1 - level).sum())
    if n == 0:
        return PlaceboShare(float("nan"), 0, 0, float("nan"), float("nan"))
    outcomes = np.arange(n + 1.0)
    reached = beta_binomial_at_most(outcomes, trials=n, share=1 - level, correlation=0.0)
    return PlaceboShare(
        share=flagged / n,
        n_flagged=flagged,
        n_areas=n,
        chance_low=float(outcomes[reached >= 0.025][0] / n),
        chance_high=float(outcomes[reached <= 0.975][-1] / n),
    )
