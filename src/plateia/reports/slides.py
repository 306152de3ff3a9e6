"""``slides.pptx``: the first page in six slides, each of which proves the sentence in its title."""

from __future__ import annotations

from plateia.findings.edition import Published
from plateia.reports.briefing import changes_table, decision_table, evidence_table, imprint_of, notes_at_the_foot
from plateia.reports.first_page import FirstPage, first_page
from plateia.reports.in_short import CLEAR, chosen_comparison, city_changes, reading_of
from plateia.reports.presentation import Slide, render_presentation
from plateia.reports.rows import source_note
from plateia.reports.slide_charts import months_chart
from plateia.reports.slide_fit import fit_title
from plateia.reports.slide_template import TITLE
from plateia.wording import Wording


def render_slides(published: Published, *, wording: Wording) -> bytes:
    """Return six slides on an edition: in short, what changed, the months, the map, what is not known, for decision.

    Parameters
    ----------
    published : Published
        The internal version says for whom it is at the top of every slide.
    wording : Wording
        Language of every text.

    Returns
    -------
    bytes
        A .pptx file; the same edition gives the same bytes.
    """
    page = first_page(published, wording=wording)
    slides = (
        _in_short(page, wording),
        _changes(published, page, wording),
        _months(published, page, wording),
        _map(published, page, wording),
        _unknown(page, wording),
        _decision(page, wording),
    )
    return render_presentation(imprint_of(published, page, wording=wording), slides, wording=wording)


def _in_short(page: FirstPage, wording: Wording) -> Slide:
    notes = (page.kind, *page.notes, *notes_at_the_foot(page, wording=wording))
    return Slide(page.title, page.in_short, notes=notes)


def _changes(published: Published, page: FirstPage, wording: Wording) -> Slide:
    """The title is the second of the first page's sentences; where that is too long, how many categories changed."""
    title = page.in_short[1]
    if fit_title(title, width=TITLE.width, height=TITLE.height) is None:
        changes = city_changes(published, chosen_comparison(published))
        readings = [reading_of(change) for change in changes if change.values.get("offence_category") != "all"]
        n_clear = sum(reading in CLEAR for reading in readings)
        title = wording.text("chart.changes_title.some", n=n_clear, of=len(readings))
    table = changes_table(page, wording=wording, note="")
    notes = (page.changes_note, wording.text("mark.legend"), *notes_at_the_foot(page, wording=wording))
    return Slide(title, (wording.text("documents.changes_legend"),), table, notes=notes)


def _months(published: Published, page: FirstPage, wording: Wording) -> Slide:
    if page.chart is None:
        return Slide(wording.text("first_page.chart"), (wording.text("report.no_chart"),))
    chart = months_chart(published, published.edition.focus_category, title=page.chart.title, wording=wording)
    if chart is None:
        return Slide(page.chart.title, (wording.text("report.no_chart"),), notes=(page.chart.caption,))
    notes = [page.chart.caption]
    if len(chart.months) < chart.n_recorded:
        notes.insert(0, wording.text("documents.months_last", shown=len(chart.months), n=chart.n_recorded))
    return Slide(page.chart.title, (" ".join(chart.legend),), figure=chart, notes=tuple(notes))


def _map(published: Published, page: FirstPage, wording: Wording) -> Slide:
    """The sources move to the notes; what limits the map stays beside it."""
    notes = notes_at_the_foot(page, wording=wording)
    if page.map is None:
        return Slide(wording.text("first_page.map"), (wording.text("report.no_map"),), notes=notes)
    sources = source_note(published, wording)
    caption = page.map.caption.removesuffix(sources).strip()
    names = {name: wording.text(f"map.{name}") for name in ("fewer", "usual", "more", "unknown")}
    legend = wording.text("documents.map_legend", **names)
    return Slide(page.map.title, (caption, legend), figure=page.map, notes=(sources, *notes))


def _unknown(page: FirstPage, wording: Wording) -> Slide:
    states = [box.state for box in page.boxes]
    counted = {state: states.count(state) for state in ("used", "partly", "missing")}
    title = wording.text("documents.evidence", of=len(states), **counted)
    return Slide(title, page.unknown, evidence_table(page, wording=wording), notes=(*page.unknown, page.affected))


def _decision(page: FirstPage, wording: Wording) -> Slide:
    title, *points = page.decision
    points.append(wording.text("documents.decision_by"))
    return Slide(title, tuple(points), decision_table(wording=wording), notes=page.decision)
