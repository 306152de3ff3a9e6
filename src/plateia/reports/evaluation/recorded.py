"""What was recorded: the treated units over time, the counts of all groups, and which units they hold."""

from __future__ import annotations

from typing import Any

from plateia.findings.evaluation import TREATED, PublishedEvaluation
from plateia.reports.document import Block, Figure, Paragraph, Points, Table
from plateia.reports.evaluation.series_chart import Step, recorded_and_expected
from plateia.wording import Wording

MOST_NAMES = 12


def chart_over_time(published: PublishedEvaluation, *, wording: Wording) -> list[Block]:
    """Return the chart of the treated units with what was expected, or the note that it is hidden."""
    table = published.evaluation.tables["series"]
    rows = [row for row in table.to_dict("records") if row["group"] == TREATED]
    if published.internal_for is not None:
        rows = [row for row in rows if row["span"] == "month"]
    if not rows:
        return [Paragraph(wording.text("evaluation.hidden_series"), "note")]
    span = str(rows[0]["span"])
    steps = [_step(row, wording) for row in rows]
    outcome = published.evaluation.outcome
    title = wording.text("evaluation.chart_title", offence_category=outcome)
    title = title[:1].upper() + title[1:]
    description = wording.text("evaluation.chart_description", span_word=wording.text(f"evaluation.by_{span}"))
    drawn = recorded_and_expected(steps, title=title, description=description, wording=wording, key="effect")
    columns = tuple(wording.text(f"evaluation.{name}") for name in (f"by_{span}", "recorded", "expected"))
    cells = tuple(
        (
            step.label,
            wording.number(step.n),
            wording.text("mark.not_available") if step.expected is None else wording.number(step.expected),
        )
        for step in steps
    )
    twin = Table(title, columns, cells, frozenset({1, 2}))
    return [Figure(drawn, title, wording.text("report.recorded_only"), twin)]


def _step(row: dict[str, Any], wording: Wording) -> Step:
    months = str(row["months"]).split(" ")
    label = f"{wording.month_name(months[0], short=True)} {months[0][:4]}"

    def number(name: str) -> float | None:
        value = row[name]
        return None if value is None or value != value else float(value)

    return Step(
        label, row["period"] == "after", float(row["n"]), number("expected"), number("expected_low"),
        number("expected_high"),
    )  # fmt: skip


def groups_table(published: PublishedEvaluation, *, wording: Wording) -> Table:
    """Return what was recorded in each group and period."""
    table = published.evaluation.tables["groups"]
    hidden = wording.text("mark.hidden")
    rows = [
        (
            wording.text(f"evaluation_group.{row['group']}"),
            wording.text(f"evaluation_period.{row['period']}"),
            wording.months(str(row["months"]).split(" ")) if row["months"] else wording.text("evaluation.none"),
            wording.number(row["n_units"]),
            hidden if row["n"] is None or row["n"] != row["n"] else wording.number(row["n"]),
        )
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]
    columns = tuple(wording.text(f"evaluation.{name}") for name in ("group", "period", "months", "units", "recorded"))
    return Table(
        wording.text("evaluation.groups_table"), columns, tuple(rows), frozenset({3, 4}), wording.text("mark.legend")
    )


def units_listed(published: PublishedEvaluation, *, wording: Wording) -> list[Block]:
    """Return the units of each group by name; of a long group the first of them."""
    evaluation = published.evaluation
    items = []
    for group, units in evaluation.groups.items():
        if not units:
            continue
        names = [evaluation.unit_names.get(unit, unit) for unit in units[:MOST_NAMES]]
        said = wording.listed(names)
        if len(units) > MOST_NAMES:
            said = wording.text("evaluation.and_more", names=", ".join(names), n=len(units) - MOST_NAMES)
        items.append(f"{wording.text(f'evaluation_group.{group}')}: {said}")
    return [Points(tuple(item[:1].upper() + item[1:] for item in items))] if items else []
