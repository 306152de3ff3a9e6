"""From finding to practice in an audit: the ids of what agrees with each finding, as its readers will see it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.findings.edition import InputFile, Published
from plateia.knowledge.finding_matches import match_findings

if TYPE_CHECKING:
    from plateia.knowledge.practices import Practice


def with_practices(published: Published, *, practices: Sequence[Practice], read: Sequence[InputFile] = ()) -> Published:
    """Return the edition with the ids of the practices that agree with each finding.

    Parameters
    ----------
    published : Published
        The protected version, so that what is hidden has no say; or the internal one.
    practices : sequence of Practice
        The inventory, the city's own and those it received.
    read : sequence of InputFile
        The files of the city's practices: they are inputs as others are.
    """
    edition = published.edition
    provenance = replace(edition.provenance, inputs=(*edition.provenance.inputs, *read))
    found = match_findings(edition.findings, practices=practices)
    findings = tuple(
        replace(finding, practices=tuple(match.practice.id for match in matches.matches))
        for finding, matches in zip(edition.findings, found, strict=True)
    )
    return replace(published, edition=replace(edition, findings=findings, provenance=provenance))


def practice_files(folder: Path) -> tuple[InputFile, ...]:
    """Return the files of a city's practices with their fingerprints; each holds one row, its practice."""
    from plateia.knowledge.imported import IMPORTED
    from plateia.knowledge.own import KNOWLEDGE

    root = folder / KNOWLEDGE
    own = [path for path in root.glob("*.toml") if not path.name.startswith(".")]
    paths = sorted([*own, *(root / IMPORTED).glob("*/*.toml")])
    return tuple(
        InputFile(path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest(), 1)
        for path in paths
    )
