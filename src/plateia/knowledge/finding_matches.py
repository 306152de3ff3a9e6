"""Many findings matched at once: those that look for the same have the same matches, which are found once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plateia.findings.model import Finding
from plateia.knowledge.matching import Matches, match_practices
from plateia.knowledge.practices import Practice
from plateia.knowledge.profiles import profile_of

NOT_LOOKED_UP: frozenset[str] = frozenset({"no_problem", "unspecific"})
"""What ``nothing_stated`` says of a finding for which nothing is looked up."""

HIDDEN = Matches((), (), ())
"""A hidden finding has no say: what agrees with it could tell what is hidden."""


def match_findings(
    findings: Iterable[Finding], *, practices: Sequence[Practice] | None = None, limit: int = 5
) -> tuple[Matches, ...]:
    """Return what ``match_practices`` returns for each finding; ``HIDDEN`` for one that is hidden.

    Parameters
    ----------
    findings : iterable of Finding
    practices, limit
        As ``match_practices``.

    Examples
    --------
    >>> from plateia.findings.model import Estimate, Months
    >>> finding = Finding(
    ...     id="area_high:burglary:A1",
    ...     kind="area_high",
    ...     values={"offence_category": "burglary"},
    ...     estimate=Estimate(2.0),
    ...     period=Months("2019-01", "2020-12"),
    ...     method="funnel",
    ... )
    >>> [matches.nothing_stated for matches in match_findings([finding, finding])]
    [('property_crime',), ('property_crime',)]
    """
    known: dict[tuple[str | None, frozenset[str]], Matches] = {}

    def matches_of(finding: Finding) -> Matches:
        if finding.hidden:
            return HIDDEN
        without = match_practices(finding, practices=())
        if not NOT_LOOKED_UP.isdisjoint(without.nothing_stated):
            return without
        profile = profile_of(finding)
        key = profile.offence_category, profile.conditions
        if key not in known:
            known[key] = match_practices(finding, practices=practices, limit=limit)
        return known[key]

    return tuple(map(matches_of, findings))
