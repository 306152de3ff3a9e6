"""Starts a plan: a folder of commented files, pre-filled from a finding; nothing that is there is touched."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from plateia.city.run import environment_fault
from plateia.errors import SettingsError
from plateia.plans.files import PLAN_FILE, PLANS
from plateia.settings.plan_files.fields import ID_PATTERN, LONGEST_ID
from plateia.settings.plan_files.indicators import FromAudit
from plateia.settings.practice import is_plain_id
from plateia.settings.reading import SETTINGS_FILE, read_settings
from plateia.tools.planning.audits import audit_figure, find_finding
from plateia.tools.planning.first_texts import Start, plan_texts
from plateia.wording import load


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
    settings = read_settings(city) if (city / SETTINGS_FILE).is_file() else None
    wording = load(settings.city.language if settings else "en")
    # Who answers for an audit need not answer for a plan: the person who writes it names the organisation.
    lead = wording.text("plan_start.lead")
    if finding is None:
        return Start(name, lead, today, None, None, None, wording)
    found_in, row = find_finding(city, finding, run=run)
    start = Start(name, lead, today, found_in, row, None, wording)
    return replace(start, baseline=_baseline(city, start))


def _baseline(city: Path, start: Start) -> FromAudit | float | None:
    if start.finding is None or start.category is None or start.run is None:
        return None
    if start.area_ids:
        reference = FromAudit(audit=start.run, offence_category=start.category, area_ids=tuple(start.area_ids))
        return reference if audit_figure(city, reference).value is not None else None
    n = start.finding["values"].get("n")
    return None if start.finding["hidden"] or n is None else float(n)
