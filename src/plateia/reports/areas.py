"""The areas: one searchable table of all, and a section of their own for at most forty with something to say."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from plateia.findings.edition import Published
from plateia.reports.document import AreaTable, Block, Paragraph, Points, Section, Table
from plateia.reports.rows import count_cell, known, rows_of
from plateia.wording import Wording

SECTIONS = 40


def areas_section(published: Published, *, wording: Wording) -> Section:
    """Return the chapter of the areas; they stand in the order of their names, never of their figures."""
    table = area_table(published, wording=wording)
    chosen = areas_with_section(published)
    blocks: list[Block] = [Paragraph(wording.text("chapter.areas_lead"))]
    refusals = tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if finding.kind == "refusal" and finding.values.get("kind") in ("area_high", "area_low", "location_quotient")
    )
    nothing = tuple(
        wording.statement(finding)
        for finding in published.edition.findings
        if finding.kind in ("area_high", "area_low") and finding.values.get("template") in ("none", "none_shown")
    )
    if refusals or nothing:
        blocks.append(Points(tuple(dict.fromkeys((*refusals, *nothing)))))
    if table is not None:
        blocks.append(table)
    if chosen and len(chosen) < published.edition.areas.n_areas:
        blocks.append(
            Paragraph(wording.text("chapter.areas_chosen", n=len(chosen), of=published.edition.areas.n_areas))
        )
    return Section("areas", wording.text("chapter.areas"), tuple(blocks), _sections(published, chosen, wording))


def areas_with_section(published: Published) -> list[str]:
    """Return the ids of at most forty areas: those with findings first, by the rank of their first finding.

    Findings whose counts are hidden give no area a section: the section itself would say that something is there.
    """
    with_findings: dict[str, None] = {}
    for finding in published.edition.findings:
        if finding.kind in ("area_high", "area_low", "location_quotient", "period_change") and not finding.hidden:
            for area_id in finding.where.area_ids:
                with_findings[area_id] = None
    layer = published.edition.layers.get("areas")
    known_ids = set(layer.ids) if layer is not None else set(with_findings)
    chosen = [area_id for area_id in with_findings if area_id in known_ids]
    if layer is not None and len(layer.ids) <= SECTIONS:
        chosen += [area_id for area_id in layer.ids if area_id not in with_findings]
    return chosen[:SECTIONS]


def area_table(published: Published, *, wording: Wording) -> AreaTable | None:
    """Return counts of all areas by category as text, hidden ones as the one mark."""
    edition = published.edition
    areas = edition.tables.get("areas")
    if areas is None or areas.empty:
        return None
    names = areas.drop_duplicates("area_id").set_index("area_id")["name"]
    ordered = sorted(names.index.tolist(), key=lambda area_id: (str(names[area_id]).casefold(), str(area_id)))
    counts = areas.pivot(index="area_id", columns="offence_category", values="n")
    reasons = areas.pivot(index="area_id", columns="offence_category", values="reason")
    categories = [category for category in edition.categories if category in counts.columns]
    hidden, absent = wording.text("mark.hidden"), wording.text("mark.not_available")

    def cell(n: Any, reason: Any) -> str:
        if known(n) is not None:
            return wording.number(n)
        return hidden if known(reason) == "suppressed" else absent

    columns = [
        [
            cell(n, reason)
            for n, reason in zip(
                counts[category].reindex(ordered).tolist(), reasons[category].reindex(ordered).tolist(), strict=True
            )
        ]
        for category in categories
    ]
    return AreaTable(
        wording.text("table.areas_caption", period=wording.period(edition.period)),
        tuple(map(str, ordered)),
        tuple(str(names[area_id]) for area_id in ordered),
        tuple(_district_names(published).get(str(area_id), "") for area_id in ordered),
        tuple(wording.category(category) for category in categories),
        tuple(zip(*columns, strict=True)),
        wording.text("mark.legend"),
    )


def _district_names(published: Published) -> dict[str, str]:
    districts = published.edition.layers.get("districts")
    if districts is None:
        return {}
    names = dict(zip(districts.ids, districts.names, strict=True))
    return {area: names.get(district, "") for area, district in published.edition.parents.items()}


def _sections(published: Published, chosen: list[str], wording: Wording) -> tuple[Section, ...]:
    areas = published.edition.tables.get("areas")
    if areas is None or not chosen:
        return ()
    said: dict[str, list[str]] = defaultdict(list)
    for finding in published.edition.findings:
        for area_id in finding.where.area_ids:
            if finding.kind in ("area_high", "area_low", "location_quotient", "period_change"):
                said[area_id].append(wording.statement(finding))
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(areas[areas["area_id"].isin(chosen)]):
        rows[str(row["area_id"])].append(row)
    order = {category: position for position, category in enumerate(published.edition.categories)}
    sections = []
    by_name = sorted(chosen, key=lambda area_id: (_name(rows[area_id]).casefold(), area_id))
    for number, area_id in enumerate(by_name, start=1):
        rows[area_id].sort(key=lambda row: order.get(row["offence_category"], len(order)))
        blocks: tuple[Block, ...] = (
            Points(tuple(said[area_id])) if said[area_id] else Paragraph(wording.text("chapter.area_nothing")),
            _rates_table(area_id, rows[area_id], wording),
        )
        sections.append(Section(f"area-{number}", _name(rows[area_id]) or area_id, blocks))
    return tuple(sections)


def _name(rows: list[dict[str, Any]]) -> str:
    return str(rows[0]["name"]) if rows else ""


def _rates_table(area_id: str, rows: list[dict[str, Any]], wording: Wording) -> Table:
    def rate(row: dict[str, Any]) -> str:
        if row["rate"] is None or row["rate_ci_low"] is None:
            return count_cell({**row, "n": None}, "n", wording)
        digits = 1 if row["rate"] < 100 else 0
        return wording.text(
            "table.rate_with_interval",
            rate=wording.number(row["rate"], digits),
            low=wording.number(row["rate_ci_low"], digits),
            high=wording.number(row["rate_ci_high"], digits),
        )

    def unit(row: dict[str, Any]) -> str:
        name = row["denominator_name"]
        if row["rate"] is None or name is None:
            return wording.text("mark.not_available")
        return wording.text(f"rate_unit.{name}", n=row["per"])

    columns = tuple(wording.text(f"table.{name}") for name in ("category", "incidents", "rate", "unit"))
    cells = tuple(
        (wording.category(row["offence_category"]), count_cell(row, "n", wording), rate(row), unit(row)) for row in rows
    )
    caption = wording.text("table.area_caption", name=_name(rows), area=area_id)
    note = " ".join((wording.caveat("visitors_not_counted"), wording.text("mark.legend")))
    return Table(caption, columns, cells, frozenset({1, 2}), note, folded=wording.text("table.unfold"))
