"""The plan as CSV files: actions, roadmap, indicators, remarks, rows for the Sustainable Development Goals, dates.

UTF-8, LF, a header, one row per line; empty where missing; a text that a spreadsheet would run is made text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from plateia.findings.numbers import written_number
from plateia.plans.dates import plan_dates
from plateia.plans.folder import Plan
from plateia.plans.indicator_rules import AuditFigures, baseline_of, latest_of, target_of
from plateia.plans.progress import days_overdue, progress_of
from plateia.plans.remarks import Remark
from plateia.plans.sdg_rows import sdg_rows
from plateia.tables.spreadsheets import safe_text
from plateia.wording import Wording

Rows = Iterable[Sequence[Any]]

ROADMAP = (
    "action", "item", "activity", "deliverable", "target_date", "responsible", "responsible_type", "status", "done_on",
    "days_overdue",
)  # fmt: skip
ACTIONS = ("action", "title", "status", "priority", "lead", "starts", "ends", "dpia", "sdgs", "items_done", "items")
INDICATORS = (
    "indicator", "action", "name", "level", "unit", "baseline", "target", "by", "latest", "latest_on", "source_kind",
    "source", "frequency", "owner",
)  # fmt: skip
SDGS = ("sdg", "name", "indicator", "action", "unit", "baseline", "target", "latest", "latest_on", "comparable")
REMARKS = ("gravity", "code", "file", "where", "remark", "rule")
DATES = ("date", "kind", "id", "title")


def plan_tables(
    plan: Plan, *, remarks: Sequence[Remark], figures: AuditFigures, today: date, wording: Wording
) -> dict[str, str]:
    """Return the text of every CSV file by its name: ``roadmap.csv``, ``indicators.csv``, ``remarks.csv`` and more."""
    return {
        "actions.csv": csv_text(ACTIONS, _actions(plan)),
        "roadmap.csv": csv_text(ROADMAP, _roadmap(plan, today)),
        "indicators.csv": csv_text(INDICATORS, _indicators(plan, figures)),
        "sdg.csv": csv_text(SDGS, _sdgs(plan, figures, wording)),
        "dates.csv": csv_text(DATES, ((row.day, row.kind, row.id, row.details["title"]) for row in plan_dates(plan))),
        "remarks.csv": csv_text(REMARKS, _remarks(remarks, wording)),
    }


def csv_text(header: Sequence[str], rows: Rows) -> str:
    """Return rows as CSV.

    Examples
    --------
    >>> print(csv_text(("name", "n"), [("=A1", 1.5), ("a,b", None)]), end="")
    name,n
    '=A1,1.5
    "a,b",
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(written_number(value))
    one_kind_of_line_end = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return safe_text(one_kind_of_line_end)


def _actions(plan: Plan) -> Rows:
    by_action: Mapping[str, tuple[int, int]] = progress_of(plan.actions).by_action
    for id_, action in plan.actions.items():
        done, items = by_action.get(id_, (None, None))
        goals = " ".join(map(str, action.sdgs))
        yield (id_, action.title, action.status, action.priority, action.lead, action.starts, action.ends, action.dpia,
               goals, done, items)  # fmt: skip


def _roadmap(plan: Plan, today: date) -> Rows:
    for id_, action in plan.actions.items():
        for item in action.roadmap:
            yield (id_, item.id, item.activity, item.deliverable, item.target_date, item.responsible,
                   item.responsible_type, item.status, item.done_on, days_overdue(item, today=today))  # fmt: skip


def _indicators(plan: Plan, figures: AuditFigures) -> Rows:
    for row in plan.indicators:
        latest = latest_of(row)
        seen = (None, None) if latest is None else (latest.value, latest.on)
        yield (row.id, row.action, row.name, row.level, row.unit, baseline_of(row, figures), target_of(row, figures),
               row.by, *seen, row.source_kind, row.source, row.frequency, row.owner)  # fmt: skip


def _sdgs(plan: Plan, figures: AuditFigures, wording: Wording) -> Rows:
    for row in sdg_rows(plan.indicators, actions=plan.actions, figures=figures):
        name = wording.text(f"sdg.{row.sdg.replace('.', '_')}")
        yield (row.sdg, name, row.indicator, row.action, row.unit, row.baseline, row.target, row.latest, row.latest_on,
               row.comparable)  # fmt: skip


def _remarks(remarks: Sequence[Remark], wording: Wording) -> Rows:
    for remark in remarks:
        yield (remark.gravity, remark.code, remark.file, remark.where, said(remark, wording=wording),
               wording.text(f"rule.{remark.rule}"))  # fmt: skip


def said(remark: Remark, *, wording: Wording) -> str:
    """Return the sentence of a remark."""
    return wording.text(f"remark.{remark.code}", **remark.details)
