"""``plan.toml``: who plans what, how far the cycle has come, and what was decided, agreed and said in consultation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Day, Id, Ids, Listed, Said, Texts

FocusArea = Literal["juvenile_delinquency", "radicalisation", "organised_crime", "safe_public_spaces"]
State = Literal["audit", "strategy", "implementation", "evaluation"]
STATES: tuple[State, ...] = ("audit", "strategy", "implementation", "evaluation")
"""The states of the cycle in their order; after the last the first comes again."""


class Document(Section):
    """A document that ends one state of the cycle; without ``approved`` it is still a draft."""

    state: State
    title: Said
    approved: Day | None = None
    approved_by: Said | None = None


class Cycle(Section):
    """Where the plan stands: audit, strategy, implementation, evaluation, and again."""

    state: State = "strategy"
    audit_waived: bool = False
    audit_waived_because: Said | None = None
    documents: Annotated[tuple[Document, ...], Listed] = ()

    @model_validator(mode="after")
    def _reason_where_waived(self) -> Cycle:
        if self.audit_waived != (self.audit_waived_because is not None):
            raise ValueError("audit_waived = true and audit_waived_because belong together")
        return self


class Participation(Section):
    """One occasion on which people who live, work or pass there took part; groups, never persons."""

    state: State
    held: Day
    form: Said
    groups: Texts = Field(min_length=1)
    n_people: int | None = Field(default=None, ge=0)
    what_changed: Said | None = None


class Council(Section):
    """The decision of the council the plan rests on."""

    decided: Day
    number: Said


class Partner(Section):
    """An organisation that takes part."""

    id: Id
    name: Said
    kind: Literal["municipality", "police", "authority", "school", "transport", "business", "association", "research"]
    contact: Said | None = None


class WorkingGroup(Section):
    """A group of partners with one coordinator in the lead."""

    id: Id
    name: Said
    lead_coordinators: Ids = ()
    partners: Ids = ()


class Pillar(Section):
    """What shows that one pillar of the roadmap is in place, and who answers for it."""

    evidence: Texts = ()
    owner: Said | None = None


class Pillars(Section):
    """The seven pillars of the IcARUS roadmap."""

    problem_identification: Pillar = Pillar()
    partnerships: Pillar = Pillar()
    design_and_innovation: Pillar = Pillar()
    implementation: Pillar = Pillar()
    outcomes: Pillar = Pillar()
    evaluation: Pillar = Pillar()
    communication: Pillar = Pillar()


class Comment(Section):
    """What was said in the consultation and what became of it; no author."""

    id: Id
    text: Said
    about: Said | None = None
    disposition: Literal["accepted", "accepted_in_part", "not_accepted", "outside_the_plan", "open"] = "open"
    reason: Said | None = None

    @model_validator(mode="after")
    def _answered_with_a_reason(self) -> Comment:
        if self.disposition != "open" and self.reason is None:
            raise ValueError("a disposition needs `reason`: what became of the comment, and why")
        return self


class Consultation(Section):
    """When and where people could comment on the draft."""

    opens: Day
    closes: Day
    channel: Said
    comments: Annotated[tuple[Comment, ...], Listed] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Consultation:
        if self.closes < self.opens:
            raise ValueError("`closes` must not be earlier than `opens`")
        return self


class Covenant(Section):
    """Dates a covenant sets: the security covenant, or one on the pattern of the climate covenant."""

    pattern: Literal["security", "climate"] = "security"
    decided: Day
    submitted: Day | None = None
    reports: Annotated[tuple[Day, ...], Listed] = ()
    prevention_of_violent_radicalisation: Ids = ()
    protection_of_public_spaces: Ids = ()

    @model_validator(mode="after")
    def _in_order(self) -> Covenant:
        if self.submitted is not None and self.submitted < self.decided:
            raise ValueError("`submitted` must not be earlier than `decided`")
        if self.submitted is None and self.reports:
            raise ValueError("`reports` are counted from `submitted`, which is missing")
        return self


class PlanFile(Section):
    """The whole of ``plan.toml``.

    Attributes
    ----------
    run, finding : str or None
        Where the plan comes from: a published run, such as ``audit-003``, and the id of one of its findings.
    lead : str
        The organisation, or the holder of an office in it, that answers for the plan.
    """

    title: Said
    summary: Said | None = None
    focus_areas: Annotated[tuple[FocusArea, ...], Listed] = Field(min_length=1)
    lead: Said
    run: str | None = Field(default=None, pattern=r"^audit-\d{3,}$")
    finding: Said | None = None
    cycle: Cycle = Cycle()
    council: Council | None = None
    partners: Annotated[tuple[Partner, ...], Listed] = ()
    working_groups: Annotated[tuple[WorkingGroup, ...], Listed] = ()
    pillars: Pillars = Pillars()
    participation: Annotated[tuple[Participation, ...], Listed] = ()
    consultation: Consultation | None = None
    covenant: Covenant | None = None
