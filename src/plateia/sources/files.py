"""Input files: found by pattern, fingerprinted, and watched for change while they are read."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plateia.errors import EnvironmentFault, InputError


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its place, and the path as it is written in results (relative to the city folder)."""

    path: Path
    shown: str


def find_files(patterns: Iterable[str], *, folder: Path) -> list[SourceFile]:
    """Return the files that match the patterns, sorted by shown path.

    Raises
    ------
    InputError
        ``file.not-found``: a pattern matches no file.
    """
    found: dict[Path, SourceFile] = {}
    for pattern in patterns:
        matches = _matches(pattern, folder)
        if not matches:
            raise InputError(
                "file.not-found",
                expected=f"A file at {pattern!r}.",
                seen="none.",
                remedy="check the path in city.toml; it is relative to the city folder, and ** stands for any folders.",
            )
        for path in matches:
            found.setdefault(path.resolve(), SourceFile(path, _shown(path, folder)))
    return sorted(found.values(), key=lambda source: source.shown)


def _matches(pattern: str, folder: Path) -> list[Path]:
    path = Path(pattern).expanduser()
    if not any(mark in pattern for mark in "*?["):
        path = path if path.is_absolute() else folder / path
        return [path] if _is_file(path) else []
    start, rest = (Path(path.anchor), path.relative_to(path.anchor)) if path.is_absolute() else (folder, path)
    try:
        return [match for match in start.glob(str(rest)) if _is_file(match)]
    except (ValueError, NotImplementedError):  # not a pattern: ** within a name
        return []


def _is_file(path: Path) -> bool:
    """Whether a file is there; a folder that may not be entered, or a name too long, is not."""
    try:
        return path.is_file()
    except OSError as fault:
        if fault.errno == errno.EACCES:
            raise _no_permission(SourceFile(path, path.name)) from None
        return False


def _shown(path: Path, folder: Path) -> str:
    """A host-free name: relative to the folder, or the bare file name where the file lies elsewhere."""
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Fingerprints:
    """Hashes files in the background while they are read."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sha256")
        self._pending: dict[str, Future[str]] = {}

    def start(self, source: SourceFile) -> None:
        """Begin to hash a file in the background."""
        if source.shown not in self._pending:
            self._pending[source.shown] = self._pool.submit(sha256_of, source.path)

    def result(self, source: SourceFile) -> str:
        """Return the hash, waiting for it where needed."""
        self.start(source)
        return self._pending[source.shown].result()

    def close(self) -> None:
        """Let go of what still runs."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def unchanged(source: SourceFile) -> Iterator[None]:
    """Raise when the file is empty, cannot be read, or changes while the block reads it.

    Raises
    ------
    InputError
        ``file.empty``, ``file.changed-while-reading``.
    EnvironmentFault
        ``file.no-permission``, ``file.unreadable``.
    """
    before = _state(source)
    if before[0] == 0:
        raise InputError(
            "file.empty",
            expected=f"Rows in {source.shown!r}.",
            seen="a file of 0 bytes.",
            remedy="fetch the file again; a download may have been cut off.",
        )
    try:
        yield
    except PermissionError:
        raise _no_permission(source) from None
    except InputError:
        # Half a file reads like a damaged one; that it is still being written is the cause.
        if _state(source) != before:
            raise _changed(source) from None
        raise
    if _state(source) != before:
        raise _changed(source)


def _changed(source: SourceFile) -> InputError:
    return InputError(
        "file.changed-while-reading",
        expected=f"{source.shown!r} at rest while it is read.",
        seen="another size or time stamp after reading.",
        remedy="wait until the export or download has finished, then run again.",
    )


def _state(source: SourceFile) -> tuple[int, int]:
    try:
        state = source.path.stat()
        with source.path.open("rb"):
            pass
    except PermissionError:
        raise _no_permission(source) from None
    except OSError as fault:
        raise EnvironmentFault(
            "file.unreadable",
            expected=f"A readable file {source.shown!r}.",
            seen=f"{os.strerror(fault.errno) if fault.errno else 'an input error'}.",
            remedy="check the disk or network drive, then run again.",
        ) from None
    return state.st_size, state.st_mtime_ns


def _no_permission(source: SourceFile) -> EnvironmentFault:
    return EnvironmentFault(
        "file.no-permission",
        expected=f"Leave to read {source.shown!r}.",
        seen="permission denied.",
        remedy="ask for read access to the file, or copy it into the city folder.",
    )
