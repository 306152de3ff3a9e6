"""Interrupted time series: how one area's series bent when the measure began."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plateia.measures.checks import Floats, check_level
from plateia.measures.interventions.monthly_series import (
    TERMS,
    MonthlySeries,
    Shape,
    Term,
    check_length,
    check_series,
)
from plateia.measures.interventions.panels import EffectInterval
from plateia.measures.interventions.poisson_regression import LogLinearFit, fit_log_linear
from plateia.measures.interventions.serial_errors import SerialErrors, serial_errors
from plateia.measures.interventions.series_residuals import (
    ResidualCheck,
    newey_west_covariance,
    newey_west_lag,
    residual_check,
)


@dataclass(frozen=True)
class SeriesTerm:
    """One ratio of the regression.

    Parameters
    ----------
    name : "trend", "level" or "slope"
        Per month; at the start of the measure; per month after it, beside the trend.
    ratio, low, high : float
    poisson_log_ratio, poisson_standard_error : float
        As any Poisson regression gives them.
    """

    name: Term
    ratio: float
    low: float
    high: float
    poisson_log_ratio: float
    poisson_standard_error: float


@dataclass(frozen=True)
class InterruptedSeries:
    """The change of a series at the start of a measure, against its own continuation.

    Parameters
    ----------
    shape : "level", "slope" or "both"
    rate_ratio : float
        Modelled over continued incidents, all months after the start together.
    interval : EffectInterval
        Of ``rate_ratio``.
    p : float
        Two-sided, of no change: of level, of slope, or of both together.
    terms : tuple of SeriesTerm
    averted, averted_low, averted_high : float
        Continued minus modelled incidents of all months after the start: limits leave out 0 as the ratio leaves out 1.
    observed, fitted, counterfactual, counterfactual_low, counterfactual_high : ndarray, shape (n_months,)
        ``counterfactual`` is the series without the measure: equal to ``fitted`` before the start. Its band is that of
        the expected series, not of single months. ``observed`` is NaN where a month is not covered.
    seasonal : bool
    carried_autocorrelation : float, in [0, 1)
        Likeness of neighbouring months that the interval carries.
    residuals : ResidualCheck
    poisson_rate_ratio : float
        As a Poisson regression gives it, every month by itself: for comparison with other programs, as what follows.
    poisson_standard_error, quasi_standard_error, newey_west_standard_error : float
        Of its logarithm; the interval rests on none of them.
    newey_west_lag : int
    n_before, n_after : int
        Months with a count.
    caveats : tuple of str
        ``autocorrelated`` (carried autocorrelation above 0.3), ``overdispersed`` (phi above 1.5), ``no_season``,
        ``short_before``, ``short_after`` (under 24 and 12 months), ``few_events_a_month`` (under 5 a month).
    """

    shape: Shape
    rate_ratio: float
    interval: EffectInterval
    p: float
    terms: tuple[SeriesTerm, ...]
    averted: float
    averted_low: float
    averted_high: float
    observed: Floats
    fitted: Floats
    counterfactual: Floats
    counterfactual_low: Floats
    counterfactual_high: Floats
    seasonal: bool
    carried_autocorrelation: float
    residuals: ResidualCheck
    poisson_rate_ratio: float
    poisson_standard_error: float
    quasi_standard_error: float
    newey_west_standard_error: float
    newey_west_lag: int
    n_before: int
    n_after: int
    caveats: tuple[str, ...]


def interrupted_time_series(
    counts: ArrayLike,
    *,
    year_month: ArrayLike,
    start: int,
    exposure: ArrayLike | None = None,
    shape: Shape = "level",
    season: bool = True,
    level: float = 0.95,
) -> InterruptedSeries:
    """Return the change of one monthly series at the start of a measure.

    Parameters
    ----------
    counts : array-like of int, shape (n_months,)
        NaN where a month is not covered.
    year_month : array-like of int, shape (n_months,)
        year * 12 + month - 1, rising.
    start : int
        The same for the first month with the measure.
    exposure : array-like, shape (n_months,), optional
        Residents, days, open hours.
    shape : "level", "slope" or "both"
        What the measure should change: chosen from its mechanism, before anyone looks at the series.
    season : bool
        Two pairs of waves a year.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``series.months-invalid``, ``series.exposure-invalid``, ``counts.not-whole``, ``counts.invalid``,
        ``counts.shapes-differ``.
    MethodError
        ``interrupted_series.too-short``: fewer than 8 months with a count on a side.
        ``interrupted_series.season-too-short``: a season from fewer than 24 months.
        ``interrupted_series.no-events``: a side without any. ``interrupted_series.shape-unknown``.

    Notes
    -----
    log mu_t = log exposure + b0 + b1 t + b2 X_t + b3 (t - t0) X_t + season. Months that follow each other are alike,
    and in a series of a few years nobody knows how much: estimates and limits are a mixture over all likenesses (see
    ``serial_errors``). The more alike months are, the more those next to the start count. With Newey-West errors a 95 %
    interval of 60 months holds the truth far less often.
    A month is a period from its first day: a measure that began within a month begins with the next.

    References
    ----------
    Lopez Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology 46, 348-355,
    doi:10.1093/ije/dyw098; Newey and West (1987), Econometrica 55, 703-708, doi:10.2307/1913610.

    Examples
    --------
    Five years; from the fourth on a fifth fewer.

    >>> months = np.arange(2016 * 12, 2021 * 12)
    >>> counts = np.round(200 * np.where(months < 2019 * 12, 1, 0.8) * (1 + 0.2 * np.sin(2 * np.pi * months / 12)))
    >>> effect = interrupted_time_series(counts, year_month=months, start=2019 * 12)
    >>> round(effect.rate_ratio, 2), effect.interval.high < 1
    (0.8, True)
    """
    check_level(level)
    series = check_series(counts, year_month=year_month, start=start, exposure=exposure)
    check_length(series, shape=shape, season=season)
    covered = series.covered
    design = series.design(shape, season=season)
    fit = fit_log_linear(series.counts[covered], design=design[covered], offset=series.offset[covered])
    errors = serial_errors(fit, times=series.months[covered].astype(np.float64))
    return _result(series, fit, errors, shape=shape, season=season, level=level)


def _result(
    series: MonthlySeries, fit: LogLinearFit, errors: SerialErrors, *, shape: Shape, season: bool, level: float
) -> InterruptedSeries:
    design, without = (series.design(shape, season=season, measure=measure) for measure in (True, False))
    change = _change(series, errors.estimate, design=design, without=without)
    plain = _change(series, fit.coefficients, design=design, without=without)
    low, high = _limits(errors, change, level=level)
    band_low, band_high = errors.limits(without, level=level)
    residuals = residual_check(fit)
    lag = newey_west_lag(fit.mean.size)
    sides = [int((series.covered & side).sum()) for side in (~series.after, series.after)]
    return InterruptedSeries(
        shape=shape,
        rate_ratio=change.ratio,
        interval=EffectInterval(low, high, level, "autocorrelation"),
        p=errors.p(tested=list(range(2, 1 + len(TERMS[shape])))),
        terms=_terms(fit, errors, shape=shape, level=level),
        averted=change.continued - change.modelled,
        averted_low=change.modelled / high - change.modelled,
        averted_high=change.modelled / low - change.modelled,
        observed=series.counts,
        fitted=np.exp(series.offset + design @ errors.estimate),
        counterfactual=np.exp(series.offset + without @ errors.estimate),
        counterfactual_low=_exponential(series.offset + band_low),
        counterfactual_high=_exponential(series.offset + band_high),
        seasonal=season,
        carried_autocorrelation=errors.neighbours,
        residuals=residuals,
        poisson_rate_ratio=plain.ratio,
        poisson_standard_error=_error(fit.covariance, plain.contrast),
        quasi_standard_error=_error(fit.covariance, plain.contrast) * max(fit.phi, 1.0) ** 0.5,
        newey_west_standard_error=_error(newey_west_covariance(fit, lag=lag), plain.contrast),
        newey_west_lag=lag,
        n_before=sides[0],
        n_after=sides[1],
        caveats=_caveats(series, residuals, carried=errors.neighbours, season=season, sides=sides),
    )


@dataclass(frozen=True)
class _Change:
    """Incidents of all months after the start, modelled and continued, and the gradient of their log ratio."""

    modelled: float
    continued: float
    contrast: Floats

    @property
    def ratio(self) -> float:
        return self.modelled / self.continued


def _change(series: MonthlySeries, coefficients: Floats, *, design: Floats, without: Floats) -> _Change:
    reckoned = series.after & series.covered
    modelled, continued = (np.exp(series.offset + columns @ coefficients)[reckoned] for columns in (design, without))
    contrast = modelled @ design[reckoned] / modelled.sum() - continued @ without[reckoned] / continued.sum()
    return _Change(float(modelled.sum()), float(continued.sum()), contrast)


def _limits(errors: SerialErrors, change: _Change, *, level: float) -> tuple[float, float]:
    # The logarithm of the ratio is linear near the estimate.
    beside = np.log(change.ratio) - change.contrast @ errors.estimate
    low, high = (_exponential(side + beside)[0] for side in errors.limits(change.contrast[None], level=level))
    return float(low), float(high)


def _exponential(logarithms: Floats) -> Floats:
    # Beyond the largest exponent a ratio says nothing more.
    return np.asarray(np.exp(np.clip(logarithms, -500, 500)))


def _error(covariance: Floats, contrast: Floats) -> float:
    return float(np.sqrt(max(float(contrast @ covariance @ contrast), 0.0)))


def _terms(fit: LogLinearFit, errors: SerialErrors, *, shape: Shape, level: float) -> tuple[SeriesTerm, ...]:
    sides = (errors.estimate, *errors.limits(np.eye(fit.coefficients.size), level=level))
    ratios, lows, highs = (_exponential(side).tolist() for side in sides)
    return tuple(
        SeriesTerm(
            name,
            ratios[column],
            lows[column],
            highs[column],
            float(fit.coefficients[column]),
            float(np.sqrt(fit.covariance[column, column])),
        )
        for column, name in enumerate(TERMS[shape], start=1)
    )


def _caveats(
    series: MonthlySeries, residuals: ResidualCheck, *, carried: float, season: bool, sides: list[int]
) -> tuple[str, ...]:
    found = {
        "autocorrelated": carried > 0.3,
        "overdispersed": residuals.phi > 1.5,
        "no_season": not season,
        "short_before": sides[0] < 24,
        "short_after": sides[1] < 12,
        "few_events_a_month": float(np.nanmean(series.counts)) < 5,
    }
    return tuple(code for code, holds in found.items() if holds)
