"""All remarks on what comes before the actions of a plan: problems, partners, design, survey, sheets and ratings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plateia.plans.design_process import check_design
from plateia.plans.design_sheets import check_sheet
from plateia.plans.emmie import check_reviews
from plateia.plans.files import ACTION_SIDE
from plateia.plans.folder import Plan
from plateia.plans.partnership_check import check_partnership
from plateia.plans.pillars import check_pillars
from plateia.plans.problem_rules import check_labels, check_problem
from plateia.plans.quality import check_rating, grid_of
from plateia.plans.remarks import Remark
from plateia.plans.scoping_tally import check_scoping
from plateia.plans.stakeholder_grid import check_stakeholders
from plateia.settings.plan_files.quality import Grid
from plateia.wording import load


def check_preparation(
    plan: Plan, *, language: str, today: date, grids: Mapping[str, Grid] | None = None
) -> list[Remark]:
    """Return what is weak in the problem and partnership side of a plan.

    Parameters
    ----------
    plan : Plan
    language : str
        In which the plan is written: words of problem frames are checked where there is a list for it.
    today : date
    grids : mapping of str to Grid, optional
        Scoring grids the city holds, by name, beside the fallback.
    """
    partners = frozenset(partner.id for partner in plan.file.partners)
    remarks = check_pillars(plan.file.pillars)
    for id_, problem in plan.problems.items():
        remarks += check_problem(problem, file=f"problems/{id_}.toml", language=language, today=today)
    if plan.stakeholders is not None:
        remarks += check_stakeholders(plan.stakeholders)
    if plan.partnership is not None:
        remarks += check_partnership(plan.partnership, partners=partners)
    if plan.design is not None:
        remarks += check_design(plan.design, problems=frozenset(plan.problems), today=today)
    if plan.scoping is not None:
        remarks += check_scoping(plan.scoping, partners=partners)
    for id_, sheet in plan.sheets.items():
        remarks += check_sheet(sheet, file=f"security_by_design/{id_}.toml", today=today)
    remarks += [row for path, tree in plan.texts.items() for row in _labels(path, tree, language)]
    return remarks + _quality(plan, grids or {})


def _labels(path: str, tree: Mapping[str, Any], language: str) -> list[Remark]:
    """Labels for people are looked for in every file on this side; problems have been looked through already."""
    is_ours = path.partition("/")[0] not in (*ACTION_SIDE, "problems")
    return check_labels(tree, file=path, language=language) if is_ours else []


def _quality(plan: Plan, grids: Mapping[str, Grid]) -> list[Remark]:
    remarks = [] if plan.reviews is None else check_reviews(plan.reviews)
    for id_, rating in plan.ratings.items():
        grid = grid_of(rating, grids=grids, wording=load("en"))
        remarks += check_rating(rating, file=f"quality/{id_}.toml", grid=grid)
    return remarks
