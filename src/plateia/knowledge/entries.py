"""What the knowledge base holds, as entries to be searched: their texts, codes and facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plateia.findings.codes import FOCUS_AREAS
from plateia.knowledge.codes import code_list
from plateia.knowledge.concepts import Found, concepts_in, concepts_of_code
from plateia.knowledge.declarations import ALL_FOCUS_AREAS
from plateia.knowledge.practices import INVENTORY, Practice, practices
from plateia.knowledge.research import CityTool, Insight, Policy, city_tools, insights, policies

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
        Values it is filtered by: focus_area, category, target_group, country, theme, kind, evidence, section. A policy
        has its type here too.
    evidence : str or None
        What the source states of its results; None is "not stated".
    practice : Practice or None
        The practice itself, where it is one.
    source, source_section : str or None
        Id of the document and where it stands there, of what is no practice.
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
    source: str | None = None
    source_section: str | None = None

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
            "evidence": (evidence_of_entry(practice),),
        },
        evidence=practice.evidence_stated if practice.states_evidence else None,
        practice=practice,
    )


def evidence_of_entry(practice: Practice) -> str:
    """Return what a practice is filtered by: evidence stated, not stated, or said by its source not to be there.

    Examples
    --------
    >>> from plateia.knowledge.practices import practice
    >>> [evidence_of_entry(practice(entry_id)) for entry_id in ("PS-19", "PS-14", "RA-25", "PS-01")]
    ['stated', 'not_evaluated', 'not_stated', 'not_stated']
    """
    if practice.states_evidence:
        return "stated"
    return "not_evaluated" if practice.evidence_kind == "not_evaluated" else "not_stated"


def _insight(insight: Insight) -> Entry:
    """Return the entry of an insight, found by its section too; one for all focus areas belongs to each of them."""
    focus = (ALL_FOCUS_AREAS, *FOCUS_AREAS) if insight.focus_area == ALL_FOCUS_AREAS else (insight.focus_area,)
    return Entry(
        id=insight.id,
        kind="insight",
        name="",
        summary=insight.text,
        texts={"name": "", "summary": insight.text, "organisation": "", "other": insight.section},
        codes=(),
        facets={"kind": ("insight",), "focus_area": focus, "section": (insight.section,)},
        evidence=None,
        source=insight.source,
        source_section=insight.source_section,
    )


def _policy(policy: Policy) -> Entry:
    organisation = "; ".join(policy.organisation)
    return Entry(
        id=policy.id,
        kind="policy",
        name=policy.name,
        summary=policy.summary,
        texts={"name": policy.name, "summary": policy.summary, "organisation": organisation},
        codes=(),
        facets={"kind": ("policy",), "policy_type": (policy.type,)},
        evidence=None,
        source=policy.source,
        source_section=policy.source_section,
    )


def _city_tool(tool: CityTool) -> Entry:
    organisation = f"{tool.city}; {tool.country}"
    return Entry(
        id=tool.id,
        kind="city_tool",
        name=tool.name,
        summary=tool.summary,
        texts={"name": tool.name, "summary": tool.summary, "organisation": organisation},
        codes=(),
        facets={
            "kind": ("city_tool",),
            "focus_area": tool.focus_area,
            "country": (tool.country,),
            "evidence": ("not_stated",),
        },
        evidence=None,
        source=tool.source,
        source_section=tool.source_section,
    )


def knowledge_entries() -> tuple[Entry, ...]:
    """Return everything the package knows: practices, policies, insights of research, tools of the six cities."""
    return (
        *map(entry_of, practices()),
        *map(_policy, policies()),
        *map(_insight, insights()),
        *map(_city_tool, city_tools()),
    )


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
