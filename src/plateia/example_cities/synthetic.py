"""A seeded synthetic city whose truth is known: for tests, tutorials and benchmarks, and labelled so on every page.

Nothing in it was recorded anywhere. Areas, addresses, counts and times are drawn; what is planted is returned, so that
what an audit finds can be set beside what is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from plateia.errors import SettingsError
from plateia.example_cities.synthetic_map import CRS, Map, draw_map, points_in_areas, write_areas

__all__ = ["Truth", "write_synthetic_city"]

Planted = Literal["nothing", "high_area", "rise", "area_rise"]
Follows = Literal["target", "residents", "dwellings", "hectares"]

TEMPLATE = files("plateia.example_cities") / "synthetic.template.toml"
FIRST_MONTH: Final = "2022-01"
LAST_YEAR: Final = 12
FACTORS: Final[dict[Planted, float]] = {"nothing": 1.0, "high_area": 3.0, "rise": 1.4, "area_rise": 1.4}


@dataclass(frozen=True)
class Category:
    """One category of the synthetic city: its share of all incidents, its season and its hours.

    ``target`` is what is at risk: its numbers are in proportion to it. ``summer`` is the amplitude of a yearly wave
    that peaks in July; ``peak_hour`` the hour around which it happens; ``known_hour`` the share of incidents whose hour
    somebody saw.
    """

    offence_category: str
    name: str
    target: str
    share: float
    summer: float
    peak_hour: int
    known_hour: float


CATEGORIES: Final = (
    Category("bicycle_theft", "bicycle taken", "hectares", 0.15, 0.5, 17, 0.3),
    Category("burglary", "home broken into", "dwellings", 0.10, -0.3, 14, 0.2),
    Category("criminal_damage_and_arson", "property damaged", "hectares", 0.20, 0.1, 23, 0.4),
    Category("robbery", "robbed in the street", "hectares", 0.05, 0.0, 22, 0.95),
    Category("vehicle_crime", "car or its contents taken", "hectares", 0.20, -0.1, 2, 0.25),
    Category("violence_and_sexual_offences", "violence", "residents", 0.30, 0.2, 23, 0.9),
)
PLANTED_CATEGORY: Final = "vehicle_crime"


@dataclass(frozen=True)
class Truth:
    """What was planted.

    Attributes
    ----------
    planted : str
        ``nothing``; ``high_area`` (one area has ``factor`` times its rate in all months); ``rise`` (the whole city has
        it in the last 12 months); ``area_rise`` (one area has it in the last 12 months).
    offence_category, area_id : str or None
        Where it was planted; ``area_id`` is None for the whole city.
    factor : float
    n_incidents : int
        Incidents written.
    """

    planted: Planted
    offence_category: str | None
    area_id: str | None
    factor: float
    n_incidents: int


def write_synthetic_city(
    folder: Path,
    *,
    seed: int,
    n_side: int = 10,
    months: int = 36,
    incidents_per_year: int = 12_000,
    planted: Planted = "nothing",
    factor: float | None = None,
    theta: float = 20.0,
    rate_months: int = 12,
    follows: Follows = "target",
) -> Truth:
    """Write a city folder: ``city.toml`` and, in ``data``, areas, population, incidents and their category map.

    Parameters
    ----------
    folder : Path
        A new or an empty folder.
    seed : int
        The same seed and sizes give the same bytes, with the same versions of the libraries.
    n_side : int, at least 2
        Areas per side: 10 gives 100 irregular areas of about a square kilometre each.
    months : int, at least 12
        Whole months from January 2022 on.
    planted : "nothing", "high_area", "rise" or "area_rise"
        See ``Truth``; always in the category ``vehicle_crime``.
    factor : float, optional
        By how much; 3 for an area's level, 1.4 for a rise.
    theta : float
        Shape of the gamma distribution, mean 1, from which the rate of each area and category is drawn; counts are
        Poisson given the rate. Infinite: pure Poisson.
    rate_months : int
        For how many months a drawn rate holds: 12 lets areas move from year to year, ``months`` makes lasting
        differences between areas.
    follows : "target", "residents", "dwellings" or "hectares"
        What an area's expected number of incidents is in proportion to: each category's own target at risk (dwellings
        for burglary, residents for violence, ground for the rest), or one of them for all.

    Raises
    ------
    SettingsError
        ``folder.not-empty``; ``synthetic-city.size``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     truth = write_synthetic_city(Path(folder), seed=1, planted="high_area", incidents_per_year=600)
    >>> truth.offence_category, truth.factor
    ('vehicle_crime', 3.0)
    """
    _check(folder, n_side=n_side, months=months, theta=theta)
    rng = np.random.default_rng(seed)
    town = draw_map(n_side, rng)
    area = int(rng.integers(len(town))) if planted in ("high_area", "area_rise") else None
    times = FACTORS[planted] if factor is None else factor
    expected = _expected(town, months, incidents_per_year, follows)
    expected *= _rates(expected.shape, theta, rate_months, rng)
    _plant(expected, planted, area, times)
    counts = rng.poisson(expected)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    write_areas(town, folder / "data" / "areas.parquet")
    _write_population(town, folder / "data" / "population.csv")
    _write_offences(folder / "data" / "offences.csv")
    _write_incidents(town, counts, folder / "data" / "incidents.csv", rng)
    settings = TEMPLATE.read_text(encoding="utf-8").format(seed=seed, crs=CRS)
    (folder / "city.toml").write_text(settings, encoding="utf-8", newline="\n")
    return Truth(
        planted=planted,
        offence_category=None if planted == "nothing" else PLANTED_CATEGORY,
        area_id=None if area is None else town.ids[area],
        factor=times,
        n_incidents=int(counts.sum()),
    )


def _check(folder: Path, *, n_side: int, months: int, theta: float) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(
            "folder.not-empty",
            expected="A new or an empty folder, since nothing is ever written over.",
            seen=f"{folder} already holds something.",
            remedy="another name for the folder.",
        )
    if n_side < 2 or months < LAST_YEAR or not theta > 0:
        raise SettingsError(
            "synthetic-city.size",
            expected="At least 2 areas a side, 12 months and a theta above zero.",
            seen=f"{n_side} a side, {months} months, theta {theta:g}.",
            remedy="leave them at 10, 36 and 20.",
        )


def _expected(town: Map, months: int, incidents_per_year: int, follows: Follows) -> NDArray[np.float64]:
    """Return expected incidents, shape (n_categories, n_areas, n_months): no drift from year to year."""
    targets = [category.target if follows == "target" else follows for category in CATEGORIES]
    exposure = np.array([getattr(town, target) for target in targets], dtype=np.float64)
    of_area = exposure / exposure.sum(axis=1, keepdims=True)
    month_of_year = np.arange(months) % 12
    wave = np.cos(2 * np.pi * (month_of_year - 6) / 12)
    season = np.array([1 + category.summer * wave for category in CATEGORIES]) / 12
    share = np.array([category.share for category in CATEGORIES])
    return np.asarray(incidents_per_year * share[:, None, None] * of_area[:, :, None] * season[:, None, :])


def _rates(shape: tuple[int, ...], theta: float, rate_months: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return each area's rate relative to the city's, drawn anew every ``rate_months``."""
    n_spells = -(-shape[2] // rate_months)
    spells = np.ones((*shape[:2], n_spells)) if np.isinf(theta) else rng.gamma(theta, 1 / theta, (*shape[:2], n_spells))
    return np.repeat(spells, rate_months, axis=2)[:, :, : shape[2]]


def _plant(expected: NDArray[np.float64], planted: Planted, area: int | None, factor: float) -> None:
    number = [category.offence_category for category in CATEGORIES].index(PLANTED_CATEGORY)
    if planted == "high_area":
        expected[number, area] *= factor
    elif planted == "rise":
        expected[number, :, -LAST_YEAR:] *= factor
    elif planted == "area_rise":
        expected[number, area, -LAST_YEAR:] *= factor


def _write_population(town: Map, path: Path) -> None:
    rows = zip(town.ids, town.residents, town.dwellings, strict=True)
    lines = ["area_id,residents,dwellings", *(f"{area},{people},{homes}" for area, people, homes in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _write_offences(path: Path) -> None:
    lines = ["source_category,offence_category", *(f"{one.name},{one.offence_category}" for one in CATEGORIES)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _write_incidents(town: Map, counts: NDArray[np.int64], path: Path, rng: np.random.Generator) -> None:
    """Write one row per incident in order of time: exact point, interval of hours or days, a number."""
    import pyarrow as pa
    from pyarrow import csv

    category, area, month = (np.repeat(index, counts.ravel()) for index in np.indices(counts.shape).reshape(3, -1))
    happened = _hours(category, month, rng)
    first, last, hour_known = _intervals(category, month, happened, rng)
    x, y = points_in_areas(town, area, rng)
    order = np.lexsort((y, x, happened))
    first, last, hour_known = first[order], last[order], hour_known[order]
    names = pa.array([one.name for one in CATEGORIES])
    table = pa.table(
        {
            "number": pa.array(np.char.add("S", np.char.zfill(np.arange(1, len(order) + 1).astype(str), 7))),
            "offence": pa.DictionaryArray.from_arrays(pa.array(category[order]), names).dictionary_decode(),
            "from_date": pa.array(first.astype("M8[D]")),
            "from_hour": pa.array(_hour_of_day(first), mask=~hour_known),
            "to_date": pa.array(last.astype("M8[D]")),
            "to_hour": pa.array(_hour_of_day(last), mask=~hour_known),
            "east": pa.array(x[order]),
            "north": pa.array(y[order]),
        }
    )
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="none"))


def _month_starts(month: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return np.asarray((np.datetime64(FIRST_MONTH, "M") + month).astype("M8[h]"))


def _hours(category: NDArray[np.int64], month: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.datetime64]:
    """Return the hour each incident happened in: any day of the month, hours gathered about the category's own."""
    start, end = _month_starts(month), _month_starts(month + 1)
    days = (end - start).astype(np.int64) // 24
    day = rng.integers(0, days)
    peak = np.array([one.peak_hour for one in CATEGORIES])[category]
    hour = np.rint(peak + rng.normal(0.0, 4.0, len(peak))).astype(np.int64) % 24
    return np.asarray(start + day * 24 + hour)


def _intervals(
    category: NDArray[np.int64], month: NDArray[np.int64], happened: NDArray[np.datetime64], rng: np.random.Generator
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64], NDArray[np.bool_]]:
    """Return first and last hour in which it may have happened, and whether hours are known at all.

    Unseen incidents lie between leaving and coming back, up to ten hours either way; one in five of them is known to
    the day only, and every fifth of those was found out up to five days later. No interval starts before its month,
    so that an incident counts in the month it happened in.
    """
    known_share = np.array([one.known_hour for one in CATEGORIES])[category]
    kind = rng.random(len(category))
    seen = kind < known_share
    by_day = ~seen & (kind > 1 - 0.2 * (1 - known_share))
    long = by_day & (kind > 1 - 0.04 * (1 - known_share))
    before, after = rng.integers(0, 11, (2, len(category)))
    first = np.where(seen | by_day, happened, happened - before)
    last = np.where(seen | by_day, happened, happened + after)
    last = np.where(long, happened + 24 * rng.integers(1, 6, len(category)), last)
    return np.maximum(first, _month_starts(month)), last, ~by_day


def _hour_of_day(hours: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return np.asarray((hours - hours.astype("M8[D]")).astype(np.int64))
