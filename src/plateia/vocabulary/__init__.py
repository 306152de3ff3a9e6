"""The shared words as data: offence categories with ICCS codes, packs of source categories, month names."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ALL = "all"
NOT_CLASSIFIED = "not_classified"


@dataclass(frozen=True, slots=True)
class OffenceCategory:
    """One category of the shared vocabulary.

    Attributes
    ----------
    id : str
        snake_case.
    iccs, iccs_match : str
        Code of the International Classification of Crime for Statistical Purposes and how well it fits: exact,
        broader (the code covers more) or none.
    denominator : str
        residents, dwellings or hectares: the target at risk.
    venue : str
        Where it happens by nature: premises, public (streets and squares), dwelling, mixed, none (online).
    in_all : bool
        Whether it counts in ``all``.
    sensitive : bool
        Sexual, domestic, hate or juvenile offences inside: higher threshold, never below the district in public.
    placeless : bool
        Online offences: no place, not a missing coordinate.
    """

    id: str
    iccs: str
    iccs_match: str
    denominator: str
    venue: str
    in_all: bool
    sensitive: bool
    placeless: bool


@cache
def offence_categories() -> Mapping[str, OffenceCategory]:
    """Return the shared categories by id, in the order of the vocabulary file."""
    text = files(__package__).joinpath("offence_categories.csv").read_text(encoding="utf-8")
    categories = {}
    for row in csv.DictReader(text.splitlines()):
        categories[row["id"]] = OffenceCategory(
            id=row["id"],
            iccs=row["iccs"],
            iccs_match=row["iccs_match"],
            denominator=row["denominator"],
            venue=row["venue"],
            in_all=row["in_all"] == "yes",
            sensitive=row["sensitive"] == "yes",
            placeless=row["placeless"] == "yes",
        )
    return categories


def counts_in_all(category: str) -> bool:
    """Say whether a category is, or counts in, ``all``."""
    return category == ALL or offence_categories()[category].in_all


def sensitive_categories() -> frozenset[str]:
    """Return the categories with sexual, domestic, hate or juvenile offences in them."""
    return frozenset(category.id for category in offence_categories().values() if category.sensitive)


@cache
def category_pack(name: str) -> Mapping[str, str]:
    """Return a named pack: source category -> shared category (``police.uk``, ``berlin``)."""
    pack = files(__package__).joinpath("packs", f"{name}.csv").read_text(encoding="utf-8")
    return {row["source_category"]: row["offence_category"] for row in csv.DictReader(pack.splitlines())}


def pack_names() -> list[str]:
    """Return the names of the packs that ship."""
    entries = files(__package__).joinpath("packs").iterdir()
    return sorted(entry.name.removesuffix(".csv") for entry in entries if entry.name.endswith(".csv"))


@cache
def month_numbers(language: str) -> Mapping[str, int]:
    """Return month names and their abbreviations in one language, lower case, to 1..12."""
    text = files(__package__).joinpath("month_names.toml").read_text(encoding="utf-8")
    names = tomllib.loads(text)[language]
    full = {name.lower(): number for number, name in enumerate(names, start=1)}
    starts = [name[:3] for name in full]
    short = {name[:3]: number for name, number in full.items() if starts.count(name[:3]) == 1}
    return {**short, **full}


@cache
def month_name_languages() -> tuple[str, ...]:
    """Return the languages whose month names are known."""
    text = files(__package__).joinpath("month_names.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text))
