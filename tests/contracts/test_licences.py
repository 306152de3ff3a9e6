"""What the toolkit needs at run time may be used by every authority: no GPL and no AGPL among it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.metadata import metadata as metadata_of
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
NAME = "plateia"

# LGPL and the run-time exception of GCC's libraries do not reach the program that uses them.
HARMLESS = re.compile(r"LGPL\S*|Lesser General Public Licen[cs]e\S*|A?GPL\S* WITH \S*exception\S*", re.IGNORECASE)
COPYLEFT = re.compile(r"A?GPL|General Public Licen[cs]e", re.IGNORECASE)


def licence_of(name: str) -> str:
    """Return the licence a distribution declares: its SPDX expression, or its classifiers, or the head of its text."""
    declared = metadata_of(name)
    expression = declared.get("License-Expression")
    if expression:
        return expression
    classifiers = [text for text in declared.get_all("Classifier", []) if text.startswith("License ::")]
    return "; ".join(classifiers) or declared.get("License", "").strip().partition("\n")[0]


def is_copyleft(licence: str) -> bool:
    """Tell whether a licence reaches the programs that use the library."""
    return COPYLEFT.search(HARMLESS.sub("", licence)) is not None


def needed_at_run_time(name: str) -> set[str]:
    """Return the distributions that come with a bare installation on this machine, the package itself left out."""
    seen: set[str] = set()
    waiting = list(direct_needs(distribution(name)))
    while waiting:
        need = waiting.pop()
        if need not in seen:
            seen.add(need)
            waiting.extend(direct_needs(distribution(need)))
    return seen


def direct_needs(package: Distribution) -> Iterator[str]:
    """Yield the names a distribution requires here, without its extras."""
    for text in package.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name.lower().replace("_", "-")


@pytest.fixture(scope="module")
def needs() -> set[str]:
    try:
        return needed_at_run_time(NAME)
    except PackageNotFoundError as missing:
        pytest.skip(f"{missing} is not installed here: run the tests with do.py.")


def test_no_need_is_under_gpl_or_agpl(needs: set[str]) -> None:
    assert {name: licence_of(name) for name in needs if is_copyleft(licence_of(name))} == {}


def test_every_need_states_a_licence(needs: set[str]) -> None:
    assert [name for name in needs if not licence_of(name)] == []


def test_every_direct_need_is_explained(needs: set[str]) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    assert [name for name in direct_needs(distribution(NAME)) if f"| {name} |" not in page] == []


@pytest.mark.parametrize(
    ("licence", "copyleft"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-or-later", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("MIT", False),
    ],
)
def test_the_search_for_copyleft_finds_it(licence: str, copyleft: bool) -> None:
    assert is_copyleft(licence) is copyleft
