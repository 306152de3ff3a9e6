"""What a city may supply besides incidents: harm weights and aggregates of those affected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from plateia.errors import InputError, MethodError
from plateia.findings.model import CITY, CountKey, Estimate, Finding
from plateia.settings.city import Affected, Harm
from plateia.sources.supplied import SuppliedTable, read_supplied
from plateia.tools.auditing.context import AuditContext, Steps
from plateia.vocabulary import ALL, offence_categories

HARM_COLUMNS = ("offence_category", "days", "source", "valid_from")


def harm_weights(settings: Harm, *, folder: Path) -> tuple[dict[str, float], SuppliedTable]:
    """Return the weight of each category and the file it came from.

    Raises
    ------
    InputError
        ``harm.weight-unreadable``: a weight is no number, negative, or given twice.
    """
    table = read_supplied(settings, HARM_COLUMNS, numbers=("days",), folder=folder)
    categories, days = table.texts["offence_category"], table.numbers["days"]
    unknown = sorted(set(categories) - set(offence_categories()))
    if unknown or not np.all(days >= 0) or len(set(categories)) < len(categories):
        raise InputError(
            "harm.weight-unreadable",
            expected="One number of days of at least 0 for each offence category of the vocabulary.",
            seen=f"unknown categories: {', '.join(unknown[:5])}."
            if unknown
            else "missing, negative or repeated weights.",
            remedy="correct the harm table; docs/methods/harm.md shows one.",
        )
    return dict(zip(categories, (float(day) for day in days), strict=True)), table


def add_harm(context: AuditContext, weights: dict[str, float] | None, steps: Steps) -> None:
    """Count the city's incidents by their seriousness, or say that no table was supplied."""
    from plateia.measures.incidents.harm import crime_harm

    if weights is None or context.settings.harm is None:
        steps.refuse("harm", "harm.no-table", context, method="harm")
        return
    counts = context.counts
    complete, known = counts.complete, offence_categories()
    by_category = {
        category: int(counts.city[number][complete].sum())
        for number, category in enumerate(counts.categories)
        if category != ALL and known[category].in_all
    }
    try:
        harm = crime_harm(by_category, weights)
    except MethodError as fault:
        if fault.code != "harm.weight-missing":
            raise
        steps.refuse("harm", "harm.category-missing", context, method="harm")
        return
    steps.findings.append(
        Finding(
            id="harm:city",
            kind="harm",
            values={
                "harm": float(harm.harm),
                "harm_without_rarest": float(harm.harm_without_rarest),
                "rarest_category": harm.rarest,
                "unit": context.settings.harm.unit,
                "table": context.settings.harm.source,
            },
            estimate=Estimate(
                float(harm.harm),
                no_interval_reason="rare_and_grave",
                n=sum(by_category.values()),
                unit=context.settings.harm.unit,
            ),
            period=context.period,
            method="harm",
            caveats=(*context.common_caveats, "weights_national"),
            basis=tuple(CountKey("months", CITY, category) for category in by_category),
        )
    )


def add_affected(context: AuditContext, tables: list[tuple[Affected, SuppliedTable]], steps: Steps) -> None:
    """Show aggregates of those affected, as supplied."""
    if not tables:
        steps.refuse("affected", "affected.not-supplied", context, method="affected")
        return
    by_category: dict[str, list[dict[str, Any]]] = {}
    for settings, table in tables:
        for row in range(len(table.numbers[settings.n])):
            entry = {
                name: table.texts[column][row] if column else None
                for name, column in (
                    ("sex", settings.sex),
                    ("age_band", settings.age_band),
                    ("setting", settings.setting),
                )
            }
            by_category.setdefault(table.texts[settings.category][row], []).append(
                {**entry, "n": int(table.numbers[settings.n][row])}
            )
    for category, rows in sorted(by_category.items()):
        steps.findings.append(
            Finding(
                id=f"affected:{category}",
                kind="affected",
                values={"offence_category": category, "rows": tuple(rows)},
                estimate=Estimate(
                    None, no_interval_reason="as_supplied", n=sum(row["n"] for row in rows), unit="persons"
                ),
                period=context.period,
                method="affected",
                caveats=context.common_caveats,
            )
        )
