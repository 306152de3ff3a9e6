"""What plans take from published evaluations: the newest findings of each action, power first of all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plateia.city.run import OUT
from plateia.settings.plan_files.actions import Action

if TYPE_CHECKING:
    from plateia.reports.plans.content import Evaluated

RUN = re.compile(r"evaluation-\d{3,}")


def newest_evaluations(city: Path, actions: Mapping[str, Action]) -> dict[str, Evaluated]:
    """Return the newest published evaluation of every action that still asks for the outcome it was made for.

    Internal evaluations are never read for a plan, and a file that cannot be read counts as none.
    """
    found: dict[str, Evaluated] = {}
    for run in _runs(city):
        document = _document(city / OUT / run / "findings.json")
        action = actions.get(str(document.get("action")))
        if action is None or action.evaluation is None or document["action"] in found:
            continue
        if action.evaluation.outcome == document.get("outcome"):
            found[document["action"]] = _evaluated(run, document)
    return found


def _runs(city: Path) -> list[str]:
    """Return the published evaluations, newest first."""
    out = city / OUT
    names = [entry.name for entry in out.iterdir() if RUN.fullmatch(entry.name)] if out.is_dir() else []
    return sorted(names, key=lambda name: int(name.rpartition("-")[2]), reverse=True)


def _document(path: Path) -> Mapping[str, Any]:
    """Return the findings of a protected evaluation, or nothing."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        rows = [(row["kind"], row["values"], row["hidden"]) for row in document["findings"]]
        is_whole = document["version"] == "protected" and all(isinstance(values, dict) for _, values, _ in rows)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return document if is_whole else {}


def _evaluated(run: str, document: Mapping[str, Any]) -> Evaluated:
    from plateia.reports.plans.content import Evaluated, Stated

    rows = document["findings"]
    return Evaluated(run, tuple(Stated(str(row["kind"]), row["values"], bool(row["hidden"])) for row in rows))
