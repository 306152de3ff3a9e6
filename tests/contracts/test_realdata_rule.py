"""Where real data lie, CI fails if no test read them; elsewhere those tests are skipped and say so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ALL_SKIPPED = """
import pytest

@pytest.mark.realdata
def test_real(realdata):
    pytest.skip("the file wanted is not there")

def test_other():
    pass
"""
ONE_PASSED = (
    ALL_SKIPPED
    + """
@pytest.mark.realdata
def test_read(realdata):
    assert realdata.is_dir()
"""
)
NONE_MARKED = "def test_other():\n    pass\n"


def run_tests(folder: Path, program: str, *, ci: str, realdata: Path, workers: str = "0") -> tuple[int, str]:
    """Run a program of tests under our conftest in a fresh pytest."""
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests" / "conftest.py")
    (folder / "tests" / "test_program.py").write_text(program, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = realdata\n", encoding="utf-8")
    environment = {**os.environ, "CI": ci, "PLATEIA_REALDATA": str(realdata)}
    command = [sys.executable, "-m", "pytest", "-rs", "-n", workers, "tests"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("program", "ci", "here", "code"),
    [
        (ALL_SKIPPED, "true", True, 1),
        (ALL_SKIPPED, "", True, 0),
        (ALL_SKIPPED, "true", False, 0),
        (ONE_PASSED, "true", True, 0),
        (NONE_MARKED, "true", True, 0),
    ],
)
def test_ci_fails_only_where_real_data_went_unread(
    tmp_path: Path, program: str, ci: str, here: bool, code: int
) -> None:
    place = tmp_path / "open-data"
    if here:
        place.mkdir()
    returned, shown = run_tests(tmp_path, program, ci=ci, realdata=place)
    assert returned == code, shown
    assert ("none of 1 tests marked realdata passed" in shown) is (code == 1)


def test_the_rule_holds_with_several_workers(tmp_path: Path) -> None:
    (tmp_path / "open-data").mkdir()
    returned, shown = run_tests(tmp_path, ALL_SKIPPED, ci="true", realdata=tmp_path / "open-data", workers="2")
    assert returned == 1, shown


def test_a_skipped_test_says_what_is_missing(tmp_path: Path) -> None:
    _, shown = run_tests(tmp_path, ONE_PASSED, ci="", realdata=tmp_path / "nowhere")
    assert "set PLATEIA_REALDATA" in shown
