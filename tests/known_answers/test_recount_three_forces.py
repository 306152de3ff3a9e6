"""Three forces as one study, 1.28 million rows: coverage per source, repeated ids, rows elsewhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.recounting import (
    POLICE_UK,
    Audited,
    Recount,
    audited,
    counted,
    police_uk_city,
    recount_police_uk,
    small_areas,
)

pytestmark = pytest.mark.realdata

FORCES = ["merseyside", "avon-and-somerset", "city-of-london"]
LADS = {
    "merseyside": [f"E0800001{number}" for number in range(1, 6)],
    "avon-and-somerset": ["E06000022", "E06000023", "E06000024", "E06000025"],
    "city-of-london": ["E09000001"],
}
CATEGORIES = sorted(POLICE_UK.values())
MISSING = "2019-07"


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory, realdata: Path) -> Audited:
    lads = [lad for force in FORCES for lad in LADS[force]]
    folder = tmp_path_factory.mktemp("recount") / "three"
    return audited(police_uk_city(folder, forces=FORCES, lads=lads, realdata=realdata))


@pytest.fixture(scope="module")
def rows(realdata: Path) -> dict[str, pd.DataFrame]:
    return {
        force: pd.read_parquet(realdata / f"ukpolice-{force}-2018-2021" / f"{force}-street.parquet") for force in FORCES
    }


@pytest.fixture(scope="module")
def recounts(rows: dict[str, pd.DataFrame], realdata: Path) -> dict[str, Recount]:
    lads = [lad for force in FORCES for lad in LADS[force]]
    polygons = small_areas(realdata / "uk-boundaries-dev" / "lsoa2011.parquet", lads=lads)
    return {force: recount_police_uk(rows[force], polygons) for force in FORCES}


def test_every_source_has_its_own_account(
    three: Audited, rows: dict[str, pd.DataFrame], recounts: dict[str, Recount]
) -> None:
    for number, force in enumerate(FORCES, start=1):
        source = three.source(number)
        assert source["read"] == len(rows[force])
        assert source["kept"] == len(recounts[force].kept)
        assert source["dropped"] == recounts[force].dropped
        assert source["read"] == source["kept"] + sum(source["dropped"].values())
        assert source["without_coordinates"] == int(rows[force]["Longitude"].isna().sum())
        assert source["without_id"] == int(rows[force]["Crime ID"].isna().sum())
        assert source["area_disagreement"] == pytest.approx(recounts[force].disagreement, abs=2e-4)
    account = three.account
    assert account["read"] == sum(len(table) for table in rows.values()) == 1_276_378
    assert account["kept"] == sum(len(recount.kept) for recount in recounts.values())
    assert account["dropped"] == pd.DataFrame(recount.dropped for recount in recounts.values()).sum().to_dict()


def test_repeated_ids_of_avon_and_somerset(three: Audited, rows: dict[str, pd.DataFrame]) -> None:
    table = rows["avon-and-somerset"]
    having = table[table["Crime ID"].notna()]
    assert int((having["Crime ID"].value_counts() > 1).sum()) == 8_792
    assert three.source(2)["repeated_ids"] == 8_792
    assert three.source(2)["dropped"]["identical_rows"] == int(having.duplicated().sum()) == 597
    different = having.drop_duplicates()
    sharing = int(different["Crime ID"].duplicated(keep=False).sum())
    found = {finding["id"]: finding["values"]["n"] for finding in three.of_kind("data_quality")}
    assert found["data_quality:s2:repeated_ids"] == sharing
    assert "data_quality:s1:repeated_ids" not in found


def test_a_month_missing_at_two_of_three_forces(three: Audited, rows: dict[str, pd.DataFrame]) -> None:
    missing = {force: [MISSING] if MISSING not in set(rows[force]["Month"].astype(str)) else [] for force in FORCES}
    assert missing == {"merseyside": [MISSING], "avon-and-somerset": [MISSING], "city-of-london": []}
    assert three.findings["months_missing"] == [MISSING]
    for number, force in enumerate(FORCES, start=1):
        assert three.source(number)["months_missing"] == missing[force]
        assert three.source(number)["months_partial"] == []
    status = three.tables["months"].drop_duplicates("month").set_index("month")["status"]
    assert status[MISSING] == "partial"
    assert set(status.drop(MISSING)) == {"complete"}


def test_a_month_counts_where_the_sources_of_an_area_have_it(
    three: Audited, recounts: dict[str, Recount], realdata: Path
) -> None:
    lad = pd.read_parquet(realdata / "uk-boundaries-dev" / "lsoa2011.parquet", columns=["LSOA11CD", "lad"])
    force_of = {code: force for force, codes in LADS.items() for code in codes}
    force = lad.assign(force=lad["lad"].map(force_of)).dropna().set_index("LSOA11CD")["force"].sort_index()
    years = three.tables["areas"].drop_duplicates("area_id").set_index("area_id")["years"].reindex(force.index)
    expected = force.map({"merseyside": 44 / 12, "avon-and-somerset": 44 / 12, "city-of-london": 45 / 12})
    pd.testing.assert_series_equal(years, expected, check_names=False, rtol=1e-9)
    kept = pd.concat([recount.kept for recount in recounts.values()])
    covered = (kept["month"] != MISSING) | kept["area_id"].map(force).eq("city-of-london")
    mine = counted(kept[covered], by="area_id", index=list(force.index), categories=CATEGORIES)
    pd.testing.assert_frame_equal(three.wide("areas"), mine, check_names=False, check_dtype=False, check_like=True)
