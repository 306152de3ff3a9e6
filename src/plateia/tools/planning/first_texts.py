"""What a plan starts from, and the first text of each of its files, in the language of the city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from string import Template
from typing import Any

from plateia.plans.covenant_dates import anniversary
from plateia.plans.files import PLAN_FILE
from plateia.settings.plan_files.indicators import FromAudit
from plateia.settings.writing import toml_value
from plateia.vocabulary import ALL, offence_categories
from plateia.wording import Wording

MONTHS_TO_PREPARE = 4
TEXT, NOTE = "text_", "note_"
CHOSEN_FOR_HIGH_COUNTS = ("area_high", "cells_high")
ARROWS = (
    ("money-and-staff", "measure"),
    ("measure", "delivered"),
    ("delivered", "residents-notice"),
    ("residents-notice", "fewer-incidents"),
    ("measure", "moves-elsewhere"),
    ("measure", "labels"),
)


@dataclass(frozen=True)
class Start:
    """What a plan starts from.

    Attributes
    ----------
    run, finding : str and mapping, or None
        Where it comes from; both or neither.
    baseline : FromAudit or float or None
        A reference to the audit's table, a number of the finding where it speaks of the whole city, or nothing where
        it is hidden.
    wording : Wording
        The city's language, in which the first texts are written.
    """

    id: str
    lead: str
    today: date
    run: str | None
    finding: Mapping[str, Any] | None
    baseline: FromAudit | float | None
    wording: Wording

    @property
    def starts(self) -> date:
        """The first of a month that leaves time to prepare."""
        months = self.today.year * 12 + self.today.month - 1 + MONTHS_TO_PREPARE
        return date(months // 12, months % 12 + 1, 1)

    @property
    def title(self) -> str:
        """The plan's first title, from its name."""
        return self.id.replace("-", " ").replace("_", " ").capitalize()

    @property
    def area_ids(self) -> list[str]:
        """The areas the finding speaks of."""
        return [] if self.finding is None else list(self.finding["where"]["area_ids"])

    @property
    def category(self) -> str | None:
        """The offence category the finding speaks of, where it is one of the vocabulary."""
        category = None if self.finding is None else self.finding["values"].get("offence_category")
        return category if category == ALL or category in offence_categories() else None

    @property
    def practices(self) -> list[str]:
        """Ids of the practices that matched the finding."""
        return [] if self.finding is None else [str(name) for name in self.finding.get("practices", ())]


def plan_texts(start: Start) -> dict[str, str]:
    """Return the text of every file of a new plan by its path."""
    lead = toml_value(start.lead)
    by = anniversary(start.starts, years=1).isoformat()
    texts = {
        PLAN_FILE: _filled("plan", start.wording, title=toml_value(start.title), lead=lead, origin=_origin(start)),
        "indicators.toml": _filled(
            "indicators", start.wording, id=start.id, by=by, lead=lead, recorded=_recorded(start, by=by)
        ),
        f"theory/{start.id}.toml": _theory(start),
        f"actions/{start.id}.toml": _action(start),
    }
    if start.finding is not None:
        texts[f"problems/{start.id}.toml"] = _problem(start, start.finding)
    return texts


def _filled(template: str, wording: Wording, **values: str) -> str:
    """Return a template with its values; ``$text_...`` and, in comments, ``$note_...`` stand for the wording."""
    text = Template(files(__package__).joinpath("templates", f"{template}.toml").read_text(encoding="utf-8"))
    texts = {
        name: toml_value(wording.text(f"plan_start.{template}.{name.removeprefix(TEXT)}"))
        for name in text.get_identifiers()
        if name.startswith(TEXT)
    }
    notes = {
        name: wording.text(f"plan_start.{template}.{name}") for name in text.get_identifiers() if name.startswith(NOTE)
    }
    return text.substitute(texts | notes | values)


def _origin(start: Start) -> str:
    if start.finding is None or start.run is None:
        run, finding = (start.wording.text(f"plan_start.plan.note_{name}") for name in ("run", "finding"))
        return f'# run = "audit-001"    # {run}\n# finding = "area_high:burglary:..."    # {finding}\n'
    return f"run = {toml_value(start.run)}\nfinding = {toml_value(start.finding['id'])}\n"


def _recorded(start: Start, *, by: str) -> str:
    if isinstance(start.baseline, FromAudit):
        reference = start.baseline
        baseline = (
            f"baseline = {{ audit = {toml_value(reference.audit)}, table = {toml_value(reference.table)}, "
            f"offence_category = {toml_value(reference.offence_category)}, "
            f"area_ids = {_inline(reference.area_ids)} }}\n"
            "target = { share_of_baseline = 0.8 }"
        )
    elif start.baseline is not None:
        baseline = f"baseline = {start.baseline:.0f}\ntarget = {{ share_of_baseline = 0.8 }}"
    else:
        why = start.wording.text("plan_start.recorded.note_no_figure")
        baseline = f"# baseline = 30    # {why}\ntarget = {{ share_of_baseline = 0.8 }}"
    if start.finding is not None:
        baseline += f"\nbaseline_period = {toml_value(_when(start.finding, start.wording))}"
    return _filled(
        "recorded",
        start.wording,
        id=start.id,
        name=toml_value(_with_category("recorded_name", "recorded_unnamed", start.category, start.wording)),
        baseline=baseline,
        by=by,
        lead=toml_value(start.lead),
    )


def _with_category(key: str, without: str, category: str | None, wording: Wording) -> str:
    if category is None:
        return wording.text(f"plan_start.{without}")
    return wording.text(f"plan_start.{key}", offence_category=category)


def _inline(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(toml_value, texts))}]"


def _theory(start: Start) -> str:
    wording, category = start.wording, None if start.category == ALL else start.category
    return _filled(
        "theory",
        wording,
        title=toml_value(start.title),
        fewer=toml_value(_with_category("fewer_of", "fewer", category, wording)),
        arrows="".join(_filled("arrow", wording, source=source, target=target) for source, target in ARROWS),
    )


def _action(start: Start) -> str:
    practices = "".join(_filled("good_practice", start.wording, practice=toml_value(name)) for name in start.practices)
    return _filled(
        "action",
        start.wording,
        id=start.id,
        title=toml_value(start.title),
        starts=start.starts.isoformat(),
        ends=anniversary(start.starts, years=1).isoformat(),
        lead=toml_value(start.lead),
        problems="[]" if start.finding is None else f'["{start.id}"]',
        practices=toml_value(start.practices),
        good_practices=practices,
        evaluation=_evaluation(start),
    )


def _evaluation(start: Start) -> str:
    if start.finding is None or start.category is None or not start.area_ids:
        return f"\n# [evaluation]    # {start.wording.text('plan_start.evaluation.note_none')}\n"
    period, starts = start.finding["period"], start.starts
    last = date(starts.year + (starts.month + 10) // 12, (starts.month + 10) % 12 + 1, 1)
    return _filled(
        "evaluation",
        start.wording,
        outcome=toml_value(start.category),
        design=toml_value("rate_ratio"),
        treated=_inline(start.area_ids),
        high="true" if start.finding["kind"] in CHOSEN_FOR_HIGH_COUNTS else "false",
        before=_span(period, (period["from"], period["to"])),
        after=_span(_same_months_later(period, starts), (starts.isoformat()[:7], last.isoformat()[:7])),
    )


def _span(period: Mapping[str, Any], ends: tuple[str, str]) -> str:
    """Write the months of a period with gaps, or both ends of one without."""
    if period.get("months"):
        return f"months = {toml_value(list(period['months']))}"
    return f"from = {toml_value(ends[0])}\nto = {toml_value(ends[1])}"


def _same_months_later(period: Mapping[str, Any], starts: date) -> dict[str, Any]:
    """Return the first months after the start that have the names of those in a period with gaps."""
    found = set()
    for month in period.get("months") or ():
        number = int(month[5:])
        found.add(f"{starts.year + (number < starts.month):04d}-{number:02d}")
    return {"months": sorted(found)}


def _problem(start: Start, finding: Mapping[str, Any]) -> str:
    wording = start.wording
    where = finding["values"].get("name") or ", ".join(start.area_ids) or wording.text("plan_start.whole_city")
    return _filled(
        "problem",
        wording,
        id=start.id,
        title=toml_value(start.title),
        lead=toml_value(start.lead),
        findings=toml_value([finding["id"]]),
        today=start.today.isoformat(),
        symptom=toml_value(finding["statement"]),
        where=toml_value(str(where)),
        when=toml_value(_when(finding, wording)),
        source=toml_value(wording.text("plan_start.audit", run=str(start.run))),
    )


def _when(finding: Mapping[str, Any], wording: Wording) -> str:
    period = finding["period"]
    months = period.get("months")
    return wording.months(months) if months else wording.span(period["from"], period["to"])
