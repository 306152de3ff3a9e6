"""What a finding of the audit looks for among practices: codes by facet, from its kind and values.

Never from the name of an area: a place is compared by its kind, not by what it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from plateia.findings.model import Finding, Value
from plateia.knowledge.codes import MATCHED_FACETS
from plateia.knowledge.declarations import rows_of
from plateia.vocabulary import ALL, NOT_CLASSIFIED, offence_categories

FITS: tuple[str, ...] = ("exact", "near", "general")
"""How near the problem of an entry is to that of a finding: the same, a related one, safety in general."""

ANY = "any"
UNSPECIFIC: frozenset[str] = frozenset({ALL, NOT_CLASSIFIED, "other_crime"})
"""Categories that name no single problem."""

OUTDOORS_KINDS: frozenset[str] = frozenset({"cells_high", "concentration", "repeat_places"})
YOUNG_UNTIL = 25
OLDER_FROM = 60
NIGHT_FROM_HOUR, NIGHT_TO_HOUR = 20, 4
MORE_THAN_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """What a finding looks for.

    Attributes
    ----------
    offence_category : str or None
        None where the finding concerns no single problem.
    conditions : frozenset of str
        Keys of ``CONDITIONS`` that hold.
    codes : mapping of str to (mapping of str to str)
        Facet -> code -> fit: one of ``FITS`` for the problem, empty for the other facets.
    """

    offence_category: str | None
    conditions: frozenset[str]
    codes: Mapping[str, Mapping[str, str]]


def profile_of(finding: Finding) -> Profile:
    """Return the codes a finding looks for, by facet.

    Notes
    -----
    Give the finding as it will be shown: in the protected version rows of ``affected`` whose count is hidden have no
    say, so that a match tells nothing a reader may not know.

    Examples
    --------
    >>> from plateia.findings.model import Estimate, Months
    >>> finding = Finding(
    ...     id="area_high:anti_social_behaviour:D04",
    ...     kind="area_high",
    ...     values={"offence_category": "anti_social_behaviour", "name": "Station Square"},
    ...     estimate=Estimate(1.9),
    ...     period=Months("2019-01", "2020-12"),
    ...     method="funnel",
    ... )
    >>> profile = profile_of(finding)
    >>> sorted(profile.conditions), profile.codes["offence_category"]["neighbourhood_conflict"]
    (['area', 'not_private'], 'near')
    """
    category = _category_of(finding)
    holding = frozenset(name for name, holds in CONDITIONS.items() if holds(finding))
    codes: dict[str, dict[str, str]] = {facet: {} for facet in MATCHED_FACETS}
    if category is not None:
        for row in _rows_for(category):
            if holding.issuperset(row["when"].split()):
                wanted = codes[row["facet"]]
                wanted[row["code"]] = min(wanted.get(row["code"], row["fit"]), row["fit"], key=_nearness)
    return Profile(category, holding, MappingProxyType({facet: MappingProxyType(of) for facet, of in codes.items()}))


def _category_of(finding: Finding) -> str | None:
    category = finding.values.get("offence_category")
    if not isinstance(category, str) or category in UNSPECIFIC or category not in offence_categories():
        return None
    return category


@cache
def _rows_for(category: str) -> tuple[Mapping[str, str], ...]:
    return tuple(row for row in rows_of("finding_profiles") if row["offence_category"] in (category, ANY))


def _nearness(fit: str) -> int:
    return FITS.index(fit) if fit in FITS else len(FITS)


def _area(finding: Finding) -> bool:
    if finding.kind in ("area_high", "location_quotient"):
        return True
    return finding.kind == "period_change" and finding.values.get("level") in ("area", "district")


def _outdoors(finding: Finding) -> bool:
    """Whether it concerns streets and squares: cells and places of offences in public, or a setting recorded so."""
    category = offence_categories().get(str(finding.values.get("offence_category")))
    in_public = category is not None and category.venue in ("public", "mixed")
    return (finding.kind in OUTDOORS_KINDS and in_public) or _mostly(finding, "setting", lambda text: text == "public")


def _night(finding: Finding) -> bool:
    if finding.kind != "timing":
        return False
    hour = finding.values.get("peak_from_hour")
    share = finding.values.get("share_night")
    late = isinstance(hour, int | float) and (hour >= NIGHT_FROM_HOUR or hour < NIGHT_TO_HOUR)
    return late or (isinstance(share, int | float) and share > MORE_THAN_HALF)


def _mostly(finding: Finding, name: str, holds: Callable[[str], bool]) -> bool:
    """Whether more than half of the persons counted are in rows for which something holds."""
    rows = finding.values.get("rows")
    if finding.kind != "affected" or not isinstance(rows, tuple | list):
        return False
    counted = [(row, _count(row)) for row in rows if isinstance(row, Mapping)]
    total = sum(n for _, n in counted)
    part = sum(n for row, n in counted if isinstance(row.get(name), str) and holds(str(row[name])))
    return total > 0 and part > MORE_THAN_HALF * total


def _count(row: Mapping[str, Value]) -> int:
    n = row.get("n")
    return n if isinstance(n, int) else 0


def _ages(band: str) -> tuple[int, int] | None:
    """Return the ages a band spans, as far as its digits tell: ``12-17``, ``60+``, ``under 18``."""
    digits = [int(number) for number in re.findall(r"\d+", band)]
    if len(digits) == 2:
        return digits[0], digits[1]
    if len(digits) == 1:
        return (digits[0], 120) if "+" in band else (0, digits[0])
    return None


def _private(finding: Finding) -> bool:
    return _mostly(finding, "setting", lambda text: text == "private")


def _young(band: str) -> bool:
    ages = _ages(band)
    return ages is not None and ages[1] <= YOUNG_UNTIL


def _older(band: str) -> bool:
    ages = _ages(band)
    return ages is not None and ages[0] >= OLDER_FROM


CONDITIONS: Mapping[str, Callable[[Finding], bool]] = MappingProxyType(
    {
        "area": _area,
        "outdoors": _outdoors,
        "night": _night,
        "women": lambda finding: _mostly(finding, "sex", lambda text: text == "female"),
        "young": lambda finding: _mostly(finding, "age_band", _young),
        "older": lambda finding: _mostly(finding, "age_band", _older),
        "private": _private,
        "not_private": lambda finding: not _private(finding),
    }
)
"""Conditions a row of ``finding_profiles.csv`` may name in ``when``; where it names several, all must hold."""
