"""What the inventory does not cover: none of its four focus areas is property crime, and few entries touch it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plateia.knowledge.codes import MATCHED_FACETS
from plateia.knowledge.practices import Practice
from plateia.knowledge.practices import practices as inventory

PROBLEM = MATCHED_FACETS[0]

PROPERTY_CRIME: frozenset[str] = frozenset(
    {
        "bicycle_theft",
        "burglary",
        "criminal_damage_and_arson",
        "other_theft",
        "robbery",
        "shoplifting",
        "theft_from_the_person",
        "vehicle_crime",
    }
)
"""Offences against property; robbery is violence too, and matched by that side only."""

BESIDE_PROPERTY_CRIME: frozenset[str] = frozenset({"petty_crime", "stolen_objects"})
"""Codes that lie beside it: minor offences none of which is named, and finding again what was stolen."""


def touching_property_crime(practices: Sequence[Practice] | None = None) -> tuple[Practice, ...]:
    """Return the entries whose codes touch property crime, without those on single persons, which are never offered.

    Parameters
    ----------
    practices : sequence of Practice, optional
        The inventory where left out.

    Examples
    --------
    >>> [entry.id for entry in touching_property_crime()]
    ['PS-02', 'PS-16']
    """
    touched = PROPERTY_CRIME | BESIDE_PROPERTY_CRIME
    return tuple(
        entry
        for entry in (inventory() if practices is None else practices)
        if not entry.person_level and any(code.code in touched for code in entry.codes_by_facet(PROBLEM))
    )


def names_property_crime(codes: Iterable[str]) -> bool:
    """Whether any of some codes, each as ``facet:code``, is an offence against property.

    Examples
    --------
    >>> names_property_crime(["offence_category:burglary"]), names_property_crime(["offence_category:hate_crime"])
    (True, False)
    """
    return not {f"{PROBLEM}:{name}" for name in PROPERTY_CRIME}.isdisjoint(codes)
