"""The example city, recounted with plain pandas: every count of every area, and the figures made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plateia.example_cities import copy_example_city
from tests.recounting import (
    POLICE_UK,
    Audited,
    audited,
    caveat_codes,
    check_expectations,
    counted,
    dispersion_of_interval,
    generalised_gini,
    lower_limit,
    recount_police_uk,
    share_of_units,
    small_areas,
    smoothed,
)

MONTHS = ["2016-07", "2017-07", "2018-07"]
CATEGORIES = sorted(POLICE_UK.values())
PER_RESIDENT, PER_DWELLING = "violence_and_sexual_offences", "burglary"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example_city("leeds", tmp_path_factory.mktemp("recount") / "leeds")


@pytest.fixture(scope="module")
def leeds(folder: Path) -> Audited:
    return audited(folder)


@pytest.fixture(scope="module")
def rows(folder: Path) -> pd.DataFrame:
    return pd.concat([pd.read_csv(path) for path in sorted((folder / "data").glob("*.csv.gz"))], ignore_index=True)


@pytest.fixture(scope="module")
def polygons(folder: Path):
    return small_areas(folder / "data" / "areas.parquet")


@pytest.fixture(scope="module")
def recount(rows: pd.DataFrame, polygons):
    return recount_police_uk(rows, polygons)


@pytest.fixture(scope="module")
def denominators(folder: Path, polygons) -> dict[str, pd.Series]:
    table = pd.read_csv(folder / "data" / "population.csv", thousands=",").set_index("LSOA Code")
    return {
        "residents": table["Persons"].reindex(polygons.index),
        "dwellings": table["Households"].reindex(polygons.index),
        "hectares": polygons.area / 10_000,
    }


def test_every_row_is_kept_or_dropped_with_a_reason(leeds: Audited, recount, rows: pd.DataFrame) -> None:
    account = leeds.account
    assert account["read"] == len(rows) == 29_640
    assert account["kept"] == len(recount.kept)
    assert account["dropped"] == recount.dropped == {}
    assert account["read"] == account["kept"] + sum(account["dropped"].values())
    assert account["kept"] == account["with_area"] + account["without_area"]


def test_the_account_of_the_source(leeds: Audited, rows: pd.DataFrame, recount) -> None:
    source = leeds.source()
    assert source["repeated_ids"] == int((rows["Crime ID"].value_counts() > 1).sum()) == 0
    assert source["without_id"] == int(rows["Crime ID"].isna().sum()) == 6_134
    assert source["without_coordinates"] == int(rows["Longitude"].isna().sum())
    assert source["distinct_locations"] == len(rows[["Longitude", "Latitude"]].drop_duplicates())
    assert (source["first"], source["last"], source["time_resolution"]) == (MONTHS[0], MONTHS[-1], "month")
    assert source["anchored"] is True


def test_stated_area_and_point_disagree_in_a_sixth_of_the_rows(leeds: Audited, recount) -> None:
    """Generalised boundaries: DESIGN section 5 says 17 %."""
    assert leeds.source()["area_disagreement"] == pytest.approx(recount.disagreement, abs=1e-4)
    assert recount.disagreement == pytest.approx(0.17, abs=0.005)
    assert leeds.of_kind("area_high")
    assert all("area_disagreement" in caveat_codes(finding) for finding in leeds.of_kind("area_high"))


def test_areas_counted_again(leeds: Audited, recount, polygons) -> None:
    mine = counted(recount.kept, by="area_id", index=list(polygons.index), categories=CATEGORIES)
    pd.testing.assert_frame_equal(leeds.wide("areas"), mine, check_names=False, check_dtype=False, check_like=True)
    assert len(leeds.tables["areas"]) == 482 * 15
    assert (leeds.tables["areas"]["n"] == 0).any()


def test_months_counted_again(leeds: Audited, recount) -> None:
    mine = counted(recount.kept, by="month", index=MONTHS, categories=CATEGORIES)
    pd.testing.assert_frame_equal(leeds.wide("months"), mine, check_names=False, check_dtype=False, check_like=True)
    assert set(leeds.tables["months"]["status"]) == {"complete"}


def test_changes_counted_again(leeds: Audited, recount, polygons) -> None:
    """Last July against the July before: the city, the districts and the areas."""
    changes = leeds.tables["changes"]
    assert set(changes["comparison"]) == {"same_month"}
    for column, month in (("before", "2017-07"), ("after", "2018-07")):
        kept = recount.kept[recount.kept["month"] == month]
        mine = counted(kept, by="area_id", index=list(polygons.index), categories=CATEGORIES)
        areas = changes[changes["level"] == "area"].pivot(index="area_id", columns="offence_category", values=column)
        pd.testing.assert_frame_equal(areas, mine, check_names=False, check_dtype=False, check_like=True)
        city = changes[changes["level"] == "city"].set_index("offence_category")[column]
        pd.testing.assert_series_equal(city, mine.sum(), check_names=False, check_dtype=False, check_like=True)
        districts = changes[changes["level"] == "district"].groupby("offence_category")[column].sum()
        pd.testing.assert_series_equal(districts, mine.sum(), check_names=False, check_dtype=False, check_like=True)


def test_denominators_follow_the_target_at_risk(leeds: Audited, denominators: dict[str, pd.Series]) -> None:
    """Diagnosis 3.2: dwellings for burglary, residents for violence with a caveat, hectares for the rest."""
    areas = leeds.tables["areas"]
    named = areas.groupby("offence_category")["denominator_name"].agg(lambda names: "|".join(sorted(set(names))))
    expected = dict.fromkeys([*CATEGORIES, "all"], "hectares") | {PER_DWELLING: "dwellings", PER_RESIDENT: "residents"}
    assert named.to_dict() == expected
    for name, rows in areas.groupby("denominator_name"):
        mine = denominators[name].reindex(rows["area_id"]).to_numpy()
        np.testing.assert_allclose(rows["denominator"], mine, rtol=1e-6)
        assert set(rows["per"]) == {100 if name == "hectares" else 1000}
    for finding in (*leeds.of_kind("area_high"), *leeds.of_kind("area_low")):
        if finding["values"].get("template") != "none":
            visitors = finding["values"]["offence_category"] == PER_RESIDENT
            assert ("visitors_not_counted" in caveat_codes(finding)) is visitors


def test_rates_computed_again(leeds: Audited) -> None:
    areas = leeds.tables["areas"]
    assert np.allclose(areas["years"], 3 / 12)
    usable = areas["denominator"].ge(100) | areas["denominator_name"].eq("hectares")
    rate = areas["n"] / areas["denominator"] / areas["years"] * areas["per"]
    np.testing.assert_allclose(areas.loc[usable, "rate"], rate[usable], rtol=1e-8)
    assert areas.loc[~usable, ["rate", "rate_eb"]].isna().all(axis=None)


def test_assumed_dispersion_gives_exact_limits_at_two(leeds: Audited) -> None:
    """Weapons are too few to say how they vary: the documented default, phi = 2, and its exact interval."""
    from scipy.stats import chi2

    rows = leeds.tables["areas"].query("offence_category == 'possession_of_weapons'")
    assert leeds.choices()["dispersion:areas:possession_of_weapons"] == 2.0
    n, exposure, phi = rows["n"], rows["denominator"] * rows["years"] / rows["per"], 2.0
    low = phi * chi2.ppf(0.025, 2 * n / phi) / 2 / exposure
    high = phi * chi2.ppf(0.975, 2 * (n / phi + 1)) / 2 / exposure
    np.testing.assert_allclose(rows["rate_ci_low"], low.fillna(0), rtol=1e-7)
    np.testing.assert_allclose(rows["rate_ci_high"], high, rtol=1e-7)


@pytest.mark.parametrize("category", ["all", PER_DWELLING, PER_RESIDENT, "vehicle_crime"])
def test_limits_belong_to_one_dispersion_that_grows_with_the_count(leeds: Audited, category: str) -> None:
    rows = leeds.tables["areas"].query("offence_category == @category and n > 0").sort_values("n")
    rows = rows.iloc[[0, len(rows) // 2, -1]]
    exposure = rows["denominator"] * rows["years"] / rows["per"]
    for n, low, high in zip(rows["n"], rows["rate_ci_low"] * exposure, rows["rate_ci_high"] * exposure, strict=True):
        phi = dispersion_of_interval(int(n), high)
        assert phi >= 1
        assert lower_limit(int(n), phi) == pytest.approx(low, rel=1e-5)
        # phi = 1 + mu / theta, mu the count of one like period (a month of three); `choices` prints phi at mu = 20.
        at_twenty = leeds.choices()[f"dispersion:areas:{category}"]
        assert (phi - 1) / (n / 3) * 20 == pytest.approx(at_twenty - 1, abs=0.006)
        # The shape tells of hidden counts as well, so it is used with two significant digits.
        theta = n / 3 / (phi - 1)
        assert theta == pytest.approx(float(f"{theta:.2g}"), rel=1e-3)


@pytest.mark.parametrize("category", ["all", PER_DWELLING, PER_RESIDENT, "possession_of_weapons"])
def test_smoothed_rates_computed_again(leeds: Audited, category: str) -> None:
    rows = leeds.tables["areas"].query("offence_category == @category").dropna(subset=["rate"])
    n, per = rows["n"].to_numpy(float), rows["per"].to_numpy(float)
    exposure = (rows["denominator"] * rows["years"]).to_numpy(float)
    high = (rows["rate_ci_high"] * exposure / per).to_numpy(float)
    phi = np.array([dispersion_of_interval(int(count), upper) for count, upper in zip(n, high, strict=True)])
    mine = smoothed(n, exposure, phi)
    np.testing.assert_allclose(rows["rate_eb"], mine.rate * per, rtol=1e-4)
    np.testing.assert_allclose(rows["rate_eb_low"], mine.low * per, rtol=1e-3, atol=1e-12)
    np.testing.assert_allclose(rows["rate_eb_high"], mine.high * per, rtol=1e-3)


def test_expectations_follow_the_citys_own_rate(leeds: Audited) -> None:
    check_expectations(leeds, at_least=20)


def test_location_quotients_computed_again(leeds: Audited) -> None:
    n = leeds.wide("areas")
    found = [finding for finding in leeds.of_kind("location_quotient") if "quotient" in finding["values"]]
    assert found
    for finding in found:
        area, category = finding["values"]["area_id"], finding["values"]["offence_category"]
        mine = n.loc[area, category] / n.loc[area, "all"] / (n[category].sum() / n["all"].sum())
        assert finding["values"]["quotient"] == pytest.approx(mine, rel=1e-6)
        assert finding["values"]["n"] >= 20
        assert finding["estimate"]["ci_low"] >= 2


@pytest.mark.parametrize("unit", ["areas", "cells"])
def test_concentration_computed_again(leeds: Audited, unit: str) -> None:
    n = leeds.wide(unit)
    table = leeds.tables["concentration"].query("unit == @unit").set_index("offence_category")
    assert set(table.index) == set(n.columns)
    for category, row in table.iterrows():
        counts = n[category].to_numpy()
        assert (row["n"], row["n_units"]) == (counts.sum(), len(counts))
        assert row["gini"] == pytest.approx(generalised_gini(counts), rel=1e-8)
        assert row["share25"] == pytest.approx(share_of_units(counts, 0.25), rel=1e-8)
        assert row["share50"] == pytest.approx(share_of_units(counts, 0.5), rel=1e-8)
        assert row["gini_chance_low"] < row["gini_chance_high"]


def test_cells_counted_again(leeds: Audited, recount) -> None:
    """Points inside the study area, on half-open squares whose corners are multiples of the side."""
    import geopandas as gpd

    cells = leeds.tables["cells"]
    side = cells["cell_m"].iat[0]
    kept = recount.kept[recount.kept["point_area"].notna()]
    points = gpd.GeoSeries(gpd.points_from_xy(kept["x"], kept["y"], crs="EPSG:4326")).to_crs("EPSG:27700")
    centre = pd.DataFrame(
        {
            "x_m": (np.floor(points.x / side) + 0.5) * side,
            "y_m": (np.floor(points.y / side) + 0.5) * side,
            "category": kept["category"].to_numpy(),
        }
    )
    for category, rows in cells.groupby("offence_category"):
        mine = centre if category == "all" else centre[centre["category"] == category]
        n = mine.groupby(["x_m", "y_m"]).size()
        theirs = rows.set_index(["x_m", "y_m"])["n"]
        assert theirs.sum() == len(mine)
        assert (theirs[theirs > 0].sort_index() == n.sort_index()).all()


@pytest.mark.parametrize("category", ["all", "bicycle_theft", "violence_and_sexual_offences"])
def test_gi_star_computed_again_with_esda(leeds: Audited, category: str) -> None:
    esda = pytest.importorskip("esda")
    libpysal = pytest.importorskip("libpysal")
    rows = leeds.tables["cells"].query("offence_category == @category").reset_index(drop=True)
    centres = rows[["x_m", "y_m"]].to_numpy()
    near = libpysal.weights.DistanceBand(centres, threshold=rows["cell_m"].iat[0] * 1.5, silence_warnings=True)
    star = esda.G_Local(rows["n"].to_numpy(float), near, transform="B", star=True, permutations=0)
    np.testing.assert_allclose(rows["z"], star.Zs, atol=1e-7)
    assert (rows["high"] == (rows["q"] <= 0.05)).all()
    assert (rows["q"] >= rows["p"]).all()


def test_what_three_julys_cannot_bear_is_refused(leeds: Audited) -> None:
    assert {
        ("trend", "trend.too-short"),
        ("timing", "time.month-resolution"),
        ("repeat_places", "places.anchored"),
        ("harm", "harm.no-table"),
        ("affected", "affected.not-supplied"),
        ("period_change", "comparison.no-like-months"),
    } <= leeds.refusals()
