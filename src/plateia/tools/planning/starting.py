"""Starts a plan: a folder of commented files, pre-filled from a finding; nothing that is there is touched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from plateia.city.run import environment_fault
from plateia.errors import SettingsError
from plateia.plans.covenant_dates import anniversary
from plateia.plans.files import PLAN_FILE, PLANS
from plateia.settings.plan_files.fields import ID_PATTERN, LONGEST_ID
from plateia.settings.plan_files.indicators import FromAudit
from plateia.settings.practice import is_plain_id
from plateia.settings.reading import SETTINGS_FILE, read_settings
from plateia.settings.writing import toml_value
from plateia.tools.planning.audits import audit_figure, find_finding
from plateia.vocabulary import ALL, offence_categories

MONTHS_TO_PREPARE = 4
CHOSEN_FOR_HIGH_COUNTS = ("area_high", "cells_high")
ARROWS = (
    ("money-and-staff", "measure"),
    ("measure", "delivered"),
    ("delivered", "residents-notice"),
    ("residents-notice", "fewer-incidents"),
    ("measure", "moves-elsewhere"),
    ("measure", "labels"),
)
UNNAMED = "To be named: the organisation that answers for the plan"


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
    """

    id: str
    lead: str
    today: date
    run: str | None
    finding: Mapping[str, Any] | None
    baseline: FromAudit | float | None

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


def start_plan(city: Path, name: str, *, finding: str | None, run: str | None, today: date) -> Path:
    """Write the folder of a plan; see ``plateia.tools.plan.new``."""
    _check_name(city, name)
    if run is not None and finding is None:
        raise SettingsError(
            "plan.run-without-finding",
            expected="A finding of the run a plan starts from.",
            seen=f"the run {run!r} alone.",
            remedy="name the finding, or leave the run out.",
        )
    start = _start(city, name, finding=finding, run=run, today=today)
    place = city / PLANS / name
    staging = city / PLANS / f".{name}-new"
    shutil.rmtree(staging, ignore_errors=True)  # what a run that was cut off left behind
    try:
        staging.mkdir(parents=True)
        for path, text in plan_texts(start).items():
            (staging / path).parent.mkdir(exist_ok=True)
            (staging / path).write_text(text, encoding="utf-8", newline="\n")
        staging.rename(place)
    except OSError as fault:
        shutil.rmtree(staging, ignore_errors=True)
        raise environment_fault(fault) from None
    return place


def _check_name(city: Path, name: str) -> None:
    if not re.match(ID_PATTERN, name) or len(name) > LONGEST_ID or not is_plain_id(name.replace("_", "-")):
        raise SettingsError(
            "plan.name",
            expected="A name of lower-case letters, digits, - and _.",
            seen=f"{name[:LONGEST_ID]!r}.",
            remedy="safe-station, for example.",
        )
    if (city / PLANS / name).exists():
        raise SettingsError(
            "plan.exists",
            expected=f"A name that is free in {city.name}/{PLANS}.",
            seen=f"{name!r}; it was left as it is.",
            remedy=f"edit its {PLAN_FILE}, or take another name.",
        )


def _start(city: Path, name: str, *, finding: str | None, run: str | None, today: date) -> Start:
    lead = (read_settings(city).governance.controller if (city / SETTINGS_FILE).is_file() else None) or UNNAMED
    if finding is None:
        return Start(name, lead, today, None, None, None)
    found_in, row = find_finding(city, finding, run=run)
    start = Start(name, lead, today, found_in, row, None)
    return Start(name, lead, today, found_in, row, _baseline(city, start))


def _baseline(city: Path, start: Start) -> FromAudit | float | None:
    if start.finding is None or start.category is None or start.run is None:
        return None
    if start.area_ids:
        reference = FromAudit(audit=start.run, offence_category=start.category, area_ids=tuple(start.area_ids))
        return reference if audit_figure(city, reference).value is not None else None
    n = start.finding["values"].get("n")
    return None if start.finding["hidden"] or n is None else float(n)


def plan_texts(start: Start) -> dict[str, str]:
    """Return the text of every file of a new plan by its path."""
    lead = toml_value(start.lead)
    by = anniversary(start.starts, years=1).isoformat()
    texts = {
        PLAN_FILE: _filled("plan", title=toml_value(start.title), lead=lead, origin=_origin(start)),
        "indicators.toml": _filled("indicators", id=start.id, by=by, lead=lead, recorded=_recorded(start, by=by)),
        f"theory/{start.id}.toml": _theory(start),
        f"actions/{start.id}.toml": _action(start),
    }
    if start.finding is not None:
        texts[f"problems/{start.id}.toml"] = _problem(start, start.finding)
    return texts


def _filled(template: str, **values: str) -> str:
    text = files(__package__).joinpath("templates", f"{template}.toml").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _origin(start: Start) -> str:
    if start.finding is None or start.run is None:
        return '# run = "audit-001"    # the audit it comes from\n# finding = "area_high:burglary:..."    # its id\n'
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
        baseline = "# baseline = 30    # the audit shows no figure for it\ntarget = { share_of_baseline = 0.8 }"
    if start.finding is not None:
        baseline += f"\nbaseline_period = {toml_value(_when(start.finding))}"
    name = toml_value(f"Recorded incidents: {(start.category or 'to be written').replace('_', ' ')}")
    return _filled("recorded", id=start.id, name=name, baseline=baseline, by=by, lead=toml_value(start.lead))


def _inline(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(toml_value, texts))}]"


def _theory(start: Start) -> str:
    category = start.category
    fewer = "Fewer recorded incidents" if category in (None, ALL) else f"Fewer recorded incidents: {category}"
    return _filled(
        "theory",
        title=toml_value(start.title),
        fewer=toml_value(fewer.replace("_", " ")),
        arrows="".join(_filled("arrow", source=source, target=target) for source, target in ARROWS),
    )


def _action(start: Start) -> str:
    practices = "".join(
        f"\n[[good_practices]]\npractice = {toml_value(name)}\n"
        '# implemented = "where it runs"\n# successful = "what shows that it worked"\n'
        '# replicable = "what others can take over"\nuse = "transfer"    # or mainstreaming\n'
        for name in start.practices
    )
    return _filled(
        "action",
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
        return "\n# [evaluation]    # how the effect will be judged; docs/plan-actions.md shows one\n"
    period, starts = start.finding["period"], start.starts
    last = date(starts.year + (starts.month + 10) // 12, (starts.month + 10) % 12 + 1, 1)
    return _filled(
        "evaluation",
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
    where = str(finding["values"].get("name") or ", ".join(start.area_ids) or "the whole city")
    return _filled(
        "problem",
        id=start.id,
        title=toml_value(start.title),
        lead=toml_value(start.lead),
        findings=toml_value([finding["id"]]),
        today=start.today.isoformat(),
        symptom=toml_value(finding["statement"]),
        where=toml_value(where),
        when=toml_value(_when(finding)),
        run=str(start.run),
    )


def _when(finding: Mapping[str, Any]) -> str:
    period = finding["period"]
    months = period.get("months")
    return ", ".join(months) if months else f"{period['from']} to {period['to']}"
