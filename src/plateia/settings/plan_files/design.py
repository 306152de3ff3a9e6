"""``design.toml`` and ``scoping.toml``: the design stages with their ideas and prototypes, and a scoping survey."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Day, Id, Ids, Listed, Said, Texts
from plateia.settings.plan_files.partners import Rating, Stage

RESPONDENT_PATTERN = r"^[A-Z]{1,3}-?[0-9]{1,4}$"
Respondent = Annotated[str, Field(pattern=RESPONDENT_PATTERN)]
"""A code such as ``A1``: respondents and raters have no names here."""


class StageHeld(Section):
    """One stage of the design process as it was held; stages may come again."""

    stage: Stage
    from_: Day = Field(alias="from")
    to: Day
    groups: Texts = Field(min_length=1)
    end_users: bool
    result: Said | None = None

    @model_validator(mode="after")
    def _in_order(self) -> StageHeld:
        if self.to < self.from_:
            raise ValueError("`to` must not be earlier than `from`")
        return self


class Idea(Section):
    """One idea, rated by the group, with the stakeholder groups that are in favour."""

    id: Id
    title: Said
    impact: Rating
    effort: Rating
    in_favour: Texts = ()
    votes: int | None = Field(default=None, ge=0)


class Prototype(Section):
    """A trial of one idea: what is supposed, how it is tried, what would count as success, and what came out."""

    idea: Id
    hypothesis: Said
    test: Said
    success_criterion: Said
    criterion_set: Day
    result: Said | None = None
    result_on: Day | None = None
    successful: bool | None = None

    @model_validator(mode="after")
    def _result_is_whole(self) -> Prototype:
        if len({self.result is None, self.result_on is None, self.successful is None}) > 1:
            raise ValueError("`result`, `result_on` and `successful` belong together")
        return self


class Design(Section):
    """The whole of ``design.toml``."""

    problems: Ids = ()
    stages: Annotated[tuple[StageHeld, ...], Listed] = ()
    ideas: Annotated[tuple[Idea, ...], Listed] = ()
    prototypes: Annotated[tuple[Prototype, ...], Listed] = ()

    @model_validator(mode="after")
    def _known_ideas(self) -> Design:
        ids = [idea.id for idea in self.ideas]
        if len(set(ids)) < len(ids):
            raise ValueError("an id of an idea stands twice")
        if {prototype.idea for prototype in self.prototypes} - set(ids):
            raise ValueError("a prototype names an idea that is not listed")
        return self


class Option(Section):
    """One thing that could be ticked or confirmed."""

    id: Id
    title: Said


class Together(Section):
    """Options reported together; the counts of each stay beside the sum."""

    id: Id
    title: Said
    options: Ids = Field(min_length=2)


class Answers(Section):
    """What one respondent answered for a partner.

    Attributes
    ----------
    ticks : tuple of str or None
        Options ticked. None and an empty list are a blank: the respondent is in no denominator of the question.
    confirms : dict of str to bool
        Yes or no by item; an item left out is a blank, not a no.
    """

    code: Respondent
    partner: Id
    ticks: Ids | None = None
    confirms: dict[Id, bool] = Field(default_factory=dict)


class Scoping(Section):
    """The whole of ``scoping.toml``: a small survey among partners, by codes."""

    question: Said
    held: Day
    options: Annotated[tuple[Option, ...], Listed] = ()
    items: Annotated[tuple[Option, ...], Listed] = ()
    together: Annotated[tuple[Together, ...], Listed] = ()
    respondents: Annotated[tuple[Answers, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Scoping:
        options, items = [option.id for option in self.options], [item.id for item in self.items]
        codes = [respondent.code for respondent in self.respondents]
        groups = [group.id for group in self.together]
        for names in (options + groups, items, codes):
            if len(set(names)) < len(names):
                raise ValueError("an option, item or respondent stands twice")
        wanted = {option for group in self.together for option in group.options}
        ticked = {option for respondent in self.respondents for option in respondent.ticks or ()}
        if (wanted | ticked) - set(options):
            raise ValueError("an option is ticked or reported together that is not listed")
        if {item for respondent in self.respondents for item in respondent.confirms} - set(items):
            raise ValueError("an item is answered that is not listed")
        if any(len(set(answers.ticks or ())) < len(answers.ticks or ()) for answers in self.respondents):
            raise ValueError("a respondent ticks an option twice")
        return self
