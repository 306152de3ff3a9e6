"""The first page: what a mayor reads in two minutes, and what is safe in a newspaper's hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plateia.findings.edition import Published
from plateia.findings.model import Finding
from plateia.reports.document import Figure
from plateia.reports.figures import change_map_figure, months_figure
from plateia.reports.in_short import CLEAR, chosen_comparison, city_changes, in_short, reading_of, rows_shown
from plateia.reports.practices import practices_sentence
from plateia.wording import Wording

SENSITIVE_FOCUS = ("radicalisation", "organised_crime")


@dataclass(frozen=True)
class ChangeRow:
    """One row of "What changed", in whole numbers and words."""

    category: str
    before: str
    after: str
    usual: str
    reading: str
    is_clear: bool


@dataclass(frozen=True)
class Box:
    """One box of "What we looked at": ``state`` is used, partly, missing or not_examined."""

    name: str
    state: str
    state_words: str


@dataclass(frozen=True)
class FirstPage:
    """Every text and figure of the first page, ready to be laid out."""

    title: str
    kind: str
    notes: tuple[str, ...]
    labels: tuple[str, ...]
    in_short: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    before_heading: str
    after_heading: str
    changes_note: str
    chart: Figure | None
    map: Figure | None
    affected: str
    boxes: tuple[Box, ...]
    focus_areas: tuple[Box, ...]
    unknown: tuple[str, ...]
    decision: tuple[str, ...]
    foot: tuple[str, ...]


def first_page(published: Published, *, wording: Wording) -> FirstPage:
    """Return the first page of an edition."""
    edition = published.edition
    comparison = chosen_comparison(published)
    changes = city_changes(published, comparison)
    ends = _column_headings(changes, comparison, wording)
    return FirstPage(
        title=wording.text("report.title", city=edition.city, period=wording.period(edition.period)),
        kind=wording.text("report.kind_police_only" if is_police_only(published) else "report.kind_audit"),
        notes=_notes(published, wording),
        labels=_labels(published, wording),
        in_short=in_short(published, changes, wording=wording),
        changes=tuple(_change_row(finding, wording) for finding in rows_shown(changes)),
        before_heading=ends[0],
        after_heading=ends[1],
        changes_note=wording.text("first_page.changes_note"),
        chart=months_figure(published, edition.focus_category, wording=wording, key="first-months"),
        map=_map(published, comparison, wording),
        affected=_affected(published, wording),
        boxes=_boxes(edition.coverage.categories, "data_category", wording),
        focus_areas=_boxes(edition.coverage.focus_areas, "focus_area", wording),
        unknown=_unknown(published, wording),
        decision=(
            wording.text("first_page.decision_empty"),
            wording.text("first_page.decision_power"),
            practices_sentence(published, wording=wording),
        ),
        foot=_foot(published, wording),
    )


def is_police_only(published: Published) -> bool:
    """Say whether police records are the only source on incidents: then the report states no priorities."""
    others = ("incidents_and_calls", "survey", "walks_and_interviews")
    states = published.edition.coverage.categories
    return all(states.get(name, "missing") == "missing" for name in others)


def _change_row(finding: Finding, wording: Wording) -> ChangeRow:
    values: Any = finding.values
    reading = reading_of(finding)
    absent = wording.text("mark.hidden") if finding.hidden else wording.text("mark.not_available")

    def count(name: str) -> str:
        return absent if values.get(name) is None else wording.number(values[name])

    usual = wording.text("mark.not_available")
    if values.get("usual_low") is not None and values.get("usual_high") is not None:
        low, high = wording.number(values["usual_low"]), wording.number(values["usual_high"])
        usual = wording.text("table.range", low=low, high=high)
    return ChangeRow(
        wording.category(values["offence_category"]),
        count("before"),
        count("after"),
        usual,
        wording.text("mark.hidden_word") if finding.hidden else wording.reading(reading),
        reading in CLEAR,
    )


def _column_headings(changes: Sequence[Finding], comparison: str, wording: Wording) -> tuple[str, str]:
    for finding in changes:
        values: Any = finding.values
        if values.get("before_from") and values.get("after_from"):
            return (
                wording.span(values["before_from"], values["before_to"]),
                wording.span(values["after_from"], values["after_to"]),
            )
    return wording.text(f"table.before_{comparison}"), wording.text(f"table.after_{comparison}")


def _labels(published: Published, wording: Wording) -> tuple[str, ...]:
    """Return what stands above everything else: whose copy it is, made-up data, a language nobody has reviewed."""
    labels = []
    if published.internal_for is not None:
        labels.append(wording.text("report.internal", name=published.internal_for))
    if published.edition.synthetic:
        labels.append(wording.text("report.synthetic"))
    if not wording.reviewed:
        labels.append(wording.text("language.not_reviewed"))
    return tuple(labels)


def _notes(published: Published, wording: Wording) -> tuple[str, ...]:
    edition = published.edition
    version = "report.version_internal" if published.internal_for is not None else "report.version_protected"
    notes = [
        wording.text("report.recorded_only"),
        wording.text("report.edition", edition=edition.edition),
        wording.text(version, minimum=published.minimum_count),
    ]
    controller, contact = edition.governance.get("controller"), edition.governance.get("contact")
    if controller and contact:
        notes.append(wording.text("report.prepared_by", controller=controller, contact=contact))
    return tuple(notes)


def _map(published: Published, comparison: str, wording: Wording) -> Figure | None:
    """Districts where there are any, small areas otherwise."""
    focus = published.edition.focus_category
    for level in ("district", "area"):
        few = level == "district" or published.edition.areas.n_areas <= 200
        figure = change_map_figure(
            published, focus, comparison, level=level, wording=wording, key="first-map", twin=few
        )
        if figure is not None:
            return figure
    return None


def _affected(published: Published, wording: Wording) -> str:
    """One line by sex and age where numbers allow."""
    for finding in published.edition.findings:
        if finding.kind == "affected":
            rows: Any = finding.values.get("rows") or ()
            shown = [row for row in rows if row.get("n") is not None]
            if finding.hidden or not shown:
                return wording.refusal("affected.too-few")
            groups = [
                wording.text("first_page.affected_group", sex=row["sex"], age=row.get("age_band") or "–", n=row["n"])
                for row in shown[:6]
            ]
            category = wording.category(str(finding.values["offence_category"]))
            return wording.text("first_page.affected", category=category, groups=wording.listed(groups))
    return wording.refusal("affected.not-supplied")


def _boxes(states: Any, names: str, wording: Wording) -> tuple[Box, ...]:
    boxes = []
    for name, state in states.items():
        if name in SENSITIVE_FOCUS and state == "missing":
            state = "not_examined"
        boxes.append(Box(wording.text(f"{names}.{name}"), state, wording.text(f"coverage_state.{state}")))
    return tuple(boxes)


def _unknown(published: Published, wording: Wording) -> tuple[str, ...]:
    edition = published.edition
    partial = sorted({month for source in edition.sources for month in source.months_partial})
    without = sum(source.without_coordinates or 0 for source in edition.sources)
    if edition.months_missing:
        missing = wording.text("first_page.missing_months", months=edition.months_missing)
    elif partial:
        missing = wording.text("first_page.partial_months", months=tuple(partial))
    elif without:
        missing = wording.text("first_page.missing_points", n=without)
    else:
        missing = wording.text("first_page.missing_unknown")
    return wording.text("first_page.unreported"), missing, wording.text("first_page.why")


def _foot(published: Published, wording: Wording) -> tuple[str, ...]:
    edition = published.edition
    named = [f"{source.name} ({source.licence})" for source in edition.sources]
    areas = f"{edition.areas.source} ({edition.areas.licence})"
    bases = sorted({source.time_basis for source in edition.sources})
    return (
        wording.text("foot.sources", sources=wording.listed(named), areas=areas),
        wording.text("foot.incident", basis=wording.listed([wording.text(f"time_basis.{basis}") for basis in bases])),
        wording.text("foot.editions"),
        wording.text("foot.method"),
        wording.text("foot.quote"),
    )
