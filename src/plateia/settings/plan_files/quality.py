"""``quality/<id>.toml``, ``grids/<id>.toml``, ``reviews.toml``: ratings of a practice, grids, reviews by EMMIE."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from plateia.settings.city import Section
from plateia.settings.plan_files.design import Respondent
from plateia.settings.plan_files.fields import Day, Id, Listed, Said

NOT_APPLICABLE = "not applicable"
FALLBACK = "fallback"


def _as_number(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


Number = Annotated[float, BeforeValidator(_as_number)]
Percent = Annotated[Number, Field(ge=0, le=100)]
Points = Annotated[Number, Field(ge=0)]


class GridItem(Section):
    """One item and the most points it can have."""

    id: Id
    text: Said
    max: Annotated[Number, Field(gt=0)]
    weight: Annotated[Number, Field(gt=0)] = 1.0


class GridBlock(Section):
    """Items that are added up; ``step`` II is rated only when step I is complete."""

    id: Id
    title: Said
    step: Literal[1, 2] = 1
    weight: Annotated[Number, Field(gt=0)] = 1.0
    items: Annotated[tuple[GridItem, ...], Listed] = Field(min_length=1)


class GridLabel(Section):
    """A label and all it needs; ``required_items`` holds the fewest points by item."""

    id: Id
    title: Said
    min_total_percent: Percent = 0.0
    min_block_percent: dict[Id, Percent] = Field(default_factory=dict)
    required_items: dict[Id, Points] = Field(default_factory=dict)


class Grid(Section):
    """The whole of ``grids/<id>.toml``: a scoring grid.

    Attributes
    ----------
    official : bool
        True only for numbers taken from the form of the body that issues the grid.
    labels : tuple of GridLabel
        Highest first; the last needs nothing.
    """

    version: Said
    title: Said
    official: bool
    source: Said
    blocks: Annotated[tuple[GridBlock, ...], Listed] = Field(min_length=1)
    labels: Annotated[tuple[GridLabel, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Grid:
        blocks = [block.id for block in self.blocks]
        most = {item.id: item.max for block in self.blocks for item in block.items}
        n_items = sum(len(block.items) for block in self.blocks)
        if len(set(blocks)) < len(blocks) or len(most) < n_items:
            raise ValueError("a block or an item stands twice")
        for label in self.labels:
            if set(label.min_block_percent) - set(blocks) or set(label.required_items) - set(most):
                raise ValueError("a label names a block or an item that is not in the grid")
            if any(points > most[item] for item, points in label.required_items.items()):
                raise ValueError("a label requires more points than an item has")
        last = self.labels[-1]
        if last.min_total_percent or last.min_block_percent or last.required_items:
            raise ValueError("the last label must need nothing, so that every rating has one")
        if not any(block.step == 1 for block in self.blocks):
            raise ValueError("a grid has at least one block of step 1")
        return self


class Rater(Section):
    """The points one rater gave, by item; a rater has a code, and is not rated in turn."""

    code: Respondent
    on: Day
    points: dict[Id, Points | Literal["not applicable"]] = Field(default_factory=dict)


class QualityRating(Section):
    """The whole of ``quality/<id>.toml``: one practice rated by one or two raters.

    Attributes
    ----------
    grid : str
        ``fallback``, or the name of a file in ``grids/``, without ``.toml``.
    """

    practice: Said
    grid: Id = FALLBACK
    raters: Annotated[tuple[Rater, ...], Listed] = Field(min_length=1, max_length=2)

    @model_validator(mode="after")
    def _two_different(self) -> QualityRating:
        if len({rater.code for rater in self.raters}) < len(self.raters):
            raise ValueError("two raters need two codes")
        return self


Found = Literal["overall_reduction", "overall_increase", "no_reliable_effect", "mixed"]
Quality = Annotated[int, Field(ge=0, le=4)]


class EffectFound(Section):
    """What the review found of the effect, and how good the evidence is (0 to 4)."""

    found: Found
    quality: Quality
    note: Said | None = None


class DimensionFound(Section):
    """What the review found in one dimension, and how good the evidence is (0 to 4)."""

    found: Said
    quality: Quality


class Review(Section):
    """One systematic review coded by EMMIE."""

    id: Id
    title: Said
    source: Said
    year: int = Field(ge=1950, le=2100)
    n_studies: int = Field(ge=0)
    explicit_method: bool
    quantitative_outcome: bool
    coders: Annotated[tuple[Respondent, ...], Listed] = Field(min_length=1)
    agreed: bool
    effect: EffectFound
    mechanism: DimensionFound
    moderators: DimensionFound
    implementation: DimensionFound
    economics: DimensionFound


class Reviews(Section):
    """The whole of ``reviews.toml``."""

    practice: Said
    reviews: Annotated[tuple[Review, ...], Listed] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Reviews:
        if len({review.id for review in self.reviews}) < len(self.reviews):
            raise ValueError("an id of a review stands twice")
        return self
