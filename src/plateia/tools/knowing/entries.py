"""All practices a city can draw on: the inventory, its own, and those it received."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plateia.knowledge.own import OwnPractice
    from plateia.knowledge.practices import Practice


def city_practices(folder: Path, *, city: str) -> tuple[OwnPractice, ...]:
    """Return a city's own practices and those it received, with their whole forms.

    Raises
    ------
    PlateiaError
        Any error of ``read_own_practices`` and ``read_imported_practices``.
    """
    from plateia.knowledge.imported import read_imported_practices
    from plateia.knowledge.own import read_own_practices

    return (*read_own_practices(folder, city=city), *read_imported_practices(folder))


def known_practices(folder: Path, *, city: str) -> tuple[Practice, ...]:
    """Return the inventory, then the city's own practices and those it received, as findings are matched with them."""
    from plateia.knowledge.practices import practices

    return (*practices(), *(entry.practice for entry in city_practices(folder, city=city)))
