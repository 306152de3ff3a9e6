"""What stands in the files of the knowledge base: each column declared once, with its type and meaning.

An empty field says that the source does not state it; it never says no. Several items in a field are separated by a
semicolon where the column's unit says ``list``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from plateia.findings.codes import FOCUS_AREAS
from plateia.tables.columns import Column, DType, TableDeclaration

CATEGORIES: tuple[str, ...] = ("diagnostic", "activity", "evaluation")
"""The three categories of the inventory: diagnosis, assessment and monitoring; activities; evaluation."""

COUNTRY_BASES: tuple[str, ...] = ("stated", "inferred")
"""Whether the source gives the country, or it was inferred from the city or organisation."""

EVIDENCE_CLAIMED: tuple[str, ...] = ("result", "evaluated")
"""A result is claimed; an evaluation is claimed, its result not given. Only these count as evidence stated."""
EVIDENCE_KINDS: tuple[str, ...] = (*EVIDENCE_CLAIMED, "not_evaluated", "no_result")
"""What is said of evidence; besides: the source says that it was not evaluated; or no result and no evaluation."""

RESEARCH_SECTIONS: tuple[str, ...] = ("trend", "tension", "lesson", "gap")
POLICY_TYPES: tuple[str, ...] = (
    "strategy",
    "legislation",
    "upcoming_legislation",
    "funding",
    "network",
    "good_practice",
    "study",
    "project",
)
MARKS: tuple[str, ...] = ("stated", "checked", "literature", "own")
"""Stated in the source; checked against public material; from the literature, to be checked again; our own decision."""

LABEL_LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "it": "Italian",
    "es": "Spanish",
    "pt": "Portuguese",
    "nl": "Dutch",
    "lv": "Latvian",
}
"""The languages a concept is named in."""

ALL_FOCUS_AREAS = "all"
"""The focus area of an entry that concerns them all."""


def _required(name: str, meaning: str, unit: str = "", dtype: DType = "string") -> Column:
    return Column(name, dtype, meaning, unit)


def _stated(name: str, meaning: str, unit: str = "", dtype: DType = "string") -> Column:
    return Column(name, dtype, meaning, unit, missing="not stated")


_SOURCE = (
    _required("source", "id of the document, in sources.csv"),
    _required("source_section", "section, annex or heading of that document"),
)

PRACTICES = TableDeclaration(
    "practices",
    "tools and practices of the inventory, summarised in our own words",
    (
        _required("id", "focus area and number; S5 for those of anonymised strategies"),
        _required("name", "name of the tool or practice"),
        _stated("city_or_organisation", "who runs or made it", "list"),
        _stated("country", "country in English"),
        _stated("country_basis", "stated by the source, or inferred from the city or organisation"),
        _required("focus_area", "one of " + ", ".join(FOCUS_AREAS)),
        _required("category", "any of " + ", ".join(CATEGORIES), "list"),
        _required("summary", "what it is and does"),
        _stated("target_groups", "whom it is for", "list"),
        _stated("actors_involved", "who takes part in its delivery", "list"),
        _stated("technology_cyber", "technology it uses, or crime online that it answers"),
        _stated("gender_aspect", "how gender is addressed"),
        _stated("cross_border", "how cross-border matters are addressed"),
        _stated("evidence_stated", "what the source says of evidence: a claim, never a rating"),
        _stated("evidence_kind", "what that is: one of " + ", ".join(EVIDENCE_KINDS)),
        _stated("resources_stated", "money, time and means"),
        _stated("barriers_stated", "what stood in the way"),
        _stated("success_factors_stated", "what helped"),
        _stated("year", "year or years, as stated"),
        _stated("url", "address given by the source"),
        *_SOURCE,
        _required("scope", "annex, chapter4_only, or chapter5_anonymised"),
        _required("annex_rows", "how often it stands in the annex; 0: found in a chapter only", dtype="integer"),
        _stated("person_level", "yes: assesses, reports, selects or investigates single persons; catalogue text only"),
        _stated("notes", "what a reader of the entry should know"),
    ),
)

POLICIES = TableDeclaration(
    "policies",
    "the policy and funding map: strategies, law, funds, networks, studies and projects",
    (
        _required("id", "PM and number"),
        _required("name", "name"),
        _required("type", "one of " + ", ".join(POLICY_TYPES)),
        _stated("year", "year or years"),
        _stated("organisation", "who is behind it", "list"),
        _required("summary", "what it is"),
        _stated("url", "address given by the source"),
        *_SOURCE,
        _stated("notes", "what a reader of the entry should know"),
    ),
)

STRATEGY_REVIEW = TableDeclaration(
    "strategy_review",
    "figures of the review of 21 municipal and regional security strategies",
    (
        _required("id", "SR and number"),
        _required("source_section", "section of the source, or of its survey and interviews"),
        _required("variable", "what the figure belongs to"),
        _required("category", "what was counted"),
        _required("value", "the figure", "see unit", "number"),
        _required("unit", "count, or percent of n"),
        _stated("n", "strategies or organisations it is a share of", dtype="integer"),
        _required("value_as_stated", "the words of the source"),
        _required("value_basis", "figure: the source gives a number; phrase: words, so that the value is approximate"),
        _stated("implied_count", "whole number the value stands for", dtype="integer"),
        _stated("implied_share_pct", "share of n the value stands for", "percent", "number"),
        _required("source", "id of the document, in sources.csv"),
        _stated("notes", "what a reader of the figure should know"),
    ),
)

RESEARCH = TableDeclaration(
    "research",
    "what thirty-five years of research and practice taught, by section and focus area, in our own words",
    (
        _required("id", "RI and number"),
        _required("section", "one of " + ", ".join(RESEARCH_SECTIONS)),
        _required("focus_area", "one of the four, or all"),
        _required("text", "the insight"),
        *_SOURCE,
        _required("mark", "how well it is supported: one of " + ", ".join(MARKS)),
    ),
)

PILLARS = TableDeclaration(
    "pillars",
    "the seven pillars of the IcARUS roadmap",
    (
        _required("id", "snake_case"),
        _required("position", "1 to 7", dtype="integer"),
        _required("name", "name"),
        _required("question", "what a plan should be able to show under it; our own wording"),
        *_SOURCE,
    ),
)

CITY_TOOLS = TableDeclaration(
    "city_tools",
    "the tools the six partner cities developed",
    (
        _required("id", "snake_case"),
        _required("city", "city"),
        _required("country", "country in English"),
        _required("name", "name of the tool"),
        _required("focus_area", "focus area, or several where pages of the project disagree", "list"),
        _required("summary", "what it is and does"),
        *_SOURCE,
        _stated("notes", "what a reader of the entry should know"),
    ),
)

SOURCES = TableDeclaration(
    "sources",
    "the documents the knowledge base rests on",
    (
        _required("id", "snake_case"),
        _required("title", "full title"),
        _stated("authors", "authors", "list"),
        _required("organisation", "publisher"),
        _required("year", "year of publication, or years"),
        _required("kind", "report, policy paper, article, web page or literature"),
        _stated("url", "address"),
        _stated("notes", "what a reader should know"),
    ),
)

CODES = TableDeclaration(
    "codes",
    "our own coding of every entry: each code with the words of the entry that support it",
    (
        _required("entry_id", "id in practices.csv"),
        _required("facet", "facet of code_list.csv"),
        _required("code", "code of code_list.csv"),
        _required("words", "verbatim excerpt of the field"),
        _required("field", "column of practices.csv the words stand in"),
    ),
)

CODE_LIST = TableDeclaration(
    "code_list",
    "the codes and what they mean",
    (
        _required("facet", "offence_category, place, target_group, mechanism, theme or emmie"),
        _required("code", "snake_case"),
        _required("meaning", "what it covers"),
    ),
)

FINDING_PROFILES = TableDeclaration(
    "finding_profiles",
    "which codes a finding of the audit looks for; our own decision",
    (
        _required("offence_category", "category of the shared vocabulary, or any"),
        Column(
            "when",
            "string",
            "conditions of plateia.knowledge.profiles, separated by spaces; all must hold",
            "list",
            missing="always",
        ),
        _required("facet", "offence_category, place, target_group or mechanism"),
        _required("code", "code of code_list.csv"),
        _stated("fit", "for offence_category: exact, near or general"),
    ),
)

CONCEPTS = TableDeclaration(
    "concepts",
    "what people look for, with its names in eight languages; our own decision",
    (
        _required("concept", "snake_case"),
        _stated("broader", "the concept it is a part of"),
        _stated("codes", "facet:code of code_list.csv that means the same", "list"),
        *(
            _required(language, f"names in {name}; a star ends the stem of a word", "list")
            for language, name in LABEL_LANGUAGES.items()
        ),
    ),
)

DECLARED: tuple[TableDeclaration, ...] = (
    PRACTICES,
    POLICIES,
    STRATEGY_REVIEW,
    RESEARCH,
    PILLARS,
    CITY_TOOLS,
    SOURCES,
    CODES,
    CODE_LIST,
    FINDING_PROFILES,
    CONCEPTS,
)


@cache
def rows_of(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of one file of the knowledge base, as they stand there.

    Examples
    --------
    >>> len(rows_of("practices")), rows_of("practices")[0]["name"]
    (141, 'Police station social worker')
    """
    text = files(__package__).joinpath("content", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))
