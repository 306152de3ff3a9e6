"""The register of what was made public, ``out/published.json``: read before publishing, replaced with the run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from plateia.city.run import OUT, REGISTER
from plateia.errors import DisclosureError
from plateia.findings.edition import Published
from plateia.findings.register import Register, ShownSum, register_entry


def read_register(city: Path) -> Register:
    """Return the city's register, an empty one before the first publication.

    Raises
    ------
    DisclosureError
        ``publication.register-unreadable``.
    """
    path = city / OUT / REGISTER
    if not path.is_file():
        return Register()
    try:
        return Register.of(json.loads(path.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise DisclosureError(
            "publication.register-unreadable",
            expected="A register of earlier publications in out/published.json.",
            seen="a file that is no JSON.",
            remedy="restore it from a copy; without it nothing can be proved safe to publish.",
        ) from None


def write_register(path: Path, *, register: Register, published: Published) -> None:
    """Write the register with this publication entered."""
    _write(path, register.with_entry(register_entry(published)))


def write_register_with_sums(path: Path, *, register: Register, sums: Sequence[ShownSum]) -> None:
    """Write the register with what an evaluation showed entered."""
    _write(path, register.with_sums(sums))


def _write(path: Path, register: Register) -> None:
    path.write_text(json.dumps(register.as_mapping(), ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
