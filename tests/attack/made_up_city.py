"""Small made-up cities with any counts one likes, as editions with all tables that disclosure control looks at."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from plateia.findings.edition import Edition, Layer
from plateia.findings.model import CITY, CountKey, Estimate, Finding, Months, Value
from plateia.vocabulary import offence_categories, sensitive_categories
from tests.sample_edition import CRS, sample_edition
from tests.sample_tables import SampleCounts, sample_tables

Whole = NDArray[np.int64]
SPANS = {"same_month": 1, "year_to_date": 6, "twelve_months": 12}


def made_up_city(
    by_month: Whole,
    *,
    categories: tuple[str, ...],
    without_area: Whole | None = None,
    residents: Whole | None = None,
    end: str = "2026-06",
    shapes: NDArray[np.object_] | None = None,
) -> Edition:
    """Return an edition with the given counts, (areas, categories, months)."""
    by_month = np.asarray(by_month, dtype=np.int64)
    n_areas, n_categories, n_months = by_month.shape
    outside = np.zeros((n_categories, n_months), dtype=np.int64) if without_area is None else without_area
    residents = np.full(n_areas, 1500) if residents is None else residents
    number = np.arange(n_areas)
    counts = SampleCounts(
        side=n_areas,
        months=tuple(str(month) for month in pd.period_range(end=end, periods=n_months, freq="M")),
        categories=categories,
        area_ids=[f"A{area + 1:05d}" for area in number],
        area_names=[f"Area {area + 1}" for area in number],
        column=number,
        row=np.zeros(n_areas, dtype=np.int64),
        district_of=number % 2 if n_areas > 1 else number,
        district_ids=np.array(["D01", "D02"][: min(n_areas, 2)]),
        district_names=["Old Town", "Riverside"][: min(n_areas, 2)],
        residents=residents,
        dwellings=np.maximum(residents // 2, 1),
        by_month=by_month,
        without_area=outside,
        in_cells=np.stack([by_month.sum(axis=2), *[np.zeros((n_areas, n_categories), dtype=np.int64)] * 3], axis=2),
    )
    tables = _only_in_all(sample_tables(counts), counts)
    base = sample_edition(side=2)
    squares = shapely.box(number * 500.0, 0, number * 500.0 + 500, 500.0) if shapes is None else shapes
    period = Months(counts.months[0], counts.months[-1])
    return dataclasses.replace(
        base,
        edition=end,
        period=period,
        tables=tables,
        findings=(*_levels(counts, period), *_comparisons(tables["changes"], counts, period)),
        sources=_sources(base, counts),
        layers={"areas": Layer(tuple(counts.area_ids), squares, tuple(counts.area_names), CRS)},
        denominators={
            area: {"residents": float(n)} for area, n in zip(counts.area_ids, residents.tolist(), strict=True)
        },
        categories=("all", *categories),
        sensitive=sensitive_categories() & frozenset(categories),
        focus_category=categories[0],
    )


def random_city(rng: np.random.Generator, *, months: int = 24) -> Edition:
    """Return a city of a random size and shape: tiny or middling, even or skewed, rich or poor in incidents."""
    n_areas, n_categories = int(rng.integers(1, 9)), int(rng.integers(1, 6))
    pool = ("burglary", "bicycle_theft", "robbery", "violence_and_sexual_offences", "road_collision", "drugs")
    categories = tuple(str(name) for name in rng.choice(pool, n_categories, replace=False))
    mean = float(rng.choice([0.05, 0.3, 1.5, 6.0]))
    skew = rng.gamma(0.6, 1 / 0.6, (n_areas, 1, 1)) * rng.gamma(0.8, 1 / 0.8, (1, n_categories, 1))
    by_month = rng.poisson(mean * skew, (n_areas, n_categories, months))
    outside = rng.poisson(float(rng.choice([0.0, 0.1, 2.0])), (n_categories, months))
    residents = rng.choice([3, 1500], n_areas, p=[0.1, 0.9])
    return made_up_city(by_month, categories=categories, without_area=outside, residents=residents)


def _only_in_all(tables: dict[str, pd.DataFrame], counts: SampleCounts) -> dict[str, pd.DataFrame]:
    """Take categories that do not count in ``all`` out of its sums, which the sample's tables do not know."""
    others = [name for name in counts.categories if not offence_categories()[name].in_all]
    for name, key in (("areas", "area_id"), ("months", "month")):
        table = tables[name]
        extra = table[table["offence_category"].isin(others)].groupby(key)["n"].sum()
        rows = table["offence_category"] == "all"
        table.loc[rows, "n"] -= table.loc[rows, key].map(extra).fillna(0).astype("Int64")
    tables["concentration"] = tables["concentration"][tables["concentration"]["offence_category"] != "all"]
    changes = tables["changes"]
    keys = ["level", "area_id", "comparison"]
    for side in ("before", "after"):
        extra = changes[changes["offence_category"].isin(others)].groupby(keys)[side].sum()
        rows = changes["offence_category"] == "all"
        of_row = pd.MultiIndex.from_frame(changes.loc[rows, keys])
        changes.loc[rows, side] -= pd.array(extra.reindex(of_row).fillna(0).to_numpy(), dtype="Int64")
    return tables


def _levels(counts: SampleCounts, period: Months) -> list[Finding]:
    outside = counts.without_area.sum(axis=1)
    n = counts.by_month.sum(axis=(0, 2)) + outside
    in_all = np.array([offence_categories()[name].in_all for name in counts.categories])
    rows = [("all", int(n[in_all].sum()), int(outside[in_all].sum()))]
    rows += list(zip(counts.categories, n.tolist(), outside.tolist(), strict=True))
    total = max(rows[0][1], 1)
    return [
        Finding(
            id=f"level:{name}",
            kind="level",
            values={"offence_category": name, "n": of_city, "n_without_area": lost, "years": len(counts.months) / 12,
                    "share_of_all": of_city / total},
            estimate=Estimate(of_city, n=of_city, unit="incidents"),
            period=period,
            method="level",
            basis=(CountKey("areas", CITY, name),),
        )
        for name, of_city, lost in rows
    ]  # fmt: skip


def _comparisons(table: pd.DataFrame, counts: SampleCounts, period: Months) -> list[Finding]:
    months = counts.months
    findings = []
    for row in table[table["level"] == "city"].to_dict("records"):
        span = SPANS[row["comparison"]]
        if len(months) < 12 + span:
            continue
        values: dict[str, Value] = {name: row[name] for name in ("level", "offence_category", "comparison", "reading")}
        values |= {"before": int(row["before"]), "after": int(row["after"]), "n_months": span,
                   "before_from": months[-12 - span], "before_to": months[-13], "after_from": months[-span],
                   "after_to": months[-1]}  # fmt: skip
        findings.append(
            Finding(
                id=f"period_change:city:{row['offence_category']}:{row['comparison']}",
                kind="period_change",
                values=values,
                estimate=Estimate(float(row["ratio"]), unit="ratio"),
                period=period,
                method="period_change",
                basis=(CountKey("changes", CITY, row["offence_category"]),),
            )
        )
    return findings


def _sources(base: Edition, counts: SampleCounts) -> tuple[object, ...]:
    n = counts.by_month.sum(axis=(0, 2)) + counts.without_area.sum(axis=1)
    lost = int(counts.without_area.sum())
    return (
        dataclasses.replace(
            base.sources[0],
            read=int(n.sum()) + 7,
            kept=int(n.sum()),
            with_area=int(n.sum()) - lost,
            without_area=lost,
            dropped={"unlocated": 7},
            source_categories={
                name.upper(): (name, total) for name, total in zip(counts.categories, n.tolist(), strict=True)
            },
        ),
    )
