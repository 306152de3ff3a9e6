"""A made-up city as the sources deliver it: the account of each source and its rows in an order of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plateia.settings.reading import read_settings
from plateia.sources.files import Fingerprints
from plateia.sources.incidents.intake import Intake, SourceIntake
from plateia.tables.areas import Areas
from plateia.tables.incidents import month_text
from plateia.tools.auditing.reading import read_city

SALT = "0123456789abcdef"


@dataclass(frozen=True)
class CityRead:
    """What was taken in."""

    areas: Areas
    intake: Intake

    @property
    def source(self) -> SourceIntake:
        return self.intake.sources[0]

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the tidy rows, sorted, their integers replaced by what they stand for."""
        table, found = self.intake.table, []
        rows = table.rows
        for row in range(len(rows)):
            place = int(rows.location[row])
            area = int(rows.area[row])
            found.append(
                (
                    int(rows.incident_id[row]),
                    table.categories[rows.category[row]],
                    table.source_categories[rows.source_category[row]],
                    int(rows.earliest[row]),
                    int(rows.latest[row]),
                    int(rows.resolution[row]),
                    (round(float(table.places.x_m[place]), 2), round(float(table.places.y_m[place]), 2))
                    if place >= 0
                    else (),
                    self.areas.ids[area] if area >= 0 else "",
                )
            )
        return sorted(found)

    def months_missing(self, number: int = 0) -> list[str]:
        return [month_text(int(month)) for month in self.intake.months[self.intake.sources[number].months.missing]]

    def months_partial(self, number: int = 0) -> list[str]:
        return [month_text(int(month)) for month in self.intake.months[self.intake.sources[number].months.partial]]


def city_read(folder: Path) -> CityRead:
    """Read areas and incidents of a city folder; every row is accounted for."""
    fingerprints = Fingerprints()
    try:
        city = read_city(
            read_settings(folder),
            folder=folder,
            salt=SALT,
            fingerprints=fingerprints,
            progress=lambda stage, done, total: None,
        )
    finally:
        fingerprints.close()
    for source in city.intake.sources:
        assert source.read == source.kept + sum(source.dropped.values())
        assert 0 <= source.with_area <= source.kept
    return CityRead(city.areas, city.intake)
