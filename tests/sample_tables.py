"""The tables of the made-up city, all summed from one array of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from plateia.tables.published import AREAS, CELLS, CHANGES, CONCENTRATION, MONTHS, PLACES
from plateia.vocabulary import offence_categories

PER = {"residents": 1000, "dwellings": 1000, "hectares": 1}
CELL_M = 250.0


@dataclass(frozen=True)
class SampleCounts:
    """Incidents of a square city: ``by_month`` (areas, categories, months), ``without_area`` (categories, months)."""

    side: int
    months: tuple[str, ...]
    categories: tuple[str, ...]
    area_ids: list[str]
    area_names: list[str]
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    district_of: NDArray[np.int64]
    district_ids: NDArray[np.str_]
    district_names: list[str]
    residents: NDArray[np.int64]
    dwellings: NDArray[np.int64]
    by_month: NDArray[np.int64]
    without_area: NDArray[np.int64]
    in_cells: NDArray[np.int64]
    """Incidents of the whole period in the four cells of each area, (areas, categories, 4)."""

    @property
    def n_areas(self) -> int:
        return len(self.area_ids)

    @classmethod
    def draw(
        cls, rng: np.random.Generator, *, side: int, districts: int, months: int, categories: tuple[str, ...]
    ) -> SampleCounts:
        """Draw a city: busy in the middle, the first category rising in the last year, one busy area for each."""
        n_areas = side * side
        row, column = np.divmod(np.arange(n_areas), side)
        residents = rng.integers(900, 2400, n_areas)
        distance = np.hypot(column - (side - 1) / 2, row - (side - 1) / 2) / side
        busy = np.exp(-3 * distance) * rng.gamma(8, 1 / 8, n_areas)
        size = np.geomspace(2.4, 0.5, len(categories))
        season = 1 + 0.25 * np.cos(2 * np.pi * (np.arange(months) % 12) / 12)
        mean = busy[:, None, None] * size[None, :, None] * season[None, None, :] * 2.0
        mean[:, 0, -12:] *= 1.35
        mean[rng.integers(0, n_areas, len(categories)), np.arange(len(categories))] *= 3
        by_month = rng.poisson(mean)
        names = [f"D{number + 1:02d}" for number in range(min(districts, side))]
        return cls(
            side=side,
            months=tuple(str(month) for month in pd.period_range(end="2026-06", periods=months, freq="M")),
            categories=categories,
            area_ids=[f"A{number + 1:05d}" for number in range(n_areas)],
            area_names=[f"Area {east + 1}/{north + 1}" for east, north in zip(column, row, strict=True)],
            column=column,
            row=row,
            district_of=column * len(names) // side,
            district_ids=np.array(names),
            district_names=[_DISTRICT_NAMES[number % 8] + " " * (number // 8) for number in range(len(names))],
            residents=residents,
            dwellings=(residents / 2.2).astype(np.int64),
            by_month=by_month,
            without_area=rng.poisson(2.0, by_month.shape[1:]),
            in_cells=rng.multinomial(by_month.sum(axis=2), [0.4, 0.3, 0.2, 0.1]),
        )


_DISTRICT_NAMES = ("Old Town", "Riverside", "Station Quarter", "Hill", "Meadows", "Docks", "Mill Side", "North End")


def sample_tables(counts: SampleCounts) -> dict[str, pd.DataFrame]:
    """Return the published tables of the city, columns as declared."""
    return {
        "areas": _areas(counts)[AREAS.column_names],
        "months": _months(counts)[MONTHS.column_names],
        "cells": _cells(counts)[CELLS.column_names],
        "concentration": _concentration(counts)[CONCENTRATION.column_names],
        "changes": _changes(counts)[CHANGES.column_names],
        "places": _places(counts)[PLACES.column_names],
    }


def with_all(array: NDArray[np.int64], *, axis: int) -> NDArray[np.int64]:
    """Return the counts with the sum over categories (``all``) in front."""
    return np.concatenate([array.sum(axis=axis, keepdims=True), array], axis=axis)


def _areas(counts: SampleCounts) -> pd.DataFrame:
    categories = ("all", *counts.categories)
    n = with_all(counts.by_month.sum(axis=2), axis=1).ravel()
    names = [_denominator(category) for category in categories]
    sizes = {"residents": counts.residents, "dwellings": counts.dwellings, "hectares": np.full(counts.n_areas, 25)}
    denominator = np.column_stack([sizes[name] for name in names]).astype(float).ravel()
    per = np.tile([PER[name] for name in names], counts.n_areas)
    years = len(counts.months) / 12
    scale = per / denominator / years
    low, high = _poisson_interval(n)
    by_category = np.tile(np.arange(len(categories)), counts.n_areas)
    mean = np.bincount(by_category, n)[by_category] / np.bincount(by_category, denominator)[by_category] * denominator
    shape = n + 2.0
    smooth = mean * shape / (mean + 2.0)
    return pd.DataFrame(
        {
            "area_id": np.repeat(counts.area_ids, len(categories)),
            "name": np.repeat(counts.area_names, len(categories)),
            "offence_category": np.tile(categories, counts.n_areas),
            "n": pd.array(n, dtype="Int64"),
            "denominator_name": np.tile(names, counts.n_areas),
            "denominator": denominator,
            "per": per,
            "years": years,
            "rate": n * scale,
            "rate_ci_low": low * scale,
            "rate_ci_high": high * scale,
            "rate_eb": smooth * scale,
            "rate_eb_low": gammaincinv(shape, 0.025) * smooth / shape * scale,
            "rate_eb_high": gammaincinv(shape, 0.975) * smooth / shape * scale,
            "reason": "",
        }
    )


def _months(counts: SampleCounts) -> pd.DataFrame:
    categories = ("all", *counts.categories)
    n = with_all(counts.by_month.sum(axis=0) + counts.without_area, axis=0)
    number = np.arange(len(counts.months))
    expected = np.full(n.shape, np.nan)
    for month in number[24:]:
        expected[:, month] = n[:, month % 12 : month : 12].mean(axis=1)
    spread = 1.96 * np.sqrt(1.5 * expected * 1.5)
    status = np.where(number == number[-1], "partial", "complete")
    return pd.DataFrame(
        {
            "month": np.tile(counts.months, len(categories)),
            "offence_category": np.repeat(categories, number.size),
            "n": pd.array(n.ravel(), dtype="Int64"),
            "expected": expected.ravel(),
            "limit_low": np.maximum(expected - spread, 0).ravel(),
            "limit_high": (expected + spread).ravel(),
            "status": np.tile(status, len(categories)),
        }
    )


def _cells(counts: SampleCounts) -> pd.DataFrame:
    categories = ("all", *counts.categories)
    n = with_all(counts.in_cells, axis=1)
    x = 430_000 + counts.column[:, None] * 500 + np.array([125, 375, 125, 375])
    y = 430_000 + counts.row[:, None] * 500 + np.array([125, 125, 375, 375])
    z = (n - n.mean(axis=(0, 2), keepdims=True)) / np.maximum(n.std(axis=(0, 2), keepdims=True), 1e-9)
    p = ndtr(-z)
    shape = (len(categories), counts.n_areas, 4)
    return pd.DataFrame(
        {
            "cell_id": np.broadcast_to([f"250mE{a - 125}N{b - 125}" for a, b in zip(x.flat, y.flat, strict=True)],
                                       (len(categories), x.size)).ravel(),
            "x_m": np.broadcast_to(x, shape).ravel().astype(float),
            "y_m": np.broadcast_to(y, shape).ravel().astype(float),
            "cell_m": CELL_M,
            "offence_category": np.repeat(categories, x.size),
            "n": pd.array(n.swapaxes(0, 1).ravel(), dtype="Int64"),
            "z": z.swapaxes(0, 1).ravel(),
            "p": p.swapaxes(0, 1).ravel(),
            "q": np.minimum(p.swapaxes(0, 1).ravel() * 12, 1.0),
            "high": (p.swapaxes(0, 1).ravel() * 12) <= 0.05,
        }
    )  # fmt: skip


def _concentration(counts: SampleCounts) -> pd.DataFrame:
    rows = []
    per_area = with_all(counts.by_month.sum(axis=2), axis=1)
    per_cell = with_all(counts.in_cells, axis=1).swapaxes(1, 2).reshape(-1, len(counts.categories) + 1)
    for unit, per_unit in (("areas", per_area), ("cells", per_cell)):
        for position, category in enumerate(("all", *counts.categories)):
            busiest = np.sort(per_unit[:, position])[::-1]
            share = np.cumsum(busiest) / max(int(busiest.sum()), 1)
            gini = float(2 * share.mean() - 1)
            rows.append(
                (unit, category, busiest.size, int(busiest.sum()),
                 (np.searchsorted(share, 0.25) + 1) / busiest.size, (np.searchsorted(share, 0.5) + 1) / busiest.size,
                 gini, 0.25 * gini, 0.5 * gini)
            )  # fmt: skip
    return pd.DataFrame(rows, columns=CONCENTRATION.column_names)


def _changes(counts: SampleCounts) -> pd.DataFrame:
    n_districts = counts.district_ids.size
    district = np.zeros((n_districts, *counts.by_month.shape[1:]), dtype=np.int64)
    np.add.at(district, counts.district_of, counts.by_month)
    city = counts.by_month.sum(axis=0, keepdims=True) + counts.without_area
    spans = {"same_month": 1, "year_to_date": 6, "twelve_months": 12}
    blocks = [
        _change_rows(counts, level, ids, names, by_month, comparison, spans[comparison])
        for level, ids, names, by_month, comparisons in (
            ("city", [""], [""], city, spans),
            ("district", counts.district_ids, counts.district_names, district, spans),
            ("area", counts.area_ids, counts.area_names, counts.by_month, ("twelve_months",)),
        )
        for comparison in comparisons
    ]
    return pd.concat(blocks, ignore_index=True)


def _change_rows(
    counts: SampleCounts,
    level: str,
    ids: Sequence[str],
    names: Sequence[str],
    by_month: NDArray[np.int64],
    comparison: str,
    span: int,
) -> pd.DataFrame:
    months = with_all(by_month, axis=1)
    before = months[:, :, -12 - span : months.shape[2] - 12].sum(axis=2).ravel()
    after = months[:, :, months.shape[2] - span :].sum(axis=2).ravel()
    ratio = np.where(before > 0, after / np.maximum(before, 1), np.nan)
    width = np.exp(1.96 * np.sqrt(1.5 / np.maximum(before, 1) + 1.5 / np.maximum(after, 1)))
    low, high = ratio / width, ratio * width
    reading = np.select([~(before + after >= 20), low > 1, high < 1],
                        ["cannot_be_said", "clearly_more", "clearly_fewer"], "as_usual")  # fmt: skip
    categories = ("all", *counts.categories)
    return pd.DataFrame(
        {
            "level": level,
            "area_id": np.repeat(ids, len(categories)),
            "name": np.repeat(names, len(categories)),
            "offence_category": np.tile(categories, len(ids)),
            "comparison": comparison,
            "before": pd.array(before, dtype="Int64"),
            "after": pd.array(after, dtype="Int64"),
            "ratio": ratio,
            "ratio_low": low,
            "ratio_high": high,
            "q": np.minimum(2 * ndtr(-np.abs(np.log(np.maximum(ratio, 1e-9))) / np.log(width) * 1.96), 1),
            "reading": reading,
            "reason": "",
        }
    )


def _places(counts: SampleCounts) -> pd.DataFrame:
    busiest = np.argsort(-counts.by_month[:, 0].sum(axis=1), kind="stable")[:3]
    return pd.DataFrame(
        {
            "place_id": [f"P{number + 1}" for number in range(busiest.size)],
            "x_m": 430_000.0 + counts.column[busiest] * 500 + 77,
            "y_m": 430_000.0 + counts.row[busiest] * 500 + 33,
            "area_id": np.array(counts.area_ids)[busiest],
            "offence_category": counts.categories[0],
            "n": [14, 9, 6][: busiest.size],
        }
    )


def _denominator(category: str) -> str:
    return "residents" if category == "all" else offence_categories()[category].denominator


def _poisson_interval(n: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low = np.where(n > 0, gammaincinv(np.maximum(n, 1), 0.025), 0.0)
    return low, gammaincinv(n + 1.0, 0.975)
