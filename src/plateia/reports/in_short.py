"""The first sentences: all together, the clearest change, what cannot be said; and the changes they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plateia.findings.edition import Published
from plateia.findings.model import Finding
from plateia.wording import Wording

COMPARISONS: tuple[str, ...] = ("twelve_months", "year_to_date", "same_month")
"""In the order in which the first page prefers them."""

CLEAR = ("clearly_more", "clearly_fewer")
ROWS = 6


def chosen_comparison(published: Published) -> str:
    """Return the comparison the report speaks of: the longest one the data bear."""
    made = {
        finding.values.get("comparison")
        for finding in published.edition.findings
        if finding.kind == "period_change" and finding.values.get("level") == "city"
    }
    return next((name for name in COMPARISONS if name in made), COMPARISONS[0])


def city_changes(published: Published, comparison: str) -> list[Finding]:
    """Return the city's changes of one comparison, in the order of the vocabulary."""
    found = {
        finding.values.get("offence_category"): finding
        for finding in published.edition.findings
        if finding.kind == "period_change"
        and finding.values.get("level") == "city"
        and finding.values.get("comparison") == comparison
    }
    return [found[category] for category in published.edition.categories if category in found]


def rows_shown(changes: Sequence[Finding]) -> list[Finding]:
    """Return at most six categories: clear changes first, then the most frequent; the sum of all is said before."""
    rows = [finding for finding in changes if finding.values.get("offence_category") != "all"]

    def order(finding: Finding) -> tuple[bool, float]:
        after: Any = finding.values.get("after")
        return (reading_of(finding) not in CLEAR, -(after or 0))

    return sorted(rows, key=order)[:ROWS]


def reading_of(finding: Finding) -> str:
    """Return how a change reads; one whose recording changed is not compared, a hidden one cannot be said."""
    if "recording_changed" in finding.caveats:
        return "not_compared"
    return str(finding.values.get("reading") or "cannot_be_said")


def in_short(published: Published, changes: Sequence[Finding], *, wording: Wording) -> tuple[str, ...]:
    """Return three sentences: all together; the clearest change, or that there is none; what cannot be said yet."""
    together = next((finding for finding in changes if finding.values.get("offence_category") == "all"), None)
    return (
        _all_together(published, together, wording),
        _clearest(changes, wording),
        wording.text(
            "first_page.no_survey"
            if published.edition.coverage.categories.get("survey", "missing") == "missing"
            else "first_page.with_survey"
        ),
    )


def _all_together(published: Published, together: Finding | None, wording: Wording) -> str:
    if together is not None and not together.hidden:
        values: Any = together.values
        ends = {
            "before_span": (values["before_from"], values["before_to"]),
            "after_span": (values["after_from"], values["after_to"]),
        }
        return wording.text(f"first_page.all.{reading_of(together)}", **{**values, **ends})
    for finding in published.edition.findings:
        if finding.kind == "level" and finding.values.get("offence_category") == "all":
            return wording.statement(finding)
    return wording.refusal("comparison.no-like-months")


def _clearest(changes: Sequence[Finding], wording: Wording) -> str:
    """Name the clear changes of the categories: up to three, and how many there are in all."""
    categories = [finding for finding in changes if finding.values.get("offence_category") != "all"]
    if not categories:
        return wording.refusal("comparison.no-like-months")
    clear = [finding for finding in rows_shown(changes) if reading_of(finding) in CLEAR]
    unsaid = [finding for finding in categories if reading_of(finding) == "cannot_be_said"]
    mostly_unsaid = len(unsaid) > len(categories) / 2
    if not clear:
        return wording.text(
            "first_page.no_clear_said" if mostly_unsaid else "first_page.no_clear_change", n=len(categories)
        )
    named = []
    for finding in clear[:3]:
        values: Any = finding.values
        named.append(wording.text(f"first_page.changed.{values['reading']}", **values))
    sentence = wording.listed(named)
    rest = sum(reading_of(finding) in CLEAR for finding in categories) - len(named)
    nothing_more = "first_page.no_further_said" if mostly_unsaid else "first_page.no_further_change"
    closing = wording.text("first_page.further_changes", n=rest) if rest else wording.text(nothing_more)
    return f"{sentence[:1].upper()}{sentence[1:]}. {closing}"
