"""``technology/<id>.toml``: what has to be answered before a measure may rest on a security technology."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plateia.settings.city import Section
from plateia.settings.plan_files.fields import NOT_ASSESSED, Assessment, Day, Finite, Listed, Said, Texts

TechnologyKind = Literal[
    "video_surveillance",
    "body_worn_camera",
    "drone",
    "number_plate_recognition",
    "sensors",
    "acoustic_detection",
    "access_control",
    "place_forecast",
    "lighting_control",
    "other",
]
RED_LINE_KINDS = {
    "facial_recognition": "G-04",
    "face_database": "G-04",
    "emotion_recognition": "G-05",
    "biometric_categorisation": "G-06",
    "biometric_identification": "G-07",
    "predictive_policing_of_persons": "G-01",
    "risk_score_of_persons": "G-01",
    "social_scoring": "G-02",
}
"""Kinds no setting can enable, with the guardrail that forbids them."""


class Alternative(Section):
    """What was tried before, and with what result."""

    what: Said
    tried: Day | None = None
    result: Said


class Cost(Section):
    """The cost over the whole life, not the price of the purchase."""

    currency: str = Field(pattern="^[A-Z]{3}$")
    purchase: Finite = Field(ge=0)
    per_year: Finite = Field(ge=0)
    years: int = Field(ge=1)
    removal: Finite = Field(ge=0)


class Held(Section):
    """A consultation that was held: who was asked, and what it changed."""

    held: Day
    with_whom: Texts = Field(min_length=1)
    result: Said


class Technology(Section):
    """The whole of ``technology/<id>.toml``; an answer that is missing leaves the file open.

    Attributes
    ----------
    excluded : tuple of str
        Functions that are ruled out by contract and configuration, such as the recognition of faces.
    sunset : date or None
        The day it ends unless the council decides again.
    """

    title: Said
    kind: TechnologyKind
    need: Said | None = None
    alternatives: Annotated[tuple[Alternative, ...], Listed] = ()
    legality: Said | None = None
    dpia: Assessment = NOT_ASSESSED
    cost: Cost | None = None
    procurement: Said | None = None
    consultations: Annotated[tuple[Held, ...], Listed] = ()
    evaluation: Said | None = None
    sunset: Day | None = None
    council_decision: Said | None = None
    excluded: Texts = ()
