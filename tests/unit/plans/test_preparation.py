"""A plan folder made of the page's examples is read and checked; every remark has its sentence in every language."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import plateia
from plateia.plans.folder import read_plan
from plateia.plans.preparation import check_preparation
from plateia.plans.problem_rules import check_problem
from plateia.wording import languages, load

PAGE = Path(__file__).resolve().parents[3] / "docs" / "plan-problems.md"
EXAMPLES = dict(re.findall(r"```toml (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
MODULES = (
    "problem_rules",
    "thor",
    "stakeholder_grid",
    "partnership_check",
    "design_process",
    "scoping_tally",
    "design_sheets",
    "quality",
    "emmie",
    "pillars",
)
PLAN = """
title = "North"
focus_areas = ["safe_public_spaces"]
lead = "Prevention office"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    for path, text in EXAMPLES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def remark_codes() -> list[tuple[str, str]]:
    """Return code and rule of every remark in the modules of this side."""
    found = []
    for module in MODULES:
        path = Path(plateia.__file__).parent / "plans" / f"{module}.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Remark":
                assert isinstance(node.args[0], ast.Constant), "codes are literal"
                rule = node.args[4] if len(node.args) > 4 else None
                found.append((str(node.args[0].value), str(rule.value) if isinstance(rule, ast.Constant) else "own"))
    return found


@pytest.mark.parametrize("language", languages())
def test_every_remark_and_rule_has_its_words(language: str) -> None:
    wording = load(language)
    codes = remark_codes()
    assert len(codes) > 30
    assert {code for code, _ in codes if not wording.has(f"remark.{code}")} == set()
    assert {rule for _, rule in codes if not wording.has(f"rule.{rule}")} == set()


@pytest.mark.parametrize("language", languages())
def test_a_folder_of_the_examples_is_checked(folder: Path, language: str) -> None:
    plan = read_plan(folder)
    remarks = check_preparation(plan, language="en", today=date(2026, 6, 1))
    wording = load(language)
    sentences = [wording.text(f"remark.{row.code}", **row.details) for row in remarks]
    assert len(sentences) > 10
    codes = {row.code for row in remarks}
    assert not codes & {"problem.one-agency", "problem.one-source", "problem.police-records-only", "problem.solution"}
    assert "security-by-design.classified" in codes


def test_the_first_frame_alone_is_one_agency_with_police_records(folder: Path) -> None:
    problem = read_plan(folder).problems["nice-nord"]
    alone = problem.model_copy(update={"frames": problem.frames[:1], "thor": None})
    remarks = check_problem(alone, file="f", language="en", today=date(2026, 6, 1))
    assert {row.code for row in remarks if row.gravity == "warning"} == {
        "problem.one-agency",
        "problem.one-source",
        "problem.police-records-only",
    }


def test_a_label_in_any_file_of_this_side_is_an_error(folder: Path) -> None:
    path = folder / "stakeholders.toml"
    text = path.read_text(encoding="utf-8").replace('name = "Landlord"', 'name = "Hot families of the estate"')
    path.write_text(text, encoding="utf-8")
    remarks = check_preparation(read_plan(folder), language="en", today=date(2026, 6, 1))
    assert [(row.file, row.gravity) for row in remarks if row.code == "problem.label"] == [
        ("stakeholders.toml", "error")
    ]
