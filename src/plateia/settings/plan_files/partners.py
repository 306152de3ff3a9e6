"""``stakeholders.toml`` and ``partnership.toml``: who is concerned, and how the partners rate their partnership."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Day, Id, Listed, Said
from plateia.vocabulary.persons import kind_of_person_text

Stage = Literal["define", "ideate", "prototype", "test", "evaluate", "adapt"]
STAGES: tuple[Stage, ...] = ("define", "ideate", "prototype", "test", "evaluate", "adapt")
IncludedFrom = Literal["framing", "define", "ideate", "prototype", "test", "evaluate", "adapt", "not_yet"]
Group = Literal[
    "residents",
    "young_people",
    "associations",
    "business",
    "schools",
    "social_services",
    "health",
    "transport",
    "planning",
    "police",
    "justice",
    "municipality",
    "research",
    "other",
]
Condition = Literal["ownership", "expectations", "power", "trust", "end_users"]
CONDITIONS: tuple[Condition, ...] = ("ownership", "expectations", "power", "trust", "end_users")
Rating = Annotated[int, Field(ge=1, le=5)]


class Stakeholder(Section):
    """An organisation or a group that is concerned; never a private person.

    Attributes
    ----------
    influence, interest : int, 1 to 5
        What it can do about the problem, and how much it wants to.
    affected : bool
        Whether it lives with the problem: then it takes part, however little influence it has.
    included_from : str
        ``framing`` is before the problem was defined; ``not_yet`` is nowhere so far.
    left_out_because : str or None
        Why it takes no part.
    """

    id: Id
    name: Said
    kind: Literal["organisation", "group"]
    group: Group
    influence: Rating
    interest: Rating
    affected: bool
    included_from: IncludedFrom
    left_out_because: Said | None = None

    @field_validator("name")
    @classmethod
    def _no_private_person(cls, name: str) -> str:
        if kind_of_person_text(name) is not None:
            raise ValueError("must be an organisation or a group, not a private person")
        return name


class Stakeholders(Section):
    """The whole of ``stakeholders.toml``."""

    stakeholders: Annotated[tuple[Stakeholder, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Stakeholders:
        ids = [stakeholder.id for stakeholder in self.stakeholders]
        if len(set(ids)) < len(ids):
            raise ValueError("an id stands twice")
        return self


class PartnerRating(Section):
    """How one partner, an organisation, rates the five conditions; what it leaves out is not a low rating."""

    partner: Id
    ownership: Rating | None = None
    expectations: Rating | None = None
    power: Rating | None = None
    trust: Rating | None = None
    end_users: Rating | None = None


class Partnership(Section):
    """The whole of ``partnership.toml``: one round of ratings."""

    held: Day
    ratings: Annotated[tuple[PartnerRating, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_rating_a_partner(self) -> Partnership:
        partners = [rating.partner for rating in self.ratings]
        if len(set(partners)) < len(partners):
            raise ValueError("a partner rates once; several of its staff agree on one rating")
        return self
