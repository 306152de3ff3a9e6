"""How long data may be kept: what has expired is named by every command, read by none, and deleted by ``forget``."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from plateia.city.run import INTERNAL, OUT, TABLES
from plateia.city.tidy_tables import read_manifest
from plateia.errors import AccessError
from plateia.settings.city import CitySettings


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a source must be forgotten."""

    source: str
    taken_in_on: dt.date
    expires_on: dt.date


def first_taken_in(settings: CitySettings, tables: Path, *, today: dt.date | None = None) -> dict[str, str]:
    """Return for each source the day it was first taken in: kept from run to run in the manifest."""
    known = _manifest_days(tables)
    day = today or dt.date.today()
    return {source.source: known.get(source.source, day).isoformat() for source in settings.incidents}


def _manifest_days(tables: Path) -> dict[str, dt.date]:
    days: dict[str, dt.date] = read_manifest(tables).get("days", {})
    return days


def expiries(settings: CitySettings, folder: Path) -> list[Expiry]:
    """Return when each source already taken in expires."""
    days = _manifest_days(folder / TABLES)
    found = []
    for source in settings.incidents:
        if source.source in days:
            start = days[source.source]
            found.append(Expiry(source.source, start, _added(start, source.retention)))
    return found


def _added(day: dt.date, duration: str) -> dt.date:
    """Return the day an ISO 8601 duration of years, months, weeks and days later."""
    parts = {unit: int(number) for number, unit in re.findall(r"(\d+)([YMWD])", duration)}
    months = day.year * 12 + day.month - 1 + parts.get("Y", 0) * 12 + parts.get("M", 0)
    first = dt.date(min(months // 12, 9998), months % 12 + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    moved = first.replace(day=min(day.day, (following - first).days))
    return moved + dt.timedelta(days=parts.get("W", 0) * 7 + parts.get("D", 0))


def expired(settings: CitySettings, folder: Path, *, today: dt.date | None = None) -> list[Expiry]:
    """Return the sources whose retention is over."""
    day = today or dt.date.today()
    return [expiry for expiry in expiries(settings, folder) if expiry.expires_on <= day]


def check_not_expired(settings: CitySettings, folder: Path, *, today: dt.date | None = None) -> None:
    """Refuse to read what should have been forgotten.

    Raises
    ------
    AccessError
        ``retention.expired``.
    """
    over = expired(settings, folder, today=today)
    if over:
        listed = ", ".join(f"{entry.source!r} on {entry.expires_on.isoformat()}" for entry in over)
        raise AccessError(
            "retention.expired",
            expected="Data within the retention their settings give.",
            seen=f"expired: {listed}.",
            remedy="run plateia forget FOLDER, and take the files out of the city's data.",
        )


def forget(settings: CitySettings, folder: Path, *, today: dt.date | None = None) -> list[Path]:
    """Delete what expired sources left behind: tidy tables and internal versions. Published versions hold no rows.

    The city's own files under ``data/`` are the city's to delete; the list of what was deleted is returned.
    """
    if not expired(settings, folder, today=today):
        return []
    deleted = [place for place in (folder / TABLES, folder / OUT / INTERNAL) if place.exists()]
    for place in deleted:
        shutil.rmtree(place)
    return deleted
