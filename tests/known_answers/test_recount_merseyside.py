"""Merseyside, 627,122 rows and 910 areas, recounted with plain pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.recounting import (
    POLICE_UK,
    Audited,
    Recount,
    audited,
    check_expectations,
    counted,
    dispersion_of_interval,
    generalised_gini,
    lower_limit,
    police_uk_city,
    recount_police_uk,
    share_of_units,
    small_areas,
    smoothed,
)

pytestmark = pytest.mark.realdata

LADS = [f"E0800001{number}" for number in range(1, 6)]
CATEGORIES = sorted(POLICE_UK.values())
MISSING = "2019-07"
MONTHS = [f"{year}-{month:02d}" for year in range(2018, 2022) for month in range(1, 13)][:45]


@pytest.fixture(scope="module")
def merseyside(tmp_path_factory: pytest.TempPathFactory, realdata: Path) -> Audited:
    folder = tmp_path_factory.mktemp("recount") / "merseyside"
    return audited(police_uk_city(folder, forces=["merseyside"], lads=LADS, realdata=realdata))


@pytest.fixture(scope="module")
def rows(realdata: Path) -> pd.DataFrame:
    return pd.read_parquet(realdata / "ukpolice-merseyside-2018-2021" / "merseyside-street.parquet")


@pytest.fixture(scope="module")
def polygons(realdata: Path):
    return small_areas(realdata / "uk-boundaries-dev" / "lsoa2011.parquet", lads=LADS)


@pytest.fixture(scope="module")
def recount(rows: pd.DataFrame, polygons) -> Recount:
    return recount_police_uk(rows, polygons)


def test_the_intake_account(merseyside: Audited, rows: pd.DataFrame, recount: Recount) -> None:
    account, source = merseyside.account, merseyside.source()
    assert account["read"] == len(rows) == 627_122
    assert account["kept"] == len(recount.kept) == 626_847
    assert account["dropped"] == recount.dropped == {"outside_study_area": 275}
    assert account["without_area"] == 0
    assert source["repeated_ids"] == int((rows["Crime ID"].value_counts() > 1).sum()) == 0
    assert source["without_id"] == int(rows["Crime ID"].isna().sum())
    assert source["without_coordinates"] == int(rows["Longitude"].isna().sum()) == 0
    assert source["area_disagreement"] == pytest.approx(recount.disagreement, abs=2e-4)


def test_the_missing_month_is_missing_not_empty(merseyside: Audited, rows: pd.DataFrame) -> None:
    assert MISSING not in set(rows["Month"].astype(str))
    assert merseyside.findings["months_missing"] == merseyside.source()["months_missing"] == [MISSING]
    months = merseyside.tables["months"].query("month == @MISSING")
    assert set(months["status"]) == {"missing"}
    assert months["n"].isna().all()
    assert (merseyside.tables["areas"]["years"].round(9) == round(44 / 12, 9)).all()


def test_areas_counted_again(merseyside: Audited, recount: Recount, polygons) -> None:
    mine = counted(recount.kept, by="area_id", index=list(polygons.index), categories=CATEGORIES)
    theirs = merseyside.wide("areas")
    assert len(theirs) == 910
    pd.testing.assert_frame_equal(theirs, mine, check_names=False, check_dtype=False, check_like=True)


def test_months_counted_again(merseyside: Audited, recount: Recount) -> None:
    mine = counted(recount.kept, by="month", index=MONTHS, categories=CATEGORIES).drop(index=MISSING)
    theirs = merseyside.wide("months")
    assert list(theirs.index) == MONTHS
    theirs = theirs.drop(index=MISSING)
    pd.testing.assert_frame_equal(theirs, mine, check_names=False, check_dtype=False, check_like=True)


def test_expected_months_are_means_of_the_same_months_before(merseyside: Audited, recount: Recount) -> None:
    """The mean of up to five earlier years; the July that is missing enters no mean."""
    n = counted(recount.kept, by="month", index=MONTHS, categories=CATEGORIES).astype(float)
    n.loc[MISSING] = np.nan
    expected = merseyside.wide("months", "expected")
    for month in expected.dropna(how="all").index:
        earlier = [f"{year}{month[4:]}" for year in range(2018, int(month[:4]))]
        for category in ("all", "burglary", "violence_and_sexual_offences"):
            assert expected.loc[month, category] == pytest.approx(n.loc[earlier, category].mean(), rel=1e-8)


def test_changes_counted_again(merseyside: Audited, recount: Recount, polygons) -> None:
    """Like months only: neither July 2019 nor, in pairs with it, its partner counts on either side."""
    changes = merseyside.tables["changes"]
    spans = {
        "same_month": ["2021-09"],
        "year_to_date": MONTHS[36:45],
        "twelve_months": MONTHS[33:45],
    }
    for comparison, after in spans.items():
        before = [f"{int(month[:4]) - 1}{month[4:]}" for month in after]
        for column, months in (("before", before), ("after", after)):
            kept = recount.kept[recount.kept["month"].isin(months)]
            mine = counted(kept, by="area_id", index=list(polygons.index), categories=CATEGORIES)
            chosen = changes[changes["comparison"] == comparison]
            city = chosen[chosen["level"] == "city"].set_index("offence_category")[column]
            pd.testing.assert_series_equal(city, mine.sum(), check_names=False, check_dtype=False, check_like=True)
            areas = chosen[chosen["level"] == "area"]
            if comparison == "twelve_months":
                theirs = areas.pivot(index="area_id", columns="offence_category", values=column)
                pd.testing.assert_frame_equal(theirs, mine, check_names=False, check_dtype=False, check_like=True)


def test_rates_and_denominators(merseyside: Audited, polygons, realdata: Path) -> None:
    folder = realdata / "england-imd2019"
    residents = pd.read_parquet(folder / "population20_lsoa11.parquet").set_index("lsoa11_code")["total_population"]
    census = pd.read_csv(folder / "census_2011_population_hh.csv.gz", thousands=",").set_index("LSOA Code")
    known = {"residents": residents, "dwellings": census["Households"].astype(float), "hectares": polygons.area / 1e4}
    areas = merseyside.tables["areas"]
    of_category = dict.fromkeys([*CATEGORIES, "all"], "hectares")
    of_category |= {"burglary": "dwellings", "violence_and_sexual_offences": "residents"}
    assert areas["denominator_name"].tolist() == areas["offence_category"].map(of_category).tolist()
    for name, some in areas.groupby("denominator_name"):
        np.testing.assert_allclose(some["denominator"], known[name].reindex(some["area_id"]), rtol=2e-6)
    usable = areas["reason"].isna()
    rate = areas["n"] / areas["denominator"] / areas["years"] * areas["per"]
    np.testing.assert_allclose(areas.loc[usable, "rate"], rate[usable], rtol=1e-8)


@pytest.mark.parametrize("category", ["all", "burglary", "vehicle_crime"])
def test_limits_and_smoothed_rates_belong_to_the_dispersion_stated(merseyside: Audited, category: str) -> None:
    """One phi = 1 + mu / theta per area, mu its count in a like period of twelve months; nothing else enters."""
    rows = merseyside.tables["areas"].query("offence_category == @category")
    n, exposure = rows["n"].to_numpy(float), (rows["denominator"] * rows["years"]).to_numpy(float)
    high = rows["rate_ci_high"].to_numpy(float) * exposure / rows["per"].to_numpy(float)
    phi = np.array([dispersion_of_interval(int(count), upper) for count, upper in zip(n, high, strict=True)])
    low = rows["rate_ci_low"].to_numpy(float) * exposure / rows["per"].to_numpy(float)
    np.testing.assert_allclose([lower_limit(int(a), b) for a, b in zip(n, phi, strict=True)], low, rtol=1e-4)
    many = n > 100
    theta = (n[many] / (44 / 12)) / (phi[many] - 1)
    assert theta.std() / theta.mean() < 1e-3
    assert 1 + 20 / theta.mean() == pytest.approx(merseyside.choices()[f"dispersion:areas:{category}"], abs=0.006)
    mine = smoothed(n, exposure, phi)
    np.testing.assert_allclose(rows["rate_eb"], mine.rate * rows["per"], rtol=1e-4)
    np.testing.assert_allclose(rows["rate_eb_low"], mine.low * rows["per"], rtol=1e-3)
    np.testing.assert_allclose(rows["rate_eb_high"], mine.high * rows["per"], rtol=1e-3)


def test_expectations_and_quotients_computed_again(merseyside: Audited) -> None:
    check_expectations(merseyside, at_least=50)
    n = merseyside.wide("areas")
    quotients = [finding["values"] for finding in merseyside.of_kind("location_quotient")]
    assert quotients
    for values in quotients:
        area, category = values["area_id"], values["offence_category"]
        mine = n.loc[area, category] / n.loc[area, "all"] / (n[category].sum() / n["all"].sum())
        assert values["quotient"] == pytest.approx(mine, rel=1e-6)


@pytest.mark.parametrize("unit", ["areas", "cells"])
def test_concentration_computed_again(merseyside: Audited, unit: str) -> None:
    n = merseyside.wide(unit)
    table = merseyside.tables["concentration"].query("unit == @unit").set_index("offence_category")
    for category, row in table.iterrows():
        counts = n[category].to_numpy()
        assert (row["n"], row["n_units"]) == (counts.sum(), len(counts))
        assert row["gini"] == pytest.approx(generalised_gini(counts), rel=1e-8)
        assert row["share25"] == pytest.approx(share_of_units(counts, 0.25), rel=1e-8)
        assert row["share50"] == pytest.approx(share_of_units(counts, 0.5), rel=1e-8)


def test_gi_star_computed_again_with_plain_numpy(merseyside: Audited) -> None:
    """Ord and Getis (1995) with binary weights, cell included, on the cells of the file alone."""
    cells = merseyside.tables["cells"].query("offence_category == 'burglary'")
    side = cells["cell_m"].iat[0]
    n = cells["n"].to_numpy(float)
    column, row = (np.floor(cells[axis].to_numpy() / side).astype(int) for axis in ("x_m", "y_m"))
    of_cell = dict(zip(zip(column, row, strict=True), n, strict=True))
    around = [
        [of_cell[key] for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (key := (x + dx, y + dy)) in of_cell]
        for x, y in zip(column, row, strict=True)
    ]
    k = np.array([len(near) for near in around])
    total = np.array([sum(near) for near in around])
    z = (total - k * n.mean()) / (n.std() * np.sqrt((len(n) * k - k**2) / (len(n) - 1)))
    np.testing.assert_allclose(cells["z"], z, atol=1e-7)
