"""A practice: an entry of the inventory, or one that a city wrote down itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from plateia.errors import InputError
from plateia.knowledge.codes import Code, codes_of
from plateia.knowledge.declarations import EVIDENCE_CLAIMED, PRACTICES, rows_of

INVENTORY = "inventory"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an entry comes from; its content comes from the document its ``source`` names.

    Attributes
    ----------
    origin : str
        ``INVENTORY``, or the name of the city that wrote the entry.
    entered_by : str or None
        Office or organisation that wrote it.
    entered_on : str or None
        ISO date.
    received_from : str or None
        City that sent it on, where it came by exchange.
    action : str or None
        Action of a plan whose evaluation it reports.
    """

    origin: str = INVENTORY
    entered_by: str | None = None
    entered_on: str | None = None
    received_from: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """One tool or practice. None, and an empty tuple, say "not stated": never "no".

    Attributes
    ----------
    id, name, focus_area, category, summary
        Always there. ``focus_area`` is one of the four, ``category`` any of diagnostic, activity, evaluation.
    country_basis : str or None
        ``inferred`` must be shown beside the country.
    evidence_stated : str or None
        What the source says of evidence; a claim, never a rating.
    evidence_kind : str or None
        What that is: one of ``EVIDENCE_KINDS``. None where nothing is said, and in a city's own practice.
    person_level : bool
        It assesses, reports, selects or investigates single persons: shown as text only, never offered for a plan.
    codes : tuple of Code
        Our own coding, or that of the city.
    n_results : int
        Results of the city's own evaluation; they stand whole in its form.
    provenance : Provenance

    Notes
    -----
    The remaining fields are the columns of ``practices.csv`` (``docs/knowledge.md``), under the same names.
    """

    id: str
    name: str
    focus_area: str
    category: tuple[str, ...]
    summary: str
    city_or_organisation: tuple[str, ...] = ()
    country: str | None = None
    country_basis: str | None = None
    target_groups: tuple[str, ...] = ()
    actors_involved: tuple[str, ...] = ()
    technology_cyber: str | None = None
    gender_aspect: str | None = None
    cross_border: str | None = None
    evidence_stated: str | None = None
    evidence_kind: str | None = None
    resources_stated: str | None = None
    barriers_stated: str | None = None
    success_factors_stated: str | None = None
    year: str | None = None
    url: str | None = None
    source: str | None = None
    source_section: str | None = None
    scope: str | None = None
    annex_rows: int | None = None
    person_level: bool = False
    notes: str | None = None
    codes: tuple[Code, ...] = field(default=(), repr=False)
    n_results: int = 0
    provenance: Provenance = Provenance()

    @property
    def states_evidence(self) -> bool:
        """Whether there is a claim of a result or of an evaluation, or a result of the city's own evaluation."""
        claimed = bool(self.evidence_stated) and self.evidence_kind in (None, *EVIDENCE_CLAIMED)
        return claimed or self.n_results > 0

    def codes_by_facet(self, facet: str) -> tuple[Code, ...]:
        """Return the codes of one facet."""
        return tuple(code for code in self.codes if code.facet == facet)


LISTS: frozenset[str] = frozenset(column.name for column in PRACTICES.columns if column.unit == "list")
"""Fields that hold several items."""


def practice_from(
    row: Mapping[str, str], *, codes: tuple[Code, ...] = (), provenance: Provenance | None = None
) -> Practice:
    """Return the practice of one row whose columns are declared in ``declarations.PRACTICES``.

    Examples
    --------
    >>> own = practice_from(
    ...     {
    ...         "id": "own-1",
    ...         "name": "Evening team",
    ...         "focus_area": "safe_public_spaces",
    ...         "category": "activity",
    ...         "summary": "A team that mediates in the station square.",
    ...     },
    ...     provenance=Provenance(origin="Leeds"),
    ... )
    >>> own.evidence_stated is None, own.target_groups
    (True, ())
    """
    stated = {name: value for name, value in row.items() if value}
    fields: dict[str, object] = {
        name: tuple(item.strip() for item in value.split(";")) if name in LISTS else value
        for name, value in stated.items()
    }
    fields["person_level"] = stated.get("person_level") == "yes"
    if "annex_rows" in stated:
        fields["annex_rows"] = int(stated["annex_rows"])
    return Practice(**fields, codes=codes, provenance=provenance or Provenance())  # type: ignore[arg-type]


@cache
def practices() -> tuple[Practice, ...]:
    """Return the inventory, in the order of its file.

    Examples
    --------
    >>> len(practices()), sum(entry.person_level for entry in practices())
    (141, 24)
    """
    return tuple(practice_from(row, codes=codes_of(row["id"])) for row in rows_of("practices"))


@cache
def _by_id() -> Mapping[str, Practice]:
    return MappingProxyType({entry.id: entry for entry in practices()})


def practice(entry_id: str) -> Practice:
    """Return one entry of the inventory.

    Raises
    ------
    InputError
        ``practices.unknown-id``: the inventory has no such entry.

    Examples
    --------
    >>> entry = practice("PS-19")
    >>> entry.name, entry.country, entry.country_basis
    ('SAM - mobile social work in public areas', 'Austria', 'stated')
    """
    found = _by_id().get(entry_id)
    if found is None:
        raise InputError(
            "practices.unknown-id",
            expected="The id of an entry of the inventory.",
            seen=f"{entry_id!r}.",
            remedy="an id such as PS-19; `plateia practices WORDS` finds them.",
        )
    return found
