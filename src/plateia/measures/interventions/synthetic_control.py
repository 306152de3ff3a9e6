"""Synthetic control: a weighted mean of untouched units that moved like the treated one before the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.measures.checks import Floats, check_level
from plateia.measures.interventions.augmented_control import AugmentedControl, augmented_control
from plateia.measures.interventions.control_panels import (
    MINIMUM_DONORS,
    ControlPanel,
    check_varies,
    control_panel,
    no_width,
)
from plateia.measures.interventions.panels import REPLICATIONS, EffectInterval, NoInterval, placebo_groups
from plateia.measures.interventions.simplex import gram_weights

POOR_FIT = 0.10
DOMINANT_WEIGHT = 0.9
# A misfit before of less than this share of the misfit after is rounding.
_PERFECT_FIT = 1e-6


@dataclass(frozen=True)
class SyntheticControl:
    """The treated unit beside its synthetic control.

    Parameters
    ----------
    mean_effect : float
        Mean of ``effects``, on the scale of the outcomes. Negative: less than expected.
    relative_effect : float
        ``mean_effect`` over the mean of the synthetic control after the start; NaN where that is not above zero.
    interval : EffectInterval or None
        Of ``mean_effect``; None with the reason in ``no_interval``.
    no_interval : str or None
        ``too_few_donors``: the smallest p is above 1 - level. ``perfect_fit``: before the start nothing but rounding is
        left of the gap, which is then no measure of chance.
    p : float
        Rank of ``misfit_ratio`` among those of all placebos, over their number with the treated unit.
    mean_p : float
        The same for the size of ``mean_effect`` over the misfit before, the statistic the interval is inverted from.
    smallest_p : float
        1 / (n_placebos + 1).
    effects : ndarray, shape (n_after,)
        Treated minus synthetic, per period from the start.
    treated, synthetic : ndarray, shape (n_periods,)
        Mean of the treated units, and its synthetic control.
    donors : ndarray of int, shape (n_donors,)
        Rows of the panel.
    weights : ndarray, shape (n_donors,)
        At least 0, sum 1.
    fit_before : float
        Root mean squared gap before the start.
    fit_before_share : float
        ``fit_before`` over the mean of the treated unit before the start.
    misfit_ratio : float
        Root mean squared gap after over before.
    placebo_ratios, placebo_effects : ndarray, shape (n_placebos,)
        ``misfit_ratio`` and ``mean_effect`` of each donor, or group of donors, treated as if it had had the measure.
    augmented : AugmentedControl
    n_before, n_after : int
    caveats : tuple of str
        ``poor_fit_before`` (over 10 % of the mean), ``one_donor_dominates`` (a weight above 0.9),
        ``smallest_p_above_level``, ``several_treated`` (their mean is ranked among single donors),
        ``perfect_fit_before`` (and so no interval), ``augmented_differs`` (the augmented effect has the other sign, or
        less than half or more than twice the size).
    """

    mean_effect: float
    relative_effect: float
    interval: EffectInterval | None
    no_interval: NoInterval | None
    p: float
    mean_p: float
    smallest_p: float
    effects: Floats
    treated: Floats
    synthetic: Floats
    donors: NDArray[np.int64]
    weights: Floats
    fit_before: float
    fit_before_share: float
    misfit_ratio: float
    placebo_ratios: Floats
    placebo_effects: Floats
    augmented: AugmentedControl
    n_before: int
    n_after: int
    caveats: tuple[str, ...]


def synthetic_control(
    outcomes: ArrayLike,
    *,
    treated: int | ArrayLike,
    first_period_after: int,
    donors: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
    replications: int = REPLICATIONS,
    level: float = 0.95,
) -> SyntheticControl:
    """Return the effect on one treated unit, or on the mean of several, against a synthetic control.

    Parameters
    ----------
    outcomes : array-like, shape (n_units, n_periods)
        Rates or means: counts of units of unlike size have no common scale.
    treated : int, or array-like of positions or of bool
    first_period_after : int
        Column in which the measure began; 8 columns before it at least.
    donors : array-like of positions or of bool, optional
        Units that may lend weight, all untreated ones by default. Leave out those that the measure, or crime displaced
        by it, may have touched.
    rng : numpy.random.Generator, optional
        Draws the placebo groups where several units are treated; without it their mean is ranked among single donors,
        which move more than a mean does: far too many effects.
    replications : int
        Placebo groups at most, where several units are treated; with one, each donor is taken once.
    level : float, in (0, 1)

    Raises
    ------
    MethodError
        ``synthetic_control.too-few-periods``, ``synthetic_control.too-few-donors``, ``panel.start-outside``;
        ``synthetic_control.nothing-varies``: all donors moved alike, or not at all, and any effect would be certain.
    InputError
        ``panel.shape``, ``panel.gaps``, ``panel.units-invalid``, ``synthetic_control.treated-donor``.

    Notes
    -----
    Weights minimise the squared gap before the start, nothing else. Each donor in turn (each group of donors, where
    several units are treated) is treated as if it had had the measure, with the other donors as its pool. The interval
    holds all constant effects at which the treated unit's mean gap after, over its misfit before, would not stand out
    among the donors'; so it assumes that without the measure the treated unit would have been one of them.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), JASA 105, 493-505, doi:10.1198/jasa.2009.ap08746; Firpo and Possebom
    (2018), Journal of Causal Inference 6, doi:10.1515/jci-2016-0026 (inverting the placebo test).

    Examples
    --------
    >>> donors = 40 + 5 * np.sin(np.outer(np.arange(1, 7), np.arange(12)))
    >>> own = 0.5 * donors[0] + 0.5 * donors[3] - 4 * (np.arange(12) >= 9)
    >>> effect = synthetic_control(np.vstack([own, donors]), treated=0, first_period_after=9)
    >>> round(effect.mean_effect, 2), effect.smallest_p.__round__(3), effect.no_interval
    (-4.0, 0.143, 'too_few_donors')
    """
    check_level(level)
    panel = control_panel(outcomes, treated=treated, first_period_after=first_period_after, donors=donors)
    weights = _weights(panel.treated, panel.donors, start=panel.start)
    synthetic = weights @ panel.donors
    gaps = panel.treated - synthetic
    # A group must leave donors to be compared with.
    drawing = rng if len(panel.donors) - panel.n_treated >= MINIMUM_DONORS else None
    groups = placebo_groups(len(panel.donors), n_treated=panel.n_treated, replications=replications, rng=drawing)
    placebo_gaps = _placebo_gaps(panel, groups)
    ratio, ratios = _misfit_ratio(gaps, panel.start), _misfit_ratio(placebo_gaps, panel.start)
    n_units = len(groups) + 1
    size, sizes = _size(gaps, panel.start), _size(placebo_gaps, panel.start)
    interval, lacking = _interval(gaps, placebo_gaps, panel, level=level)
    augmented = augmented_control(panel.treated, panel.donors, start=panel.start, weights=weights)
    effect = float(gaps[panel.start :].mean())
    fit_before = float(np.sqrt((gaps[: panel.start] ** 2).mean()))
    fit_share = fit_before / max(abs(float(panel.treated[: panel.start].mean())), 1e-300)
    expected = float(synthetic[panel.start :].mean())
    return SyntheticControl(
        mean_effect=effect,
        relative_effect=effect / expected if expected > 0 else float("nan"),
        interval=interval,
        no_interval=lacking,
        p=_rank(ratio, ratios),
        mean_p=_rank(size, sizes),
        smallest_p=1 / n_units,
        effects=gaps[panel.start :],
        treated=panel.treated,
        synthetic=synthetic,
        donors=panel.donor_rows,
        weights=weights,
        fit_before=fit_before,
        fit_before_share=fit_share,
        misfit_ratio=float(ratio),
        placebo_ratios=ratios,
        placebo_effects=placebo_gaps[:, panel.start :].mean(axis=1),
        augmented=augmented,
        n_before=panel.start,
        n_after=gaps.size - panel.start,
        caveats=(
            *_caveats(effect, weights=weights, fit_share=fit_share, lacking=lacking, augmented=augmented),
            *(("several_treated",) if panel.n_treated > groups[0].size else ()),
        ),
    )


def _caveats(
    effect: float,
    *,
    weights: Floats,
    fit_share: float,
    lacking: NoInterval | None,
    augmented: AugmentedControl,
) -> tuple[str, ...]:
    found = {
        "poor_fit_before": fit_share > POOR_FIT,
        "one_donor_dominates": float(weights.max()) > DOMINANT_WEIGHT,
        "smallest_p_above_level": lacking == "too_few_donors",
        "perfect_fit_before": lacking == "perfect_fit",
        "augmented_differs": not 0.5 <= augmented.mean_effect / (effect or 1e-300) <= 2,
    }
    return tuple(code for code, holds in found.items() if holds)


def _weights(target: Floats, donors: Floats, *, start: int) -> Floats:
    gaps = (donors - target)[:, :start]
    return gram_weights(gaps @ gaps.T)


def _placebo_gaps(panel: ControlPanel, groups: list[NDArray[np.intp]]) -> Floats:
    """Return, for each donor or group of donors, its gaps from a synthetic control made of the other donors."""
    before = panel.donors[:, : panel.start]
    # Taken about the period means, products lose no digits to the level all units share.
    centred = before - before.mean(axis=0)
    products = centred @ centred.T
    gaps = np.empty((len(groups), panel.donors.shape[1]))
    others = np.ones(len(before), dtype=np.bool_)
    for row, group in enumerate(groups):
        others[group] = False
        cross = products[group].mean(axis=0)
        gram = products[np.ix_(others, others)] - cross[others, None] - cross[None, others] + cross[group].mean()
        gaps[row] = panel.donors[group].mean(axis=0) - gram_weights(gram) @ panel.donors[others]
        others[group] = True
    return gaps


def _misfit(gaps: Floats) -> Floats:
    return np.asarray(np.sqrt((gaps**2).mean(axis=-1)))


def _misfit_ratio(gaps: Floats, start: int) -> Floats:
    return np.asarray(_misfit(gaps[..., start:]) / _misfit_before(gaps, start))


def _misfit_before(gaps: Floats, start: int) -> Floats:
    """Return the misfit to divide by: a perfect fit before leaves nothing but rounding, in which no unit stands out."""
    after = _misfit(gaps[..., start:])
    return np.maximum(_misfit(gaps[..., :start]), _PERFECT_FIT * np.maximum(after, 1e-290))


def _size(gaps: Floats, start: int) -> Floats:
    """Return the mean gap after over the misfit before, without its sign."""
    return np.asarray(np.abs(gaps[..., start:].mean(axis=-1)) / _misfit_before(gaps, start))


def _rank(own: Floats, placebos: Floats) -> float:
    # Ties speak for no effect.
    return (1 + int((placebos >= own * (1 - 1e-9)).sum())) / (placebos.size + 1)


def _interval(
    gaps: Floats, placebo_gaps: Floats, panel: ControlPanel, *, level: float
) -> tuple[EffectInterval | None, NoInterval | None]:
    """Return the interval, or why there is none."""
    ranked = _inverted(gaps, _size(placebo_gaps, panel.start), start=panel.start, level=level)
    if ranked is None:
        return None, "too_few_donors"
    check_varies(float(np.abs(placebo_gaps[:, panel.start :]).max()), panel)
    return (ranked, None) if ranked.high - ranked.low > 2 * no_width(panel) else (None, "perfect_fit")


def _inverted(gaps: Floats, placebo_sizes: Floats, *, start: int, level: float) -> EffectInterval | None:
    """Return the constant effects at which the treated unit would not stand out."""
    rank = int(np.floor((1 - level) * (placebo_sizes.size + 1) + 1e-9))
    if rank < 1:
        return None
    reach = float(np.sort(placebo_sizes)[-rank]) * float(_misfit_before(gaps, start))
    effect = float(gaps[start:].mean())
    return EffectInterval(effect - reach, effect + reach, level, "placebo")
