"""One source of incidents: batches of text in, tidy rows and the intake account out.

Text is looked at once per distinct value, never once per row; rows are integers from the first batch on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from plateia.errors import InputError
from plateia.settings.city import CategoryMap, TimeColumns
from plateia.settings.city import Incidents as SourceSettings
from plateia.sources.batches import FileAccount, read_batches
from plateia.sources.denominators import number_of
from plateia.sources.files import Fingerprints, SourceFile, find_files
from plateia.sources.incidents.category_maps import category_map
from plateia.sources.incidents.distinct import Interned, codes_of, factorised, hashes
from plateia.sources.incidents.formats import identity_columns, named_columns, resolved
from plateia.sources.incidents.growing import GrowingColumn
from plateia.sources.incidents.intervals import intervals
from plateia.sources.incidents.times import Codes, Moments, read_moments
from plateia.sources.personal import check_no_person_columns
from plateia.sources.vector import GEOMETRY_X, GEOMETRY_Y
from plateia.tables.incidents import MINUTES_PER_DAY, NO_TIME, Integers
from plateia.vocabulary import NOT_CLASSIFIED

UNREADABLE_SHARE = 0.01
UNREADABLE_COORDINATES = 0.5
MOST_CATEGORIES = 50
SETTINGS_WORDS = {
    "public": 1, "öffentlich": 1, "public space": 1, "street": 1, "private": 2, "privat": 2, "dwelling": 2
}  # fmt: skip


@dataclass
class SourceRows:
    """Rows of one source as they were read: nothing dropped yet but what is no row.

    ``identity`` hashes all columns read; ``place`` points into ``place_x`` and ``place_y``, in the source's own system.
    ``stated`` is a code into ``stated_areas``; -1 where no area is stated.
    """

    settings: SourceSettings
    read: int = 0
    not_rows: Counter[str] = field(default_factory=Counter)
    defects: Counter[str] = field(default_factory=Counter)
    identifier: Integers = field(default_factory=lambda: np.empty(0, np.uint64))
    identity: Integers = field(default_factory=lambda: np.empty(0, np.uint64))
    category: Integers = field(default_factory=lambda: np.empty(0, np.int16))
    source_category: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    earliest: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    latest: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    resolution: Integers = field(default_factory=lambda: np.empty(0, np.int8))
    recorded_on: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    extract: Integers = field(default_factory=lambda: np.empty(0, np.int16))
    place: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    stated: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    setting: Integers = field(default_factory=lambda: np.empty(0, np.int8))
    place_x: Integers = field(default_factory=lambda: np.empty(0, float))
    place_y: Integers = field(default_factory=lambda: np.empty(0, float))
    crs: str | None = None
    categories: list[str] = field(default_factory=list)
    source_categories: list[str] = field(default_factory=list)
    stated_areas: list[str] = field(default_factory=list)
    extracts: list[str] = field(default_factory=list)
    files: list[tuple[SourceFile, int]] = field(default_factory=list)

    def hand_over(self, name: str, kept: Integers) -> Integers:
        """Return the kept rows of a column and let go of it: of twenty million rows two copies are too many."""
        column = getattr(self, name)
        setattr(self, name, np.empty(0, column.dtype))
        return column if kept.all() else column[kept]


def read_source(
    settings: SourceSettings,
    *,
    folder: Path,
    salt: str,
    timezone: str,
    fingerprints: Fingerprints,
    progress: Callable[[int], None],
) -> SourceRows:
    """Read all files of one source.

    Parameters
    ----------
    salt : str of 16 characters
        Key of the hash that stands for the source's own numbers.
    progress : callable
        Told the rows read so far.

    Raises
    ------
    AccessError
        ``columns.personal``.
    InputError
        Those of reading a table; ``incidents.dates-unreadable``, ``incidents.category-map``,
        ``incidents.category-distinct``, ``incidents.coordinates-unreadable``.
    """
    reading = _Reading(resolved(settings), folder=folder, salt=salt, timezone=timezone)
    for source in find_files(settings.path, folder=folder):
        fingerprints.start(source)
        reading.read_file(source, progress)
    return reading.finished()


class _Reading:
    def __init__(self, settings: SourceSettings, *, folder: Path, salt: str, timezone: str) -> None:
        self.settings, self.salt, self.timezone = settings, salt, timezone
        self.columns = named_columns(settings)
        check_no_person_columns(self.columns, table=f"the incidents of {settings.source!r}")
        self.category_of = category_map(settings, folder)
        self.grown: defaultdict[str, GrowingColumn] = defaultdict(GrowingColumn)
        self.rows = SourceRows(settings, crs=settings.crs)
        self.category, self.source_category, self.stated = Interned(), Interned(), Interned()
        self.extract = Interned()
        self.unreadable, self.first_unreadable = 0, list[int]()
        self.coordinates, self.unreadable_coordinates = 0, 0
        self.last_resolution: Integers = np.empty(0, np.int8)
        self.n_places = 0

    def read_file(self, source: SourceFile, progress: Callable[[int], None]) -> None:
        account = FileAccount(source.shown)
        points = () if self.settings.x else (GEOMETRY_X, GEOMETRY_Y)
        optional = (*identity_columns(self.settings), *points)
        for batch in read_batches(
            source, layout=self.settings, columns=self.columns, optional=optional, account=account
        ):
            start = account.rows
            texts = {name: codes_of(batch.column(name), self.settings.trim) for name in batch.schema.names}
            keep = self._selected(texts, batch.num_rows)
            if not keep.all():
                self.rows.not_rows["where"] += int((~keep).sum())
                texts = {name: Codes(column.codes[keep], column.values) for name, column in texts.items()}
            self._add(texts, int(keep.sum()), source, np.flatnonzero(keep) + start + self.settings.header_row + 1)
            progress(self.rows.read + account.rows + batch.num_rows)
        if account.malformed:
            self.rows.not_rows["malformed_rows"] += account.malformed
        if account.geometry_crs and self.rows.crs is None:
            self.rows.crs = account.geometry_crs
        self.rows.read += account.rows + account.malformed
        self.rows.files.append((source, account.rows + account.malformed))

    def _selected(self, texts: Mapping[str, Codes], n_rows: int) -> Integers:
        keep = np.ones(n_rows, bool)
        for column, wanted in self.settings.where.items():
            values = {str(value) for value in wanted}
            chosen = np.array([str(value) in values for value in texts[column].values], bool)
            keep &= texts[column].spread(chosen, empty=False)
        return keep

    def _add(self, texts: dict[str, Codes], n_rows: int, source: SourceFile, row_numbers: Integers) -> None:
        add = {
            **self._moments(texts, n_rows, row_numbers),
            **hashes(texts, n_rows, salt=self.salt, id_column=self.settings.id),
            "recorded_on": self._recorded_on(texts, n_rows),
            "extract": self._extracts(texts, n_rows, source),
            "stated": self._stated(texts, n_rows),
            "setting": self._settings(texts, n_rows),
            **self._categories(texts, n_rows),
            **self._places(texts, n_rows),
        }
        for name, values in add.items():
            self.grown[name].extend(values)

    def _categories(self, texts: Mapping[str, Codes], n_rows: int) -> dict[str, Integers]:
        if isinstance(self.settings.category, str):
            shared = self.category(self.settings.category)
            own = self.source_category(self.settings.category)
            return {"category": np.full(n_rows, shared, np.int16), "source_category": np.full(n_rows, own, np.int32)}
        assert isinstance(self.settings.category, CategoryMap)
        column = texts[self.settings.category.column]
        names = [str(value) for value in column.values]
        shared_of = [self.category(self.category_of.get(name, NOT_CLASSIFIED)) for name in names]
        empty = self.category(NOT_CLASSIFIED) if (column.codes < 0).any() else -1
        own_empty = self.source_category("") if (column.codes < 0).any() else -1
        return {
            "category": column.spread(np.array(shared_of, np.int16), empty=empty),
            "source_category": column.spread(
                np.array([self.source_category(name) for name in names], np.int32), empty=own_empty
            ),
        }

    def _stated(self, texts: Mapping[str, Codes], n_rows: int) -> Integers:
        if self.settings.area is None:
            return np.full(n_rows, -1, np.int32)
        column = texts[self.settings.area]
        return column.spread(np.array([self.stated(str(value)) for value in column.values], np.int32), empty=-1)

    def _settings(self, texts: Mapping[str, Codes], n_rows: int) -> Integers:
        if self.settings.setting is None:
            return np.zeros(n_rows, np.int8)
        column = texts[self.settings.setting]
        return column.spread(
            np.array([SETTINGS_WORDS.get(str(value).lower(), 0) for value in column.values], np.int8), empty=0
        )

    def _extracts(self, texts: Mapping[str, Codes], n_rows: int, source: SourceFile) -> Integers:
        if self.settings.extract is None:
            return np.full(n_rows, -1, np.int16)
        if self.settings.extract == "file name":
            return np.full(n_rows, self.extract(source.path.name), np.int16)
        column = texts[self.settings.extract]
        return column.spread(np.array([self.extract(str(value)) for value in column.values], np.int16), empty=-1)

    def _recorded_on(self, texts: Mapping[str, Codes], n_rows: int) -> Integers:
        if self.settings.recorded_on is None:
            return np.full(n_rows, NO_TIME, np.int32)
        earliest = self.settings.earliest
        style = earliest.format if earliest and earliest.date else None
        layout = TimeColumns(date=self.settings.recorded_on, format=style)
        moments = read_moments(dict(texts), layout=layout, n_rows=n_rows, timezone=self.timezone)
        known = moments.minutes != NO_TIME
        return np.where(known, moments.minutes // MINUTES_PER_DAY, NO_TIME).astype(np.int32)

    def _moments(self, texts: dict[str, Codes], n_rows: int, row_numbers: Integers) -> dict[str, Integers]:
        """Read both ends as they are written; what they mean is decided when all rows of the source are there."""
        assert self.settings.earliest is not None
        first = read_moments(texts, layout=self.settings.earliest, n_rows=n_rows, timezone=self.timezone)
        bad = first.minutes == NO_TIME
        if bad.any():
            self.unreadable += int(bad.sum())
            room = 5 - len(self.first_unreadable)
            self.first_unreadable += [int(number) for number in row_numbers[bad][:room]]
        moments = {"earliest": first.minutes, "resolution": first.resolution}
        if self.settings.latest is not None:
            last = read_moments(texts, layout=self.settings.latest, n_rows=n_rows, timezone=self.timezone)
            moments |= {"latest": last.minutes, "_last_resolution": last.resolution}
        return moments

    def _set_intervals(self) -> None:
        rows = self.rows
        last = None if self.settings.latest is None else Moments(rows.latest, self.last_resolution)
        found = intervals(Moments(rows.earliest, rows.resolution), last, timezone=self.timezone)
        rows.earliest, rows.latest, rows.resolution = found.earliest, found.latest, found.resolution
        rows.defects += found.defects

    def _places(self, texts: Mapping[str, Codes], n_rows: int) -> dict[str, Integers]:
        x_name, y_name = self.settings.x or GEOMETRY_X, self.settings.y or GEOMETRY_Y
        if x_name not in texts or y_name not in texts:
            return {"place": np.full(n_rows, -1, np.int32)}
        x, y = (self._coordinate(texts[name]) for name in (x_name, y_name))
        width = len(y[1]) + 1
        pairs = (x[0].astype(np.int64) + 1) * width + (y[0] + 1)
        codes, distinct = factorised(pairs)
        place_x = np.append(x[1], np.nan)[distinct // width - 1]
        place_y = np.append(y[1], np.nan)[distinct % width - 1]
        self.grown["place_x"].extend(place_x)
        self.grown["place_y"].extend(place_y)
        place = (codes + self.n_places).astype(np.int32)
        self.n_places += len(distinct)
        return {"place": place}

    def _coordinate(self, column: Codes) -> tuple[Integers, Integers]:
        values = column.values
        if values.dtype.kind == "f":
            return column.codes, values
        try:
            numbers = values.astype(str).astype(float)
        except ValueError:
            decimal, thousands = self.settings.decimal, self.settings.thousands
            numbers = np.array([number_of(str(v), decimal=decimal, thousands=thousands) for v in values], float)
        stated = column.codes[column.codes >= 0]
        self.coordinates += len(stated)
        self.unreadable_coordinates += int(np.isnan(numbers)[stated].sum())
        return column.codes, numbers

    def finished(self) -> SourceRows:
        """Judge all rows together; distinct coordinates of all batches become distinct places."""
        self.last_resolution = self.grown.pop("_last_resolution", GrowingColumn()).finished()
        for name, column in self.grown.items():
            setattr(self.rows, name, column.finished())
        self._set_intervals()
        self._join_places()
        self.rows.categories, self.rows.source_categories = self.category.texts(), self.source_category.texts()
        self.rows.stated_areas, self.rows.extracts = self.stated.texts(), self.extract.texts()
        self._check_times()
        self._check_coordinates()
        self._check_categories()
        return self.rows

    def _check_coordinates(self) -> None:
        """Refuse coordinates most of which are no numbers: the rows would all be counted as nowhere."""
        if self.unreadable_coordinates > UNREADABLE_COORDINATES * self.coordinates:
            raise InputError(
                "incidents.coordinates-unreadable",
                expected=f"Numbers in the columns of x and y of {self.settings.source!r}.",
                seen=f"{self.unreadable_coordinates} of {self.coordinates} that cannot be read as numbers.",
                remedy='set `decimal = ","` where decimals are written so, or name the right columns in `x` and `y`.',
            )

    def _check_categories(self) -> None:
        """Refuse a column whose values differ from row to row: it is no category, and lists of it would show rows."""
        n_rows, distinct = len(self.rows.source_category), len(self.rows.source_categories)
        if distinct > MOST_CATEGORIES and distinct > 0.5 * n_rows:
            raise InputError(
                "incidents.category-distinct",
                expected=f"A column of categories in {self.settings.source!r}.",
                seen=f"{distinct} different values in {n_rows} rows.",
                remedy="name the column with the kind of offence in `category`.",
            )

    def _join_places(self) -> None:
        """Give equal coordinates of different batches one number."""
        x, y = factorised(self.rows.place_x)[0], factorised(self.rows.place_y)[0]
        pairs = x.astype(np.int64) * (len(y) + 1) + y
        number, distinct = factorised(pairs)
        first = np.full(len(distinct), len(pairs), np.int64)
        np.minimum.at(first, number, np.arange(len(pairs)))
        self.rows.place = np.append(number, -1).astype(np.int32)[self.rows.place]
        self.rows.place_x, self.rows.place_y = self.rows.place_x[first], self.rows.place_y[first]

    def _check_times(self) -> None:
        n_rows = len(self.rows.earliest)
        if self.unreadable > max(UNREADABLE_SHARE * n_rows, 0) and n_rows:
            numbers = ", ".join(str(number) for number in self.first_unreadable)
            raise InputError(
                "incidents.dates-unreadable",
                expected=f"Dates of {self.settings.source!r} in the style its settings give.",
                seen=f"{self.unreadable} of {n_rows} rows with none that can be read (first rows: {numbers}).",
                remedy='set `format` in [incidents.earliest], such as "%d.%m.%Y"; without it ISO dates are expected.',
            )
