"""Reads everything a city has and tells what was found, without an audit and without writing anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plateia.city.run import TABLES, Progress, silent
from plateia.tools.tool import Tool

TOOL = Tool(
    name="check",
    question="Can our files be read, and what is missing or doubtful in them?",
    step="know",
    focus_areas=("safe_public_spaces",),
    needs=("a city folder with city.toml",),
    gives=("the intake account on the screen",),
    not_for="figures to hand on: it counts rows, not offences",
)


def run(folder: Path, *, progress: Progress = silent) -> dict[str, Any]:
    """Return the intake account: per source rows read, kept, dropped and why, gaps and defects."""
    from plateia.city.retention import check_not_expired
    from plateia.city.tidy_tables import salt_of
    from plateia.settings.reading import read_settings
    from plateia.sources.files import Fingerprints
    from plateia.tools.auditing.reading import read_city

    settings = read_settings(folder)
    check_not_expired(settings, folder)
    fingerprints = Fingerprints()
    try:
        salt = salt_of(folder / TABLES)
        city = read_city(settings, folder=folder, salt=salt, fingerprints=fingerprints, progress=progress)
    finally:
        fingerprints.close()
    sources = [_account(source, city.intake.months) for source in city.intake.sources]
    return {
        "city": settings.city.name,
        "areas": {"n": len(city.areas), "mended": city.areas.mended, "small_overlaps": city.areas.small_overlaps},
        "sources": sources,
    }


def _account(source: Any, months: Any) -> dict[str, Any]:
    from plateia.tables.incidents import RESOLUTIONS, month_text

    return {
        "source": source.source.settings.source,
        "read": source.read,
        "kept": source.kept,
        "with_area": source.with_area,
        "without_area": source.kept - source.with_area,
        "dropped": source.dropped,
        "without_coordinates": source.without_coordinates,
        "repeated_ids": source.repeated_ids,
        "without_id": source.without_id,
        "distinct_locations": source.distinct_locations,
        "anchored": source.anchored,
        "time_resolution": RESOLUTIONS[source.resolution],
        "months_missing": [month_text(int(month)) for month in months[source.months.missing]],
        "months_partial": [month_text(int(month)) for month in months[source.months.partial]],
        "area_disagreement": source.area_disagreement,
        "defects": source.defects,
        "categories": {name: list(pair) for name, pair in source.kept_by_source_category.items()},
    }


def describe(account: dict[str, Any]) -> str:
    """Return the account as plain lines."""
    areas = account["areas"]
    lines = [
        f"{account['city']}: {areas['n']} areas ({areas['mended']} mended, {areas['small_overlaps']} small overlaps)"
    ]
    for source in account["sources"]:
        dropped = ", ".join(f"{reason} {number:,}" for reason, number in source["dropped"].items()) or "none"
        lines.append(f"\n{source['source']}: {source['read']:,} rows read, {source['kept']:,} kept")
        lines.append(f"  with an area {source['with_area']:,}, without {source['without_area']:,}; dropped: {dropped}")
        lines.append(f"  time: {source['time_resolution']}; places: {source['distinct_locations']:,} distinct"
                     f"{', anchored' if source['anchored'] else ''}; ids: {source['repeated_ids']:,} repeated, "
                     f"{source['without_id']:,} rows without")  # fmt: skip
        for name in ("months_missing", "months_partial"):
            if source[name]:
                lines.append(f"  {name.replace('_', ' ')}: {', '.join(source[name])}")
        if source["area_disagreement"]:
            lines.append(f"  stated area and point disagree: {source['area_disagreement']:.1%}")
        lines += [f"  {name.replace('_', ' ')}: {number:,}" for name, number in source["defects"].items()]
    return "\n".join(lines)
