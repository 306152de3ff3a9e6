"""Runs cut off, full disks, folders that may not be written: no half results, and the next run is whole."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

import plateia.cli.progress as cli
from tests.city_builder import build_city
from tests.journeys.command_line import (
    MARKER,
    Said,
    assert_refused,
    audited,
    fingerprint,
    needs_posix,
    remains_of_runs,
    run_cli,
)

is_root = os.name != "nt" and os.geteuid() == 0
STAGES = ("areas", "rows", "tables", "findings", "html", "geopackage")
FAST = ("--internal", "--for", "Ana")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return build_city(tmp_path / "city", n_rows=120, months=3, marker=MARKER)


@contextlib.contextmanager
def interrupted_at(stage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Send this process the signal of Ctrl-C when the run reaches a stage."""

    @contextlib.contextmanager
    def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
        def show(reached: str, done: int, total: int | None) -> None:
            if reached == stage:
                signal.raise_signal(signal.SIGINT)

        yield show

    with monkeypatch.context() as patched:
        patched.setattr(cli, "shown", progress)
        yield


@pytest.mark.parametrize("stage", STAGES)
def test_an_interrupted_first_run_leaves_no_trace(city: Path, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(city)
    with interrupted_at(stage, monkeypatch):
        said = run_cli("audit", city, *FAST)
    assert said.exit_code == 130
    assert "[run.interrupted]" in said.err
    assert fingerprint(city) == before


@pytest.mark.parametrize("options", [(), FAST], ids=["protected", "internal"])
def test_an_interrupted_later_run_leaves_the_earlier_as_it_was_and_the_next_numbers_on(
    city: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = audited(city, *options)
    before = fingerprint(city)
    for stage in ("rows", "geopackage"):
        with interrupted_at(stage, monkeypatch):
            assert run_cli("audit", city, *options).exit_code == 130
        assert fingerprint(city) == before
    second = audited(city, *options)
    assert (first.name[:9], second.name[:9]) == ("audit-001", "audit-002")
    assert not remains_of_runs(city)


def test_check_interrupted_says_so(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with interrupted_at("rows", monkeypatch):
        said = run_cli("check", city)
    assert (said.exit_code, said.out) == (130, "")
    assert "[run.interrupted]" in said.err


def started(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "plateia", "audit", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the run never came that far"
        time.sleep(0.002)


@needs_posix
@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)], ids=["Ctrl-C", "kill -9"]
)
def test_a_process_cut_off_while_it_writes_leaves_a_city_that_runs_on(city: Path, number: int, exit_code: int) -> None:
    audited(city)
    before = fingerprint(city)
    process = started(city)
    wait_until(lambda: any(city.glob("out/.partial-*/tables")), process)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == exit_code
    assert "Traceback" not in err
    if number == signal.SIGINT:
        assert "[run.interrupted]" in err
        assert fingerprint(city) == before
    else:
        assert remains_of_runs(city), "the run was over before it was cut off"
    assert audited(city).name == "audit-002"
    assert not remains_of_runs(city)


def test_a_second_run_at_the_same_time_is_refused(city: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (city / ".plateia.lock").write_text(str(other.pid))
        assert_refused(city, "folder.locked", exit_code=4)
    finally:
        other.kill()
        other.wait()
    audited(city, *FAST)  # the process of the lock is gone
    assert not remains_of_runs(city)


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A function that mounts a file system of so many kilobytes, as root only."""
    if not (is_root and sys.platform == "linux"):
        pytest.skip("Only root on Linux can mount a small disk.")
    mounted: list[Path] = []

    def mount(kilobytes: int) -> Path:
        place = tmp_path / f"disk-{kilobytes}"
        place.mkdir()
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], capture_output=True
        )
        if made.returncode:
            pytest.skip("This machine does not let root mount a disk.")
        mounted.append(place)
        return place

    yield mount
    gc.collect()  # a library that failed to write may still hold its file
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_fills_up_at_any_point_keeps_nothing_of_the_run(
    city: Path, small_disk: Callable[[int], Path]
) -> None:
    place = audited(city, *FAST)
    whole = sum(path.stat().st_size for path in (*place.rglob("*"), *(city / "tables").rglob("*"))) // 1024
    shutil.rmtree(city / "out")
    shutil.rmtree(city / "tables")
    for share in (0.02, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95):
        data_kilobytes = sum(path.stat().st_size // 4096 * 4 + 4 for path in city.rglob("*"))
        disk = small_disk(data_kilobytes + int(whole * share))
        full = shutil.copytree(city, disk / "city")
        assert_refused(full, "disk.full", exit_code=4, door=("audit", *FAST))


@needs_posix
def test_a_limit_on_the_size_of_files_is_a_full_disk(city: Path) -> None:
    import resource

    before = fingerprint(city)
    done = subprocess.run(
        [sys.executable, "-m", "plateia", "audit", str(city), *FAST],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )
    assert done.returncode == 4, done.stderr
    assert "[disk.full]" in done.stderr
    assert "Traceback" not in done.stderr
    assert fingerprint(city) == before


# A folder that may not be written or read


@pytest.fixture
def foreign_city() -> Iterator[Path]:
    """A city folder that belongs to somebody else and lies where everybody may read."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = build_city(place / "city", n_rows=120, months=3, marker=MARKER)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for hidden in ("", "data", "city.toml"):
        (folder / hidden).chmod(0o755)
    shutil.rmtree(place)


def as_nobody(*arguments: str | Path) -> Said:
    """Run ``plateia`` in a copy of this process that has given up the powers of root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # whatever happens in the copy, it must never come back into the tests
        try:
            if is_root:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            told = asdict(run_cli(*arguments))
        except BaseException as fault:
            told = {"exit_code": -1, "out": "", "err": repr(fault)}
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told = json.load(stream)
    os.waitpid(child, 0)
    return Said(**told)


@needs_posix
def test_a_folder_that_may_not_be_written_is_checked_but_not_audited(foreign_city: Path) -> None:
    before = fingerprint(foreign_city)
    checked = run_cli("check", foreign_city, "--json")  # loads in this process what the copy needs
    assert as_nobody("check", foreign_city, "--json") == checked
    for arguments in (("audit", foreign_city), ("audit", foreign_city, *FAST), ("new", foreign_city / "another")):
        done = as_nobody(*arguments)
        assert (done.exit_code, done.out) == (4, ""), done
        assert "[folder.read-only]" in done.err
    assert fingerprint(foreign_city) == before


@needs_posix
@pytest.mark.parametrize(
    ("hidden", "code"),
    [
        ("data/incidents.csv", "file.no-permission"),
        ("data/areas.geojson", "file.no-permission"),
        ("data", "file.no-permission"),
        ("city.toml", "settings.no-permission"),
    ],
)
def test_a_file_that_may_not_be_read_is_named(foreign_city: Path, hidden: str, code: str) -> None:
    run_cli("check", foreign_city)
    (foreign_city / hidden).chmod(0)
    done = as_nobody("check", foreign_city)
    assert (done.exit_code, done.out) == (4, ""), done
    assert f"[{code}]" in done.err
