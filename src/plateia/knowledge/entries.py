"""What the knowledge base holds, as entries to be searched: their texts, codes and facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plateia.knowledge.codes import code_list
from plateia.knowledge.concepts import Found, concepts_in, concepts_of_code
from plateia.knowledge.practices import INVENTORY, Practice, practices
from plateia.knowledge.research import city_tools, insights, policies

KINDS: tuple[str, ...] = ("practice", "policy", "insight", "city_tool")

FIELDS: Mapping[str, float] = {
    "name": 4.0,
    "summary": 2.0,
    "target_groups": 2.0,
    "actors_involved": 1.0,
    "organisation": 2.0,
    "other": 1.0,
    "codes": 1.0,
}
"""The fields that are searched, and what a word found in them weighs."""

CODED = 1.5
"""What a concept weighs that stands in the codes of an entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one entry of the knowledge base.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    texts : mapping of str to str
        The fields that are searched: keys of ``FIELDS``.
    codes : tuple of str
        ``facet:code`` of the shared list.
    facets : mapping of str to tuple of str
        Values it is filtered by: focus_area, category, target_group, country, theme, kind.
    evidence : str or None
        What the source states of its results; None is "not stated".
    practice : Practice or None
        The practice itself, where it is one.
    """

    id: str
    kind: str
    name: str
    summary: str
    texts: Mapping[str, str]
    codes: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    evidence: str | None
    practice: Practice | None = None

    @property
    def states_evidence(self) -> bool:
        """Whether there is a claim of the source, or a result of the city's own evaluation."""
        return bool(self.evidence) or (self.practice is not None and self.practice.n_results > 0)


def entry_of(practice: Practice) -> Entry:
    """Return the entry of a practice, of the inventory or a city's own."""
    other = (
        practice.technology_cyber,
        practice.gender_aspect,
        practice.cross_border,
        practice.evidence_stated,
        practice.resources_stated,
        practice.barriers_stated,
        practice.success_factors_stated,
    )
    meanings = (code_list().get((code.facet, code.code), "") for code in practice.codes if code.facet != "emmie")
    codes = dict.fromkeys(f"{code.facet}:{code.code}" for code in practice.codes)
    return Entry(
        id=practice.id,
        kind="practice",
        name=practice.name,
        summary=practice.summary,
        texts={
            "name": practice.name,
            "summary": practice.summary,
            "target_groups": "; ".join(practice.target_groups),
            "actors_involved": "; ".join(practice.actors_involved),
            "organisation": "; ".join((*practice.city_or_organisation, practice.country or "")),
            "other": "; ".join(text for text in other if text),
            "codes": "; ".join(meanings),
        },
        codes=tuple(codes),
        facets={
            "kind": ("practice",),
            "focus_area": (practice.focus_area,),
            "category": practice.category,
            "country": (practice.country,) if practice.country else (),
            "target_group": tuple(dict.fromkeys(code.code for code in practice.codes_by_facet("target_group"))),
            "theme": tuple(dict.fromkeys(code.code for code in practice.codes_by_facet("theme"))),
        },
        evidence=practice.evidence_stated,
        practice=practice,
    )


def _plain(entry_id: str, kind: str, name: str, summary: str, organisation: str, **facets: tuple[str, ...]) -> Entry:
    texts = {"name": name, "summary": summary, "organisation": organisation}
    return Entry(entry_id, kind, name, summary, texts, (), {"kind": (kind,), **facets}, None)


def knowledge_entries() -> tuple[Entry, ...]:
    """Return everything the package knows: practices, policies, insights of research, tools of the six cities."""
    return (
        *(entry_of(practice) for practice in practices()),
        *(_plain(entry.id, "policy", entry.name, entry.summary, "; ".join(entry.organisation)) for entry in policies()),
        *(_plain(entry.id, "insight", "", entry.text, "", focus_area=(entry.focus_area,)) for entry in insights()),
        *(
            _plain(entry.id, "city_tool", entry.name, entry.summary, f"{entry.city}; {entry.country}",
                   focus_area=entry.focus_area, country=(entry.country,))
            for entry in city_tools()
        ),
    )  # fmt: skip


def concept_weights(entry: Entry) -> dict[str, float]:
    """Return what an entry says of each concept: the weights of the fields that name it, and its codes."""
    weights: dict[str, float] = {}
    for name, weight in FIELDS.items():
        if name == "codes":
            continue
        for found in concepts_of_text(entry, name):
            weights[found.concept] = weights.get(found.concept, 0.0) + weight
    for concept in {concept for code in entry.codes for concept in concepts_of_code().get(code, ())}:
        weights[concept] = weights.get(concept, 0.0) + CODED
    return weights


def concepts_of_text(entry: Entry, field: str) -> tuple[Found, ...]:
    """Return the concepts one field of an entry names; the package's own entries are in English."""
    from_the_package = entry.practice is None or entry.practice.provenance.origin == INVENTORY
    return concepts_in(entry.texts.get(field, ""), language="en" if from_the_package else None)
