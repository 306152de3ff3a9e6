"""What one protected edition gives away: nothing within twice k, by linear programming over all its files."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from plateia.findings.model import Estimate, Finding, Where
from plateia.findings.protect import protect
from plateia.findings.register import Register
from tests.attack.attacker import Attacker
from tests.attack.made_up_city import made_up_city, random_city
from tests.sample_edition import sample_edition

RATES = ["rate", "rate_ci_low", "rate_ci_high", "rate_eb", "rate_eb_low", "rate_eb_high"]


@pytest.mark.parametrize("seed", [*range(15), 320])
def test_no_hidden_count_of_a_small_city_can_be_told(seed):
    published = protect(random_city(np.random.default_rng(seed)), minimum_count=5, register=Register())
    assert Attacker([published]).too_narrow() == {}


@pytest.mark.parametrize(("seed", "months"), [(100, 3), (101, 13), (102, 37), (103, 25), (104, 1)])
def test_whatever_the_length_of_the_record(seed, months):
    published = protect(random_city(np.random.default_rng(seed), months=months), minimum_count=5, register=Register())
    assert Attacker([published]).too_narrow() == {}


@pytest.mark.parametrize("minimum_count", [8, 12])
@pytest.mark.parametrize("seed", [200, 201, 202])
def test_whatever_the_smallest_count(seed, minimum_count):
    city = random_city(np.random.default_rng(seed))
    published = protect(city, minimum_count=minimum_count, register=Register())
    assert Attacker([published]).too_narrow() == {}


def test_a_sample_of_a_larger_city():
    rng = np.random.default_rng(7)
    mean = rng.gamma(0.7, 1 / 0.7, (150, 1, 1)) * np.geomspace(1.5, 0.02, 6)[None, :, None]
    categories = ("burglary", "violence_and_sexual_offences", "drugs", "robbery", "bicycle_theft", "public_order")
    edition = made_up_city(rng.poisson(mean, (150, 6, 24)), categories=categories)
    attacker = Attacker([protect(edition, minimum_count=5, register=Register())])
    assert len(attacker.hidden) > 500
    assert attacker.too_narrow(sample=25, rng=rng) == {}


def test_north_south_east():
    """Guardrails section 6, test 1: 12, 3, 7 and the total 22."""
    by_month = np.zeros((3, 1, 24), dtype=np.int64)
    by_month[:, 0, 5] = [12, 3, 7]
    published = protect(made_up_city(by_month, categories=("burglary",)), minimum_count=5, register=Register())
    areas = published.edition.tables["areas"]
    hidden = areas["n"].isna()
    assert hidden.sum() > 2
    assert set(areas.loc[hidden, "reason"]) == {"suppressed"}
    assert Attacker([published]).too_narrow() == {}


def test_smoothed_rates_do_not_give_counts_back():
    """Guardrails section 6, test 1a: five areas of 3, 18, 40, 7, 26 whose smoothed rates recover all five."""
    by_month = np.zeros((5, 1, 24), dtype=np.int64)
    by_month[:, 0, :] = np.array([3, 18, 40, 7, 26])[:, None] // 24
    by_month[:, 0, 0] += np.array([3, 18, 40, 7, 26]) - by_month.sum(axis=(1, 2))
    edition = made_up_city(by_month, categories=("burglary",), residents=np.array([400, 2100, 3800, 1500, 1700]))
    published = protect(edition, minimum_count=5, register=Register())
    areas = published.edition.tables["areas"]
    assert areas.loc[areas["area_id"] == "A00001", ["n", *RATES]].isna().all(axis=None)
    assert areas.loc[areas["n"].isna(), RATES].isna().all(axis=None)
    assert areas["rate_eb"].isna().all()
    assert Attacker([published]).too_narrow() == {}


@pytest.mark.parametrize(("counts", "in_order"), [((40, 31, 26, 12, 25), {40, 31, 26, 25}), ((4, 3, 6, 2, 5), set())])
def test_order(counts, in_order):
    """Guardrails section 6, test 3: who takes part in an order."""
    by_month = np.zeros((5, 1, 24), dtype=np.int64)
    by_month[:, 0, 0] = counts
    edition = made_up_city(by_month, categories=("burglary",))
    findings = [_area_high(edition.findings[0], f"A{number + 1:05d}", n) for number, n in enumerate(counts)]
    published = protect(
        dataclasses.replace(edition, findings=(*edition.findings, *findings)), minimum_count=5, register=Register()
    )
    shown = [finding for finding in published.edition.findings if finding.kind == "area_high"]
    ranked = {f.values["n"] for f in shown if f.values.get("rank_low") is not None and f.excess_low is not None}
    assert ranked == in_order


def _area_high(like: Finding, area: str, n: int) -> Finding:
    return dataclasses.replace(
        like,
        id=f"area_high:burglary:{area}",
        kind="area_high",
        values={"offence_category": "burglary", "area_id": area, "name": area, "n": n, "expected": 2.0, "q": 0.01,
                "ratio": n / 2, "excess": n - 2.0, "excess_low": n - 4.0, "rank_low": 1, "rank_high": 5},
        estimate=Estimate(n / 2, 0.4 * n, 0.6 * n, 0.95, n=n, unit="ratio"),
        where=Where((area,), "areas"),
        excess_low=n - 4.0,
    )  # fmt: skip


def test_sensitive_offences_are_shown_by_no_area_and_no_month():
    published = protect(sample_edition(), minimum_count=5, register=Register())
    for name in ("areas", "months"):
        table = published.edition.tables[name]
        rows = table[table["offence_category"] == "violence_and_sexual_offences"]
        assert rows["n"].isna().all()
    changes = published.edition.tables["changes"]
    short = changes["comparison"] == "same_month"
    sensitive = changes["offence_category"] == "violence_and_sexual_offences"
    assert changes.loc[short & sensitive, ["before", "after", "reading"]].isna().all(axis=None)


def test_nothing_speaks_of_areas_or_places_one_by_one():
    published = protect(sample_edition(), minimum_count=5, register=Register())
    tables = published.edition.tables
    assert "places" not in tables
    assert "area" not in set(tables["changes"]["level"])
    districts = tables["changes"][tables["changes"]["level"] == "district"]
    assert districts[["before", "after", "ratio", "ratio_low", "ratio_high", "q"]].isna().all(axis=None)
    assert tables["cells"][["n", "z", "p", "q"]].isna().all(axis=None)
    assert (tables["cells"]["cell_m"] >= 500).all()


def test_a_flag_on_a_hidden_area_leaves_no_trace():
    """Two cities, alike but for whether a hidden area was flagged, look the same."""
    by_month = np.random.default_rng(3).poisson(0.4, (12, 2, 24))
    edition = made_up_city(by_month, categories=("burglary", "drugs"))
    areas = protect(edition, minimum_count=5, register=Register()).edition.tables["areas"]
    area = areas.loc[areas["n"].isna() & (areas["offence_category"] == "burglary"), "area_id"].iloc[0]
    none = dataclasses.replace(
        edition.findings[0], id="area_high:none", kind="area_high", values={"template": "none", "n_tests": 24}
    )
    flagged = _area_high(edition.findings[0], area, 4)
    shown = [
        protect(dataclasses.replace(edition, findings=(*edition.findings, finding)), minimum_count=5,
                register=Register()).edition.findings
        for finding in (none, flagged)
    ]  # fmt: skip
    texts = [[(f.id, dict(f.values), f.rank, f.hidden, f.estimate.value) for f in findings] for findings in shown]
    assert texts[0] == texts[1]


def test_every_hidden_value_carries_one_mark():
    published = protect(sample_edition(), minimum_count=5, register=Register())
    areas = published.edition.tables["areas"]
    assert set(areas.loc[areas["n"].isna(), "reason"]) == {"suppressed"}
    months = published.edition.tables["months"]
    assert set(months.loc[months["n"].isna(), "status"]) == {"suppressed"}
    assert pd.isna(months.loc[months["status"] == "suppressed", "expected"]).all()
