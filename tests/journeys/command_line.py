"""The command line as a person meets it: what it says, how it leaves, and what it did to the folder."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plateia.cli.main import main

MARKER = "Zoltan-Quarrelsome"
"""A name planted in rows; it must never be shown."""

DOORS = {"check": ("check",), "protected": ("audit",), "internal": ("audit", "--internal", "--for", "Ana")}


@dataclass(frozen=True)
class Said:
    exit_code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


def run_cli(*arguments: str | Path) -> Said:
    """Run ``plateia`` with these arguments in this process."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["plateia", *map(str, arguments)]
    exit_code = 0
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as left:
        exit_code = int(left.code or 0)
    finally:
        sys.argv = before
    said = Said(exit_code, out.getvalue(), err.getvalue())
    assert "Traceback" not in said.all, said.all
    assert MARKER.lower() not in said.all.lower(), "a row was quoted"
    return said


def fingerprint(folder: Path) -> str:
    """Hash every path and every byte below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(f"{path.relative_to(folder)}\0{path.is_dir()}\0".encode())
        if path.is_file() and os.access(path, os.R_OK):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def assert_refused(folder: Path, code: str, *, exit_code: int = 2, door: tuple[str, ...] = DOORS["protected"]) -> Said:
    """Run a door on the folder: it must say what was expected, seen and to do, and leave the folder as it was."""
    before = fingerprint(folder)
    said = run_cli(door[0], folder, *door[1:])
    assert f"[{code}]" in said.err, said.all
    assert said.exit_code == exit_code
    assert "Seen: " in said.err
    assert "Try: " in said.err
    assert said.out == ""
    assert fingerprint(folder) == before, f"the folder changed: {sorted(folder.rglob('*'))}"
    return said


def audited(folder: Path, *options: str) -> Path:
    """Make an audit that must succeed and return its folder."""
    said = run_cli("audit", folder, *options)
    assert said.exit_code == 0, said.all
    place = Path(said.out.splitlines()[0].removeprefix("The audit lies in ").removesuffix(":"))
    assert (place / "audit.html").is_file()
    return place


def remains_of_runs(folder: Path) -> list[Path]:
    """Return what a run that did not end well left behind."""
    return sorted(
        [*folder.glob(".plateia*"), *folder.glob(".tables*"), *folder.glob("out/.*"), *folder.glob("out/**/.*")]
    )


needs_posix = pytest.mark.skipif(os.name == "nt", reason="signals and permissions are those of POSIX")


def findings_of(folder: Path, run: str = "audit-001") -> list[dict[str, Any]]:
    document = json.loads((folder / "out" / run / "findings.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["findings"]
    return found


def refused(said: Said, code: str, *, exit_code: int = 2) -> None:
    assert f"[{code}]" in said.err, said.all
    assert said.exit_code == exit_code
    assert said.out == ""
    assert "Seen: " in said.err
    assert "Try: " in said.err
