"""The strict model of a practice of a city's own: ``knowledge/<id>.toml``, the inventory's survey form as a file.

An empty text means "not stated", never "no". No field takes a person: organisations only, guardrails G-01 and G-16.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, WithJsonSchema, field_validator, model_validator

from plateia.settings.city import Section

FocusArea = Literal["juvenile_delinquency", "radicalisation", "organised_crime", "safe_public_spaces"]
PracticeCategory = Literal["diagnostic", "activity", "evaluation"]
FOCUS_AREAS: tuple[str, ...] = get_args(FocusArea)
PRACTICE_CATEGORIES: tuple[str, ...] = get_args(PracticeCategory)
LONGEST_TEXT = 5_000
LONGEST_LINE = 300
MOST_ENTRIES = 50
LONGEST_ID = 60

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Names a file cannot have on Windows, whatever its ending.
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# A character that stands for a letter of another script makes two names look like one.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def is_plain_id(text: str) -> bool:
    """Say whether a text can name a file anywhere: ``night-walks``, never a path or a name that only looks the same.

    Examples
    --------
    >>> [is_plain_id(text) for text in ("night-walks", "../walks", "Walks", "con", "nіght")]
    [True, False, False, False, False]
    """
    return len(text) <= LONGEST_ID and bool(_ID.fullmatch(text)) and not _DEVICES.fullmatch(text)


def _plain_id(text: str) -> str:
    if not is_plain_id(text):
        raise ValueError("small letters a to z, digits and single hyphens: night-walks")
    return text


def _readable(text: str) -> str:
    """Return the text in one normal form; refuse characters nobody sees."""
    if any(unicodedata.category(letter) in _INVISIBLE and letter not in "\n\t" for letter in text):
        raise ValueError("has invisible or control characters; type the text anew")
    return unicodedata.normalize("NFC", text).strip()


def _one_script(text: str) -> str:
    for word in text.split():
        names = [unicodedata.name(letter, "") for letter in word if letter.isalpha()]
        if sum(any(name.startswith(script) for name in names) for script in _SCRIPTS) > 1:
            raise ValueError("mixes alphabets within a word; type the word anew")
    return text


def _once(entries: Iterable[str]) -> tuple[str, ...]:
    kept = tuple(entries)
    if len(set(kept)) < len(kept):
        raise ValueError("the same entry twice")
    return kept


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError("must be a finite number")
    return float(number)


PlainId = Annotated[
    str,
    AfterValidator(_plain_id),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_ID, "pattern": f"^{_ID.pattern}$"}),
]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_readable)]
Line = Annotated[str, Field(max_length=LONGEST_LINE, pattern=r"^[^\n]*$"), AfterValidator(_readable)]
Name = Annotated[Line, Field(min_length=1), AfterValidator(_one_script)]
Lines = Annotated[tuple[Line, ...], Field(strict=False, max_length=MOST_ENTRIES), AfterValidator(_once)]
Number = Annotated[float, AfterValidator(_finite)]


class Description(Section):
    """What the practice is: the first part of the survey form."""

    name: Name
    city_or_organisation: Annotated[Lines, Field(min_length=1)]
    country: Name
    focus_area: FocusArea
    category: tuple[PracticeCategory, ...] = Field(strict=False, min_length=1)
    summary: Annotated[Text, Field(min_length=1)]
    person_level: bool
    target_groups: Lines = ()
    actors_involved: Lines = ()
    evidence_stated: Text = ""
    resources_stated: Text = ""
    barriers_stated: Text = ""
    success_factors_stated: Text = ""
    year: Line = ""
    url: Line = ""
    notes: Text = ""

    @field_validator("category")
    @classmethod
    def _each_once(cls, category: tuple[str, ...]) -> tuple[str, ...]:
        return _once(category)

    @field_validator("url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^\s/@\\]+(?:/[^\s\\]*)?", url):
            raise ValueError("must be an address that starts with https://, without a user name")
        return url


class CrossCutting(Section):
    """The questions the inventory asks of every practice; empty means not stated."""

    gender_aspect: Text = ""
    online_sphere: Text = ""
    technology: Text = ""
    cross_border: Text = ""


class Mechanism(Section):
    """Why the practice should work, what it rests on, and what else it may do."""

    statement: Text = ""
    assumptions: Lines = ()
    unintended_effects: Lines = ()


class Result(Section):
    """What an own evaluation found: an effect with its interval, displacement and power (guardrail G-53)."""

    outcome: Annotated[Line, Field(min_length=1)]
    measure: Literal["rate_ratio", "difference", "relative_change"]
    effect: Number
    low: Number
    high: Number
    interval_level: float = Field(default=0.95, gt=0.5, lt=1)
    p: float | None = Field(default=None, ge=0, le=1)
    design: Annotated[Line, Field(min_length=1)]
    design_level: int = Field(ge=1, le=5)
    displacement: Annotated[Text, Field(min_length=1)]
    power: Annotated[Text, Field(min_length=1)]
    action: PlainId | None = None

    @model_validator(mode="after")
    def _effect_inside(self) -> Result:
        if not self.low <= self.effect <= self.high:
            raise ValueError("`effect` must lie between `low` and `high`")
        if self.measure == "rate_ratio" and self.low < 0:
            raise ValueError("a rate ratio is never negative")
        return self


class Coded(Section):
    """One code of the shared list, with the words of this form that support it."""

    facet: Annotated[Line, Field(min_length=1)]
    code: Annotated[Line, Field(min_length=1)]
    words: Annotated[Line, Field(min_length=1)]
    field: Annotated[Line, Field(min_length=1)]


class Contact(Section):
    """Which organisation answers questions: never a person."""

    organisation: Line = ""
    department: Line = ""


class PracticeFile(Section):
    """The whole of ``knowledge/<id>.toml``."""

    practice: Description
    cross_cutting: CrossCutting = CrossCutting()
    mechanism: Mechanism = Mechanism()
    results: tuple[Result, ...] = Field(default=(), strict=False, max_length=MOST_ENTRIES)
    codes: tuple[Coded, ...] = Field(default=(), strict=False, max_length=MOST_ENTRIES)
    contact: Contact = Contact()


def known_places(model: type[Section], place: str = "") -> frozenset[str]:
    """Return every key of a file with its section: ``practice.name``, ``results.effect``."""
    places: set[str] = set()
    for key, field in model.model_fields.items():
        places.add(f"{place}{key}")
        inner = [field.annotation, *get_args(field.annotation)]
        sections = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, Section)]
        places.update(*(known_places(section, f"{place}{key}.") for section in sections))
    return frozenset(places)
