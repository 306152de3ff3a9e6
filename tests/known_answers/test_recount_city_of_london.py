"""The City of London read with the settings in ``examples/`` alone, recounted with plain pandas."""

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
    caveat_codes,
    counted,
    example_folder,
    hidden_and_shown,
    recount_police_uk,
    small_areas,
)

pytestmark = pytest.mark.realdata

CATEGORIES = sorted(POLICE_UK.values())


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, realdata: Path) -> Audited:
    files = {
        "city-of-london-street.parquet": "ukpolice-city-of-london-2018-2021/city-of-london-street.parquet",
        "lsoa2011.parquet": "uk-boundaries-dev/lsoa2011.parquet",
        "population20_lsoa11.parquet": "england-imd2019/population20_lsoa11.parquet",
    }
    found = {name: realdata / path for name, path in files.items()}
    return audited(example_folder("city-of-london", tmp_path_factory.mktemp("recount"), found))


@pytest.fixture(scope="module")
def rows(realdata: Path) -> pd.DataFrame:
    return pd.read_parquet(realdata / "ukpolice-city-of-london-2018-2021" / "city-of-london-street.parquet")


@pytest.fixture(scope="module")
def polygons(realdata: Path):
    return small_areas(realdata / "uk-boundaries-dev" / "lsoa2011.parquet", lads=["E09000001"])


@pytest.fixture(scope="module")
def recount(rows: pd.DataFrame, polygons) -> Recount:
    return recount_police_uk(rows, polygons)


def test_the_intake_account(city: Audited, rows: pd.DataFrame, recount: Recount) -> None:
    account, source = city.account, city.source()
    assert account["read"] == len(rows) == 28_761
    assert account["kept"] == len(recount.kept) == 25_005
    assert account["dropped"] == recount.dropped
    assert set(recount.dropped) == {"identical_rows", "outside_study_area", "unlocated"}
    assert source["repeated_ids"] == int((rows["Crime ID"].value_counts() > 1).sum()) == 285
    assert source["without_coordinates"] == int(rows["Longitude"].isna().sum()) == 2_191
    assert source["area_disagreement"] == pytest.approx(recount.disagreement, abs=1e-4)
    assert source["defects"]["far_points"] >= 1


def test_the_share_without_a_place_is_a_caveat(city: Audited) -> None:
    assert city.account["dropped"]["unlocated"] > 0.05 * city.account["read"]
    assert all("unlocated_dropped" in caveat_codes(finding) for finding in city.of_kind("level"))


def test_areas_and_months_counted_again(city: Audited, recount: Recount, polygons) -> None:
    mine = counted(recount.kept, by="area_id", index=list(polygons.index), categories=CATEGORIES)
    pd.testing.assert_frame_equal(city.wide("areas"), mine, check_names=False, check_dtype=False, check_like=True)
    months = sorted(recount.kept["month"].unique())
    assert len(months) == 45
    mine = counted(recount.kept, by="month", index=months, categories=CATEGORIES)
    pd.testing.assert_frame_equal(city.wide("months"), mine, check_names=False, check_dtype=False, check_like=True)


def test_burglary_falls_back_to_residents_where_no_dwellings_are_known(city: Audited) -> None:
    areas = city.tables["areas"]
    named = areas.drop_duplicates("offence_category").set_index("offence_category")["denominator_name"]
    assert named["burglary"] == named["violence_and_sexual_offences"] == "residents"
    assert city.choices()["denominator:burglary"] == "residents"
    assert np.allclose(areas["years"], 45 / 12)


def test_six_areas_are_too_few_to_call_one_unusual(city: Audited) -> None:
    """Six areas do not say how much areas differ; limits of mere chance would flag 77 of 84."""
    assert {("area_high", "areas.too-few"), ("area_low", "areas.too-few")} <= city.refusals()
    assert not [finding for finding in city.of_kind("area_high") if finding["where"]["area_ids"]]


def test_the_protected_version_shows_no_small_count(city: Audited) -> None:
    protected = audited(city.place.parents[2], internal_for=None)
    assert protected.findings["version"] == "protected"
    hidden, shown = hidden_and_shown(protected.tables["areas"], city.tables["areas"])
    assert hidden
    assert shown > hidden
