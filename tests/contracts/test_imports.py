"""What is slow is loaded only where it is used: the command answers at once, and tools can be listed for nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HELP_SECONDS = 0.7
SLOW = ("pandas", "geopandas", "numba", "matplotlib")

LIST_MODULES = "import json, sys; print('\\n' + json.dumps(sorted(sys.modules)))"
IMPORT_EVERY_TOOL = f"""
import importlib, pkgutil
import plateia.tools
for module in pkgutil.walk_packages(plateia.tools.__path__, "plateia.tools."):
    importlib.import_module(module.name)
{LIST_MODULES}
"""
ASK_FOR_HELP = f"""
import sys
from plateia.cli.main import main
sys.argv = ["plateia", "--help"]
try:
    main()
except SystemExit:
    pass
{LIST_MODULES}
"""


def run_python(*arguments: str) -> str:
    """Run a fresh Python that finds the package, and return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded_by(program: str) -> set[str]:
    """Return the names of the modules that are loaded when a program ends."""
    return set(json.loads(run_python("-c", program).splitlines()[-1]))


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    loaded = loaded_by(f"import plateia; assert plateia.__version__\n{LIST_MODULES}")
    assert [name for name in loaded if name.startswith("plateia.")] == []


def test_importing_every_tool_loads_nothing_slow() -> None:
    assert loaded_by(IMPORT_EVERY_TOOL) & set(SLOW) == set()


def test_help_loads_nothing_slow() -> None:
    assert loaded_by(ASK_FOR_HELP) & set(SLOW) == set()


def test_help_answers_at_once() -> None:
    # Processor time: on an idle machine the time a person waits, on a busy one without the others' work.
    seconds = []
    for _ in range(5):
        before = os.times()
        assert "Usage" in run_python("-m", "plateia", "--help")
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        seconds.append(used)
    assert min(seconds) <= HELP_SECONDS, f"best of five: {min(seconds):.2f} s"


@pytest.mark.parametrize("room", ["settings", "vocabulary", "wording", "findings"])
def test_the_quiet_rooms_load_nothing_slow(room: str) -> None:
    assert loaded_by(f"import plateia.{room}\n{LIST_MODULES}") & set(SLOW) == set()
