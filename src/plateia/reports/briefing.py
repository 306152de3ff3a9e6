"""What the Word briefing and the slides take from the first page: one imprint, and tables an office can edit."""

from __future__ import annotations

import plateia
from plateia.findings.edition import Published
from plateia.reports.document import Table
from plateia.reports.first_page import FirstPage
from plateia.reports.office import Imprint
from plateia.reports.workbook import version_line
from plateia.wording import Wording

DECISION_ROWS = 3
STATES = ("used", "partly", "missing", "not_examined")


def imprint_of(published: Published, page: FirstPage, *, wording: Wording) -> Imprint:
    """Return title, author and version of an edition's documents."""
    # The mark says for whom an internal version is; the labels need not say it again.
    mark = version_line(published, wording=wording)
    return Imprint(
        title=page.title,
        subtitle=f"{page.kind}. {' '.join(page.notes)}",
        author=str(published.edition.governance.get("controller") or published.edition.city),
        mark=mark,
        internal=published.internal_for is not None,
        labels=tuple(label for label in page.labels if label != mark),
        made_with=wording.text("report.made_with", version=plateia.__version__),
    )


def changes_table(page: FirstPage, *, wording: Wording, note: str) -> Table:
    """Return "What changed" as a table."""
    columns = (
        wording.text("table.category"),
        page.before_heading,
        page.after_heading,
        wording.text("table.usual_range"),
        wording.text("table.reading"),
    )
    rows = tuple((row.category, row.before, row.after, row.usual, row.reading) for row in page.changes)
    return Table(wording.text("first_page.changes"), columns, rows, frozenset({1, 2, 3}), note)


def evidence_table(page: FirstPage, *, wording: Wording) -> Table:
    """Return what was looked at, one row for each state that occurs."""
    boxes = (*page.boxes, *page.focus_areas)
    words = {box.state: box.state_words for box in boxes}

    def named(group: tuple[object, ...], state: str) -> str:
        names = ", ".join(box.name for box in boxes if box in group and box.state == state)
        return names or wording.text("mark.not_available")

    rows = tuple(
        (words[state], named(page.boxes, state), named(page.focus_areas, state)) for state in STATES if state in words
    )
    columns = ("documents.evidence_state", "documents.evidence_kinds", "first_page.focus_areas")
    return Table(wording.text("documents.evidence_caption"), tuple(map(wording.text, columns)), rows)


def decision_table(*, wording: Wording, rows: int = DECISION_ROWS) -> Table:
    """Return the empty lines that a named person fills in."""
    names = ("decision_what", "decision_why", "decision_owner", "decision_when")
    columns = tuple(wording.text(f"documents.{name}") for name in names)
    return Table(wording.text("documents.decision_caption"), columns, (("",) * len(columns),) * rows)


def notes_at_the_foot(page: FirstPage, *, wording: Wording) -> tuple[str, ...]:
    """Return the sources, what counts, where the rest stands, and how districts may be quoted."""
    sources, incident, _, _, quote = page.foot
    return sources, incident, wording.text("documents.full_report"), quote
