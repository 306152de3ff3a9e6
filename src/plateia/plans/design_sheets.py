"""Security-by-design sheets: what is answered, what is open, what a measure costs a place; and who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.security_by_design import DesignSheet
from plateia.vocabulary.design_checklist import checklist_items

OWN_ITEMS = "own_items"


@dataclass(frozen=True, slots=True)
class StrategyReading:
    """How the items of one strategy are answered; there is no score.

    Attributes
    ----------
    strategy : str
        Its name is ``security_by_design.strategy.<strategy>`` of the wording.
    yes, partly, no, not_applicable, open : tuple of str
        Items by answer; ``open`` has none yet.
    """

    strategy: str
    yes: tuple[str, ...]
    partly: tuple[str, ...]
    no: tuple[str, ...]
    not_applicable: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet.

    Attributes
    ----------
    completeness : float in [0, 1]
        Items answered, of all; "not applicable" is an answer.
    """

    strategies: tuple[StrategyReading, ...]
    completeness: float


def sheet_reading(sheet: DesignSheet) -> SheetReading:
    """Return the answers of a sheet by strategy; the city's own items come last."""
    strategies: dict[str, list[str]] = {}
    for item in checklist_items():
        strategies.setdefault(item.strategy, []).append(item.id)
    for own in sheet.items:
        strategies.setdefault(OWN_ITEMS, []).append(own.id)
    answers = {row.item: row.answer for row in sheet.answers}
    n_items = sum(len(items) for items in strategies.values())
    return SheetReading(
        strategies=tuple(_strategy(name, items, answers) for name, items in strategies.items()),
        completeness=len(answers) / n_items,
    )


def public_sheets(sheets: Mapping[str, DesignSheet]) -> dict[str, DesignSheet]:
    """Return the sheets a public output may show: those classified ``open``, and no other (guardrail G-60)."""
    return {name: sheet for name, sheet in sheets.items() if sheet.classification == "open"}


def check_sheet(sheet: DesignSheet, *, file: str, today: date) -> list[Remark]:
    """Return what a sheet lacks. Remarks name the file and counts, never what was found at the place."""
    remarks = []
    reading = sheet_reading(sheet)
    if reading.completeness < 1:
        n_open = sum(len(row.open) for row in reading.strategies)
        remarks.append(Remark("security-by-design.open-items", "note", file, "answers", details={"n": n_open}))
    if sheet.checked_on > today:
        remarks.append(Remark("security-by-design.in-future", "error", file, "checked_on"))
    if len(set(sheet.checked_by)) < 2:
        remarks.append(Remark("security-by-design.one-checker", "warning", file, "checked_by", "security_by_design"))
    if sheet.classification != "open":
        details = {"classification": sheet.classification}
        remarks.append(Remark("security-by-design.classified", "note", file, "classification", "secrecy", details))
    return remarks


def _strategy(name: str, items: list[str], answers: Mapping[str, str]) -> StrategyReading:
    def with_answer(answer: str | None) -> tuple[str, ...]:
        return tuple(item for item in items if answers.get(item) == answer)

    return StrategyReading(
        strategy=name,
        yes=with_answer("yes"),
        partly=with_answer("partly"),
        no=with_answer("no"),
        not_applicable=with_answer("not applicable"),
        open=with_answer(None),
    )
