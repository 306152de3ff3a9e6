"""What research and strategies say: insights by section and focus area, review figures, policies, pillars, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from plateia.knowledge.declarations import ALL_FOCUS_AREAS, rows_of


@dataclass(frozen=True, slots=True)
class Source:
    """A document the knowledge base rests on."""

    id: str
    title: str
    authors: tuple[str, ...]
    organisation: str
    year: str
    kind: str
    url: str | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class Insight:
    """One lesson, trend, tension or gap, in our own words; ``focus_area`` is one of the four or ``all``."""

    id: str
    section: str
    focus_area: str
    text: str
    source: str
    source_section: str
    mark: str


@dataclass(frozen=True, slots=True)
class StrategyFigure:
    """One figure of the review of 21 strategies.

    Attributes
    ----------
    value : float
        A count, or a percentage of ``n``.
    value_basis : str
        ``figure``, or ``phrase`` where the source says it in words: then the value is approximate.
    implied_count : int or None
        The whole number it stands for; with n = 21 a percentage must be k / 21.
    """

    id: str
    source_section: str
    variable: str
    category: str
    value: float
    unit: str
    n: int | None
    value_as_stated: str
    value_basis: str
    implied_count: int | None
    implied_share_pct: float | None
    source: str
    notes: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """One entry of the policy and funding map."""

    id: str
    name: str
    type: str
    year: str | None
    organisation: tuple[str, ...]
    summary: str
    url: str | None
    source: str
    source_section: str
    notes: str | None


@dataclass(frozen=True, slots=True)
class Pillar:
    """One of the seven pillars of the roadmap; ``question`` is our own wording."""

    id: str
    position: int
    name: str
    question: str
    source: str
    source_section: str


@dataclass(frozen=True, slots=True)
class CityTool:
    """What one of the six partner cities developed; two focus areas where pages of the project disagree."""

    id: str
    city: str
    country: str
    name: str
    focus_area: tuple[str, ...]
    summary: str
    source: str
    source_section: str
    notes: str | None


def _items(field: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in field.split(";")) if field else ()


@cache
def sources() -> Mapping[str, Source]:
    """Return the documents by id."""
    return MappingProxyType(
        {
            row["id"]: Source(
                **{**row, "authors": _items(row["authors"]), "url": row["url"] or None, "notes": row["notes"] or None}  # type: ignore[arg-type]
            )
            for row in rows_of("sources")
        }
    )


@cache
def _all_insights() -> tuple[Insight, ...]:
    return tuple(Insight(**row) for row in rows_of("research"))


def insights(*, section: str | None = None, focus_area: str | None = None) -> tuple[Insight, ...]:
    """Return what research and practice taught, those for all focus areas included.

    Parameters
    ----------
    section : str, optional
        trend, tension, lesson or gap.
    focus_area : str, optional
        One of the four.

    Examples
    --------
    >>> [insight.focus_area for insight in insights(section="gap", focus_area="organised_crime")][:2]
    ['organised_crime', 'organised_crime']
    """
    return tuple(
        insight
        for insight in _all_insights()
        if (section is None or insight.section == section)
        and (focus_area is None or insight.focus_area in (focus_area, ALL_FOCUS_AREAS))
    )


@cache
def strategy_review() -> tuple[StrategyFigure, ...]:
    """Return the figures of the review of 21 strategies.

    Examples
    --------
    >>> len(strategy_review()), strategy_review()[14].category
    (158, 'ended in 2020')
    """
    return tuple(_strategy_figure(row) for row in rows_of("strategy_review"))


def _strategy_figure(row: Mapping[str, str]) -> StrategyFigure:
    return StrategyFigure(
        id=row["id"],
        source_section=row["source_section"],
        variable=row["variable"],
        category=row["category"],
        value=float(row["value"]),
        unit=row["unit"],
        n=int(row["n"]) if row["n"] else None,
        value_as_stated=row["value_as_stated"],
        value_basis=row["value_basis"],
        implied_count=int(row["implied_count"]) if row["implied_count"] else None,
        implied_share_pct=float(row["implied_share_pct"]) if row["implied_share_pct"] else None,
        source=row["source"],
        notes=row["notes"] or None,
    )


@cache
def policies() -> tuple[Policy, ...]:
    """Return the policy and funding map.

    Examples
    --------
    >>> len(policies()), policies()[9].name
    (84, 'Covenant of Mayors on the protection of public spaces')
    """
    return tuple(
        Policy(
            id=row["id"],
            name=row["name"],
            type=row["type"],
            year=row["year"] or None,
            organisation=_items(row["organisation"]),
            summary=row["summary"],
            url=row["url"] or None,
            source=row["source"],
            source_section=row["source_section"],
            notes=row["notes"] or None,
        )
        for row in rows_of("policies")
    )


@cache
def pillars() -> tuple[Pillar, ...]:
    """Return the seven pillars of the roadmap.

    Examples
    --------
    >>> [pillar.name for pillar in pillars()][:2]
    ['Problem identification', 'Partnerships']
    """
    return tuple(Pillar(**{**row, "position": int(row["position"])}) for row in rows_of("pillars"))  # type: ignore[arg-type]


@cache
def city_tools() -> tuple[CityTool, ...]:
    """Return the tools of the six partner cities.

    Examples
    --------
    >>> [tool.city for tool in city_tools()]
    ['Lisbon', 'Turin', 'Stuttgart', 'Rotterdam', 'Riga', 'Nice']
    """
    return tuple(
        CityTool(**{**row, "focus_area": _items(row["focus_area"]), "notes": row["notes"] or None})  # type: ignore[arg-type]
        for row in rows_of("city_tools")
    )
