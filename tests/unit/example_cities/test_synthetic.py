from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from plateia.errors import SettingsError
from plateia.example_cities.synthetic import CATEGORIES, write_synthetic_city
from plateia.example_cities.synthetic_map import draw_map
from plateia.settings.reading import read_settings


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "data" / "incidents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        write_synthetic_city(tmp_path / name, seed=seed, incidents_per_year=1_000)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert digests(tmp_path / "one")["data/incidents.csv"] != digests(tmp_path / "three")["data/incidents.csv"]


def test_the_city_is_labelled_as_synthetic(tmp_path: Path) -> None:
    write_synthetic_city(tmp_path / "city", seed=1, incidents_per_year=600)
    settings = read_settings(tmp_path / "city")
    assert settings.city.synthetic
    assert settings.incidents[0].source == "Plateia, synthetic"


@pytest.mark.parametrize("seed", range(5))
def test_areas_fill_the_city_without_gaps_or_overlaps(seed: int) -> None:
    town = draw_map(10, np.random.default_rng(seed))
    shapes = shapely.polygons(town.rings)
    assert shapely.is_valid(shapes).all()
    assert shapely.is_ccw(shapely.get_exterior_ring(shapes)).all()
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(shapely.area(shapes).sum(), rel=1e-9)
    assert town.hectares == pytest.approx(shapely.area(shapes) / 10_000)
    assert whole.area == pytest.approx(100e6, rel=0.05)


def test_every_address_lies_in_its_area() -> None:
    town = draw_map(4, np.random.default_rng(3))
    shapes = shapely.buffer(shapely.polygons(town.rings), 0.01)
    area = np.repeat(np.arange(len(town)), town.dwellings)
    assert shapely.contains_xy(shapes[area], *town.addresses.T).all()
    assert town.first_address[-1] == len(town.addresses) == town.dwellings.sum()


def test_intervals_start_in_their_month_and_end_after_they_start(tmp_path: Path) -> None:
    truth = write_synthetic_city(tmp_path / "city", seed=2, incidents_per_year=4_000)
    rows = rows_of(tmp_path / "city")
    assert len(rows) == truth.n_incidents
    assert len({row["number"] for row in rows}) == len(rows)
    assert {row["from_date"][:7] for row in rows} == {
        f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)
    }
    assert all(
        (row["from_date"], int(row["from_hour"] or 0)) <= (row["to_date"], int(row["to_hour"] or 23)) for row in rows
    )
    assert 0.02 < np.mean([row["from_hour"] == "" for row in rows]) < 0.3
    assert any(row["from_date"] != row["to_date"] and row["from_hour"] == "" for row in rows)


def test_planted_factors_are_what_they_say(tmp_path: Path) -> None:
    plain = write_synthetic_city(tmp_path / "plain", seed=4, theta=float("inf"))
    risen = write_synthetic_city(tmp_path / "risen", seed=4, theta=float("inf"), planted="rise", factor=2.0)
    assert (plain.offence_category, plain.factor) == (None, 1.0)
    [name] = [one.name for one in CATEGORIES if one.offence_category == risen.offence_category]
    by_year = Counter(row["from_date"][:4] for row in rows_of(tmp_path / "risen") if row["offence"] == name)
    assert by_year["2024"] / by_year["2023"] == pytest.approx(2.0, rel=0.1)
    assert by_year["2023"] / by_year["2022"] == pytest.approx(1.0, rel=0.1)


@pytest.mark.parametrize(
    ("theta", "rate_months", "expected"), [(float("inf"), 12, 0.0), (20.0, 12, 0.05), (20.0, 1, 0.05 / 12)]
)
def test_theta_is_the_shape_of_the_rates(tmp_path: Path, theta: float, rate_months: int, expected: float) -> None:
    write_synthetic_city(
        tmp_path / "city",
        seed=5,
        theta=theta,
        rate_months=rate_months,
        incidents_per_year=200_000,
        months=24,
        follows="hectares",
    )
    counts = np.zeros((2, 100))
    rows = rows_of(tmp_path / "city")
    town = draw_map(10, np.random.default_rng(5))
    tree = shapely.STRtree(shapely.polygons(town.rings))
    chosen = [row for row in rows if row["offence"] == "violence"]
    points = shapely.points([(float(row["east"]), float(row["north"])) for row in chosen])
    point, area = tree.query(points, predicate="intersects")
    np.add.at(counts, ([int(chosen[p]["from_date"][3]) - 2 for p in point], area), 1)
    ratio = np.log(counts[1] / counts[0])
    found = (ratio.var() - (1 / counts).sum(axis=0).mean()) / 2
    assert found == pytest.approx(expected, abs=0.02)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"folder\.not-empty"):
        write_synthetic_city(tmp_path, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("wrong", [{"n_side": 1}, {"months": 11}, {"theta": 0.0}])
def test_impossible_sizes_are_refused(tmp_path: Path, wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=r"synthetic-city\.size"):
        write_synthetic_city(tmp_path / "city", seed=1, **wrong)
