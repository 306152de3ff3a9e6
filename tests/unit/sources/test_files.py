"""Input files: found by pattern, shown without the host, watched while they are read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from plateia.errors import EnvironmentFault, InputError
from plateia.sources.files import Fingerprints, SourceFile, find_files, unchanged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("2022-01/a-street.csv", "2022-02/b-street.csv", "2022-02/note.txt", "c-street.csv"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def test_patterns_find_each_file_once_in_order(folder: Path) -> None:
    found = find_files(["data/**/*-street.csv", "data/c-street.csv", str(folder / "data/*/a*.csv")], folder=folder)
    assert [source.shown for source in found] == [
        "data/2022-01/a-street.csv",
        "data/2022-02/b-street.csv",
        "data/c-street.csv",
    ]


def test_a_file_elsewhere_is_shown_by_its_name_only(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "x.csv"
    elsewhere.write_text("x", encoding="utf-8")
    assert find_files([str(elsewhere)], folder=folder)[0].shown == "x.csv"


@pytest.mark.parametrize(
    "pattern", ["none.csv", "data", "", "da**ta/x.csv", "data/[", "x" * 5000, "data/\0.csv", "**/none"]
)
def test_what_matches_no_file_is_not_found(folder: Path, pattern: str) -> None:
    with pytest.raises(InputError) as caught:
        find_files([pattern], folder=folder)
    assert caught.value.code == "file.not-found"


def test_hashes_are_those_of_the_files(folder: Path) -> None:
    source = find_files(["data/c-street.csv"], folder=folder)[0]
    fingerprints = Fingerprints()
    assert fingerprints.result(source) == hashlib.sha256(b"c-street.csv").hexdigest()
    fingerprints.close()


def read_badly(source: SourceFile, *, changing: bool, error: InputError | None) -> None:
    with unchanged(source):
        if changing:
            source.path.write_text(source.path.read_text(encoding="utf-8") + "more", encoding="utf-8")
        if error is not None:
            raise error


def test_a_change_is_the_cause_even_of_another_error(folder: Path) -> None:
    source = SourceFile(folder / "data/c-street.csv", "c")
    truncated = InputError("table.truncated", expected="", seen="", remedy="")
    for changing, error, code in (
        (True, None, "file.changed-while-reading"),
        (True, truncated, "file.changed-while-reading"),
        (False, truncated, "table.truncated"),
    ):
        with pytest.raises(InputError) as caught:
            read_badly(source, changing=changing, error=error)
        assert caught.value.code == code


def test_a_file_that_vanishes_is_an_environment_fault(folder: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught, unchanged(SourceFile(folder / "data/gone.csv", "gone.csv")):
        pass
    assert (caught.value.code, caught.value.exit_code) == ("file.unreadable", 4)
