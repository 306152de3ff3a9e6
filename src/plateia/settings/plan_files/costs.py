"""What an action costs and what one offence fewer is worth: the section ``[costs]`` of ``actions/<id>.toml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Id, Listed, Said
from plateia.vocabulary import offence_categories
from plateia.vocabulary.costs import UnitCost


class OffenceCost(Section):
    """What one offence costs, in a table of ``unit-costs.toml``.

    Attributes
    ----------
    offence : str
        As the table calls it; named in ``unit_cost_of``.
    category : str
        The offence category of the vocabulary it belongs to.
    covers : "whole" or "part"
        Whether it is the whole of that category, or one of several offences in it.
    """

    offence: Id
    cost: float = Field(gt=0)
    category: str
    covers: Literal["whole", "part"] = "whole"

    @field_validator("category")
    @classmethod
    def _known(cls, category: str) -> str:
        if category not in offence_categories():
            raise ValueError("no offence category of this name; docs/tables.md lists them")
        return category


class UnitCostTable(Section):
    """The whole of ``unit-costs.toml``: a national table of unit costs, beside the one that ships."""

    country: str = Field(pattern="^[A-Z]{2}$")
    territory: Said
    currency: str = Field(pattern="^[A-Z]{3}$")
    price_year: str = Field(pattern=r"^\d{4}(/\d{2})?$")
    source: Said
    offences: Annotated[tuple[OffenceCost, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> UnitCostTable:
        if len({one.offence for one in self.offences}) < len(self.offences):
            raise ValueError("an offence stands twice in the table")
        return self

    def by_offence(self) -> dict[str, UnitCost]:
        """Return the costs by offence; none of them was checked by us."""
        return {
            one.offence: UnitCost(
                country=self.country,
                territory=self.territory,
                offence=one.offence,
                cost=one.cost,
                currency=self.currency,
                price_year=self.price_year,
                source=self.source,
                mark="M",
                category=one.category,
                covers=one.covers,
            )
            for one in self.offences
        }


class CostStream(Section):
    """One kind of cost, an amount for each year from the first.

    Attributes
    ----------
    low_factor, high_factor : float
        How much less or more it might be.
    """

    what: Said
    kind: Literal["one_off", "running", "in_kind"]
    bearer: Said
    amounts: Annotated[tuple[float, ...], Listed] = Field(min_length=1)
    low_factor: float = Field(default=1.0, gt=0, le=1)
    high_factor: float = Field(default=1.0, ge=1)

    @model_validator(mode="after")
    def _no_income(self) -> CostStream:
        if any(amount < 0 for amount in self.amounts):
            raise ValueError("amounts are costs: zero or more")
        return self


class Costs(Section):
    """Costs by year, and the value of one offence fewer, with its source.

    Attributes
    ----------
    unit_cost_of : str or None
        An offence of ``unit-costs.toml`` in the plan's folder, else of the table that ships (England and Wales); or
        give ``unit_cost`` yourself.
    transfer_factor : float
        Purchasing power and inflation from the table's country and year to this city and year.
    recorded_to_actual : float
        Offences that happen for each one recorded; above 1 only with a reason.
    """

    currency: str = Field(pattern="^[A-Z]{3}$")
    price_year: int = Field(ge=1990, le=2100)
    years: int = Field(ge=1, le=50)
    discount_rate: float = Field(default=0.03, ge=0, lt=0.2)
    streams: Annotated[tuple[CostStream, ...], Listed] = Field(min_length=1)
    unit_cost_of: Said | None = None
    unit_cost: float | None = Field(default=None, gt=0)
    unit_cost_low: float | None = Field(default=None, gt=0)
    unit_cost_high: float | None = Field(default=None, gt=0)
    unit_cost_source: Said | None = None
    transfer_factor: float = Field(default=1.0, gt=0)
    transfer_because: Said | None = None
    recorded_to_actual: float = Field(default=1.0, ge=1)
    recorded_to_actual_because: Said | None = None

    @model_validator(mode="after")
    def _one_unit_cost(self) -> Costs:
        if (self.unit_cost is None) == (self.unit_cost_of is None):
            raise ValueError("give either unit_cost with unit_cost_source, or unit_cost_of")
        if self.unit_cost is not None and self.unit_cost_source is None:
            raise ValueError("unit_cost needs unit_cost_source: whose table, which year")
        if self.unit_cost_of is not None and self.transfer_because is None:
            raise ValueError(
                "a cost of a table needs transfer_factor and transfer_because: other prices, another country"
            )
        if self.recorded_to_actual > 1 and self.recorded_to_actual_because is None:
            raise ValueError("recorded_to_actual above 1 needs recorded_to_actual_because")
        return self
