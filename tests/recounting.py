"""An audit recounted: its outputs as plain tables, and DESIGN section 5 written again in a few lines of pandas.

Nothing here imports what the audit counts with: raw files in, pandas and shapely, numbers out.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
POLICE_UK = {
    "Anti-social behaviour": "anti_social_behaviour",
    "Bicycle theft": "bicycle_theft",
    "Burglary": "burglary",
    "Criminal damage and arson": "criminal_damage_and_arson",
    "Drugs": "drugs",
    "Other crime": "other_crime",
    "Other theft": "other_theft",
    "Possession of weapons": "possession_of_weapons",
    "Public order": "public_order",
    "Robbery": "robbery",
    "Shoplifting": "shoplifting",
    "Theft from the person": "theft_from_the_person",
    "Vehicle crime": "vehicle_crime",
    "Violence and sexual offences": "violence_and_sexual_offences",
}


@dataclass(frozen=True)
class Audited:
    """The outputs of one run, read as anybody would read them."""

    place: Path
    findings: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def account(self) -> Mapping[str, Any]:
        return self.findings["quality"]["incidents"]

    def source(self, number: int = 1) -> Mapping[str, Any]:
        return self.account["sources"][number - 1]

    def of_kind(self, kind: str) -> list[Mapping[str, Any]]:
        return [finding for finding in self.findings["findings"] if finding["kind"] == kind]

    def refusals(self) -> set[tuple[str, str]]:
        return {(finding["values"]["kind"], finding["values"]["code"]) for finding in self.of_kind("refusal")}

    def choices(self) -> dict[str, Any]:
        return {choice["name"]: choice["value"] for choice in self.findings["provenance"]["choices"]}

    def wide(self, table: str, value: str = "n") -> pd.DataFrame:
        """Return areas (or cells) by category."""
        key = {"areas": "area_id", "cells": "cell_id", "months": "month"}[table]
        return self.tables[table].pivot(index=key, columns="offence_category", values=value)


def caveat_codes(finding: Mapping[str, Any]) -> set[str]:
    return {caveat["code"] for caveat in finding["caveats"]}


def audited(folder: Path, *, internal_for: str | None = "Ana", seed: int = 1) -> Audited:
    """Run the whole audit and read back what it wrote."""
    from plateia.tools.safety_audit import run

    return read_outputs(run(folder, internal_for=internal_for, seed=seed).place)


def read_outputs(place: Path) -> Audited:
    tables = {
        path.stem: pd.read_csv(
            path, dtype={"area_id": str, "name": str, "month": str}, keep_default_na=False, na_values=[""]
        )
        for path in sorted((place / "tables").glob("*.csv"))
    }
    return Audited(place, json.loads((place / "findings.json").read_text(encoding="utf-8")), tables)


def hidden_and_shown(protected: pd.DataFrame, full: pd.DataFrame) -> tuple[int, int]:
    """Return how many counts are hidden and shown; what is shown is right, and none of it is 1 to 4."""
    both = full.merge(protected, on=["area_id", "offence_category"], suffixes=("_full", ""), validate="one_to_one")
    assert len(both) == len(full) == len(protected)
    shown = both["n"].notna()
    assert (both.loc[shown, "n"] == both.loc[shown, "n_full"]).all()
    assert not both.loc[shown, "n"].between(1, 4).any()
    assert set(both.loc[~shown, "reason"]) <= {"suppressed"}
    assert both.loc[~shown, ["rate", "rate_ci_low", "rate_eb"]].isna().all(axis=None)
    return int((~shown).sum()), int(shown.sum())


def example_folder(name: str, into: Path, files: Mapping[str, Path]) -> Path:
    """Lay the published files beside the settings of an example, as its README says."""
    folder = into / name
    (folder / "data").mkdir(parents=True)
    shutil.copy(EXAMPLES / name / "city.toml", folder)
    for target, path in files.items():
        shutil.copy(path, folder / "data" / target)
    return folder


def police_uk_city(folder: Path, *, forces: Sequence[str], lads: Sequence[str], realdata: Path) -> Path:
    """Make a city of one or more forces out of the folder of real data."""
    (folder / "data").mkdir(parents=True)
    for path in (
        "uk-boundaries-dev/lsoa2011.parquet",
        "england-imd2019/population20_lsoa11.parquet",
        "england-imd2019/census_2011_population_hh.csv.gz",
        *(f"ukpolice-{force}-2018-2021/{force}-street.parquet" for force in forces),
    ):
        shutil.copy(realdata / path, folder / "data")
    incidents = "".join(
        f"""
[[incidents]]
path = "data/{force}-street.parquet"
format = "police.uk"
source = "{force}"
licence = "OGL-UK-3.0"
controller = "{force}"
purpose = "local safety audit"
legal_basis = "anonymous"
retention = "P5Y"
"""
        for force in forces
    )
    (folder / "city.toml").write_text(
        f"""
[city]
name = "Recounted"
country = "GB"
timezone = "Europe/London"
crs = "EPSG:27700"
[areas]
path = "data/lsoa2011.parquet"
id = "LSOA11CD"
name = "LSOA11NM"
source = "ONS"
licence = "OGL-UK-3.0"
[areas.where]
lad = {json.dumps(list(lads))}
[areas.levels.district]
column = "lad"
[[areas.population]]
path = "data/population20_lsoa11.parquet"
id = "lsoa11_code"
residents = "total_population"
source = "ONS, mid-2020"
licence = "OGL-UK-3.0"
[[areas.population]]
path = "data/census_2011_population_hh.csv.gz"
id = "LSOA Code"
dwellings = "Households"
source = "ONS, Census 2011"
licence = "OGL-UK-3.0"
{incidents}""",
        encoding="utf-8",
    )
    return folder


def small_areas(path: Path, *, lads: Sequence[str] | None = None, crs: str = "EPSG:27700") -> gpd.GeoSeries:
    """Return polygons in metres by area id, invalid ones mended."""
    areas = gpd.read_parquet(path)
    if lads is not None:
        areas = areas[areas["lad"].isin(lads)]
    polygons = areas.set_index("LSOA11CD").geometry.to_crs(crs).sort_index()
    return polygons.where(polygons.is_valid, polygons.make_valid())


def area_of_points(x: pd.Series, y: pd.Series, *, crs: str, areas: gpd.GeoSeries) -> pd.Series:
    """Return the area id of each point, the lower one where two overlap, missing outside of all."""
    place = pd.DataFrame({"x": x.astype(float), "y": y.astype(float)})
    distinct = place.dropna().drop_duplicates().reset_index(drop=True)
    points = gpd.GeoSeries(gpd.points_from_xy(distinct["x"], distinct["y"], crs=crs)).to_crs(areas.crs)
    point, area = areas.sindex.query(points, predicate="intersects")
    lowest = pd.Series(areas.index.to_numpy()[area]).groupby(point).min()
    found = place.merge(distinct.assign(area=lowest.reindex(distinct.index)), on=["x", "y"], how="left")
    return pd.Series(found["area"].to_numpy(), index=x.index)


@dataclass(frozen=True)
class Recount:
    """Rows of one source that count, and what became of the others."""

    kept: pd.DataFrame
    dropped: dict[str, int]
    disagreement: float


def recount_police_uk(rows: pd.DataFrame, areas: gpd.GeoSeries) -> Recount:
    """Apply the rules of DESIGN section 5 to a street-level file: a source wider than the study area."""
    several = rows["Crime ID"].notna() & rows["Crime ID"].duplicated(keep=False)
    identical = rows[several].duplicated(keep="first").reindex(rows.index, fill_value=False)
    by_point = area_of_points(rows["Longitude"], rows["Latitude"], crs="EPSG:4326", areas=areas)
    stated = rows["LSOA code"].astype("object").where(rows["LSOA code"].isin(areas.index))
    area = stated.fillna(by_point)
    nowhere = area.isna() & rows["LSOA code"].isna() & rows["Longitude"].isna()
    elsewhere = area.isna() & ~nowhere
    reasons = {
        "identical_rows": identical,
        "outside_study_area": elsewhere & ~identical,
        "unlocated": nowhere & ~identical,
    }
    keep = ~identical & area.notna()
    both = keep & stated.notna() & rows["Longitude"].notna()
    kept = pd.DataFrame(
        {
            "area_id": area[keep].astype(str),
            "month": rows.loc[keep, "Month"].astype(str),
            "category": rows.loc[keep, "Crime type"].map(POLICE_UK).astype(str),
            "point_area": by_point[keep],
            "x": rows.loc[keep, "Longitude"],
            "y": rows.loc[keep, "Latitude"],
        }
    )
    dropped = {reason: int(mask.sum()) for reason, mask in reasons.items() if mask.any()}
    return Recount(kept, dropped, float((by_point[both] != stated[both]).mean()))


def counted(kept: pd.DataFrame, *, by: str, index: Sequence[str], categories: Sequence[str]) -> pd.DataFrame:
    """Return counts by area or month and category, zeros included, with ``all``."""
    table = pd.crosstab(kept[by], kept["category"]).reindex(index=index, columns=categories, fill_value=0)
    return table.assign(all=table.sum(axis=1))


def generalised_gini(n: np.ndarray) -> float:
    """Diagnosis 9.2: G = 2 sum(i x_(i)) / (n sum(x)) - (n + 1) / n; G' = max(1, n / c) (G - 1) + 1."""
    x, units, total = np.sort(n), len(n), n.sum()
    gini = 2 * (np.arange(1, units + 1) * x).sum() / (units * total) - (units + 1) / units
    return float(max(1, units / total) * (gini - 1) + 1)


def share_of_units(n: np.ndarray, share: float) -> float:
    """Return the smallest share of units that together hold a share of incidents."""
    held = np.cumsum(np.sort(n)[::-1])
    return float((np.argmax(held >= share * held[-1] - 1e-9) + 1) / len(n))


@dataclass(frozen=True)
class Smoothed:
    """Marshall's smoothed rates, per unit of exposure."""

    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def smoothed(n: np.ndarray, exposure: np.ndarray, phi: np.ndarray) -> Smoothed:
    """Diagnosis 3: m, s2, A, w, with counts and exposures divided by phi; posterior gamma quantiles."""
    from scipy.stats import gamma

    mean = n.sum() / exposure.sum()
    rate = n / exposure
    spread = (exposure * (rate - mean) ** 2).sum() / exposure.sum()
    between = max(0.0, spread - mean * phi.mean() / exposure.mean())
    weight = between / (between + mean * phi / exposure)
    prior_shape, prior_rate = mean**2 / between, mean / between
    posterior = gamma(prior_shape + n / phi, scale=1 / (prior_rate + exposure / phi))
    return Smoothed(weight * rate + (1 - weight) * mean, posterior.ppf(0.025), posterior.ppf(0.975))


def dispersion_of_interval(n: int, upper: float) -> float:
    """Return the phi that gives a count this upper limit of its expectation."""
    from scipy.optimize import brentq
    from scipy.stats import chi2

    return float(brentq(lambda phi: phi * chi2.ppf(0.975, 2 * (n / phi + 1)) / 2 - upper, 1 - 1e-9, 500))


def lower_limit(n: int, phi: float) -> float:
    from scipy.stats import chi2

    return float(phi * chi2.ppf(0.025, 2 * n / phi) / 2) if n else 0.0


def check_expectations(audited: Audited, *, at_least: int) -> None:
    """Every flagged area: what the city's own rate lets expect there, computed again from the published table."""
    areas = audited.tables["areas"].set_index(["offence_category", "area_id"])
    found = [finding["values"] for finding in audited.of_kind("area_high")]
    assert len(found) > at_least
    for values in found:
        mine = areas.loc[values["offence_category"]]
        expected = mine["n"].sum() * mine.loc[values["area_id"], "denominator"] / mine["denominator"].sum()
        assert values["n"] == mine.loc[values["area_id"], "n"]
        assert abs(values["expected"] / expected - 1) < 1e-6
        assert abs(values["ratio"] * expected / values["n"] - 1) < 1e-6
