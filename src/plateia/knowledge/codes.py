"""The codes Plateia gives the entries of the inventory, each with the words of the entry that support it.

The coding is our own and is shown as such. It says what an entry speaks of, never how good it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from plateia.knowledge.declarations import rows_of

MATCHED_FACETS: tuple[str, ...] = ("offence_category", "place", "target_group", "mechanism")
"""What a finding and a practice are compared by: the problem, where, whom, and how it is meant to work."""

FACETS: tuple[str, ...] = (*MATCHED_FACETS, "theme", "emmie")

EMMIE_FIELDS: tuple[str, ...] = ("effect", "mechanism", "moderators", "implementation", "economics")
"""What may be known of a measure; five fields side by side, never added into one number."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one entry.

    Attributes
    ----------
    facet, code : str
        As in ``code_list()``.
    words : str
        Verbatim excerpt of the entry.
    field : str
        The field of the entry the words stand in.
    """

    facet: str
    code: str
    words: str
    field: str


@cache
def code_list() -> Mapping[tuple[str, str], str]:
    """Return the meaning of every declared code, by facet and code.

    Examples
    --------
    >>> code_list()["mechanism", "mediation"]
    'settling conflicts with a third party'
    """
    return MappingProxyType({(row["facet"], row["code"]): row["meaning"] for row in rows_of("code_list")})


@cache
def codes_by_entry() -> Mapping[str, tuple[Code, ...]]:
    """Return the codes of every entry of the inventory, in the order of the facets."""
    found: dict[str, list[Code]] = {}
    for row in rows_of("codes"):
        found.setdefault(row["entry_id"], []).append(Code(row["facet"], row["code"], row["words"], row["field"]))
    return MappingProxyType({entry: tuple(codes) for entry, codes in found.items()})


def codes_of(entry_id: str) -> tuple[Code, ...]:
    """Return the codes of one entry; none for an entry that was not coded.

    Examples
    --------
    >>> [code.words for code in codes_of("PS-20") if code.code == "mediation"]
    ['introduce mediation']
    """
    return codes_by_entry().get(entry_id, ())
