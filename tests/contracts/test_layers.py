"""The order of the rooms, proved on the code itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "plateia"

# Whatever reads files, clocks, networks or the process, or prints; pure measures have no use for it.
OUTSIDE_WORLD = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "requests", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "time", "urllib",
}  # fmt: skip
OUTSIDE_CALLS = {"open", "print", "input", "exec", "eval"}


def modules_of(room: str) -> list[Path]:
    return sorted((SOURCE / room).rglob("*.py"))


def test_each_room_imports_only_from_rooms_below_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "src"))
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path))
    assert status == EXIT_STATUS_SUCCESS, "The broken contracts are printed above; 'do.py check' shows them too."


def test_nothing_but_the_doors_imports_the_web() -> None:
    offenders = [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] not in ("web", "cli")
        and any(name == "plateia.web" or name.startswith("plateia.web.") for name in imported_names(path))
    ]
    assert offenders == []


@pytest.mark.parametrize("path", modules_of("measures"), ids=lambda path: path.stem)
def test_measures_are_pure(path: Path) -> None:
    reached_out = {name for name in imported_names(path) if name.split(".")[0] in OUTSIDE_WORLD}
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE_CALLS
    }
    assert reached_out | called == set(), f"{path.name} reaches outside: no files, clock, network or printing here."


def imported_names(path: Path) -> set[str]:
    """Return the dotted names a module imports, wherever in its code."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_folder_of_code_is_a_package_that_says_what_it_is_for() -> None:
    """Without ``__init__.py`` a folder escapes the import contracts and is loaded twice under two names in tests."""
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    missing = [str(folder.relative_to(SOURCE)) for folder in folders if not (folder / "__init__.py").is_file()]
    assert sorted(missing) == []
    pages = {folder: (folder / "__init__.py").read_text(encoding="utf-8") for folder in folders}
    silent = [
        str(folder.relative_to(SOURCE)) for folder, page in pages.items() if not ast.get_docstring(ast.parse(page))
    ]
    assert sorted(silent) == []
