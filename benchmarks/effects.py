"""How often an effect's interval holds the truth, and how often a test finds an effect where there is none.

    python -m benchmarks effects [--quick]

Every world is seeded. Areas differ in size; each area's own rate moves from month to month (log-normal, coefficient of
variation 0.25, the correlation of neighbouring months printed in the row), and recorded incidents are Poisson about it:
so counts are over-dispersed and serially correlated, as recorded offences are. Interrupted series vary in size and in
the variance of a month over its mean, at the usual number of incidents. The measure multiplies rates by 0.8.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import placebo
from plateia.measures.areas.dispersion_model import choose_dispersion_model
from plateia.measures.interventions.before_after import before_after_effect
from plateia.measures.interventions.count_prior import fit_count_prior
from plateia.measures.interventions.difference_in_differences import count_difference_in_differences
from plateia.measures.interventions.displacement import weighted_displacement_difference
from plateia.measures.interventions.interrupted_series import interrupted_time_series
from plateia.measures.interventions.monthly_series import Shape
from plateia.measures.interventions.permutation import permutation_test
from plateia.measures.interventions.rate_ratio import relative_incidence_rate_ratio
from plateia.measures.interventions.regression_to_mean import hauer_effect
from plateia.measures.interventions.synthetic_control import synthetic_control
from plateia.measures.interventions.synthetic_did import synthetic_difference_in_differences

EFFECT = 0.8
LEVEL = 0.95
MODEL_BOUNDS = (0.93, 0.97)
EXACT_BOUNDS = (0.94, 1.0)
LIKENESS = (0.3, 0.6)
# Interrupted series: months before and after, shape; incidents a month; variance over mean; likeness of months.
SERIES = ((36, 12, "level"), (48, 12, "level"), (60, 24, "level"))
SERIES_USUAL = (10, 200)
SERIES_WORLDS = ((1, 0.0), *((dispersion, likeness) for dispersion in (2, 4) for likeness in (0.0, 0.3, 0.6, 0.8)))
ALPHAS = (0.05, 0.10)
PLACEBO_SHARES = (0.02, 0.08)
Counts = NDArray[np.float64]
Rng = np.random.Generator
Rows = list[dict[str, Any]]


def moving_rates(rng: Rng, shape: tuple[int, int], *, likeness: float, variation: float = 0.25) -> Counts:
    """Return factors around 1 that multiply each area's rate, alike from month to month."""
    spread = np.sqrt(np.log(1 + variation**2))
    moves = rng.normal(size=shape)
    for month in range(1, shape[1]):
        moves[:, month] = likeness * moves[:, month - 1] + np.sqrt(1 - likeness**2) * moves[:, month]
    return np.asarray(np.exp(spread * moves - spread**2 / 2))


def season_of(months: NDArray[np.int64]) -> Counts:
    return np.asarray(1 + 0.2 * np.sin(2 * np.pi * months / 12))


def panel(rng: Rng, *, n_areas: int, n_months: int, likeness: float, usual: float) -> tuple[Counts, Counts]:
    """Return areas' usual monthly incidents, and the expected incidents of each month."""
    sizes = rng.lognormal(np.log(usual), 0.5, n_areas)
    moves = moving_rates(rng, (n_areas, n_months), likeness=likeness)
    return sizes, sizes[:, None] * season_of(np.arange(n_months)) * moves


def holds(low: float, high: float, truth: float) -> bool:
    return bool(low <= truth <= high)


def difference_in_differences(rng: Rng, n_areas: int, n_treated: int, likeness: float) -> dict[str, bool]:
    """One panel of two years with the measure, and the same panel without."""
    _, expected = panel(rng, n_areas=n_areas, n_months=24, likeness=likeness, usual=8)
    untouched = rng.poisson(expected).astype(float)
    treated = np.arange(n_treated)
    with_measure = expected.copy()
    with_measure[:n_treated, 12:] *= EFFECT
    found = count_difference_in_differences(
        rng.poisson(with_measure), treated=treated, first_period_after=12, rng=rng, level=LEVEL
    )
    null = permutation_test(untouched[:, :12].sum(axis=1), untouched[:, 12:].sum(axis=1), treated=treated, rng=rng)
    return {
        "held": holds(found.interval.low, found.interval.high, EFFECT),
        **{f"rejected {alpha}": null.p <= alpha + 1e-9 for alpha in ALPHAS},
    }


def interrupted_series(
    rng: Rng, n_before: int, n_after: int, shape: Shape, *, usual: float, dispersion: float, likeness: float
) -> dict[str, bool]:
    months = np.arange(n_before + n_after)
    variation = ((dispersion - 1) / usual) ** 0.5
    moves = moving_rates(rng, (1, months.size), likeness=likeness, variation=variation)[0]
    expected = usual * season_of(months) * moves * np.where(months < n_before, 1, EFFECT)
    found = interrupted_time_series(
        rng.poisson(expected), year_month=2016 * 12 + months, start=2016 * 12 + n_before, shape=shape, level=LEVEL
    )
    return {"held": holds(found.interval.low, found.interval.high, EFFECT)}


def alike_areas(rng: Rng, *, n_areas: int, n_months: int, likeness: float) -> Counts:
    """Return expected incidents of areas of one kind, moved by two common currents and by their own."""
    currents = np.log(moving_rates(rng, (2, n_months), likeness=0.9, variation=0.2))
    common = np.exp(rng.uniform(0, 1, (n_areas, 2)) @ currents)
    own = moving_rates(rng, (n_areas, n_months), likeness=likeness, variation=0.15)
    return np.asarray(rng.lognormal(np.log(40), 0.25, n_areas)[:, None] * common * own)


def synthetic(rng: Rng, n_areas: int, n_before: int, likeness: float) -> dict[str, bool]:
    """Synthetic control and synthetic difference-in-differences on one panel, the effect a difference."""
    counts = rng.poisson(alike_areas(rng, n_areas=n_areas, n_months=n_before + 12, likeness=likeness)).astype(float)
    null = synthetic_control(counts, treated=0, first_period_after=n_before, level=LEVEL)
    did = synthetic_difference_in_differences(counts, treated=0, first_period_after=n_before, rng=rng, level=LEVEL)
    held = {"held": null.interval is None or holds(null.interval.low, null.interval.high, 0.0)}
    if did.interval is not None:
        held["held by synthetic did"] = holds(did.interval.low, did.interval.high, 0.0)
    return held | {f"rejected {alpha}": null.p <= alpha + 1e-9 for alpha in ALPHAS} | {"rank": null.p}


def two_periods(rng: Rng, likeness: float) -> dict[str, bool]:
    """Two years of one area and its comparison, with the dispersion of sixty areas in the two years before."""
    sizes, expected = panel(rng, n_areas=60, n_months=48, likeness=likeness, usual=8)
    expected[0, 36:] *= EFFECT
    years = rng.poisson(expected).reshape(60, 4, 12).sum(axis=2)
    model = choose_dispersion_model([(years[1:, 0], years[1:, 1])])
    treated, other = (int(years[0, 2]), int(years[0, 3])), (int(years[1, 2]), int(years[1, 3]))
    alone = before_after_effect(*treated, dispersion=model, level=LEVEL)
    ratio = relative_incidence_rate_ratio(treated=treated, comparison=other, dispersion=model, level=LEVEL)
    difference = weighted_displacement_difference(treated=treated, comparison=other, dispersion=model, level=LEVEL)
    return {
        "before and after": holds(alone.low, alone.high, EFFECT),
        "rate ratio": holds(ratio.low, ratio.high, EFFECT),
        "weighted displacement difference": holds(
            difference.local.low, difference.local.high, (EFFECT - 1) * 12 * float(sizes[0])
        ),
    }


def chosen_for_its_count(rng: Rng) -> dict[str, bool]:
    """Return whether the interval holds where the busiest of fifty like areas was treated."""
    usual = rng.gamma(4, 5, 50)
    before = rng.poisson(usual)
    busiest = int(before.argmax())
    after = int(rng.poisson(EFFECT * usual[busiest]))
    prior = fit_count_prior(before)
    found = hauer_effect(
        expected_before=prior.rate, k=prior.k, observed_before=int(before[busiest]), observed_after=after, level=LEVEL
    )
    naive = before_after_effect(int(before[busiest]), after, level=LEVEL)
    return {
        "held": holds(found.low, found.high, EFFECT),
        "held without the correction": holds(naive.low, naive.high, EFFECT),
    }


def repeated(world: Callable[[Rng], dict[str, Any]], *, runs: int, seed: int) -> dict[str, list[Any]]:
    """Collect what each seeded run found."""
    found: dict[str, list[Any]] = {}
    for run in range(runs):
        for name, value in world(np.random.default_rng([seed, run])).items():
            found.setdefault(name, []).append(value)
    return found


def untouched_areas(rng: Rng, months: Counts, n_areas: int) -> Counts:
    """Return areas drawn from a real city, those with at least three incidents a month."""
    speaking = np.flatnonzero(months.mean(axis=1) >= 3)
    return months[rng.choice(speaking, size=n_areas, replace=False)]


def found_where_nothing_was_done(rng: Rng, months: Counts, city: Counts) -> dict[str, Any]:
    """Try each design on areas of a real city at the turn of two ordinary years."""
    start, found = 12, {}
    for n_treated in (1, 4):
        areas = untouched_areas(rng, months, 24)
        effect = count_difference_in_differences(
            areas, treated=np.arange(n_treated), first_period_after=start, rng=rng, level=LEVEL
        )
        found[f"difference-in-differences, {n_treated} of 24 areas"] = effect.permutation.p <= 0.05
    few = untouched_areas(rng, months, 8)
    effect = count_difference_in_differences(few, treated=[0], first_period_after=start, rng=rng, level=LEVEL)
    found["difference-in-differences, 1 of 8 areas"] = not holds(effect.interval.low, effect.interval.high, 1.0)
    scaled = areas / areas[:, :start].mean(axis=1, keepdims=True)
    control = synthetic_control(scaled, treated=0, first_period_after=start, level=LEVEL)
    found["synthetic control, 24 areas"] = control.p <= 0.05
    did = synthetic_difference_in_differences(scaled, treated=0, first_period_after=start, rng=rng, level=LEVEL)
    found["synthetic difference-in-differences, 24 areas"] = not holds(did.interval.low, did.interval.high, 0.0)
    series = interrupted_time_series(
        areas[0],
        # Consecutive numbers: what matters is the order of the months, the season is in the city's own counts.
        year_month=np.arange(areas.shape[1]),
        start=start,
        exposure=city,
        season=False,
        level=LEVEL,
    )
    found["interrupted series of one area, the city as exposure"] = not holds(
        series.interval.low, series.interval.high, 1.0
    )
    return found


def run_on_real_data(folder: Path | None = None, *, draws: int = 400) -> Rows:
    """Return how often each design finds an effect at 5 % between 2018 and 2019, in which nothing was done."""
    rows: Rows = []
    for city in placebo.CITIES:
        counts = placebo.area_month_counts(folder or placebo.find_folder(), city)
        # July 2019 is not in the files.
        kept = [month for month in range(24) if month != 18]
        for category in ("all", "anti_social_behaviour", "violence_and_sexual_offences"):
            months = counts[category][:, kept].astype(float)
            found = repeated(
                lambda rng, m=months: found_where_nothing_was_done(rng, m, m.sum(axis=0)), runs=draws, seed=6
            )
            for design, flagged in found.items():
                share, runs = float(np.mean(flagged)), len(flagged)
                low, high = PLACEBO_SHARES
                kept_to = low - 2 * _error(low, runs) <= share <= high + 2 * _error(high, runs)
                rows.append(
                    {
                        "city": city,
                        "category": category,
                        "design": design,
                        "draws": runs,
                        "share": share,
                        "bound": f"2 to 8 %: {'held' if kept_to else 'NOT HELD'}",
                    }
                )
    return rows


def coverage_row(method: str, held: list[bool], *, bounds: tuple[float, float] | None) -> dict[str, Any]:
    """Return coverage with its bound; two Monte Carlo errors at the bound are allowed."""
    share, runs = float(np.mean(held)), len(held)
    said = "none is claimed"
    if bounds is not None:
        low, high = bounds
        kept = low - 2 * _error(low, runs) <= share <= high + 2 * _error(high, runs)
        said = f"{f'at least {low:.0%}' if high == 1 else f'{low:.0%} to {high:.0%}'}: {'held' if kept else 'NOT HELD'}"
    return {"method": method, "runs": runs, "share": share, "error": _error(LEVEL, runs), "bound": said}


def _error(share: float, runs: int) -> float:
    return float((share * (1 - share) / runs) ** 0.5)


def rejection_rows(method: str, found: dict[str, list[Any]]) -> Rows:
    """Return the shares of rejections; two Monte Carlo errors are allowed, three in the many rows of a quick run."""
    rows = []
    for alpha in ALPHAS:
        rejected = found[f"rejected {alpha}"]
        error, share = _error(alpha, len(rejected)), float(np.mean(rejected))
        most = alpha + (2 if len(rejected) >= 2000 else 3) * error
        rows.append(
            {
                "method": f"{method}, at {alpha:.0%}",
                "runs": len(rejected),
                "share": share,
                "error": error,
                "bound": f"at most {most:.1%}: {'held' if share <= most else 'NOT HELD'}",
            }
        )
    return rows


def run(runs: int = 2000) -> tuple[Rows, Rows]:
    """Return rows of coverage and rows of rejections where nothing was done."""
    tables = [run_panels(runs), (run_series(runs), []), run_synthetic(runs), (run_two_periods(runs), [])]
    return [row for covered, _ in tables for row in covered], [row for _, rejected in tables for row in rejected]


def run_panels(runs: int) -> tuple[Rows, Rows]:
    covered: Rows = []
    rejected: Rows = []
    for n_areas, n_treated in ((5, 2), (10, 1), (12, 4), (20, 1), (40, 5)):
        for likeness in LIKENESS:
            found = repeated(
                lambda rng, n=n_areas, k=n_treated, alike=likeness: difference_in_differences(rng, n, k, alike),
                runs=runs,
                seed=1,
            )
            name = f"{n_treated} of {n_areas} areas, months alike {likeness}"
            # With a handful of areas the interval is cautious on purpose: t with 3 degrees, never less than Poisson.
            bounds = MODEL_BOUNDS if n_areas == 10 else EXACT_BOUNDS
            covered.append(coverage_row(f"difference-in-differences, {name}", found["held"], bounds=bounds))
            rejected += rejection_rows(f"permutation, {name}", found)
    return covered, rejected


def run_series(runs: int) -> Rows:
    covered: Rows = []
    for series, usual, (dispersion, likeness) in product(SERIES, SERIES_USUAL, SERIES_WORLDS):
        world = partial(interrupted_series, usual=usual, dispersion=dispersion, likeness=likeness)
        found = repeated(lambda rng, w=world, s=series: w(rng, *s), runs=runs, seed=2)
        name = "interrupted series, {} + {} months, {}".format(*series)
        world_name = f"{usual} a month, dispersion {dispersion}, months alike {likeness}"
        covered.append(coverage_row(f"{name}, {world_name}", found["held"], bounds=MODEL_BOUNDS))
    return covered


def run_synthetic(runs: int) -> tuple[Rows, Rows]:
    covered: Rows = []
    rejected: Rows = []
    for n_areas, n_before in ((20, 24), (40, 36)):
        found = repeated(lambda rng, n=n_areas, b=n_before: synthetic(rng, n, b, 0.3), runs=runs, seed=3)
        name = f"{n_areas} areas, {n_before} + 12 months"
        covered.append(coverage_row(f"synthetic control, {name}", found["held"], bounds=EXACT_BOUNDS))
        held = found["held by synthetic did"]
        covered.append(coverage_row(f"synthetic difference-in-differences, {name}", held, bounds=MODEL_BOUNDS))
        rejected += rejection_rows(f"synthetic control placebo rank, {name}", found)
    return covered, rejected


def run_two_periods(runs: int) -> Rows:
    covered: Rows = []
    for likeness in LIKENESS:
        found = repeated(lambda rng, alike=likeness: two_periods(rng, alike), runs=runs, seed=4)
        covered += [
            coverage_row(f"{name}, months alike {likeness}", held, bounds=MODEL_BOUNDS) for name, held in found.items()
        ]
    found = repeated(chosen_for_its_count, runs=runs, seed=5)
    covered.append(coverage_row("Hauer's correction, busiest of 50 areas", found["held"], bounds=MODEL_BOUNDS))
    naive = found["held without the correction"]
    return [*covered, coverage_row("the same, regression to the mean left in", naive, bounds=None)]
