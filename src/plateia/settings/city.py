"""The strict model of ``city.toml``: every key, its type and its default. Unknown keys are refused."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from plateia.vocabulary import ALL, category_pack, month_name_languages, offence_categories, pack_names

Scalar = str | int | float | bool


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(lambda value: tuple(_as_list(value))), Field(strict=False)]
Wanted = Annotated[tuple[Scalar, ...], BeforeValidator(lambda value: tuple(_as_list(value))), Field(strict=False)]


class Section(BaseModel):
    """Base of all sections: frozen, no unknown keys, no silent conversion of types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class City(Section):
    """Name, language, time zone and projected system of the city."""

    name: str = Field(min_length=1)
    country: str = Field(pattern="^[A-Z]{2}$")
    language: str = "en"
    timezone: str
    crs: str | None = None
    synthetic: bool = False

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, timezone: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(timezone)
        except Exception as fault:
            raise ValueError("no time zone of this name; names look like Europe/Berlin") from fault
        return timezone


class Governance(Section):
    """Who answers for the audit; a public run needs all of it."""

    controller: str | None = None
    contact: str | None = None
    dpia: str | None = None
    minimum_count: int = Field(default=5, ge=5)

    @field_validator("dpia")
    @classmethod
    def _assessed(cls, dpia: str | None) -> str | None:
        if dpia is not None and not re.match(r"^(not needed|done): \S", dpia):
            raise ValueError('must be "not needed: reason" or "done: reference"')
        return dpia


class Period(Section):
    """The months looked at: from and to, or a list with declared gaps."""

    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    months: Annotated[tuple[str, ...], BeforeValidator(lambda months: tuple(months))] | None = Field(
        default=None, strict=False
    )

    @field_validator("from_", "to")
    @classmethod
    def _is_date(cls, day: str | None) -> str | None:
        from datetime import date

        if day is not None:
            try:
                date.fromisoformat(day)
            except ValueError as fault:
                raise ValueError("must be a date like 2018-01-31") from fault
        return day

    @field_validator("months")
    @classmethod
    def _are_months(cls, months: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for month in months or ():
            if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
                raise ValueError("must list months like 2018-07")
        return None if months is None else tuple(sorted(set(months)))

    @model_validator(mode="after")
    def _one_way(self) -> Period:
        if self.months and (self.from_ or self.to):
            raise ValueError("give either months, or from and to, not both")
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("`from` must not be later than `to`")
        return self


class TableFile(Section):
    """How a table is laid out in its file; shared by incidents, names, denominators and other tables."""

    path: OneOrMore
    encoding: str = "utf-8"
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    header_row: int = Field(default=1, ge=0)
    columns_by_position: bool = False
    decimal: Literal[".", ","] = "."
    thousands: Literal[",", ".", " ", "'"] | None = None
    trim: bool = True
    where: dict[str, Wanted] = Field(default_factory=dict)

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str) -> str:
        import codecs

        try:
            "a".encode(encoding).decode(encoding)
            codecs.getincrementaldecoder(encoding)
        except (LookupError, UnicodeError) as fault:
            raise ValueError("no encoding of this name; common ones are utf-8, latin-1, cp1252") from fault
        return encoding


class Names(TableFile):
    """Names of areas from a table beside the geometry."""

    id: OneOrMore
    name: str


class Level(Section):
    """A coarser level: a column of the areas, or the first characters of one."""

    column: str
    characters: int | None = Field(default=None, ge=1)
    name: str | None = None
    names: Names | None = None


class Population(TableFile):
    """Denominators joined to the areas by id; several columns are joined to one id where the file splits it."""

    id: OneOrMore
    residents: str | None = None
    dwellings: str | None = None
    denominators: dict[str, str] = Field(default_factory=dict)
    source: str
    licence: str


class Areas(Section):
    """The small areas everything is counted in."""

    path: str
    layer: str | None = None
    id: str
    name: str | None = None
    names: Names | None = None
    crs: str | None = None
    source: str
    licence: str
    assign: Literal["stated", "point"] = "stated"
    where: dict[str, Wanted] = Field(default_factory=dict)
    levels: dict[str, Level] = Field(default_factory=dict)
    population: Annotated[tuple[Population, ...], BeforeValidator(lambda tables: tuple(_as_list(tables)))] = Field(
        default=(), strict=False
    )


class MapContext(Section):
    """Layers that make a map readable: rivers, stations, parks."""

    context: OneOrMore = ()


class CategoryMap(Section):
    """A column of the source's own categories, and the pack or table that maps them."""

    column: str
    map: str


class TimeColumns(Section):
    """Where one end of an incident's time stands: a date column, or its parts."""

    date: str | None = None
    time: str | None = None
    hour: str | int | None = None
    minute: str | None = None
    format: str | None = None
    year: str | int | None = None
    month: str | int | None = None
    day: str | int | None = None
    month_names: str | None = None

    @model_validator(mode="after")
    def _date_or_parts(self) -> TimeColumns:
        if (self.date is None) == (self.year is None):
            raise ValueError(
                "give either `date` (a column), or `year` with `month`, `day` and `hour` where there are any"
            )
        if self.month_names is not None and self.month_names not in month_name_languages():
            raise ValueError(f"month_names must be one of {', '.join(month_name_languages())}")
        return self


class PersonalTable(TableFile):
    """A table whose rows are events or people: purpose and legal basis are recorded (G-15)."""

    source: str
    licence: str
    controller: str
    purpose: str
    legal_basis: Literal["anonymous", "gdpr-6-1-e", "led"]
    statute: str | None = None
    retention: str = Field(pattern=r"^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$", min_length=3)

    @model_validator(mode="after")
    def _statute_where_personal(self) -> PersonalTable:
        if self.legal_basis != "anonymous" and not self.statute:
            raise ValueError(f'legal_basis "{self.legal_basis}" needs `statute`: the law that allows this use')
        return self


class Incidents(PersonalTable):
    """One source of incidents: a named format, or any table with its columns named."""

    format: Literal["police.uk", "table"]
    id: str | None = None
    category: str | CategoryMap | None = None
    area: str | None = None
    x: str | None = None
    y: str | None = None
    crs: str | None = None
    points: Literal["exact", "anchored"] | None = None
    territory: Literal["study-area", "wider"] | None = None
    time_basis: Literal["offence", "recorded", "closed"] | None = None
    recorded_on: str | None = None
    extract: str | None = None
    setting: str | None = None
    earliest: TimeColumns | None = None
    latest: TimeColumns | None = None

    @field_validator("category")
    @classmethod
    def _known_category(cls, category: str | CategoryMap | None) -> str | CategoryMap | None:
        if isinstance(category, str) and category not in offence_categories():
            known = ", ".join(offence_categories())
            raise ValueError(f"{category!r} is no offence category; known: {known}")
        if isinstance(category, CategoryMap) and category.map in pack_names():
            category_pack(category.map)
        return category

    @model_validator(mode="after")
    def _complete(self) -> Incidents:
        if self.format == "table":
            if self.category is None:
                raise ValueError("format table needs `category`: a constant, or {column = ..., map = ...}")
            if self.earliest is None:
                raise ValueError("format table needs [incidents.earliest]: when it happened")
        if (self.x is None) != (self.y is None):
            raise ValueError("`x` and `y` belong together")
        if self.x is not None and self.crs is None:
            raise ValueError('coordinates need `crs`, for example "EPSG:4326"')
        return self


class Harm(TableFile):
    """A table of harm weights: offence_category, days (or other unit), source, valid_from."""

    unit: str = "days"
    source: str
    licence: str


class Affected(PersonalTable):
    """Aggregates of those affected, supplied as counts: never persons."""

    category: str
    sex: str | None = None
    age_band: str | None = None
    setting: str | None = None
    n: str


class Report(Section):
    """What the first page shows."""

    problem: str | None = None

    @field_validator("problem")
    @classmethod
    def _known_problem(cls, problem: str | None) -> str | None:
        if problem is not None and problem != ALL and problem not in offence_categories():
            raise ValueError(f"{problem!r} is no offence category")
        return problem


class CitySettings(Section):
    """The whole of ``city.toml``."""

    city: City
    governance: Governance = Governance()
    period: Period = Period()
    areas: Areas
    map: MapContext = MapContext()
    incidents: Annotated[tuple[Incidents, ...], BeforeValidator(lambda sources: tuple(_as_list(sources)))] = Field(
        min_length=1, strict=False
    )
    harm: Harm | None = None
    affected: Annotated[tuple[Affected, ...], BeforeValidator(lambda tables: tuple(_as_list(tables)))] = Field(
        default=(), strict=False
    )
    report: Report = Report()
