"""Effects against a weighted comparison: what other units together say the treated ones would have had."""

from __future__ import annotations

import numpy as np

from plateia.errors import MethodError
from plateia.findings.evaluation import TREATED
from plateia.tools.evaluating.donors import few_donors, pooled_rates
from plateia.tools.evaluating.effects import Effect, check_comparison
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import UsualVariation

MOST_ONE_SIDED = 0.3
"""Mean gap before over its root mean square: near 0 where weights reach the treated units, 1 where all are alike."""


def synthetic_control_effect(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:
    """Return the effect against the units whose weighted rates went like the treated ones' before."""
    from plateia.measures.interventions.synthetic_control import synthetic_control

    check_comparison(panel, "synthetic_control")
    rates, treated, pool, _ = pooled_rates(panel, usual)
    found = synthetic_control(rates, treated=treated, first_period_after=panel.n_before, rng=rng)
    if found.no_interval == "perfect_fit":
        raise MethodError(
            "evaluation.fit-perfect",
            expected="A gap between treated and comparison units before: its size measures chance.",
            seen=f"none over {panel.n_before} periods.",
            remedy="take a longer period before or fewer comparison units, or choose another design.",
        )
    _check_reached(found.treated[: panel.n_before], found.synthetic[: panel.n_before])
    expected = np.full(len(panel.months), np.nan)
    expected[panel.before | panel.after] = found.synthetic * pool
    scale = -pool * found.n_after
    return _by_rates(
        "synthetic_control",
        found.mean_effect * scale,
        None if found.interval is None else (found.interval.high * scale, found.interval.low * scale),
        float(expected[panel.after].sum()),
        p=found.mean_p,
        smallest_p=found.smallest_p,
        basis=found.interval.basis if found.interval else "placebo",
        no_interval=found.no_interval,
        caveats=_with_donors(found.caveats, panel),
        extra={"misfit_p": found.p, "fit_before_share": found.fit_before_share, "misfit_ratio": found.misfit_ratio},
        series=(expected, None, None),
    )


def _check_reached(treated: np.ndarray, synthetic: np.ndarray) -> None:
    """Refuse a comparison that lies to one side of the treated units throughout: it would stay there without an action.

    Of weights that sum to one no mean comes out above the highest unit, nor below the lowest.
    """
    gaps = treated - synthetic
    share = float(abs(gaps.mean()) / np.sqrt((gaps**2).mean()))
    by_chance = 2 / np.sqrt(gaps.size)
    if share > max(MOST_ONE_SIDED, by_chance):
        raise MethodError(
            "evaluation.out-of-reach",
            expected="Comparison units above and below the treated ones, of which a mean comes near them.",
            seen=f"a mean gap of {share:.2f} of the root mean squared gap before.",
            remedy="choose synthetic_did or difference_in_differences, which allow a lasting difference of level.",
        )


def synthetic_did_effect(panel: Panel, usual: UsualVariation, rng: np.random.Generator) -> Effect:
    """Return the effect against weighted units and weighted months, a lasting difference of level taken out."""
    from plateia.measures.interventions.synthetic_did import synthetic_difference_in_differences

    check_comparison(panel, "synthetic_did")
    rates, treated, pool, noise = pooled_rates(panel, usual)
    found = synthetic_difference_in_differences(
        rates, treated=treated, first_period_after=panel.n_before, rng=rng, noise=noise
    )
    scale = -pool * found.n_after
    recorded = float(panel.pair(TREATED)[1].sum())
    return _by_rates(
        "synthetic_did",
        found.effect * scale,
        None if found.interval is None else (found.interval.high * scale, found.interval.low * scale),
        recorded + found.effect * scale,
        p=found.p,
        smallest_p=found.smallest_p,
        basis=found.interval.basis if found.interval else "placebo",
        no_interval=found.no_interval,
        caveats=_with_donors(found.caveats, panel),
        extra={
            "n_donors_in_effect": _in_effect(found.unit_weights),
            "n_months_in_effect": _in_effect(found.period_weights),
            "n_placebos": found.n_placebos,
        },
    )


def _in_effect(weights: np.ndarray) -> float:
    """Return how many equal weights would say as much: one over the sum of squares of weights that sum to one."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _with_donors(caveats: tuple[str, ...], panel: Panel) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*caveats, *(("few_placebos",) if few_donors(panel) else ()))))


def _by_rates(
    method: str,
    averted: float,
    limits: tuple[float, float] | None,
    expected: float,
    *,
    series: tuple[np.ndarray, None, None] | None = None,
    **result: object,
) -> Effect:
    """Return an effect whose method speaks of rates as incidents and as a ratio; fewer than none are never recorded."""

    def ratio(fewer: float) -> float | None:
        return (expected - fewer) / expected if expected > 0 else None

    most = max(expected, averted)
    low, high = (None, None) if limits is None else (min(limits[0], most), min(limits[1], most))
    return Effect(
        method,
        ratio(averted),
        None if high is None else ratio(high),
        None if low is None else ratio(low),
        averted,
        low,
        high,
        assumptions=("comparison_untouched", "weighted_comparison"),
        series=series,
        **result,  # type: ignore[arg-type]
    )
