"""One run in a city folder: locked, made beside its place, renamed when complete, gone without trace when not."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from plateia.errors import EnvironmentFault, PlateiaError
from plateia.settings.reading import check_city_folder

OUT, TABLES, INTERNAL, REGISTER = "out", "tables", "internal", "published.json"
LOCK = ".plateia.lock"
PARTIAL = ".partial-"
STALE_SECONDS, UNSIGNED_SECONDS = 6 * 3600, 60
ROOM_BYTES = 64 * 1024
"""With less room than this a library that failed to write, whatever it says, met a full disk."""

_held: set[Path] = set()

Progress = Callable[[str, int, int | None], None]
"""Told the stage (a key of the wording), the work done and, where known, the work to do."""


def silent(stage: str, done: int, total: int | None) -> None:
    """Show nothing."""


@dataclass
class Run:
    """A run under way.

    Attributes
    ----------
    city : Path
    number : int
    staging : Path
        Where results are written until they are complete.
    place : Path
        Where they will lie: ``out/audit-007``, or ``out/internal/audit-007-for-NAME``.
    """

    city: Path
    number: int
    staging: Path
    place: Path
    tables: Path | None = None
    register: Path | None = None

    def keep_tables(self, staged: Path) -> None:
        """Name the tidy tables that replace the city's when the run is complete."""
        self.tables = staged

    def keep_register(self, staged: Path) -> None:
        """Name the register of publications that replaces the city's when the run is complete."""
        self.register = staged


@contextmanager
def start_run(city: Path, *, tool: str, internal_for: str | None = None) -> Iterator[Run]:
    """Lock the folder and yield a run; keep its results only if the block ends without an error.

    Raises
    ------
    EnvironmentFault
        ``folder.locked``, ``folder.read-only``, ``disk.full``, ``disk.error``.
    """
    made = _made_folders(city, internal_for)
    staging = city / OUT / f"{PARTIAL}{os.getpid()}"
    with locked_folder(city):
        try:
            with _faults_of_the_machine(city):  # told while what was written still lies there: a full disk is full
                for folder in made:
                    folder.mkdir(exist_ok=True)
                _remove_remains(city)
                staging.mkdir()
                run = Run(city, _next_number(city, tool), staging, Path())
                run.place = _place(city, tool, run.number, internal_for)
                yield run
                _complete(run)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()  # only if nothing lies in it


@contextmanager
def locked_folder(city: Path) -> Iterator[None]:
    """Hold the lock of a city folder: one run, one import, one edit at a time.

    Raises
    ------
    EnvironmentFault
        ``folder.locked``, ``folder.read-only``, ``disk.full``, ``disk.error``.
    InputError
        ``folder.not-found``.
    """
    check_city_folder(city)
    lock = _locked(city)
    try:
        with _faults_of_the_machine(city):
            yield
    finally:
        lock.unlink(missing_ok=True)
        _held.discard(lock)


@contextmanager
def _faults_of_the_machine(city: Path) -> Iterator[None]:
    """Turn errors of disk and permissions into what a person can do about them."""
    try:
        yield
    except PlateiaError:
        raise
    except OSError as fault:
        raise environment_fault(fault) from None
    except Exception:
        if _has_room(city):
            raise
        raise _disk_full() from None


def _made_folders(city: Path, internal_for: str | None) -> list[Path]:
    """Return the folders this run has to make, outer ones first."""
    wanted = [city / OUT] if internal_for is None else [city / OUT, city / OUT / INTERNAL]
    return [folder for folder in wanted if not folder.exists()]


def _has_room(city: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(city).free > ROOM_BYTES
    return True


def _locked(city: Path) -> Path:
    lock = city / LOCK
    with suppress(OSError):
        if lock.exists() and (time.time() - lock.stat().st_mtime > STALE_SECONDS or not _is_running(lock)):
            lock.unlink()
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        raise EnvironmentFault(
            "folder.locked",
            expected=f"No other run in {city.name!r}.",
            seen="one under way.",
            remedy=f"wait until it has ended; if none is running, delete {LOCK} in the folder.",
        ) from None
    except OSError as fault:
        raise environment_fault(fault) from None
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(str(os.getpid()))
    except OSError as fault:
        lock.unlink()
        raise environment_fault(fault) from None
    _held.add(lock)
    return lock


def _is_running(lock: Path) -> bool:
    """Whether the process that made the lock still lives; where that cannot be told, it does."""
    text = lock.read_text(encoding="utf-8").strip()
    if not text.isdigit():  # made this moment, or by a run that was cut off just then
        return time.time() - lock.stat().st_mtime < UNSIGNED_SECONDS
    if int(text) == os.getpid():  # in a container every run may have the same number
        return lock in _held
    if os.name == "nt":
        return True
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove_remains(city: Path) -> None:
    """Remove what an interrupted run left behind."""
    for remains in (city / OUT).glob(f"{PARTIAL}*"):
        if remains.is_dir():
            shutil.rmtree(remains, ignore_errors=True)
        else:
            remains.unlink()
    for remains in city.glob(f".{TABLES}-*"):
        if remains.name.endswith("-old") and not (city / TABLES).exists():
            remains.rename(city / TABLES)
        else:
            shutil.rmtree(remains, ignore_errors=True)


def _next_number(city: Path, tool: str) -> int:
    """Return the next free number; protected and internal runs share one count."""
    names = [
        path.name for folder in (city / OUT, city / OUT / INTERNAL) if folder.is_dir() for path in folder.iterdir()
    ]
    numbers = [int(match[1]) for name in names if (match := re.match(rf"{tool}-(\d+)", name))]
    return max(numbers, default=0) + 1


def _place(city: Path, tool: str, number: int, internal_for: str | None) -> Path:
    name = f"{tool}-{number:03d}"
    if internal_for is None:
        return city / OUT / name
    person = re.sub(r"[^\w-]+", "-", internal_for).strip("-")[:40] or "unnamed"
    return city / OUT / INTERNAL / f"{name}-for-{person}"


def _complete(run: Run) -> None:
    """Move register, tables and results to their places; put back what was there if one of them cannot be moved.

    The register goes first: a machine that stops in between must not have published what the register does not know.
    """
    run.place.parent.mkdir(parents=True, exist_ok=True)
    tables, old = run.city / TABLES, run.city / f".{TABLES}-{os.getpid()}-old"
    with ExitStack() as undo:
        if run.register is not None:
            _replace(run.register, run.city / OUT / REGISTER, undo)
        if run.tables is not None:
            if tables.exists():
                tables.rename(old)
                undo.callback(old.rename, tables)
            run.tables.rename(tables)
            undo.callback(tables.rename, run.tables)
        run.staging.rename(run.place)
        undo.pop_all()
    shutil.rmtree(old, ignore_errors=True)


def _replace(new: Path, place: Path, undo: ExitStack) -> None:
    if place.exists():
        undo.callback(place.write_bytes, place.read_bytes())
    else:
        undo.callback(place.unlink, missing_ok=True)
    new.replace(place)


def _disk_full() -> EnvironmentFault:
    return EnvironmentFault(
        "disk.full",
        expected="Room on the disk for the results.",
        seen="none left; nothing was kept of this run.",
        remedy="free some space, then run again.",
    )


def environment_fault(fault: OSError) -> EnvironmentFault:
    """Return what a person can do about an error of the operating system."""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return _disk_full()
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return EnvironmentFault(
            "folder.read-only",
            expected="Leave to write into the city folder.",
            seen="permission denied.",
            remedy="copy the folder to a place of your own, or ask for write access.",
        )
    return EnvironmentFault(
        "disk.error",
        expected="A disk that can be read and written.",
        seen=f"{os.strerror(fault.errno) if fault.errno else 'an input or output error'}.",
        remedy="check disk or network drive, then run again.",
    )
