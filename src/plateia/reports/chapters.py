"""The chapters behind the first page: trends, places, times, categories, practices, areas, methods, glossary."""

from __future__ import annotations

from typing import Any

from plateia.findings.edition import Published
from plateia.reports import figures
from plateia.reports.areas import areas_section
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.in_short import COMPARISONS, chosen_comparison
from plateia.reports.intake import intake_section
from plateia.reports.places import places_section
from plateia.reports.practices import Practices, practices_section
from plateia.reports.rows import count_or_mark
from plateia.reports.said import caveats, points, refusals, statements
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


def chapters(published: Published, *, wording: Wording, practices: Practices = None) -> tuple[Section, ...]:
    """Return everything behind the first page, in reading order; ``practices`` as ``practices_section``."""
    return (
        intake_section(published, wording=wording),
        _trends(published, wording),
        places_section(published, wording=wording),
        _times(published, wording),
        _categories(published, wording),
        practices_section(published, wording=wording, practices=practices),
        areas_section(published, wording=wording),
        _methods(published, wording),
        _glossary(wording),
    )


def _trends(published: Published, wording: Wording) -> Section:
    sections = []
    for category in published.edition.categories:
        said = _said_of(published, category, wording)
        figure = figures.months_figure(published, category, wording=wording, key=f"months-{category}")
        blocks = (*points(said), *((figure,) if figure else ()))
        if blocks:
            sections.append(Section(f"trend-{category}", wording.category(category), blocks))
    lead: tuple[Block, ...] = (
        Paragraph(wording.text("chapter.trends_lead")),
        *points(refusals(published, ("trend", "period_change"), wording=wording)),
    )
    return Section(
        "trends",
        wording.text("chapter.trends"),
        (*lead, *caveats(published, ("trend", "period_change"), wording)),
        tuple(sections),
    )


def _said_of(published: Published, category: str, wording: Wording) -> tuple[str, ...]:
    """Return the city's changes of one category, the longest comparison first, then its trend."""
    order: tuple[Any, ...] = (*COMPARISONS, None)
    found = [
        finding
        for finding in published.edition.findings
        if finding.values.get("offence_category") == category
        and (finding.kind == "trend" or (finding.kind == "period_change" and finding.values.get("level") == "city"))
    ]
    found.sort(key=lambda finding: order.index(finding.values.get("comparison")))
    return tuple(wording.statement(finding) for finding in found)


def _times(published: Published, wording: Wording) -> Section:
    drawn: list[Block] = []
    for finding in published.edition.findings:
        if finding.kind == "timing":
            key = f"hours-{finding.values['offence_category']}"
            figure = figures.timing_figure(published, finding, wording=wording, key=key)
            drawn.append(figure if figure is not None else Paragraph(wording.statement(finding)))
    blocks = (
        Paragraph(wording.text("chapter.times_lead")),
        *points(refusals(published, ("timing",), wording=wording)),
        *drawn,
    )
    return Section("times", wording.text("chapter.times"), (*blocks, *caveats(published, ("timing",), wording)))


def _categories(published: Published, wording: Wording) -> Section:
    comparison = chosen_comparison(published)
    figure = figures.changes_figure(published, comparison, wording=wording, key="changes")
    blocks = (
        Paragraph(wording.text("chapter.categories_lead")),
        _levels_table(published, wording),
        *((figure,) if figure else ()),
        *points(statements(published, ("location_quotient", "harm", "affected"), wording=wording)),
        *caveats(published, ("level", "location_quotient", "harm"), wording),
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
        hidden = finding.hidden
        values: dict[str, Any] = dict(finding.values)
        cells = tuple(
            wording.text("mark.hidden") if hidden or values.get(name) is None else wording.number(scale * values[name])
            for name, scale in (("n", 1), ("n_without_area", 1), ("share_of_all", 100))
        )
        rows.append((wording.category(category), *cells))
    columns = tuple(wording.text(f"table.{name}") for name in ("category", "incidents", "without_area", "per_hundred"))
    caption = wording.text("table.levels_caption", period=wording.period(published.edition.period))
    return Table(caption, columns, tuple(rows), frozenset({1, 2, 3}), wording.text("mark.legend"))


def _methods(published: Published, wording: Wording) -> Section:
    edition = published.edition
    provenance = edition.provenance
    refused = tuple(wording.statement(finding) for finding in edition.findings if finding.kind == "refusal")
    hidden = sum(published.hidden.values())
    protection = "methods.internal" if published.internal_for is not None else "methods.protection"
    choices = Table(
        wording.text("methods.choices_caption"),
        (wording.text("table.choice"), wording.text("table.chosen"), wording.text("table.why")),
        tuple(
            (
                _choice(choice.name, wording),
                _chosen(choice.value, wording),
                wording.choice_reason(choice.why, **choice.details),
            )
            for choice in provenance.choices
        ),
        folded=wording.text("methods.choices_caption"),
    )
    inputs = Table(
        wording.text("methods.inputs_caption"),
        (wording.text("table.file"), wording.text("table.rows"), "SHA-256"),
        tuple((file.path, count_or_mark(file.rows, wording), file.sha256[:16] + "…") for file in provenance.inputs),
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
        (Section("refusals", wording.text("chapter.refusals"), points(refused)),) if refused else (),
    )


def _choice(name: str, wording: Wording) -> str:
    """Name a choice; what it holds for follows after colons: ``dispersion:city:burglary``."""
    what, *of = name.split(":")
    words = wording.text(f"choice.{what}") if wording.has(f"choice.{what}") else what.replace("_", " ")
    named = [wording.text(f"scope.{part}") if wording.has(f"scope.{part}") else wording.category(part) for part in of]
    return f"{words} ({', '.join(named)})" if named else words


def _chosen(value: str | int | float | bool, wording: Wording) -> str:
    if isinstance(value, bool):
        return wording.text("answer.yes" if value else "answer.no")
    if isinstance(value, str):
        return wording.category(value) if wording.has(f"category.{value}") else value
    return wording.number(value, 0 if float(value).is_integer() else 2)


def _glossary(wording: Wording) -> Section:
    rows = tuple((wording.text(f"glossary.{term}.name"), wording.text(f"glossary.{term}.text")) for term in GLOSSARY)
    columns = (wording.text("table.word"), wording.text("table.meaning"))
    table = Table(wording.text("glossary.caption"), columns, rows)
    return Section("glossary", wording.text("chapter.glossary"), (table,))
