"""A run is all or nothing, also in its last second: results, tidy tables and the register change together."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from plateia.city.run import Run, start_run
from plateia.errors import EnvironmentFault


def content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def write_everything(run: Run, text: str) -> None:
    (run.staging / "audit.html").write_text(text, encoding="utf-8")
    (run.staging / "tidy").mkdir()
    (run.staging / "tidy/manifest.json").write_text(text, encoding="utf-8")
    run.keep_tables(run.staging / "tidy")
    (run.staging / "register.json").write_text(text, encoding="utf-8")
    run.keep_register(run.staging / "register.json")


def completed(city: Path, text: str) -> Path:
    with start_run(city, tool="audit") as run:
        write_everything(run, text)
    return run.place


def test_a_run_replaces_tables_and_register_and_adds_results(tmp_path: Path) -> None:
    completed(tmp_path, "first")
    completed(tmp_path, "second")
    assert content(tmp_path) == {
        "out": "folder",
        "out/audit-001": "folder",
        "out/audit-001/audit.html": "first",
        "out/audit-002": "folder",
        "out/audit-002/audit.html": "second",
        "out/published.json": "second",
        "tables": "folder",
        "tables/manifest.json": "second",
    }


def test_protected_and_internal_runs_share_one_count(tmp_path: Path) -> None:
    completed(tmp_path, "first")
    with start_run(tmp_path, tool="audit", internal_for="Ana Lytica / Leeds") as run:
        pass
    assert run.place == tmp_path / "out/internal/audit-002-for-Ana-Lytica-Leeds"
    assert completed(tmp_path, "third").name == "audit-003"


@pytest.mark.parametrize("fails", ["tables", "audit-002", "published.json"])
@pytest.mark.parametrize("fault", [OSError(28, "full"), KeyboardInterrupt()])
def test_a_move_that_fails_is_undone_with_those_before_it(
    tmp_path: Path, fails: str, fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    completed(tmp_path, "first")
    before = content(tmp_path)

    def failing(method: str) -> None:
        move = getattr(Path, method)

        def and_fail(self: Path, target: Path) -> Path:
            if target.name == fails and "partial" in str(self):
                raise fault
            return move(self, target)

        monkeypatch.setattr(Path, method, and_fail)

    failing("rename")
    failing("replace")
    with pytest.raises((EnvironmentFault, KeyboardInterrupt)):
        completed(tmp_path, "second")
    monkeypatch.undo()
    assert content(tmp_path) == before


def broken_off(city: Path, fault: BaseException) -> None:
    with start_run(city, tool="audit", internal_for="Ana") as run:
        write_everything(run, "half")
        raise fault


def test_an_error_of_any_kind_leaves_a_new_folder_as_it_was(tmp_path: Path) -> None:
    for fault in (ValueError("ours"), KeyboardInterrupt(), OSError(5, "disk"), SystemExit()):
        with pytest.raises((type(fault), EnvironmentFault)):
            broken_off(tmp_path, fault)
        assert content(tmp_path) == {}


@pytest.mark.parametrize(
    ("number", "code"),
    [(28, "disk.full"), (27, "disk.full"), (13, "folder.read-only"), (30, "folder.read-only"), (5, "disk.error")],
)
def test_errors_of_the_system_have_codes(tmp_path: Path, number: int, code: str) -> None:
    with pytest.raises(EnvironmentFault) as caught, start_run(tmp_path, tool="audit"):
        raise OSError(number, "told by the system")
    assert (caught.value.code, caught.value.exit_code) == (code, 4)


def test_what_a_killed_run_left_is_cleared_and_its_tables_are_put_back(tmp_path: Path) -> None:
    completed(tmp_path, "first")
    (tmp_path / "tables").rename(tmp_path / ".tables-99999999-old")
    (tmp_path / "out/.partial-99999999").mkdir()
    (tmp_path / "out/.partial-99999999/audit.html").write_text("half", encoding="utf-8")
    (tmp_path / ".plateia.lock").write_text("99999999", encoding="utf-8")
    with start_run(tmp_path, tool="audit") as run:
        assert (tmp_path / "tables/manifest.json").read_text(encoding="utf-8") == "first"
        assert [path.name for path in (tmp_path / "out").glob(".*")] == [run.staging.name]
    assert not list(tmp_path.glob(".*"))


def refused(city: Path) -> bool:
    try:
        with start_run(city, tool="audit"):
            return False
    except EnvironmentFault as fault:
        return fault.code == "folder.locked"


def test_a_lock_holds_as_long_as_its_process_lives(tmp_path: Path) -> None:
    lock = tmp_path / ".plateia.lock"
    lock.write_text(str(os.getppid()), encoding="utf-8")
    assert refused(tmp_path)
    os.utime(lock, (time.time() - 7 * 3600,) * 2)
    assert not refused(tmp_path)
    lock.write_text("99999999", encoding="utf-8")  # no such process
    assert not refused(tmp_path)
    lock.write_text(str(os.getpid()), encoding="utf-8")  # of an earlier process of this number
    assert not refused(tmp_path)
    lock.write_text("", encoding="utf-8")  # made this moment
    assert refused(tmp_path)
    os.utime(lock, (time.time() - 120,) * 2)
    assert not refused(tmp_path)


def test_two_runs_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    with start_run(tmp_path, tool="audit"):
        assert refused(tmp_path)
    assert not refused(tmp_path)
