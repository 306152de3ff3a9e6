"""Named formats: a format is a set of column names and facts about its publisher, nothing more."""

from __future__ import annotations

from plateia.settings.city import CategoryMap, Incidents, TimeColumns

_POLICE_UK: dict[str, object] = {
    "id": "Crime ID",
    "category": CategoryMap(column="Crime type", map="police.uk"),
    "area": "LSOA code",
    "x": "Longitude",
    "y": "Latitude",
    "crs": "EPSG:4326",
    "points": "anchored",
    "territory": "wider",
    "time_basis": "recorded",
    "earliest": TimeColumns(date="Month", format="%Y-%m"),
}
_TABLE: dict[str, object] = {"territory": "study-area", "time_basis": "recorded"}

FORMATS: dict[str, dict[str, object]] = {"police.uk": _POLICE_UK, "table": _TABLE}

# Read besides the named columns, where they are there, to tell identical rows from rows that merely share an id.
_IDENTITY_COLUMNS = {
    "police.uk": ("Reported by", "Falls within", "Location", "LSOA name", "Last outcome category", "Context"),
    "table": (),
}


def resolved(source: Incidents) -> Incidents:
    """Return the settings of a source with the format's own facts filled in; what the city sets wins."""
    unset = {key: value for key, value in FORMATS[source.format].items() if getattr(source, key) is None}
    return source.model_copy(update=unset)


def identity_columns(source: Incidents) -> tuple[str, ...]:
    """Return the columns read besides the named ones, to tell identical rows apart."""
    return _IDENTITY_COLUMNS[source.format]


def named_columns(source: Incidents) -> list[str]:
    """Return the columns a resolved source names, each once, in a fixed order."""
    columns: list[str] = []
    category = source.category.column if isinstance(source.category, CategoryMap) else None
    times = [end for end in (source.earliest, source.latest) if end is not None]
    parts = [getattr(end, part) for end in times for part in ("date", "time", "hour", "minute", "year", "month", "day")]
    extract = source.extract if source.extract != "file name" else None
    for column in (
        source.id,
        category,
        source.area,
        source.x,
        source.y,
        *parts,
        source.recorded_on,
        extract,
        source.setting,
        *source.where,
    ):
        if isinstance(column, str) and column not in columns:
            columns.append(column)
    return columns
