"""The intake account as a section: per source what was read, kept and dropped, and every defect in a plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

from plateia.findings.edition import Published, SourceAccount
from plateia.findings.model import Finding
from plateia.reports.document import Block, Paragraph, Points, Section, Table
from plateia.reports.rows import count_or_mark
from plateia.wording import Wording


def intake_section(published: Published, *, wording: Wording) -> Section:
    """Return the account of all sources and of the areas."""
    edition = published.edition
    names = {source.id: source.name for source in edition.sources}
    defects = [_defect(finding, names, wording) for finding in edition.findings if finding.kind == "data_quality"]
    blocks: list[Block] = [Paragraph(wording.text("intake.lead"))]
    if edition.months_missing:
        blocks.append(Paragraph(wording.text("intake.months_missing", months=edition.months_missing), "warning"))
    blocks.append(Points(tuple(defects)) if defects else Paragraph(wording.text("intake.no_defects")))
    return Section(
        "intake",
        wording.text("chapter.intake"),
        tuple(blocks),
        (
            *(_source_section(source, number, wording) for number, source in enumerate(edition.sources)),
            _areas_section(published, wording),
        ),
    )


def _defect(finding: Finding, names: Mapping[str, str], wording: Wording) -> str:
    """Return the sentence of a defect, the source by its name."""
    if finding.hidden:
        return wording.statement(finding)
    values = dict(finding.values)
    source = str(values.pop("source", None) or "")
    return wording.quality(str(values.pop("code")), source=names.get(source, source), **values)


def _source_section(source: SourceAccount, number: int, wording: Wording) -> Section:
    rows = [
        ("licence", source.licence),
        ("controller", source.controller),
        ("purpose", source.purpose),
        ("legal_basis", source.legal_basis),
        ("retention", source.retention),
        ("time_basis", wording.text(f"time_basis.{source.time_basis}")),
        ("time_resolution", wording.text(f"resolution.{source.time_resolution}")),
        ("read", count_or_mark(source.read, wording)),
        ("kept", count_or_mark(source.kept, wording)),
        ("with_area", count_or_mark(source.with_area, wording)),
        ("without_area", count_or_mark(source.without_area, wording)),
        ("first_last", f"{source.first or '–'} – {source.last or '–'}"),
        ("months_missing_row", wording.months(source.months_missing)),
        ("months_partial", wording.months(source.months_partial)),
        ("without_coordinates", count_or_mark(source.without_coordinates, wording)),
        ("repeated_ids", wording.number(source.repeated_ids)),
        ("without_id", wording.number(source.without_id)),
        ("distinct_locations", wording.number(source.distinct_locations)),
        ("points", wording.text("intake.anchored" if source.anchored else "intake.exact")),
        ("area_disagreement", wording.percent(source.area_disagreement, 1)),
    ]
    columns = (wording.text("table.what"), wording.text("table.figure"))
    account = Table(
        wording.text("intake.account_caption", source=source.name),
        columns,
        tuple((wording.text(f"intake.{name}"), str(figure)) for name, figure in rows if figure is not None),
    )
    blocks: list[Block] = [
        Paragraph(_account_sentence(source, wording)),
        account,
        *((_dropped_table(source, wording),) if source.dropped else ()),
        _categories_table(source, wording),
    ]
    return Section(f"source-{number + 1}", source.name, tuple(blocks))


def _account_sentence(source: SourceAccount, wording: Wording) -> str:
    read: int | None = source.read
    if read is None:
        return wording.text("intake.sentence_hidden")
    dropped = sum(source.dropped.values())
    return wording.text("intake.sentence", n=source.read, kept=source.kept, dropped=dropped)


def _dropped_table(source: SourceAccount, wording: Wording) -> Table:
    rows = tuple((wording.drop(reason), wording.number(n)) for reason, n in source.dropped.items())
    columns = (wording.text("table.dropped_because"), wording.text("table.records"))
    total = (wording.text("table.sum"), wording.number(sum(source.dropped.values())))
    return Table(wording.text("intake.dropped_caption", source=source.name), columns, (*rows, total), frozenset({1}))


def _categories_table(source: SourceAccount, wording: Wording) -> Table:
    """Show which of the source's own categories became which shared one; no category vanishes."""
    rows = tuple(
        (own, wording.category(shared), count_or_mark(n, wording))
        for own, (shared, n) in source.source_categories.items()
    )
    columns = tuple(wording.text(f"table.{name}") for name in ("own_category", "category", "records"))
    note = wording.text("mark.legend") if any(n is None for _, n in source.source_categories.values()) else None
    return Table(wording.text("intake.categories_caption", source=source.name), columns, rows, frozenset({2}), note)


def _areas_section(published: Published, wording: Wording) -> Section:
    areas = published.edition.areas
    rows = [
        (wording.text("intake.n_areas"), wording.number(areas.n_areas)),
        (wording.text("intake.mended"), wording.number(areas.mended)),
        (wording.text("intake.small_overlaps"), wording.number(areas.small_overlaps)),
        (wording.text("intake.area_source"), f"{areas.source} ({areas.licence})"),
        *(
            (wording.text("intake.has_denominator", denominator=wording.denominator(name)), wording.number(n))
            for name, n in areas.denominators.items()
        ),
    ]
    columns = (wording.text("table.what"), wording.text("table.figure"))
    table = Table(wording.text("intake.areas_caption"), columns, tuple(rows))
    return Section("source-areas", wording.text("intake.areas_heading"), (table,))
