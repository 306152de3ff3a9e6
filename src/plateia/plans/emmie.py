"""EMMIE: what reviews say of effect, mechanism, moderators, implementation and economics; never one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.quality import DimensionFound, EffectFound, Review, Reviews

FILE = "reviews.toml"
EmmieDimension = Literal["effect", "mechanism", "moderators", "implementation", "economics"]
EMMIE: tuple[EmmieDimension, ...] = ("effect", "mechanism", "moderators", "implementation", "economics")
FEWEST_STUDIES = 2


@dataclass(frozen=True, slots=True)
class EmmieReading:
    """One dimension, from the review whose evidence on it is best; the other reviews are notes.

    Attributes
    ----------
    quality : int, 0 to 4
    found : str
        Of the effect a code, ``emmie.effect.<found>`` of the wording; otherwise the coders' text.
    others : tuple of str
        Ids of the other reviews, best first.
    """

    dimension: EmmieDimension
    review: str
    quality: int
    found: str
    others: tuple[str, ...]


def eligible(review: Review) -> bool:
    """Say whether a review may be coded: two studies, an explicit method, an outcome in numbers, agreed scores."""
    return (
        review.n_studies >= FEWEST_STUDIES
        and review.explicit_method
        and review.quantitative_outcome
        and len(set(review.coders)) >= 2
        and review.agreed
    )


def emmie_reading(reviews: Sequence[Review]) -> tuple[EmmieReading, ...]:
    """Return the five dimensions, each from the eligible review with the highest quality; ties go to the most recent.

    Nothing is returned where no review is eligible. Reviews of the same quality and year are taken in order of their
    ids.
    """
    coded = [review for review in reviews if eligible(review)]
    readings = []
    for dimension in EMMIE if coded else ():
        best, *others = sorted(coded, key=lambda review: (-_cell(review, dimension).quality, -review.year, review.id))
        cell = _cell(best, dimension)
        readings.append(
            EmmieReading(dimension, best.id, cell.quality, cell.found, tuple(review.id for review in others))
        )
    return tuple(readings)


def check_reviews(reviews: Reviews) -> list[Remark]:
    """Return the reviews that cannot be coded, and why."""
    remarks = []
    for review in reviews.reviews:
        details = {"review": review.title}
        if len(set(review.coders)) < 2 or not review.agreed:
            remarks.append(Remark("emmie.one-coder", "warning", FILE, review.id, "emmie", details))
        if review.n_studies < FEWEST_STUDIES or not (review.explicit_method and review.quantitative_outcome):
            remarks.append(Remark("emmie.not-eligible", "warning", FILE, review.id, "emmie", details))
    return remarks


def _cell(review: Review, dimension: EmmieDimension) -> EffectFound | DimensionFound:
    cells: Mapping[EmmieDimension, EffectFound | DimensionFound] = {
        "effect": review.effect,
        "mechanism": review.mechanism,
        "moderators": review.moderators,
        "implementation": review.implementation,
        "economics": review.economics,
    }
    return cells[dimension]
