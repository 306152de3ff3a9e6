"""How far incidents gather: in areas and cells beside chance, and at places that are hit again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.model import CITY, CountKey, Estimate, Finding
from plateia.tools.auditing.cells import FEWEST_INCIDENTS, CellCounts, anchored_caveat, located
from plateia.tools.auditing.context import AuditContext, Steps
from plateia.tools.auditing.dispersions import Dispersions
from plateia.vocabulary import offence_categories

if TYPE_CHECKING:
    import pandas as pd

CHANCE_RUNS = 199
LONGEST_PLACE_LIST = 100


def concentration_table(
    context: AuditContext, cells: CellCounts | None, dispersions: Dispersions, steps: Steps
) -> pd.DataFrame:
    """Return how far incidents gather in areas and in cells, beside chance, and add the findings."""
    import pandas as pd

    units: dict[str, NDArray[Any]] = {}
    covered = context.counts.years > 0
    if covered.any():
        units["areas"] = context.counts.in_areas[:, covered]
    if cells is not None:
        units["cells"] = cells.n
    rows = [
        _concentrated(context, unit, category, counts[number], dispersions, steps)
        for unit, counts in units.items()
        for number, category in enumerate(context.counts.categories)
    ]
    columns = ["unit", "offence_category", "n_units", "n", "share25", "share50", "gini"]
    return pd.DataFrame([row for row in rows if row], columns=[*columns, "gini_chance_low", "gini_chance_high"])


def _concentrated(
    context: AuditContext, unit: str, category: str, counts: NDArray[Any], dispersions: Dispersions, steps: Steps
) -> dict[str, Any] | None:
    from plateia.measures.places.chance import concentration_expected_by_chance
    from plateia.measures.places.concentration import concentration_share, generalised_gini

    n, n_units = int(counts.sum()), len(counts)
    if n < 2 or n_units < 2:
        steps.refuse(
            "concentration",
            "concentration.too-few",
            context,
            method="concentration",
            offence_category=category,
            unit=unit,
        )
        return None
    factor = float(dispersions.area_factor(category, n / n_units, context.counts.complete.sum()))
    chance = concentration_expected_by_chance(
        n, n_units, rng=context.rng(f"concentration:{unit}:{category}"), dispersion=factor, n_simulations=CHANCE_RUNS
    )
    row = {
        "unit": unit,
        "offence_category": category,
        "n_units": n_units,
        "n": n,
        "share25": concentration_share(counts, incident_share=0.25),
        "share50": concentration_share(counts, incident_share=0.5),
        "gini": generalised_gini(counts),
        "gini_chance_low": chance.gini_low,
        "gini_chance_high": chance.gini_high,
    }
    steps.findings.append(_concentration_finding(context, row))
    return row


def _concentration_finding(context: AuditContext, row: dict[str, Any]) -> Finding:
    unit, category = row["unit"], row["offence_category"]
    return Finding(
        id=f"concentration:{unit}:{category}",
        kind="concentration",
        values={
            **{key: row[key] for key in ("unit", "offence_category", "n_units", "n", "share25", "share50", "gini")},
            "chance_low": row["gini_chance_low"],
            "chance_high": row["gini_chance_high"],
        },
        estimate=Estimate(
            row["gini"],
            no_interval_reason="beside_chance",
            n=row["n"],
            unit="generalised_gini",
        ),
        period=context.period,
        method="concentration",
        caveats=(*context.common_caveats, "unit_dependent", *anchored_caveat(context)),
        basis=(CountKey("concentration", unit, category),),
    )


def add_repeat_places(context: AuditContext, steps: Steps) -> pd.DataFrame | None:
    """Repeated places where points are exact: premises and public places only, never dwellings."""
    import pandas as pd

    table, known = context.intake.table, offence_categories()
    inside = located(context)
    exact = inside & ~np.isin(table.rows.source, list(table.anchored_sources))
    if not exact.any():
        code = "places.anchored" if inside.any() else "places.no-coordinates"
        steps.refuse("repeat_places", code, context, method="repeat_places")
        return None
    lists = []
    for number, category in enumerate(table.categories):
        rows = exact & (table.rows.category == number)
        if (
            known[category].venue not in {"premises", "public"}
            or known[category].sensitive
            or rows.sum() < FEWEST_INCIDENTS
        ):
            continue
        counts = np.bincount(table.rows.location[rows], minlength=len(table.places))
        steps.findings.append(_repeats_finding(context, category, counts))
        lists.append(_place_rows(context, category, counts))
    if not lists:
        steps.refuse("repeat_places", "places.no-premises", context, method="repeat_places")
        return None
    return pd.concat(lists, ignore_index=True)


def _repeats_finding(context: AuditContext, category: str, counts: NDArray[Any]) -> Finding:
    from plateia.measures.places.repeats import repeat_places

    found = repeat_places(counts, rng=context.rng(f"repeats:{category}"), n_simulations=CHANCE_RUNS)
    chance = found.n_places is not None
    return Finding(
        id=f"repeat_places:{category}",
        kind="repeat_places",
        values={
            "offence_category": category,
            "n_places": found.n_places_hit,
            "n_repeat_places": found.n_places_with_repeats,
            "share_at_repeats": found.share_of_incidents_at_repeats,
            "chance_low": found.expected_incidents_low if chance else None,
            "chance_high": found.expected_incidents_high if chance else None,
        },
        estimate=Estimate(
            found.share_of_incidents_at_repeats,
            no_interval_reason="empty_places_unknown",
            n=found.n_incidents,
            unit="share",
        ),
        period=context.period,
        method="repeat_places",
        caveats=context.common_caveats,
        basis=(CountKey("months", CITY, category),),
    )


def _place_rows(context: AuditContext, category: str, counts: NDArray[Any]) -> pd.DataFrame:
    import pandas as pd

    places = context.intake.table.places
    busiest = np.argsort(-counts, kind="stable")[:LONGEST_PLACE_LIST]
    busiest = busiest[counts[busiest] >= 2]
    area = places.area[busiest]
    return pd.DataFrame(
        {
            "place_id": [f"p{place + 1}" for place in busiest],
            "x_m": np.round(places.x_m[busiest]),
            "y_m": np.round(places.y_m[busiest]),
            "area_id": [context.areas.ids[number] if number >= 0 else None for number in area],
            "offence_category": category,
            "n": counts[busiest],
        }
    )
