"""The chapter on places: squares, concentration, repeated places, districts and areas that changed."""

from __future__ import annotations

from typing import Any

from plateia.findings.edition import Published
from plateia.reports import figures
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.in_short import chosen_comparison
from plateia.reports.rows import count_or_mark
from plateia.reports.said import caveats, concerns, points, refusals, statements
from plateia.wording import Wording

SQUARE_MAPS = 3
CHANGED_PLACES = 200


def places_section(published: Published, *, wording: Wording) -> Section:
    """Return the chapter on places."""
    return Section(
        "places",
        wording.text("chapter.places"),
        (Paragraph(wording.text("chapter.places_lead")),),
        (
            Section(
                "squares",
                wording.text("chapter.squares"),
                (*_squares(published, wording), *caveats(published, ("cells_high",), wording)),
            ),
            Section("concentration", wording.text("chapter.concentration"), _concentration(published, wording)),
            Section(
                "repeats",
                wording.text("chapter.repeats"),
                points(statements(published, ("repeat_places",), wording=wording)),
            ),
            Section("changed-places", wording.text("chapter.changed_places"), _changed_places(published, wording)),
        ),
    )


def _squares(published: Published, wording: Wording) -> tuple[Block, ...]:
    """Draw the chosen problem first, then the categories with the largest excess; the others are said in words."""
    edition = published.edition
    found = [finding for finding in edition.findings if concerns(finding, frozenset({"cells_high"}))]
    found.sort(key=lambda f: (f.values.get("offence_category") != edition.focus_category, f.rank))
    drawn: list[Block] = []
    said = []
    for number, finding in enumerate(found):
        figure = None
        if len(drawn) < SQUARE_MAPS and finding.kind == "cells_high":
            figure = figures.squares_figure(published, finding, wording=wording, key=f"squares-{number}")
        if figure is None:
            said.append(wording.statement(finding))
        else:
            drawn.append(figure)
    return (*drawn, *points(tuple(said)))


def _concentration(published: Published, wording: Wording) -> tuple[Block, ...]:
    drawn = [
        figures.concentration_figure(published, unit, wording=wording, key=f"concentration-{unit}")
        for unit in ("areas", "cells", "places")
    ]
    said = statements(published, ("concentration",), wording=wording, category=published.edition.focus_category)
    return (
        *points((*said, *refusals(published, ("concentration",), wording=wording))),
        *(figure for figure in drawn if figure is not None),
    )


def _changed_places(published: Published, wording: Wording) -> tuple[Block, ...]:
    table = _changed_table(published, wording)
    lead = Paragraph(wording.text("chapter.changed_places_lead" if table else "chapter.changed_places_none"))
    figure = figures.change_map_figure(
        published,
        published.edition.focus_category,
        chosen_comparison(published),
        level="area",
        wording=wording,
        key="areas-map",
        twin=published.edition.areas.n_areas <= 200,
    )
    shown = (figure,) if figure is not None and "districts" in published.edition.layers else ()
    return (lead, *((table,) if table else ()), *shown)


def _changed_table(published: Published, wording: Wording) -> Table | None:
    """Return the districts, then the areas, whose change is a finding, in the order of their names."""
    rows = []
    for finding in published.edition.findings:
        values: dict[str, Any] = dict(finding.values)
        if finding.kind != "period_change" or finding.hidden or values.get("level") not in ("district", "area"):
            continue
        rows.append(
            (
                values["level"] != "district",
                str(values.get("name") or values.get("area_id")),
                wording.category(str(values["offence_category"])),
                wording.text(f"comparison_short.{values['comparison']}"),
                count_or_mark(values.get("before"), wording),
                count_or_mark(values.get("after"), wording),
                wording.reading(str(values["reading"])),
            )
        )
    if not rows:
        return None
    names = ("place", "category", "comparison", "before", "after", "reading")
    columns = tuple(wording.text(f"table.{name}") for name in names)
    note = (
        wording.text("table.first_changes", n=len(rows), shown=CHANGED_PLACES) if len(rows) > CHANGED_PLACES else None
    )
    rows.sort(key=lambda row: (row[0], row[1].casefold(), *row[2:]))
    shown = tuple(row[1:] for row in rows[:CHANGED_PLACES])
    return Table(wording.text("table.changed_places_caption"), columns, shown, frozenset({3, 4}), note)
