"""The months as a chart that PowerPoint edits: bars, two lines for the usual range, and the numbers in its own table.

Lines need no number but the published ends of the range. A band would be a stack, of which the upper part is the
difference of the two: a number that is published nowhere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plateia.findings.edition import Published
from plateia.reports.month_chart import PANDEMIC_YEARS, MonthBar
from plateia.reports.office import FONT, INK, MUTED, plain
from plateia.reports.rows import rows_of
from plateia.reports.slide_template import rgb
from plateia.reports.spreadsheet import Cell, Sheet, SheetColumn, write_spreadsheet
from plateia.wording import Wording

MOST_MONTHS = 36
BAR, PAPER = "86ABC2", "FFFFFF"
AXIS_PT, LABEL_PT = 14, 18
LABELLED = 12
"""Up to so many bars carry their number."""

SHEET: Final = "Sheet1"
"""The name under which PowerPoint looks for the table of a chart."""


@dataclass(frozen=True)
class MonthsChart:
    """One category by month, ready to be drawn.

    Attributes
    ----------
    title : str
        The sentence the chart proves.
    legend : tuple of str
        What the bars, the band and the marks are; only what the chart shows.
    labels : tuple of str
        Month and year, with the mark of what is hidden or missing behind it.
    n_recorded : int
        How many months there are in all, of which the chart shows the last.
    """

    title: str
    description: str
    legend: tuple[str, ...]
    labels: tuple[str, ...]
    months: tuple[MonthBar, ...]
    headings: tuple[str, str, str, str]
    language: str
    n_recorded: int

    @property
    def has_range(self) -> bool:
        """Whether there is a usual range for any month."""
        return any(month.limit_low is not None and month.limit_high is not None for month in self.months)


def months_chart(published: Published, category: str, *, title: str, wording: Wording) -> MonthsChart | None:
    """Return the last months of one category; None where no month may be shown."""
    table = published.edition.tables.get("months")
    rows = [] if table is None else rows_of(table[table["offence_category"] == category])
    months = tuple(
        MonthBar(row["month"], row["n"], row["expected"], row["limit_low"], row["limit_high"], row["status"])
        for row in rows[-MOST_MONTHS:]
    )
    if all(month.n is None for month in months):
        return None
    span = wording.span(months[0].month, months[-1].month)
    names = ("table.month", "table.incidents", "documents.usual_low", "documents.usual_high")
    first, second, third, fourth = map(wording.text, names)
    return MonthsChart(
        title=title,
        description=wording.text("documents.chart_alt", title=title, offence_category=category, span=span),
        legend=_legend(months, wording),
        labels=tuple(_label(month, wording) for month in months),
        months=months,
        headings=(first, second, third, fourth),
        language=wording.text("documents.language_tag"),
        n_recorded=len(rows),
    )


def _label(month: MonthBar, wording: Wording) -> str:
    name = wording.month_name(month.month, short=True)
    label = wording.text("month.of_year", month=name, year=month.month[:4])
    if month.month[:4] in PANDEMIC_YEARS:
        label += "*"
    if month.n is None:
        label += " ×" if month.status == "missing" else f" {wording.text('mark.hidden')}"
    return label


def _legend(months: Sequence[MonthBar], wording: Wording) -> tuple[str, ...]:
    shown = {
        "bars": True,
        "range": any(month.limit_high is not None for month in months),
        "partial": any(month.status == "partial" and month.n is not None for month in months),
        "missing": any(month.n is None and month.status == "missing" for month in months),
        "hidden": any(month.n is None and month.status != "missing" for month in months),
        "pandemic": any(month.month[:4] in PANDEMIC_YEARS for month in months),
    }
    return tuple(wording.text(f"documents.chart_legend.{name}") for name, is_shown in shown.items() if is_shown)


def add_months_chart(shapes: Any, chart: MonthsChart, box: tuple[int, int, int, int]) -> Any:
    """Draw the chart on a slide and return its frame.

    Parameters
    ----------
    box : tuple of int
        Left, top, width and height in EMU.
    """
    frame = add_chart(shapes, "COLUMN_CLUSTERED", _columns(chart), title=chart.title, language=chart.language, box=box)
    drawn = frame.chart
    _style(drawn, chart)
    if chart.has_range:
        _draw_range(drawn._chartSpace)
    return frame


def add_chart(
    shapes: Any, kind: str, columns: Sequence[SheetColumn], *, title: str, language: str, box: tuple[int, int, int, int]
) -> Any:
    """Add a chart of a kind of ``XL_CHART_TYPE`` with its own table and return its frame.

    Parameters
    ----------
    columns : sequence of SheetColumn
        The categories, then one column for each series.
    box : tuple of int
        Left, top, width and height in EMU.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    make: Any = CategoryChartData
    chart_data = make(number_format="#,##0")
    chart_data.categories = columns[0].cells
    for column in columns[1:]:
        chart_data.add_series(column.heading, column.cells)
    frame = shapes.add_chart(getattr(XL_CHART_TYPE, kind), *box, chart_data)
    workbook = chart_workbook(columns, title=title, language=language)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(workbook)
    return frame


def _columns(chart: MonthsChart) -> list[SheetColumn]:
    """Return the table of the chart: numbers as the report writes them, whole; what is hidden is empty."""

    def whole(numbers: Sequence[float | None]) -> list[Cell]:
        return [None if number is None else round(number) for number in numbers]

    label, count, low, high = map(plain, chart.headings)
    columns = [
        SheetColumn(label, [plain(words) for words in chart.labels], "text", 16.0),
        SheetColumn(count, whole([month.n for month in chart.months]), "whole", 18.0),
    ]
    if chart.has_range:
        columns.append(SheetColumn(low, whole([month.limit_low for month in chart.months]), "whole", 22.0))
        columns.append(SheetColumn(high, whole([month.limit_high for month in chart.months]), "whole", 22.0))
    return columns


def chart_workbook(columns: Sequence[SheetColumn], *, title: str, language: str) -> bytes:
    """Return the workbook behind the chart, the same bytes each time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.xlsx"
        write_spreadsheet(path, [Sheet(SHEET, columns)], title=plain(title), language=language)
        return path.read_bytes()


def _style(drawn: Any, chart: MonthsChart) -> None:
    from pptx.enum.chart import XL_TICK_MARK
    from pptx.util import Pt

    drawn.has_legend, drawn.has_title = False, False
    drawn.font.size, drawn.font.name = Pt(AXIS_PT), FONT
    drawn.font.color.rgb = rgb(INK)
    plot, counts, months = drawn.plots[0], drawn.value_axis, drawn.category_axis
    plot.gap_width, plot.vary_by_categories = 55, False
    counts.minimum_scale = 0
    counts.has_major_gridlines = False
    counts.tick_labels.number_format, counts.tick_labels.number_format_is_linked = "#,##0", False
    counts.format.line.color.rgb = months.format.line.color.rgb = rgb(MUTED)
    months.major_tick_mark = XL_TICK_MARK.NONE
    if len(chart.months) > LABELLED:
        # Every month keeps its label, turned upright: the marks of what is hidden stand there.
        months._element.get_or_add_txPr().find(_a("bodyPr")).set("rot", "-5400000")
        set_value(months._element, "c:tickLblSkip", "1", before="c:noMultiLvlLbl")
    bars = plot.series[0]
    bars.format.fill.solid()
    bars.format.fill.fore_color.rgb = rgb(BAR)
    for number, month in enumerate(chart.months):
        if month.status == "partial" and month.n is not None:
            _hatch(bars.points[number].format)
    if len(chart.months) <= LABELLED:
        labels = bars.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "#,##0", False
        labels.font.size = Pt(LABEL_PT)


def _hatch(look: Any) -> None:
    from pptx.enum.dml import MSO_PATTERN

    look.fill.patterned()
    look.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    look.fill.fore_color.rgb, look.fill.back_color.rgb = rgb(BAR), rgb(PAPER)
    look.line.color.rgb = rgb(BAR)


def _draw_range(space: Any) -> None:
    """Turn the two ends of the usual range into lines over the bars, on the same axes."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    bars = space.chart.plotArea.find(_c("barChart"))
    ends = bars.findall(_c("ser"))[1:]
    axes = "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall(_c("axId")))
    names = nsdecls("c", "a")
    kind = '<c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
    lines = parse_xml(f"<c:lineChart {names}>{kind}{axes}</c:lineChart>")
    fill = f'<a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
    look = f'<c:spPr {names}><a:ln w="28575" cap="rnd">{fill}</a:ln></c:spPr>'
    # One month alone makes no line: a dash marks it.
    dash = (
        f'<c:marker {names}><c:symbol val="dash"/><c:size val="9"/>'
        f"<c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>"
    )
    for series in ends:
        series.find(_c("tx")).addnext(parse_xml(look))
        series.find(_c("spPr")).addnext(parse_xml(dash))
        series.append(parse_xml(f'<c:smooth {names} val="0"/>'))
        lines.find(_c("marker")).addprevious(series)
    bars.addnext(lines)


def set_value(parent: Any, tag: str, value: str, *, before: str) -> None:
    """Set the value of an element, new in front of another one where it is missing: charts mind the order."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    found = parent.find(qn(tag))
    if found is not None:
        found.set("val", value)
    else:
        parent.find(qn(before)).addprevious(parse_xml(f'<{tag} {nsdecls("c")} val="{value}"/>'))


def _c(name: str) -> str:
    from pptx.oxml.ns import qn

    return str(qn(f"c:{name}"))


def _a(name: str) -> str:
    from pptx.oxml.ns import qn

    return str(qn(f"a:{name}"))
