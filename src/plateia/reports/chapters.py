"""The chapters behind the first page: trends, places, times, categories, areas, methods, glossary."""

from __future__ import annotations

from collections.abc import Iterable

from plateia.findings.edition import Published
from plateia.findings.model import Finding
from plateia.reports import figures
from plateia.reports.areas import areas_section
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.first_page import COMPARISONS, chosen_comparison
from plateia.reports.intake import intake_section
from plateia.wording import Wording

GLOSSARY: tuple[str, ...] = (
    "recorded_incident",
    "usual_range",
    "clearly",
    "cannot_be_said",
    "dispersion",
    "interval",
    "smoothed_rate",
    "concentration",
    "squares",
    "anchor",
    "hidden",
    "false_discovery",
)
SQUARE_MAPS = 3
CHANGED_PLACES = 200
UNDER_EVERY_FIGURE = ("recorded_only", "single_source")


def chapters(published: Published, *, wording: Wording) -> tuple[Section, ...]:
    """Return everything behind the first page, in reading order."""
    return (
        intake_section(published, wording=wording),
        _trends(published, wording),
        _places(published, wording),
        _times(published, wording),
        _categories(published, wording),
        areas_section(published, wording=wording),
        _methods(published, wording),
        _glossary(wording),
    )


def statements(
    published: Published, kinds: Iterable[str], *, wording: Wording, category: str | None = None
) -> tuple[str, ...]:
    """Return the sentences of findings of some kinds, in their order, refusals of these kinds included."""
    wanted = frozenset(kinds)
    return tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if _concerns(finding, wanted) and (category is None or finding.values.get("offence_category") == category)
    )


def _concerns(finding: Finding, kinds: frozenset[str]) -> bool:
    return finding.kind in kinds or (finding.kind == "refusal" and finding.values.get("kind") in kinds)


def _points(items: tuple[str, ...]) -> tuple[Block, ...]:
    return (Points(tuple(dict.fromkeys(items))),) if items else ()


def _caveats(published: Published, kinds: Iterable[str], wording: Wording) -> tuple[Block, ...]:
    """Return each caveat of these kinds once."""
    wanted = frozenset(kinds)
    codes = dict.fromkeys(
        code
        for finding in published.edition.findings
        if finding.kind in wanted
        for code in finding.caveats
        if code not in UNDER_EVERY_FIGURE
    )
    return (Paragraph(" ".join(wording.caveat(code) for code in codes), "note"),) if codes else ()


def _trends(published: Published, wording: Wording) -> Section:
    refusals = tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if finding.kind == "refusal" and finding.values.get("kind") in ("trend", "period_change")
    )
    sections = []
    for category in published.edition.categories:
        said = _said_of(published, category, wording)
        figure = figures.months_figure(published, category, wording=wording, key=f"months-{category}")
        blocks = (*_points(said), *((figure,) if figure else ()))
        if blocks:
            sections.append(Section(f"trend-{category}", wording.category(category), blocks))
    lead: tuple[Block, ...] = (Paragraph(wording.text("chapter.trends_lead")), *_points(refusals))
    return Section(
        "trends",
        wording.text("chapter.trends"),
        (*lead, *_caveats(published, ("trend", "period_change"), wording)),
        tuple(sections),
    )


def _said_of(published: Published, category: str, wording: Wording) -> tuple[str, ...]:
    """Return the city's changes of one category, the longest comparison first, then its trend."""
    order = (*COMPARISONS, None)
    found = [
        finding
        for finding in published.edition.findings
        if finding.values.get("offence_category") == category
        and (finding.kind == "trend" or (finding.kind == "period_change" and finding.values.get("level") == "city"))
    ]
    found.sort(key=lambda finding: order.index(finding.values.get("comparison")))  # type: ignore[arg-type]
    return tuple(wording.statement(finding) for finding in found)


def _places(published: Published, wording: Wording) -> Section:
    return Section(
        "places",
        wording.text("chapter.places"),
        (Paragraph(wording.text("chapter.places_lead")),),
        (
            Section(
                "squares",
                wording.text("chapter.squares"),
                (*_squares(published, wording), *_caveats(published, ("cells_high",), wording)),
            ),
            Section("concentration", wording.text("chapter.concentration"), _concentration(published, wording)),
            Section(
                "repeats",
                wording.text("chapter.repeats"),
                _points(statements(published, ("repeat_places",), wording=wording)),
            ),
            Section("changed-places", wording.text("chapter.changed_places"), _changed_places(published, wording)),
        ),
    )


def _squares(published: Published, wording: Wording) -> tuple[Block, ...]:
    """Draw the chosen problem first, then the categories with the largest excess; the others are said in words."""
    edition = published.edition
    found = [finding for finding in edition.findings if _concerns(finding, frozenset({"cells_high"}))]
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
    return (*drawn, *_points(tuple(said)))


def _concentration(published: Published, wording: Wording) -> tuple[Block, ...]:
    drawn = [
        figures.concentration_figure(published, unit, wording=wording, key=f"concentration-{unit}")
        for unit in ("areas", "cells", "places")
    ]
    said = statements(published, ("concentration",), wording=wording, category=published.edition.focus_category)
    refused = tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if finding.kind == "refusal" and finding.values.get("kind") == "concentration"
    )
    return (*_points((*said, *refused)), *(figure for figure in drawn if figure is not None))


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
        values = dict(finding.values)
        if finding.kind != "period_change" or finding.hidden or values.get("level") not in ("district", "area"):
            continue
        rows.append(
            (
                values["level"] != "district",
                str(values.get("name") or values.get("area_id")),
                wording.category(str(values["offence_category"])),
                wording.text(f"comparison_short.{values['comparison']}"),
                wording.number(values["before"]),
                wording.number(values["after"]),
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


def _times(published: Published, wording: Wording) -> Section:
    refusals = tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if finding.kind == "refusal" and finding.values.get("kind") == "timing"
    )
    drawn: list[Block] = []
    for finding in published.edition.findings:
        if finding.kind == "timing":
            key = f"hours-{finding.values['offence_category']}"
            figure = figures.timing_figure(published, finding, wording=wording, key=key)
            drawn.append(figure if figure is not None else Paragraph(wording.statement(finding)))
    blocks = (Paragraph(wording.text("chapter.times_lead")), *_points(refusals), *drawn)
    return Section("times", wording.text("chapter.times"), (*blocks, *_caveats(published, ("timing",), wording)))


def _categories(published: Published, wording: Wording) -> Section:
    comparison = chosen_comparison(published)
    figure = figures.changes_figure(published, comparison, wording=wording, key="changes")
    blocks = (
        Paragraph(wording.text("chapter.categories_lead")),
        _levels_table(published, wording),
        *((figure,) if figure else ()),
        *_points(statements(published, ("location_quotient", "harm", "affected"), wording=wording)),
        *_caveats(published, ("level", "location_quotient", "harm"), wording),
    )
    return Section("categories", wording.text("chapter.categories"), blocks)


def _levels_table(published: Published, wording: Wording) -> Table:
    found = {
        finding.values.get("offence_category"): finding
        for finding in published.edition.findings
        if finding.kind == "level"
    }
    rows = []
    for category in published.edition.categories:
        finding = found.get(category)
        if finding is None:
            continue
        hidden, values = finding.hidden, dict(finding.values)
        cells = (
            wording.text("mark.hidden") if hidden or values.get(name) is None else write(values[name])
            for name, write in (
                ("n", wording.number),
                ("n_without_area", wording.number),
                ("share_of_all", lambda share: wording.number(100 * share)),
            )
        )
        rows.append((wording.category(category), *cells))
    columns = tuple(wording.text(f"table.{name}") for name in ("category", "incidents", "without_area", "per_hundred"))
    caption = wording.text("table.levels_caption", period=wording.period(published.edition.period))
    return Table(caption, columns, tuple(rows), frozenset({1, 2, 3}), wording.text("mark.legend"))


def _methods(published: Published, wording: Wording) -> Section:
    edition = published.edition
    provenance = edition.provenance
    refusals = tuple(wording.statement(finding) for finding in edition.findings if finding.kind == "refusal")
    hidden = sum(published.hidden.values())
    protection = "methods.internal" if published.internal_for is not None else "methods.protection"
    choices = Table(
        wording.text("methods.choices_caption"),
        (wording.text("table.choice"), wording.text("table.chosen"), wording.text("table.why")),
        tuple(
            (_choice(choice.name, wording), str(choice.value), _why(choice.why, wording))
            for choice in provenance.choices
        ),
    )
    inputs = Table(
        wording.text("methods.inputs_caption"),
        (wording.text("table.file"), wording.text("table.rows"), "SHA-256"),
        tuple((file.path, wording.number(file.rows), file.sha256[:16] + "…") for file in provenance.inputs),
        frozenset({1}),
    )
    versions = ", ".join(f"{name} {version}" for name, version in sorted(provenance.versions.items()))
    said = tuple(
        wording.text(f"methods.{name}") for name in ("counts", "dispersion", "usual", "families", "rates", "places")
    )
    return Section(
        "methods",
        wording.text("chapter.methods"),
        (
            Points(
                (
                    *said,
                    wording.text(
                        protection, n=hidden, minimum=published.minimum_count, most=published.minimum_count - 1
                    ),
                )
            ),
            *((choices,) if provenance.choices else ()),
            inputs,
            Paragraph(wording.text("methods.versions", versions=versions, seed=provenance.seed), "note"),
        ),
        (Section("refusals", wording.text("chapter.refusals"), _points(refusals)),) if refusals else (),
    )


def _choice(name: str, wording: Wording) -> str:
    """Name a choice; what it holds for follows after colons: ``dispersion:city:burglary``."""
    what, *of = name.split(":")
    words = wording.text(f"choice.{what}") if wording.has(f"choice.{what}") else what.replace("_", " ")
    named = [wording.text(f"scope.{part}") if wording.has(f"scope.{part}") else wording.category(part) for part in of]
    return f"{words} ({', '.join(named)})" if named else words


def _why(why: str, wording: Wording) -> str:
    return wording.text(f"choice_why.{why}") if wording.has(f"choice_why.{why}") else why


def _glossary(wording: Wording) -> Section:
    rows = tuple((wording.text(f"glossary.{term}.name"), wording.text(f"glossary.{term}.text")) for term in GLOSSARY)
    columns = (wording.text("table.word"), wording.text("table.meaning"))
    table = Table(wording.text("glossary.caption"), columns, rows)
    return Section("glossary", wording.text("chapter.glossary"), (table,))
