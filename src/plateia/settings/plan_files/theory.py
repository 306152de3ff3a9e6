"""``theory/<id>.toml``: a theory of change as nodes and arrows, each arrow with the mechanism it claims."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Id, Ids, Listed, Said

NodeKind = Literal["input", "activity", "output", "outcome_short", "outcome_medium", "impact", "unintended"]
NODE_KINDS: tuple[NodeKind, ...] = (
    "input",
    "activity",
    "output",
    "outcome_short",
    "outcome_medium",
    "impact",
    "unintended",
)
OUTCOME_KINDS: tuple[NodeKind, ...] = ("outcome_short", "outcome_medium", "impact")
Evidence = Literal["none", "own_experience", "one_study", "several_studies", "review"]


class Node(Section):
    """One box of the theory.

    Attributes
    ----------
    kind : str
        ``unintended`` for what may happen besides; ``effect`` then says which.
    indicators : tuple of str
        Ids in ``indicators.toml``.
    """

    id: Id
    kind: NodeKind
    text: Said
    effect: Literal["displacement", "stigma", "other"] | None = None
    indicators: Ids = ()

    @model_validator(mode="after")
    def _effect_of_the_unintended(self) -> Node:
        if (self.kind == "unintended") != (self.effect is not None):
            raise ValueError("`effect` belongs to nodes of kind unintended, and only to them")
        return self


class Arrow(Section):
    """Why one node leads to the next."""

    from_: Id = Field(alias="from")
    to: Id
    mechanism: Said
    assumption: Said
    risk: Said
    evidence: Evidence
    evidence_source: Said | None = None

    @model_validator(mode="after")
    def _studies_are_named(self) -> Arrow:
        if self.evidence in ("one_study", "several_studies", "review") and self.evidence_source is None:
            raise ValueError(f"evidence {self.evidence!r} needs `evidence_source`: which")
        return self


class Realist(Section):
    """Context + mechanism -> outcome: for whom and where the arrow into ``outcome`` is expected to hold."""

    context: Said
    mechanism: Said
    outcome: Id
    for_whom: Said


class Theory(Section):
    """The whole of ``theory/<id>.toml``."""

    title: Said
    nodes: Annotated[tuple[Node, ...], Listed] = Field(min_length=1)
    arrows: Annotated[tuple[Arrow, ...], Listed] = ()
    realist: Annotated[tuple[Realist, ...], Listed] = ()
