"""``audit.xlsx``: what an analyst opens, filters and copies from; real numbers, with notes on what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.findings.edition import Published, SourceAccount
from plateia.findings.model import Finding
from plateia.findings.numbers import written_number
from plateia.reports.practices import Practices
from plateia.reports.practices_sheet import practices_sheet
from plateia.reports.spreadsheet import Cell, Sheet, SheetColumn, Style, write_spreadsheet
from plateia.tables.columns import Column, TableDeclaration
from plateia.tables.published import AREAS, CHANGES, CONCENTRATION, MONTHS

if TYPE_CHECKING:
    import pandas as pd

    from plateia.wording import Wording

SHEETS: tuple[TableDeclaration, ...] = (CHANGES, AREAS, MONTHS, CONCENTRATION)
"""The tables with a sheet of their own, in order; cells are for the GeoPackage."""

_WIDTHS = {"name": 28.0, "offence_category": 28.0, "reading": 18.0, "reason": 18.0, "comparison": 18.0, "area_id": 14.0}
_SHARES = frozenset({"share25", "share50"})


def write_workbook(published: Published, path: Path, *, wording: Wording, practices: Practices = None) -> None:
    """Write the workbook: notes, findings, practices, changes, areas, months, concentration, intake account.

    A hidden count is an empty cell with its reason beside it; column headings are those of the CSV files, and the
    notes say what each means. Texts are stored as texts, whatever they begin with.
    """
    edition = published.edition
    sheets = [
        _notes(published, wording=wording),
        _findings(edition.findings, wording=wording),
        practices_sheet(published, wording=wording, practices=practices),
        *(
            _table(_rows_printed(edition.tables[declared.name], declared), declared, wording=wording)
            for declared in SHEETS
            if declared.name in edition.tables
        ),
        _account(edition.sources, wording=wording),
    ]
    title = wording.text("report.title", city=edition.city, period=wording.period(edition.period))
    write_spreadsheet(path, sheets, title=title, language=wording.language)


def _rows_printed(table: pd.DataFrame, declared: TableDeclaration) -> pd.DataFrame:
    """Return the rows a reader of the workbook needs: of the areas' changes only the clear ones; the CSV has all."""
    if declared.name != "changes":
        return table
    return table[(table["level"] != "area") | table["reading"].isin(["clearly_more", "clearly_fewer"])]


def version_line(published: Published, *, wording: Wording) -> str:
    """Return the mark every document carries: protected, or internal and for whom."""
    if published.internal_for is None:
        return wording.text("report.version_protected", minimum=published.minimum_count)
    return wording.text("report.internal", name=published.internal_for)


def _notes(published: Published, *, wording: Wording) -> Sheet:
    edition = published.edition
    governance = {name: str(edition.governance.get(name) or "–") for name in ("controller", "contact", "dpia")}
    rows: list[tuple[str, str]] = [
        (edition.city, wording.text("report.title", city=edition.city, period=wording.period(edition.period))),
        (wording.text("workbook.version"), version_line(published, wording=wording)),
        (wording.text("workbook.edition"), edition.edition),
        (wording.text("workbook.controller"), governance["controller"]),
        (wording.text("workbook.contact"), governance["contact"]),
        (wording.text("workbook.dpia"), governance["dpia"]),
    ]
    if edition.synthetic:
        rows.append((wording.text("workbook.attention"), wording.text("report.synthetic")))
    if not wording.reviewed:
        rows.append((wording.text("workbook.attention"), wording.text("language.not_reviewed")))
    rows += [
        (wording.text("workbook.source"), f"{name} ({licence})")
        for name, licence in (
            *((source.name, source.licence) for source in edition.sources),
            (edition.areas.source, edition.areas.licence),
        )
    ]
    rows += [
        (wording.text("workbook.choice"), f"{_choice(choice.name, wording=wording)}: {choice.value}")
        for choice in edition.provenance.choices
        # Those for one category each, such as its dispersion, fill pages: they stand in findings.json.
        if ":" not in choice.name
    ]
    rows.append((wording.text("workbook.empty"), wording.text("workbook.empty_explained")))
    codes = sorted({code for finding in edition.findings for code in finding.caveats})
    rows += [(wording.text("workbook.caveat"), wording.caveat(code)) for code in codes]
    for declared in SHEETS:
        if declared.name in edition.tables:
            rows += _column_notes(declared, wording=wording)
    labels, texts = zip(*rows, strict=True)
    return Sheet(
        wording.text("workbook.notes"),
        (
            SheetColumn("", labels, "wrapped", 44.0),
            SheetColumn("", texts, "wrapped", 100.0),
        ),
        table=False,
    )


def _choice(name: str, *, wording: Wording) -> str:
    return wording.text(f"choice.{name}") if wording.has(f"choice.{name}") else name.replace("_", " ")


def _column_notes(declared: TableDeclaration, *, wording: Wording) -> list[tuple[str, str]]:
    sheet = wording.text(f"workbook.{declared.name}")
    return [
        (f"{sheet}: {column.name}", wording.text(f"column.{declared.name}.{column.name}"))
        for column in declared.columns
    ]


def _findings(findings: Sequence[Finding], *, wording: Wording) -> Sheet:
    def column(name: str, cells: Sequence[Cell], style: Style = "text", width: float = 14.0) -> SheetColumn:
        return SheetColumn(wording.text(f"workbook.finding.{name}"), cells, style, width)

    estimates = [None if finding.hidden else finding.estimate for finding in findings]
    return Sheet(
        wording.text("workbook.findings"),
        (
            column("rank", [finding.rank for finding in findings], "whole", 8.0),
            column("kind", [wording.text(f"kind.{finding.kind}") for finding in findings], "wrapped", 22.0),
            column("statement", [wording.statement(finding) for finding in findings], "wrapped", 90.0),
            column("category", [_category(finding, wording=wording) for finding in findings], "wrapped", 26.0),
            column("area", [_text(finding.values.get("name")) for finding in findings], "wrapped", 22.0),
            column("value", [written_number(found.value) if found else None for found in estimates], "decimal"),
            column("ci_low", [written_number(found.ci_low) if found else None for found in estimates], "decimal"),
            column("ci_high", [written_number(found.ci_high) if found else None for found in estimates], "decimal"),
            column("unit", [wording.estimate_unit(found.unit) if found else None for found in estimates]),
            column("n", [written_number(found.n) if found else None for found in estimates], "whole"),
            column("from", [finding.period.first for finding in findings], width=10.0),
            column("to", [finding.period.last for finding in findings], width=10.0),
            column("caveats", [" ".join(map(wording.caveat, f.caveats)) for f in findings], "wrapped", 70.0),
            column("practices", [", ".join(finding.practices) for finding in findings], "wrapped", 30.0),
            column("id", [finding.id for finding in findings], width=44.0),
        ),
    )


def _category(finding: Finding, *, wording: Wording) -> str | None:
    category = finding.values.get("offence_category")
    return wording.category(str(category)) if category else None


def _text(value: object) -> str | None:
    return str(value) if value else None


def _table(table: pd.DataFrame, declared: TableDeclaration, *, wording: Wording) -> Sheet:
    return Sheet(
        wording.text(f"workbook.{declared.name}"),
        [
            SheetColumn(column.name, _cells(table[column.name], column), _style(column), _WIDTHS.get(column.name, 13.0))
            for column in declared.columns
        ],
    )


def _cells(values: pd.Series, column: Column) -> Sequence[Cell]:
    if column.dtype == "integer":
        missing = values.isna()
        whole: list[int] = values.where(~missing, 0).astype("int64").tolist()
        return [None if gone else number for number, gone in zip(whole, missing.tolist(), strict=True)]
    if column.dtype == "number":
        # Infinite limits have no number in a spreadsheet.
        numbers = values.astype("float64")
        return numbers.where(numbers.abs() != float("inf")).tolist()
    return values.astype(object).where(values.notna(), None).tolist()


def _style(column: Column) -> Style:
    if column.name in _SHARES:
        return "share"
    if column.dtype == "integer":
        return "whole"
    return "decimal" if column.dtype == "number" else "text"


def _account(sources: Sequence[SourceAccount], *, wording: Wording) -> Sheet:
    rows: list[tuple[str, str, Cell]] = []
    for source in sources:
        counted: list[tuple[str, Cell]] = [
            *((wording.text(f"intake.{name}"), getattr(source, name)) for name in _ACCOUNT),
            *(
                (f"{wording.text('table.dropped_because')}: {wording.drop(reason)}", n)
                for reason, n in sorted(source.dropped.items())
            ),
            (wording.text("intake.months_missing_row"), ", ".join(source.months_missing)),
            (wording.text("intake.months_partial"), ", ".join(source.months_partial)),
            (wording.text("intake.area_disagreement"), source.area_disagreement),
            *((_defect(name, n, source, wording=wording), n) for name, n in sorted(source.defects.items())),
            *(
                (wording.text("workbook.account_of.own_category", name=name, offence_category=category), kept)
                for name, (category, kept) in sorted(source.source_categories.items())
            ),
        ]
        rows += [(source.name, what, figure) for what, figure in counted]
    names, whats, found = zip(*rows, strict=True) if rows else ((), (), ())
    return Sheet(
        wording.text("workbook.account"),
        (
            SheetColumn(wording.text("workbook.account_of.source"), names, "text", 40.0),
            SheetColumn(wording.text("workbook.account_of.what"), whats, "wrapped", 60.0),
            SheetColumn(wording.text("workbook.account_of.figure"), found, "number", 18.0),
        ),
    )


def _defect(code: str, n: float, source: SourceAccount, *, wording: Wording) -> str:
    if not wording.has(f"quality.{code}"):
        return code.replace("_", " ")
    share = n / source.read if source.read else None
    return wording.quality(code, source=source.name, n=n, share=share)


_ACCOUNT = (
    "read",
    "kept",
    "with_area",
    "without_area",
    "without_coordinates",
    "repeated_ids",
    "without_id",
    "distinct_locations",
)
