"""What one offence costs, by country, as published tables say: data to be transferred with care, never a price."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class UnitCost:
    """Cost of one offence to victims, services and society in a published table.

    Attributes
    ----------
    country : str
        ISO 3166 code; ``territory`` says which part of it.
    offence : str
        The table's own offence in snake_case, not always a category of the shared vocabulary.
    cost : float
        In ``currency`` at prices of ``price_year``.
    source : str
    mark : "V" or "M"
        V: checked against the published table; M: from the literature as generally known, to be checked before use.
    category : str
        The shared category it belongs to, by our own decision.
    covers : "whole" or "part"
        Whether it is the whole of that category, or one of several offences in it.
    """

    country: str
    territory: str
    offence: str
    cost: float
    currency: str
    price_year: str
    source: str
    mark: Literal["V", "M"]
    category: str
    covers: Literal["whole", "part"]


@cache
def unit_costs(country: str = "GB") -> Mapping[str, UnitCost]:
    """Return the unit costs of one country by offence; empty where no table of it ships.

    Examples
    --------
    >>> unit_costs()["robbery"].cost, unit_costs()["domestic_burglary"].mark
    (11320.0, 'M')
    """
    text = files("plateia.vocabulary").joinpath("unit_costs.csv").read_text(encoding="utf-8")
    return {
        row["offence"]: UnitCost(
            country=row["country"],
            territory=row["territory"],
            offence=row["offence"],
            cost=float(row["cost"]),
            currency=row["currency"],
            price_year=row["price_year"],
            source=row["source"],
            mark="V" if row["mark"] == "V" else "M",
            category=row["category"],
            covers="whole" if row["covers"] == "whole" else "part",
        )
        for row in csv.DictReader(text.splitlines())
        if row["country"] == country
    }
