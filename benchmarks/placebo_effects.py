"""How often each method of an evaluation finds an effect in real areas in which nothing was done.

    python -m benchmarks placebo_effects [--quick]

Recorded offences of two English police forces before the pandemic. In each draw some areas are declared treated from a
month on in which nothing happened, and every method the product would offer gives its verdict, with the dispersion the
product would use. Then the same areas' incidents after are thinned, so that the verdict is known to be "fewer".

*Windows*: ``year`` is 2018 against 2019 (July 2019 is not in the files, so that July is left out of both); ``half`` is
the first halves of both; ``past`` is January 2018 to June 2019 against August 2019 to January 2020, the one window with
a past pair of like months to learn the dispersion from. In the others it comes from the untouched areas. ``series`` has
16 months before and 8 after, for the interrupted series, which is not offered on so few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from benchmarks import placebo
from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON, TREATED
from plateia.tools.evaluating.beside import high_start_finding
from plateia.tools.evaluating.effects import Effect
from plateia.tools.evaluating.methods import effect_by, methods_for
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import UsualVariation, usual_variation
from plateia.tools.evaluating.telling import verdict_of

ALPHA = 0.05
BOUNDS = (0.02, 0.08)
N_MONTHS = 26
"""January 2018 to February 2020: what came after is the pandemic."""
MONTHS = placebo.FIRST_MONTH + np.arange(N_MONTHS)
MISSING = 18
BUSIEST_SHARE = 0.05
FALLS = (0.2, 0.4, 0.6)
HIGH_START = "high_start"
PLAIN = ("rate_ratio", "weighted_displacement_difference", "difference_in_differences")
WEIGHTED = ("synthetic_control", "synthetic_did")
"""Slow: fewer draws."""
NAMED_ONLY = ("before_after", "interrupted_time_series")
"""Not offered, used where a plan names them."""
CATEGORIES = (
    "anti_social_behaviour",
    "burglary",
    "criminal_damage_and_arson",
    "public_order",
    "vehicle_crime",
    "violence_and_sexual_offences",
)
"""Those with five incidents an area and year or more in both forces."""
_NO_JULY = [month for month in range(12) if month != 6]
WINDOWS = {
    "year": (_NO_JULY, [12 + month for month in _NO_JULY]),
    "half": (list(range(6)), list(range(12, 18))),
    "past": (list(range(18)), list(range(19, 25))),
    "series": (list(range(16)), [16, 17, *range(19, 25)]),
}
Counts = NDArray[np.int64]
Rng = np.random.Generator
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class City:
    """Counts of each category by unit and month, shape (n_units, 26), and the residents of the units."""

    counts: dict[str, Counts]
    residents: NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One way of declaring areas treated.

    Attributes
    ----------
    chosen : "random" or "busiest"
        Drawn from all units, or from the twentieth with the highest counts before.
    comparison : "all others", "as many" (a random set as large as the treated one) or "hundred" (a random hundred)
    """

    category: str
    window: str = "year"
    n_treated: int = 5
    chosen: str = "random"
    comparison: str = "all others"


@cache
def read_city(city: str, unit: str = "area", folder: Path | None = None) -> City:
    """Return the counts of a force, by small area or by district (about five small areas)."""
    import pandas as pd

    data = folder or placebo.find_folder()
    authorities = placebo.CITIES[city][1]
    bounds = pd.read_parquet(data / "uk-boundaries-dev" / "lsoa2011.parquet", columns=["LSOA11CD", "LSOA11NM", "lad"])
    bounds = bounds[bounds["lad"].isin(authorities)].sort_values("LSOA11CD")
    people = pd.read_parquet(
        data / "england-imd2019" / "population20_lsoa11.parquet", columns=["lsoa11_code", "total_population"]
    ).set_index("lsoa11_code")["total_population"]
    residents = people.reindex(bounds["LSOA11CD"]).to_numpy(float)
    counts = {name: cells[:, :N_MONTHS] for name, cells in placebo.area_month_counts(data, city).items()}
    if unit == "area":
        return City(counts, residents)
    # A small area is named after its district, with a letter behind.
    _, group = np.unique(bounds["LSOA11NM"].str[:-1], return_inverse=True)

    def summed(cells: NDArray[Any]) -> NDArray[Any]:
        total = np.zeros((group.max() + 1, *cells.shape[1:]), cells.dtype)
        np.add.at(total, group, cells)
        return total

    return City({name: summed(cells) for name, cells in counts.items()}, summed(residents))


def drawn_panel(city: City, case: Case, rng: Rng) -> Panel:
    """Return a panel in which units drawn at random are called treated."""
    counts = city.counts[case.category]
    n_units = len(counts)
    before, after = (np.isin(np.arange(N_MONTHS), months) for months in WINDOWS[case.window])
    order = rng.permutation(n_units)
    if case.chosen == "busiest":
        level = counts[:, before].sum(axis=1)[order]
        busiest = np.argsort(-level, kind="stable")[: max(int(BUSIEST_SHARE * n_units), 2 * case.n_treated)]
        first = rng.permutation(busiest)[: case.n_treated]
        order = np.concatenate([order[first], np.delete(order, first)])
    n_other = {"all others": n_units, "as many": case.n_treated, "hundred": 100}[case.comparison]
    chosen = {TREATED: order[: case.n_treated], COMPARISON: order[case.n_treated :][:n_other]}
    groups = {name: np.zeros(n_units, bool) for name in (TREATED, COMPARISON, DISPLACEMENT, DISPLACEMENT_COMPARISON)}
    for group, units in chosen.items():
        groups[group][units] = True
    covered = np.ones(counts.shape, bool)
    covered[:, MISSING] = False
    names = tuple(str(unit) for unit in range(n_units))
    return Panel(case.category, counts, covered, MONTHS, names, names, groups, before, after, city.residents, True)


def thinned(panel: Panel, fall: float, rng: Rng) -> Panel:
    """Return the panel as if the treated units had had so many fewer incidents after the start."""
    if not fall:
        return panel
    cells = np.ix_(panel.groups[TREATED], panel.after)
    counts = panel.counts.copy()
    counts[cells] = rng.binomial(counts[cells], 1 - fall)
    return replace(panel, counts=counts)


def outcome(method: str, panel: Panel, usual: UsualVariation, *, removed: float, fall: float, rng: Rng) -> Any:
    """Return verdict and whether the interval holds the truth; None where the panel cannot bear the method."""
    if method == HIGH_START:
        return _high_start(panel, usual, fall=fall)
    try:
        effect = effect_by(method, panel, usual, rng=rng)
    except MethodError:
        return None
    return verdict_of(effect, alpha=ALPHA), _held(effect, removed=removed, fall=fall)


def _held(effect: Effect, *, removed: float, fall: float) -> bool | None:
    if effect.low is not None and effect.high is not None:
        return effect.low <= 1 - fall <= effect.high
    if effect.averted_low is None or effect.averted_high is None:
        return None
    return effect.averted_low <= removed <= effect.averted_high


def _high_start(panel: Panel, usual: UsualVariation, *, fall: float) -> Any:
    plan: Any = SimpleNamespace(outcome=panel.category, chosen_for_high_counts=True)
    found = high_start_finding(plan, panel, usual, verdict="fewer")
    if found is None:
        return None
    low, high = (float(str(found.values[name])) for name in ("ratio_low", "ratio_high"))
    return found.values["template"], low <= 1 - fall <= high


def outcomes(
    city: City, case: Case, *, draws: int, seed: int = 1, falls: Sequence[float] = (0.0,), methods: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """Yield what each method said in each seeded draw."""
    for draw in range(draws):
        rng = np.random.default_rng([seed, draw])
        panel = drawn_panel(city, case, rng)
        # Never learnt on treated units after the start: what is planted there changes nothing.
        usual = usual_variation(panel)
        for fall in falls:
            planted = thinned(panel, fall, rng)
            removed = float(panel.pair(TREATED)[1].sum() - planted.pair(TREATED)[1].sum())
            offered = [*methods_for(panel), HIGH_START, *NAMED_ONLY]
            for method in [method for method in methods or offered if method in offered]:
                told = outcome(method, planted, usual, removed=removed, fall=fall, rng=rng)
                if told is not None:
                    yield {"case": case, "method": method, "fall": fall, "verdict": told[0], "held": told[1]}


@dataclass(frozen=True)
class Study:
    """One table: the same ways of choosing, pooled over the categories."""

    title: str
    cities: tuple[str, ...]
    methods: tuple[str, ...]
    draws: int
    sizes: tuple[int, ...] = (1, 5, 10)
    unit: str = "area"
    window: str = "year"
    chosen: str = "random"
    comparison: str = "hundred"
    falls: tuple[float, ...] = (0.0,)


BOTH = tuple(placebo.CITIES)
STUDIES = (
    Study("a random hundred compared", BOTH, (*PLAIN, HIGH_START, "before_after"), 200),
    Study("a random hundred compared, weighted comparisons", BOTH, WEIGHTED, 60),
    Study("as many compared", BOTH, PLAIN, 200, comparison="as many"),
    Study("all others compared", BOTH, PLAIN, 40, comparison="all others"),
    Study("all others compared, weighted comparisons", BOTH, WEIGHTED, 20, comparison="all others"),
    Study("dispersion from the past", BOTH, (*PLAIN, *WEIGHTED), 50, window="past"),
    Study("first halves of the years", BOTH, PLAIN, 100, window="half"),
    Study("districts", BOTH, (*PLAIN, *WEIGHTED), 50, sizes=(1, 5), unit="district"),
    Study("the busiest twentieth treated", BOTH, (*PLAIN, "before_after", HIGH_START), 100, chosen="busiest"),
    Study(
        "the busiest twentieth, half years", BOTH, (*PLAIN, "before_after", HIGH_START), 100,
        chosen="busiest", window="half",
    ),
    Study("16 and 8 months", BOTH, ("interrupted_time_series",), 100, window="series"),
    Study("planted falls", BOTH[:1], PLAIN, 40, falls=FALLS),
    Study("planted falls, weighted comparisons", BOTH[:1], WEIGHTED, 15, falls=FALLS),
)  # fmt: skip


def run(study: Study, *, folder: Path | None = None, quick: bool = False) -> Rows:
    """Return one row per city, method, number of treated units and planted fall.

    ``clear`` is the share of draws called fewer or more, ``low`` and ``high`` its Monte Carlo interval (95 %), ``held``
    the share of intervals that hold the truth.
    """
    told: dict[tuple[str, str, int, float], list[dict[str, Any]]] = {}
    for city in study.cities[: 1 if quick else None]:
        counts = read_city(city, study.unit, folder)
        for category in CATEGORIES[: 2 if quick else None]:
            for n_treated in study.sizes:
                case = Case(category, study.window, n_treated, study.chosen, study.comparison)
                draws = max(study.draws // 10, 5) if quick else study.draws
                for one in outcomes(counts, case, draws=draws, falls=study.falls, methods=study.methods):
                    told.setdefault((city, one["method"], n_treated, one["fall"]), []).append(one)
    return [_row(study, *key, found) for key, found in sorted(told.items())]


def _row(
    study: Study, city: str, method: str, n_treated: int, fall: float, found: list[dict[str, Any]]
) -> dict[str, Any]:
    verdicts = [one["verdict"] for one in found]
    n = len(verdicts)
    fewer, more = verdicts.count("fewer"), verdicts.count("more")
    low, high = share_limits(fewer + more, n)
    held = [one["held"] for one in found if one["held"] is not None]
    row: dict[str, Any] = {
        "city": city,
        "method": method,
        "treated": n_treated,
        "fall": fall,
        "draws": n,
        "fewer": fewer / n,
        "more": more / n,
        "clear": (fewer + more) / n,
        "low": low,
        "high": high,
        "apart": verdicts.count("trends_apart") / n,
        "cannot": verdicts.count("cannot_show") / n,
        "held": float(np.mean(held)) if held else None,
    }
    judged = not fall and method not in NAMED_ONLY and (study.chosen == "random" or method == HIGH_START)
    row["bound"] = ""
    if judged:
        row["bound"] = f"2 to 8 %: {'held' if low <= BOUNDS[1] and high >= BOUNDS[0] else 'NOT HELD'}"
    return row


def share_limits(found: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson)."""
    low = float(betaincinv(found, n - found + 1, 0.025)) if found else 0.0
    high = float(betaincinv(found + 1, n - found, 0.975)) if found < n else 1.0
    return low, high
