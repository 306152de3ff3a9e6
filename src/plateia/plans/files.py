"""Which files belong to a plan, what each must hold, and which page explains it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from plateia.plans.sealing import SEALS_FILE
from plateia.settings.city import Section
from plateia.settings.plan_files.actions import Action
from plateia.settings.plan_files.costs import UnitCostTable
from plateia.settings.plan_files.design import Design, Scoping
from plateia.settings.plan_files.foresight import Foresight
from plateia.settings.plan_files.indicators import Indicators
from plateia.settings.plan_files.partners import Partnership, Stakeholders
from plateia.settings.plan_files.plan import PlanFile
from plateia.settings.plan_files.problems import Problem
from plateia.settings.plan_files.quality import Grid, QualityRating, Reviews
from plateia.settings.plan_files.security_by_design import DesignSheet
from plateia.settings.plan_files.technology import Technology
from plateia.settings.plan_files.theory import Theory

PLANS = "plans"
PLAN_FILE = "plan.toml"
MOST_BYTES = 1_000_000
"""A file a person writes is smaller; a larger one is something else."""

FILES: Mapping[str, type[Section]] = {
    PLAN_FILE: PlanFile,
    "indicators.toml": Indicators,
    "stakeholders.toml": Stakeholders,
    "partnership.toml": Partnership,
    "design.toml": Design,
    "scoping.toml": Scoping,
    "reviews.toml": Reviews,
    "unit-costs.toml": UnitCostTable,
}
FOLDERS: Mapping[str, type[Section]] = {
    "problems": Problem,
    "theory": Theory,
    "actions": Action,
    "technology": Technology,
    "foresight": Foresight,
    "security_by_design": DesignSheet,
    "quality": QualityRating,
    "grids": Grid,
}
ACTION_SIDE = (PLAN_FILE, "indicators.toml", "unit-costs.toml", "theory", "actions", "technology", "foresight")
NOTES = re.compile(r"(^|/)(\.[^/]*|[^/]*~|[^/]*\.md|Thumbs\.db|desktop\.ini)$")
"""Files that are none of ours: hidden ones, backups of editors, notes in Markdown."""


def model_of(path: str) -> type[Section] | None:
    """Return the model of a file of a plan by its path, or None where no such file belongs to a plan.

    Examples
    --------
    >>> model_of("actions/lights.toml").__name__, model_of("action/lights.toml")
    ('Action', None)
    """
    if path in FILES:
        return FILES[path]
    folder, _, name = path.partition("/")
    return FOLDERS.get(folder) if name.endswith(".toml") and "/" not in name else None


def page_of(path: str) -> str:
    """Return the page that explains a file of a plan."""
    return "docs/plan-actions.md" if path.partition("/")[0] in ACTION_SIDE else "docs/plan-problems.md"


def nearest_known(path: str) -> str | None:
    """Return the path a file was probably meant to have.

    Examples
    --------
    >>> nearest_known("action/lights.toml"), nearest_known("indicator.toml")
    ('actions/lights.toml', 'indicators.toml')
    """
    folder, slash, name = path.rpartition("/")
    if slash:
        near = difflib.get_close_matches(folder, list(FOLDERS), n=1)
        return f"{near[0]}/{name}" if near and name.endswith(".toml") else None
    near = difflib.get_close_matches(path, [*FILES, SEALS_FILE], n=1)
    return near[0] if near else None
