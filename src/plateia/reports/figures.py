"""The figures of the report: each drawn from the published tables, with its sentence, its source and its table twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from plateia.findings.edition import Published
from plateia.findings.model import Finding
from plateia.reports import charts, maps
from plateia.reports.document import Figure, Table
from plateia.reports.month_chart import MonthBar, month_bars
from plateia.reports.rows import Row, count_cell, rows_of, source_note
from plateia.wording import Wording

SQUARES_IN_TWIN = 60


def months_figure(published: Published, category: str, *, wording: Wording, key: str) -> Figure | None:
    """Return the months of one category over their usual range; None where the table has no such category."""
    table = published.edition.tables.get("months")
    rows = [] if table is None else rows_of(table[table["offence_category"] == category])
    if not rows:
        return None
    bars = [
        MonthBar(row["month"], row["n"], row["expected"], row["limit_low"], row["limit_high"], row["status"])
        for row in rows
    ]
    title = _months_title(bars, category, wording)
    span = wording.span(bars[0].month, bars[-1].month)
    description = wording.text("chart.months_description", offence_category=category, span=span)
    drawn = month_bars(bars, title=title, description=description, wording=wording, key=key)
    return Figure(drawn, title, source_note(published, wording), _months_twin(rows, category, wording))


def _months_title(bars: Sequence[MonthBar], category: str, wording: Wording) -> str:
    """Say what the last twelve months that can be compared show: how many lie above or below their usual range."""
    judged = [bar for bar in bars if bar.status == "complete" and bar.n is not None and bar.limit_high is not None][
        -12:
    ]
    above = sum(bar.n > bar.limit_high for bar in judged if bar.n is not None and bar.limit_high is not None)
    below = sum(bar.n < bar.limit_low for bar in judged if bar.n is not None and bar.limit_low is not None)
    values: dict[str, Any] = {"offence_category": category, "above": above, "below": below, "n": len(judged)}
    if bars and all(bar.status == "suppressed" for bar in bars):
        variant = "hidden"
    elif not judged:
        variant = "no_range"
    elif above and below:
        variant = "mixed"
    else:
        variant = "above" if above else "below" if below else "within"
    if len(judged) == 1:
        variant, values["month"] = f"one.{variant}", judged[0].month
    sentence = wording.text(f"chart.months_title.{variant}", **values)
    return sentence[:1].upper() + sentence[1:]


def _months_twin(rows: Sequence[Row], category: str, wording: Wording) -> Table:
    def usual(row: Row) -> str:
        if row["limit_low"] is None or row["limit_high"] is None:
            return wording.text("mark.not_available")
        return wording.text("table.range", low=wording.number(row["limit_low"]), high=wording.number(row["limit_high"]))

    columns = tuple(wording.text(f"table.{name}") for name in ("month", "incidents", "usual_range", "status"))
    cells = tuple(
        (
            wording.month(row["month"]),
            count_cell(row, "n", wording),
            usual(row),
            wording.text(f"status.{row['status']}"),
        )
        for row in rows
    )
    return Table(
        wording.text("table.months_caption", category=wording.category(category)), columns, cells, frozenset({1, 2})
    )


def timing_figure(published: Published, finding: Finding, *, wording: Wording, key: str) -> Figure | None:
    """Return the weekday by hour grid of a ``timing`` finding; None where its weights are hidden."""
    weights: Any = finding.values.get("weights")
    if finding.hidden or not weights:
        return None
    title = wording.statement(finding)
    category = str(finding.values["offence_category"])
    description = wording.text("chart.hours_description", offence_category=category)
    drawn = charts.weekday_hours(weights, title=title, description=description, wording=wording, key=key)
    columns = (wording.text("table.hour"), *(wording.weekday(day, short=True) for day in range(7)))
    n_slots = len(weights[0])
    rows = tuple(
        (f"{slot * 24 // n_slots:02d}:00", *(wording.number(weights[day][slot]) for day in range(7)))
        for slot in range(n_slots)
    )
    caption = wording.text("table.hours_caption", category=wording.category(category))
    return Figure(drawn, title, source_note(published, wording), Table(caption, columns, rows, frozenset(range(1, 8))))


def changes_figure(published: Published, comparison: str, *, wording: Wording, key: str) -> Figure | None:
    """Return the change of every category in the city with its interval; None where nothing is compared."""
    table = published.edition.tables.get("changes")
    if table is None:
        return None
    rows = rows_of(table[(table["level"] == "city") & (table["comparison"] == comparison)])
    if not rows:
        return None
    marks = [
        charts.IntervalRow(
            wording.category(row["offence_category"]),
            row["ratio"],
            row["ratio_low"],
            row["ratio_high"],
            row["reading"] or "cannot_be_said",
        )
        for row in rows
    ]
    single = [row for row in rows if row["offence_category"] != "all"]
    n_clear = sum(row["reading"] in ("clearly_more", "clearly_fewer") for row in single)
    title = wording.text(
        "chart.changes_title.some" if n_clear else "chart.changes_title.none", n=n_clear, of=len(single)
    )
    description = wording.text("chart.changes_description", comparison=comparison)
    drawn = charts.change_intervals(marks, title=title, description=description, wording=wording, key=key)
    twin = changes_table(rows, wording, caption=wording.text("table.changes_caption", comparison=comparison))
    return Figure(drawn, title, source_note(published, wording), twin)


def changes_table(rows: Sequence[Row], wording: Wording, *, caption: str, places: bool = False) -> Table:
    """Return before, after and the reading of changes, by category or by place."""

    def ratio(row: Row) -> str:
        if row["ratio_low"] is None or row["ratio_high"] is None:
            return wording.text("mark.not_available")
        low, high = wording.number(100 * row["ratio_low"]), wording.number(100 * row["ratio_high"])
        return wording.text("table.range", low=low, high=high)

    def reading(row: Row) -> str:
        if row["reading"]:
            return wording.reading(row["reading"])
        return wording.text("mark.hidden_word") if row["reason"] == "suppressed" else wording.reading("cannot_be_said")

    names = ("place" if places else "category", "before", "after", "per_hundred_before", "reading")
    cells = tuple(
        (
            str(row["name"]) if places else wording.category(row["offence_category"]),
            count_cell(row, "before", wording),
            count_cell(row, "after", wording),
            ratio(row),
            reading(row),
        )
        for row in rows
    )
    note = wording.text("table.changes_note") + " " + wording.text("mark.legend")
    return Table(caption, tuple(wording.text(f"table.{name}") for name in names), cells, frozenset({1, 2, 3}), note)


def concentration_figure(published: Published, unit: str, *, wording: Wording, key: str) -> Figure | None:
    """Return how far each category gathers in one kind of unit, beside chance."""
    table = published.edition.tables.get("concentration")
    rows = [] if table is None else rows_of(table[table["unit"] == unit])
    if not rows:
        return None
    bars = [
        charts.ChanceRow(
            wording.category(row["offence_category"]), row["gini"], row["gini_chance_low"], row["gini_chance_high"]
        )
        for row in rows
    ]
    single = [row for row in rows if row["offence_category"] != "all" and row["gini"] is not None]
    n_more = sum(row["gini"] > (row["gini_chance_high"] or 1) for row in single)
    title = wording.text("chart.concentration_title", n=n_more, of=len(single), unit=unit)
    description = wording.text("chart.concentration_description", unit=unit)
    drawn = charts.concentration_bars(bars, title=title, description=description, wording=wording, key=key)
    columns = tuple(
        wording.text(f"table.{name}") for name in ("category", "incidents", "units", "half_in", "gini", "gini_chance")
    )
    absent = wording.text("mark.not_available" if published.internal_for is not None else "mark.hidden")

    def cell(figure: float | None, write: Callable[[float], str]) -> str:
        return absent if figure is None else write(figure)

    def band(row: Row) -> str:
        low, high = row["gini_chance_low"], row["gini_chance_high"]
        if low is None or high is None:
            return absent
        return wording.text("table.range", low=wording.number(low, 2), high=wording.number(high, 2))

    cells = tuple(
        (
            wording.category(row["offence_category"]),
            cell(row["n"], wording.number),
            wording.number(row["n_units"]),
            cell(row["share50"], wording.percent),
            cell(row["gini"], lambda gini: wording.number(gini, 2)),
            band(row),
        )
        for row in rows
    )
    caption = wording.text("table.concentration_caption", unit=unit)
    twin = Table(caption, columns, cells, frozenset(range(1, 6)), wording.caveat("unit_dependent"))
    return Figure(drawn, title, source_note(published, wording), twin)


def change_map_figure(
    published: Published, category: str, comparison: str, *, level: str, wording: Wording, key: str, twin: bool = True
) -> Figure | None:
    """Return districts or areas in three classes of their own past; None where nothing can be said or shown.

    Parameters
    ----------
    level : str
        ``district`` or ``area``.
    twin : bool
        Whether a table of all places goes with it; areas of a large city stand in the area table instead.
    """
    edition = published.edition
    shapes = edition.layers.get("districts" if level == "district" else "areas")
    table = edition.tables.get("changes")
    if shapes is None or table is None:
        return None
    chosen = (table["level"] == level) & (table["comparison"] == comparison) & (table["offence_category"] == category)
    rows = sorted(rows_of(table[chosen]), key=lambda row: str(row["name"]))
    if not rows:
        return None
    classes = {str(row["area_id"]): maps.READING_CLASS.get(row["reading"], "unknown") for row in rows}
    found = {name: sum(classes.get(identifier) == name for identifier in shapes.ids) for name in maps.CLASSES}
    said = len(shapes.ids) - found["unknown"]
    if not said:
        return None
    values: dict[str, Any] = {"offence_category": category, **found, "n": len(shapes.ids), "said": said, "level": level}
    changed = {(True, True): "both", (True, False): "more", (False, True): "fewer", (False, False): "none"}
    title = wording.text(f"map.title.{changed[found['more'] > 0, found['fewer'] > 0]}", **values)
    title = title[:1].upper() + title[1:]
    if found["unknown"]:
        title = wording.text("map.title_unknown", title=title, **values)
    drawn = maps.class_map(
        shapes,
        classes,
        title=title,
        description=wording.text("map.description", **values),
        wording=wording,
        key=key,
        context=context_layers(published),
        outline=edition.layers.get("districts") if level == "area" else None,
        names=level == "district" or "districts" in edition.layers or len(shapes.ids) <= 60,
    )
    caption = wording.text("map.caption", comparison=comparison) + " " + source_note(published, wording)
    table_twin = None
    if twin:
        heading = wording.text("table.places_caption", category=wording.category(category), comparison=comparison)
        table_twin = changes_table(rows, wording, caption=heading, places=True)
    return Figure(drawn, title, caption, table_twin)


def squares_figure(published: Published, finding: Finding, *, wording: Wording, key: str) -> Figure | None:
    """Return the squares of a ``cells_high`` finding on the map; None where none may be shown."""
    import numpy as np

    edition = published.edition
    table = edition.tables.get("cells")
    outline = edition.layers.get("districts") or edition.layers.get("areas")
    category = str(finding.values.get("offence_category"))
    if table is None or outline is None or finding.hidden or finding.values.get("template"):
        return None
    rows = [row for row in rows_of(table[table["offence_category"] == category]) if row["high"]]
    if not rows:
        return None
    title = wording.statement(finding)
    drawn = maps.squares_map(
        np.array([(row["x_m"], row["y_m"]) for row in rows]),
        cell_m=rows[0]["cell_m"],
        outline=outline,
        title=title,
        description=wording.text("map.squares_description", offence_category=category),
        wording=wording,
        key=key,
        context=context_layers(published),
    )
    columns = tuple(wording.text(f"table.{name}") for name in ("square", "east", "north", "incidents"))
    cells = tuple(
        (str(row["cell_id"]), wording.number(row["x_m"]), wording.number(row["y_m"]), count_cell(row, "n", wording))
        for row in sorted(rows, key=lambda row: str(row["cell_id"]))[:SQUARES_IN_TWIN]
    )
    note = wording.text("table.first_rows", n=len(rows), shown=SQUARES_IN_TWIN) if len(rows) > SQUARES_IN_TWIN else None
    caption = wording.text("table.squares_caption", category=wording.category(category))
    twin = Table(caption, columns, cells, frozenset({1, 2, 3}), note)
    return Figure(drawn, title, wording.text("map.squares_caption") + " " + source_note(published, wording), twin)


def context_layers(published: Published) -> dict[str, Any]:
    """Return the layers that make a map readable: rivers, stations, parks."""
    return {name: layer for name, layer in published.edition.layers.items() if name.startswith("context:")}
