"""The two commands of a fresh machine: what is set up once is not set up twice, and half a set-up does not count."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A ``do.py`` whose project lies in an empty folder and whose installations are only noted."""
    spec = importlib.util.spec_from_file_location("do_under_test", ROOT / "do.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in module.RECIPE:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    environment = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", environment)
    monkeypatch.setattr(module, "PYTHON", environment / "python")
    monkeypatch.setattr(module, "OURS", environment / module.OURS.name)
    module.installed = []
    monkeypatch.setattr(module, "make_environment", lambda: pretend_environment(environment))
    monkeypatch.setattr(module, "install", module.installed.append)
    return module


def pretend_environment(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "python").touch()


def test_a_second_run_installs_nothing(do: ModuleType) -> None:
    do.set_up("core")
    do.set_up("core")
    assert do.installed == ["."]


def test_development_contains_what_the_demo_needs(do: ModuleType) -> None:
    do.set_up("core")
    do.set_up("dev")
    do.set_up("core")
    assert do.installed == [".", ".[dev]"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "do.py"])
def test_a_changed_recipe_is_installed(do: ModuleType, name: str) -> None:
    do.set_up("dev")
    with (do.ROOT / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    do.set_up("dev")
    assert do.installed == [".[dev]", ".[dev]"]


def test_an_interrupted_set_up_is_done_again(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    do.set_up("core")

    def interrupt(project: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(do, "install", interrupt)
        with pytest.raises(KeyboardInterrupt):
            do.set_up("dev")
    do.set_up("core")
    assert do.installed == [".", "."], "the interrupted one may have left packages half written"


def test_clearing_away_leaves_nothing(do: ModuleType) -> None:
    for name in (".venv", ".venv.old"):
        (do.ROOT / name / "lib").mkdir(parents=True)
    do.clear_away(do.VENV)
    assert list(do.ROOT.glob(".venv*")) == []


def test_arguments_are_passed_on(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(do, "run", lambda *arguments: ran.append(arguments) or 7)
    assert do.main(["demo", "my city"]) == 7
    assert do.main(["test", "-k", "gini"]) == 7
    assert ran[0] == ("-m", "plateia", "demo", "my city")
    assert ran[1][:2] == ("-m", "pytest")
    assert ran[1][-2:] == ("-k", "gini")


def test_every_check_runs_also_after_one_has_failed(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(do, "run", lambda *arguments: ran.append(arguments) or int(len(ran) == 1))
    assert do.run_checks() == 1
    assert len(ran) == len(do.CHECKS)


def test_an_unknown_verb_shows_the_known_ones(do: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert do.main(["dmo"]) == 2
    shown = capsys.readouterr().err
    assert all(verb in shown for verb in ("demo", "test", "check", "bench", "docs"))
    assert do.installed == []


def test_only_the_standard_library_is_needed() -> None:
    tree = ast.parse((ROOT / "do.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_help_needs_no_environment() -> None:
    shown = subprocess.run([sys.executable, str(ROOT / "do.py"), "help"], capture_output=True, text=True, check=True)
    assert "demo [FOLDER]" in shown.stdout
