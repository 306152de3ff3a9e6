"""The example plan, copied where a test may change it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from plateia.plans.checking import check_plan
from plateia.plans.folder import Plan, read_plan
from plateia.plans.remarks import Remark

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "plan_leeds"
TODAY = date(2026, 11, 21)
ACTION = "actions/night-stops.toml"
TECHNOLOGY = "technology/stop-counters.toml"
THEORY = "theory/night-stops.toml"


def copy_plan(city: Path, name: str = "night") -> Path:
    """Copy the example plan into a city folder and return its place."""
    folder = city / "plans" / name
    shutil.copytree(EXAMPLE, folder)
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def remarks_of(plan: Path | Plan, *, today: date = TODAY) -> list[Remark]:
    """Return all remarks on a plan."""
    return list(check_plan(read_plan(plan) if isinstance(plan, Path) else plan, today=today))


def codes_of(plan: Path | Plan, *, gravity: str | None = None, today: date = TODAY) -> set[str]:
    """Return the codes of the remarks, of one gravity where it is named."""
    return {remark.code for remark in remarks_of(plan, today=today) if gravity in (None, remark.gravity)}
