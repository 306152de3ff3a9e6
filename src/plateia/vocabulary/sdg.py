"""Indicators of the Sustainable Development Goals 11 and 16 that a local plan can report on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class SdgIndicator:
    """One indicator of the global framework; its paraphrased name is ``sdg.<key>`` of the wording.

    Attributes
    ----------
    id : str
        ``11.7.2``.
    target : str
        ``11.7``.
    population_based : bool
        The official figure comes from a survey of the population: police records cannot stand in for it.
    """

    id: str
    target: str
    population_based: bool

    @property
    def key(self) -> str:
        """The last part of its key in the wording: ``11_7_2``."""
        return self.id.replace(".", "_")


@cache
def sdg_indicators() -> Mapping[str, SdgIndicator]:
    """Return the indicators by id, in the order of the goals.

    Examples
    --------
    >>> sdg_indicators()["16.1.4"].population_based
    True
    """
    text = files(__package__).joinpath("sdg_indicators.toml").read_text(encoding="utf-8")
    return {
        id_: SdgIndicator(id_, id_.rpartition(".")[0], bool(row["population_based"]))
        for id_, row in tomllib.loads(text).items()
    }
