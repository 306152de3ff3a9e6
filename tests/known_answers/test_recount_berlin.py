"""Berlin's bicycle thefts read with the settings in ``examples/`` alone, recounted with plain pandas."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.recounting import (
    Audited,
    audited,
    caveat_codes,
    dispersion_of_interval,
    example_folder,
    generalised_gini,
    hidden_and_shown,
    smoothed,
)

pytestmark = pytest.mark.realdata

FOLDER = "berlin-bike-theft-2021-2025"
PARTIAL = "2025-07"


@pytest.fixture(scope="module")
def berlin(tmp_path_factory: pytest.TempPathFactory, realdata: Path) -> Audited:
    names = (
        "fahrraddiebstahl_2021-01_2025-07.csv.gz",
        "lor2023_PLR.parquet",
        "lor_2021-01-01_k3_uebersicht_id_namen.xlsx",
        "SB_A01-16-00_2024h02_BE.xlsx",
    )
    files = {name: realdata / FOLDER / name for name in names}
    return audited(example_folder("berlin", tmp_path_factory.mktemp("recount"), files))


@pytest.fixture(scope="module")
def thefts(realdata: Path) -> pd.DataFrame:
    rows = pd.read_csv(realdata / FOLDER / "fahrraddiebstahl_2021-01_2025-07.csv.gz", dtype=str)
    ends = {
        side: pd.to_datetime(rows[f"TATZEIT_{side}_DATUM"], format="%d.%m.%Y")
        + pd.to_timedelta(rows[f"TATZEIT_{side}_STUNDE"].astype(int), unit="h")
        for side in ("ANFANG", "ENDE")
    }
    month = ends["ANFANG"].dt.strftime("%Y-%m")
    return pd.DataFrame({"area_id": rows["LOR"], "from": ends["ANFANG"], "to": ends["ENDE"], "month": month})


@pytest.fixture(scope="module")
def polygons(realdata: Path) -> gpd.GeoSeries:
    return gpd.read_parquet(realdata / FOLDER / "lor2023_PLR.parquet").set_index("PLR_ID").geometry.sort_index()


@pytest.fixture(scope="module")
def residents(realdata: Path) -> pd.Series:
    sheet = pd.read_excel(realdata / FOLDER / "SB_A01-16-00_2024h02_BE.xlsx", sheet_name="T2", header=None, dtype=str)
    parts = sheet[sheet[[0, 1, 2, 3]].notna().all(axis=1)]
    return pd.Series(parts[4].astype(float).to_numpy(), index=parts[[0, 1, 2, 3]].agg("".join, axis=1))


def test_the_intake_account(berlin: Audited, thefts: pd.DataFrame, polygons: gpd.GeoSeries) -> None:
    source = berlin.source()
    assert source["read"] == source["kept"] == source["with_area"] == len(thefts) == 94_685
    assert source["dropped"] == {}
    assert thefts["area_id"].isin(polygons.index).all()
    assert source["time_resolution"] == "hour"
    assert source["months_partial"] == [PARTIAL]
    assert source["months_missing"] == berlin.findings["months_missing"] == []
    assert (source["first"], source["last"]) == ("2021-01-01", "2025-07-05")


def test_long_intervals_are_counted(berlin: Audited, thefts: pd.DataFrame) -> None:
    """An end given as hour h means until h:59:59."""
    hours = (thefts["to"] - thefts["from"]).dt.total_seconds() / 3600 + 1
    assert hours.max() == 73
    assert berlin.source()["defects"] == {"long_intervals": int((hours > 24).sum())} == {"long_intervals": 16_618}
    (timing,) = (finding for finding in berlin.of_kind("timing") if finding["values"]["offence_category"] != "all")
    assert "intervals_long" in caveat_codes(timing)


def test_names_and_districts_come_from_the_workbook(berlin: Audited, realdata: Path) -> None:
    book = realdata / FOLDER / "lor_2021-01-01_k3_uebersicht_id_namen.xlsx"
    names = pd.read_excel(book, sheet_name="LOR_2023_PLR", dtype=str).set_index("PLR_ID")["PLR_Name"]
    areas = berlin.tables["areas"].drop_duplicates("area_id").set_index("area_id")["name"]
    assert len(areas) == 542
    assert areas.to_dict() == names.reindex(areas.index).str.strip().to_dict()
    districts = pd.read_excel(book, sheet_name="LOR_2023_BEZ", dtype=str).set_index("BEZ_ID")["BEZ_NAME"]
    changes = berlin.tables["changes"].query("level == 'district'").drop_duplicates("area_id")
    assert changes.set_index("area_id")["name"].to_dict() == districts.to_dict()


def test_areas_counted_again(berlin: Audited, thefts: pd.DataFrame, polygons: gpd.GeoSeries) -> None:
    """Over the 54 whole months; the month that has just begun counts for no area."""
    whole = thefts[thefts["month"] != PARTIAL]
    mine = whole["area_id"].value_counts().reindex(polygons.index, fill_value=0)
    theirs = berlin.wide("areas")
    assert theirs["bicycle_theft"].to_dict() == theirs["all"].to_dict() == mine.to_dict()
    assert np.allclose(berlin.tables["areas"]["years"], 54 / 12)


def test_months_counted_again(berlin: Audited, thefts: pd.DataFrame) -> None:
    months = berlin.tables["months"].query("offence_category == 'bicycle_theft'").set_index("month")
    assert months["n"].to_dict() == thefts["month"].value_counts().to_dict()
    assert months["status"].to_dict() == {
        month: "partial" if month == PARTIAL else "complete" for month in months.index
    }


def test_changes_counted_again(berlin: Audited, thefts: pd.DataFrame) -> None:
    chosen = berlin.tables["changes"].query("comparison == 'twelve_months' and offence_category == 'bicycle_theft'")
    after = thefts["month"].between("2024-07", "2025-06")
    before = thefts["month"].between("2023-07", "2024-06")
    for level, unit in (("area", thefts["area_id"]), ("district", thefts["area_id"].str[:2])):
        rows = chosen[chosen["level"] == level].set_index("area_id")
        for column, mask in (("before", before), ("after", after)):
            mine = unit[mask].value_counts().reindex(rows.index, fill_value=0)
            assert rows[column].to_dict() == mine.to_dict()
    city = chosen[chosen["level"] == "city"]
    assert (city["before"].item(), city["after"].item()) == (before.sum(), after.sum())


def test_thefts_are_per_hectare_and_residents_are_read_all_the_same(
    berlin: Audited, polygons: gpd.GeoSeries, residents: pd.Series
) -> None:
    areas = berlin.tables["areas"].query("offence_category == 'bicycle_theft'").set_index("area_id")
    assert set(areas["denominator_name"]) == {"hectares"}
    np.testing.assert_allclose(areas["denominator"], polygons.area.reindex(areas.index) / 10_000, rtol=1e-9)
    np.testing.assert_allclose(areas["rate"], 100 * areas["n"] / areas["denominator"] / 4.5, rtol=1e-8)
    tidy = pd.read_parquet(berlin.place.parents[2] / "tables" / "areas.parquet").set_index("area_id")
    assert tidy["residents"].to_dict() == residents.reindex(tidy.index).to_dict()
    assert tidy["residents"].sum() == pytest.approx(3_897_145, rel=0.01)


def test_smoothed_rates_and_concentration_computed_again(berlin: Audited) -> None:
    rows = berlin.tables["areas"].query("offence_category == 'bicycle_theft'")
    n, exposure = rows["n"].to_numpy(float), (rows["denominator"] * 4.5 / 100).to_numpy(float)
    high = (rows["rate_ci_high"] * exposure).to_numpy(float)
    phi = np.array([dispersion_of_interval(int(count), upper) for count, upper in zip(n, high, strict=True)])
    np.testing.assert_allclose(rows["rate_eb"], smoothed(n, exposure, phi).rate, rtol=1e-4)
    table = berlin.tables["concentration"].query("unit == 'areas' and offence_category == 'bicycle_theft'")
    assert table["gini"].item() == pytest.approx(generalised_gini(n), rel=1e-8)


def test_hours_of_the_week_shared_over_the_intervals(berlin: Audited, thefts: pd.DataFrame) -> None:
    """Every hour an interval touches gets an equal part of the theft."""
    whole = thefts[thefts["month"] != PARTIAL]
    hours = ((whole["to"] - whole["from"]).dt.total_seconds() / 3600 + 1).astype(int)
    repeated = whole["from"].repeat(hours)
    nth = repeated.groupby(level=0).cumcount()
    moment = repeated + pd.to_timedelta(nth, unit="h")
    share = (1 / hours).repeat(hours)
    mine = share.groupby([moment.dt.day_of_week, moment.dt.hour]).sum().unstack(fill_value=0).to_numpy()
    (timing,) = (finding for finding in berlin.of_kind("timing") if finding["values"]["offence_category"] != "all")
    np.testing.assert_allclose(np.array(timing["values"]["weights"]), mine, atol=2e-5 * len(whole) ** 0.5)
    assert timing["values"]["n_used"] == len(whole)


def test_what_has_no_points_is_refused(berlin: Audited) -> None:
    assert {("cells_high", "cells.no-coordinates"), ("repeat_places", "places.no-coordinates")} <= berlin.refusals()


def test_the_protected_version_shows_no_small_count(berlin: Audited) -> None:
    protected = audited(berlin.place.parents[2], internal_for=None)
    assert protected.findings["version"] == "protected"
    hidden, shown = hidden_and_shown(protected.tables["areas"], berlin.tables["areas"])
    assert shown > 20 * hidden
