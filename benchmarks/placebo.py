"""The placebo check on real data: how many areas are flagged at 5 % between two years in which nothing was done.

    python benchmarks/placebo.py [FOLDER OF REAL OPEN DATA]

The years compared are 2018 and 2019, like months only (July 2019 is missing in the files). Dispersion comes from
January to September 2020 against the same months of 2021: no month serves both. The second table of each city
turns this round.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plateia.measures.areas.comparison import placebo_share
from plateia.measures.areas.dispersion_model import choose_dispersion_model

Counts = NDArray[np.int64]

CITIES = {
    "merseyside": (
        "ukpolice-merseyside-2018-2021/merseyside-street.parquet",
        ("E08000011", "E08000012", "E08000013", "E08000014", "E08000015"),
    ),
    "avon-and-somerset": (
        "ukpolice-avon-and-somerset-2018-2021/avon-and-somerset-street.parquet",
        ("E06000022", "E06000023", "E06000024", "E06000025"),
    ),
}
FIRST_MONTH = 2018 * 12
N_MONTHS = 45
_WITHOUT_JULY = [month for month in range(12) if month != 6]
COMPARED = (_WITHOUT_JULY, [12 + month for month in _WITHOUT_JULY])
OTHER_YEARS = (list(range(24, 33)), list(range(36, 45)))


def area_month_counts(folder: Path, city: str) -> dict[str, Counts]:
    """Return recorded offences by area and month for each category and for all, shape (n_areas, 45)."""
    import pandas as pd

    path, authorities = CITIES[city]
    bounds = pd.read_parquet(folder / "uk-boundaries-dev" / "lsoa2011.parquet", columns=["LSOA11CD", "lad"])
    area_ids = pd.Index(sorted(bounds.loc[bounds["lad"].isin(authorities), "LSOA11CD"]))
    records = pd.read_parquet(folder / path, columns=["LSOA code", "Month", "Crime type"])
    area = area_ids.get_indexer(records["LSOA code"])
    year, month = records["Month"].str.slice(0, 4).astype(int), records["Month"].str.slice(5, 7).astype(int)
    place = area * N_MONTHS + (year * 12 + month - 1 - FIRST_MONTH).to_numpy()
    category = records["Crime type"].str.lower().str.replace("[^a-z]+", "_", regex=True).to_numpy()
    cells = area_ids.size * N_MONTHS

    def tally(chosen: NDArray[np.bool_]) -> Counts:
        return np.bincount(place[chosen & (area >= 0)], minlength=cells).reshape(-1, N_MONTHS)

    counts = {name: tally(category == name) for name in sorted(set(category))}
    return counts | {"all": tally(np.ones(len(records), dtype=bool))}


def run(
    folder: Path | None = None,
    *,
    city: str = "merseyside",
    compared: tuple[list[int], list[int]] = COMPARED,
    past: tuple[list[int], list[int]] = OTHER_YEARS,
) -> list[dict[str, object]]:
    """Return one row per category: areas judged, share flagged by the exact Poisson test and by the chosen model."""
    rows: list[dict[str, object]] = []
    for category, by_month in area_month_counts(folder or find_folder(), city).items():
        before, after = (by_month[:, months].sum(axis=1) for months in compared)
        earlier, later = (by_month[:, months].sum(axis=1) for months in past)
        model = choose_dispersion_model([(earlier, later)])
        flagged = placebo_share(before, after, dispersion=model)
        rows.append(
            {
                "category": category,
                "n_areas": flagged.n_areas,
                "poisson_share": placebo_share(before, after, dispersion=1.0).share,
                "share": flagged.share,
                "chance_low": flagged.chance_low,
                "chance_high": flagged.chance_high,
                "model": model.form,
                "phi": float(model.pair_factor(float(np.median((before + after)[before + after >= 10])))),
                "theta": model.theta,
            }
        )
    return rows


def find_folder() -> Path:
    """Return the folder named by PLATEIA_REALDATA, or ``shared/data`` beside the checkout or a folder above it."""
    named = os.environ.get("PLATEIA_REALDATA")
    above = [parent / "shared" / "data" for parent in Path(__file__).resolve().parents]
    folder = next((place for place in ([Path(named)] if named else above) if place.is_dir()), None)
    if folder is None:
        raise SystemExit("No folder of real open data: set PLATEIA_REALDATA.")
    return folder


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name in CITIES:
        for direction, (tested, learned) in {
            "2018 against 2019": (COMPARED, OTHER_YEARS),
            "2020 against 2021": (OTHER_YEARS, COMPARED),
        }.items():
            print(f"\n{name}, {direction}\n{'category':30} areas  Poisson  chosen  chance range  model")
            for row in run(given, city=name, compared=tested, past=learned):
                print(
                    f"{row['category']:30} {row['n_areas']:5}  {row['poisson_share']:7.1%} {row['share']:7.1%}"
                    f"  {row['chance_low']:5.1%}-{row['chance_high']:5.1%}  {row['model']}, phi {row['phi']:.2f}"
                )
