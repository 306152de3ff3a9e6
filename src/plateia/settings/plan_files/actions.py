"""``actions/<id>.toml``: an action after the Urban Agenda, its roadmap, its practices and its sealed evaluation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.costs import Costs
from plateia.settings.plan_files.evaluation import EvaluationPlan
from plateia.settings.plan_files.fields import NOT_ASSESSED, Assessment, Day, Id, Ids, Listed, Said, Texts

Status = Literal["draft", "active", "finished", "stopped"]
Objective = Literal["better_regulation", "better_funding", "better_knowledge"]
CrossCutting = Literal["governance", "technology", "gender", "cross_border"]
ResponsibleType = Literal[
    "european_commission", "member_state", "region_or_local_authority", "other_stakeholder"
]  # fmt: skip
SDGS = range(1, 18)


class Measure(Section):
    """One thing the action does.

    Attributes
    ----------
    technology : str or None
        The security technology it rests on: the name of its file in ``technology/``.
    no_technology_because : str or None
        Why it rests on none although its words sound like one; the report prints the reason.
    """

    id: Id
    text: Said
    practices: Texts = ()
    technology: Id | None = None
    no_technology_because: Said | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Measure:
        if self.technology is not None and self.no_technology_because is not None:
            raise ValueError("`technology` and `no_technology_because` exclude each other")
        return self


class RoadmapItem(Section):
    """What is delivered, when and by which organisation."""

    id: Id
    activity: Said
    deliverable: Said | None = None
    target_date: Day | None = None
    responsible: Said | None = None
    responsible_type: ResponsibleType
    status: Literal["open", "done", "dropped"] = "open"
    done_on: Day | None = None

    @model_validator(mode="after")
    def _done_has_a_day(self) -> RoadmapItem:
        if (self.status == "done") != (self.done_on is not None):
            raise ValueError('status = "done" and `done_on` belong together')
        return self


class GoodPractice(Section):
    """A practice the action follows, and why it is held to be one.

    Attributes
    ----------
    practice : str
        Id in the inventory, or of the city's own practices.
    implemented, successful, replicable : str or None
        Where it runs, what shows that it worked, what may be taken over. All three are required.
    use : str
        ``mainstreaming`` (made usual at home) or ``transfer`` (taken over from elsewhere).
    """

    practice: Said
    implemented: Said | None = None
    successful: Said | None = None
    replicable: Said | None = None
    use: Literal["mainstreaming", "transfer"]


class Action(Section):
    """The whole of ``actions/<id>.toml``."""

    title: Said
    status: Status = "draft"
    priority: int = Field(ge=1, le=3)
    starts: Day | None = None
    ends: Day | None = None
    objectives: Annotated[tuple[Objective, ...], Listed] = ()
    need: Said | None = None
    novelty: Said | None = None
    readiness: Said | None = None
    lead: Said
    members: Texts = ()
    problems: Ids = ()
    theory: Id | None = None
    dpia: Assessment = NOT_ASSESSED
    sdgs: Annotated[tuple[int, ...], Listed] = (11,)
    cross_cutting: Annotated[tuple[CrossCutting, ...], Listed] = ()
    stopped_because: Said | None = None
    measures: Annotated[tuple[Measure, ...], Listed] = ()
    roadmap: Annotated[tuple[RoadmapItem, ...], Listed] = ()
    good_practices: Annotated[tuple[GoodPractice, ...], Listed] = ()
    evaluation: EvaluationPlan | None = None
    costs: Costs | None = None

    @field_validator("sdgs")
    @classmethod
    def _known_sdgs(cls, sdgs: tuple[int, ...]) -> tuple[int, ...]:
        if any(goal not in SDGS for goal in sdgs):
            raise ValueError("the goals are numbered 1 to 17")
        return sdgs

    @model_validator(mode="after")
    def _in_order(self) -> Action:
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            raise ValueError("`ends` must not be earlier than `starts`")
        if (self.status == "stopped") != (self.stopped_because is not None):
            raise ValueError('status = "stopped" and `stopped_because` belong together')
        return self
