"""The code runs on Windows, macOS and Linux alike, and what is committed names no package registry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

POSIX_MODULES = {
    "crypt", "curses", "fcntl", "grp", "nis", "posix", "pty", "pwd", "readline", "resource", "spwd", "syslog",
    "termios", "tty",
}  # fmt: skip
POSIX_NAMES = {
    "os": {
        "O_DIRECTORY", "O_NOFOLLOW", "chown", "chroot", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups",
        "getloadavg", "getpgid", "getpgrp", "getsid", "getuid", "initgroups", "killpg", "lchown", "mkfifo", "mknod",
        "nice", "openpty", "posix_fallocate", "posix_spawn", "pread", "pwrite", "sched_getaffinity", "setgid",
        "setpgid", "setsid", "setuid", "statvfs", "sync", "sysconf", "uname", "wait", "waitpid",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "pause", "setitimer",
    },
}  # fmt: skip

PROGRAMS = [ROOT / "do.py", *sorted((ROOT / "src").rglob("*.py")), *sorted((ROOT / "examples").rglob("*.py"))]

# Taken apart here so that this file does not match itself.
REGISTRY = re.compile(
    "|".join(
        ["pypi" + r"\.org", "python" + r"hosted\.org", "registry\\." + "npmjs", "conda\\." + "anaconda"]
        + ["index" + "[-_]url", "find" + "-links", "file" + ":///", "--trusted" + "-host"]
    )
)
TEXTS = {"", ".cfg", ".css", ".csv", ".html", ".ini", ".j2", ".json", ".md", ".py", ".toml", ".txt", ".typ", ".yaml"}
COMMITTED = ["src", "tests", "docs", "examples", "benchmarks", ".ci"]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_program_needs_posix(path: Path) -> None:
    assert sorted(posix_uses(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("import fcntl", ["fcntl"]),
        ("from os import fork", ["os.fork"]),
        ("import os\nos.getuid()", ["os.getuid"]),
        ("import os\nos.replace('a', 'b')", []),
    ],
)
def test_the_search_for_posix_finds_it(program: str, found: list[str]) -> None:
    assert list(posix_uses(ast.parse(program))) == found


def posix_uses(tree: ast.Module) -> Iterator[str]:
    """Yield the modules and names in a program that only POSIX systems have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in POSIX_MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in POSIX_MODULES:
            yield node.module
        elif isinstance(node, ast.ImportFrom) and node.module in POSIX_NAMES:
            yield from (f"{node.module}.{a.name}" for a in node.names if a.name in POSIX_NAMES[node.module])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in POSIX_NAMES.get(node.value.id, ()):
                yield f"{node.value.id}.{node.attr}"


def test_no_committed_file_names_a_registry() -> None:
    folders = [ROOT / name for name in COMMITTED]
    inside = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    texts = [path for path in [*ROOT.glob("*"), *inside] if path.is_file() and path.suffix in TEXTS]
    named = [path.relative_to(ROOT).as_posix() for path in texts if REGISTRY.search(path.read_text(encoding="utf-8"))]
    assert named == []


def test_constraints_hold_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    # A line is a name, a version and perhaps a marker: no address, no hash, no path.
    assert [line for line in pinned if not re.fullmatch(r"[a-z0-9-]+==[0-9a-z.+]+( ; [^@#/\\]+)?", line)] == []


def test_no_lock_file_with_addresses_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"uv.lock", "pylock.toml"} <= set(ignored)
