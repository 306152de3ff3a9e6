"""How often the audit cries wolf, and how often it finds what is there: seeded synthetic cities with known truth.

    python -m benchmarks null_cities [--quick]

In a null city nothing is planted: every area and cell that is flagged is a false alarm. Under false-discovery control
at 5 % about 5 of 100 null cities may hold one; at most 10 of 100 are allowed.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plateia.city.run import silent
from plateia.example_cities.synthetic import Truth, write_synthetic_city
from plateia.findings.edition import Edition
from plateia.settings.reading import read_settings
from plateia.sources.files import Fingerprints
from plateia.tools.auditing.assembling import assemble_edition
from plateia.tools.auditing.reading import audit_inputs, read_city

SALT = "0123456789abcdef"
PLACES = ("area_high", "area_low", "cells_high", "area_change", "district_change")
POISSON = float("inf")

# What differs from the city that is written by default.
NULLS: Mapping[str, Mapping[str, Any]] = {
    "Poisson, own targets": {"theta": POISSON},
    "Poisson, all by residents": {"theta": POISSON, "follows": "residents"},
    "Poisson, all by dwellings": {"theta": POISSON, "follows": "dwellings"},
    "Poisson, all by hectares": {"theta": POISSON, "follows": "hectares"},
    "Poisson, few incidents": {"theta": POISSON, "incidents_per_year": 3_000},
    "theta 20 by year, own targets": {},
    "theta 20 by year, residents": {"follows": "residents"},
    "theta 20 by month, own targets": {"rate_months": 1},
    "theta 20 lasting, own targets": {"rate_months": 36},
}
PLANTED: Mapping[str, Mapping[str, Any]] = {
    "high area, Poisson": {"planted": "high_area", "theta": POISSON},
    "high area, theta 20": {"planted": "high_area"},
    "high area, theta 20, all by residents": {"planted": "high_area", "follows": "residents"},
    "rise of 40 %, Poisson": {"planted": "rise", "theta": POISSON},
    "rise of 40 %, theta 20": {"planted": "rise"},
}


def audited(folder: Path, *, seed: int = 1) -> Edition:
    """Audit a city folder in this process, without protection and reports."""
    settings, fingerprints = read_settings(folder), Fingerprints()
    try:
        city = read_city(settings, folder=folder, salt=SALT, fingerprints=fingerprints, progress=silent)
        inputs = audit_inputs(settings, city, folder=folder, fingerprints=fingerprints, seed=seed)
        return assemble_edition(inputs, stage=lambda _: None)
    finally:
        fingerprints.close()


def audited_city(*, seed: int, **city: Any) -> tuple[Truth, Edition]:
    """Write a synthetic city, audit it, and return its truth beside what was found."""
    with tempfile.TemporaryDirectory() as folder:
        truth = write_synthetic_city(Path(folder), seed=seed, **city)
        return truth, audited(Path(folder))


def flagged_places(edition: Edition) -> Counter[str]:
    """Count the findings that flag an area, a district or cells."""
    found: Counter[str] = Counter()
    for finding in edition.findings:
        if finding.kind in PLACES and finding.values.get("template") != "none":
            found[finding.kind] += 1
        if finding.kind == "period_change" and finding.values["level"] != "city":
            found[f"{finding.values['level']}_change"] += 1
    return found


def finds(truth: Truth, edition: Edition) -> bool:
    """Tell whether the audit reports what was planted, where it was planted."""
    for finding in edition.findings:
        values = finding.values
        same = values.get("offence_category") == truth.offence_category
        if truth.planted == "high_area" and finding.kind == "area_high" and values.get("area_id") == truth.area_id:
            if same:
                return True
        if truth.planted == "rise" and finding.kind == "period_change" and values["level"] == "city":
            if same and values["comparison"] == "twelve_months" and values["reading"] == "clearly_more":
                return True
    return False


def false_alarms(name: str, *, seeds: int) -> dict[str, Any]:
    """Return how many of the null cities of one kind hold a flagged place, and of which kind."""
    places: Counter[str] = Counter()
    alarmed = risen = 0
    for seed in range(seeds):
        _, edition = audited_city(seed=seed, **NULLS[name])
        found = flagged_places(edition)
        alarmed += bool(found)
        places.update(found.keys())
        risen += any(f.kind == "period_change" and f.values["reading"].startswith("clearly") for f in edition.findings)
    return {"null city": name, "seeds": seeds, "any place": alarmed, **{place: places[place] for place in PLACES}}


def power(name: str, *, seeds: int) -> dict[str, Any]:
    """Return how many of the planted cities of one kind were found out, and how many hold a false alarm besides."""
    found = covered = elsewhere = 0
    for seed in range(seeds):
        truth, edition = audited_city(seed=seed, **PLANTED[name])
        found += finds(truth, edition)
        covered += _covers(truth, edition)
        elsewhere += bool(_beside(truth, edition))
    return {
        "planted": name,
        "seeds": seeds,
        "found": found,
        "interval covers it": covered,
        "flagged besides": elsewhere,
    }


def _covers(truth: Truth, edition: Edition) -> bool:
    """Tell whether the interval of the planted place or category holds the planted factor."""
    table = edition.tables["changes"]
    if truth.planted == "rise":
        rows = table[(table["level"] == "city") & (table["comparison"] == "twelve_months")]
        row = rows[rows["offence_category"] == truth.offence_category].iloc[0]
        return bool(row["ratio_low"] <= truth.factor <= row["ratio_high"])
    areas = edition.tables["areas"]
    of_category = areas[areas["offence_category"] == truth.offence_category]
    here = of_category["area_id"] == truth.area_id
    others = of_category.loc[~here, "n"].sum() / of_category.loc[~here, "denominator"].sum()
    row = of_category[here].iloc[0]
    usual = others / row["years"] * row["per"]
    return bool(row["rate_ci_low"] <= truth.factor * usual <= row["rate_ci_high"])


def _beside(truth: Truth, edition: Edition) -> list[str]:
    """Return flagged places that are neither the planted one nor cells, which reach beyond its borders."""
    return [
        finding.id
        for finding in edition.findings
        if (
            finding.kind in ("area_high", "area_low")
            and finding.values.get("template") != "none"
            and finding.values["area_id"] != truth.area_id
        )
        or (finding.kind == "period_change" and finding.values["level"] != "city")
    ]


def run(seeds: int = 100) -> list[dict[str, Any]]:
    """Return one row per kind of null city."""
    return [false_alarms(name, seeds=seeds) for name in NULLS]


def run_power(seeds: int = 50) -> list[dict[str, Any]]:
    """Return one row per kind of planted city."""
    return [power(name, seeds=seeds) for name in PLANTED]
