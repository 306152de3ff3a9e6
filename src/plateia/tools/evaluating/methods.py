"""The effect by each method the panel can bear; ``effect_by`` takes a method by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.tools.evaluating.donors import FEWEST_MONTHS, offers_weights
from plateia.tools.evaluating.effects import ALONE, TRENDS_APART, Effect, check_comparison, comparison_weight
from plateia.tools.evaluating.panel import YEAR, Panel
from plateia.tools.evaluating.past import UsualVariation
from plateia.tools.evaluating.weighted_comparisons import synthetic_control_effect, synthetic_did_effect

if TYPE_CHECKING:
    from plateia.measures.interventions.difference_in_differences import DifferenceInDifferences
    from plateia.measures.interventions.effects import Averted
    from plateia.measures.interventions.interrupted_series import InterruptedSeries

SEASON_MONTHS = 24


def effect_by(method: str, panel: Panel, usual: UsualVariation, *, rng: np.random.Generator) -> Effect:
    """Return the effect by one method.

    Raises
    ------
    MethodError
        Where the panel cannot bear the method: ``evaluation.needs-comparison``, ``evaluation.season-between``,
        ``evaluation.series-short``, ``evaluation.donors-few``, ``evaluation.fit-perfect``,
        ``evaluation.no-incidents``, and those of the measures.
    """
    _needs_incidents(panel, method)
    return _METHODS[method](panel, usual, rng)


def methods_for(panel: Panel) -> list[str]:
    """Return the methods the panel can bear, the plainest first.

    ``before_after`` is not among them: on real data it takes the whole city's change for an effect too often. It is
    used where the plan names it.
    """
    found = []
    if panel.has(COMPARISON):
        found += ["rate_ratio", "weighted_displacement_difference"]
        if panel.n(TREATED) + panel.n(COMPARISON) > 2 and panel.n_before > 1:
            found.append("difference_in_differences")
        if offers_weights(panel):
            found += ["synthetic_control", "synthetic_did"]
    if panel.per_year == YEAR and panel.n_before >= SEASON_MONTHS and panel.n_after >= FEWEST_MONTHS:
        found.append("interrupted_time_series")
    return found


def _needs_incidents(panel: Panel, method: str) -> None:
    """Refuse treated units without any incident, and comparison units without one before: no share of none is known."""
    lacking = [] if sum(int(part.sum()) for part in panel.pair(TREATED)) else [TREATED]
    if method not in ALONE and panel.has(COMPARISON) and not panel.pair(COMPARISON)[0].sum():
        lacking.append(COMPARISON)
    if lacking:
        raise MethodError(
            "evaluation.no-incidents",
            expected="Recorded incidents of the outcome in the treated units, and in the comparison units before.",
            seen=f"none in: {', '.join(lacking)}.",
            remedy="choose a wider outcome, longer periods or larger units.",
        )


def _before_after(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:  # noqa: ARG001
    from plateia.measures.interventions.before_after import before_after_effect, e_test_p

    if not panel.like_months:
        raise MethodError(
            "evaluation.season-between",
            expected="The same calendar months before and after, where there is nothing to compare with.",
            seen="periods of different seasons.",
            remedy="choose whole years or the same months of another year, or name comparison units.",
        )
    before, after = panel.pair(TREATED)
    found = before_after_effect(
        int(before.sum()),
        int(after.sum()),
        exposure_before=panel.n_before,
        exposure_after=panel.n_after,
        dispersion=usual.factor(panel, TREATED),
    )
    counts = int(after.sum()), int(before.sum())
    monthly = np.full(len(panel.months), before.sum() / panel.n_before)
    return Effect(
        "before_after",
        *(found.ratio, found.low, found.high),
        *_of(found.averted),
        found.p,
        "dispersion",
        assumptions=found.assumptions,
        # Of Poisson counts: for comparison with other programs, never for a verdict.
        extra={"e_test_p": e_test_p(counts, (panel.n_after, panel.n_before))},
        series=(monthly, None, None),
    )


def _rate_ratio(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:  # noqa: ARG001
    from plateia.measures.interventions.rate_ratio import relative_incidence_rate_ratio

    check_comparison(panel, "rate_ratio")
    found = relative_incidence_rate_ratio(
        treated=panel.pair(TREATED), comparison=panel.pair(COMPARISON), dispersion=usual.model
    )
    return Effect(
        "rate_ratio",
        *(found.ratio, found.low, found.high),
        *_of(found.averted),
        found.p,
        "dispersion",
        caveats=("zero_cells",) if found.zero_corrected else (),
        assumptions=found.assumptions,
        extra={"factor": found.factor, "log_ratio": found.log_ratio, "variance": found.se**2 if found.se else None},
        series=(_as_comparison(panel), None, None),
    )


def _weighted_difference(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:  # noqa: ARG001
    from plateia.measures.interventions.displacement import Weights, weighted_displacement_difference

    check_comparison(panel, "weighted_displacement_difference")
    n_pairs = {group: panel.pair(group) for group in (TREATED, COMPARISON)}
    found = weighted_displacement_difference(
        treated=n_pairs[TREATED],
        comparison=n_pairs[COMPARISON],
        dispersion=usual.model,
        weights=Weights(before=panel.n_before / panel.n_after, comparison=comparison_weight(panel)),
    )
    # As published: a comparison of like size, taken as it is.
    plain = weighted_displacement_difference(
        treated=n_pairs[TREATED],
        comparison=n_pairs[COMPARISON],
        dispersion=usual.model,
        weights=Weights(before=panel.n_before / panel.n_after),
    ).local
    local = found.local
    return Effect(
        "weighted_displacement_difference",
        *(None, None, None),
        *(0.0 - local.estimate, 0.0 - local.high, 0.0 - local.low),
        local.p,
        "dispersion",
        assumptions=found.assumptions,
        extra={
            "factor": found.factor,
            "comparison_weight": comparison_weight(panel),
            "unweighted_averted": 0.0 - plain.estimate,
            "unweighted_low": 0.0 - plain.high,
            "unweighted_high": 0.0 - plain.low,
        },
        series=(_as_comparison(panel), None, None),
    )


def _difference_in_differences(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:
    from plateia.measures.interventions.difference_in_differences import count_difference_in_differences

    check_comparison(panel, "difference_in_differences")
    rows = panel.groups[TREATED] | panel.groups[COMPARISON]
    found = count_difference_in_differences(
        _two_periods(panel)[rows],
        treated=panel.groups[TREATED][rows],
        first_period_after=panel.n_before,
        rng=rng,
        dispersion=usual.model if usual.basis != "untouched" else None,
    )
    lead = found.placebo_lead
    return Effect(
        "difference_in_differences",
        *(found.rate_ratio, found.interval.low, found.interval.high),
        *(found.averted, found.averted_low, found.averted_high),
        found.permutation.p,
        found.interval.basis,
        smallest_p=found.permutation.smallest_p,
        caveats=found.caveats,
        assumptions=("equal_relative_trends", "comparison_untouched"),
        extra={
            "lead_ratio": lead.rate_ratio if lead else None,
            "lead_p": _lead_p(found),
            "phi": found.phi,
            "unit_phi": found.unit_phi,
            "n_assignments": found.permutation.n_assignments,
            "cluster_error_misleading": found.cluster_error_misleading,
        },
        series=(_as_comparison(panel), None, None),
    )


def _lead_p(found: DifferenceInDifferences) -> float | None:
    """Return the p of the time before: by reassignment where that can fall below the level, else by the regression."""
    lead = found.placebo_lead
    if lead is None:
        return None
    return lead.permutation_p if found.permutation.smallest_p < TRENDS_APART else lead.p


def _interrupted_series(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:  # noqa: ARG001
    from plateia.measures.interventions.interrupted_series import interrupted_time_series

    if min(panel.n_before, panel.n_after) < FEWEST_MONTHS or panel.per_year != YEAR:
        raise MethodError(
            "evaluation.series-short",
            expected=f"At least {FEWEST_MONTHS} months before and after.",
            seen=f"{panel.n_before} and {panel.n_after}.",
            remedy="wait until there are more, or choose a design with comparison units.",
        )
    chosen = panel.before | panel.after
    months = panel.months[chosen]
    found = interrupted_time_series(
        panel.counts[panel.groups[TREATED]][:, chosen].sum(axis=0),
        year_month=months,
        start=int(panel.months[panel.after][0]),
        shape=panel.shape,
        season=panel.n_before >= SEASON_MONTHS,
    )
    expected, low, high = (np.full(len(panel.months), np.nan) for _ in range(3))
    expected[chosen], low[chosen], high[chosen] = (
        found.counterfactual,
        found.counterfactual_low,
        found.counterfactual_high,
    )
    return Effect(
        "interrupted_time_series",
        *(found.rate_ratio, found.interval.low, found.interval.high),
        *(found.averted, found.averted_low, found.averted_high),
        _p_of_ratio(found) if panel.shape == "both" else found.p,
        found.interval.basis,
        caveats=found.caveats,
        assumptions=("same_recording", "no_other_change"),
        extra={
            "phi": found.residuals.phi,
            "durbin_watson": found.residuals.durbin_watson,
            "ljung_box_p": found.residuals.ljung_box_p,
            "seasonal": found.seasonal,
        },
        series=(expected, low, high),
    )


def _p_of_ratio(found: InterruptedSeries) -> float:
    """Return the p of the ratio, as its interval: that of level and slope together asks another question."""
    from scipy.special import erfc, ndtri

    width = float(np.log(found.interval.high / found.interval.low))
    error = width / (2 * ndtri(1 - (1 - found.interval.level) / 2))
    return float(erfc(abs(np.log(found.rate_ratio)) / error / np.sqrt(2)))


def _of(averted: Averted) -> tuple[float, float, float]:
    return averted.estimate, averted.low, averted.high


def _two_periods(panel: Panel) -> np.ndarray:
    """Return counts with the months before first and those after behind them."""
    return np.hstack([panel.counts[:, panel.before], panel.counts[:, panel.after]])


def _as_comparison(panel: Panel) -> np.ndarray:
    """Return what the treated units would have had by month, had they gone the way of the comparison units."""
    own = panel.counts[panel.groups[TREATED]].sum(axis=0)
    other = panel.counts[panel.groups[COMPARISON]].sum(axis=0)
    base = other[panel.before].sum()
    return np.asarray(other * (own[panel.before].sum() / base if base else np.nan), dtype=np.float64)


_METHODS: Mapping[str, Callable[[Panel, UsualVariation, np.random.Generator], Effect]] = {
    "before_after": _before_after,
    "rate_ratio": _rate_ratio,
    "weighted_displacement_difference": _weighted_difference,
    "difference_in_differences": _difference_in_differences,
    "interrupted_time_series": _interrupted_series,
    "synthetic_control": synthetic_control_effect,
    "synthetic_did": synthetic_did_effect,
}
