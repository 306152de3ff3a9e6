"""Findings of every kind for the made-up city, values as ``docs/findings.md`` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from plateia.findings.model import CITY, KINDS, Choice, CountKey, Estimate, Finding, Months, Value, Where
from tests.sample_tables import CELL_M, SampleCounts

NOT_ESTIMATED = "described_not_estimated"


def sample_findings(counts: SampleCounts, tables: Mapping[str, pd.DataFrame], period: Months) -> tuple[Finding, ...]:
    """Return findings of all kinds, ordered and ranked."""
    make = _Maker(counts, tables, period)
    first = counts.categories[0]
    findings = [
        *make.levels(),
        *make.changes(),
        make.trend(first),
        make.area("area_high", first, busiest=True),
        make.area("area_low", first, busiest=False),
        make.area("location_quotient", first, busiest=True),
        make.cells(first),
        make.concentration(first),
        make.timing(first),
        make.one("repeat_places", first, {"n_places": 210, "n_repeat_places": 12, "share_at_repeats": 0.31,
                                          "chance_low": 0.08, "chance_high": 0.15}, 0.31, "share"),
        make.one("harm", "all", {"harm": 88_120.0, "harm_without_rarest": 71_004.0,
                                 "rarest_category": counts.categories[-1], "unit": "days", "table": "harm.csv"},
                 88_120.0, "harm"),
        make.one("affected", first, {"rows": tuple(
            {"sex": sex, "age_band": "18-29", "setting": "public", "n": n}
            for sex, n in (("female", 34), ("male", 41)))}, 75, "incidents"),
        make.audit("coverage", {"used": ("police", "population"), "partly": ("built_environment",),
                                "missing": ("survey",), "focus_used": ("safe_public_spaces",), "focus_partly": (),
                                "focus_missing": ("juvenile_delinquency",)}),
        make.audit("data_quality", {"code": "without_coordinates", "source": "police", "n": 93, "share": 0.011,
                                    "months": ()}),
        make.audit("refusal", {"kind": "trend", "code": "trend.too-short", "reason": ""}),
    ]  # fmt: skip
    return ranked(findings)


def ranked(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the findings by excess, then kind, numbered."""
    order = sorted(findings, key=lambda f: (-(f.excess_low or 0.0), KINDS.index(f.kind), f.id))
    return tuple(replace(finding, rank=rank) for rank, finding in enumerate(order, start=1))


class _Maker:
    def __init__(self, counts: SampleCounts, tables: Mapping[str, pd.DataFrame], period: Months) -> None:
        self.counts, self.tables, self.period = counts, tables, period
        months = tables["months"]
        self.n_of = months.groupby("offence_category")["n"].sum().astype(int).to_dict()

    def one(
        self,
        kind: str,
        category: str,
        values: Mapping[str, Value],
        value: float | None,
        unit: str,
        **more: Any,
    ) -> Finding:
        return Finding(
            id=f"{kind}:{category}",
            kind=kind,
            values={"offence_category": category, **values},
            estimate=Estimate(value, no_interval_reason=NOT_ESTIMATED, n=self.n_of[category], unit=unit),
            period=self.period,
            method=kind,
            caveats=more.pop("caveats", ("recorded_only",)),
            basis=more.pop("basis", (CountKey("areas", CITY, category),)),
            **more,
        )

    def audit(self, kind: str, values: Mapping[str, Value]) -> Finding:
        return Finding(
            id=f"{kind}:{values.get('code', 'audit')}",
            kind=kind,
            values=values,
            estimate=Estimate(None, no_interval_reason=NOT_ESTIMATED),
            period=self.period,
            method=kind,
        )

    def levels(self) -> list[Finding]:
        years, everything = len(self.counts.months) / 12, self.n_of["all"]
        lost = dict(zip(self.counts.categories, self.counts.without_area.sum(axis=1).tolist(), strict=True))
        lost["all"] = sum(lost.values())
        return [
            self.one("level", category, {"n": n, "n_without_area": lost[category], "years": years,
                                         "share_of_all": n / everything}, n, "incidents")
            for category, n in self.n_of.items()
        ]  # fmt: skip

    def changes(self) -> list[Finding]:
        table = self.tables["changes"]
        clear = table["reading"].isin(["clearly_more", "clearly_fewer"])
        shown = table[(table["level"] == "city") | ((table["comparison"] == "twelve_months") & clear)]
        return [self._change(row) for row in shown.to_dict("records")]

    def _change(self, row: Mapping[str, Any]) -> Finding:
        n_months = {"same_month": 1, "year_to_date": 6, "twelve_months": 12}[row["comparison"]]
        months = self.counts.months
        before, after = int(row["before"]), int(row["after"])
        noise = 1.96 * float(np.sqrt(1.5 * 2 * before))
        values: dict[str, Value] = {
            **{name: row[name] for name in ("level", "area_id", "name", "offence_category", "comparison", "reading")},
            "before": before, "after": after, "n_months": n_months,
            "before_from": months[-12 - n_months], "before_to": months[-13],
            "after_from": months[-n_months], "after_to": months[-1],
            "ratio": float(row["ratio"]), "usual_low": max(before - noise, 0.0), "usual_high": before + noise,
            "dispersion": 1.5, "dispersion_assumed": False,
        }  # fmt: skip
        return Finding(
            id=f"period_change:{row['level']}:{row['area_id']}:{row['offence_category']}:{row['comparison']}",
            kind="period_change",
            values=values,
            estimate=Estimate(row["ratio"], row["ratio_low"], row["ratio_high"], 0.95, "quasi_poisson", None,
                              before + after, "ratio"),
            period=Months(months[-n_months], months[-1]),
            method="period_change",
            where=Where((row["area_id"],), "districts" if row["level"] == "district" else "areas")
            if row["area_id"] else Where(),
            caveats=("recorded_only", "months_partial"),
            excess_low=max(after - before - noise, 0.0) if row["reading"] == "clearly_more" else None,
            basis=(CountKey("changes", row["area_id"], row["offence_category"]),),
        )  # fmt: skip

    def trend(self, category: str) -> Finding:
        values = {"n_months": len(self.counts.months), "ratio_per_year": 1.08, "reading": "clearly_more"}
        finding = self.one("trend", category, values, 1.08, "ratio")
        return replace(finding, estimate=Estimate(1.08, 1.02, 1.15, 0.95, "quasi_poisson", None, 36, "ratio"))

    def area(self, kind: str, category: str, *, busiest: bool) -> Finding:
        areas = self.tables["areas"]
        rows = areas[areas["offence_category"] == category].sort_values("rate", ascending=not busiest)
        row = rows.iloc[0]
        n, expected = int(row["n"]), float(rows["n"].mean())
        values: dict[str, Value] = {"area_id": row["area_id"], "name": row["name"], "n": n}
        if kind == "location_quotient":
            values |= {"quotient": n / expected}
        else:
            values |= {"expected": expected, "denominator_name": "hectares"}
            values |= {"ratio": n / expected, "q": 0.003, "excess": n - expected,
                       "excess_low": max(n - expected - 12, 0.0), "rank_low": 1, "rank_high": 4}  # fmt: skip
        finding = self.one(kind, category, values, n / expected, "ratio", where=Where((row["area_id"],), "areas"),
                           basis=(CountKey("areas", row["area_id"], category),),
                           excess_low=values.get("excess_low"))  # fmt: skip
        return replace(finding, id=f"{kind}:{category}:{row['area_id']}")

    def cells(self, category: str) -> Finding:
        cells = self.tables["cells"]
        rows = cells[cells["offence_category"] == category]
        high = rows[rows["high"]]
        n_in = int(high["n"].sum())
        values = {"n_cells_high": len(high), "n_cells": len(rows), "n_in_high": n_in,
                  "share_in_high": n_in / int(rows["n"].sum()), "cell_m": CELL_M}  # fmt: skip
        return self.one("cells_high", category, values, len(high), "cells", where=Where((), "cells"),
                        choices=(Choice("cell_m", CELL_M, "cell_m"),),
                        basis=(CountKey("cells", CITY, category),))  # fmt: skip

    def concentration(self, category: str) -> Finding:
        table = self.tables["concentration"]
        row = table[(table["unit"] == "areas") & (table["offence_category"] == category)].iloc[0]
        values = {"unit": "areas", "n_units": int(row["n_units"]), "n": int(row["n"]),
                  "share25": float(row["share25"]), "share50": float(row["share50"]), "gini": float(row["gini"]),
                  "chance_low": float(row["gini_chance_low"]),
                  "chance_high": float(row["gini_chance_high"])}  # fmt: skip
        return self.one("concentration", category, values, values["gini"], "gini")

    def timing(self, category: str) -> Finding:
        hours = 1 + 0.8 * np.cos(2 * np.pi * (np.arange(24) - 17) / 24)
        weights = np.outer([1, 1, 1, 1.1, 1.3, 0.8, 0.6], hours) * 3.0
        values = {"weights": tuple(tuple(day) for day in weights.tolist()), "peak_weekday": 4, "peak_from_hour": 15,
                  "peak_to_hour": 19, "share_in_peak": 0.06, "share_weekend": 0.2, "share_night": 0.14,
                  "n_used": self.n_of[category] - 40, "n_too_long": 40}  # fmt: skip
        return self.one("timing", category, values, 0.06, "share")
