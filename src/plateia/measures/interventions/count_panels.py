"""The parts of difference-in-differences on counts: the checked panel, the estimate, and what its error rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from plateia.errors import InputError
from plateia.measures.areas.dispersion import Dispersion
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.checks import Floats, check_same_shape
from plateia.measures.interventions.effects import whole_counts
from plateia.measures.interventions.panels import EffectInterval, Mask, check_panel, check_start, check_units
from plateia.measures.interventions.permutation import ChangedUnits, changed_units
from plateia.measures.interventions.two_way import TwoWayFit, fit_two_way


@dataclass(frozen=True)
class CountPanel:
    """Counts and exposures of shape (n_units, n_periods), the treated units and the column in which the measure began.

    What is missing has count and exposure 0.
    """

    counts: Floats
    exposure: Floats
    treated: Mask
    start: int

    @property
    def treatment(self) -> Floats:
        """1 for treated units after the start, otherwise 0."""
        after = np.arange(self.counts.shape[1]) >= self.start
        return np.asarray((self.treated[:, None] & after[None, :]).astype(np.float64))

    def sums(self) -> Floats:
        """Return events of treated before, treated after, comparison before, comparison after."""
        halves = self.counts[:, : self.start].sum(axis=1), self.counts[:, self.start :].sum(axis=1)
        return np.array([half[rows].sum() for rows in (self.treated, ~self.treated) for half in halves])


def check_count_panel(
    counts: ArrayLike, *, treated: ArrayLike, first_period_after: int | ArrayLike, exposure: ArrayLike | None
) -> CountPanel:
    """Return the checked panel (errors of ``count_difference_in_differences``)."""
    cells = whole_counts(check_panel(counts, name="counts"), name="counts", may_be_missing=True)
    mask = check_units(treated, n_units=len(cells), name="treated")
    start = check_start(first_period_after, treated=mask, n_periods=cells.shape[1])
    measured = np.ones_like(cells) if exposure is None else np.asarray(exposure, dtype=np.float64)
    if measured.ndim == 1:
        measured = np.repeat(measured[:, None], cells.shape[1], axis=1)
    check_same_shape(counts=cells, exposure=measured)
    missing = np.isnan(cells)
    wrong = ~missing & ~((measured > 0) & np.isfinite(measured)) & ~((measured == 0) & (cells == 0))
    if wrong.any():
        raise InputError(
            "panel.exposure-invalid",
            expected="A positive exposure for every unit and period with a count.",
            seen=f"{int(wrong.sum())} of {cells.size} missing, negative or zero beside incidents.",
            remedy="leave out units without the denominator, or leave the exposure out.",
        )
    panel = CountPanel(np.where(missing, 0.0, cells), np.where(missing, 0.0, measured), mask, start)
    # Nothing can be fitted where a side has no events at all.
    changed_units(panel.counts[:, :start].sum(axis=1), panel.counts[:, start:].sum(axis=1), treated=mask)
    return panel


def fitted_ratio(panel: CountPanel, zero_cells: bool) -> TwoWayFit:
    """Fit the regression; where one of the four sums is zero, add 0.5 to each and use the closed form."""
    if not zero_cells:
        return fit_two_way(panel.counts, exposure=panel.exposure, treatment=panel.treatment)
    fit = fit_two_way(panel.counts, exposure=panel.exposure, treatment=np.zeros_like(panel.counts))
    units = units_before_and_after(panel, fit)
    weights = units.before + units.after
    drift = [
        float(np.log(np.average(units.odds[rows], weights=weights[rows]))) for rows in (units.treated, ~units.treated)
    ]
    treated_before, treated_after, before, after = panel.sums() + 0.5
    beta = np.log(treated_after / treated_before) - np.log(after / before) - (drift[0] - drift[1])
    error = float(np.sqrt((1 / (panel.sums() + 0.5)).sum()))
    return replace(fit, beta=float(beta), model_standard_error=error)


def units_before_and_after(panel: CountPanel, fit: TwoWayFit) -> ChangedUnits:
    """Return each unit's events before and after, with the odds its exposure and the city's periods lead to expect."""
    weights = panel.exposure * fit.period_levels[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = weights[:, panel.start :].sum(axis=1) / weights[:, : panel.start].sum(axis=1)
    before, after = panel.counts[:, : panel.start].sum(axis=1), panel.counts[:, panel.start :].sum(axis=1)
    return changed_units(before, after, treated=panel.treated, exposure_ratio=np.nan_to_num(odds, posinf=0.0))


def variance_of_estimate(units: ChangedUnits, beta: float, factor: Floats) -> tuple[float, float]:
    """Return the variance of the estimate, and the same over Poisson, if the units' variances are ``factor`` times."""
    _, binomial, _ = units.residuals(beta)
    share = float(binomial[units.treated].sum() / binomial.sum())
    information = float(binomial.sum()) * share * (1 - share)
    held = binomial * factor
    surplus_variance = (1 - 2 * share) * float(held[units.treated].sum()) + share**2 * float(held.sum())
    return surplus_variance / information**2, surplus_variance / information


def variance_between_units(units: ChangedUnits, beta: float) -> tuple[float, float]:
    """Return the variance of the estimate, and its ratio to Poisson, from how unlike the units changed."""
    surplus, binomial, _ = units.residuals(beta)
    n, total = surplus.size, units.before + units.after
    if n < 3:
        return variance_of_estimate(units, beta, np.ones(n))
    excess = float((surplus**2 / binomial).sum()) * n / (n - 2) - n
    likeness = min(max(excess / max(float((total - 1).sum()), 1.0), 0.0), 0.99)
    return variance_of_estimate(units, beta, 1 + np.maximum(total - 1, 0) * likeness)


def model_interval(
    units: ChangedUnits, fit: TwoWayFit, *, dispersion: float | Dispersion | DispersionModel | None, level: float
) -> EffectInterval:
    """Return the interval of the rate ratio from the dispersion stated, or else from how unlike the units changed."""
    if dispersion is None:
        variance = variance_between_units(units, fit.beta)[0]
        width = float(stdtrit(units.before.size - 2, 0.5 + level / 2)) * variance**0.5
    else:
        model = as_dispersion_model(dispersion)
        variance = variance_of_estimate(units, fit.beta, model.pair_factor(units.before + units.after))[0]
        width = float(ndtri(0.5 + level / 2)) * variance**0.5
    low, high = (float(np.exp(fit.beta + side * width)) for side in (-1, 1))
    return EffectInterval(low, high, level, "between_units" if dispersion is None else "stated_dispersion")


def negative_binomial_alpha(panel: CountPanel, fit: TwoWayFit) -> float:
    """Return the alpha at which the squared residuals are as large as the degrees of freedom."""
    if fit.pearson <= max(fit.degrees_of_freedom, 1):
        return 0.0
    from scipy.optimize import brentq

    known = fit.fitted > 0
    mean, squared = fit.fitted[known], (panel.counts - fit.fitted)[known] ** 2

    def surplus(alpha: float) -> float:
        return float((squared / (mean + alpha * mean**2)).sum()) - max(fit.degrees_of_freedom, 1)

    high = 1.0
    while surplus(high) > 0 and high < 1e6:
        high *= 4
    return float(brentq(surplus, 0.0, high)) if surplus(high) < 0 else high
