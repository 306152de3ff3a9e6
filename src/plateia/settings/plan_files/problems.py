"""``problems/<id>.toml``: a problem by SARA (scanning, analysis, response, assessment), and by THOR where it helps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Day, Ids, Listed, Said, Texts

EvidenceKind = Literal[
    "police_record",
    "survey",
    "walk",
    "observation",
    "service",
    "health",
    "transport",
    "business",
    "school",
    "resident",
    "research",
]
Dimension = Literal["technological", "human", "organisational", "regulatory"]
Cell = Literal["state", "gap", "evidence", "measure", "owner"]
DIMENSIONS: tuple[Dimension, ...] = ("technological", "human", "organisational", "regulatory")
CELLS: tuple[Cell, ...] = ("state", "gap", "evidence", "measure", "owner")
NONE_BECAUSE = "none, because "


def _none_has_a_reason(text: str) -> str:
    if text.casefold().strip(" .,") in ("none", "none, because", "none because"):
        raise ValueError(f'"none" needs its reason: "{NONE_BECAUSE}..."')
    return text


Answer = Annotated[Said, AfterValidator(_none_has_a_reason)]
"""A text, or ``none, because ...`` with the reason: an empty answer is not an answer."""


class Evidence(Section):
    """What shows the problem: one source, what it says, and of when.

    Attributes
    ----------
    source : str
        The organisation the evidence comes from.
    """

    source: Said
    kind: EvidenceKind
    says: Said
    period: Said | None = None


class Frame(Section):
    """The problem as it was understood on one day; a later understanding is a further frame, not a correction.

    Attributes
    ----------
    named_by : tuple of str
        The organisations and groups that framed it together.
    symptom : str
        What is seen, said or suffered: a situation, never an answer and never a label for people.
    """

    dated: Day
    named_by: Texts = Field(min_length=1)
    symptom: Said
    affected: Said
    where: Said
    when: Said
    how_might_we: Said | None = None
    causes: Texts = ()
    evidence: Annotated[tuple[Evidence, ...], Listed] = ()


class Quadrant(Section):
    """One dimension of THOR in five cells."""

    state: Answer | None = None
    gap: Answer | None = None
    evidence: Answer | None = None
    measure: Answer | None = None
    owner: Answer | None = None


class Link(Section):
    """One dimension acts on another, for a reason."""

    from_: Dimension = Field(alias="from")
    to: Dimension
    because: Said

    @model_validator(mode="after")
    def _between_two(self) -> Link:
        if self.from_ == self.to:
            raise ValueError("a link leads from one dimension to another")
        return self


class Thor(Section):
    """The problem read in four dimensions and their links."""

    technological: Quadrant = Quadrant()
    human: Quadrant = Quadrant()
    organisational: Quadrant = Quadrant()
    regulatory: Quadrant = Quadrant()
    links: Annotated[tuple[Link, ...], Listed] = ()

    @model_validator(mode="after")
    def _each_link_once(self) -> Thor:
        pairs = [(link.from_, link.to) for link in self.links]
        if len(set(pairs)) < len(pairs):
            raise ValueError("a link stands twice; write both reasons into one")
        return self


class Problem(Section):
    """The whole of ``problems/<id>.toml``.

    Attributes
    ----------
    findings : tuple of str
        Ids of findings of the audit that the problem rests on.
    frames : tuple of Frame
        Scanning: at least one; the latest by date counts.
    analysis, assessment : str or None
        What the causes are held to be and why; how it will be seen whether the response worked.
    actions : tuple of str
        Response: the ids of the actions of the plan that answer the problem.
    """

    title: Said
    owner: Said
    findings: Texts = ()
    frames: Annotated[tuple[Frame, ...], Listed] = Field(min_length=1)
    analysis: Said | None = None
    actions: Ids = ()
    assessment: Said | None = None
    thor: Thor | None = None

    @model_validator(mode="after")
    def _one_frame_a_day(self) -> Problem:
        days = [frame.dated for frame in self.frames]
        if len(set(days)) < len(days):
            raise ValueError("two frames have the same day; each later understanding has a day of its own")
        return self
