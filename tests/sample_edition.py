"""A made-up city for the tests of everything that comes after the measures: one edition with all tables and findings.

The counts of all tables are sums of one array (areas by categories by months), so that totals agree the way they do in
a real audit: areas, districts and cells to the city, categories to ``all``, months to the period.
"""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
import pandas as pd
import shapely

from plateia.findings.edition import (
    AreaAccount,
    Coverage,
    Edition,
    InputFile,
    Layer,
    Provenance,
    Published,
    SourceAccount,
)
from plateia.findings.model import Choice, Finding, Months
from plateia.vocabulary import sensitive_categories
from tests.sample_findings import sample_findings
from tests.sample_tables import SampleCounts, sample_tables

AREA_M = 500.0
ORIGIN_M = (430_000.0, 430_000.0)
CRS = "EPSG:27700"
CATEGORIES = ("bicycle_theft", "burglary", "shoplifting", "violence_and_sexual_offences")


def sample_edition(
    *,
    seed: int = 1,
    side: int = 6,
    districts: int = 4,
    months: int = 36,
    categories: tuple[str, ...] = CATEGORIES,
    city: str = "Exampleton",
    language: str = "en",
) -> Edition:
    """Return a plausible edition of a square city.

    Parameters
    ----------
    seed : int
    side : int
        The city has ``side * side`` square areas of 500 m.
    districts : int
        Vertical strips of whole columns of areas, at most ``side``.
    months : int
        Length of the record, ending with June 2026; at least 24.
    categories : tuple of str
        Offence categories without ``all``, which every table holds beside them. ``Edition.categories`` has ``all``
        first.
    """
    counts = SampleCounts.draw(
        np.random.default_rng(seed), side=side, districts=districts, months=months, categories=categories
    )
    tables = sample_tables(counts)
    period = Months(counts.months[0], counts.months[-1])
    return Edition(
        city=city,
        country="GB",
        language=language,
        tool="safety-audit",
        edition="2026-06",
        governance={
            "controller": f"City of {city}, Safer Communities",
            "contact": "safety@example.org",
            "dpia": "not needed: published open data only",
            "minimum_count": 5,
        },
        period=period,
        coverage=_coverage(),
        sources=(_source(counts, period),),
        areas=AreaAccount(
            n_areas=counts.n_areas,
            mended=2,
            small_overlaps=1,
            source="Made-up boundaries",
            licence="CC0-1.0",
            denominators={"residents": counts.n_areas, "dwellings": counts.n_areas, "hectares": counts.n_areas},
        ),
        months_missing=(),
        findings=sample_findings(counts, tables, period),
        tables=tables,
        layers=_layers(counts),
        parents=dict(zip(counts.area_ids, counts.district_ids[counts.district_of].tolist(), strict=True)),
        denominators={
            area: {"residents": float(residents), "dwellings": float(dwellings), "hectares": 25.0}
            for area, residents, dwellings in zip(
                counts.area_ids, counts.residents.tolist(), counts.dwellings.tolist(), strict=True
            )
        },
        categories=("all", *categories),
        sensitive=sensitive_categories() & frozenset(categories),
        focus_category=categories[0],
        provenance=_provenance(counts),
        synthetic=True,
    )


def sample_published(edition: Edition | None = None, *, internal_for: str | None = None) -> Published:
    """Return the edition as exporters get it: hidden below five by a crude rule, or whole for one person.

    Only for tests of exporters: counts from 1 to 4 and those of the finding ``area_low`` are hidden, nothing secondary.
    The real rule is ``plateia.findings.protect``.
    """
    edition = edition or sample_edition()
    if internal_for is not None:
        return Published(edition, internal_for, hidden={}, minimum_count=5)
    low = {
        (str(finding.values["area_id"]), str(finding.values["offence_category"]))
        for finding in edition.findings
        if finding.kind == "area_low" and "area_id" in finding.values
    }
    tables = {name: _hide_small(table, low) for name, table in edition.tables.items() if name != "places"}
    findings = tuple(_hide_finding(finding, low) for finding in edition.findings)
    hidden = {name: int((table["reason"] == "suppressed").sum()) for name, table in tables.items() if "reason" in table}
    return Published(dataclasses.replace(edition, tables=tables, findings=findings), None, hidden, minimum_count=5)


def _hide_small(table: pd.DataFrame, hidden_counts: set[tuple[str, str]]) -> pd.DataFrame:
    if "reason" not in table:
        return table
    counts = ["n"] if "n" in table else ["before", "after"]
    small = np.any([(table[name] > 0) & (table[name] < 5) for name in counts], axis=0)
    keys = zip(table["area_id"], table["offence_category"], strict=True)
    small |= np.fromiter((key in hidden_counts for key in keys), dtype=bool, count=len(table))
    derived = [
        name
        for name in table
        if name in {*counts, "ratio", "ratio_low", "ratio_high", "q", "reading"} or name.startswith("rate")
    ]
    hidden = table.copy()
    hidden.loc[small, derived] = pd.NA
    hidden.loc[small, "reason"] = "suppressed"
    return hidden


def _hide_finding(finding: Finding, hidden_counts: set[tuple[str, str]]) -> Finding:
    if not any((key.area_id, key.offence_category) in hidden_counts for key in finding.basis):
        return finding
    kept = {
        name: value
        for name, value in finding.values.items()
        if name in {"offence_category", "area_id", "name", "level", "comparison", "template"}
    }
    estimate = dataclasses.replace(
        finding.estimate, value=None, ci_low=None, ci_high=None, n=None, no_interval_reason="suppressed"
    )
    return dataclasses.replace(finding, values=kept, estimate=estimate, excess_low=None, hidden=True)


def _coverage() -> Coverage:
    categories = {
        "police": "used",
        "incidents_and_calls": "missing",
        "survey": "missing",
        "population": "used",
        "built_environment": "partly",
        "services": "missing",
        "existing_measures": "missing",
        "walks_and_interviews": "missing",
    }
    focus_areas = {
        "safe_public_spaces": "used",
        "juvenile_delinquency": "missing",
        "radicalisation": "not_examined",
        "organised_crime": "not_examined",
    }
    return Coverage(categories, focus_areas)


def _source(counts: SampleCounts, period: Months) -> SourceAccount:
    with_area = int(counts.by_month.sum())
    without_area = int(counts.without_area.sum())
    dropped = {"outside_study_area": 212, "unlocated": 81, "identical_rows": 17}
    kept = with_area + without_area
    return SourceAccount(
        id="police",
        name="Exampleton Police",
        licence="OGL-UK-3.0",
        time_basis="offence",
        time_resolution="hour",
        read=kept + sum(dropped.values()),
        kept=kept,
        with_area=with_area,
        without_area=without_area,
        dropped=dropped,
        first=f"{period.first}-01",
        last=f"{period.last}-30",
        months_missing=(),
        months_partial=(period.last,),
        area_disagreement=0.012,
        without_coordinates=93,
        repeated_ids=26,
        without_id=4,
        distinct_locations=kept * 3 // 5,
        anchored=False,
        defects={"far_points": 3, "swapped_coordinates": 2},
        source_categories={
            category.replace("_", " ").title(): (category, int(counts.by_month[:, position].sum()))
            for position, category in enumerate(counts.categories)
        },
        controller="Exampleton Police",
        purpose="local safety audit",
        legal_basis="anonymous",
        retention="P5Y",
    )


def _layers(counts: SampleCounts) -> dict[str, Layer]:
    west = ORIGIN_M[0] + counts.column * AREA_M
    south = ORIGIN_M[1] + counts.row * AREA_M
    squares = shapely.box(west, south, west + AREA_M, south + AREA_M)
    strips = np.array(
        [shapely.union_all(squares[counts.district_of == number]) for number in range(counts.district_ids.size)]
    )
    middle, edge = ORIGIN_M[1] + counts.side * AREA_M / 2 + 90, counts.side * AREA_M
    river = shapely.LineString(
        [(ORIGIN_M[0], middle), (ORIGIN_M[0] + edge / 2, middle - 300), (ORIGIN_M[0] + edge, middle)]
    )
    station = shapely.Point(ORIGIN_M[0] + edge / 2 + 120, ORIGIN_M[1] + edge / 2)
    return {
        "areas": Layer(tuple(counts.area_ids), squares, tuple(counts.area_names), CRS),
        "districts": Layer(tuple(counts.district_ids), strips, tuple(counts.district_names), CRS),
        "context:rivers": Layer(("river-1",), np.array([river]), ("River Sample",), CRS),
        "context:stations": Layer(("station-1",), np.array([station]), ("Central Station",), CRS),
    }


def _provenance(counts: SampleCounts) -> Provenance:
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    return Provenance(
        inputs=(
            InputFile("data/incidents.csv.gz", digest("incidents"), int(counts.by_month.sum())),
            InputFile("data/areas.parquet", digest("areas"), counts.n_areas),
        ),
        seed=1,
        versions={"plateia": "0.1.0", "numpy": "2.4.6", "pandas": "3.1.1"},
        choices=(Choice("cell_m", 250, "cell_m"),),
        settings_sha256=digest("settings"),
    )
