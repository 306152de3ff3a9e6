"""``foresight/<id>.toml``: a horizon session's dated expectations, each with a probability that is scored later."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import Day, Id, Listed, Said, Texts


class Expectation(Section):
    """A statement that will be true or false on its day.

    Attributes
    ----------
    probability : float in [0, 1]
        That the statement will be true, as the session held it.
    judged_by : str
        The source that will show whether it came true, named before.
    """

    id: Id
    statement: Said
    due: Day
    probability: float = Field(ge=0, le=1)
    judged_by: Said
    came_true: bool | None = None
    resolved_on: Day | None = None

    @model_validator(mode="after")
    def _resolved_when_due(self) -> Expectation:
        if (self.came_true is None) != (self.resolved_on is None):
            raise ValueError("`came_true` and `resolved_on` belong together")
        return self


class Foresight(Section):
    """The whole of ``foresight/<id>.toml``."""

    title: Said
    held: Day
    groups: Texts = Field(min_length=1)
    horizon: Said
    expectations: Annotated[tuple[Expectation, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_the_future(self) -> Foresight:
        if any(expectation.due <= self.held for expectation in self.expectations):
            raise ValueError("an expectation is due after the session that held it")
        return self
