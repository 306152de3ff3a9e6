"""``security_by_design/<id>.toml``: the checklist of one place, classified unless nothing in it is sensitive."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Day, Id, Listed, Said, Texts
from plateia.vocabulary.design_checklist import checklist_items

Balance = Annotated[int, Field(ge=-2, le=2)]
Classification = Literal["open", "internal", "restricted"]


class OwnItem(Section):
    """An item the city adds, for example from an official guide it holds."""

    id: Id
    text: Said
    source: Said
    sensitive: bool = True


class Checked(Section):
    """The answer to one item, with its reason."""

    item: Id
    answer: Literal["yes", "partly", "no", "not applicable"]
    because: Said


class ProposedMeasure(Section):
    """A measure proposed for the place, weighed on five principles from -2 (harms) to +2 (helps)."""

    title: Said
    accessibility: Balance
    multi_functionality: Balance
    sustainability: Balance
    proportionality: Balance
    aesthetics: Balance
    justified: Said | None = None

    @property
    def lowest(self) -> int:
        """The lowest of the five ratings."""
        return min(
            self.accessibility, self.multi_functionality, self.sustainability, self.proportionality, self.aesthetics
        )

    @model_validator(mode="after")
    def _harm_is_justified(self) -> ProposedMeasure:
        if self.lowest == -2 and self.justified is None:
            raise ValueError("a measure rated -2 on a principle needs `justified`")
        return self


class DesignSheet(Section):
    """The whole of ``security_by_design/<id>.toml``.

    Attributes
    ----------
    classification : str
        ``restricted`` unless said otherwise. ``open`` is refused where an item about protection against an attack is
        answered: what is missing at an identifiable place is not published (G-60).
    """

    place: Said
    checked_on: Day
    checked_by: Texts = Field(min_length=1)
    classification: Classification = "restricted"
    items: Annotated[tuple[OwnItem, ...], Listed] = ()
    answers: Annotated[tuple[Checked, ...], Listed] = ()
    measures: Annotated[tuple[ProposedMeasure, ...], Listed] = ()

    @model_validator(mode="after")
    def _known_items(self) -> DesignSheet:
        known = {item.id: item.sensitive for item in checklist_items()}
        known |= {item.id: item.sensitive for item in self.items}
        if len(known) < len(checklist_items()) + len(self.items):
            raise ValueError("an item of the city has the id of another item")
        answered = [answer.item for answer in self.answers]
        if set(answered) - set(known):
            raise ValueError("an answer to an item that is not on the checklist; docs/plan-problems.md lists them")
        if len(set(answered)) < len(answered):
            raise ValueError("an item is answered twice")
        if self.classification == "open" and any(known[item] for item in answered):
            raise ValueError("a sheet with items about protection against attacks is internal or restricted")
        return self
