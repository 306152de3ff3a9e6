"""Which practices of the knowledge base speak to a finding, why, and what is not known.

A practice is shown where at least two of problem, place, target group and mechanism agree, and where its problem is
that of the finding, a near one, or safety of such places and people in general; the last does not count as agreement.
What the inventory does not have is said. Evidence is shown beside a match, never used to order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plateia.findings.codes import READINGS
from plateia.findings.model import Finding
from plateia.knowledge.codes import EMMIE_FIELDS, MATCHED_FACETS, Code
from plateia.knowledge.coverage import PROPERTY_CRIME, touching_property_crime
from plateia.knowledge.practices import Practice
from plateia.knowledge.practices import practices as inventory
from plateia.knowledge.profiles import FITS, Profile, profile_of

PROBLEM = MATCHED_FACETS[0]
GENERAL = FITS[-1]
LEAST_FACETS = 2

NOTHING_STATED: Mapping[str, str] = {
    "no_problem": "no problem is shown: as usual, a fall, no more than chance, nothing flagged, a limit of the data",
    "unspecific": "all offences together, or a category that names no single problem",
    "property_crime": "the offence is property crime, which none of the four focus areas covers; see ``touching``",
    "not_crime": "the category is no crime: the inventory covers crime and feelings of insecurity",
    "not_named": "no entry names this offence; entries shown address a related or wider problem",
    "one_facet": "entries name the problem, but neither place, target group nor mechanism agrees",
}
"""What ``Matches.nothing_stated`` may hold; its text is ``match.nothing.<code>`` of ``wording``."""

NOT_CRIME: frozenset[str] = frozenset({"road_collision"})
RISE = "clearly_more"
_NOTHING_TO_ACT_ON: frozenset[str] = frozenset(
    {"none", "none_shown", *(f"only_{reading}" for reading in READINGS if reading != RISE)}
)
_AGAINST_CHANCE: Mapping[str, str] = {"concentration": "gini", "repeat_places": "share_at_repeats"}
PROBLEM_KINDS: frozenset[str] = frozenset(
    {
        "level",
        "trend",
        "period_change",
        "area_high",
        "cells_high",
        "concentration",
        "repeat_places",
        "location_quotient",
        "timing",
        "harm",
        "affected",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One code on which finding and practice agree, with the words of the entry that support it."""

    facet: str
    code: str
    words: str


Evidence = Mapping[str, tuple[str, ...] | None]
"""EMMIE field -> what the entry states of it, in its words; None: not stated."""


@dataclass(frozen=True, slots=True)
class Match:
    """A practice, why it is shown, and what its entry states of evidence.

    Attributes
    ----------
    practice : Practice
    reasons : tuple of Reason
        In the order of the facets.
    fit : str
        How near its problem is: exact, near or general.
    evidence : mapping
        By EMMIE field; None says "not stated".
    """

    practice: Practice
    reasons: tuple[Reason, ...]
    fit: str
    evidence: Evidence

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that agree, in their order; a problem that fits in general only does not count as agreeing."""
        given = {reason.facet for reason in self.reasons}
        if self.fit == GENERAL:
            given.discard(PROBLEM)
        return tuple(facet for facet in MATCHED_FACETS if facet in given)


@dataclass(frozen=True, slots=True)
class FacetAgreement:
    """How many entries carry what a finding asks for in one facet, whether they are shown or not.

    Attributes
    ----------
    facet : str
        One of ``MATCHED_FACETS``.
    asked : bool
        Whether the finding asks for anything there; a problem that fits in general only is not asked for.
    n_entries : int
    """

    facet: str
    asked: bool
    n_entries: int


@dataclass(frozen=True, slots=True)
class Matches:
    """What the knowledge base has for a finding, and what it has not.

    Attributes
    ----------
    matches : tuple of Match
        Practices, best agreement first.
    read_only : tuple of Match
        Entries that agree but work on single persons: text of the catalogue, never offered for a plan.
    nothing_stated : tuple of str
        Keys of ``NOTHING_STATED``.
    touching : tuple of Practice
        Entries that touch property crime where that is asked for and that do not agree: named, never offered.
    agreement : tuple of FacetAgreement
        By facet, where something was looked up.
    """

    matches: tuple[Match, ...]
    read_only: tuple[Match, ...]
    nothing_stated: tuple[str, ...]
    touching: tuple[Practice, ...] = ()
    agreement: tuple[FacetAgreement, ...] = ()


def match_practices(finding: Finding, *, practices: Sequence[Practice] | None = None, limit: int = 5) -> Matches:
    """Return the practices that speak to a finding, with the reasons.

    Parameters
    ----------
    finding : Finding
    practices : sequence of Practice, optional
        The inventory and a city's own; the inventory where left out.
    limit : int
        How many are shown of each list.

    Returns
    -------
    Matches
        Ordered by the number of facets that agree, then by how near the problem is, then by how rare the rarest shared
        code is among the practices; ties by id.

    Notes
    -----
    The rule and the profiles are our own decision (``docs/methods/practice_matching.md``).

    Examples
    --------
    >>> from plateia.findings.model import Estimate, Months
    >>> finding = Finding(
    ...     id="cells_high:bicycle_theft",
    ...     kind="cells_high",
    ...     values={"offence_category": "bicycle_theft"},
    ...     estimate=Estimate(0.3),
    ...     period=Months("2019-01", "2020-12"),
    ...     method="gi_star",
    ... )
    >>> found = match_practices(finding)
    >>> found.matches, found.nothing_stated, [entry.id for entry in found.touching]
    ((), ('property_crime',), ['PS-02', 'PS-16'])
    """
    if not _shows_a_problem(finding):
        return Matches((), (), ("no_problem",))
    profile = profile_of(finding)
    if profile.offence_category is None:
        return Matches((), (), ("unspecific",))
    candidates = inventory() if practices is None else tuple(practices)
    carried = Counter((code.facet, code.code) for entry in candidates for code in entry.codes)
    compared = [match for entry in candidates if (match := _compared(entry, profile)) is not None]
    shown = [match for match in compared if len(match.facets) >= LEAST_FACETS]
    shown.sort(key=lambda match: _order(match, carried))
    return Matches(
        tuple(match for match in shown if not match.practice.person_level)[:limit],
        tuple(match for match in shown if match.practice.person_level)[:limit],
        _nothing_stated(profile.offence_category, compared, shown),
        _touching(profile.offence_category, candidates, shown),
        tuple(_agreement(facet, profile, candidates) for facet in MATCHED_FACETS),
    )


def _touching(category: str, candidates: Sequence[Practice], shown: Sequence[Match]) -> tuple[Practice, ...]:
    if category not in PROPERTY_CRIME:
        return ()
    matched = {match.practice.id for match in shown}
    return tuple(entry for entry in touching_property_crime(candidates) if entry.id not in matched)


def _agreement(facet: str, profile: Profile, candidates: Sequence[Practice]) -> FacetAgreement:
    asked = {code for code, fit in profile.codes[facet].items() if fit != GENERAL}
    carrying = (any(code.code in asked for code in entry.codes_by_facet(facet)) for entry in candidates)
    return FacetAgreement(facet, bool(asked), sum(carrying))


def _shows_a_problem(finding: Finding) -> bool:
    """Whether there is something to act on: no fall, no usual level, nothing that chance alone would bring."""
    values = finding.values
    said = values.get("reading", RISE) == RISE and values.get("template") not in _NOTHING_TO_ACT_ON
    quotient = values.get("quotient")
    below = isinstance(quotient, int | float) and quotient < 1
    return finding.kind in PROBLEM_KINDS and said and not below and not _as_chance(finding)


def _as_chance(finding: Finding) -> bool:
    figure, chance_high = finding.values.get(_AGAINST_CHANCE.get(finding.kind, "")), finding.values.get("chance_high")
    return isinstance(figure, int | float) and isinstance(chance_high, int | float) and figure <= chance_high


def _compared(entry: Practice, profile: Profile) -> Match | None:
    """Return how an entry agrees with a profile, or None where its problem does not."""
    reasons = tuple(
        Reason(code.facet, code.code, code.words)
        for facet in MATCHED_FACETS
        for code in entry.codes_by_facet(facet)
        if code.code in profile.codes[facet]
    )
    fits = [profile.codes[PROBLEM][reason.code] for reason in reasons if reason.facet == PROBLEM]
    if not fits:
        return None
    return Match(entry, reasons, min(fits, key=FITS.index), evidence_of(entry.codes))


def evidence_of(codes: Sequence[Code]) -> Evidence:
    """Return what an entry states of each EMMIE field, in its words; None where it states nothing.

    Examples
    --------
    >>> from plateia.knowledge.codes import codes_of
    >>> evidence_of(codes_of("PS-19"))["economics"], evidence_of(codes_of("PS-20"))["effect"]
    (('long-term time and money',), None)
    """
    stated = {name: tuple(c.words for c in codes if c.facet == "emmie" and c.code == name) for name in EMMIE_FIELDS}
    return {name: words or None for name, words in stated.items()}


def _order(match: Match, carried: Counter[tuple[str, str]]) -> tuple[int, int, int, str]:
    rarest = min(carried[reason.facet, reason.code] for reason in match.reasons)
    return -len(match.facets), FITS.index(match.fit), rarest, match.practice.id


def _nothing_stated(category: str, compared: Sequence[Match], shown: Sequence[Match]) -> tuple[str, ...]:
    said = []
    if category in PROPERTY_CRIME:
        said.append("property_crime")
    elif category in NOT_CRIME:
        said.append("not_crime")
    elif not any(match.fit == "exact" for match in compared):
        said.append("not_named")
    if compared and not shown:
        said.append("one_facet")
    return tuple(said)
