"""The rows of several sources as one table: shared lists of names, places numbered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from plateia.sources.incidents.placing import Placed
from plateia.sources.incidents.tidy import SourceRows
from plateia.tables.incidents import NOWHERE, Floats, Incidents, IncidentTable, Integers, Places


@dataclass(frozen=True)
class SharedNames:
    """Names that the integers of all sources point into, sorted."""

    categories: tuple[str, ...]
    source_categories: tuple[str, ...]
    extracts: tuple[str, ...]


def shared_names(sources: Sequence[SourceRows]) -> SharedNames:
    """Return the names of all sources together, each once."""
    return SharedNames(
        tuple(sorted({name for rows in sources for name in rows.categories})),
        tuple(sorted({name for rows in sources for name in rows.source_categories})),
        tuple(sorted({name for rows in sources for name in rows.extracts})),
    )


def tidy_rows(
    rows: SourceRows,
    where: Placed,
    *,
    kept: Integers,
    area: Integers,
    number: int,
    offset: int,
    names: SharedNames,
) -> Incidents:
    """Return the kept rows of a source with their integers pointing into the lists of all sources together.

    ``number`` is the position of the source, ``offset`` the number of places of the sources before it.
    The source hands its columns over one by one: nothing but the account is left of it.
    """
    for unused in ("identity", "place", "stated"):
        rows.hand_over(unused, kept[:0])
    place = where.place[kept]
    own_category = rows.hand_over("source_category", kept)
    return Incidents(
        incident_id=rows.hand_over("identifier", kept),
        source=np.full(int(kept.sum()), number, np.int16),
        category=_recoded(rows.hand_over("category", kept), rows.categories, names.categories, np.int16),
        source_category=_recoded(own_category, rows.source_categories, names.source_categories, np.int32),
        earliest=rows.hand_over("earliest", kept),
        latest=rows.hand_over("latest", kept),
        resolution=rows.hand_over("resolution", kept),
        recorded_on=rows.hand_over("recorded_on", kept),
        extract=_recoded(rows.hand_over("extract", kept), rows.extracts, names.extracts, np.int16),
        location=np.where(place >= 0, place + offset, NOWHERE).astype(np.int32),
        area=area[kept],
        setting=rows.hand_over("setting", kept),
    )


def _recoded(codes: Integers, own: Sequence[str], shared: Sequence[str], kind: type) -> Integers:
    positions = {name: position for position, name in enumerate(shared)}
    return np.array([*(positions[name] for name in own), -1], kind)[codes]


def joined(
    parts: list[Incidents], points: Sequence[Places], *, names: SharedNames, anchored_sources: frozenset[int]
) -> IncidentTable:
    """Return one table of the rows of all sources; ``parts`` is emptied on the way."""
    n_sources = len(parts)
    rows = Incidents.concatenate(parts)
    parts.clear()
    x_m, y_m, area = (np.concatenate([getattr(part, name) for part in points]) for name in ("x_m", "y_m", "area"))
    number, x_m, y_m, area = _distinct_places(rows.location, x_m, y_m, area)
    rows = replace(rows, location=np.append(number, np.int32(NOWHERE))[rows.location])
    return IncidentTable(
        rows=rows,
        places=Places(x_m, y_m, area),
        sources=tuple(f"s{number}" for number in range(1, n_sources + 1)),
        categories=names.categories,
        source_categories=names.source_categories,
        extracts=names.extracts,
        anchored_sources=anchored_sources,
    )


def _distinct_places(
    location: Integers, x_m: Floats, y_m: Floats, area: Integers
) -> tuple[Integers, Floats, Floats, Integers]:
    """Number the places that are used, each once, from west to east; equal to a millimetre is the same place."""
    used = np.zeros(len(x_m), bool)
    used[location[location >= 0]] = True
    kept = np.flatnonzero(used)
    order = kept[np.lexsort((np.round(y_m[kept], 3), np.round(x_m[kept], 3)))]
    x, y = np.round(x_m[order], 3), np.round(y_m[order], 3)
    new = np.append(True, (x[1:] != x[:-1]) | (y[1:] != y[:-1])) if len(order) else np.zeros(0, bool)
    number = np.full(len(x_m), NOWHERE, np.int32)
    number[order] = np.cumsum(new) - 1
    first = order[new]
    return number, x_m[first], y_m[first], area[first]
