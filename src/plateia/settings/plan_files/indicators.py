"""``indicators.toml``: what will be measured, from where to where, by whom, and how it is linked to the action."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from plateia.settings.city import OneOrMore, Section
from plateia.settings.plan_files.fields import Day, Finite, Id, Listed, Said
from plateia.vocabulary import ALL, offence_categories
from plateia.vocabulary.sdg import sdg_indicators

POLICE_RECORDS = "police_records"
SURVEY = "survey"
SourceKind = Literal["police_records", "survey", "observation", "service_records", "administrative", "measurement"]


class FromAudit(Section):
    """A figure that is read from the published tables of an audit, so that nobody copies it by hand.

    Attributes
    ----------
    audit : str
        A published run: ``audit-003``.
    area_ids : tuple of str
        Their counts are added up; none stands for all areas of the table.
    """

    audit: str = Field(pattern=r"^audit-\d{3,}$")
    table: Literal["areas"] = "areas"
    offence_category: str
    area_ids: OneOrMore = ()

    @field_validator("offence_category")
    @classmethod
    def _known(cls, category: str) -> str:
        if category != ALL and category not in offence_categories():
            raise ValueError("no offence category of this name; docs/tables.md lists them")
        return category


class OfBaseline(Section):
    """A target as a share of the baseline: ``{ share_of_baseline = 0.8 }`` is a fall by a fifth."""

    share_of_baseline: Finite = Field(gt=0)


def _kind_of_figure(value: Any) -> str:
    return "reference" if isinstance(value, dict | Section) else "number"


Baseline = Annotated[
    Annotated[Finite, Tag("number")] | Annotated[FromAudit, Tag("reference")], Discriminator(_kind_of_figure)
]
Target = Annotated[
    Annotated[Finite, Tag("number")] | Annotated[OfBaseline, Tag("reference")], Discriminator(_kind_of_figure)
]


class Observed(Section):
    """A value seen later; ``n`` is the number of valid answers where a survey gave it."""

    on: Day
    value: Finite
    n: int | None = Field(default=None, ge=1)


class Indicator(Section):
    """One indicator.

    Attributes
    ----------
    direct_link : bool
        The indicator moves because of the action. Without a direct link it cannot stand in the plan.
    link_reason : str
        Why that is so (relevant).
    achievable_because : str
        Why the target can be reached (achievable).
    """

    id: Id
    action: Id
    name: Said
    level: Literal["output", "outcome", "impact", "unintended"]
    unit: Said
    baseline: Baseline | None = None
    baseline_period: Said | None = None
    baseline_n: int | None = Field(default=None, ge=1)
    target: Target
    by: Day
    achievable_because: Said
    direct_link: bool
    link_reason: Said
    source: Said
    source_kind: SourceKind
    frequency: Said
    owner: Said
    sdg_indicators: Annotated[tuple[str, ...], Listed] = ()
    observed: Annotated[tuple[Observed, ...], Listed] = ()

    @field_validator("sdg_indicators")
    @classmethod
    def _known_sdg(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [id_ for id_ in ids if id_ not in sdg_indicators()]
        if unknown:
            raise ValueError(f"no SDG indicator {unknown[0]!r} here; known: {', '.join(sdg_indicators())}")
        return ids

    @model_validator(mode="after")
    def _from_the_audit_is_police(self) -> Indicator:
        if isinstance(self.baseline, FromAudit) and self.source_kind != POLICE_RECORDS:
            raise ValueError('a baseline from the audit rests on police records: source_kind = "police_records"')
        return self


class Indicators(Section):
    """The whole of ``indicators.toml``."""

    indicators: Annotated[tuple[Indicator, ...], Listed] = ()
