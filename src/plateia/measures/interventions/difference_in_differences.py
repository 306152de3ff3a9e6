"""Difference-in-differences on counts: how treated units changed beside comparison units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from plateia.measures.areas.dispersion import ASSUMED_PHI, Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel
from plateia.measures.checks import check_level
from plateia.measures.interventions.count_panels import (
    CountPanel,
    check_count_panel,
    fitted_ratio,
    model_interval,
    negative_binomial_alpha,
    units_before_and_after,
    variance_between_units,
)
from plateia.measures.interventions.effects import averted_by_ratio
from plateia.measures.interventions.panels import EffectInterval
from plateia.measures.interventions.permutation import (
    PermutationTest,
    permutation_interval,
    permuted,
    treatment_assignments,
)

FEW_UNITS = 20
OVERDISPERSED = 1.5


@dataclass(frozen=True)
class PlaceboLead:
    """The same comparison where nothing had begun yet: the last third of the periods before, against those earlier.

    Parameters
    ----------
    rate_ratio : float
        Should be near 1.
    p : float
        Of the regression, with the dispersion between units. Small: the units were already moving apart.
    permutation_p : float
    """

    rate_ratio: float
    p: float
    permutation_p: float


@dataclass(frozen=True)
class DifferenceInDifferences:
    """A ratio of rate ratios, its errors and its checks.

    Parameters
    ----------
    rate_ratio : float
        Treated units after over before, divided by the same of the comparison units. Below 1: fewer than expected.
    log_rate_ratio : float
    interval : EffectInterval
        Of the rate ratio.
    permutation : PermutationTest
    averted : float
        Incidents the treated units would have had beyond those recorded; negative: more were recorded than expected.
    averted_low, averted_high : float
        The upper limit is infinite where the rate ratio may be 0.
    observed_after, expected_after : float
        Incidents in treated units after the start: recorded, and expected had they followed the comparison units.
    model_standard_error : float
        Of ``log_rate_ratio`` if counts were Poisson: for comparison with other programs, never for a verdict.
    quasi_standard_error : float
        The same times the square root of ``phi`` where that exceeds 1.
    cluster_standard_error : float
        Robust to likeness within units; misleading with few of them, see ``cluster_error_misleading``.
    cluster_error_misleading : bool
        True under 20 units.
    phi : float
        Pearson chi-square over degrees of freedom; below 1 the counts vary less than chance would have it.
    negative_binomial_alpha : float
        Variance = mu + alpha mu^2; 0 where counts vary no more than Poisson.
    unit_phi : float, at least 1
        By how much units changed less alike from before to after than Poisson counts would: variance of the estimate
        over its Poisson variance.
    placebo_lead : PlaceboLead or None
        None with fewer than two periods, or without events, before.
    n_treated, n_comparison, n_before, n_after : int
    zero_cells : bool
        True where one of the four sums was zero and 0.5 was added to each.
    caveats : tuple of str
        ``few_units`` (under 20), ``one_treated_unit``, ``smallest_p_above_level``, ``overdispersed`` (phi above 1.5),
        ``trends_differ_before`` (p of the placebo lead under 0.05), ``no_placebo_lead``, ``zero_cells``,
        ``dispersion_assumed``.
    """

    rate_ratio: float
    log_rate_ratio: float
    interval: EffectInterval
    permutation: PermutationTest
    averted: float
    averted_low: float
    averted_high: float
    observed_after: float
    expected_after: float
    model_standard_error: float
    quasi_standard_error: float
    cluster_standard_error: float
    cluster_error_misleading: bool
    phi: float
    negative_binomial_alpha: float
    unit_phi: float
    placebo_lead: PlaceboLead | None
    n_treated: int
    n_comparison: int
    n_before: int
    n_after: int
    zero_cells: bool
    caveats: tuple[str, ...]


def count_difference_in_differences(
    counts: ArrayLike,
    *,
    treated: ArrayLike,
    first_period_after: int | ArrayLike,
    rng: np.random.Generator,
    exposure: ArrayLike | None = None,
    dispersion: float | Dispersion | DispersionModel | None = None,
    level: float = 0.95,
) -> DifferenceInDifferences:
    """Return the effect on counts of a measure that began at one time in some units of a panel.

    Parameters
    ----------
    counts : array-like of int, shape (n_units, n_periods)
        Recorded incidents; NaN where a unit is not covered.
    treated : array-like of bool, shape (n_units,), or of int, positions of the treated units
    first_period_after : int, or array-like of int of shape (n_units,)
        Column in which the measure began. Given per unit, all treated units must share it.
    rng : numpy.random.Generator
        For the permutation test where there are more than 5,000 assignments.
    exposure : array-like, shape (n_units,) or (n_units, n_periods), optional
        Residents, hectares, days. What stays the same over the periods changes nothing.
    dispersion : float, Dispersion or DispersionModel, optional
        Of units between like periods of the past, of the length compared here. Used where no permutation interval
        exists, and with two units needed.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        ``panel.staggered-start``, ``panel.start-outside``, ``permutation.no-events``, ``interval.level-invalid``.
    InputError
        ``panel.shape``, ``panel.units-invalid``, ``panel.exposure-invalid``, ``counts.not-whole``, ``counts.invalid``.

    Notes
    -----
    log mu = log exposure + unit + period + beta * (treated and after), Poisson maximum likelihood.
    *Interval*: the inverted permutation test where it can reject at this level; otherwise the estimate and t with
    (units - 2) degrees of freedom times a standard error that carries how unlike the units changed from before to
    after (never less than Poisson). Whatever links the months of a unit to each other is in that difference, so serial
    correlation needs no model. A stated dispersion takes its place where there is one.

    References
    ----------
    Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119, 249-275, doi:10.1162/003355304772839588
    (serial correlation); MacKinnon and Webb (2020), doi:10.1016/j.jeconom.2020.04.024 (few treated units);
    Goodman-Bacon (2021), doi:10.1016/j.jeconom.2021.03.014 (why staggered starts are refused).

    Examples
    --------
    Six quarters; the measure began in the fourth in two of five areas.

    >>> counts = [[40, 44, 38, 30, 28, 26], [22, 20, 25, 17, 15, 13], [35, 33, 37, 34, 36, 35],
    ...           [18, 20, 19, 19, 17, 20], [52, 49, 50, 47, 51, 46]]
    >>> effect = count_difference_in_differences(
    ...     counts, treated=[0, 1], first_period_after=3, rng=np.random.default_rng(1))
    >>> round(effect.rate_ratio, 4), round(effect.averted, 1), effect.permutation.p, effect.permutation.smallest_p
    (0.7004, 55.2, 0.1, 0.1)
    """
    check_level(level)
    panel = check_count_panel(counts, treated=treated, first_period_after=first_period_after, exposure=exposure)
    zero_cells = bool((panel.sums() == 0).any())
    fit = fitted_ratio(panel, zero_cells)
    units = units_before_and_after(panel, fit)
    assignments = treatment_assignments(units.before.size, int(units.treated.sum()), rng=rng)
    test = permuted(units, assignments, log_ratio=0.0)
    phi = fit.pearson / max(fit.degrees_of_freedom, 1)
    spread = variance_between_units(units, fit.beta)
    interval = permutation_interval(units, assignments, log_ratio=fit.beta, level=level)
    assumed = interval is None and dispersion is None and units.before.size < 3
    if interval is None:
        interval = model_interval(units, fit, dispersion=ASSUMED_PHI if assumed else dispersion, level=level)
    observed = float(panel.sums()[1])
    # With 0.5 added, what the ratio is a ratio of is half an event larger too.
    base = observed + 0.5 * zero_cells
    averted = averted_by_ratio(
        base / float(np.exp(fit.beta)),
        ratio=float(np.exp(fit.beta)),
        low=interval.low,
        high=interval.high,
        share_of_expected=_share_of_expected(panel, zero_cells=zero_cells),
    )
    lead = _placebo_lead(panel, rng=rng)
    return DifferenceInDifferences(
        rate_ratio=float(np.exp(fit.beta)),
        log_rate_ratio=fit.beta,
        interval=interval,
        permutation=test,
        averted=averted.estimate,
        averted_low=averted.low,
        averted_high=averted.high,
        observed_after=observed,
        expected_after=base / float(np.exp(fit.beta)),
        model_standard_error=fit.model_standard_error,
        quasi_standard_error=fit.model_standard_error * max(phi, 1.0) ** 0.5,
        cluster_standard_error=fit.cluster_standard_error,
        cluster_error_misleading=len(panel.counts) < FEW_UNITS,
        phi=phi,
        negative_binomial_alpha=negative_binomial_alpha(panel, fit),
        unit_phi=spread[1],
        placebo_lead=lead,
        n_treated=int(panel.treated.sum()),
        n_comparison=int((~panel.treated).sum()),
        n_before=panel.start,
        n_after=panel.counts.shape[1] - panel.start,
        zero_cells=zero_cells,
        caveats=_caveats(panel, test, phi=phi, lead=lead, zero_cells=zero_cells, assumed=assumed, level=level),
    )


def _share_of_expected(panel: CountPanel, *, zero_cells: bool) -> float:
    """Return how much of the variance of the ratio comes from what the comparison units lead one to expect."""
    of = 1 / (panel.sums() + 0.5 * zero_cells)
    return float(1 - of[1] / of.sum())


def _placebo_lead(panel: CountPanel, *, rng: np.random.Generator) -> PlaceboLead | None:
    if panel.start < 2:
        return None
    earlier = CountPanel(
        panel.counts[:, : panel.start],
        panel.exposure[:, : panel.start],
        panel.treated,
        panel.start - max(1, panel.start // 3),
    )
    if (earlier.sums() == 0).any():
        return None
    fit = fitted_ratio(earlier, zero_cells=False)
    units = units_before_and_after(earlier, fit)
    assignments = treatment_assignments(units.before.size, int(units.treated.sum()), rng=rng)
    z = abs(fit.beta) / variance_between_units(units, fit.beta)[0] ** 0.5
    return PlaceboLead(
        rate_ratio=float(np.exp(fit.beta)),
        p=float(2 * ndtr(-z)),
        permutation_p=permuted(units, assignments, log_ratio=0.0).p,
    )


def _caveats(
    panel: CountPanel,
    test: PermutationTest,
    *,
    phi: float,
    lead: PlaceboLead | None,
    zero_cells: bool,
    assumed: bool,
    level: float,
) -> tuple[str, ...]:
    found = {
        "few_units": len(panel.counts) < FEW_UNITS,
        "one_treated_unit": int(panel.treated.sum()) == 1,
        "smallest_p_above_level": test.smallest_p > 1 - level + 1e-9,
        "overdispersed": phi > OVERDISPERSED,
        "trends_differ_before": lead is not None and min(lead.p, lead.permutation_p) < 0.05,
        "no_placebo_lead": lead is None,
        "zero_cells": zero_cells,
        "dispersion_assumed": assumed,
    }
    return tuple(code for code, holds in found.items() if holds)
